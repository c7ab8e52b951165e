#include "topology/optics/edfa.h"

#include <algorithm>
#include <array>
#include <utility>

#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

constexpr double kOpenRoadmSlotHz = 50e9;

// Several sums side by side: one after another they would wait for each other.
double total_power_w(const double* signal, const double* ase, const double* nli, std::size_t count) {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= count; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += signal[i + k] + ase[i + k] + nli[i + k];
  }
  for (; i < count; ++i) sums[0] += signal[i] + ase[i] + nli[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// GNPy takes the distance of the first two channels for the width of all.
double slot_width_hz(const SpectralState& state, ChannelRange range) {
  if (range.size() > 1) return state.frequency_hz[range.first + 1] - state.frequency_hz[range.first];
  return state.slot_width_hz.empty() ? kOpenRoadmSlotHz : state.slot_width_hz[range.first];
}

}  // namespace

Edfa::Edfa(const Setting& setting, NoiseModel noise)
    : setting_(setting),
      noise_(std::move(noise)),
      depends_on_input_(depends_on_input(noise_)),
      gain_(to_linear(setting.gain).value),
      out_voa_(to_linear(-setting.out_voa).value),
      p_max_w_(to_linear(setting.p_max).value * 1e-3) {
  if (!depends_on_input_) noise_at_gain_ = to_linear(noise_figure(noise_, setting.gain, {})).value;
}

double Edfa::noise_factor(double gain, double mean_input_w, double slot_width_hz) const {
  if (!depends_on_input_ && gain == gain_) return noise_at_gain_;
  const Decibel reached = gain == gain_ ? setting_.gain : to_decibel(LinearRatio{gain});
  const Dbm input = to_dbm(Milliwatt{mean_input_w * 1e3 * kOpenRoadmSlotHz / slot_width_hz});
  return to_linear(noise_figure(noise_, reached, input)).value;
}

std::optional<double> Edfa::amplify(SpectralState& state, ChannelRange range, const GainShape& shape,
                                    std::span<double> scratch) const {
  const std::size_t count = range.size();
  double* __restrict const signal = state.signal_w.data() + range.first;
  double* __restrict const ase = state.ase_w.data() + range.first;
  double* __restrict const nli = state.nli_w.data() + range.first;
  const double* const frequency = state.frequency_hz.data() + range.first;
  const double* const baud = state.baud_rate_hz.data() + range.first;

  const double total = total_power_w(signal, ase, nli, count);
  const double gain = std::min(gain_, p_max_w_ / total);
  const double photons =
      kPlanck * noise_factor(gain, total / static_cast<double>(count), slot_width_hz(state, range));
  const double through = gain * out_voa_;
  const double* const noise_factors = shape.noise_factors().empty() ? nullptr : shape.noise_factors().data();
  if (shape.is_flat() && noise_factors == nullptr) {
    for (std::size_t i = 0; i < count; ++i) {
      signal[i] *= through;
      ase[i] = (ase[i] + photons * frequency[i] * baud[i]) * through;
      nli[i] *= through;
    }
    return through;
  }
  const auto input = scratch.first(count);
  const auto factors = scratch.subspan(count, count);
  for (std::size_t i = 0; i < count; ++i) input[i] = signal[i] + ase[i] + nli[i];
  shape.factors(input, factors);
  for (std::size_t i = 0; i < count; ++i) {
    const double factor = through * factors[i];
    const double ripple = noise_factors == nullptr ? 1.0 : noise_factors[i];
    signal[i] *= factor;
    ase[i] = (ase[i] + photons * frequency[i] * baud[i] * ripple) * factor;
    nli[i] *= factor;
  }
  return shape.is_flat() ? std::optional<double>(through) : std::nullopt;
}

}  // namespace lightloom::optics
