#include "topology/gnpy/ordered_route.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

namespace lightloom::gnpy {
namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
/// Only a search that does not end soon pays for looking whether a station was cut off.
constexpr std::size_t kLabelsBeforeCutTest = 200;

using Entry = std::pair<double, std::uint32_t>;  // weight, and a vertex or label

class OrderedSearch {
 public:
  OrderedSearch(const RoutingGraph& graph, VertexIndex source, VertexIndex destination,
                const std::vector<Station>& stations, const Barred& barred)
      : graph_(graph),
        source_(source),
        destination_(destination),
        stations_(with_ends(graph, stations)),
        barred_(barred) {
    measure();
  }

  Result<std::optional<Route>> run(SearchBudget& budget) {
    start();
    for (std::size_t popped = 0; !open_.empty(); ++popped) {
      const auto index = open_.top().second;
      open_.pop();
      const auto label = labels_[index];
      if (label.vertex == destination_ && label.passed == stations_.size()) {
        budget.left -= std::min(budget.left, labels_.size());
        return route_to(index);
      }
      if (!is_new(index)) continue;
      if (popped > kLabelsBeforeCutTest && is_cut_off(index)) continue;
      if (budget.left < labels_.size())
        return invalid(fmt::format(
            "the search for a route through {} given places in order was given up after {} partial routes; "
            "name more of the places on the way",
            stations_.size(), labels_.size()));
      extend(index);
    }
    budget.left -= std::min(budget.left, labels_.size());
    return std::optional<Route>();
  }

 private:
  struct Label {
    double weight = 0;
    VertexIndex vertex = 0;
    std::size_t passed = 0;  // stations
    std::uint32_t parent = kNone;
    SectionIndex by = 0;
  };

  // Who passes a section passes its ends right before and after.
  static std::vector<Station> with_ends(const RoutingGraph& graph, const std::vector<Station>& stations) {
    std::vector<Station> all;
    for (const auto& station : stations) {
      if (station.is_section) all.push_back({false, graph.section(station.index).from});
      all.push_back(station);
      if (station.is_section) all.push_back({false, graph.section(station.index).to});
    }
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  // Of partial routes that have passed the same vertices in any order and stand at the same one, the first
  // to come up is the shortest, and what can follow is the same for all.
  bool is_new(std::uint32_t index) {
    const auto& label = labels_[index];
    std::vector<std::uint64_t> passed((graph_.vertex_count() + 63) / 64, 0);
    for (auto at = index; at != kNone; at = labels_[at].parent)
      passed[labels_[at].vertex / 64] |= std::uint64_t{1} << (labels_[at].vertex % 64);
    return popped_.emplace(label.vertex, label.passed, std::move(passed)).second;
  }

  bool is_barred(SectionIndex way) const { return !barred_.empty() && barred_[way] != 0; }

  // least_[k][v]: weight that is left at least from v once k stations are behind; a vertex passed twice is
  // allowed here.
  void measure() {
    const auto count = stations_.size();
    least_.resize(count + 1);
    least_[count] = distances_to(destination_, 0);
    for (auto k = count; k-- > 0;) {
      const auto& station = stations_[k];
      if (!station.is_section) {
        least_[k] = distances_to(station.index, least_[k + 1][station.index]);
        continue;
      }
      const auto& section = graph_.section(station.index);
      const double rest = is_barred(station.index) ? kFar : section.weight + least_[k + 1][section.to];
      least_[k] = distances_to(section.from, rest);
    }
  }

  std::vector<double> distances_to(VertexIndex target, double start) const {
    std::vector<double> distance(graph_.vertex_count(), kFar);
    if (start == kFar) return distance;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    distance[target] = start;
    open.emplace(start, target);
    while (!open.empty()) {
      const auto [so_far, at] = open.top();
      open.pop();
      if (so_far > distance[at]) continue;
      for (const auto way : graph_.ways_to(at)) {
        const auto& section = graph_.section(way);
        if (is_barred(way) || (graph_.is_transceiver(section.from) && section.from != source_)) continue;
        const double reached = so_far + section.weight;
        if (reached >= distance[section.from]) continue;
        distance[section.from] = reached;
        open.emplace(reached, section.from);
      }
    }
    return distance;
  }

  void start() {
    Label label;
    label.vertex = source_;
    pass({false, source_}, label.passed);
    push(label);
  }

  void push(const Label& label) {
    const double left = least_[label.passed][label.vertex];
    if (left == kFar) return;
    open_.emplace(label.weight + left, static_cast<std::uint32_t>(labels_.size()));
    labels_.push_back(label);
  }

  void pass(Station place, std::size_t& passed) const {
    while (passed < stations_.size() && stations_[passed] == place) ++passed;
  }

  // A place that is passed before its turn cannot be passed again.
  bool comes_later(Station place, std::size_t passed) const {
    return std::find(stations_.begin() + static_cast<std::ptrdiff_t>(passed), stations_.end(), place) !=
           stations_.end();
  }

  bool is_on_way(std::uint32_t index, VertexIndex vertex) const {
    for (; index != kNone; index = labels_[index].parent)
      if (labels_[index].vertex == vertex) return true;
    return false;
  }

  void extend(std::uint32_t index) {
    for (const auto way : graph_.ways_from(labels_[index].vertex)) {
      const auto& section = graph_.section(way);
      if (is_barred(way) || (graph_.is_transceiver(section.to) && section.to != destination_)) continue;
      if (is_on_way(index, section.to)) continue;
      Label next{labels_[index].weight + section.weight, section.to, labels_[index].passed, index, way};
      pass({true, way}, next.passed);
      if (comes_later({true, way}, next.passed)) continue;
      pass({false, section.to}, next.passed);
      if (comes_later({false, section.to}, next.passed)) continue;
      if (section.to == destination_ && next.passed < stations_.size()) continue;
      push(next);
    }
  }

  // Whether some station that is left can no longer lie on a simple route: by Menger's theorem one has to
  // reach it from here and the destination from it by ways that share nothing, whatever single vertex is
  // taken out. Directions are left aside, so that what is dropped is impossible for certain.
  bool is_cut_off(std::uint32_t index) {
    const auto& label = labels_[index];
    for (auto k = label.passed; k < stations_.size(); ++k) {
      const auto& station = stations_[k];
      const auto target = station.is_section ? graph_.section(station.index).from : station.index;
      if (target == label.vertex || target == destination_) continue;
      closed_.assign(graph_.vertex_count(), 0);
      for (auto at = label.parent; at != kNone; at = labels_[at].parent) closed_[labels_[at].vertex] = 1;
      if (!has_two_ways(target, label.vertex)) return true;
    }
    return false;
  }

  bool has_two_ways(VertexIndex middle, VertexIndex here) {
    for (VertexIndex out = 0; out < graph_.vertex_count(); ++out) {
      if (out == middle || closed_[out] != 0) continue;
      if (graph_.is_transceiver(out) && out != destination_ && out != here) continue;
      closed_[out] = 1;
      const bool reaches = reaches_one_of(middle, here, destination_);
      closed_[out] = 0;
      if (!reaches) return false;
    }
    return true;
  }

  bool reaches_one_of(VertexIndex from, VertexIndex a, VertexIndex b) {
    auto seen = closed_;
    std::vector<VertexIndex> stack{from};
    seen[from] = 1;
    while (!stack.empty()) {
      const auto at = stack.back();
      stack.pop_back();
      if (at == a || at == b) return true;
      const auto visit = [&](VertexIndex next) {
        if (seen[next] != 0 || (graph_.is_transceiver(next) && next != a && next != b)) return;
        seen[next] = 1;
        stack.push_back(next);
      };
      for (const auto way : graph_.ways_from(at))
        if (!is_barred(way)) visit(graph_.section(way).to);
      for (const auto way : graph_.ways_to(at))
        if (!is_barred(way)) visit(graph_.section(way).from);
    }
    return false;
  }

  std::optional<Route> route_to(std::uint32_t index) const {
    Route route{{}, labels_[index].weight};
    for (; labels_[index].parent != kNone; index = labels_[index].parent)
      route.sections.push_back(labels_[index].by);
    std::reverse(route.sections.begin(), route.sections.end());
    return route;
  }

  const RoutingGraph& graph_;
  VertexIndex source_, destination_;
  const std::vector<Station> stations_;
  const Barred& barred_;
  std::vector<std::vector<double>> least_;
  std::set<std::tuple<VertexIndex, std::size_t, std::vector<std::uint64_t>>> popped_;
  std::vector<Label> labels_;
  std::vector<char> closed_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open_;
};

}  // namespace

std::optional<GraphPlace> place_of(const RoutingGraph& graph, ElementIndex element) {
  if (const auto vertex = graph.vertex_of(element)) return GraphPlace{{false, *vertex}, 0};
  const auto section = graph.section_of(element);
  if (!section) return std::nullopt;
  const auto& inside = graph.section(*section).inside;
  const auto at = std::find(inside.begin(), inside.end(), element);
  return GraphPlace{{true, *section}, static_cast<std::size_t>(at - inside.begin())};
}

std::optional<std::vector<Station>> stations_of(const RoutingGraph& graph,
                                                const std::vector<ElementIndex>& elements) {
  std::vector<Station> stations;
  std::size_t position = 0;
  for (const auto element : elements) {
    const auto place = place_of(graph, element);
    if (!place) return std::nullopt;
    const bool is_same = !stations.empty() && stations.back() == place->station;
    if (is_same && place->position < position) return std::nullopt;
    if (!is_same) stations.push_back(place->station);
    position = place->position;
  }
  return stations;
}

Result<std::optional<Route>> shortest_through(const RoutingGraph& graph, VertexIndex source,
                                              VertexIndex destination, const std::vector<Station>& stations,
                                              const Barred& barred, SearchBudget& budget) {
  if (stations.empty()) return graph.shortest(source, destination, barred);
  if (source == destination) return std::optional<Route>();
  return OrderedSearch(graph, source, destination, stations, barred).run(budget);
}

std::optional<Route> spelled_out(const RoutingGraph& graph, VertexIndex source, VertexIndex destination,
                                 const std::vector<ElementIndex>& elements) {
  std::vector<SectionIndex> line;
  for (const auto element : elements) {
    const auto section = graph.section_of(element);
    if (section && std::find(line.begin(), line.end(), *section) == line.end()) line.push_back(*section);
  }
  if (line.empty()) return std::nullopt;
  const auto joint = [&](VertexIndex from, VertexIndex to) -> std::optional<SectionIndex> {
    for (const auto way : graph.ways_from(from))
      if (graph.section(way).to == to) return way;
    return std::nullopt;
  };
  if (const auto first = graph.section(line.front()).from; first != source) {
    const auto on = joint(source, first);
    if (!on) return std::nullopt;
    line.insert(line.begin(), *on);
  }
  if (const auto last = graph.section(line.back()).to; last != destination) {
    const auto off = joint(last, destination);
    if (!off) return std::nullopt;
    line.push_back(*off);
  }
  Route route;
  std::vector<char> seen(graph.vertex_count(), 0);
  for (auto at = source; const auto index : line) {
    const auto& section = graph.section(index);
    if (section.from != at || seen[section.to] != 0) return std::nullopt;
    seen[at] = 1;
    at = section.to;
    route.sections.push_back(index);
    route.weight += section.weight;
  }
  return route;
}

}  // namespace lightloom::gnpy
