#include "topology/gnpy/amplifier_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "topology/gnpy/design_arithmetic.h"

namespace lightloom::gnpy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = AmplifierVariety::Kind;

AmplifierVariety fixed(const std::string& name, double noise_db, double gain_db = 20, double p_max_dbm = 21) {
  AmplifierVariety variety;
  variety.name = name;
  variety.kind = Kind::kFixedGain;
  variety.band = {191.3e12, 196.1e12};
  variety.gain_min_db = gain_db - 5;
  variety.gain_flatmax_db = gain_db;
  variety.p_max_dbm = p_max_dbm;
  variety.nf0_db = noise_db;
  variety.allowed_for_design = true;
  return variety;
}

Library library_of(const std::vector<AmplifierVariety>& varieties) {
  Library library;
  library.file = "eqpt.json";
  for (const auto& variety : varieties) {
    library.amplifiers.emplace(variety.name, variety);
    library.amplifier_order.push_back(variety.name);
  }
  return library;
}

std::string chosen(const Library& library, const AmplifierNeed& need) {
  const auto catalogue = AmplifierCatalogue::build(library).value();
  std::vector<CatalogueIndex> all;
  for (CatalogueIndex type = 0; type < catalogue.size(); ++type) all.push_back(type);
  const auto choice = least_noisy(catalogue, all, need);
  return choice ? catalogue[choice->type].variety->name : choice.error().message;
}

TEST(AmplifierChoice, IsTheLeastNoisyAndOfEqualsTheFirst) {
  const auto library = library_of({fixed("a", 6), fixed("b", 5), fixed("c", 5)});
  EXPECT_EQ(chosen(library, {18, 19}), "b");
}

TEST(AmplifierChoice, LeavesOutWhatGivesTooLittlePowerOrRunsAtTooMuchGain) {
  const auto library = library_of({fixed("weak", 4, 20, 18), fixed("low", 4, 12), fixed("right", 6)});
  EXPECT_EQ(chosen(library, {18, 19}), "right");
  // Up to 3 dB below its least gain a type is padded.
  EXPECT_EQ(chosen(library_of({fixed("high", 3, 25.5), fixed("right", 6)}), {18, 19}), "high");
  EXPECT_EQ(chosen(library_of({fixed("high", 3, 26.5), fixed("right", 6)}), {18, 19}), "right");
}

TEST(AmplifierChoice, TakesTheMostPowerWhereNoneHasEnough) {
  // Those within 0.3 dB of the most count as equal; of these the least noisy.
  const auto library = library_of({fixed("a", 4, 20, 20.6), fixed("b", 5, 20, 20.8), fixed("c", 6, 20, 21)});
  EXPECT_EQ(chosen(library, {18, 23}), "b");
}

TEST(AmplifierChoice, RamanIsForLowLossFibreOnly) {
  auto raman = fixed("raman", 1);
  raman.raman = true;
  const auto library = library_of({raman, fixed("erbium", 6)});
  EXPECT_EQ(chosen(library, {18, 19, true}), "raman");
  EXPECT_EQ(chosen(library, {18, 19, false}), "erbium");
}

TEST(AmplifierChoice, NamesGoBeforeWhatIsAllowedForDesign) {
  auto hidden = fixed("hidden", 6);
  hidden.allowed_for_design = false;
  const auto library = library_of({hidden, fixed("open", 6)});
  const auto catalogue = AmplifierCatalogue::build(library).value();
  EXPECT_THAT(allowed_single_band(catalogue, {}, {191.4e12, 196e12}), ElementsAre(1));
  EXPECT_THAT(allowed_single_band(catalogue, {"hidden"}, {191.4e12, 196e12}), ElementsAre(0));
  EXPECT_THAT(allowed_single_band(catalogue, {"hidden"}, {191.2e12, 196e12}), IsEmpty());
}

TEST(AmplifierCatalogue, RefusesABandThatIsNotInTheLibrary) {
  auto both = fixed("both", 5);
  both.kind = Kind::kMultiBand;
  both.amplifiers = {"c", "l"};
  const auto catalogue = AmplifierCatalogue::build(library_of({fixed("c", 5), both}));
  ASSERT_FALSE(catalogue.has_value());
  EXPECT_THAT(catalogue.error().message, HasSubstr("eqpt.json: Edfa both: its amplifier l"));
}

double figure(const AmplifierVariety& variety, double gain_db, const Library& library = {}) {
  return noise_figure_db(noise_of(variety, library).value(), gain_db);
}

TEST(DesignNoiseFigure, PadsBelowTheLeastGain) {
  EXPECT_NEAR(figure(fixed("a", 5), 15), 5.0, 1e-12);
  EXPECT_NEAR(figure(fixed("a", 5), 13), 7.0, 1e-12);
}

TEST(DesignNoiseFigure, OfOpenRoadmTypesIsThatOfOneOf88Channels) {
  auto variety = fixed("roadm", 0);
  const double channel_dbm = -10 * std::log10(88.0);
  variety.kind = Kind::kOpenRoadmPreamp;
  EXPECT_NEAR(figure(variety, 20), channel_dbm - (4 * channel_dbm + 275) / 7 + 58, 1e-12);
  variety.kind = Kind::kOpenRoadmIla;
  variety.nf_coef = {2, 30};
  EXPECT_NEAR(figure(variety, 20), channel_dbm - (2 * channel_dbm + 30) + 58, 1e-12);
  variety.kind = Kind::kOpenRoadmBooster;
  EXPECT_EQ(figure(variety, 20), -INFINITY);
}

TEST(DesignNoiseFigure, OfAnAdvancedModelIsAPolynomialOfTheGainNotUsed) {
  auto variety = fixed("advanced", 0);
  variety.kind = Kind::kAdvancedModel;
  variety.nf_fit_coeff = {0.5, 6};
  EXPECT_NEAR(figure(variety, 20), 6.0, 1e-12);
  EXPECT_NEAR(figure(variety, 18), 6.0 - 0.5 * 2, 1e-12);
}

TEST(DesignNoiseFigure, OfTwoStagesIsFriisOfBoth) {
  auto two = fixed("two", 0);
  two.kind = Kind::kDualStage;
  two.preamp_variety = "a";
  two.booster_variety = "b";
  const auto library = library_of({fixed("a", 5, 20), fixed("b", 7, 20), two});
  // Formula of Friis: the second's noise is divided by the first's gain, which is the greatest it has.
  EXPECT_NEAR(figure(two, 36, library), 10 * std::log10(std::pow(10, 0.5) + std::pow(10, (7 - 20.0) / 10)),
              1e-12);
  const auto missing = noise_of(two, library_of({fixed("a", 5), two}));
  ASSERT_FALSE(missing.has_value());
  EXPECT_THAT(missing.error().message, HasSubstr("Edfa two: its stage b is not in the library"));
}

TEST(StepRounding, GoesToTheNearestStepAndHalvesToEven) {
  EXPECT_EQ(StepRounding(0.5)(1.3), 1.5);
  EXPECT_EQ(StepRounding(0.5)(0.75), 1.0);
  EXPECT_EQ(StepRounding(0.5)(1.25), 1.0);
  EXPECT_EQ(StepRounding(0.01)(1.234), 1.23);
  // A step is taken to one decimal: 0.25 is 0.2.
  EXPECT_EQ(StepRounding(0.25)(0.29), 0.2);
}

TEST(WholeQuotient, IsExact) {
  EXPECT_EQ(whole_quotient(196.1e12 - 191.3e12, 50e9), 96);
  EXPECT_EQ(whole_quotient(299'999, 100'000), 2);
}

}  // namespace
}  // namespace lightloom::gnpy
