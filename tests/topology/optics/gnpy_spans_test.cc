// GNPy's own results for single spans of what a file of chains cannot say: a slope of dispersion, a loss
// table, lumped losses, mixed symbol rates.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

#include "topology/optics/ggn_model.h"

namespace lightloom::optics {
namespace {

using Object = boost::json::object;

std::vector<double> numbers(const Object& object, const char* name) {
  std::vector<double> result;
  if (!object.contains(name)) return result;
  for (const auto& each : object.at(name).as_array()) result.push_back(each.to_number<double>());
  return result;
}
double number(const Object& object, const char* name) { return object.at(name).to_number<double>(); }

Fibre fibre_of(const Object& span) {
  Fibre fibre;
  fibre.length_m = number(span, "length_m");
  fibre.loss_db_per_m = number(span, "loss_db_per_m");
  fibre.loss_in = {number(span, "connector_in_db")};
  fibre.loss_out = {number(span, "connector_out_db")};
  fibre.dispersion_s_per_m2 = number(span, "dispersion_s_per_m2");
  if (span.contains("dispersion_slope_s_per_m3")) {
    fibre.dispersion_slope_s_per_m3 = number(span, "dispersion_slope_s_per_m3");
  }
  fibre.effective_area_m2 = number(span, "effective_area_m2");
  fibre.loss_table = {numbers(span, "loss_table_hz"), numbers(span, "loss_table_db_per_m")};
  const auto places = numbers(span, "lumped_at_m");
  const auto losses = numbers(span, "lumped_db");
  for (std::size_t i = 0; i < places.size(); ++i) fibre.lumped.push_back({places[i], {losses[i]}});
  return fibre;
}

SpectralState state_of(const Object& span) {
  SpectralState state;
  state.frequency_hz = numbers(span, "frequency_hz");
  state.baud_rate_hz = numbers(span, "baud_rate_hz");
  state.signal_w = numbers(span, "launch_w");
  state.roll_off.assign(state.size(), number(span, "roll_off"));
  state.ase_w = state.nli_w = state.dispersion_s_per_m = std::vector<double>(state.size(), 0.0);
  return state;
}

class GnpySpans : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/qot/isrs_spans.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    document_ = boost::json::parse(text);
    for (const auto& each : document_.at("spans").as_array()) {
      const Object& span = each.as_object();
      SpectralState state = state_of(span);
      GgnTables tables;
      propagate_isrs(state, fibre_of(span), tables);
      spans_.push_back({&span, std::move(state)});
    }
    ASSERT_EQ(spans_.size(), 8U);
  }
  struct Span {
    const Object* expected;
    SpectralState state;
  };
  boost::json::value document_;
  std::vector<Span> spans_;
};

double decibels(double ratio) { return 10.0 * std::log10(ratio); }

TEST_F(GnpySpans, PowerAgrees) {
  for (const auto& [expected, state] : spans_) {
    const auto theirs = numbers(*expected, "signal_w");
    for (std::size_t i = 0; i < state.size(); ++i) {
      EXPECT_NEAR(decibels(state.signal_w[i] / theirs[i]), 0.0, 1e-4) << expected->at("name");
    }
  }
}

// GNPy sums on a grid of frequencies that moves what little dispersion leaves by 2e-3 dB.
TEST_F(GnpySpans, InterferenceAgrees) {
  for (const auto& [expected, state] : spans_) {
    const auto theirs = numbers(*expected, "nli_w");
    std::size_t next = 0;
    for (const auto& channel : expected->at("compare_channels").as_array()) {
      EXPECT_NEAR(decibels(state.nli_w.at(channel.to_number<std::size_t>()) / theirs.at(next++)), 0.0, 5e-3)
          << expected->at("name");
    }
  }
}

TEST_F(GnpySpans, DispersionAgrees) {
  for (const auto& [expected, state] : spans_) {
    const auto theirs = numbers(*expected, "dispersion_s_per_m");
    for (std::size_t i = 0; i < state.size(); ++i) {
      EXPECT_NEAR(state.dispersion_s_per_m[i] / theirs[i], 1.0, 1e-6) << expected->at("name");
    }
  }
}

}  // namespace
}  // namespace lightloom::optics
