#include "northbound/http/event_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lightloom::northbound {
namespace {

// Transfers are of this API too, though nothing tells of them yet.
constexpr std::array<std::string_view, 11> kTypes{
    "reservation", "reservation.state", "decision", "decision.made", "link",          "link.state",
    "device",      "device.state",      "alarm",    "transfer",      "transfer.state"};

bool is_of(const std::string& event, const std::string& type) {
  if (event == type) return true;
  return event.size() > type.size() && event[type.size()] == '.' && event.compare(0, type.size(), type) == 0;
}

bool has_label(const Event& event, const std::pair<std::string, std::string>& label) {
  const auto* object = std::get_if<std::shared_ptr<const ReservationView>>(&event.object);
  if (object == nullptr || *object == nullptr) return false;
  const auto found = (*object)->labels.find(label.first);
  return found != (*object)->labels.end() && found->second == label.second;
}

}  // namespace

bool EventFilter::shows(const Event& event) const {
  const bool is_shown_type = types.empty() || std::any_of(types.begin(), types.end(), [&](const auto& type) {
                               return is_of(event.type, type);
                             });
  if (!is_shown_type || (!name.empty() && event.name != name)) return false;
  return !label || has_label(event, *label);
}

Result<std::optional<std::vector<std::string>>> event_types_in(std::string_view text) {
  std::vector<std::string> types;
  while (!text.empty()) {
    const auto type = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), type.size() + 1));
    if (type.empty()) continue;
    if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
      std::string nearest = nearest_of(type, {kTypes.begin(), kTypes.end()});
      return invalid(fmt::format("types: \"{}\" is no type of event; there are {}", type.substr(0, 64),
                                 fmt::join(kTypes, " ")),
                     "types", std::move(nearest));
    }
    types.emplace_back(type);
  }
  if (types.empty()) return std::nullopt;
  return types;
}

}  // namespace lightloom::northbound
