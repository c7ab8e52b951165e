// Light through a designed planner's network: a comb launched at a transceiver, element by element to
// another.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/optics/noise_shares.h"
#include "topology/optics/spectral_state.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// Equal channels on a grid, as GNPy fills a band: `floor((f_max - f_min) / spacing)` of them, the i-th (from
/// 1) at f_min + i * spacing.
struct PlannerComb {
  Band band;
  double baud_rate_hz = 0, spacing_hz = 0, roll_off = 0;
  double tx_power_w = 1e-3;
  double offset_db = 0;  ///< the mode's equalisation offset
  bool operator==(const PlannerComb&) const = default;
};

/// Per channel at the far transceiver, without the transmitter's own noise (which `receive` adds).
struct Arrival {
  std::vector<double> frequency_hz, slot_width_hz, baud_rate_hz;
  std::vector<double> signal_w, ase_w, nli_w;
  std::vector<double> roadm_noise;  ///< sum of 1/OSNR of the add and drop ways, linear, in 0.1 nm
  std::vector<double> chromatic_dispersion_ps_per_nm, pmd_ps, pdl_db;
  double latency_s = 0;
};

class LightWalk;

/// Holds what is the same for every request (profiles, noise figure models, NLI tables by fibre and comb), so
/// that thousands of paths a second pass. Not thread-safe; the network and library must outlive it.
class Propagator {
 public:
  /// kInvalidArgument naming the element that cannot carry light (RamanFiber, a type without noise figure).
  static Result<Propagator> build(const PlannerNetwork& network, const Library& library);
  Propagator(Propagator&&) noexcept;
  ~Propagator();

  /// `path`: elements from transceiver to transceiver. Channels that an amplifier on the path does not carry
  /// are dropped first; kInvalidArgument naming it where none is left.
  Result<Arrival> propagate(std::span<const ElementIndex> path, const PlannerComb& comb);
  /// Whose the noise is of one channel of that arrival, over the signal in 0.1 nm. A stretch is a fibre, by
  /// its uid, with what stands behind it up to the next fibre or ROADM; or what stands behind a ROADM. The
  /// transmitter's own is left at 0. Errors as `propagate`; precondition: the arrival has that channel.
  Result<optics::NoiseShares> noise_shares(std::span<const ElementIndex> path, const PlannerComb& comb,
                                           std::size_t channel);

 private:
  struct Impl;
  using OnPass = std::function<void(std::size_t at, const LightWalk& walk)>;
  Result<Arrival> walk(std::span<const ElementIndex> path, const PlannerComb& comb, const OnPass& on_pass);
  explicit Propagator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::gnpy
