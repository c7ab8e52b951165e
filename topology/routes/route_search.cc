#include "topology/routes/route_search.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace lightloom {

Completion::Completion(const Network& network, SiteIndex destination, std::span<const Latency> least,
                       const ClosedLinks& closed)
    : network_(network),
      destination_(destination),
      least_(least),
      closed_(closed),
      visited_(network.sites().size()),
      reached_(network.sites().size()),
      stamp_(network.sites().size()) {}

// Latencies are whole picoseconds, so a way lies on a shortest one exactly where the sums are equal.
bool Completion::shortest_way_is_clear(SiteIndex site) const {
  while (site != destination_) {
    const auto ways = network_.ways_from(site);
    const auto onward = std::find_if(ways.begin(), ways.end(), [&](const Adjacency& way) {
      return !is_closed(way.hop.link) && least_[way.to.at()] != kUnreachable &&
             way.latency + least_[way.to.at()] == least_[site.at()];
    });
    if (onward == ways.end() || is_visited(onward->to)) return false;
    site = onward->to;
  }
  return true;
}

Latency Completion::from(SiteIndex site) {
  if (least_[site.at()] == kUnreachable) return kUnreachable;
  return shortest_way_is_clear(site) ? least_[site.at()] : search(site);
}

Latency Completion::search(SiteIndex site) {
  struct Reached {
    Latency bound, latency;
    SiteIndex site;
    bool operator>(const Reached& other) const { return bound > other.bound; }
  };
  ++round_;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> queue;
  queue.push({least_[site.at()], Latency::zero(), site});
  stamp_[site.at()] = round_;
  reached_[site.at()] = Latency::zero();
  while (!queue.empty()) {
    const Reached at = queue.top();
    queue.pop();
    if (at.site == destination_) return at.latency;
    if (at.latency > reached_[at.site.at()]) continue;
    for (const auto& way : network_.ways_from(at.site)) {
      const std::size_t to = way.to.at();
      if (is_closed(way.hop.link) || is_visited(way.to) || least_[to] == kUnreachable) continue;
      const Latency latency = at.latency + way.latency;
      if (stamp_[to] == round_ && reached_[to] <= latency) continue;
      stamp_[to] = round_;
      reached_[to] = latency;
      queue.push({latency + least_[to], latency, way.to});
    }
  }
  return kUnreachable;
}

RouteSearch::RouteSearch(const Network& network, const RouteQuery& query, std::span<const Latency> least,
                         const ClosedLinks& closed)
    : network_(network), query_(query), least_(least), completion_(network, query.to, least, closed) {
  const Latency whole = least[query.from.at()];
  if (whole == kUnreachable || (query.max_latency && whole > *query.max_latency)) return;
  prefixes_.push_back({Latency::zero(), 0, 0, {}, query.from});
  push({whole, 0, true, false});
}

// Prefixes go before complete routes of the same latency: one of them may yet become a route that precedes.
bool RouteSearch::is_later(const Entry& left, const Entry& right) const {
  if (left.bound != right.bound) return left.bound > right.bound;
  if (left.complete != right.complete) return left.complete;
  if (!left.complete) return left.prefix > right.prefix;
  return comes_before(route_of(right.prefix), route_of(left.prefix));
}

void RouteSearch::push(const Entry& entry) {
  heap_.push_back(entry);
  std::push_heap(heap_.begin(), heap_.end(),
                 [this](const Entry& left, const Entry& right) { return is_later(left, right); });
}

RouteSearch::Entry RouteSearch::pop() {
  std::pop_heap(heap_.begin(), heap_.end(),
                [this](const Entry& left, const Entry& right) { return is_later(left, right); });
  const Entry entry = heap_.back();
  heap_.pop_back();
  return entry;
}

void RouteSearch::walk(std::uint32_t prefix) {
  hops_.resize(prefixes_[prefix].hops);
  sites_.clear();
  for (std::uint32_t at = prefix;; at = prefixes_[at].parent) {
    sites_.push_back(prefixes_[at].site);
    completion_.enter(prefixes_[at].site);
    if (prefixes_[at].hops == 0) break;
    hops_[prefixes_[at].hops - 1] = prefixes_[at].hop;
  }
}

void RouteSearch::unwalk() {
  for (const auto site : sites_) completion_.leave(site);
}

// Makes the bound of a walked prefix exact; false where it is not the next in order after all.
bool RouteSearch::settle(const Entry& entry) {
  const Prefix& prefix = prefixes_[entry.prefix];
  const Latency rest = completion_.from(prefix.site);
  if (rest == kUnreachable) return false;
  const Latency bound = prefix.latency + rest;
  if (query_.max_latency && bound > *query_.max_latency) return false;
  if (bound == entry.bound) return true;
  push({bound, entry.prefix, true, false});
  return false;
}

void RouteSearch::expand(const Entry& entry) {
  const Prefix prefix = prefixes_[entry.prefix];
  if (query_.pruner != nullptr) query_.pruner->extend(hops_);
  for (const auto& way : network_.ways_from(prefix.site)) {
    const Latency rest = least_[way.to.at()];
    if (completion_.is_closed(way.hop.link) || completion_.is_visited(way.to) || rest == kUnreachable)
      continue;
    const Latency latency = prefix.latency + way.latency;
    const Latency bound = std::max(entry.bound, latency + rest);
    if (query_.max_latency && bound > *query_.max_latency) continue;
    if (query_.pruner != nullptr && !query_.pruner->admits(way)) continue;
    if (prefixes_.size() >= query_.max_prefixes) {
      stopped_ = true;
      return;
    }
    const auto next = static_cast<std::uint32_t>(prefixes_.size());
    prefixes_.push_back({latency, entry.prefix, prefix.hops + 1, way.hop, way.to});
    // A complete route has its own latency: the parent's bound cannot exceed it.
    push({bound, next, false, way.to == query_.to});
  }
}

std::optional<Route> RouteSearch::next() {
  while (!heap_.empty() && !stopped_) {
    const Entry entry = pop();
    if (entry.complete) return route_of(entry.prefix);
    walk(entry.prefix);
    if (entry.exact || settle(entry)) expand(entry);
    unwalk();
  }
  return std::nullopt;
}

Route RouteSearch::route_of(std::uint32_t prefix) const {
  Route route{query_.from, query_.to, std::vector<Hop>(prefixes_[prefix].hops), prefixes_[prefix].latency};
  for (std::uint32_t at = prefix; prefixes_[at].hops > 0; at = prefixes_[at].parent)
    route.hops[prefixes_[at].hops - 1] = prefixes_[at].hop;
  return route;
}

namespace {

class Counter {
 public:
  Counter(const Network& network, SiteIndex to, Latency budget, std::size_t limit, const ClosedLinks& closed)
      : network_(network),
        to_(to),
        budget_(budget),
        limit_(limit),
        least_(latencies_to(network, to, closed)),
        completion_(network, to, least_, closed) {}

  std::size_t count_from(SiteIndex from) {
    if (limit_ > 0 && fits(Latency::zero(), from)) visit(from, Latency::zero());
    return count_;
  }

 private:
  bool fits(Latency so_far, SiteIndex site) {
    const Latency rest = completion_.from(site);
    return rest != kUnreachable && rest <= budget_ - so_far;
  }

  // Only prefixes that lead to a route are entered, so there is no dead end to be lost in.
  void visit(SiteIndex site, Latency so_far) {
    if (site == to_) {
      ++count_;
      return;
    }
    completion_.enter(site);
    for (const auto& way : network_.ways_from(site)) {
      if (count_ >= limit_) break;
      if (!completion_.is_visited(way.to) && !completion_.is_closed(way.hop.link) &&
          so_far + way.latency <= budget_ && fits(so_far + way.latency, way.to))
        visit(way.to, so_far + way.latency);
    }
    completion_.leave(site);
  }

  const Network& network_;
  SiteIndex to_;
  Latency budget_;
  std::size_t limit_;
  std::vector<Latency> least_;
  Completion completion_;
  std::size_t count_ = 0;
};

}  // namespace

std::size_t count_loopless_routes(const Network& network, SiteIndex from, SiteIndex to,
                                  std::optional<Latency> max_latency, std::size_t limit,
                                  const ClosedLinks& closed) {
  if (from == to) return 0;
  return Counter(network, to, max_latency.value_or(kUnreachable), limit, closed).count_from(from);
}

}  // namespace lightloom
