#include "controller/ports/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace lightloom {
namespace {

constexpr std::array<std::string_view, 10> kStates{"HELD",     "COMMITTED",    "ACTIVATING", "ACTIVE",
                                                   "DEGRADED", "DEACTIVATING", "FAILED",     "ENDED",
                                                   "RELEASED", "EXPIRED"};
constexpr std::array<std::string_view, 5> kServices{"NONE", "UP", "AT_RISK", "REDUCED", "DOWN"};

template <class Number>
bool parse_whole(std::string_view text, Number& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool is_final(ReservationState state) { return state >= ReservationState::kFailed; }
std::string_view name_of(ReservationState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view name_of(Service service) { return kServices.at(static_cast<std::size_t>(service)); }

std::optional<ReservationState> reservation_state_of(std::string_view name) {
  const auto found = std::find(kStates.begin(), kStates.end(), name);
  if (found == kStates.end()) return std::nullopt;
  return static_cast<ReservationState>(found - kStates.begin());
}

std::string to_string(EventId id) { return fmt::format("{}.{}", id.revision, id.ordinal); }

std::optional<EventId> event_id_of(std::string_view text) {
  const auto dot = text.find('.');
  EventId id;
  if (dot == std::string_view::npos || !parse_whole(text.substr(0, dot), id.revision) ||
      !parse_whole(text.substr(dot + 1), id.ordinal))
    return std::nullopt;
  return id;
}

}  // namespace lightloom
