#include "topology/gnpy/disjoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <set>
#include <utility>

#include "topology/gnpy/disjoint_ways.h"

namespace lightloom::gnpy {
namespace {

using Sections = std::vector<SectionIndex>;

// The demands of groups that hang together, in the order in which routes are chosen for them.
class Cluster {
 public:
  Cluster(const RoutingGraph& graph, const std::vector<DisjointDemand>& demands,
          std::vector<std::size_t> order, std::vector<DemandGroup> groups, SearchBudget& budget)
      : graph_(graph),
        demands_(demands),
        order_(std::move(order)),
        groups_(std::move(groups)),
        budget_(budget) {
    for (const auto demand : order_) ways_.push_back(keeps_apart_from(demand));
    for (std::size_t choice = 0; choice < order_.size(); ++choice) alike_.push_back(alike_from(choice));
  }

  /// Routes in the order of choice; empty where there are none.
  Result<std::vector<Route>> solve(bool with_loose_stations) {
    with_loose_stations_ = with_loose_stations;
    taken_.assign(order_.size(), {});
    routes_.assign(order_.size(), {});
    const auto found = serve_from(0);
    if (!found) return fail(found.error());
    return *found ? routes_ : std::vector<Route>();
  }

 private:
  // Of demands before `demand` in the order of choice those of its groups, and whether GNPy looks at them
  // before it: of two it asks whether the later one's route or its way back meets the earlier one's.
  struct Apart {
    std::size_t choice;
    bool is_later;  // the demand comes later in the group
  };

  std::vector<Apart> keeps_apart_from(std::size_t demand) const {
    std::vector<Apart> apart;
    for (const auto& group : groups_) {
      const auto self = std::find(group.begin(), group.end(), demand);
      if (self == group.end()) continue;
      for (std::size_t choice = 0; choice < ways_.size(); ++choice) {
        const auto other = std::find(group.begin(), group.end(), order_[choice]);
        if (other != group.end()) apart.push_back({choice, other < self});
      }
    }
    return apart;
  }

  bool is_apart(std::size_t choice, std::size_t earlier) const {
    return std::any_of(ways_[choice].begin(), ways_[choice].end(),
                       [&](const Apart& apart) { return apart.choice == earlier; });
  }

  // How many from `choice` on, itself among them, have its ends, keep apart from the same earlier ones and
  // from one another: so many disjoint ways have to be left.
  std::size_t alike_from(std::size_t choice) const {
    std::vector<std::size_t> alike{choice};
    for (auto other = choice + 1; other < order_.size(); ++other) {
      bool is_alike = demand(other).source == demand(choice).source &&
                      demand(other).destination == demand(choice).destination;
      for (std::size_t earlier = 0; earlier < choice; ++earlier)
        is_alike = is_alike && is_apart(other, earlier) == is_apart(choice, earlier);
      for (const auto each : alike) is_alike = is_alike && is_apart(other, each);
      if (is_alike) alike.push_back(other);
    }
    return alike.size();
  }

  const DisjointDemand& demand(std::size_t choice) const { return demands_[order_[choice]]; }

  Barred barred_for(std::size_t choice) const {
    Barred barred(graph_.sections().size(), 0);
    for (const auto& apart : ways_[choice]) bar(barred, taken_[apart.choice], apart.is_later);
    return barred;
  }

  // The mirror of parallel cables is one to one where their lengths tell them apart, and then both
  // directions of reading agree.
  void bar(Barred& barred, const Sections& taken, bool is_later) const {
    for (const auto section : taken) {
      barred[section] = 1;
      const auto& reverse = graph_.section(section).reverse;
      if (reverse && !is_later) barred[*reverse] = 1;
    }
    if (!is_later) return;
    for (SectionIndex section = 0; section < barred.size(); ++section) {
      const auto& reverse = graph_.section(section).reverse;
      if (reverse && std::find(taken.begin(), taken.end(), *reverse) != taken.end()) barred[section] = 1;
    }
  }

  Result<std::optional<Route>> route_of(std::size_t choice, const Barred& barred) {
    const auto& wanted = demand(choice);
    if (budget_.left == 0)
      return invalid(
          "the search for disjoint routes was given up before it was certain whether there are any; make "
          "the groups smaller");
    --budget_.left;
    const bool keeps_stations = wanted.is_strict || with_loose_stations_;
    if (keeps_stations && !wanted.stations) return std::optional<Route>();
    return shortest_through(graph_, wanted.source, wanted.destination,
                            keeps_stations ? *wanted.stations : no_stations_, barred, budget_);
  }

  // Sections that matter to others: not those at a transceiver.
  Sections line_of(const Route& route) const {
    Sections line;
    std::copy_if(route.sections.begin(), route.sections.end(), std::back_inserter(line),
                 [&](SectionIndex section) { return graph_.section(section).between_nodes; });
    return line;
  }

  // Whether every demand from `choice` on has a route beside what is taken; routes_ are then those
  // preferred.
  Result<bool> serve_from(std::size_t choice) {
    if (choice == order_.size()) return true;
    const auto given = barred_for(choice);
    if (alike_[choice] > 1 && !has_disjoint_ways(graph_, demand(choice).source, demand(choice).destination,
                                                 given, alike_[choice])) {
      taken_[choice].clear();
      return false;
    }
    using Candidate = std::pair<double, std::pair<Sections, Route>>;
    const auto later = [](const Candidate& a, const Candidate& b) {
      return std::pair(a.first, a.second.first) > std::pair(b.first, b.second.first);
    };
    std::priority_queue<Candidate, std::vector<Candidate>, decltype(later)> open(later);
    std::set<Sections> tried;
    const auto add = [&](const Sections& without) -> Result<bool> {
      if (!tried.insert(without).second) return false;
      auto barred = given;
      for (const auto section : without) barred[section] = 1;
      auto route = route_of(choice, barred);
      if (!route) return fail(route.error());
      if (*route) open.emplace((*route)->weight, std::pair(without, std::move(**route)));
      return true;
    };
    if (auto added = add({}); !added) return added;
    while (!open.empty()) {
      const auto [without, route] = open.top().second;
      open.pop();
      routes_[choice] = route;
      taken_[choice] = line_of(route);
      auto served = serve_from(choice + 1);
      if (!served || *served) return served;
      const auto conflict = smallest_conflict(choice);
      if (!conflict) return fail(conflict.error());
      if (conflict->empty()) break;  // not even without this demand
      for (const auto section : *conflict) {
        auto more = without;
        more.insert(std::upper_bound(more.begin(), more.end(), section), section);
        if (auto added = add(more); !added) return added;
      }
    }
    taken_[choice].clear();
    return false;
  }

  // A part of the route taken that leaves the rest unserved, of which no section can be spared. The less is
  // taken the more can be served, so one pass finds it.
  Result<Sections> smallest_conflict(std::size_t choice) {
    auto conflict = taken_[choice];
    for (std::size_t at = 0; at < conflict.size();) {
      auto fewer = conflict;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
      taken_[choice] = fewer;
      auto served = serve_from(choice + 1);
      if (!served) return fail(served.error());
      if (*served)
        ++at;
      else
        conflict = std::move(fewer);
    }
    return conflict;
  }

  const RoutingGraph& graph_;
  const std::vector<DisjointDemand>& demands_;
  std::vector<std::size_t> order_;  // demand of each choice
  std::vector<DemandGroup> groups_;
  SearchBudget& budget_;
  std::vector<std::vector<Apart>> ways_;  // by choice
  std::vector<std::size_t> alike_;        // by choice
  std::vector<Sections> taken_;           // by choice
  std::vector<Route> routes_;             // by choice
  const std::vector<Station> no_stations_;
  bool with_loose_stations_ = true;
};

// Groups that share a demand, directly or by others, in the order of their first.
std::vector<std::vector<DemandGroup>> clusters_of(const std::vector<DemandGroup>& groups) {
  std::vector<std::size_t> root(groups.size());
  std::iota(root.begin(), root.end(), 0U);
  const auto meets = [](const DemandGroup& a, const DemandGroup& b) {
    return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
  };
  for (std::size_t a = 0; a < groups.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (root[a] != root[b] && meets(groups[a], groups[b])) {
        const auto [kept, lost] = std::minmax(root[a], root[b]);
        std::replace(root.begin(), root.end(), std::size_t{lost}, std::size_t{kept});
      }
  std::vector<std::vector<DemandGroup>> clusters;
  for (std::size_t first = 0; first < groups.size(); ++first) {
    if (root[first] != first) continue;
    auto& cluster = clusters.emplace_back();
    for (std::size_t at = first; at < groups.size(); ++at)
      if (root[at] == first) cluster.push_back(groups[at]);
  }
  return clusters;
}

std::vector<std::size_t> order_of_choice(const std::vector<DemandGroup>& groups) {
  std::vector<std::size_t> order;
  for (const auto& group : groups)
    for (auto at = group.rbegin(); at != group.rend(); ++at)
      if (std::find(order.begin(), order.end(), *at) == order.end()) order.push_back(*at);
  return order;
}

}  // namespace

Result<std::vector<std::optional<Route>>> disjoint_routes(const RoutingGraph& graph,
                                                          const std::vector<DisjointDemand>& demands,
                                                          const std::vector<DemandGroup>& groups,
                                                          SearchBudget& budget) {
  std::vector<std::optional<Route>> routes(demands.size());
  for (auto& cluster : clusters_of(groups)) {
    const auto order = order_of_choice(cluster);
    Cluster search(graph, demands, order, std::move(cluster), budget);
    auto found = search.solve(true);
    if (found && found->empty()) found = search.solve(false);
    if (!found) return fail(found.error());
    for (std::size_t choice = 0; choice < found->size(); ++choice)
      routes[order[choice]] = std::move((*found)[choice]);
  }
  return routes;
}

}  // namespace lightloom::gnpy
