#include "topology/gnpy/request_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "topology/formats/csv.h"

namespace lightloom::gnpy {
namespace {

constexpr double kSlotHz = 12.5e9;  // of M, ITU-T G.694.1
constexpr double kGhz = 1e9;

void check_spacing(const Fields& at, const PathRequest& request, const TransceiverMode& mode) {
  if (mode.baud_rate_hz > mode.min_spacing_hz)
    return at.refuse("trx_mode", fmt::format("{} has a baud rate of {} GHz, above its min_spacing of {} GHz",
                                             formats::as_shown(mode.format), mode.baud_rate_hz / kGhz,
                                             mode.min_spacing_hz / kGhz));
  if (mode.min_spacing_hz > request.spacing_hz)
    at.refuse("spacing", fmt::format("{} GHz; {} needs {} GHz or more", request.spacing_hz / kGhz,
                                     formats::as_shown(mode.format), mode.min_spacing_hz / kGhz));
}

void check_channels(const Fields& at, const PathRequest& request, const Band& range) {
  if (!request.channels) return;
  const double most = std::floor((range.f_max_hz - range.f_min_hz) / request.spacing_hz);
  if (range.f_min_hz + *request.channels * request.spacing_hz > range.f_max_hz)
    at.refuse("max-nb-of-channel", fmt::format("{} of {} GHz; the transceiver's range holds {}",
                                               *request.channels, request.spacing_hz / kGhz, most));
}

// Slots that all say their width must carry the bandwidth, and not lie over one another.
void check_slots(const Fields& at, const PathRequest& request, const TransceiverMode& mode) {
  auto slots = request.slots;
  const auto is_open = [](const RequestedSlot& slot) { return !slot.m; };
  if (std::any_of(slots.begin(), slots.end(), is_open)) return;
  const double needed = std::ceil(request.bandwidth_bps / mode.bit_rate_bps);
  const double per_channel = std::ceil(request.spacing_hz / kSlotHz);
  double carried = 0;
  for (const auto& slot : slots) carried += std::floor(*slot.m / per_channel);
  if (carried < needed)
    return at.refuse("effective-freq-slot",
                     fmt::format("M holds {} channels of {} slots; {} are needed for {} Gbit/s", carried,
                                 per_channel, needed, request.bandwidth_bps / kGhz));
  if (slots.size() < 2) return;
  std::stable_sort(slots.begin(), slots.end(), [](const RequestedSlot& left, const RequestedSlot& right) {
    constexpr int kLast = std::numeric_limits<int>::max();
    return left.n.value_or(kLast) < right.n.value_or(kLast);
  });
  for (std::size_t i = 1; i < slots.size(); ++i) {
    if (!slots[i].n) return at.refuse("effective-freq-slot", "N is missing; several slots each need one");
    if (*slots[i].n - *slots[i].m < *slots[i - 1].n + *slots[i - 1].m)
      return at.refuse("effective-freq-slot",
                       fmt::format("N {} and N {} overlap", *slots[i - 1].n, *slots[i].n));
  }
}

}  // namespace

const TransceiverMode* find_mode(const TransceiverVariety& transceiver, std::string_view format) {
  const auto found = std::find_if(transceiver.modes.rbegin(), transceiver.modes.rend(),
                                  [&](const TransceiverMode& mode) { return mode.format == format; });
  return found == transceiver.modes.rend() ? nullptr : &*found;
}

void check_request(const Fields& te_bandwidth, const PathRequest& request,
                   const TransceiverVariety& transceiver) {
  if (request.mode.empty()) return;
  const auto* const mode = find_mode(transceiver, request.mode);
  if (mode == nullptr) return;
  check_spacing(te_bandwidth, request, *mode);
  check_channels(te_bandwidth, request, transceiver.frequency);
  check_slots(te_bandwidth, request, *mode);
}

}  // namespace lightloom::gnpy
