#include "topology/optics/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "topology/optics/amplifier.h"
#include "topology/optics/constants.h"
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
  // What no band carries was refused before: it keeps its power here.
  void operator()(const MultibandAmplifier& multiband) const {
    for (const auto& band : multiband.bands) {
      const double gain = to_linear(band.amplifier.gain).value;
      const double noise = kPlanck * to_linear(band.amplifier.noise_figure).value;
      for (std::size_t i = 0; i < state.size(); ++i) {
        if (state.frequency_hz[i] < band.f_min_hz || state.frequency_hz[i] > band.f_max_hz) continue;
        state.ase_w[i] = (state.ase_w[i] + noise * state.frequency_hz[i] * state.baud_rate_hz[i]) * gain;
        state.signal_w[i] *= gain;
        state.nli_w[i] *= gain;
      }
    }
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

namespace {

SpectralState launched(const QotCase& qot_case) {
  SpectralState state;
  for (const ChannelComb& comb : qot_case.channels) {
    const auto band = uniform_comb(comb.count, comb.first_frequency_hz, comb.spacing_hz, comb.baud_rate_hz,
                                   to_linear(comb.launch_power));
    const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    append(state.frequency_hz, band.frequency_hz);
    append(state.baud_rate_hz, band.baud_rate_hz);
    append(state.signal_w, band.signal_w);
    append(state.ase_w, band.ase_w);
    append(state.nli_w, band.nli_w);
    append(state.dispersion_s_per_m, band.dispersion_s_per_m);
    state.roll_off.insert(state.roll_off.end(), comb.count, comb.roll_off);
  }
  return state;
}

// The first channel that lies in no band of an amplifier.
std::optional<std::size_t> left_out(const MultibandAmplifier& multiband, const SpectralState& state) {
  for (std::size_t i = 0; i < state.size(); ++i) {
    const bool is_carried =
        std::any_of(multiband.bands.begin(), multiband.bands.end(), [&](const BandAmplifier& band) {
          return state.frequency_hz[i] >= band.f_min_hz && state.frequency_hz[i] <= band.f_max_hz;
        });
    if (!is_carried) return i;
  }
  return std::nullopt;
}

Result<void> check(const QotCase& qot_case, const SpectralState& state) {
  for (std::size_t i = 0; i < qot_case.elements.size(); ++i) {
    const auto* const multiband = std::get_if<MultibandAmplifier>(&qot_case.elements[i]);
    if (multiband == nullptr) continue;
    if (const auto channel = left_out(*multiband, state))
      return invalid(
          fmt::format("case {}: the channel at {:.4f} THz lies in no band of amplifier {}; needs one "
                      "that carries it",
                      qot_case.id, state.frequency_hz[*channel] * 1e-12, i),
          fmt::format("elements[{}].bands", i));
  }
  return {};
}

void record(QotTrace& trace, const SpectralState& state, const QotCase& qot_case, std::size_t element) {
  const double before = trace.stages.empty() ? 0.0 : trace.stages.back().length_m;
  const auto* const fibre = std::get_if<Fibre>(&qot_case.elements[element]);
  auto& stage = trace.stages.emplace_back();
  stage.element = element;
  stage.length_m = before + (fibre == nullptr ? 0.0 : fibre->length_m);
  for (std::size_t i = 0; i < state.size(); ++i) {
    stage.ase.push_back(ase_to_signal(state, i).value);
    stage.nli.push_back(nli_to_signal(state, i).value);
  }
}

}  // namespace

NoiseShares shares_of(const QotTrace& trace, const QotCase& qot_case, std::size_t channel) {
  NoiseShares shares;
  const double in_reference = kReferenceBandwidthHz / trace.baud_rate_hz[channel];
  double ase = 0;
  double nli = 0;
  std::size_t fibres = 0;
  const auto begin_stretch = [&](std::size_t element) {
    shares.stretches.push_back(
        {fibres == 0 ? "before the first fibre" : fmt::format("fibre {} (element {})", fibres, element),
         {},
         {}});
  };
  for (const auto& stage : trace.stages) {
    const bool is_fibre = std::holds_alternative<Fibre>(qot_case.elements[stage.element]);
    if (is_fibre) ++fibres;
    if (is_fibre || shares.stretches.empty()) begin_stretch(stage.element);
    auto& stretch = shares.stretches.back();
    stretch.ase += LinearRatio{(stage.ase[channel] - ase) * in_reference};
    stretch.nli += LinearRatio{(stage.nli[channel] - nli) * in_reference};
    ase = stage.ase[channel];
    nli = stage.nli[channel];
  }
  return shares;
}

Result<QotResult> evaluate(const QotCase& qot_case) {
  GgnTables tables;
  return evaluate(qot_case, tables);
}

Result<QotResult> evaluate(const QotCase& qot_case, GgnTables& tables, QotTrace* trace) {
  if (!is_supported_model(qot_case.model)) {
    return invalid(fmt::format("case {}: model {} is not supported; {} and {} are", qot_case.id,
                               qot_case.model, kAnalyticGn, kIsrsGgn),
                   "model", nearest_of(qot_case.model, {kModels.begin(), kModels.end()}));
  }
  SpectralState state = launched(qot_case);
  if (auto checked = check(qot_case, state); !checked) return fail(checked.error());
  if (trace != nullptr) {
    if (state.size() * qot_case.elements.size() > kMaxTraced)
      return invalid(
          fmt::format("case {}: {} channels over {} elements are too many to explain; at most {} in all",
                      qot_case.id, state.size(), qot_case.elements.size(), kMaxTraced));
    *trace = {state.frequency_hz, state.baud_rate_hz, {}};
  }
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
    if (trace != nullptr) record(*trace, state, qot_case, i);
  }
  return result_of(state);
}

}  // namespace lightloom::optics
