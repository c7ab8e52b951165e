// What is free over one window: asked of the calendar once a cable, and looked at as runs of slices.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "topology/calendar/calendar.h"
#include "topology/network.h"
#include "topology/plan/noise_table.h"

namespace lightloom {

/// Slices that are taken over one window, cable by cable. Its memory is reused from window to window.
class TakenSpectrum {
 public:
  explicit TakenSpectrum(const Network& network)
      : taken_(network.links().size()), stamp_(network.links().size()) {}

  /// `calendar` outlives the questions that follow.
  void look_at(const Calendar& calendar, const Window& window);
  const SliceMap& on(LinkIndex link);
  SliceMap along(std::span<const Hop> hops);

 private:
  const Calendar* calendar_ = nullptr;
  Window window_;
  std::vector<SliceMap> taken_;  // valid where stamp_ is the round
  std::vector<std::uint64_t> stamp_;
  std::uint64_t round_ = 0;
};

/// `count` equal slots of a mode, side by side or apart.
struct SlotNeed {
  ModeIndex mode;
  std::int64_t count = 0;
  std::int32_t width = 0;         ///< slices of one
  std::int32_t from = 0, to = 0;  ///< bits in which each lies wholly
};

/// First bits of `need.count` slots by first fit, each in turn; nothing where they do not all fit. First fit
/// of equal widths misses nothing: it packs every free run as full as can be.
std::optional<std::vector<std::int32_t>> first_fits(const SliceMap& taken, const SlotNeed& need);
/// How many of them fit, counting to need.count at most.
std::int64_t slots_that_fit(const SliceMap& taken, const SlotNeed& need);
/// Bits at which a free run of `need.width` begins.
SliceMap run_starts(const SliceMap& taken, const SlotNeed& need);

/// Refuses prefixes beyond which no needed slot is free, or its mode cannot close, all the way to the
/// destination. Exact: occupancy and noise only grow. It looks ahead: the slots that are free on some way
/// from each site to the destination are found first, all positions at once, so where spectrum alone is short
/// the search ends at its first prefix.
class SpectrumPruner : public RoutePruner {
 public:
  SpectrumPruner(const Network& network, NoiseTable& noise, TakenSpectrum& taken, SiteIndex destination,
                 std::vector<SlotNeed> needs);

  /// Cables on which no needed slot is free at all.
  const ClosedLinks& closed() const { return closed_; }

  void extend(std::span<const Hop> prefix) override;
  bool admits(const Adjacency& way) override;

 private:
  /// Needs of one width and tuning range: they share what begins where.
  struct Shape {
    SlotNeed need;
    std::vector<SliceMap> on_link;  // run starts
    std::vector<SliceMap> to_end;   // by site: starts free on some way from it to the destination
    SliceMap on_prefix;
  };
  void add_shape(const Network& network, const SlotNeed& need, SiteIndex destination);
  bool has_room(std::size_t at, const Adjacency& way);

  std::vector<SlotNeed> needs_;
  std::vector<std::size_t> shape_of_;  // by place in needs_
  std::vector<Shape> shapes_;
  NoisePruner noise_;
  TakenSpectrum& taken_;
  SliceMap taken_on_prefix_;
  ClosedLinks closed_;
};

}  // namespace lightloom
