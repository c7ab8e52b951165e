// What is promised now: reservations with their circuits and lightpaths, and everything that follows from
// them and is never stored: the calendar, timers, who waits for whom. One way to change them, so that no
// index can be forgotten; what follows is rebuilt the same from records alone.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controller/records/records.h"
#include "topology/calendar/calendar.h"

namespace lightloom::engine {

/// Ordered lit, and not known to be out.
constexpr bool may_shine(records::LightState light) {
  return light != records::LightState::kPlanned && light != records::LightState::kDark;
}

/// What a lightpath occupies, as the calendar wants it.
Booking booking_of(const Network& network, const records::Lightpath& lightpath);

class Ledger {
 public:
  struct Rules {
    bool planning_only = true;
    Duration final_kept{};
  };
  using Timers = std::set<std::pair<Instant, std::uint64_t>>;
  using Reservations = std::map<std::uint64_t, records::Reservation>;
  using Lightpaths = std::map<std::uint64_t, records::Lightpath>;

  Ledger(std::shared_ptr<const Network> network, Rules rules);

  /// Before finish_load.
  void expect_devices() { rules_.planning_only = false; }
  const Network& network() const { return *network_; }
  const Reservations& reservations() const { return reservations_; }
  const std::map<std::uint64_t, records::Circuit>& circuits() const { return circuits_; }
  const Lightpaths& lightpaths() const { return lightpaths_; }
  const Calendar& calendar() const { return calendar_; }
  /// When each reservation is due next, and its number.
  const Timers& timers() const { return timers_; }
  /// Those that wait for darkness and need not any more.
  const std::set<std::uint64_t>& ready() const { return ready_; }
  /// Lightpaths that were ordered lit and are not dark yet.
  const std::set<std::uint64_t>& shining() const { return shining_; }
  /// By ReservationState.
  const std::array<std::uint64_t, 10>& by_state() const { return by_state_; }

  /// Null where there is none.
  const records::Reservation* find(std::uint64_t number) const;
  const records::Lightpath* find_lightpath(std::uint64_t number) const;
  const records::Reservation* find_request(const std::string& tenant, const std::string& request_id) const;
  /// Precondition for these: it is there.
  const records::Circuit& circuit(std::uint64_t number) const { return circuits_.at(number); }
  std::vector<const records::Lightpath*> lightpaths_of(const records::Reservation& reservation) const;
  /// The same, section by section in order of travel; a section's begin and end at the same two sites.
  using Section = std::vector<const records::Lightpath*>;
  std::vector<Section> sections_of(const records::Reservation& reservation) const;
  /// Nothing was ever ordered lit, or all is dark again.
  bool is_dark(const records::Reservation& reservation) const;
  /// The lightpath of another reservation that ought to be dark and is not, in whose slices or ports this one
  /// would shine; null where there is none.
  const records::Lightpath* blocker_of(const records::Reservation& reservation) const;

  void add(records::Reservation reservation, records::Circuit circuit,
           std::vector<records::Lightpath> lightpaths);
  /// `change(Reservation&, std::vector<Lightpath*>&)` may change anything but numbers and requests.
  template <class Edit>
  void change(std::uint64_t number, Edit edit) {
    auto& reservation = reservations_.at(number);
    auto paths = paths_of(reservation);
    const auto before = bookings_of(reservation, paths);
    unindex(reservation);
    edit(reservation, paths);
    rebook(before, bookings_of(reservation, paths));
    index(reservation);
    find_ready();
  }
  /// With its circuits and lightpaths.
  void erase(std::uint64_t number);

  /// Loading: in any order, then `finish`, which says what does not fit together.
  void load(records::Reservation reservation);
  void load(records::Circuit circuit);
  void load(records::Lightpath lightpath);
  Result<void> finish_load(const records::Counters& counters);

 private:
  std::vector<records::Lightpath*> paths_of(const records::Reservation& reservation);
  std::vector<std::optional<Booking>> bookings_of(const records::Reservation& reservation,
                                                  const std::vector<records::Lightpath*>& paths) const;
  void rebook(const std::vector<std::optional<Booking>>& before,
              const std::vector<std::optional<Booking>>& after);
  Instant due(const records::Reservation& reservation) const;
  bool is_waiting(const records::Reservation& reservation) const;
  void index(const records::Reservation& reservation);
  void index_light(const records::Reservation& reservation);
  void unindex(const records::Reservation& reservation);
  void find_ready();
  Result<void> check_members(const records::Reservation& reservation) const;
  Result<void> check_joined(const records::Reservation& reservation) const;
  Result<void> check_numbers(const records::Counters& counters) const;

  std::shared_ptr<const Network> network_;
  Rules rules_;
  Reservations reservations_;
  std::map<std::uint64_t, records::Circuit> circuits_;
  Lightpaths lightpaths_;
  Calendar calendar_;
  std::unordered_map<std::string, std::uint64_t> by_request_;
  Timers timers_;
  std::set<std::uint64_t> darkening_, waiting_, ready_, shining_;
  std::array<std::uint64_t, 10> by_state_{};
};

}  // namespace lightloom::engine
