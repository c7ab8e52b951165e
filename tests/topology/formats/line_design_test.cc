#include "topology/formats/line_design.h"

#include <gtest/gtest.h>

#include <cmath>

#include "topology/formats/equipment_json.h"
#include "topology/formats/files.h"
#include "topology/formats/plant_folder.h"

namespace lightloom::formats {
namespace {

constexpr const char* kNational = LIGHTLOOM_SOURCE_DIR "/lab/networks/national/";
// amplifiers.csv and pads_db give six decimals.
constexpr double kRounding = 1e-6;

Equipment national_equipment() { return builtin_equipment()->equipment; }

NamedText text_of(const std::string& name) { return {name, read_file(kNational + name).value()}; }

Span span_of(std::int64_t metres, double loss_db_per_km = 0.2) {
  return {Metres{metres}, loss_db_per_km, Decibel{0.25}, Decibel{0.25}, {}};
}

TEST(LineDesign, ReproducesEveryAmplifierOfTheNationalNetwork) {
  const auto equipment = builtin_equipment().value();
  const auto recorded =
      read_plant({text_of("sites.csv"), text_of("cables.csv"), text_of("amplifiers.csv")}, equipment);
  const auto designed = read_plant({text_of("sites.csv"), text_of("cables.csv"), std::nullopt}, equipment);
  ASSERT_TRUE(recorded) << recorded.error().message;
  ASSERT_TRUE(designed) << designed.error().message;
  std::size_t amplifiers = 0;
  for (std::size_t i = 0; i < recorded->links.size(); ++i) {
    const auto& link = recorded->links[i];
    for (const auto direction : {&Link::amps_az, &Link::amps_za}) {
      ASSERT_EQ((link.*direction).size(), (designed->links[i].*direction).size()) << link.name;
      for (std::size_t at = 0; at < (link.*direction).size(); ++at, ++amplifiers) {
        const auto& left = (link.*direction)[at];
        const auto& right = (designed->links[i].*direction)[at];
        EXPECT_EQ(left.type, right.type) << link.name << " " << at;
        EXPECT_NEAR(left.gain.value, right.gain.value, kRounding) << link.name << " " << at;
        EXPECT_EQ(left.out_voa, right.out_voa);
        EXPECT_EQ(left.tilt, right.tilt);
      }
    }
  }
  EXPECT_EQ(amplifiers, 2'184U);
}

TEST(LineDesign, ReproducesEveryPadOfTheNationalNetwork) {
  const auto equipment = builtin_equipment().value();
  const auto recorded = read_plant({text_of("sites.csv"), text_of("cables.csv"), std::nullopt}, equipment);
  ASSERT_TRUE(recorded) << recorded.error().message;
  const LineDesign design(equipment.equipment);
  std::size_t padded = 0;
  for (const auto& link : recorded->links) {
    for (const auto& span : link.spans) {
      EXPECT_NEAR(design.pad(span).value, span.pad.value, kRounding) << link.name;
      if (span.pad.value > 0) ++padded;
    }
  }
  EXPECT_EQ(padded, 3U);
}

TEST(LineDesign, TakesTheLeastNoisyTypeWhoseRangeHoldsTheGain) {
  const auto equipment = national_equipment();
  const LineDesign design(equipment);
  const auto name = [&](double gain) {
    return equipment.amplifiers[design.least_noisy(Decibel{gain})->at()].name;
  };
  EXPECT_EQ(name(8), "backbone_low_gain") << "up to 3 dB under the least gain, padded";
  EXPECT_EQ(name(20.5), "backbone_low_gain") << "up to 2.5 dB above flat gain";
  EXPECT_EQ(name(20.6), "backbone_medium_gain");
  EXPECT_EQ(name(28), "backbone_medium_gain") << "5 dB against 5.7 dB";
  EXPECT_EQ(name(30), "backbone_high_gain");
}

TEST(LineDesign, RefusesAGainThatNoTypeHas) {
  const auto equipment = national_equipment();
  const LineDesign design(equipment);
  EXPECT_EQ(
      design.least_noisy(Decibel{40}).error().message,
      "a gain of 40.000 dB is needed and no amplifier type has it; there are backbone_low_gain 7 to 20.5 dB, "
      "backbone_medium_gain 12 to 28.5 dB, backbone_high_gain 22 to 37.5 dB");
  EXPECT_FALSE(design.least_noisy(Decibel{6.9}));
}

TEST(LineDesign, TakesOnlyTypesThatAreAllowedAndCoverTheBand) {
  auto equipment = national_equipment();
  equipment.amplifiers[0].allowed_for_design = false;
  equipment.amplifiers[1].f_max = Mhz{196'000'000};
  EXPECT_EQ(LineDesign(equipment).least_noisy(Decibel{25}), AmplifierTypeIndex{2});
  equipment.amplifiers[2].allowed_for_design = false;
  EXPECT_EQ(LineDesign(equipment).least_noisy(Decibel{25}).error().message,
            "no amplifier type of the equipment may be used in a design and covers 190700 to 196700 GHz");
}

TEST(LineDesign, PrefersATypeThatPutsOutTheDesignLoad) {
  auto equipment = national_equipment();
  equipment.amplifiers[0].p_max = Dbm{19};  // 40 channels of 4 dBm are 20.02 dBm
  EXPECT_EQ(LineDesign(equipment).least_noisy(Decibel{18}), AmplifierTypeIndex{1});
  equipment.amplifiers[1].p_max = Dbm{18};
  EXPECT_EQ(LineDesign(equipment).least_noisy(Decibel{18}), AmplifierTypeIndex{0}) << "the strongest is left";
}

TEST(LineDesign, LiftsEachKindOfRoadmTargetToTheLaunchPower) {
  auto equipment = national_equipment();
  const std::vector<Span> spans{span_of(80'000)};
  EXPECT_NEAR(LineDesign(equipment).gain(spans, 0).value, 4 - 10 * std::log10(0.0002 * 150), 1e-9);
  equipment.roadm.target = {RoadmTarget::Kind::kPerSymbolRateMwPerGhz, 0.0002};
  EXPECT_NEAR(LineDesign(equipment).gain(spans, 0).value, 4 - 10 * std::log10(0.0002 * 131), 1e-9);
  equipment.roadm.target = {RoadmTarget::Kind::kPerChannelDbm, -18};
  EXPECT_NEAR(LineDesign(equipment).gain(spans, 0).value, 22, 1e-9);
}

TEST(LineDesign, PadsASpanUpToThePaddingAndRestoresIt) {
  const auto equipment = national_equipment();
  const LineDesign design(equipment);
  auto span = span_of(10'000);  // 2 dB of fibre, 0.5 dB of connectors
  EXPECT_NEAR(design.pad(span).value, 5.5, 1e-12);
  span.pad = design.pad(span);
  EXPECT_NEAR(design.pad(span).value, 5.5, 1e-12) << "its own pad is not counted";
  EXPECT_NEAR(design.gain(std::vector<Span>{span, span_of(80'000)}, 1).value, 8, 1e-12);
  EXPECT_EQ(design.pad(span_of(80'000)), Decibel{0});
}

}  // namespace
}  // namespace lightloom::formats
