// Loopless routes one by one, in the order of `comes_before`, lazily and exactly: best-first over prefixes,
// each under the exact least latency of its completions. Whoever asks may prune prefixes that cannot become
// what is wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "topology/routes/routes.h"

namespace lightloom {

/// Most prefixes that one search holds (about 40 bytes each): what bounds its memory and time.
inline constexpr std::size_t kMaxRoutePrefixes = 200'000;

/// Least latency from a site to the destination without touching the sites of a prefix. Its working memory is
/// reused; one per thread.
class Completion {
 public:
  /// `least` is `latencies_to(network, destination, closed)`. All three outlive this.
  Completion(const Network& network, SiteIndex destination, std::span<const Latency> least,
             const ClosedLinks& closed);

  /// Makes `site` one of the prefix, or no longer.
  void enter(SiteIndex site) { visited_[site.at()] = true; }
  void leave(SiteIndex site) { visited_[site.at()] = false; }
  bool is_visited(SiteIndex site) const { return visited_[site.at()]; }
  bool is_closed(LinkIndex link) const { return !closed_.empty() && closed_[link.at()]; }
  /// Exact; `kUnreachable` where the prefix cuts `site` off. `site` itself may be the prefix's last.
  Latency from(SiteIndex site);

 private:
  bool shortest_way_is_clear(SiteIndex site) const;
  Latency search(SiteIndex site);

  const Network& network_;
  SiteIndex destination_;
  std::span<const Latency> least_;
  const ClosedLinks& closed_;
  std::vector<bool> visited_;
  std::vector<Latency> reached_;  // valid where stamp_ is the round
  std::vector<std::uint32_t> stamp_;
  std::uint32_t round_ = 0;
};

/// Says which prefixes can still become a wanted route. Exact as long as it refuses only what no extension
/// can mend (noise and occupancy only grow along a route).
class RoutePruner {
 public:
  virtual ~RoutePruner() = default;
  /// Questions about extensions of `prefix` follow.
  virtual void extend(std::span<const Hop> prefix) = 0;
  virtual bool admits(const Adjacency& way) = 0;
};

struct RouteQuery {
  SiteIndex from, to;
  std::optional<Latency> max_latency;  ///< compared with the exact sum
  RoutePruner* pruner = nullptr;       ///< outlives the search
  std::size_t max_prefixes = kMaxRoutePrefixes;
};

/// Best-first search (Hart, Nilsson and Raphael 1968) over prefixes. The bound of a prefix is made exact
/// before it is expanded, so each expanded one leads to a route: without a pruner the work between two routes
/// is polynomial, as with Yen (1971), whatever dead ends the graph has.
class RouteSearch {
 public:
  /// `least` is `latencies_to(network, query.to, closed)`. All of them outlive the search; from != to.
  RouteSearch(const Network& network, const RouteQuery& query, std::span<const Latency> least,
              const ClosedLinks& closed);
  RouteSearch(const Network&, const RouteQuery&, std::span<const Latency>, ClosedLinks&&) = delete;

  /// The next route, or nothing where there is none left or the search was stopped.
  std::optional<Route> next();
  /// True where `max_prefixes` ended it: there may be further routes.
  bool is_stopped() const { return stopped_; }
  std::size_t prefixes() const { return prefixes_.size(); }

 private:
  struct Prefix {
    Latency latency;
    std::uint32_t parent;
    std::uint32_t hops;
    Hop hop;  // the last; none where hops is 0
    SiteIndex site;
  };
  struct Entry {
    Latency bound;
    std::uint32_t prefix;
    bool exact;
    bool complete;
  };

  bool is_later(const Entry& left, const Entry& right) const;
  void push(const Entry& entry);
  Entry pop();
  void walk(std::uint32_t prefix);
  void unwalk();
  bool settle(const Entry& entry);
  void expand(const Entry& entry);
  Route route_of(std::uint32_t prefix) const;

  const Network& network_;
  RouteQuery query_;
  std::span<const Latency> least_;
  Completion completion_;
  std::vector<Prefix> prefixes_;
  std::vector<Entry> heap_;
  std::vector<Hop> hops_;         // of the prefix that is walked
  std::vector<SiteIndex> sites_;  // and its sites
  bool stopped_ = false;
};

/// How many loopless routes from `from` to the destination of `least` fit within a budget, counting to
/// `limit` at most. Depth first, in memory of one route.
std::size_t count_loopless_routes(const Network& network, SiteIndex from, SiteIndex to,
                                  std::optional<Latency> max_latency, std::size_t limit,
                                  const ClosedLinks& closed = {});

}  // namespace lightloom
