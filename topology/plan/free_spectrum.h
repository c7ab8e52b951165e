// What is free over one window: asked of the calendar once a cable, and looked at as runs of slices.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "topology/calendar/calendar.h"
#include "topology/network.h"
#include "topology/plan/barred.h"

namespace lightloom {

/// Slices that are taken over one window, cable by cable. Its memory is reused from window to window.
class TakenSpectrum {
 public:
  explicit TakenSpectrum(const Network& network)
      : taken_(network.links().size()), stamp_(network.links().size()) {}

  /// `calendar` and `barred` (null: nothing is) outlive the questions that follow.
  void look_at(const Calendar& calendar, const Window& window, const Barred* barred = nullptr);
  const SliceMap& on(LinkIndex link);
  /// Bits at which `width` slices in a row are free on a cable.
  const SliceMap& starts_on(LinkIndex link, std::int32_t width);
  SliceMap along(std::span<const Hop> hops);

 private:
  const Calendar* calendar_ = nullptr;
  const Barred* barred_ = nullptr;
  Window window_;
  std::vector<SliceMap> taken_;  // valid where stamp_ is the round
  std::vector<std::uint64_t> stamp_;
  std::uint64_t round_ = 0;
  struct Starts {
    std::int32_t width;
    std::vector<SliceMap> on_link;  // valid where stamp is the round
    std::vector<std::uint64_t> stamp;
  };
  std::vector<Starts> starts_;  // one a width that was asked about
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

/// Whether `need.count` runs that begin at `starts` lie side by side or apart.
bool have_room(const SliceMap& starts, const SlotNeed& need);

}  // namespace lightloom
