#include "topology/optics/ggn_model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <complex>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"
#include "topology/optics/receiver.h"

namespace lightloom::optics {
namespace {

constexpr double kBaud = 64e9;

SpectralState comb(std::size_t count, double spacing_hz, double launch_dbm) {
  SpectralState state = uniform_comb(count, 192e12, spacing_hz, kBaud, to_linear(Dbm{launch_dbm}));
  state.roll_off.assign(count, 0.15);
  return state;
}

void propagate_fresh(SpectralState& state, const Fibre& fibre) {
  GgnTables tables;
  propagate_isrs(state, fibre, tables);
}

double raised_cosine(double offset_hz, double roll_off) {
  const double flat = (1 - roll_off) * kBaud / 2;
  const double end = (1 + roll_off) * kBaud / 2;
  const double distance = std::abs(offset_hz);
  if (distance <= flat) return 1;
  return distance >= end ? 0 : 0.5 * (1 + std::cos(kPi * (distance - flat) / (end - flat)));
}

// The double integral over a pump `distance_hz` away as it is written, for a loss without Raman effect: there
// the efficiency has a closed form.
double written_out(const Fibre& fibre, double distance_hz, double roll_off) {
  const double alpha = attenuation_per_m(fibre);
  const double scale = 4 * kPi * kPi * std::abs(beta2_s2_per_m(fibre, kReferenceFrequency));
  const auto efficiency = [&](double kappa) {
    const std::complex<double> w(-alpha, kappa);
    return std::norm((std::exp(w * fibre.length_m) - 1.0) / w);
  };
  constexpr int kSteps = 700;
  const double half = (1 + roll_off) * kBaud / 2;
  const double step = 2 * half / kSteps;
  double sum = 0;
  for (int a = 0; a < kSteps; ++a) {
    const double x = (a + 0.5) * step - half;
    for (int b = 0; b < kSteps; ++b) {
      const double y = (b + 0.5) * step - half;
      sum += raised_cosine(x, roll_off) * raised_cosine(y, roll_off) * raised_cosine(x + y, roll_off) *
             efficiency(scale * (x + distance_hz) * y);
    }
  }
  return sum * step * step;
}

double nli_to_signal_of(const SpectralState& state, std::size_t i) {
  return state.nli_w[i] / state.signal_w[i];
}

/// NLI over signal on one channel from one pump, or from itself, by the formula around the integral.
double from_pump(const Fibre& fibre, double psi, double weight, double power_w) {
  const double gamma = gamma_per_w_per_m(fibre, 192e12);
  return gamma * gamma * weight * psi * power_w * power_w / (kBaud * kBaud);
}

Fibre without_connectors() {
  Fibre fibre = test::standard_fibre();
  fibre.loss_in = fibre.loss_out = {0};
  return fibre;
}

TEST(GgnModel, OneChannelHasTheDoubleIntegralAsItIsWritten) {
  const Fibre fibre = without_connectors();
  SpectralState state = comb(1, 75e9, 0);
  propagate_fresh(state, fibre);
  const double expected = from_pump(fibre, written_out(fibre, 0, 0.15), kSelfWeight, 1e-3);
  EXPECT_NEAR(nli_to_signal_of(state, 0) / expected, 1.0, 2e-3);
}

TEST(GgnModel, NeighbourHasTheDoubleIntegralAsItIsWritten) {
  const Fibre fibre = without_connectors();
  SpectralState one = comb(1, 75e9, -10);
  SpectralState two = comb(2, 75e9, -10);
  propagate_fresh(one, fibre);
  propagate_fresh(two, fibre);
  const double neighbour = nli_to_signal_of(two, 0) - nli_to_signal_of(one, 0);
  const double expected = from_pump(fibre, written_out(fibre, 75e9, 0.15), kCrossWeight, 1e-4);
  EXPECT_NEAR(neighbour / expected, 1.0, 2e-3);
}

// Far pumps: a rectangle's edges at half the symbol rate are those of the analytic model, so only the
// roll-off and the outer end of the span, which that model leaves away, remain.
TEST(GgnModel, FarPumpActsAsInTheAnalyticModel) {
  const Fibre fibre = without_connectors();
  SpectralState one = comb(1, 2e12, -10);
  SpectralState two = comb(2, 2e12, -10);
  propagate_fresh(one, fibre);
  propagate_fresh(two, fibre);
  const double pump = nli_to_signal_of(two, 0) - nli_to_signal_of(one, 0);
  const PsiFibre psi_fibre{attenuation_per_m(fibre), std::abs(beta2_s2_per_m(fibre, kReferenceFrequency))};
  const double length = effective_length_m(fibre);
  const double psi = psi_per_square_metre(psi_fibre, 2e12, kBaud, kBaud) * length * length;
  EXPECT_NEAR(to_decibel(LinearRatio{pump / from_pump(fibre, psi, kCrossWeight, 1e-4)}).value, 0.0, 0.3);
}

TEST(GgnModel, OneDecibelMoreLaunchTakesTwoDecibelsOfNonlinearSnrWhereRamanIsWeak) {
  SpectralState low = comb(11, 75e9, -20);
  SpectralState high = comb(11, 75e9, -19);
  propagate_fresh(low, test::standard_fibre());
  propagate_fresh(high, test::standard_fibre());
  for (std::size_t i = 0; i < low.size(); ++i) {
    EXPECT_NEAR(to_decibel(nli_to_signal(high, i)).value - to_decibel(nli_to_signal(low, i)).value, 2.0,
                1e-3);
  }
}

TEST(GgnModel, ChannelThatRamanFeedsMakesMoreInterference) {
  SpectralState low = comb(60, 100e9, -20);
  SpectralState high = comb(60, 100e9, 5);
  propagate_fresh(low, test::standard_fibre());
  propagate_fresh(high, test::standard_fibre());
  const auto excess = [&](std::size_t i) {
    return to_decibel(nli_to_signal(high, i)).value - to_decibel(nli_to_signal(low, i)).value - 50.0;
  };
  EXPECT_GT(excess(0), 0.3);
  EXPECT_LT(excess(59), -0.3);
}

TEST(GgnModel, WithoutPowerThereIsNoInterference) {
  SpectralState state = comb(5, 100e9, 0);
  state.signal_w.assign(5, 0.0);
  propagate_fresh(state, test::standard_fibre());
  for (const double nli : state.nli_w) EXPECT_EQ(nli, 0.0);
}

TEST(GgnModel, HollowCoreMakesNoInterference) {
  Fibre fibre = test::standard_fibre();
  fibre.nonlinear_index_m2_per_w = 0;
  SpectralState state = comb(5, 100e9, 5);
  propagate_fresh(state, fibre);
  for (const double nli : state.nli_w) EXPECT_EQ(nli, 0.0);
}

TEST(GgnModel, FibreOfNoLengthLosesItsConnectors) {
  Fibre fibre = test::standard_fibre();
  fibre.length_m = 0;
  SpectralState state = comb(3, 100e9, 0);
  propagate_fresh(state, fibre);
  EXPECT_NEAR(to_decibel(LinearRatio{state.signal_w[1] / 1e-3}).value, -0.5, 1e-12);
  EXPECT_EQ(state.nli_w[1], 0.0);
}

TEST(GgnModel, NoiseLosesWhatItsChannelLoses) {
  SpectralState state = comb(40, 150e9, 5);
  state.ase_w.assign(40, 1e-6);
  propagate_fresh(state, test::standard_fibre());
  for (std::size_t i = 0; i < 40; ++i)
    EXPECT_NEAR(state.ase_w[i] / state.signal_w[i], 1e-6 / to_linear(Dbm{5}).value * 1e3, 1e-12);
  EXPECT_GT(state.signal_w[0], 1.1 * state.signal_w[39]);
}

// No dispersion, no phase: the efficiency is that of light in phase, the effective length squared.
TEST(GgnModel, WithoutDispersionEverythingMixesInPhase) {
  Fibre fibre = without_connectors();
  fibre.dispersion_s_per_m2 = 0;
  SpectralState state = comb(1, 75e9, -10);
  propagate_fresh(state, fibre);
  const double length = effective_length_m(fibre);
  // With the corners that x + y cuts off, and rounded edges, the area is about three quarters of the square.
  const double area = nli_to_signal_of(state, 0) / from_pump(fibre, length * length, kSelfWeight, 1e-4);
  EXPECT_NEAR(area / (kBaud * kBaud), 0.75, 0.02);
}

TEST(GgnModel, ShortSpansGrowWithTheSquareOfTheirLength) {
  Fibre fibre = without_connectors();
  SpectralState metre = comb(20, 75e9, 0);
  SpectralState ten = comb(20, 75e9, 0);
  fibre.length_m = 0.1;
  propagate_fresh(metre, fibre);
  fibre.length_m = 1;
  propagate_fresh(ten, fibre);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(ten.nli_w[i] / metre.nli_w[i], 100.0, 0.5);
}

// Two halves in one chain are not one span, but tables kept are the same as tables made anew.
RC_GTEST_PROP(GgnModel, TablesThatAreKeptChangeNothing, ()) {
  GgnTables kept(*rc::gen::element<std::size_t>(0, 10'000, GgnTables::kMostNumbers));
  for (int span = 0; span < 6; ++span) {
    Fibre fibre = test::standard_fibre();
    fibre.length_m = *rc::gen::inRange(1, 150) * 1e3;
    fibre.dispersion_s_per_m2 = *rc::gen::element(1.67e-5, 2.1e-5);
    fibre.effective_area_m2 = *rc::gen::element(83e-12, 125e-12);
    SpectralState state = comb(*rc::gen::element<std::size_t>(1, 2, 9), 75e9, 3);
    SpectralState same = state;
    propagate_isrs(state, fibre, kept);
    propagate_fresh(same, fibre);
    RC_ASSERT(state == same);
    RC_ASSERT(kept.size() >= 2);
  }
}

TEST(GgnTables, ForgetsWhatIsTooMuchAndKeepsTheLatest) {
  GgnTables tables(0);
  Fibre fibre = test::standard_fibre();
  const SpectralState state = comb(4, 75e9, 0);
  for (const double area : {80e-12, 90e-12, 100e-12}) {
    fibre.effective_area_m2 = area;
    tables.raman(state.frequency_hz, fibre);
    tables.interactions(comb_in_glass(state, fibre));
  }
  EXPECT_EQ(tables.size(), 2U);
}

TEST(GgnTables, AnswersTheSameGlassFromOneTable) {
  GgnTables tables;
  Fibre fibre = test::standard_fibre();
  const SpectralState state = comb(4, 75e9, 0);
  const Interactions* const first = &tables.interactions(comb_in_glass(state, fibre));
  fibre.length_m = 20e3;
  EXPECT_EQ(&tables.interactions(comb_in_glass(state, fibre)), first);
  fibre.dispersion_s_per_m2 = 2e-5;
  EXPECT_NE(&tables.interactions(comb_in_glass(state, fibre)), first);
}

}  // namespace
}  // namespace lightloom::optics
