// What the glass says, and what that means for the promise.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "controller/engine/impl.h"

namespace lightloom::engine {
namespace {

using records::LightState;
using State = ReservationState;

bool is_ordered_lit(LightState light) {
  return light == LightState::kLighting || light == LightState::kLit || light == LightState::kFailing;
}

std::string complaint(const std::vector<records::Lightpath*>& paths) {
  for (const auto* path : paths)
    if (!path->message.empty())
      return fmt::format("{}: {}", records::name_of('l', path->id.value), path->message);
  return {};
}

// What of the rate gets through: traffic crosses every section, on those of its lightpaths that are lit.
Service service_of(const std::vector<records::Lightpath*>& paths) {
  std::map<SiteIndex, bool> some_lit;  // by the site where a section begins
  bool all_lit = true;
  for (const auto* path : paths) {
    const bool is_lit = path->light == LightState::kLit;
    all_lit = all_lit && is_lit;
    some_lit[path->from] = some_lit[path->from] || is_lit;
  }
  if (all_lit) return Service::kUp;
  const bool some_everywhere =
      std::all_of(some_lit.begin(), some_lit.end(), [](const auto& section) { return section.second; });
  return some_everywhere ? Service::kReduced : Service::kDown;
}

// Devices' words are stored and shown: kept short, and whatever is not plain text becomes a question mark.
std::string bounded(const std::string& message, std::string_view otherwise) {
  constexpr std::size_t kLongest = 1'000;
  auto text = message.empty() ? std::string(otherwise) : message.substr(0, kLongest);
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter < ' ' || letter > '~'; }, '?');
  return text;
}

}  // namespace

Decision Engine::Impl::hear(const LightpathNews& news) {
  const auto number = records::number_of('l', news.lightpath);
  const auto* const path = number ? ledger.find_lightpath(*number) : nullptr;
  // What was forgotten, or is over, does not matter any more.
  if (path == nullptr) return nothing();
  const auto& reservation = *ledger.find(path->reservation);
  if (reservation.state == State::kDeactivating && path->light == LightState::kDarkening)
    return hear_of_darkening(reservation, *number, news);
  const bool counts = reservation.state == State::kActivating || reservation.state == State::kActive ||
                      reservation.state == State::kDegraded;
  if (counts && is_ordered_lit(path->light)) return hear_of_lighting(reservation, *number, news);
  return nothing();
}

Decision Engine::Impl::hear_of_lighting(const Reservation& reservation, std::uint64_t number,
                                        const LightpathNews& news) {
  const auto light = news.light == Light::kLit ? LightState::kLit : LightState::kFailing;
  auto message = light == LightState::kLit
                     ? std::string()
                     : bounded(news.message, news.light == Light::kDark ? "went dark" : "not as ordered");
  const auto& known = *ledger.find_lightpath(number);
  if (known.light == light && known.message == message) return nothing();
  const auto cause = light == LightState::kLit ? "light is up" : "light is not as ordered";
  return change(reservation, cause, [&](Reservation& changed, Lightpaths& paths) {
    for (auto* path : paths) {
      if (path->id.value != number) continue;
      path->light = light;
      path->message = message;
    }
    const auto carrying = service_of(paths);
    const auto [state, service, words] = std::tuple(changed.state, changed.service, changed.message);
    if (carrying == Service::kUp) {
      set_state(changed, State::kActive, "");
      set_service(changed, carrying);
    } else if (changed.state == State::kActivating) {
      changed.message = complaint(paths);
    } else {
      set_state(changed, State::kDegraded, complaint(paths));
      set_service(changed, carrying);
    }
    return changed.state != state || changed.service != service || changed.message != words;
  });
}

Decision Engine::Impl::hear_of_darkening(const Reservation& reservation, std::uint64_t number,
                                         const LightpathNews& news) {
  if (news.light == Light::kLit) return nothing();
  const bool dark = news.light == Light::kDark;
  const auto paths = ledger.lightpaths_of(reservation);
  const bool is_last = std::all_of(paths.begin(), paths.end(), [&](const auto* path) {
    return path->id.value == number || path->light == LightState::kDark;
  });
  auto message = dark ? std::string() : bounded(news.message, "does not go dark");
  if (!dark && ledger.find_lightpath(number)->message == message) return nothing();
  return change(reservation, dark ? "light is out" : "light is not as ordered",
                [&](Reservation& changed, Lightpaths& own) {
                  for (auto* path : own) {
                    if (path->id.value != number) continue;
                    if (dark) path->light = LightState::kDark;
                    path->message = message;
                  }
                  if (!dark || !is_last) {
                    auto words = complaint(own);
                    std::swap(changed.message, words);
                    return changed.message != words;
                  }
                  set_state(changed, changed.ends_as, "");
                  changed.recheck_at.reset();
                  for (auto* path : own)
                    path->occupied.end = std::max(path->occupied.start, std::min(path->occupied.end, now));
                  return true;
                });
}

}  // namespace lightloom::engine
