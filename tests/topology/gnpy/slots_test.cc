// Slots of a planner's network: whole, inside what amplifiers and transceiver carry, first fit from below.
#include "topology/gnpy/slots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/topology/gnpy/mesh_builder.h"

namespace lightloom::gnpy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Band kEverywhere{100e12, 300e12};

// Lines a - b - c; the amplifiers carry 192.975 to 193.225 THz, of which 25 GHz at either end stay clear: the
// slices -16 to 16, as GNPy lets the last begin where its guard does.
class Slots : public ::testing::Test {
 protected:
  Slots() {
    AmplifierVariety variety;
    variety.name = "amp";
    variety.band = {192.975e12, 193.225e12};
    library_.amplifiers.emplace("amp", variety);
    variety.name = "narrow";
    variety.band = {193.0e12, 193.15e12};
    library_.amplifiers.emplace("narrow", variety);
    library_.spectrum.emplace_back();
    for (const auto* name : {"a", "b", "c"}) lines_.add(name, RoadmElement{});
    lines_.add("ab", amplifier_of("amp")).add("bc", amplifier_of("amp")).add("ac", amplifier_of("narrow"));
    lines_.connect({"a", "ab", "b", "bc", "c"}).connect({"a", "ac", "c"});
  }
  void SetUp() override {
    places_.emplace(lines_.network());
    spectrum_.emplace(places_->graph(), lines_.network(), library_);
  }
  SectionIndex line(const std::string& uid) const {
    return places_->graph().section_of(places_->element(uid)).value();
  }
  SlotAnswer take(const std::vector<std::string>& lines, int channels, int m_per_channel,
                  std::vector<RequestedSlot> slots = {{}}, Band tuning = kEverywhere) {
    std::vector<SectionIndex> sections;
    for (const auto& uid : lines) sections.push_back(line(uid));
    return spectrum_->take(sections, {channels, m_per_channel, tuning, slots});
  }
  static SlotAnswer refused(const std::string& reason) { return {{}, reason}; }

  Library library_;
  NetworkBuilder lines_;
  std::optional<Places> places_;
  std::optional<PlannedSpectrum> spectrum_;
};

TEST_F(Slots, FillFromBelowInOnePiece) {
  EXPECT_THAT(take({"ab"}, 2, 3).slots, ElementsAre(PlannedSlot{-10, 6}));
  EXPECT_THAT(take({"ab"}, 1, 4).slots, ElementsAre(PlannedSlot{0, 4}));
}

TEST_F(Slots, AreFreeOnEveryLineOfTheRoute) {
  EXPECT_THAT(take({"ab"}, 1, 4).slots, ElementsAre(PlannedSlot{-12, 4}));
  EXPECT_THAT(take({"bc"}, 1, 2).slots, ElementsAre(PlannedSlot{-14, 2}));
  EXPECT_THAT(take({"ab", "bc"}, 1, 4).slots, ElementsAre(PlannedSlot{-4, 4}));
  EXPECT_FALSE(spectrum_->is_free(line("bc"), {-4, 4}));
  EXPECT_TRUE(spectrum_->is_free(line("bc"), {-10, 2}));
}

TEST_F(Slots, LieWhollyInTheTransceiversRange) {
  const Band tuning{193.0125e12 - 1e9, 193.0625e12 + 1e9};  // slices -14 to -7
  EXPECT_THAT(take({"ab"}, 1, 4, {{}}, tuning).slots, ElementsAre(PlannedSlot{-10, 4}));
  EXPECT_EQ(take({"ab"}, 1, 1, {{}}, tuning), refused("NO_SPECTRUM"));
  EXPECT_EQ(take({"bc"}, 1, 4, {{-9, 4}}, tuning), refused("NO_SPECTRUM")) << "reaches over the range";
  EXPECT_THAT(take({"bc"}, 1, 4, {{-10, 4}}, tuning).slots, ElementsAre(PlannedSlot{-10, 4}));
}

TEST_F(Slots, LieWhollyInEveryAmplifiersBand) {
  // 193.0 to 193.15 THz are the slices -16 to 7.
  EXPECT_THAT(take({"ac"}, 1, 12).slots, ElementsAre(PlannedSlot{-4, 12}));
  EXPECT_EQ(take({"ac"}, 1, 1), refused("NO_SPECTRUM"));
}

TEST_F(Slots, KeepGnpysGuardAtTheEdgesOfTheNetwork) {
  EXPECT_EQ(take({"ab"}, 1, 2, {{-15, 2}}), refused("NO_SPECTRUM"));
  EXPECT_THAT(take({"ab"}, 1, 2, {{-14, 2}}).slots, ElementsAre(PlannedSlot{-14, 2}));
  EXPECT_EQ(take({"ab"}, 1, 2, {{16, 2}}), refused("NO_SPECTRUM"));
  EXPECT_THAT(take({"ab"}, 1, 2, {{15, 2}}).slots, ElementsAre(PlannedSlot{15, 2}));
}

TEST_F(Slots, GivenOnesAreHonouredOrRefused) {
  EXPECT_THAT(take({"ab"}, 1, 4, {{3, 4}}).slots, ElementsAre(PlannedSlot{3, 4}));
  EXPECT_EQ(take({"ab"}, 1, 4, {{6, 4}}), refused("NO_SPECTRUM"));
  EXPECT_TRUE(spectrum_->is_free(line("ab"), {9, 2})) << "a refused request takes nothing";
  EXPECT_EQ(take({"ab"}, 2, 4, {{-8, 4}}), refused("NOT_ENOUGH_RESERVED_SPECTRUM"));
  EXPECT_EQ(take({"ab"}, 1, 4, {{std::nullopt, 3}}), refused("NOT_ENOUGH_RESERVED_SPECTRUM"));
}

TEST_F(Slots, WhatIsLeftOpenIsChosen) {
  EXPECT_THAT(take({"ab"}, 1, 4, {{std::nullopt, 5}}).slots, ElementsAre(PlannedSlot{-11, 5}));
  // Around n, as many channels as fit and are needed.
  EXPECT_THAT(take({"ab"}, 2, 2, {{2, std::nullopt}}).slots, ElementsAre(PlannedSlot{2, 4}));
  // The widest given slot first, the open one carries the rest; the answer keeps the file's order.
  EXPECT_THAT(take({"bc"}, 3, 2, {{std::nullopt, std::nullopt}, {0, 4}}).slots,
              ElementsAre(PlannedSlot{-14, 2}, PlannedSlot{0, 4}));
}

TEST_F(Slots, AnOpenSlotThatDoesNotSufficeIsRefused) {
  EXPECT_THAT(take({"ab"}, 1, 4, {{4, 4}}).slots, ElementsAre(PlannedSlot{4, 4}));
  EXPECT_EQ(take({"ab"}, 2, 4, {{-6, std::nullopt}}), refused("NO_SPECTRUM")) << "one channel fits around -6";
}

TEST_F(Slots, NumbersBeyondReasonAreRefusedNotComputedWith) {
  constexpr int kLargest = std::numeric_limits<int>::max();
  EXPECT_EQ(take({"ab"}, 1, 4, {{kLargest, 4}}), refused("NO_SPECTRUM"));
  EXPECT_EQ(take({"ab"}, 1, 4, {{0, kLargest}}), refused("NO_SPECTRUM"));
  EXPECT_EQ(take({"ab"}, kLargest, kLargest), refused("NO_SPECTRUM"));
}

TEST_F(Slots, UnitsHoldTheSpacing) {
  EXPECT_EQ(units_of(50e9), 4);
  EXPECT_EQ(units_of(62.5e9), 5);
  EXPECT_EQ(units_of(63e9), 6);
  EXPECT_EQ(units_of(0.1e9), 1);
}

}  // namespace
}  // namespace lightloom::gnpy
