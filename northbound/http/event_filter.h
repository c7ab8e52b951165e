// Which events a stream shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/ports/values.h"

namespace lightloom::northbound {

/// All where everything is empty.
struct EventFilter {
  std::vector<std::string> types;  ///< `reservation.state`, or all of `reservation`
  std::string name;
  std::optional<std::pair<std::string, std::string>> label;
  /// Labels are a reservation's: with `label` nothing else is shown.
  bool shows(const Event& event) const;
};

/// Types separated by commas. Nothing where there are none; kInvalidArgument, field `types`, with the nearest
/// where one is no type of event nor what stands before the dot of one.
Result<std::optional<std::vector<std::string>>> event_types_in(std::string_view text);

}  // namespace lightloom::northbound
