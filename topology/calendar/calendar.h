// Spectrum x time: who holds which slices of which cable, and which line ports of which site, over which
// window. A persistent value: a copy is a snapshot that never changes and costs one reference count.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "topology/calendar/ref.h"
#include "topology/ids.h"
#include "topology/spectrum.h"
#include "topology/units.h"

namespace lightloom {

/// What one lightpath occupies: one slot on each of its cables and one line port at each end, over one
/// window.
struct Booking {
  LightpathId lightpath;
  std::vector<LinkIndex> links;
  SliceRange bits;  ///< as bits of a SliceMap: slice - Network::band().first
  SiteIndex a_site, z_site;
  PortNumber a_port = 0, z_port = 0;  ///< from 1; 0 takes none
  Window window;                      ///< occupied time: set-up and tear-down are already in it; start < end
  bool operator==(const Booking&) const = default;
};

/// One lightpath on one cable.
struct Occupant {
  LightpathId lightpath;
  SliceRange bits;
  Window window;
  bool operator==(const Occupant&) const = default;
};

/// Windows are half-open [start, end), start < end (asserted). Instants are kept as microseconds from 1970 to
/// 2255: an end after that means the same as kForever, and a query may ask about any instant.
///
/// A million bookings: a decision on three routes takes some 7 us, insert 1 us, remove 5 us. A copy is a
/// snapshot that any thread may read, copy and drop without a lock; copies of the object that is being
/// written are taken by the writing thread.
class Calendar {
 public:
  /// `links` cables and `sites` sites, empty. Up to kMaxSlices slices a cable and as many line ports a site.
  Calendar(std::size_t links, std::size_t sites);
  Calendar();
  /// One that holds `bookings`, which may come in any order: the way to build one from a store, at 0.4 us a
  /// booking. Precondition as insert's.
  static Calendar load(std::size_t links, std::size_t sites, std::span<const Booking> bookings);
  ~Calendar();
  Calendar(const Calendar&);  ///< a snapshot: O(1), 0.03 us
  Calendar& operator=(const Calendar&);
  Calendar(Calendar&&) noexcept;
  Calendar& operator=(Calendar&&) noexcept;

  /// ORs into `taken` every slice that is held on `link` at any instant of `window`. Precondition: start <
  /// end.
  void add_taken(LinkIndex link, const Window& window, SliceMap& taken) const;
  /// The same for all cables of a route at once, in half the time: their memory is fetched together.
  void add_taken(std::span<const LinkIndex> links, const Window& window, SliceMap& taken) const;
  /// The same for the line ports of a site: bit p - 1 is port p.
  void add_taken_ports(SiteIndex site, const Window& window, SliceMap& taken) const;
  /// Who is on a cable at any instant of `window`, by first slice, then start.
  std::vector<Occupant> occupants(LinkIndex link, const Window& window) const;
  /// Lightpaths ending or starting at a site at any instant of `window`, one entry a port.
  std::vector<Occupant> port_occupants(SiteIndex site, const Window& window) const;

  /// Precondition: everything in it is free over its window (the planner saw to that; checked by assert in
  /// debug builds). Only one thread writes, and takes the snapshots.
  void insert(const Booking& booking);
  /// `booking` as it was inserted. Release before the end is remove, then insert of the shortened one.
  void remove(const Booking& booking);

  /// The earliest start in [not_before, horizon) from which some `width` contiguous bits inside `within`
  /// are free on all of `links` for `length`; nullopt where there is none.
  std::optional<Instant> earliest_start(std::span<const LinkIndex> links, std::int32_t width,
                                        SliceRange within, Instant not_before, Instant horizon,
                                        Duration length) const;

  /// Number of bookings held.
  std::size_t size() const;

  /// The first broken invariant in a sentence, or nothing: one (cable, slice, instant) or (site, port,
  /// instant) has at most one lightpath; every bitmap is the OR of what it covers; nothing is kept where it
  /// does not belong. Walks every entry: seconds at a million bookings, on a snapshot if need be.
  std::optional<std::string> check_invariants() const;

 private:
  struct Impl;
  calendar::Ref<Impl> impl_;
};

}  // namespace lightloom
