#include "topology/calendar/calendar.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <utility>

#include "topology/calendar/impl.h"

namespace lightloom {
namespace {

using calendar::Entry;
using calendar::Row;
using calendar::Ticks;

std::vector<Occupant> occupants_of(const Row* row, const Window& window) {
  std::vector<Occupant> found;
  if (row == nullptr) return found;
  row->for_each(calendar::ticks_of(window), [&](const Entry& entry) {
    found.push_back({entry.lightpath(),
                     entry.bits(),
                     {calendar::instant_of(entry.begin()), calendar::instant_of(entry.end())}});
  });
  std::ranges::sort(found, {}, [](const Occupant& occupant) {
    return std::pair(occupant.bits.first, occupant.window.start);
  });
  return found;
}

[[maybe_unused]] bool is_free(const Row* row, const Entry& entry) {
  SliceMap taken;
  if (row != nullptr) row->add_taken(entry.ticks(), taken);
  return taken.is_free(entry.first(), entry.stop() - entry.first());
}

// Bits outside a row would spoil its neighbours' memory and promises, so this ends the program in release
// builds too.
Entry entry_of(LightpathId lightpath, SliceRange bits, const Ticks& ticks) {
  const bool fits =
      bits.first >= 0 && bits.count > 0 && bits.count <= kMaxSlices && bits.first <= kMaxSlices - bits.count;
  assert(fits && "slices and line ports of a booking must lie within the 1,920 bits of a row");
  if (!fits) std::abort();
  return {lightpath, bits, ticks};
}

SliceRange bit_of(PortNumber port) {
  return {static_cast<std::int32_t>(std::min<PortNumber>(port, kMaxSlices + 1)) - 1, 1};
}

/// Calls `visit(row, entry)` for every row that a booking touches.
template <class Impl, class Visit>
void for_each_entry(const Impl& impl, const Booking& booking, Visit visit) {
  const Ticks ticks = calendar::ticks_of(booking.window);
  if (!booking.links.empty()) {
    const Entry entry = entry_of(booking.lightpath, booking.bits, ticks);
    for (const LinkIndex link : booking.links) visit(impl.row_of(link), entry);
  }
  const std::pair<SiteIndex, PortNumber> ends[] = {{booking.a_site, booking.a_port},
                                                   {booking.z_site, booking.z_port}};
  for (const auto& [site, port] : ends) {
    if (port != 0) visit(impl.row_of(site), entry_of(booking.lightpath, bit_of(port), ticks));
  }
}

}  // namespace

Calendar::Calendar(std::size_t links, std::size_t sites) : impl_(calendar::Ref<Impl>::adopt(new Impl)) {
  Impl& impl = impl_.edit();
  impl.links = links;
  impl.sites = sites;
  impl.groups.resize((links + sites + calendar::kGroupRows - 1) / calendar::kGroupRows);
}
Calendar::Calendar() : Calendar(0, 0) {}
Calendar::~Calendar() = default;

Calendar::Calendar(const Calendar&) = default;
Calendar& Calendar::operator=(const Calendar&) = default;
Calendar::Calendar(Calendar&&) noexcept = default;
Calendar& Calendar::operator=(Calendar&&) noexcept = default;

void Calendar::add_taken(LinkIndex link, const Window& window, SliceMap& taken) const {
  const Ticks ticks = calendar::ticks_of(window);
  if (const Row* row = impl_->find(impl_->row_of(link))) row->add_taken(ticks, taken);
}

void Calendar::add_taken(std::span<const LinkIndex> links, const Window& window, SliceMap& taken) const {
  const Ticks ticks = calendar::ticks_of(window);
  for (const LinkIndex link : links) {
    if (const Row* row = impl_->find(impl_->row_of(link))) row->prefetch(ticks);
  }
  for (const LinkIndex link : links) {
    if (const Row* row = impl_->find(impl_->row_of(link))) row->add_taken(ticks, taken);
  }
}

void Calendar::add_taken_ports(SiteIndex site, const Window& window, SliceMap& taken) const {
  const Ticks ticks = calendar::ticks_of(window);
  if (const Row* row = impl_->find(impl_->row_of(site))) row->add_taken(ticks, taken);
}

std::vector<Occupant> Calendar::occupants(LinkIndex link, const Window& window) const {
  return occupants_of(impl_->find(impl_->row_of(link)), window);
}

std::vector<Occupant> Calendar::port_occupants(SiteIndex site, const Window& window) const {
  return occupants_of(impl_->find(impl_->row_of(site)), window);
}

void Calendar::insert(const Booking& booking) {
  Impl& impl = own(impl_);
  for_each_entry(impl, booking, [&impl](std::size_t row, const Entry& entry) {
    assert(is_free(impl.find(row), entry) && "a slice or line port has at most one lightpath at an instant");
    Row::insert(impl.own_slot(row), entry);
  });
  ++impl.size;
}

Calendar Calendar::load(std::size_t links, std::size_t sites, std::span<const Booking> bookings) {
  Calendar loaded(links, sites);
  Impl& impl = loaded.impl_.edit();
  std::vector<std::size_t> counts(links + sites);
  const auto count = [&](std::size_t row, const Entry&) { ++counts[row]; };
  for (const Booking& booking : bookings) for_each_entry(impl, booking, count);
  std::vector<std::vector<Entry>> rows(links + sites);
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row].reserve(counts[row]);
  const auto collect = [&](std::size_t row, const Entry& entry) { rows[row].push_back(entry); };
  for (const Booking& booking : bookings) for_each_entry(impl, booking, collect);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!rows[row].empty()) Row::insert_all(impl.own_slot(row), std::exchange(rows[row], {}));
  }
  impl.size = bookings.size();
  assert(!loaded.check_invariants() && "a slice or line port has at most one lightpath at an instant");
  return loaded;
}

void Calendar::remove(const Booking& booking) {
  Impl& impl = own(impl_);
  bool all_held = impl.size > 0;
  for_each_entry(impl, booking, [&](std::size_t row, const Entry& entry) {
    all_held = Row::remove(impl.own_slot(row), entry) && all_held;
  });
  assert(all_held && "a booking is removed as it was inserted, and once");
  if (all_held) --impl.size;
}

std::size_t Calendar::size() const { return impl_->size; }

std::optional<std::string> Calendar::check_invariants() const {
  for (std::size_t row = 0; row < impl_->links + impl_->sites; ++row) {
    const Row* const held = impl_->find(row);
    if (held == nullptr) continue;
    const auto defect = held->defect();
    if (!defect) continue;
    const bool is_cable = row < impl_->links;
    return (is_cable ? "cable " : "site ") + std::to_string(is_cable ? row : row - impl_->links) + ": " +
           *defect;
  }
  return std::nullopt;
}

}  // namespace lightloom
