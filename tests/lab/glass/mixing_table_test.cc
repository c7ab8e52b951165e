#include "lab/glass/mixing_table.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/topology/network_builder.h"

namespace lightloom::lab::physics {
namespace {

constexpr std::int64_t kLowest = 191'000'000;  // MHz

Load comb(int channels, std::int64_t spacing_mhz) {
  Load load;
  for (int i = 0; i < channels; ++i) load.carriers.push_back({{kLowest + i * spacing_mhz}, {60'000}});
  return load;
}

struct CableMixing : ::testing::Test {
  std::shared_ptr<const Network> network =
      lightloom::testing::NetworkBuilder().cable("a", "b", 150'000).build();
  const Link& link = network->links()[0];
  FibreType type = network->equipment().fibres[0];
};

TEST_F(CableMixing, WorksOutEachDistanceOnce) {
  MixingTable table(link, type);
  Load load = comb(8, 75'000);
  table.learn(load);
  ASSERT_EQ(load.pairs.size(), 64U);
  EXPECT_EQ(load.pairs[0], load.pairs[9]) << "a channel on itself, wherever it is";
  EXPECT_EQ(load.pairs[1], load.pairs[8]) << "either way";
  EXPECT_EQ(load.pairs[2], load.pairs[8 + 3]);
  EXPECT_GT(table.by_span(load.pairs[0])[0], table.by_span(load.pairs[1])[0]);
}

TEST_F(CableMixing, TellsPlacesApartOnlyWithADispersionSlope) {
  type.dispersion_slope_s_per_m3 = 60.0;
  MixingTable table(link, type);
  Load load = comb(8, 75'000);
  table.learn(load);
  EXPECT_NE(load.pairs[0], load.pairs[9]);
  // More dispersion at lower frequencies: less interference.
  EXPECT_LT(table.by_span(load.pairs[0])[0], table.by_span(load.pairs[9])[0]);
}

TEST_F(CableMixing, BeginsAnewWhenItHasSeenVeryManyDistances) {
  MixingTable table(link, type);
  Load load = comb(2, 75'000);
  table.learn(load);
  const double before = table.by_span(load.pairs[1])[1];
  constexpr int kMany = 70'000;
  for (int i = 0; i < kMany && table.generation() == 0; ++i) {
    Load other = comb(2, 100'001 + i);
    table.learn(other);
  }
  EXPECT_EQ(table.generation(), 1U);
  table.learn(load);
  EXPECT_EQ(table.by_span(load.pairs[1])[1], before);
}

}  // namespace
}  // namespace lightloom::lab::physics
