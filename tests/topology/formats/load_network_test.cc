#include "topology/formats/load_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scratch_folder.h"
#include "topology/formats/files.h"

namespace lightloom::formats {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const fs::path kNational = LIGHTLOOM_SOURCE_DIR "/lab/networks/national";

class LoadNetwork : public testing::Test {
 protected:
  fs::path put(const std::string& name, const std::string& text) const { return folder_.put(name, text); }
  std::string message(const fs::path& network,
                      const std::optional<fs::path>& equipment = std::nullopt) const {
    const auto loaded = load_network(network, equipment);
    return loaded ? "" : loaded.error().message;
  }
  const fs::path& folder() const { return folder_.path(); }

 private:
  test::ScratchFolder folder_;
};

TEST_F(LoadNetwork, ReadsAFolderWithItsOwnEquipment) {
  const auto loaded = load_network(kNational, std::nullopt);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(loaded->inputs, ElementsAre(kNational / "equipment.json", kNational / "sites.csv",
                                          kNational / "cables.csv", kNational / "amplifiers.csv"));
  EXPECT_THAT(loaded->assumed, IsEmpty());
  EXPECT_EQ(loaded->record.links.size(), 145U);
}

TEST_F(LoadNetwork, FolderAndGnpyTopologyGiveTheSameEquipmentAndSites) {
  const auto folder_network = load_network(kNational, std::nullopt);
  const auto gnpy = load_network(kNational / "topology.json", kNational / "equipment.json");
  ASSERT_TRUE(gnpy) << gnpy.error().message;
  EXPECT_THAT(gnpy->inputs, ElementsAre(kNational / "equipment.json", kNational / "topology.json"));
  EXPECT_EQ(gnpy->record.equipment, folder_network->record.equipment);
  EXPECT_EQ(gnpy->record.sites.size(), folder_network->record.sites.size());
}

TEST_F(LoadNetwork, AGnpyTopologyThatIsNotDesignedIsDesignedAndSaysSo) {
  const fs::path data = LIGHTLOOM_SOURCE_DIR "/tests/data/gnpy";
  const auto loaded = load_network(data / "meshTopologyExampleV2.json", data / "eqpt_config.json");
  ASSERT_TRUE(loaded) << loaded.error().message;
  // With what the equipment refers to.
  EXPECT_THAT(loaded->inputs,
              ElementsAre(data / "eqpt_config.json", data / "meshTopologyExampleV2.json",
                          data / "std_medium_gain_advanced_config.json", data / "Juniper-BoosterHG.json"));
  EXPECT_THAT(loaded->assumed,
              ElementsAre(HasSubstr("8 amplifiers are placed and designed by GNPy's rules (Span, SI of "),
                          HasSubstr("21 amplifiers of the file designed by GNPy's rules"),
                          HasSubstr("1 span gets an attenuator in front, for a loss of 10 dB"),
                          HasSubstr("a Fused says that no amplifier stands there"),
                          HasSubstr("design pads a span in one direction more than in the other")));
  EXPECT_TRUE(Network::build(loaded->record));
}

TEST_F(LoadNetwork, AGnpyTopologyThatIsDesignedAssumesNothing) {
  EXPECT_THAT(load_network(kNational / "topology.json", kNational / "equipment.json")->assumed, IsEmpty());
}

TEST_F(LoadNetwork, GivenEquipmentStandsBeforeTheFolders) {
  put("sites.csv", "site\nx\ny\n");
  put("cables.csv", "cable,a_site,z_site,length_km\nx-y,x,y,10\n");
  put("equipment.json", "not read");
  const auto loaded = load_network(folder(), kNational / "equipment.json");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->inputs.front(), kNational / "equipment.json");
  EXPECT_THAT(message(folder()), HasSubstr("equipment.json:1: not JSON"));
}

TEST_F(LoadNetwork, SaysWhatItAssumed) {
  const auto table = put("net.CSV", "cable,a_site,z_site,length_km\nx-y,x,y,10\n");
  const auto loaded = load_network(table, std::nullopt);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(loaded->inputs, ElementsAre(table));
  EXPECT_THAT(loaded->assumed, ElementsAre(HasSubstr("equipment is the built-in one"), HasSubstr("G.652.D")));
}

TEST_F(LoadNetwork, RefusesWhatIsNotThereOrNoNetwork) {
  EXPECT_EQ(message(folder() / "none"),
            (folder() / "none").string() +
                ": there is no such folder or file; needs a plant folder, a .csv or a GNPy .json");
  EXPECT_EQ(message(folder()), (folder() / "sites.csv").string() + ": there is no such file");
  EXPECT_THAT(message(put("net.xml", "<x/>")),
              HasSubstr("net.xml: is neither a folder nor a .csv nor a .json"));
  EXPECT_EQ(message(kNational, folder()), folder().string() + ": is a folder; needs a file");
  EXPECT_EQ(message(kNational, folder() / "none.json"),
            (folder() / "none.json").string() + ": there is no such file");
  fs::create_directory(folder() / "sites.csv");
  EXPECT_EQ(message(folder()), (folder() / "sites.csv").string() + ": is a folder; needs a file");
}

TEST_F(LoadNetwork, RefusesAnEquipmentFileThatLacksAType) {
  const auto text = read_file(kNational / "equipment.json").value();
  auto without = text;
  const auto at = without.find("\"G654E\"");
  without.replace(at, 7, "\"G654F\"");
  EXPECT_EQ(message(kNational, put("e.json", without)),
            (kNational / "cables.csv").string() + ":2: fibre_type: cable beijing-tianjin-1: " +
                (folder() / "e.json").string() + " has no Fiber of type \"G654E\"; the nearest is G654F");
}

TEST_F(LoadNetwork, RefusesAFileThatIsTooLongOrNoFile) {
  const auto path = put("long", std::string(100, 'x'));
  EXPECT_EQ(read_file(path, 99).error().message, path.string() + ": 100 bytes; at most 99 are read");
  EXPECT_EQ(read_file(path, 100).value(), std::string(100, 'x'));
  EXPECT_EQ(read_file("/dev/zero").error().message, "/dev/zero: is not a regular file");
  EXPECT_EQ(read_file(put("empty", "")).value(), "");
}

}  // namespace
}  // namespace lightloom::formats
