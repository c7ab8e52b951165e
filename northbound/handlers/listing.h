// Pages of what a snapshot holds: inside this folder only.
#pragma once

#include <charconv>
#include <optional>
#include <string>

#include "northbound/handlers/handlers.h"
#include "northbound/json/journal.h"

namespace lightloom::northbound {

/// The token of a list of the plant is the index of its next element. kInvalidArgument, field `page_token`.
inline Result<std::size_t> first_of(const PlantPage& page) {
  std::size_t first = 0;
  if (page.token.empty()) return first;
  const char* last = page.token.data() + page.token.size();
  const auto [end, problem] = std::from_chars(page.token.data(), last, first);
  if (problem != std::errc{} || end != last)
    return invalid("page_token: not one that this list gave; leave it out to start again", "page_token");
  return first;
}

/// The site that a list is narrowed to, where it is. kInvalidArgument, field `site`.
inline Result<std::optional<SiteIndex>> site_of(const Network& network, const PlantPage& page) {
  if (page.site.empty()) return std::nullopt;
  auto found = network.find_site(page.site);
  if (found) return *found;
  found.error().field = "site";
  return fail(std::move(found.error()));
}

/// Fills a list answer from those of `count` elements that `keep(at, site)` lets through, by `add(response,
/// at)`.
template <class Response, class Keep, class Add>
Answer<Response> list(const Snapshot& snapshot, const PlantPage& page, std::size_t count, Keep keep,
                      Add add) {
  const auto first = first_of(page);
  if (!first) return tl::unexpected(to_message(first.error()));
  const auto site = site_of(*snapshot.network, page);
  if (!site) return tl::unexpected(to_message(site.error()));
  Response response;
  response.set_last_event_id(to_string(snapshot.last_event_id));
  std::size_t given = 0;
  for (std::size_t i = *first; i < count; ++i) {
    if (!keep(i, *site)) continue;
    if (given++ == page.size) {
      response.set_next_page_token(std::to_string(i));
      break;
    }
    add(response, i);
  }
  return response;
}

}  // namespace lightloom::northbound
