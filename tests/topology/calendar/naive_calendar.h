// The calendar as one would write it to be believed: a list of bookings, every question asked of each of
// them.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "topology/calendar/calendar.h"

namespace lightloom {

class NaiveCalendar {
 public:
  void insert(const Booking& booking) { bookings_.push_back(booking); }
  void remove(std::size_t index) { bookings_.erase(bookings_.begin() + static_cast<std::ptrdiff_t>(index)); }
  const std::vector<Booking>& bookings() const { return bookings_; }

  SliceMap taken(LinkIndex link, const Window& window) const {
    SliceMap taken;
    for (const Occupant& occupant : occupants(link, window)) {
      taken.occupy(occupant.bits.first, occupant.bits.count);
    }
    return taken;
  }
  SliceMap taken_ports(SiteIndex site, const Window& window) const {
    SliceMap taken;
    for (const Occupant& occupant : port_occupants(site, window)) taken.occupy(occupant.bits.first, 1);
    return taken;
  }
  std::vector<Occupant> occupants(LinkIndex link, const Window& window) const {
    std::vector<Occupant> found;
    for (const Booking& booking : bookings_) {
      if (std::ranges::count(booking.links, link) == 0 || !booking.window.overlaps(window)) continue;
      found.push_back({booking.lightpath, booking.bits, booking.window});
    }
    return sorted(std::move(found));
  }
  std::vector<Occupant> port_occupants(SiteIndex site, const Window& window) const {
    std::vector<Occupant> found;
    const auto add = [&](const Booking& booking, PortNumber port) {
      found.push_back({booking.lightpath, {static_cast<std::int32_t>(port) - 1, 1}, booking.window});
    };
    for (const Booking& booking : bookings_) {
      if (!booking.window.overlaps(window)) continue;
      if (booking.a_port != 0 && booking.a_site == site) add(booking, booking.a_port);
      if (booking.z_port != 0 && booking.z_site == site) add(booking, booking.z_port);
    }
    return sorted(std::move(found));
  }
  bool is_free(const Booking& booking) const {
    const auto port_is_free = [&](SiteIndex site, PortNumber port) {
      return port == 0 || !taken_ports(site, booking.window).is_taken(static_cast<std::int32_t>(port) - 1);
    };
    return port_is_free(booking.a_site, booking.a_port) && port_is_free(booking.z_site, booking.z_port) &&
           std::ranges::all_of(booking.links, [&](LinkIndex link) {
             return taken(link, booking.window).is_free(booking.bits.first, booking.bits.count);
           });
  }
  /// A start is either not_before or the end of something.
  std::optional<Instant> earliest_start(const std::vector<LinkIndex>& links, std::int32_t width,
                                        SliceRange range, Window within, Duration length) const {
    std::vector<Instant> candidates{within.start};
    for (const Booking& booking : bookings_) candidates.push_back(booking.window.end);
    std::ranges::sort(candidates);
    for (const Instant start : candidates) {
      if (start < within.start || start >= within.end) continue;
      SliceMap all;
      for (const LinkIndex link : links) all |= taken(link, {start, start + length});
      if (first_fit(all, width, range.first, range.end())) return start;
    }
    return std::nullopt;
  }

 private:
  static std::vector<Occupant> sorted(std::vector<Occupant> found) {
    std::ranges::sort(found, {}, [](const Occupant& occupant) {
      return std::pair(occupant.bits.first, occupant.window.start);
    });
    return found;
  }
  std::vector<Booking> bookings_;
};

/// An instant at which chunks of all three tiers begin: late 2026.
inline constexpr Instant kBoundary{Duration{std::int64_t{51} << 45}};

/// Lengths from one microsecond to decades; a third are whole powers of two, a third miss one by 1 us.
inline rc::Gen<Duration> gen_length() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 50), rc::gen::inRange(1, 40), rc::gen::inRange(-1, 2)),
      [](const std::tuple<int, int, int>& parts) {
        const auto [scale, count, off] = parts;
        const std::int64_t whole = static_cast<std::int64_t>(count) << std::min(scale, 46);
        return Duration{std::max<std::int64_t>(1, whole + off)};
      });
}

/// Windows of all scales around kBoundary, on and off the edges of chunks; one in eight has no end.
inline rc::Gen<Window> gen_window() {
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 46), rc::gen::inRange(-20, 20),
                                     rc::gen::inRange(-1, 2), gen_length(), rc::gen::inRange(0, 8)),
                      [](const std::tuple<int, int, int, Duration, int>& parts) {
                        const auto [scale, count, off, length, open] = parts;
                        const Duration from_boundary{count * (std::int64_t{1} << scale) + off};
                        const Instant start = kBoundary + from_boundary;
                        return Window{start, open == 0 ? kForever : start + length};
                      });
}

/// Slots that are apt to collide, within words and across their edges.
inline rc::Gen<SliceRange> gen_bits() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::element(0, 56, 1'880), rc::gen::inRange(0, 24), rc::gen::element(1, 2, 8, 16)),
      [](const std::tuple<int, int, int>& parts) {
        return SliceRange{std::get<0>(parts) + std::get<1>(parts), std::get<2>(parts)};
      });
}

inline constexpr std::uint32_t kTestLinks = 3;
inline constexpr std::uint32_t kTestSites = 2;

inline rc::Gen<Booking> gen_booking() {
  return rc::gen::map(rc::gen::tuple(gen_bits(), gen_window(), rc::gen::inRange(1, 8),
                                     rc::gen::inRange(0U, 5U), rc::gen::inRange(0U, 70U)),
                      [](const std::tuple<SliceRange, Window, int, PortNumber, PortNumber>& parts) {
                        const auto& [bits, window, links, a_port, z_port] = parts;
                        Booking booking{{}, {}, bits, {0}, {1}, a_port, z_port, window};
                        for (std::uint32_t link = 0; link < kTestLinks; ++link) {
                          if ((links >> link & 1) != 0) booking.links.push_back({link});
                        }
                        return booking;
                      });
}

/// A calendar and its naive twin that hold the same: those of `wishes` that are free in turn.
struct Twins {
  Calendar calendar{kTestLinks, kTestSites};
  NaiveCalendar naive;
  std::uint64_t next_lightpath = 1;

  bool offer(Booking booking) {
    if (!naive.is_free(booking)) return false;
    booking.lightpath = {next_lightpath++};
    calendar.insert(booking);
    naive.insert(booking);
    return true;
  }
  void remove(std::size_t index) {
    const Booking booking = naive.bookings()[index];
    naive.remove(index);
    calendar.remove(booking);
  }
};

inline SliceMap taken(const Calendar& calendar, LinkIndex link, const Window& window) {
  SliceMap taken;
  calendar.add_taken(link, window, taken);
  return taken;
}
inline SliceMap taken_ports(const Calendar& calendar, SiteIndex site, const Window& window) {
  SliceMap taken;
  calendar.add_taken_ports(site, window, taken);
  return taken;
}

}  // namespace lightloom
