#include "northbound/json/plant_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <functional>

#include "northbound/json/mapper.h"
#include "northbound/json/plant.h"
#include "tests/northbound/fake_control.h"
#include "topology/formats/load_network.h"

namespace lightloom::northbound {
namespace {

using testing::HasSubstr;

v1::Network good_network() {
  const test::FakeControl control;
  return network_message(*control.snapshot(), test::kNow);
}
Error refused(const v1::Network& message) {
  const auto record = to_value(message);
  return record ? Error{ErrorCode::kInvalidArgument, {}, "taken", {}, {}} : record.error();
}
// What a client sends is JSON: the way there goes through it.
Result<NetworkRecord> there_and_back(const NetworkRecord& record) {
  auto network = Network::build(record);
  if (!network) return fail(network.error());
  v1::Network message;
  if (auto read = json_to_message(message_to_json(network_message(*network)), message); !read)
    return fail(read.error());
  return to_value(message);
}

TEST(PlantRecord, OfTheNationalNetworkComesBackAsItWas) {
  const auto loaded = formats::load_network(
      std::filesystem::path(LIGHTLOOM_SOURCE_DIR) / "lab/networks/national", std::nullopt);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto back = there_and_back(loaded->record);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(*back == loaded->record);
}

TEST(PlantRecord, OfAPlannersFileComesBackAsItWas) {
  const auto folder = std::filesystem::path(LIGHTLOOM_SOURCE_DIR) / "lab/networks/national";
  const auto loaded = formats::load_network(folder / "topology.json", folder / "equipment.json");
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_FALSE(loaded->record.sites[0].uid.empty());
  const auto back = there_and_back(loaded->record);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(*back == loaded->record);
}

TEST(PlantRecord, OfTheNationalNetworkFitsIntoABody) {
  const auto loaded = formats::load_network(
      std::filesystem::path(LIGHTLOOM_SOURCE_DIR) / "lab/networks/national", std::nullopt);
  ASSERT_TRUE(loaded);
  const auto network = Network::build(loaded->record);
  ASSERT_TRUE(network);
  EXPECT_LT(message_to_json(network_message(*network)).size(), kMaxJsonBytes / 2);
}

Decibel any_ratio(double most) {
  return Decibel{static_cast<double>(*rc::gen::inRange(0, 1'000'000)) / 1e6 * most};
}

Span any_span() {
  Span span;
  span.length = Metres{*rc::gen::inRange<std::int64_t>(1, 200'000)};
  span.loss_db_per_km = 0.01 + any_ratio(9.9).value;
  span.connector_in = any_ratio(10);
  span.connector_out = any_ratio(10);
  span.pad = any_ratio(60);
  return span;
}

Amplifier any_amplifier(std::size_t types) {
  return {AmplifierTypeIndex{*rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(types))},
          any_ratio(60), any_ratio(60), any_ratio(20) - any_ratio(20)};
}

// Every field that a record has, at random within what is taken.
NetworkRecord any_record() {
  NetworkRecord record = test::small_record();
  Equipment& equipment = record.equipment;
  AmplifierType second = equipment.amplifiers[0];
  second.name = "fixed";
  second.kind = AmplifierType::Kind::kFixedGain;
  second.allowed_for_design = false;
  equipment.amplifiers.push_back(second);
  FibreType fibre = equipment.fibres[0];
  fibre.name = "odd";
  fibre.effective_area_m2 = 0;
  fibre.gamma_per_w_per_m = any_ratio(1).value;
  fibre.dispersion_slope_s_per_m3 = any_ratio(1e6).value;
  equipment.fibres.push_back(fibre);
  equipment.roadm.name = "other";
  equipment.roadm.target = {RoadmTarget::Kind::kPerChannelDbm, any_ratio(60).value - 30};
  equipment.roadm.pmd_s = any_ratio(1e-6).value;
  LineDefaults& line = equipment.line;
  line.launch_power = Dbm{any_ratio(60).value - 30};
  line.margin = any_ratio(20);
  line.padding = any_ratio(60);
  line.extended_gain = any_ratio(60);
  line.max_length = Metres{*rc::gen::inRange<std::int64_t>(1, 1'000'000)};
  Mode& mode = equipment.modes[0];
  mode.rate = Kbps{*rc::gen::inRange<std::int64_t>(1'000, 1'000'000'000'000)};
  mode.baud_rate = Mhz{*rc::gen::inRange<std::int64_t>(1, 75'000)};
  mode.f_min = Mhz{*rc::gen::inRange<std::int64_t>(180'000'000, 193'000'000)};
  mode.required_osnr = any_ratio(100);
  Site& site = record.sites[0];
  site.name_zh = "\xe7\x94\xb2";
  site.uid = "roadm A";
  site.latitude_deg = any_ratio(180).value - 90;
  site.longitude_deg = any_ratio(360).value - 180;
  site.hub = "bravo";
  site.line_ports.reset();
  site.regenerators = *rc::gen::inRange<std::uint32_t>(0, (1'920 - site.line_ports.value_or(0)) / 2 + 1);
  for (Link& link : record.links) {
    link.fibre_type = FibreTypeIndex{*rc::gen::inRange<std::uint32_t>(0, 2)};
    link.spans.clear();
    link.amps_az.clear();
    link.amps_za.clear();
    link.length = Metres{};
    const int spans = *rc::gen::inRange(1, 4);
    for (int i = 0; i <= spans; ++i) {
      link.amps_az.push_back(any_amplifier(equipment.amplifiers.size()));
      link.amps_za.push_back(any_amplifier(equipment.amplifiers.size()));
      if (i == spans) break;
      link.spans.push_back(any_span());
      link.length += link.spans.back().length;
    }
  }
  return record;
}

RC_GTEST_PROP(PlantRecord, ComesBackAsItWas, ()) {
  const NetworkRecord record = any_record();
  const auto back = there_and_back(record);
  if (!back) RC_FAIL(back.error().message);
  RC_ASSERT(*back == record);
}

TEST(PlantRecord, LeavesAsideWhatIsFoundRatherThanRecorded) {
  auto message = good_network();
  auto& link = *message.mutable_links(0);
  link.set_state(v1::Link::DOWN);
  link.set_state_message("cut");
  link.set_latency_us(-5);
  link.set_measured_latency_us(7);
  message.mutable_sites(0)->set_line_ports_free(-1);
  message.mutable_sites(0)->clear_nodes();
  EXPECT_EQ(to_value(message), test::small_record());
}

TEST(PlantRecord, TakesLengthsToTheNearestMetre) {
  auto message = good_network();
  message.mutable_links(0)->set_length_km(80.0004);
  message.mutable_links(0)->mutable_spans(0)->set_length_km(79.9996);
  const auto record = to_value(message);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].length, Metres{80'000});
}

TEST(PlantRecord, NamesTheNearestOfATypeOrSiteThatIsNotThere) {
  auto message = good_network();
  message.mutable_links(1)->mutable_amplifiers_za(0)->set_type("edfb");
  EXPECT_EQ(refused(message).field, "network.links[1].amplifiers_za[0].type");
  EXPECT_EQ(refused(message).nearest, "edfa");
  message = good_network();
  message.mutable_links(1)->set_fibre_type("SSMV");
  EXPECT_EQ(refused(message).nearest, "SSMF");
  EXPECT_EQ(refused(message).message,
            "network.links[1].fibre_type: the record has no fibre type \"SSMV\"; the nearest is SSMF");
  message = good_network();
  message.mutable_links(0)->set_z_site("bravi");
  EXPECT_EQ(refused(message).field, "network.links[0].z_site");
  EXPECT_EQ(refused(message).nearest, "bravo");
}

TEST(PlantRecord, NamesTheFieldThatIsWrong) {
  const struct {
    std::string field;
    std::function<void(v1::Network&)> spoil;
  } cases[] = {
      {"network.sites", [](auto& m) { m.clear_sites(); }},
      {"network.equipment", [](auto& m) { m.clear_equipment(); }},
      {"network.equipment.roadm", [](auto& m) { m.mutable_equipment()->clear_roadm(); }},
      {"network.equipment.line", [](auto& m) { m.mutable_equipment()->clear_line(); }},
      {"network.equipment.roadm.target",
       [](auto& m) { m.mutable_equipment()->mutable_roadm()->clear_target(); }},
      {"network.equipment.roadm.target_value",
       [](auto& m) { m.mutable_equipment()->mutable_roadm()->set_target_value(-1); }},
      {"network.equipment.line.f_max_thz",
       [](auto& m) { m.mutable_equipment()->mutable_line()->set_f_max_thz(190); }},
      {"network.equipment.modes[0].gbps",
       [](auto& m) { m.mutable_equipment()->mutable_modes(0)->set_gbps(-400); }},
      {"network.equipment.modes[0].baud_rate_gbaud",
       [](auto& m) { m.mutable_equipment()->mutable_modes(0)->set_baud_rate_gbaud(63.1397'5); }},
      {"network.equipment.modes[0].min_spacing_ghz",
       [](auto& m) { m.mutable_equipment()->mutable_modes(0)->set_min_spacing_ghz(50); }},
      {"network.equipment.modes[1].name",
       [](auto& m) { *m.mutable_equipment()->add_modes() = m.equipment().modes(0); }},
      {"network.equipment.amplifiers[0].kind",
       [](auto& m) { m.mutable_equipment()->mutable_amplifiers(0)->clear_kind(); }},
      {"network.equipment.amplifiers[0].gain_min_db",
       [](auto& m) { m.mutable_equipment()->mutable_amplifiers(0)->set_gain_min_db(40); }},
      {"network.equipment.fibres[0].effective_area_m2",
       [](auto& m) { m.mutable_equipment()->mutable_fibres(0)->set_effective_area_m2(83); }},
      {"network.sites[2].name", [](auto& m) { m.mutable_sites(2)->clear_name(); }},
      {"network.sites[0].latitude_deg", [](auto& m) { m.mutable_sites(0)->set_latitude_deg(91); }},
      {"network.sites[0].line_ports", [](auto& m) { m.mutable_sites(0)->set_line_ports(-1); }},
      {"network.links[0].name", [](auto& m) { m.mutable_links(0)->set_name("a\nb"); }},
      {"network.links[0].a_port", [](auto& m) { m.mutable_links(0)->clear_a_port(); }},
      {"network.links[0].length_km", [](auto& m) { m.mutable_links(0)->set_length_km(-80); }},
      {"network.links[0].spans", [](auto& m) { m.mutable_links(0)->set_length_km(81); }},
      {"network.links[1].spans[0].length_km",
       [](auto& m) { m.mutable_links(1)->mutable_spans(0)->set_length_km(0); }},
      {"network.links[1].spans[0].loss_db_per_km",
       [](auto& m) { m.mutable_links(1)->mutable_spans(0)->set_loss_db_per_km(std::nan("")); }},
      {"network.links[1].amplifiers_az[1].gain_db",
       [](auto& m) { m.mutable_links(1)->mutable_amplifiers_az(1)->set_gain_db(61); }},
      {"network.links[1].amplifiers_za",
       [](auto& m) { m.mutable_links(1)->mutable_amplifiers_za()->RemoveLast(); }},
      {"network.links[1].srlgs", [](auto& m) { m.mutable_links(1)->add_srlgs(""); }},
  };
  for (const auto& bad : cases) {
    auto message = good_network();
    bad.spoil(message);
    const auto error = refused(message);
    EXPECT_EQ(error.field, bad.field) << error.message;
    EXPECT_THAT(error.message, HasSubstr(bad.field + ": "));
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace lightloom::northbound
