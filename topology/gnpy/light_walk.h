// One comb on its way through elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "topology/gnpy/comb_tables.h"
#include "topology/gnpy/propagation.h"
#include "topology/optics/spectral_state.h"

namespace lightloom::gnpy {

/// Light is launched, passes one element after another, and arrives; then it may be launched again. Signals
/// whose shape over frequency has not changed since they last met a kind of glass make the same NLI but for
/// their level, so that most spans cost a loop over the channels and not over pairs of them.
class LightWalk {
 public:
  /// `shapes` counts the shapes that signals had on these tables, in this and other walks.
  LightWalk(CombTables& tables, std::uint64_t& shapes) : tables_(tables), shapes_(shapes) {}

  void launch(double power_w);
  /// A ROADM: the way through it, the target of the degree behind it; `offset` is linear, over the target.
  void pass(KindIndex impairment, const Equalisation& target, double offset);
  /// False where a table of the glass does not reach over the comb.
  [[nodiscard]] bool pass(const FibrePass& fibre);
  void pass(const AmplifierSite& site);
  void pass(const FusedPass& fused);
  Arrival arrive();
  /// ASE and NLI over the signal so far, in the channel's own bandwidth.
  std::pair<double, double> noise_of(std::size_t channel) const {
    return {state_.ase_w[channel] / state_.signal_w[channel],
            state_.nli_w[channel] / state_.signal_w[channel]};
  }

 private:
  struct PassedGlass {
    KindIndex glass = 0;
    double length_m = 0;
  };
  void new_shape();
  void note_length(KindIndex glass, double length_m);
  void remember_nli(GlassTable& glass);
  void pass_flat(const FibrePass& fibre, GlassTable& glass);
  void pass_by_channel(const FibrePass& fibre, const GlassTable& glass);

  CombTables& tables_;
  std::uint64_t& shapes_;
  optics::SpectralState state_;
  std::vector<double> pmd_squared_s2_, pdl_squared_db2_;  // what differs by channel
  std::vector<double> roadm_noise_;
  double level_ = 1;  // of the signal, since its shape last changed
  std::vector<PassedGlass> passed_;
  std::vector<double> scratch_;
};

}  // namespace lightloom::gnpy
