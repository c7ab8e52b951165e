#include "controller/engine/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace lightloom::engine {
namespace {

using records::LightState;

std::string request_key(const std::string& tenant, const std::string& request_id) {
  return tenant + '\n' + request_id;  // neither holds a control character
}

bool overlap(SliceRange left, SliceRange right) {
  return left.first < right.end() && right.first < left.end();
}

bool share_port(const records::Lightpath& left, const records::Lightpath& right) {
  const auto meets = [&](SiteIndex site, PortNumber port) {
    return (site == right.from && port == right.from_port) || (site == right.to && port == right.to_port);
  };
  return meets(left.from, left.from_port) || meets(left.to, left.to_port);
}

bool share_glass(const records::Lightpath& left, const records::Lightpath& right) {
  if (!overlap(left.slot.slices(), right.slot.slices())) return false;
  return std::any_of(left.hops.begin(), left.hops.end(), [&](const Hop& hop) {
    return std::any_of(right.hops.begin(), right.hops.end(),
                       [&](const Hop& other) { return other.link == hop.link; });
  });
}

tl::unexpected<Error> unfit(char letter, std::uint64_t number, std::string_view problem) {
  return fail(ErrorCode::kUnavailable,
              fmt::format("stored {} {}", records::name_of(letter, number), problem));
}

}  // namespace

Booking booking_of(const Network& network, const records::Lightpath& lightpath) {
  Booking booking;
  booking.lightpath = lightpath.id;
  booking.links.reserve(lightpath.hops.size());
  for (const auto& hop : lightpath.hops) booking.links.push_back(hop.link);
  const auto slices = lightpath.slot.slices();
  booking.bits = {slices.first - network.band().first, slices.count};
  booking.a_site = lightpath.from;
  booking.z_site = lightpath.to;
  booking.a_port = lightpath.from_port;
  booking.z_port = lightpath.to_port;
  booking.window = lightpath.occupied;
  return booking;
}

Ledger::Ledger(std::shared_ptr<const Network> network, Rules rules)
    : network_(std::move(network)),
      rules_(rules),
      calendar_(network_->links().size(), network_->sites().size()) {}

const records::Reservation* Ledger::find(std::uint64_t number) const {
  const auto found = reservations_.find(number);
  return found == reservations_.end() ? nullptr : &found->second;
}

const records::Lightpath* Ledger::find_lightpath(std::uint64_t number) const {
  const auto found = lightpaths_.find(number);
  return found == lightpaths_.end() ? nullptr : &found->second;
}

const records::Reservation* Ledger::find_request(const std::string& tenant,
                                                 const std::string& request_id) const {
  const auto found = by_request_.find(request_key(tenant, request_id));
  return found == by_request_.end() ? nullptr : find(found->second);
}

std::vector<const records::Lightpath*> Ledger::lightpaths_of(const records::Reservation& reservation) const {
  std::vector<const records::Lightpath*> paths;
  for (const auto circuit : reservation.circuits)
    for (const auto lightpath : circuits_.at(circuit).lightpaths) paths.push_back(&lightpaths_.at(lightpath));
  return paths;
}

std::vector<Ledger::Section> Ledger::sections_of(const records::Reservation& reservation) const {
  std::vector<Section> sections;
  for (const auto* path : lightpaths_of(reservation)) {
    if (sections.empty() || sections.back().front()->from != path->from) sections.emplace_back();
    sections.back().push_back(path);
  }
  return sections;
}

std::vector<records::Lightpath*> Ledger::paths_of(const records::Reservation& reservation) {
  std::vector<records::Lightpath*> paths;
  for (const auto circuit : reservation.circuits)
    for (const auto lightpath : circuits_.at(circuit).lightpaths) paths.push_back(&lightpaths_.at(lightpath));
  return paths;
}

bool Ledger::is_dark(const records::Reservation& reservation) const {
  const auto paths = lightpaths_of(reservation);
  return std::all_of(paths.begin(), paths.end(),
                     [](const records::Lightpath* path) { return !may_shine(path->light); });
}

const records::Lightpath* Ledger::blocker_of(const records::Reservation& reservation) const {
  const auto paths = lightpaths_of(reservation);
  for (const auto number : darkening_) {
    if (number == reservation.number) continue;
    for (const auto* lit : lightpaths_of(reservations_.at(number)))
      if (lit->light != LightState::kDark && std::any_of(paths.begin(), paths.end(), [&](const auto* path) {
            return share_glass(*lit, *path) || share_port(*lit, *path);
          }))
        return lit;
  }
  return nullptr;
}

std::vector<std::optional<Booking>> Ledger::bookings_of(const records::Reservation& reservation,
                                                        const std::vector<records::Lightpath*>& paths) const {
  std::vector<std::optional<Booking>> bookings(paths.size());
  if (is_final(reservation.state)) return bookings;
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (paths[i]->occupied.start < paths[i]->occupied.end) bookings[i] = booking_of(*network_, *paths[i]);
  return bookings;
}

void Ledger::rebook(const std::vector<std::optional<Booking>>& before,
                    const std::vector<std::optional<Booking>>& after) {
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] && before[i] != after[i]) calendar_.remove(*before[i]);
  for (std::size_t i = 0; i < after.size(); ++i)
    if (after[i] && before[i] != after[i]) calendar_.insert(*after[i]);
}

Instant Ledger::due(const records::Reservation& reservation) const {
  const auto lapse = reservation.lease_until.value_or(kForever);
  switch (reservation.state) {
    case ReservationState::kHeld:
      return reservation.hold_until.value_or(kForever);
    case ReservationState::kCommitted:
      return std::min(rules_.planning_only ? reservation.window.start : reservation.light_at, lapse);
    case ReservationState::kActive:
      // Became active while there were no devices; now there are.
      if (!rules_.planning_only && reservation.service == Service::kNone) return reservation.light_at;
      return std::min(reservation.window.end, lapse);
    case ReservationState::kActivating:
    case ReservationState::kDegraded:
      return std::min(reservation.window.end, lapse);
    case ReservationState::kDeactivating:
      return reservation.recheck_at.value_or(kForever);
    default:
      return reservation.state_time + rules_.final_kept;
  }
}

bool Ledger::is_waiting(const records::Reservation& reservation) const {
  return reservation.state == ReservationState::kActivating && is_dark(reservation);
}

void Ledger::index(const records::Reservation& reservation) {
  ++by_state_.at(static_cast<std::size_t>(reservation.state));
  if (const auto at = due(reservation); at != kForever) timers_.emplace(at, reservation.number);
  if (reservation.state == ReservationState::kDeactivating) darkening_.insert(reservation.number);
  if (is_waiting(reservation)) waiting_.insert(reservation.number);
  index_light(reservation);
}

void Ledger::index_light(const records::Reservation& reservation) {
  if (is_final(reservation.state)) return;
  for (const auto* path : lightpaths_of(reservation))
    if (may_shine(path->light)) shining_.insert(path->id.value);
}

void Ledger::unindex(const records::Reservation& reservation) {
  --by_state_.at(static_cast<std::size_t>(reservation.state));
  timers_.erase({due(reservation), reservation.number});
  darkening_.erase(reservation.number);
  waiting_.erase(reservation.number);
  for (const auto* path : lightpaths_of(reservation)) shining_.erase(path->id.value);
}

void Ledger::find_ready() {
  ready_.clear();
  for (const auto number : waiting_)
    if (blocker_of(reservations_.at(number)) == nullptr) ready_.insert(ready_.end(), number);
}

void Ledger::add(records::Reservation reservation, records::Circuit circuit,
                 std::vector<records::Lightpath> lightpaths) {
  for (auto& lightpath : lightpaths) {
    calendar_.insert(booking_of(*network_, lightpath));
    const auto number = lightpath.id.value;
    lightpaths_.emplace_hint(lightpaths_.end(), number, std::move(lightpath));
  }
  circuits_.emplace_hint(circuits_.end(), circuit.number, std::move(circuit));
  const auto number = reservation.number;
  const auto added = reservations_.emplace_hint(reservations_.end(), number, std::move(reservation));
  const auto& request = added->second.request;
  if (request.request_id) by_request_.emplace(request_key(request.tenant, *request.request_id), number);
  index(added->second);
}

void Ledger::erase(std::uint64_t number) {
  const auto found = reservations_.find(number);
  assert(found != reservations_.end() && "only a listed reservation is erased");
  auto& reservation = found->second;
  unindex(reservation);
  const auto paths = paths_of(reservation);
  for (const auto& booking : bookings_of(reservation, paths))
    if (booking) calendar_.remove(*booking);
  for (const auto* path : paths) lightpaths_.erase(path->id.value);
  for (const auto circuit : reservation.circuits) circuits_.erase(circuit);
  const auto& request = reservation.request;
  if (request.request_id) by_request_.erase(request_key(request.tenant, *request.request_id));
  reservations_.erase(found);
}

void Ledger::load(records::Reservation reservation) {
  const auto number = reservation.number;
  reservations_.emplace_hint(reservations_.end(), number, std::move(reservation));
}
void Ledger::load(records::Circuit circuit) {
  const auto number = circuit.number;
  circuits_.emplace_hint(circuits_.end(), number, std::move(circuit));
}
void Ledger::load(records::Lightpath lightpath) {
  const auto number = lightpath.id.value;
  lightpaths_.emplace_hint(lightpaths_.end(), number, std::move(lightpath));
}

Result<void> Ledger::check_members(const records::Reservation& reservation) const {
  for (const auto number : reservation.circuits) {
    const auto circuit = circuits_.find(number);
    if (circuit == circuits_.end()) return unfit('r', reservation.number, "has a circuit that is not stored");
    if (circuit->second.reservation != reservation.number)
      return unfit('c', number, "belongs to another reservation than the one that lists it");
    for (const auto path : circuit->second.lightpaths) {
      const auto* const found = find_lightpath(path);
      if (found == nullptr) return unfit('c', number, "has a lightpath that is not stored");
      if (found->reservation != reservation.number)
        return unfit('l', path, "belongs to another reservation than the one that lists it");
    }
  }
  return check_joined(reservation);
}

// Section by section from end to end; without `sections_of`, for a restart does this for every reservation.
Result<void> Ledger::check_joined(const records::Reservation& reservation) const {
  const records::Lightpath* section = nullptr;  // the first of those between its two sites
  for (const auto number : reservation.circuits)
    for (const auto id : circuits_.at(number).lightpaths) {
      const auto& path = lightpaths_.at(id);
      const bool is_beside = section != nullptr && path.from == section->from;
      const auto from = section == nullptr ? reservation.from : section->to;
      if (is_beside ? path.to != section->to : path.from != from)
        return unfit('l', id, "does not join the sites of the reservation that lists it");
      if (!is_beside) section = &path;
    }
  if (section != nullptr && section->to != reservation.to)
    return unfit('r', reservation.number, "has lightpaths that end before its end");
  return {};
}

Result<void> Ledger::check_numbers(const records::Counters& counters) const {
  const auto beyond = [](const auto& records, std::uint64_t next) {
    return !records.empty() && records.rbegin()->first >= next;
  };
  if (beyond(reservations_, counters.next_reservation))
    return unfit('r', reservations_.rbegin()->first, "is beyond the stored counter");
  if (beyond(circuits_, counters.next_circuit))
    return unfit('c', circuits_.rbegin()->first, "is beyond the stored counter");
  if (beyond(lightpaths_, counters.next_lightpath))
    return unfit('l', lightpaths_.rbegin()->first, "is beyond the stored counter");
  return {};
}

Result<void> Ledger::finish_load(const records::Counters& counters) {
  if (auto sound = check_numbers(counters); !sound) return sound;
  std::size_t circuits = 0;
  std::size_t lightpaths = 0;
  std::vector<std::pair<Instant, std::uint64_t>> timers;
  timers.reserve(reservations_.size());
  by_request_.reserve(reservations_.size());
  for (const auto& [number, reservation] : reservations_) {
    if (auto sound = check_members(reservation); !sound) return sound;
    const auto paths = paths_of(reservation);
    circuits += reservation.circuits.size();
    lightpaths += paths.size();
    for (const auto& booking : bookings_of(reservation, paths))
      if (booking) calendar_.insert(*booking);
    const auto& request = reservation.request;
    if (request.request_id) by_request_.emplace(request_key(request.tenant, *request.request_id), number);
    ++by_state_.at(static_cast<std::size_t>(reservation.state));
    if (const auto at = due(reservation); at != kForever) timers.emplace_back(at, number);
    if (reservation.state == ReservationState::kDeactivating) darkening_.insert(number);
    if (is_waiting(reservation)) waiting_.insert(number);
    index_light(reservation);
  }
  if (circuits != circuits_.size() || lightpaths != lightpaths_.size())
    return fail(ErrorCode::kUnavailable,
                fmt::format("stored circuits and lightpaths: {} and {}, but reservations list {} and {}",
                            circuits_.size(), lightpaths_.size(), circuits, lightpaths));
  std::sort(timers.begin(), timers.end());
  timers_ = Timers(timers.begin(), timers.end());
  find_ready();
  return {};
}

}  // namespace lightloom::engine
