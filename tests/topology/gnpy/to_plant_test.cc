// Planner's networks as plant records: what is read how, and everything that is refused. The examples of
// planners are in to_plant_files_test.cc.
#include "topology/gnpy/to_plant.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/topology/formats/text_edits.h"
#include "topology/formats/files.h"
#include "topology/formats/plant_folder.h"
#include "topology/gnpy/library_file.h"

namespace lightloom::gnpy {
namespace {

using formats::EquipmentFile;
using formats::NamedText;
using formats::with;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kNational = LIGHTLOOM_SOURCE_DIR "/lab/networks/national/";

EquipmentFile equipment() { return formats::builtin_equipment().value(); }
Result<PlantRecord> read_with(const std::string& text, const EquipmentFile& equipment) {
  static const auto kLibrary = builtin_library().value();
  const auto network = read_planner_network(text, "t.json", kLibrary);
  if (!network) return fail(network.error());
  return plant_record_of(*network, kLibrary, equipment);
}
Result<NetworkRecord> read(const std::string& text) {
  return read_with(text, equipment()).map([](const PlantRecord& made) { return made.record; });
}
// What was assumed, one sentence a line.
std::vector<std::string> assumed(const std::string& text) {
  const auto made = read_with(text, equipment());
  EXPECT_TRUE(made) << made.error().message;
  return made ? made->assumed : std::vector<std::string>();
}
std::string message(const std::string& text) {
  const auto record = read(text);
  return record ? "" : record.error().message;
}

std::string edfa(const std::string& uid, double gain) {
  return fmt::format(
      R"({{"uid": "{}", "type": "Edfa", "type_variety": "backbone_low_gain", "operational": {{"gain_target": {}}}}},)",
      uid, gain);
}
std::string fibre(const std::string& uid, double length_km) {
  return fmt::format(
      R"({{"uid": "{}", "type": "Fiber", "type_variety": "SSMF", "params": {{"length": {}, "loss_coef": 0.2}}}},)",
      uid, length_km);
}
std::string roadm(const std::string& uid, const std::string& city) {
  return fmt::format(
      R"({{"uid": "{}", "type": "Roadm", "metadata": {{"location": {{"city": "{}", "latitude": 1, "longitude": 2}}}}}},)",
      uid, city);
}
std::string chain(const std::vector<std::string>& uids) {
  std::string text;
  for (std::size_t i = 1; i < uids.size(); ++i)
    text += fmt::format(R"({{"from_node": "{}", "to_node": "{}"}},)", uids[i - 1], uids[i]);
  return text;
}

// Two sites, a link of two spans each way.
struct Text {
  std::string elements = roadm("roadm A", "a") + roadm("roadm Z", "z") + edfa("booster A on cable-7", 19) +
                         fibre("az 1", 60) + edfa("ila az", 12.5) + fibre("az 2", 70) +
                         edfa("preamp Z", 14.5) + edfa("booster Z on cable-7", 19) + fibre("za 1", 70) +
                         edfa("ila za", 14.5) + fibre("za 2", 60) + edfa("preamp A", 12.5) +
                         R"({"uid": "trx A", "type": "Transceiver"},)";
  std::string connections =
      chain({"roadm A", "booster A on cable-7", "az 1", "ila az", "az 2", "preamp Z", "roadm Z"}) +
      chain({"roadm Z", "booster Z on cable-7", "za 1", "ila za", "za 2", "preamp A", "roadm A"}) +
      chain({"roadm A", "trx A", "roadm A"});

  std::string json() const {
    const auto cut = [](const std::string& list) { return list.substr(0, list.size() - 1); };
    return R"({"elements": [)" + cut(elements) + R"(], "connections": [)" + cut(connections) + "]}";
  }
  Text element(std::string_view from, std::string_view to) const {
    return {with(elements, from, to), connections};
  }
  Text connection(std::string_view from, std::string_view to) const {
    return {elements, with(connections, from, to)};
  }
};

TEST(ToPlant, ReadsTwoOppositeChainsAsALink) {
  const auto record = read(Text().json());
  ASSERT_TRUE(record) << record.error().message;
  ASSERT_EQ(record->sites.size(), 2U);
  EXPECT_EQ(record->sites[0].name, "a");
  EXPECT_EQ(record->sites[0].uid, "roadm A");
  EXPECT_EQ(record->sites[0].longitude_deg, 2.0);
  EXPECT_FALSE(record->sites[0].line_ports);
  ASSERT_EQ(record->links.size(), 1U);
  const auto& link = record->links[0];
  EXPECT_EQ(link.name, "cable-7");
  EXPECT_EQ(link.length, Metres{130'000});
  EXPECT_EQ(link.a_port, "degree-1");
  ASSERT_EQ(link.spans.size(), 2U);
  EXPECT_EQ(link.spans[1], (Span{{70'000}, 0.2, Decibel{0.25}, Decibel{0.25}, {}})) << "connectors of Span";
  EXPECT_EQ(link.amps_az[1].gain, Decibel{12.5});
  EXPECT_EQ(link.amps_za[1].gain, Decibel{14.5});
  EXPECT_TRUE(link.srlgs.empty());
  EXPECT_TRUE(Network::build(*record));
}

// Everything that planning needs of a link, with its ends by name.
struct Plain {
  std::string a, a_port, z, z_port;
  FibreTypeIndex fibre_type;
  std::vector<Span> spans;
  std::vector<Amplifier> amps_az, amps_za;
  bool operator==(const Plain&) const = default;
};
std::map<std::string, Plain> plain(const NetworkRecord& record) {
  std::map<std::string, Plain> links;
  for (const auto& link : record.links) {
    links[link.name] = {record.sites[link.a_site.at()].name,
                        link.a_port,
                        record.sites[link.z_site.at()].name,
                        link.z_port,
                        link.fibre_type,
                        link.spans,
                        link.amps_az,
                        link.amps_za};
    // cables.csv gives pads with six decimals.
    for (auto& span : links[link.name].spans) span.pad = {std::round(span.pad.value * 1e6) / 1e6};
  }
  return links;
}

TEST(ToPlant, TheNationalOneEqualsItsPlantRecord) {
  const auto text = [](const std::string& name) {
    return NamedText{name, formats::read_file(kNational + name).value()};
  };
  const auto folder =
      formats::read_plant({text("sites.csv"), text("cables.csv"), text("amplifiers.csv")}, equipment());
  const auto gnpy = read(text("topology.json").text);
  ASSERT_TRUE(folder) << folder.error().message;
  ASSERT_TRUE(gnpy) << gnpy.error().message;
  EXPECT_EQ(gnpy->equipment, folder->equipment);
  ASSERT_EQ(gnpy->sites.size(), folder->sites.size());
  for (std::size_t i = 0; i < folder->sites.size(); ++i) {
    EXPECT_EQ(gnpy->sites[i].name, folder->sites[i].name);
    EXPECT_EQ(gnpy->sites[i].latitude_deg, folder->sites[i].latitude_deg);
    EXPECT_EQ(gnpy->sites[i].uid, "roadm " + folder->sites[i].name);
  }
  const auto expected = plain(*folder);
  const auto found = plain(*gnpy);
  ASSERT_EQ(found.size(), 145U);
  for (const auto& [name, link] : expected) {
    ASSERT_TRUE(found.count(name)) << name;
    EXPECT_TRUE(found.at(name) == link) << name;
  }
  EXPECT_TRUE(Network::build(*gnpy));
}

TEST(ToPlant, NamesASiteByItsUidWhereTheCityIsEmptyOrNotUnique) {
  const auto same = read(Text().element("\"city\": \"z\"", "\"city\": \"a\"").json());
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(same->sites[0].name, "roadm A");
  EXPECT_EQ(same->sites[1].name, "roadm Z");
  const auto empty = read(Text().element("\"city\": \"z\"", "\"city\": \"\"").json());
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_EQ(empty->sites[0].name, "a");
  EXPECT_EQ(empty->sites[1].name, "roadm Z");
}

TEST(ToPlant, NamesALinkByItsEndsWhereTheBoosterDoesNot) {
  auto text = Text().json();
  for (std::string::size_type at = 0; (at = text.find(" on cable-7")) != std::string::npos;)
    text.erase(at, std::string(" on cable-7").size());
  const auto record = read(text);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].name, "a-z-1");
}

TEST(ToPlant, AddsAFusedToThePadBeforeAFibreAndToTheConnectorBehindIt) {
  auto text = Text();
  text.elements +=
      R"({"uid": "f1", "type": "Fused", "params": {"loss": 2}}, {"uid": "f2", "type": "Fused"},)"
      R"({"uid": "f3", "type": "Fused", "params": {"loss": 2}}, {"uid": "f4", "type": "Fused"},)";
  text = text.connection(chain({"booster A on cable-7", "az 1", "ila az"}),
                         chain({"booster A on cable-7", "f1", "az 1", "f2", "ila az"}));
  EXPECT_THAT(message(with(text.json(), R"({"uid": "f3", "type": "Fused", "params": {"loss": 2}}, )", "")),
              HasSubstr("\"f4\": from_node: nothing leads to it"));
  text = text.connection(chain({"ila za", "za 2", "preamp A"}),
                         chain({"ila za", "f3", "za 2", "f4", "preamp A"}));
  const auto record = read(text.json());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].spans[0].pad, Decibel{2});
  EXPECT_EQ(record->links[0].spans[0].connector_out, Decibel{1.25}) << "1 dB where a Fused does not say";
}

TEST(ToPlant, AddsAFusedBehindThePreamplifierToItsAttenuator) {
  auto text = Text().connection(chain({"preamp Z", "roadm Z"}), chain({"preamp Z", "f", "roadm Z"}));
  text.elements += R"({"uid": "f", "type": "Fused", "params": {"loss": 0.5}},)";
  const auto record = read(text.json());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].amps_az[2].out_voa, Decibel{0.5});
}

TEST(ToPlant, PairsParallelChainsOfEqualLengthByName) {
  // The second cable's z to a direction comes first.
  auto text = Text();
  text.elements += edfa("b2 A on cable-8", 18) + fibre("az8 1", 60) + edfa("ila az8", 11) +
                   fibre("az8 2", 70) + edfa("p8 Z", 13) + edfa("b2 Z on cable-8", 18) + fibre("za8 1", 70) +
                   edfa("ila za8", 13) + fibre("za8 2", 60) + edfa("p8 A", 11);
  text.connections = chain({"roadm Z", "b2 Z on cable-8", "za8 1", "ila za8", "za8 2", "p8 A", "roadm A"}) +
                     text.connections +
                     chain({"roadm A", "b2 A on cable-8", "az8 1", "ila az8", "az8 2", "p8 Z", "roadm Z"});
  const auto record = read(text.json());
  ASSERT_TRUE(record) << record.error().message;
  ASSERT_EQ(record->links.size(), 2U);
  EXPECT_EQ(record->links[0].name, "cable-7");
  EXPECT_EQ(record->links[0].amps_za[0].gain, Decibel{19});
  EXPECT_EQ(record->links[1].amps_za[0].gain, Decibel{18});
  EXPECT_EQ(record->links[1].z_port, "degree-2");
}

TEST(ToPlant, TakesTheRoadmsOwnTargetWhereAllHaveTheSame) {
  const auto set = [](const Text& text, const std::string& uid, const std::string& params) {
    return text.element("{\"uid\": \"" + uid + "\",",
                        "{\"uid\": \"" + uid + "\", \"params\": {" + params + "},");
  };
  const auto both =
      set(set(Text(), "roadm A", "\"target_pch_out_db\": -19"), "roadm Z", "\"target_pch_out_db\": -19");
  const auto record = read(both.json());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->equipment.roadm.target, (RoadmTarget{RoadmTarget::Kind::kPerChannelDbm, -19}));
  EXPECT_EQ(
      message(set(Text(), "roadm Z", "\"target_pch_out_db\": -19").json()),
      "t.json: \"roadm Z\": params: its target, add_drop_osnr or pmd is not that of \"roadm A\"; one for all "
      "is supported");
  EXPECT_EQ(
      message(
          set(Text(), "roadm Z", "\"per_degree_psd_out_mWperSlotWidth\": {\"booster Z on cable-7\": 0.0003}")
              .json()),
      "t.json: \"roadm Z\": params.per_degree_psd_out_mWperSlotWidth.booster Z on cable-7: 0.0003 is not the "
      "ROADM's own target, 0.0002; one for all is supported");
}

TEST(ToPlant, ADesignedNetworkIsTakenAsItIs) {
  EXPECT_THAT(assumed(Text().json()), IsEmpty());
  // GNPy would split a fibre of 150 km and more. It is lit as it is.
  auto text = Text().element("\"length\": 60", "\"length\": 160");
  text = text.element("\"length\": 60", "\"length\": 160");
  const auto record = read(text.json());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].spans.size(), 2U);
}

TEST(ToPlant, DesignsWhatIsNotDesigned) {
  const auto gain =
      read(Text().element("\"operational\": {\"gain_target\": 12.5}", "\"operational\": {}").json());
  ASSERT_TRUE(gain) << gain.error().message;
  EXPECT_NEAR(gain->links[0].amps_az[1].gain.value, 12.5, 1e-9) << "60 km of 0.2 dB/km and two connectors";
  EXPECT_TRUE(read(Text().element("\"gain_target\": 12.5", "\"gain_target\": null").json()));
  EXPECT_TRUE(read(Text().element("{\"gain_target\": 12.5}", "{\"delta_p\": 0}").json()));
  EXPECT_TRUE(read(Text().element("\"type_variety\": \"backbone_low_gain\", ", "").json()));
  EXPECT_THAT(assumed(Text().element("\"gain_target\": 12.5", "\"gain_target\": null").json()),
              ElementsAre("1 amplifier of the file designed by GNPy's rules (Span, SI of built-in equipment)",
                          HasSubstr("2 given gains are not as in the file")));
}

TEST(ToPlant, PlacesAmplifiersThatAreMissing) {
  const auto booster =
      Text()
          .connection(chain({"roadm A", "booster A on cable-7", "az 1"}), chain({"roadm A", "az 1"}))
          .element(edfa("booster A on cable-7", 19), "");
  const auto preamp = Text()
                          .connection(chain({"az 2", "preamp Z", "roadm Z"}), chain({"az 2", "roadm Z"}))
                          .element(edfa("preamp Z", 14.5), "");
  const auto inline_one = Text()
                              .connection(chain({"az 1", "ila az", "az 2"}), chain({"az 1", "az 2"}))
                              .element(edfa("ila az", 12.5), "");
  for (const auto& text : {booster, preamp, inline_one}) {
    const auto record = read(text.json());
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_EQ(record->links[0].amps_az.size(), 3U);
    EXPECT_EQ(record->links[0].name, "cable-7") << "the other direction has the name";
    EXPECT_TRUE(Network::build(*record));
    EXPECT_THAT(assumed(text.json()).front(),
                HasSubstr("1 amplifier is placed and designed by GNPy's rules"));
  }
}

// A cable of one fibre each way and nothing else.
std::string bare(double km) {
  Text text;
  text.elements = roadm("roadm A", "a") + roadm("roadm Z", "z") + fibre("az on x", km) + fibre("za on x", km);
  text.connections = chain({"roadm A", "az on x", "roadm Z", "za on x", "roadm A"});
  return text.json();
}

TEST(ToPlant, DesignsACableOfBareFibre) {
  const auto record = read(bare(80));
  ASSERT_TRUE(record) << record.error().message;
  ASSERT_EQ(record->links.size(), 1U);
  EXPECT_EQ(record->links[0].name, "a-z-1") << "an amplifier that design placed names no cable";
  EXPECT_EQ(record->links[0].amps_az.size(), 2U);
  EXPECT_THAT(assumed(bare(80)),
              ElementsAre("4 amplifiers are placed and designed by GNPy's rules (Span, SI of built-in "
                          "equipment)"));
}

TEST(ToPlant, SplitsLongFibresBothWaysAlike) {
  const auto record = read(bare(200));
  ASSERT_TRUE(record) << record.error().message;
  ASSERT_EQ(record->links[0].spans.size(), 2U);
  EXPECT_EQ(record->links[0].spans[0].length, Metres{100'000});
  EXPECT_EQ(record->links[0].length, Metres{200'000});
  EXPECT_THAT(assumed(bare(200)).back(),
              "2 fibres of 150 km or more split into equal spans (Span max_length of built-in equipment)");
}

TEST(ToPlant, PadsShortSpans) {
  const auto record = read(bare(10));
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_NEAR(record->links[0].spans[0].pad.value, 5.5, 1e-9) << "8 dB are the least";
  EXPECT_THAT(assumed(bare(10)).back(),
              "2 spans get an attenuator in front, for a loss of 8 dB (Span padding of built-in equipment)");
}

TEST(ToPlant, AFusedThatStandsForAnAmplifierIsOneOfNoGain) {
  auto text = bare(10);
  text = with(text, R"({"from_node": "roadm A", "to_node": "az on x"})",
              R"({"from_node": "roadm A", "to_node": "f"}, {"from_node": "f", "to_node": "az on x"})");
  text =
      with(text, "\"elements\": [", R"("elements": [{"uid": "f", "type": "Fused", "params": {"loss": 0}},)");
  const auto record = read(text);
  ASSERT_TRUE(record) << record.error().message;
  const auto& link = record->links[0];
  EXPECT_EQ(record->equipment.amplifiers.at(link.amps_az[0].type.at()).name, "no amplifier");
  EXPECT_EQ(link.amps_az[0].gain, Decibel{0});
  EXPECT_EQ(record->equipment.amplifiers.size(), equipment().equipment.amplifiers.size() + 1);
  // The other direction is padded, this one is not: the pad went to the booster.
  EXPECT_EQ(link.spans[0].pad, Decibel{0});
  EXPECT_NEAR(link.amps_za[0].out_voa.value, 5.5, 1e-9);
  EXPECT_TRUE(Network::build(*record));
  const auto said = assumed(text);
  ASSERT_EQ(said.size(), 4U);
  EXPECT_THAT(said[2], HasSubstr("a Fused says that no amplifier stands there"));
  EXPECT_THAT(said[3], HasSubstr("design pads a span in one direction more than in the other"));
}

Text with_splices() {
  auto text = Text();
  text.elements = with(with(text.elements, edfa("ila az", 12.5), R"({"uid": "ila az", "type": "Fused"},)"),
                       edfa("ila za", 14.5), R"({"uid": "ila za", "type": "Fused"},)");
  return text;
}

TEST(ToPlant, BetweenFibresThatAFusedJoinsIsNoAmplifier) {
  const auto record = read(with_splices().json());
  ASSERT_TRUE(record) << record.error().message;
  const auto& link = record->links[0];
  const Amplifier none{
      {static_cast<std::uint32_t>(equipment().equipment.amplifiers.size())}, {}, Decibel{1}, {}};
  ASSERT_EQ(link.spans.size(), 2U);
  EXPECT_EQ(link.spans[0], (Span{{60'000}, 0.2, Decibel{0.25}, Decibel{0.25}, {}}));
  EXPECT_EQ(link.amps_az.at(1), none) << "what the Fused loses is its attenuator";
  EXPECT_EQ(link.amps_za.at(1), none);
  EXPECT_THAT(
      assumed(with_splices().json()),
      ElementsAre(AllOf(HasSubstr("a Fused says that no amplifier stands there"), HasSubstr("2 places"))));
}

TEST(ToPlant, AFusedAtBothEndsOfACableIsMirrored) {
  auto text = bare(80);
  text = with(text, R"({"from_node": "roadm A", "to_node": "az on x"})",
              R"({"from_node": "roadm A", "to_node": "f"}, {"from_node": "f", "to_node": "az on x"})");
  text = with(text, R"({"from_node": "za on x", "to_node": "roadm A"})",
              R"({"from_node": "za on x", "to_node": "g"}, {"from_node": "g", "to_node": "roadm A"})");
  text = with(text, "\"elements\": [",
              R"("elements": [{"uid": "f", "type": "Fused"}, {"uid": "g", "type": "Fused"},)");
  const auto record = read(text);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].amps_az.front().out_voa, Decibel{1});
  EXPECT_EQ(record->links[0].amps_za.back().out_voa, Decibel{1});
}

TEST(ToPlant, RefusesWhatDesignCannotMakeARecordOf) {
  EXPECT_THAT(
      message(Text().element("{\"gain_target\": 12.5}", "{\"gain_target\": 12.5, \"in_voa\": 1}").json()),
      HasSubstr("\"ila az\": operational.in_voa: is not supported; put a Fused before the amplifier"));
  EXPECT_EQ(
      message(Text().element("{\"gain_target\": 12.5}", "{\"gain_target\": -1}").json()),
      "t.json: \"ila az\": operational.gain_target: -1 dB is out of range; a network that is controlled "
      "holds 0 to 60");
  EXPECT_EQ(
      message(
          Text().element("{\"gain_target\": 12.5}", "{\"gain_target\": 12.5, \"tilt_target\": 30}").json()),
      "t.json: \"ila az\": operational.tilt_target: 30 dB is out of range; a network that is controlled "
      "holds -20 to 20");
}

TEST(ToPlant, RefusesDanglingConnectionsAndChains) {
  EXPECT_EQ(message(Text().connection("\"to_node\": \"az 1\"", "\"to_node\": \"az 11\"").json()),
            "t.json: connections[1].to_node: no element \"az 11\"; the nearest is \"az 1\"");
  EXPECT_EQ(message(Text().connection(chain({"preamp Z", "roadm Z"}), "").json()),
            "t.json: \"preamp Z\": to_node: leads nowhere; a chain ends at a Roadm");
  EXPECT_EQ(message(Text().connection(chain({"roadm A", "booster A on cable-7"}), "").json()),
            "t.json: \"booster A on cable-7\": from_node: nothing leads to it; a chain begins at a Roadm");
  EXPECT_EQ(message(Text().connection(chain({"roadm A", "trx A"}), chain({"roadm A", "roadm A"})).json()),
            "t.json: connections[12].to_node: \"roadm A\" is connected to itself");
  EXPECT_EQ(
      message(Text().connection(chain({"roadm A", "trx A"}), chain({"roadm A", "trx A", "az 1"})).json()),
      "t.json: \"az 1\": to_node: has 2 ways in and 1 out; only a Roadm has more than one");
  auto ring = Text();
  ring.elements += R"({"uid": "r1", "type": "Fused"}, {"uid": "r2", "type": "Fused"},)";
  ring.connections += chain({"r1", "r2", "r1"});
  EXPECT_EQ(message(ring.json()),
            "t.json: \"r1\": from_node: is on no chain between two Roadms; a chain begins and ends at one");
}

TEST(ToPlant, AConnectionGivenTwiceIsOne) {
  auto twice = Text();
  twice.connections += chain({"az 1", "ila az"});
  EXPECT_EQ(read(twice.json()), read(Text().json()));
}

TEST(ToPlant, RefusesAChainWithoutMirror) {
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": 61").json()),
            "t.json: \"booster A on cable-7\": to_node: its chain to \"roadm Z\" has no mirror; needs one "
            "from there "
            "to \"roadm A\" with fibres of 70.000 61.000 km");
  EXPECT_EQ(
      message(
          Text().element("\"length\": 60, \"loss_coef\": 0.2", "\"length\": 60, \"loss_coef\": 0.21").json()),
      "t.json: \"az 1\": params: its loss, connectors or attenuator are not those of its mirror \"za 2\"; "
      "both "
      "directions must be the same");
}

TEST(ToPlant, NamesElementAndFieldThatAreWrong) {
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": 0").json()),
            "t.json: \"az 1\": params.length: 0 m is none in whole metres; needs 1 m or more");
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": -60").json()),
            "t.json: \"az 1\": params.length: -60 is out of range; needs 0 to 50000");
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": 1e308").json()),
            "t.json: \"az 1\": params.length: 1e+308 is out of range; needs 0 to 50000");
  EXPECT_EQ(
      message(Text()
                  .element("\"loss_coef\": 0.2", "\"loss_coef\": {\"value\": [0.2], \"frequency\": [193e12]}")
                  .json()),
      "t.json: \"az 1\": params.loss_coef: is a table over frequency; needs a number, one a span");
  const auto with_param = [](const std::string& param) {
    return message(Text().element("\"loss_coef\": 0.2", "\"loss_coef\": 0.2, " + param).json());
  };
  EXPECT_EQ(with_param("\"lumped_losses\": [{\"position\": 20, \"loss\": 1}]"),
            "t.json: \"az 1\": params.lumped_losses: is not supported");
  EXPECT_EQ(
      with_param("\"dispersion_per_frequency\": {\"value\": [2e-5], \"frequency\": [193e12]}"),
      "t.json: \"az 1\": params.dispersion_per_frequency: is not supported on a single fibre; give it in "
      "the type");
  EXPECT_EQ(
      with_param("\"ref_frequency\": 192e12"),
      "t.json: \"az 1\": params.ref_frequency: is not supported on a single fibre; give it in the type");
  EXPECT_EQ(with_param("\"raman_coefficient\": {\"g0\": [0, 1e-5], \"frequency_offset\": [0, 1e12]}"),
            "t.json: \"az 1\": params.raman_coefficient: is not supported on a single fibre; give it in the "
            "type");
  EXPECT_EQ(with_param("\"effective_area\": 9e-11"),
            "t.json: \"az 1\": params.effective_area (or gamma): 9e-11 differs from the type SSMF; give it a "
            "type of its own");
  EXPECT_EQ(with_param("\"dispersion_slope\": 67"),
            "t.json: \"az 1\": params.dispersion_slope: 67 differs from the type SSMF; give it a type of its "
            "own");
  EXPECT_EQ(with_param("\"pmd_coef\": 2e-15"),
            "t.json: \"az 1\": params.pmd_coef: 2e-15 differs from the type SSMF; give it a type of its own");
  EXPECT_EQ(with_param("\"pmd_coef\": 1.265e-15, \"dispersion\": 1.67e-05, \"effective_area\": 83e-12"), "")
      << "what the type says may be repeated";
  EXPECT_EQ(message(Text().element("\"SSMF\"", "\"SSMG\"").json()),
            "t.json: \"az 1\": type_variety: no fibre type \"SSMG\"; the nearest is \"SSMF\"");
  EXPECT_EQ(
      message(Text().element("\"loss_coef\": 0.2", "\"loss_coef\": 0.2, \"dispersion\": 2e-5").json()),
      "t.json: \"az 1\": params.dispersion: 2e-05 differs from the type SSMF; give it a type of its own");
  EXPECT_EQ(message(Text().element("\"type\": \"Fiber\"", "\"type\": \"RamanFiber\"").json()),
            "t.json: \"az 1\": type: \"RamanFiber\" is not supported in a network that is controlled; "
            "supported are Transceiver, Roadm, Fiber, Fused, Edfa");
  EXPECT_EQ(
      message(Text()
                  .element("\"type\": \"Edfa\", \"type_variety\": \"backbone_low_gain\"",
                           "\"type\": \"Multiband_amplifier\"")
                  .json()),
      "t.json: \"booster A on cable-7\": type: \"Multiband_amplifier\" is not supported in a network that "
      "is controlled; supported are Transceiver, Roadm, Fiber, Fused, Edfa");
  EXPECT_EQ(message(Text().element("\"uid\": \"az 2\"", "\"uid\": \"az 1\"").json()),
            "t.json: \"az 1\": uid: is used twice; each element has its own");
  EXPECT_EQ(message(Text().element("\"uid\": \"az 1\", ", "").json()),
            "t.json: elements[3].uid: is missing; needs a text");
  EXPECT_EQ(message("{\"elements\": []}"), "t.json: connections: is missing; needs an array");
  EXPECT_EQ(message("{\"elements\": [], \"connections\": []}"), "t.json: has no Roadm; needs at least one");
  EXPECT_EQ(message("3"), "t.json: is not an object; needs elements and connections");
}

TEST(ToPlant, RefusesAFusedBeforeTheBoosterAndTwoTypesOnACable) {
  auto fused = Text().connection(chain({"roadm A", "booster A on cable-7"}),
                                 chain({"roadm A", "f", "booster A on cable-7"}));
  fused.elements += R"({"uid": "f", "type": "Fused"},)";
  EXPECT_EQ(
      message(fused.json()),
      "t.json: \"booster A on cable-7\": from_node: a Fused between Roadm and booster is not supported; put "
      "its loss into the Roadm's target");
  EXPECT_EQ(message(Text()
                        .element("\"uid\": \"az 2\", \"type\": \"Fiber\", \"type_variety\": \"SSMF\"",
                                 "\"uid\": \"az 2\", \"type\": \"Fiber\", \"type_variety\": \"G654E\"")
                        .json()),
            "t.json: \"az 2\": type_variety: G654E after SSMF on one link; one type is supported");
}

TEST(ToPlant, RefusesPlacesThatAreNotOnEarth) {
  EXPECT_EQ(message(Text().element("\"latitude\": 1", "\"latitude\": 91").json()),
            "t.json: \"roadm A\": metadata.location.latitude: 91 is out of range; needs -90 to 90");
}

TEST(ToPlant, RefusesATransceiverThatIsNotAtARoadm) {
  EXPECT_EQ(message(Text().connection(chain({"roadm A", "trx A", "roadm A"}), "").json()),
            "t.json: \"trx A\": type: this Transceiver is not connected to and from a Roadm alone; a site "
            "needs one");
}

TEST(ToPlant, RefusesAChainThatLeadsBackOrHasNoFibre) {
  EXPECT_EQ(message(Text().connection(chain({"preamp Z", "roadm Z"}), chain({"preamp Z", "roadm A"})).json()),
            "t.json: \"booster A on cable-7\": to_node: its chain leads back to \"roadm A\"; a link joins "
            "two Roadms");
  auto text = Text();
  text.connections += chain({"roadm A", "roadm Z"});
  EXPECT_EQ(message(text.json()),
            "t.json: \"roadm A\": to_node: no fibre before \"roadm Z\"; a link needs at least one");
}

TEST(ToPlant, RefusesAnAmplifierOfAnUnsupportedKindByName) {
  auto file = equipment();
  file.equipment.amplifiers.erase(file.equipment.amplifiers.begin());
  file.unsupported.push_back({"Edfa", "backbone_low_gain", "is of kind openroadm, which is not supported"});
  const auto record = read_with(Text().json(), file);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().message,
            "t.json: \"booster A on cable-7\": type_variety: type \"backbone_low_gain\" is of kind "
            "openroadm, which "
            "is not supported");
}

}  // namespace
}  // namespace lightloom::gnpy
