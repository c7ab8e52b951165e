// By what load a channel is admitted: the operator's policy.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "topology/network.h"
#include "topology/optics/line_model.h"
#include "topology/spectrum.h"

namespace lightloom {

/// At full load nobody ever has to look again: whatever is lit later was counted. By the actual load more
/// fits, as long as the margin covers what is not known.
struct AdmissionPolicy {
  enum class Load {
    kFull,    ///< every cable is filled with channels of the asked mode
    kActual,  ///< what may be lit at any instant of the window, the new channels included
  };
  Load load = Load::kFull;
  Decibel margin{0.5};  ///< kActual: over the mode's requirement and the operator's margin; >= 0
  bool operator==(const AdmissionPolicy&) const = default;
};

/// A lightpath that is or will be lit, as far as others mind it.
struct LitPath {
  ModeIndex mode;
  Slot slot;
  std::vector<Hop> hops;
  Window occupied;
};
using SharedLitPaths = std::shared_ptr<const std::vector<LitPath>>;

/// What becomes of GSNR when channels are lit beside those of a window. All of the window's channels are
/// taken to shine at once, which is never better than what any instant brings.
class LitCheck {
 public:
  /// `paths` that do not touch `window` are left out. Everything outlives it.
  LitCheck(const Network& network, const optics::LineModel& optics, const AdmissionPolicy& policy,
           const std::vector<LitPath>& paths, const Window& window);

  struct Verdict {
    bool closes = false;
    Decibel gsnr_0p1nm;  ///< of the worst new channel in its worse direction
    Decibel margin;      ///< over the mode's requirement and the operator's margin
  };
  /// New channels of `mode` in `slots`, all over `hops`. It closes where each of them, and each channel that
  /// it meets on a cable, keeps the policy's margin; one that had less before must only keep the operator's.
  Verdict with(ModeIndex mode, std::span<const Slot> slots, std::span<const Hop> hops);

 private:
  Decibel worse_direction(ModeIndex mode, Slot slot, std::span<const Hop> hops,
                          const std::vector<std::vector<optics::LitChannel>>& lit) const;
  std::vector<std::vector<optics::LitChannel>> lit_on(std::span<const Hop> hops) const;
  Decibel needed(ModeIndex mode) const;
  Decibel margin_before(std::size_t path);

  const Network& network_;
  const optics::LineModel& optics_;
  const AdmissionPolicy& policy_;
  std::vector<const LitPath*> paths_;
  std::vector<std::vector<std::size_t>> on_link_;  // by LinkIndex: places in paths_
  std::vector<std::optional<Decibel>> before_;     // by place in paths_: what margin_before found
};

}  // namespace lightloom
