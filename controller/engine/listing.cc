#include <fmt/format.h>

#include <algorithm>

#include "controller/engine/impl.h"
#include "controller/engine/views.h"

namespace lightloom::engine {
namespace {

constexpr std::size_t kLargestPage = 10'000;

// A query with its names looked up.
struct Filter {
  const ReservationQuery& query;
  std::optional<SiteIndex> site;
  std::optional<LinkIndex> link;
  Window period{Instant::min(), kForever};
  std::uint64_t after = 0;

  bool takes(const Ledger& ledger, const records::Reservation& reservation) const {
    if (query.state && reservation.state != *query.state) return false;
    if (site && reservation.from != *site && reservation.to != *site) return false;
    if (!query.tenant.empty() && reservation.request.tenant != query.tenant) return false;
    if (!period.overlaps(reservation.window)) return false;
    if (query.label) {
      const auto& labels = reservation.request.labels;
      const auto found = labels.find(query.label->first);
      if (found == labels.end() || found->second != query.label->second) return false;
    }
    return !link || uses(ledger, reservation, *link);
  }
  static bool uses(const Ledger& ledger, const records::Reservation& reservation, LinkIndex link) {
    const auto paths = ledger.lightpaths_of(reservation);
    return std::any_of(paths.begin(), paths.end(), [&](const auto* path) {
      return std::any_of(path->hops.begin(), path->hops.end(),
                         [&](const Hop& hop) { return hop.link == link; });
    });
  }
};

Result<void> find_link(const Network& network, Filter& filter) {
  filter.link = network.find_link(filter.query.link);
  if (filter.link) return {};
  std::vector<std::string_view> names;
  for (const auto& link : network.links()) names.emplace_back(link.name);
  auto nearest = nearest_of(filter.query.link, names);
  constexpr std::size_t kShown = 64;
  return invalid(
      fmt::format("no link {:?}; the network has {} links{}{}", filter.query.link.substr(0, kShown),
                  names.size(), nearest.empty() ? "" : ", the nearest is ", nearest),
      "link", nearest);
}

Result<Filter> filter_of(const Network& network, const ReservationQuery& query) {
  Filter filter{query, {}, {}};
  if (query.page_size < 1 || query.page_size > kLargestPage)
    return invalid(
        fmt::format("page_size {} is out of range; 1 to {} are possible", query.page_size, kLargestPage),
        "page_size", query.page_size < 1 ? "1" : fmt::format("{}", kLargestPage));
  if (!query.page_token.empty()) {
    const auto after = records::number_of('r', query.page_token);
    if (!after) return invalid("page_token is none that a list gave; begin without one", "page_token");
    filter.after = *after;
  }
  if (!query.site.empty()) {
    auto site = network.find_site(query.site);
    if (!site) {
      site.error().field = "site";
      return fail(std::move(site.error()));
    }
    filter.site = *site;
  }
  if (!query.link.empty())
    if (auto found = find_link(network, filter); !found) return fail(std::move(found.error()));
  filter.period = {query.start.value_or(Instant::min()), query.end.value_or(kForever)};
  if (filter.period.end <= filter.period.start)
    return invalid("end is not after start; periods are [start, end)", "end");
  return filter;
}

}  // namespace

Outcome<ReservationView> Engine::reservation(std::string_view name, Instant now) const {
  const auto found = impl_->find(name);
  if (!found) return tl::unexpected(found.error());
  return view_of(impl_->ledger, **found, now);
}

Outcome<Page<ReservationView>> Engine::list(const ReservationQuery& query, Instant now) const {
  const auto& ledger = impl_->ledger;
  const auto filter = filter_of(*impl_->network, query);
  if (!filter) return tl::unexpected(Refusal{filter.error(), {}, {}, 0});
  Page<ReservationView> page;
  page.last_event_id = impl_->counters.last_event;
  const auto& all = ledger.reservations();
  for (auto next = all.upper_bound(filter->after); next != all.end(); ++next) {
    if (!filter->takes(ledger, next->second)) continue;
    if (page.items.size() == query.page_size) {
      page.next_page_token = page.items.back().name;
      break;
    }
    page.items.push_back(view_of(ledger, next->second, now));
  }
  return page;
}

Figures Engine::figures() const {
  Figures figures{impl_->counters.granted,
                  impl_->counters.refused,
                  {},
                  impl_->plant.status()->links_by_state,
                  impl_->plant.active_count()};
  const auto& by_state = impl_->ledger.by_state();
  for (std::size_t state = 0; state < by_state.size(); ++state)
    figures.reservations_by_state.emplace(name_of(static_cast<ReservationState>(state)), by_state.at(state));
  return figures;
}

}  // namespace lightloom::engine
