#include "topology/optics/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "topology/optics/amplifier.h"
#include "topology/optics/ggn_model.h"
#include "topology/optics/receiver.h"
#include "topology/optics/spectral_state.h"

namespace lightloom::optics {
namespace {

constexpr std::array<std::string_view, 2> kModels{kAnalyticGn, kIsrsGgn};

// What an element does to the light, by the case's model.
struct Passage {
  SpectralState& state;
  GgnTables* tables;  // null: the analytic model

  void operator()(const Fibre& fibre) const {
    if (tables == nullptr) {
      propagate(state, fibre);
    } else {
      propagate_isrs(state, fibre, *tables);
    }
  }
  void operator()(const PlainAmplifier& amplifier) const {
    amplify(state, amplifier.gain, amplifier.noise_figure);
  }
  void operator()(const Attenuator& attenuator) const { scale(state, to_linear(-attenuator.loss).value); }
};

bool is_representable(const SpectralState& state) {
  const auto is_power = [](double power) { return std::isnormal(power); };
  const auto is_noise = [](double power) { return std::isfinite(power) && power >= 0; };
  return std::all_of(state.signal_w.begin(), state.signal_w.end(), is_power) &&
         std::all_of(state.ase_w.begin(), state.ase_w.end(), is_noise) &&
         std::all_of(state.nli_w.begin(), state.nli_w.end(), is_noise);
}

double signal_to_noise_db(LinearRatio noise_to_signal) { return -to_decibel(noise_to_signal).value; }

QotResult result_of(const SpectralState& state) {
  QotResult result;
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double baud = state.baud_rate_hz[i];
    const Decibel gsnr{signal_to_noise_db(noise_to_signal(state, i))};
    const Decibel osnr{signal_to_noise_db(ase_to_signal(state, i))};
    result.gsnr_signal_bandwidth_db.push_back(gsnr.value);
    result.gsnr_0p1nm_db.push_back(in_0p1nm(gsnr, baud).value);
    result.osnr_ase_0p1nm_db.push_back(in_0p1nm(osnr, baud).value);
    result.snr_nli_signal_bandwidth_db.push_back(signal_to_noise_db(nli_to_signal(state, i)));
    result.power_dbm.push_back(signal_power(state, i).value);
    result.chromatic_dispersion_ps_per_nm.push_back(state.dispersion_s_per_m[i] * 1e3);
    result.pmd_ps.push_back(polarisation_mode_dispersion_s(state) * 1e12);
    result.latency_us.push_back(state.latency_s * 1e6);
  }
  return result;
}

}  // namespace

bool is_supported_model(std::string_view model) {
  return std::find(kModels.begin(), kModels.end(), model) != kModels.end();
}

Result<QotResult> evaluate(const QotCase& qot_case) {
  GgnTables tables;
  return evaluate(qot_case, tables);
}

Result<QotResult> evaluate(const QotCase& qot_case, GgnTables& tables) {
  if (!is_supported_model(qot_case.model)) {
    return invalid(fmt::format("case {}: model {} is not supported; {} and {} are", qot_case.id,
                               qot_case.model, kAnalyticGn, kIsrsGgn),
                   "model", nearest_of(qot_case.model, {kModels.begin(), kModels.end()}));
  }
  const ChannelComb& comb = qot_case.channels;
  SpectralState state = uniform_comb(comb.count, comb.first_frequency_hz, comb.spacing_hz, comb.baud_rate_hz,
                                     to_linear(comb.launch_power));
  state.roll_off.assign(comb.count, comb.roll_off);
  const Passage passage{state, qot_case.model == kIsrsGgn ? &tables : nullptr};
  for (std::size_t i = 0; i < qot_case.elements.size(); ++i) {
    std::visit(passage, qot_case.elements[i]);
    if (!is_representable(state)) {
      return invalid(
          fmt::format("case {}: after element {} the powers are beyond what can be computed; check "
                      "the gains and losses up to there",
                      qot_case.id, i),
          fmt::format("elements[{}]", i));
    }
  }
  return result_of(state);
}

}  // namespace lightloom::optics
