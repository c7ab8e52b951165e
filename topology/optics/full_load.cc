#include "topology/optics/full_load.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"
#include "topology/optics/roadm.h"

namespace lightloom::optics {
namespace {

bool is_same_kind(const Fibre& left, const Fibre& right) {
  return left.loss_db_per_m == right.loss_db_per_m && left.dispersion_s_per_m2 == right.dispersion_s_per_m2 &&
         left.dispersion_slope_s_per_m3 == right.dispersion_slope_s_per_m3 &&
         left.effective_area_m2 == right.effective_area_m2 &&
         left.nonlinear_index_m2_per_w == right.nonlinear_index_m2_per_w;
}

// NLI over the cube of the launch power and the square of the effective length, channel by channel.
std::vector<double> kernel_shape(const Fibre& fibre, const LoadComb& comb) {
  if (fibre.dispersion_slope_s_per_m3) {
    SpectralState state = uniform_comb(comb.count, comb.first_hz, comb.spacing_hz, comb.baud_rate_hz, {1e3});
    Fibre kilometre = fibre;
    kilometre.length_m = 1e3;
    add_nonlinear_interference(state, kilometre);
    const double length = effective_length_m(kilometre);
    for (double& nli : state.nli_w) nli /= length * length;
    return state.nli_w;
  }
  const PsiFibre psi{attenuation_per_m(fibre), std::abs(beta2_s2_per_m(fibre, kReferenceFrequency))};
  std::vector<double> shape = uniform_comb_factors(psi, comb.count, comb.spacing_hz, comb.baud_rate_hz);
  for (std::size_t i = 0; i < comb.count; ++i) {
    const double gamma = gamma_per_w_per_m(fibre, comb.first_hz + static_cast<double>(i) * comb.spacing_hz);
    shape[i] *= gamma * gamma;
  }
  return shape;
}

// The same of a channel's interference with itself.
std::vector<double> own_shape(const Fibre& fibre, const LoadComb& comb) {
  std::vector<double> shape;
  for (std::size_t i = 0; i < comb.count; ++i) {
    const double frequency = comb.first_hz + static_cast<double>(i) * comb.spacing_hz;
    const double gamma = gamma_per_w_per_m(fibre, frequency);
    const PsiFibre psi{attenuation_per_m(fibre), std::abs(beta2_s2_per_m(fibre, frequency))};
    shape.push_back(gamma * gamma * kSelfWeight / (comb.baud_rate_hz * comb.baud_rate_hz) *
                    psi_per_square_metre(psi, 0, comb.baud_rate_hz, comb.baud_rate_hz));
  }
  return shape;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// The least of a * u + n / u^2 over u >= 1: formula (24).
double least_of(double ase, double nli) {
  const double best = std::cbrt(2.0 * nli / ase);
  return best > 1.0 ? ase * best + nli / (best * best) : ase + nli;
}

double sum_of_log2(const double* values, std::size_t count, double extra) {
  double sum = 0;
  for (std::size_t i = 0; i < count; i += kBlock) {
    // A product of eight ratios between 1e-30 and 1e30 stays within a double; one logarithm does for all.
    double product = 1;
    for (std::size_t k = i; k < std::min(i + kBlock, count); ++k) product *= values[k] + extra;
    sum += std::log2(product);
  }
  return sum;
}

}  // namespace

LoadComb load_comb(const Mode& mode, const LineDefaults& line, const RoadmTarget& target) {
  const std::int64_t low = std::max(mode.f_min.value, line.f_min.value);
  const std::int64_t high = std::min(mode.f_max.value, line.f_max.value);
  LoadComb comb;
  comb.baud_rate_hz = static_cast<double>(mode.baud_rate.value) * 1e6;
  comb.spacing_hz = static_cast<double>(mode.min_spacing.value) * 1e6;
  comb.target_w = target_power(target, mode.min_spacing, mode.baud_rate).value * 1e-3;
  if (mode.min_spacing.value > 0 && high > low) {
    comb.count = static_cast<std::size_t>((high - low) / mode.min_spacing.value);
  }
  comb.first_hz = static_cast<double>(low) * 1e6 + comb.spacing_hz / 2.0;
  return comb;
}

FullLoadTable::FullLoadTable(LoadComb comb, AssumedLoad load) : comb_(comb), load_(load) {
  std::vector<double> photons(comb_.count);
  for (std::size_t i = 0; i < comb_.count; ++i) {
    const double frequency = comb_.first_hz + static_cast<double>(i) * comb_.spacing_hz;
    photons[i] = kPlanck * frequency * comb_.baud_rate_hz / comb_.target_w;
  }
  ase_shape_ = keep(photons);
}

std::uint32_t FullLoadTable::keep(const std::vector<double>& shape) {
  const std::size_t offset = pool_.size();
  pool_.insert(pool_.end(), shape.begin(), shape.end());
  pool_.resize(offset + padded(comb_.count), 0.0);
  return static_cast<std::uint32_t>(offset);
}

std::size_t FullLoadTable::kernel_of(const Fibre& fibre) {
  // From the back: neighbouring spans are of one cable, and so of one kind.
  const auto found = std::find_if(kernels_.rbegin(), kernels_.rend(), [&fibre](const Kernel& kernel) {
    return is_same_kind(kernel.fibre, fibre);
  });
  if (found != kernels_.rend()) return static_cast<std::size_t>(kernels_.rend() - found) - 1;
  std::vector<double> shape =
      load_ == AssumedLoad::kAlone ? own_shape(fibre, comb_) : kernel_shape(fibre, comb_);
  for (double& value : shape) value *= comb_.target_w * comb_.target_w;
  const double mean = mean_of(shape);
  kernels_.push_back({fibre, keep(shape), mean});
  return kernels_.size() - 1;
}

void FullLoadTable::add(const DirectedLine& line) {
  if (comb_.count == 0) {
    lines_.emplace_back();
    return;
  }
  const bool is_tilted = std::any_of(line.amplifiers.begin(), line.amplifiers.end(),
                                     [](const auto& amplifier) { return amplifier.tilt.tilt.value != 0.0; });
  // A tilt is told over the channels there are: one alone has the mean gain.
  if (is_tilted && load_ == AssumedLoad::kFull) {
    add_tilted(line);
  } else {
    add_uniform(line);
  }
}

void FullLoadTable::add_uniform(const DirectedLine& line) {
  // All ratios are over the launched signal; `level` is where that signal stands now.
  LineLoad load;
  load.ase_shape = ase_shape_;
  double level = 1;
  double mean_nli = 0;
  const double mean_photons =
      kPlanck * (comb_.first_hz + static_cast<double>(comb_.count - 1) * comb_.spacing_hz / 2.0) *
      comb_.baud_rate_hz / comb_.target_w;
  const double launched_w =
      comb_.target_w * (load_ == AssumedLoad::kAlone ? 1.0 : static_cast<double>(comb_.count));
  std::vector<Weight> weights;
  for (std::size_t i = 0; i < line.amplifiers.size(); ++i) {
    const LineAmplifier& amplifier = line.amplifiers[i];
    const double input_w = launched_w * level * (1.0 + load.ase * mean_photons + mean_nli);
    const Decibel gain = saturated_gain(amplifier.gain, amplifier.p_max, input_w);
    load.ase += to_linear(noise_figure(amplifier.noise, gain)).value / level;
    level *= to_linear(gain - amplifier.out_voa).value;
    if (i == line.fibres.size()) break;
    const Fibre& fibre = line.fibres[i];
    level *= to_linear(-fibre.loss_in).value;
    const double reach = level * effective_length_m(fibre);
    const std::size_t kernel = kernel_of(fibre);
    mean_nli += reach * reach * kernels_[kernel].mean;
    if (weights.empty() || weights.back().kernel != kernel) weights.push_back({kernel, 0.0});
    weights.back().factor += reach * reach;
    level *= to_linear(-Decibel{fibre.loss_db_per_m * fibre.length_m} - fibre.loss_out).value;
  }
  load.gain = level;
  if (weights.size() == 1) {
    load.nli = weights[0].factor;
    load.nli_shape = kernels_[weights[0].kernel].shape;
  } else {
    std::vector<double> shape(comb_.count, 0.0);
    for (const Weight& weight : weights) {
      const double* const kernel = pool_.data() + kernels_[weight.kernel].shape;
      for (std::size_t k = 0; k < comb_.count; ++k) shape[k] += weight.factor * kernel[k];
    }
    load.nli = 1;
    load.nli_shape = keep(shape);
  }
  lines_.push_back(load);
}

void FullLoadTable::add_tilted(const DirectedLine& line) {
  SpectralState state =
      uniform_comb(comb_.count, comb_.first_hz, comb_.spacing_hz, comb_.baud_rate_hz, {comb_.target_w * 1e3});
  propagate(state, line);
  std::vector<double> ase(comb_.count);
  std::vector<double> nli(comb_.count);
  double gain = state.signal_w[0];
  for (std::size_t i = 0; i < comb_.count; ++i) {
    ase[i] = state.ase_w[i] / state.signal_w[i];
    nli[i] = state.nli_w[i] / state.signal_w[i];
    gain = std::min(gain, state.signal_w[i]);
  }
  lines_.push_back({1.0, 1.0, gain / comb_.target_w, keep(ase), keep(nli)});
}

void FullLoadTable::extend(std::size_t index, std::vector<double>& noise) const {
  const LineLoad& load = lines_[index];
  const double ase = load.ase;
  const double nli = load.nli;
  const double* __restrict ase_shape = pool_.data() + load.ase_shape;
  const double* __restrict nli_shape = pool_.data() + load.nli_shape;
  double* __restrict now = noise.data();
  // Blocks of a constant size: compilers vectorise the inner loop at -O2 only if they know its length.
  for (std::size_t i = 0; i < noise.size(); i += kBlock) {
    for (std::size_t k = i; k < i + kBlock; ++k) {
      const double share = 1.0 + now[k];
      now[k] += ase * ase_shape[k] * share + nli * nli_shape[k] / (share * share);
    }
  }
}

LoadState FullLoadTable::start() const {
  const std::size_t size = padded(comb_.count);
  return {std::vector<double>(size, 0.0), std::vector<double>(size, 0.0), std::vector<double>(size, 1.0)};
}

void FullLoadTable::extend(std::size_t index, LoadState& state) const {
  const LineLoad& load = lines_[index];
  const double* const ase_shape = pool_.data() + load.ase_shape;
  const double* const nli_shape = pool_.data() + load.nli_shape;
  for (std::size_t i = 0; i < state.noise.size(); ++i) {
    const double launch = state.launch[i];
    const double ase = load.ase * ase_shape[i] / launch;
    state.ase[i] += ase;
    state.noise[i] += ase + load.nli * nli_shape[i] * launch * launch;
    state.launch[i] = std::min(launch * load.gain, 1.0 / (1.0 + state.noise[i]));
  }
}

double FullLoadTable::least_added(std::size_t index) const {
  const LineLoad& load = lines_[index];
  double sum = 0;
  for (std::size_t i = 0; i < comb_.count; ++i) {
    sum += std::log2(least_of(load.ase * pool_[load.ase_shape + i], load.nli * pool_[load.nli_shape + i]));
  }
  return std::exp2(sum / static_cast<double>(std::max<std::size_t>(1, comb_.count)));
}

double mean_signal_to_noise_db(const std::vector<double>& noise, std::size_t count, double extra) {
  const double per_channel = sum_of_log2(noise.data(), count, extra) / static_cast<double>(count);
  return -10.0 * std::numbers::log10e * std::numbers::ln2 * per_channel;
}

}  // namespace lightloom::optics
