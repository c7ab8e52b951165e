#include "topology/gnpy/light_walk.h"

#include <algorithm>
#include <cmath>

#include "topology/gnpy/translate.h"
#include "topology/optics/roadm.h"

namespace lightloom::gnpy {
namespace {

void add(std::vector<double>& sums, const std::vector<double>& what) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += what[i];
}

}  // namespace

void LightWalk::launch(double power_w) {
  const std::size_t count = tables_.frequency_hz().size();
  if (state_.size() != count) {
    state_.frequency_hz = tables_.frequency_hz();
    state_.baud_rate_hz = tables_.baud_rate_hz();
    state_.slot_width_hz.assign(count, tables_.slot_width_hz());
    scratch_.resize(2 * count);
  }
  state_.signal_w.assign(count, power_w);
  for (auto* const zero :
       {&state_.ase_w, &state_.nli_w, &pmd_squared_s2_, &pdl_squared_db2_, &roadm_noise_}) {
    zero->assign(count, 0.0);
  }
  passed_.clear();
  state_.pmd_squared_s2 = state_.pdl_squared_db2 = state_.latency_s = 0;
  new_shape();
}

void LightWalk::new_shape() {
  ++shapes_;
  level_ = 1;
}

void LightWalk::pass(KindIndex impairment, const Equalisation& target, double offset) {
  const ImpairmentTable& table = tables_.impairment(impairment);
  const Milliwatt per_channel{1e3 * offset *
                              target_w(target, state_.baud_rate_hz.front(), tables_.slot_width_hz())};
  if (table.passing.empty()) {
    optics::equalise(state_, per_channel);
  } else {
    optics::equalise(state_, per_channel, table.passing);
  }
  add(pmd_squared_s2_, table.pmd_squared_s2);
  add(pdl_squared_db2_, table.pdl_squared_db2);
  add(roadm_noise_, table.noise);
  new_shape();
}

// The signal as it is, without the connector that it is about to pass.
void LightWalk::remember_nli(GlassTable& glass) {
  if (glass.shape == shapes_) return;
  const std::size_t count = state_.size();
  for (std::size_t i = 0; i < count; ++i) scratch_[i] = state_.signal_w[i] * state_.signal_w[i];
  glass.kernel.nli_to_signal(std::span<const double>(scratch_).first(count), glass.nli_to_signal);
  glass.shape = shapes_;
  glass.level = level_;
}

bool LightWalk::pass(const FibrePass& fibre) {
  GlassTable* const glass = tables_.glass(fibre.glass);
  if (glass == nullptr) return false;
  if (fibre.has_flat_loss) {
    pass_flat(fibre, *glass);
  } else {
    pass_by_channel(fibre, *glass);
  }
  note_length(fibre.glass, fibre.fibre->length_m);
  const double pmd = fibre.fibre->pmd_s_per_sqrt_m;
  state_.pmd_squared_s2 += pmd * pmd * fibre.fibre->length_m;
  state_.latency_s += optics::latency_s(*fibre.fibre);
  return true;
}

void LightWalk::note_length(KindIndex glass, double length_m) {
  const auto known = std::find_if(passed_.begin(), passed_.end(),
                                  [glass](const PassedGlass& passed) { return passed.glass == glass; });
  if (known != passed_.end()) {
    known->length_m += length_m;
  } else {
    passed_.push_back({glass, length_m});
  }
}

void LightWalk::pass_flat(const FibrePass& fibre, GlassTable& glass) {
  remember_nli(glass);
  const double launched = level_ / glass.level * fibre.in;
  const double reach = launched * launched * fibre.effective_length_squared;
  const double through = fibre.in * fibre.through;
  double* __restrict const signal = state_.signal_w.data();
  double* __restrict const ase = state_.ase_w.data();
  double* __restrict const nli = state_.nli_w.data();
  const double* __restrict const nli_to_signal = glass.nli_to_signal.data();
  const std::size_t count = state_.size();
  for (std::size_t i = 0; i < count; ++i) {
    nli[i] = (nli[i] + signal[i] * nli_to_signal[i] * reach) * through;
    ase[i] *= through;
    signal[i] *= through;
  }
  level_ *= through;
}

void LightWalk::pass_by_channel(const FibrePass& fibre, const GlassTable& glass) {
  const LossTable& loss = tables_.loss(fibre);
  const std::size_t count = state_.size();
  const std::span<double> reach(scratch_.data(), count);
  const std::span<double> nli(scratch_.data() + count, count);
  for (std::size_t i = 0; i < count; ++i) {
    const double reaching = state_.signal_w[i] * fibre.in * loss.effective_length_m[i];
    reach[i] = reaching * reaching;
  }
  glass.kernel.nli_to_signal(reach, nli);
  for (std::size_t i = 0; i < count; ++i) {
    const double through = fibre.in * loss.through[i];
    state_.nli_w[i] = (state_.nli_w[i] + state_.signal_w[i] * nli[i]) * through;
    state_.ase_w[i] *= through;
    state_.signal_w[i] *= through;
  }
  new_shape();
}

void LightWalk::pass(const AmplifierSite& site) {
  for (const AmplifierPass& amplifier : site.amplifiers) {
    const GainTable& gain = tables_.gain(amplifier.gain_kind);
    if (gain.range.size() == 0) continue;
    const auto grown = amplifier.edfa.amplify(state_, gain.range, gain.shape, scratch_);
    if (gain.range.size() < state_.size()) {
      for (std::size_t i = gain.range.first; i < gain.range.end; ++i) {
        pmd_squared_s2_[i] += amplifier.pmd_squared_s2;
        pdl_squared_db2_[i] += amplifier.pdl_squared_db2;
      }
      new_shape();
      continue;
    }
    state_.pmd_squared_s2 += amplifier.pmd_squared_s2;
    state_.pdl_squared_db2 += amplifier.pdl_squared_db2;
    if (grown) {
      level_ *= *grown;
    } else {
      new_shape();
    }
  }
}

void LightWalk::pass(const FusedPass& fused) {
  optics::scale(state_, fused.through);
  level_ *= fused.through;
}

Arrival LightWalk::arrive() {
  const std::size_t count = state_.size();
  Arrival arrival;
  arrival.frequency_hz = state_.frequency_hz;
  arrival.slot_width_hz = state_.slot_width_hz;
  arrival.baud_rate_hz = state_.baud_rate_hz;
  arrival.signal_w = state_.signal_w;
  arrival.ase_w = state_.ase_w;
  arrival.nli_w = state_.nli_w;
  arrival.roadm_noise = roadm_noise_;
  arrival.latency_s = state_.latency_s;
  arrival.pmd_ps.resize(count);
  arrival.pdl_db.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    arrival.pmd_ps[i] = 1e12 * std::sqrt(state_.pmd_squared_s2 + pmd_squared_s2_[i]);
    arrival.pdl_db[i] = std::sqrt(state_.pdl_squared_db2 + pdl_squared_db2_[i]);
  }
  arrival.chromatic_dispersion_ps_per_nm.assign(count, 0.0);
  for (const auto& [glass, length_m] : passed_) {
    const auto& dispersion = tables_.glass(glass)->dispersion_s_per_m2;
    for (std::size_t i = 0; i < count; ++i) {
      arrival.chromatic_dispersion_ps_per_nm[i] += 1e3 * length_m * dispersion[i];
    }
  }
  return arrival;
}

}  // namespace lightloom::gnpy
