// GSNR of whole routes, from what each cable adds to each mode's channels. Built once for a Network, then
// immutable and shared. See docs/physics.md for every formula.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "topology/network.h"
#include "topology/optics/full_load.h"
#include "topology/optics/noise_shares.h"

namespace lightloom::optics {

/// Noise that one cable adds to a mode at full load, as seen by a search along a route.
struct HopNoise {
  /// A lower bound on the geometric mean over the full load's channels of the noise-to-signal ratio (0.1 nm)
  /// that the cable adds in either place of a route, averaged over both directions. Geometric means of sums
  /// are at least sums of geometric means, and the worse direction has at least the average noise, so the sum
  /// of these along a route bounds its GSNR from above: a route whose sum exceeds `noise_budget` can be
  /// pruned with everything beyond it. docs/physics.md, formula (24).
  LinearRatio least;
};

/// A channel that is lit, for the prediction as it will be measured.
struct LitChannel {
  ModeIndex mode;
  SliceRange slices;  ///< absolute slice numbers (not bits)
};

/// Per-channel outcome at the receiver of one lightpath.
struct Received {
  Decibel gsnr_0p1nm;
  Decibel osnr_ase_0p1nm;
  Dbm power;  ///< at the drop port's input: the total of the channel
};

struct ReceivedBothWays {
  Received there, back;  ///< at the end of the hops; at their beginning
};

class LineModel {
 public:
  /// Everything that `full_load` needs, for every cable, direction and mode. Pure; any thread; the network
  /// need not outlive it. kInvalidArgument naming the amplifier type without a noise figure model, or the
  /// cable or mode whose numbers physics cannot take.
  /// With kAlone all that is said of full load below holds for channels that have no neighbours: bounds from
  /// above for an admission that looks at what is lit.
  static Result<LineModel> build(const Network& network, AssumedLoad load = AssumedLoad::kFull);

  AssumedLoad assumed_load() const;

  /// The *full load* GSNR in 0.1 nm of a mode over a route, in the direction of `hops`: the transceiver's own
  /// range filled with copies of the mode at its min_spacing, each at the ROADM's target per slot width; the
  /// mean of the channels' dB values; one tx_osnr and one add_drop_osnr a lightpath. Minus infinity where the
  /// transceiver's range and the line's band leave no room for one channel. About 0.1 us a hop; any thread.
  Decibel full_load_gsnr_0p1nm(ModeIndex mode, std::span<const Hop> hops) const;
  /// The same of ASE alone, transceiver and add/drop included.
  Decibel full_load_osnr_ase_0p1nm(ModeIndex mode, std::span<const Hop> hops) const;
  /// The worse of both directions: what admits, and `Path.gsnr_0p1nm_db`.
  Decibel admission_gsnr_0p1nm(ModeIndex mode, std::span<const Hop> hops) const;
  /// Whose the noise is of the middle channel of the full load, in the direction of `hops`. Nothing where
  /// there is no room for a channel. Some 2 us a hop.
  NoiseShares noise_shares(ModeIndex mode, std::span<const Hop> hops) const;
  /// Bound for pruning, the same for both directions of a cable.
  HopNoise hop_noise(ModeIndex mode, Hop hop) const;
  /// The noise-to-signal ratio (0.1 nm) at which a mode just closes: 1/(OSNR + margin) less transceiver and
  /// add/drop, and a billionth for rounding. 0 or less where the mode closes over no fibre at all.
  LinearRatio noise_budget(ModeIndex mode) const;

  /// *As lit*: what a receiver will report on `slices`, given the channels lit on each hop at that instant
  /// (each list includes the channel itself, the same one on every hop), one tx_osnr and one add_drop_osnr
  /// included. kInvalidArgument where there are not as many lists as hops, one of them lacks the channel, or
  /// channels in it overlap. Some 1.5 us a hop beside 39 channels; any thread.
  Result<Received> as_lit(ModeIndex mode, SliceRange slices, std::span<const Hop> hops,
                          std::span<const std::vector<LitChannel>> lit_on_hop) const;
  /// The same at both ends, for little more than at one: lists in the order of `hops`.
  Result<ReceivedBothWays> as_lit_both_ways(ModeIndex mode, SliceRange slices, std::span<const Hop> hops,
                                            std::span<const std::vector<LitChannel>> lit_on_hop) const;

 private:
  struct Impl;
  explicit LineModel(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace lightloom::optics
