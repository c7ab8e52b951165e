#include "topology/formats/gnpy_topology.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/topology/formats/text_edits.h"
#include "topology/formats/files.h"
#include "topology/formats/plant_folder.h"

namespace lightloom::formats {
namespace {

using testing::HasSubstr;

constexpr const char* kNational = LIGHTLOOM_SOURCE_DIR "/lab/networks/national/";

EquipmentFile equipment() { return builtin_equipment().value(); }
Result<NetworkRecord> read(const std::string& text) {
  return read_gnpy_topology(text, "t.json", equipment());
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

TEST(GnpyTopology, ReadsTwoOppositeChainsAsALink) {
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

TEST(GnpyTopology, TheNationalOneEqualsItsPlantRecord) {
  const auto text = [](const std::string& name) {
    return NamedText{name, read_file(kNational + name).value()};
  };
  const auto folder =
      read_plant({text("sites.csv"), text("cables.csv"), text("amplifiers.csv")}, equipment());
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

TEST(GnpyTopology, NamesASiteByItsUidWhereTheCityIsEmptyOrNotUnique) {
  const auto same = read(Text().element("\"city\": \"z\"", "\"city\": \"a\"").json());
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(same->sites[0].name, "roadm A");
  EXPECT_EQ(same->sites[1].name, "roadm Z");
  const auto empty = read(Text().element("\"city\": \"z\"", "\"city\": \"\"").json());
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_EQ(empty->sites[0].name, "a");
  EXPECT_EQ(empty->sites[1].name, "roadm Z");
}

TEST(GnpyTopology, NamesALinkByItsEndsWhereTheBoosterDoesNot) {
  auto text = Text().json();
  for (std::string::size_type at = 0; (at = text.find(" on cable-7")) != std::string::npos;)
    text.erase(at, std::string(" on cable-7").size());
  const auto record = read(text);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].name, "a-z-1");
}

TEST(GnpyTopology, AddsAFusedToThePadBeforeAFibreAndToTheConnectorBehindIt) {
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

TEST(GnpyTopology, AddsAFusedBehindThePreamplifierToItsAttenuator) {
  auto text = Text().connection(chain({"preamp Z", "roadm Z"}), chain({"preamp Z", "f", "roadm Z"}));
  text.elements += R"({"uid": "f", "type": "Fused", "params": {"loss": 0.5}},)";
  const auto record = read(text.json());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[0].amps_az[2].out_voa, Decibel{0.5});
}

TEST(GnpyTopology, PairsParallelChainsOfEqualLengthByName) {
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

TEST(GnpyTopology, TakesTheRoadmsOwnTargetWhereAllHaveTheSame) {
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

TEST(GnpyTopology, RefusesWhatIsNotDesigned) {
  EXPECT_EQ(message(Text().element("\"operational\": {\"gain_target\": 12.5}", "\"operational\": {}").json()),
            "t.json: \"ila az\": operational.gain_target: is missing: the network is not designed; design it "
            "first");
  EXPECT_EQ(message(Text().element("\"gain_target\": 12.5", "\"gain_target\": null").json()),
            "t.json: \"ila az\": operational.gain_target: is missing: the network is not designed; design it "
            "first");
  EXPECT_EQ(
      message(Text().element("\"type_variety\": \"backbone_low_gain\", ", "").json()),
      "t.json: \"booster A on cable-7\": type_variety: is missing: the network is not designed; design it "
      "first");
  EXPECT_EQ(
      message(Text()
                  .connection(chain({"roadm A", "booster A on cable-7", "az 1"}), chain({"roadm A", "az 1"}))
                  .element(edfa("booster A on cable-7", 19), "")
                  .json()),
      "t.json: \"az 1\": type: no booster between \"roadm A\" and this fibre; design the network first");
  EXPECT_EQ(message(Text()
                        .connection(chain({"az 2", "preamp Z", "roadm Z"}), chain({"az 2", "roadm Z"}))
                        .element(edfa("preamp Z", 14.5), "")
                        .json()),
            "t.json: \"az 2\": to_node: no amplifier before \"roadm Z\"; design the network first");
  EXPECT_EQ(message(Text()
                        .connection(chain({"az 1", "ila az", "az 2"}), chain({"az 1", "az 2"}))
                        .element(edfa("ila az", 12.5), "")
                        .json()),
            "t.json: \"az 2\": type: follows \"az 1\" without an amplifier between; spliced fibres are not "
            "supported");
}

TEST(GnpyTopology, RefusesDanglingConnectionsAndChains) {
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
  auto twice = Text();
  twice.connections += chain({"az 1", "ila az"});
  EXPECT_EQ(message(twice.json()),
            "t.json: connections[14].to_node: \"az 1\" to \"ila az\" is connected twice; once is enough");
  auto ring = Text();
  ring.elements += R"({"uid": "r1", "type": "Fused"}, {"uid": "r2", "type": "Fused"},)";
  ring.connections += chain({"r1", "r2", "r1"});
  EXPECT_EQ(message(ring.json()),
            "t.json: \"r1\": from_node: is on no chain between two Roadms; a chain begins and ends at one");
}

TEST(GnpyTopology, RefusesAChainWithoutMirror) {
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

TEST(GnpyTopology, NamesElementAndFieldThatAreWrong) {
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": 0").json()),
            "t.json: \"az 1\": params.length: 0 km is 0 m or less; needs more than 0");
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": -60").json()),
            "t.json: \"az 1\": params.length: -60 km is 0 m or less; needs more than 0");
  EXPECT_EQ(message(Text().element("\"length\": 60", "\"length\": 1e308").json()),
            "t.json: \"az 1\": params.length: 1e+308 is out of range; needs -100000 to 100000");
  EXPECT_EQ(message(Text().element("\"loss_coef\": 0.2", "\"loss_coef\": {\"value\": [0.2]}").json()),
            "t.json: \"az 1\": params.loss_coef: is an object; needs a number");
  EXPECT_EQ(message(Text().element("\"SSMF\"", "\"SSMG\"").json()),
            "t.json: \"az 1\": type_variety: built-in equipment has no Fiber of type \"SSMG\"; the nearest "
            "is SSMF");
  EXPECT_EQ(
      message(Text().element("\"loss_coef\": 0.2", "\"loss_coef\": 0.2, \"dispersion\": 2e-5").json()),
      "t.json: \"az 1\": params.dispersion: 2e-05 differs from the type SSMF; give it a type of its own");
  EXPECT_EQ(message(Text().element("\"type\": \"Fiber\"", "\"type\": \"RamanFiber\"").json()),
            "t.json: \"az 1\": type: \"RamanFiber\" is not supported; supported are Transceiver, Roadm, "
            "Fiber, Fused, "
            "Edfa");
  EXPECT_EQ(message(Text().element("\"uid\": \"az 2\"", "\"uid\": \"az 1\"").json()),
            "t.json: \"az 1\": uid: is used twice; each element has its own");
  EXPECT_EQ(message(Text().element("\"uid\": \"az 1\", ", "").json()),
            "t.json: elements[3].uid: is missing; needs a text");
  EXPECT_EQ(message("{\"elements\": []}"), "t.json: connections: is missing; needs an array");
  EXPECT_EQ(message("{\"elements\": [], \"connections\": []}"), "t.json: has no Roadm; needs at least one");
  EXPECT_EQ(message("3"), "t.json: is not an object; needs elements and connections");
}

TEST(GnpyTopology, RefusesATransceiverThatIsNotAtARoadm) {
  EXPECT_EQ(
      message(Text().connection(chain({"roadm A", "trx A", "roadm A"}), "").json()),
      "t.json: \"trx A\": type: this Transceiver is not connected to and from a Roadm; a site needs one");
}

TEST(GnpyTopology, RefusesAChainThatLeadsBackOrHasNoFibre) {
  EXPECT_EQ(message(Text().connection(chain({"preamp Z", "roadm Z"}), chain({"preamp Z", "roadm A"})).json()),
            "t.json: \"booster A on cable-7\": to_node: its chain leads back to \"roadm A\"; a link joins "
            "two Roadms");
  auto text = Text();
  text.connections += chain({"roadm A", "roadm Z"});
  EXPECT_EQ(message(text.json()),
            "t.json: \"roadm Z\": to_node: no fibre before \"roadm Z\"; a link needs at least one");
}

TEST(GnpyTopology, RefusesAnAmplifierOfAnUnsupportedKindByName) {
  auto file = equipment();
  file.equipment.amplifiers.erase(file.equipment.amplifiers.begin());
  file.unsupported.push_back({"Edfa", "backbone_low_gain", "is of kind openroadm, which is not supported"});
  const auto record = read_gnpy_topology(Text().json(), "t.json", file);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().message,
            "t.json: \"booster A on cable-7\": type_variety: type \"backbone_low_gain\" is of kind "
            "openroadm, which "
            "is not supported");
}

}  // namespace
}  // namespace lightloom::formats
