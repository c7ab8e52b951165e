#include "topology/formats/plant_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/topology/formats/text_edits.h"
#include "topology/formats/files.h"

namespace lightloom::formats {
namespace {

using testing::ElementsAre;

constexpr const char* kNational = LIGHTLOOM_SOURCE_DIR "/lab/networks/national/";
NamedText national(const std::string& name) { return {name, read_file(kNational + name).value()}; }
EquipmentFile equipment() { return builtin_equipment().value(); }

const std::string kSites = "site,name_zh,kind,line_ports\nbeijing,北京,provincial,96\nwuhan,,provincial,\n";
const std::string kCables =
    "cable,a_site,a_port,z_site,z_port,fibre,fibre_type,loss_db_per_km,connector_db,length_km,srlgs,spans_km,"
    "pads_db\n"
    "b-w-1,beijing,degree-1,wuhan,degree-1,G.654.E,G654E,0.168,0.25,128.927,rail:x duct:y,64.098 64.829,0 "
    "1.5\n";
const std::string kAmplifiers =
    "cable,direction,position,role,type,gain_db,out_voa_db,tilt_db\n"
    "b-w-1,az,1,ila,backbone_medium_gain,15.5,0.5,-0.25\n";

Result<NetworkRecord> read(const std::string& sites, const std::string& cables,
                           std::optional<std::string> amplifiers = std::nullopt) {
  PlantTexts texts{{"sites.csv", sites}, {"cables.csv", cables}, std::nullopt};
  if (amplifiers) texts.amplifiers = NamedText{"amplifiers.csv", *amplifiers};
  return read_plant(texts, equipment());
}
std::string cable_message(std::string_view from, std::string_view to) {
  const auto record = read(kSites, with(kCables, from, to));
  return record ? "" : record.error().message;
}
std::string amplifier_message(std::string_view from, std::string_view to) {
  const auto record = read(kSites, kCables, with(kAmplifiers, from, to));
  return record ? "" : record.error().message;
}

TEST(PlantFolder, ReadsTheNationalNetworkToTheMetre) {
  const auto record =
      read_plant({national("sites.csv"), national("cables.csv"), national("amplifiers.csv")}, equipment());
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->sites.size(), 40U);
  ASSERT_EQ(record->links.size(), 145U);
  Metres total{};
  std::size_t spans = 0;
  for (const auto& link : record->links) {
    total += link.length;
    spans += link.spans.size();
  }
  EXPECT_EQ(total.value / 1'000, 70'109);
  EXPECT_EQ(spans, 947U);
  const auto& link = record->links[0];
  EXPECT_EQ(link.name, "beijing-tianjin-1");
  EXPECT_EQ(record->sites[link.z_site.at()].name, "tianjin");
  EXPECT_EQ(record->sites[link.z_site.at()].name_zh, "天津");
  EXPECT_EQ(link.length, Metres{128'927});
  EXPECT_EQ(link.spans[1].length, Metres{64'829});
  EXPECT_THAT(link.srlgs, ElementsAre("rail:beijing-tianjin", "duct:beijing-2"));
  EXPECT_EQ(link.amps_za[1].gain, Decibel{11.391272});
  const auto network = Network::build(*record);
  ASSERT_TRUE(network) << network.error().message;
}

TEST(PlantFolder, ReadsEveryColumn) {
  const auto record = read(kSites, kCables, kAmplifiers);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->sites[0].line_ports, 96U);
  EXPECT_FALSE(record->sites[1].line_ports) << "empty is unlimited";
  const auto& link = record->links[0];
  EXPECT_EQ(link.a_port, "degree-1");
  EXPECT_EQ(link.fibre, "G.654.E");
  EXPECT_EQ(link.fibre_type, FibreTypeIndex{1});
  EXPECT_EQ(link.spans[1], (Span{{64'829}, 0.168, Decibel{0.25}, Decibel{0.25}, Decibel{1.5}}));
  EXPECT_EQ(link.amps_az[1], (Amplifier{{1}, Decibel{15.5}, Decibel{0.5}, Decibel{-0.25}}));
  // The others are designed; towards a, the first in-line amplifier restores the second span.
  EXPECT_NEAR(link.amps_za[1].gain.value, 64.829 * 0.168 + 0.5 + 1.5, 1e-9);
  EXPECT_NEAR(link.amps_az[2].gain.value, 64.829 * 0.168 + 0.5 + 1.5, 1e-9);
  EXPECT_NEAR(link.amps_za[2].gain.value, 64.098 * 0.168 + 0.5, 1e-9);
}

TEST(PlantFolder, NamesTheLineOfACableThatIsWrong) {
  EXPECT_EQ(cable_message("128.927", "0"),
            "cables.csv:2: length_km: \"0\" is 0 m or less; needs more than 0");
  EXPECT_EQ(cable_message("128.927", "1e308"),
            "cables.csv:2: length_km: 1e308 is out of range; needs -100000 to 100000");
  EXPECT_EQ(cable_message("128.927", "nan"),
            "cables.csv:2: length_km: nan is out of range; needs -100000 to 100000");
  EXPECT_EQ(
      cable_message("128.927", "128.928"),
      "cables.csv:2: spans_km: cable b-w-1: spans sum to 128927 m, the cable is 128928 m; they must be the "
      "same");
  EXPECT_EQ(cable_message("64.098 64.829", "128.927 0"),
            "cables.csv:2: spans_km: \"0\" is 0 m or less; needs more than 0");
  EXPECT_EQ(cable_message("0 1.5", "0"),
            "cables.csv:2: pads_db: cable b-w-1: 1 pads for 2 spans; each span has one");
  EXPECT_EQ(cable_message("wuhan", "wuhn"),
            "cables.csv:2: z_site: cable b-w-1: no site \"wuhn\"; the nearest is wuhan");
  EXPECT_EQ(cable_message("wuhan", "beijing"),
            "cables.csv:2: z_site: cable b-w-1: both ends are beijing; a cable joins two sites");
  EXPECT_EQ(
      cable_message("G654E", "G654"),
      "cables.csv:2: fibre_type: cable b-w-1: built-in equipment has no Fiber of type \"G654\"; the nearest "
      "is G654E");
  EXPECT_EQ(cable_message("0.168", "168"),
            "cables.csv:2: loss_db_per_km: 168 is out of range; needs 0.01 to 10");
  EXPECT_EQ(cable_message("b-w-1,", ","), "cables.csv:2: cable: is empty; needs a name");
  EXPECT_EQ(cable_message("G654E,0.168", "G654E,"),
            "cables.csv:2: loss_db_per_km: cable b-w-1: is empty; G.654.E fibre needs its loss");
  EXPECT_EQ(cable_message("G654E,0.168", ",0.168"),
            "cables.csv:2: fibre_type: cable b-w-1: is empty; G.654.E fibre needs its type in the equipment");
}

TEST(PlantFolder, RefusesAPortUsedTwice) {
  const auto record = read(kSites, kCables + "b-w-2,beijing,degree-2,wuhan,degree-1,,,,,10,,,\n");
  ASSERT_FALSE(record);
  EXPECT_EQ(
      record.error().message,
      "cables.csv:3: z_port: cable b-w-2: port degree-1 of wuhan is already taken in line 2; a port ends one "
      "cable");
  EXPECT_EQ(record.error().field, "z_port");
}

TEST(PlantFolder, RefusesANameUsedTwice) {
  EXPECT_EQ(read(kSites, kCables + "b-w-1,beijing,,wuhan,,,,,,10,,,\n").error().message,
            "cables.csv:3: cable: \"b-w-1\" is named twice, first in line 2; each name is used once");
  EXPECT_EQ(read(kSites + "beijing,,,\n", kCables).error().message,
            "sites.csv:4: site: \"beijing\" is named twice, first in line 2; each name is used once");
}

TEST(PlantFolder, NamesTheLineOfASiteThatIsWrong) {
  EXPECT_EQ(read(with(kSites, "96", "-1"), kCables).error().message,
            "sites.csv:2: line_ports: \"-1\" is not a whole number of 0 or more");
  EXPECT_EQ(read(with(kSites, "96", "99999999999"), kCables).error().message,
            "sites.csv:2: line_ports: 99999999999 is out of range; needs 0 to 1920");
  EXPECT_EQ(read(with(kSites, "line_ports", "line_port"), kCables).error().message,
            "sites.csv:1: unknown column \"line_port\"; the nearest is line_ports");
  EXPECT_EQ(read("site,latitude_deg\nx,91\n", kCables).error().message,
            "sites.csv:2: latitude_deg: 91 is out of range; needs -90 to 90");
}

TEST(PlantFolder, NumbersPortsThatAreNotGivenAroundThoseThatAre) {
  const auto record =
      read(kSites, kCables + "b-w-2,beijing,,wuhan,,,,,,10,,,\nb-w-3,wuhan,,beijing,degree-2,,,,,10,,,\n");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->links[1].a_port, "degree-3");
  EXPECT_EQ(record->links[1].z_port, "degree-2");
  EXPECT_EQ(record->links[2].a_port, "degree-3");
  EXPECT_TRUE(Network::build(*record));
}

TEST(PlantFolder, NamesTheLineOfAnAmplifierThatIsWrong) {
  EXPECT_EQ(amplifier_message("b-w-1", "b-w-2"),
            "amplifiers.csv:2: cable: no cable \"b-w-2\"; the nearest is b-w-1");
  EXPECT_EQ(amplifier_message(",az,", ",AZ,"),
            "amplifiers.csv:2: direction: \"AZ\" is not a direction; needs az or za");
  EXPECT_EQ(amplifier_message("az,1", "az,3"), "amplifiers.csv:2: position: 3 is out of range; needs 0 to 2");
  EXPECT_EQ(amplifier_message("ila", "preamp"),
            "amplifiers.csv:2: role: \"preamp\" at position 1 of 0 to 2; that is the ila");
  EXPECT_EQ(amplifier_message("backbone_medium_gain", "backbone_mediun_gain"),
            "amplifiers.csv:2: type: built-in equipment has no Edfa of type \"backbone_mediun_gain\"; the "
            "nearest is "
            "backbone_medium_gain");
  EXPECT_EQ(amplifier_message("15.5", "inf"),
            "amplifiers.csv:2: gain_db: inf is out of range; needs 0 to 60");
}

TEST(PlantFolder, RefusesAnAmplifierGivenTwice) {
  EXPECT_EQ(read(kSites, kCables, kAmplifiers + "b-w-1,az,1,,backbone_low_gain,12,,\n").error().message,
            "amplifiers.csv:3: position: amplifier 1 of cable b-w-1 az is given twice, first in line 2");
}

TEST(PlantFolder, RefusesASpanThatNoAmplifierRestores) {
  const auto record = read(kSites, "cable,a_site,z_site,length_km,spans_km\nlong,beijing,wuhan,200,200\n");
  ASSERT_FALSE(record);
  EXPECT_TRUE(
      record.error().message.starts_with("cables.csv: cable long: amplifier 1 of az: a gain of 40.500 dB is "
                                         "needed and no amplifier type has it"))
      << record.error().message;
}

}  // namespace
}  // namespace lightloom::formats
