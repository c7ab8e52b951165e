// Designs that GNPy made, against ours: numbers that this code did not make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>

#include "topology/formats/files.h"
#include "topology/gnpy/design.h"

namespace lightloom::gnpy {
namespace {

namespace json = boost::json;

const std::filesystem::path kData = LIGHTLOOM_SOURCE_DIR "/tests/data/gnpy";

// Sums of some tens of numbers: what differs is the last bits. GNPy's steps of power are 0.01 dB at least.
constexpr double kDecibels = 1e-6;

Result<std::string> beside_the_library(const std::string& name, void* /*context*/) {
  return formats::read_file(kData / name);
}

Library library_of(const json::object& recorded) {
  auto document = json::parse(formats::read_file(kData / recorded.at("library").as_string().c_str()).value());
  for (const char* section : {"Span", "SI"}) {
    if (const auto* given = recorded.if_contains(section)) document.as_object()[section] = *given;
  }
  return read_library(json::serialize(document), "library", &beside_the_library, nullptr).value();
}

std::string topology_of(const json::object& recorded) {
  const json::value& topology = recorded.at("topology");
  if (topology.is_object()) return json::serialize(topology);
  return formats::read_file(kData / topology.as_string().c_str()).value();
}

class RecordedDesign : public ::testing::TestWithParam<std::filesystem::path> {
 protected:
  void expect_number(std::optional<double> ours, const json::object& theirs, const char* field) {
    const json::value& expected = theirs.at(field);
    ASSERT_EQ(ours.has_value(), !expected.is_null()) << field;
    if (!ours) return;
    EXPECT_NEAR(*ours, expected.to_number<double>(), kDecibels) << field;
    ++compared_;
  }
  void expect_amplifier(const AmplifierElement& ours, const json::object& theirs) {
    EXPECT_EQ(ours.variety, theirs.at("type").as_string().c_str());
    expect_number(ours.gain_target_db, theirs, "gain");
    expect_number(ours.delta_p_db, theirs, "delta_p");
    expect_number(ours.out_voa_db, theirs, "voa");
    expect_number(ours.tilt_target_db, theirs, "tilt");
  }
  void expect_fibre(const FibreElement& ours, const json::object& theirs) {
    expect_number(ours.att_in_db, theirs, "att_in");
    expect_number(ours.con_in_db, theirs, "con_in");
    expect_number(ours.con_out_db, theirs, "con_out");
    EXPECT_NEAR(ours.fibre.loss_in.value,
                theirs.at("con_in").to_number<double>() + theirs.at("att_in").to_number<double>(), kDecibels);
  }
  void expect_multiband(const MultibandElement& ours, const json::object& theirs) {
    EXPECT_EQ(ours.variety, theirs.at("type").as_string().c_str());
    const json::array& amplifiers = theirs.at("amplifiers").as_array();
    ASSERT_EQ(ours.amplifiers.size(), amplifiers.size());
    for (std::size_t i = 0; i < amplifiers.size(); ++i) {
      expect_amplifier(ours.amplifiers[i], amplifiers[i].as_object());
    }
  }
  std::size_t compared_ = 0;
};

TEST_P(RecordedDesign, IsOurs) {
  const auto document = json::parse(formats::read_file(GetParam()).value());
  const json::object& recorded = document.as_object();
  const Library library = library_of(recorded);
  const auto network = read_planner_network(topology_of(recorded), "topology", library);
  ASSERT_TRUE(network.has_value()) << network.error().message;
  const auto designed = design(*network, library, {recorded.at("add_missing").as_bool()});
  ASSERT_TRUE(designed.has_value()) << designed.error().message;
  EXPECT_EQ(designed->elements.size(), recorded.at("elements").to_number<std::size_t>());
  for (const json::value& entry : recorded.at("designed").as_array()) {
    const json::object& theirs = entry.as_object();
    const std::string uid(theirs.at("uid").as_string());
    SCOPED_TRACE(uid);
    const auto found = designed->by_uid.find(uid);
    ASSERT_NE(found, designed->by_uid.end());
    const Element& ours = designed->elements[found->second];
    if (theirs.contains("amplifiers")) {
      ASSERT_TRUE(std::holds_alternative<MultibandElement>(ours.what));
      expect_multiband(std::get<MultibandElement>(ours.what), theirs);
    } else if (theirs.contains("type")) {
      ASSERT_TRUE(std::holds_alternative<AmplifierElement>(ours.what));
      expect_amplifier(std::get<AmplifierElement>(ours.what), theirs);
    } else {
      ASSERT_TRUE(std::holds_alternative<FibreElement>(ours.what));
      expect_fibre(std::get<FibreElement>(ours.what), theirs);
    }
  }
  EXPECT_GE(compared_, 20U);
}

std::vector<std::filesystem::path> recorded_designs() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kData / "designs"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Gnpy, RecordedDesign, ::testing::ValuesIn(recorded_designs()),
                         [](const auto& each) { return each.param.stem().string(); });

TEST(RecordedDesigns, AreAllThere) { EXPECT_EQ(recorded_designs().size(), 16U); }

}  // namespace
}  // namespace lightloom::gnpy
