#include "topology/gnpy/routing.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace lightloom::gnpy {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr double kFar = std::numeric_limits<double>::infinity();
constexpr double kOtherElementWeight = 0.01;

double weight_after(const Element& element) {
  const auto* fibre = std::get_if<FibreElement>(&element.what);
  return fibre == nullptr ? kOtherElementWeight : fibre->fibre.length_m;
}

bool parts_routes(const Element& element) {
  return std::holds_alternative<RoadmElement>(element.what) ||
         std::holds_alternative<TransceiverElement>(element.what) || element.to.size() != 1 ||
         element.from.size() != 1;
}

std::vector<double> fibre_lengths(const PlannerNetwork& network, const Section& section) {
  std::vector<double> lengths;
  for (const auto index : section.inside)
    if (const auto* fibre = std::get_if<FibreElement>(&network.elements[index].what))
      lengths.push_back(fibre->fibre.length_m);
  return lengths;
}

bool mirror(const std::vector<double>& lengths, const std::vector<double>& others) {
  constexpr double kTolerance = 1;  // metre: plans round lengths both ways differently
  return std::equal(lengths.begin(), lengths.end(), others.rbegin(), others.rend(),
                    [](double a, double b) { return std::abs(a - b) < kTolerance; });
}

}  // namespace

RoutingGraph::RoutingGraph(const PlannerNetwork& network) {
  find_vertices(network);
  walk_sections(network);
  pair_sections(network);
}

void RoutingGraph::find_vertices(const PlannerNetwork& network) {
  vertex_of_.assign(network.elements.size(), kNone);
  section_of_.assign(network.elements.size(), kNone);
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    const auto& element = network.elements[index];
    if (!parts_routes(element)) continue;
    vertex_of_[index] = static_cast<VertexIndex>(vertices_.size());
    vertices_.push_back(index);
    is_transceiver_.push_back(std::holds_alternative<TransceiverElement>(element.what) ? 1 : 0);
  }
  out_.resize(vertices_.size());
  in_.resize(vertices_.size());
}

void RoutingGraph::walk_sections(const PlannerNetwork& network) {
  for (VertexIndex from = 0; from < vertices_.size(); ++from) {
    const auto& start = network.elements[vertices_[from]];
    for (auto at : start.to) {
      Section section;
      section.from = from;
      section.weight = weight_after(start);
      if (const auto* fibre = std::get_if<FibreElement>(&start.what)) section.fibre_m = fibre->fibre.length_m;
      const auto index = static_cast<SectionIndex>(sections_.size());
      // An element inside has one way in and one on, so the walk cannot come round.
      for (; vertex_of_[at] == kNone; at = network.elements[at].to.front()) {
        const auto& element = network.elements[at];
        section.inside.push_back(at);
        section_of_[at] = index;
        section.weight += weight_after(element);
        if (const auto* fibre = std::get_if<FibreElement>(&element.what))
          section.fibre_m += fibre->fibre.length_m;
      }
      section.to = vertex_of_[at];
      section.between_nodes = is_transceiver_[section.from] == 0 && is_transceiver_[section.to] == 0;
      out_[section.from].push_back(index);
      in_[section.to].push_back(index);
      sections_.push_back(std::move(section));
    }
  }
}

void RoutingGraph::pair_sections(const PlannerNetwork& network) {
  for (SectionIndex index = 0; index < sections_.size(); ++index) {
    auto& section = sections_[index];
    if (section.reverse) continue;
    const auto lengths = fibre_lengths(network, section);
    std::optional<SectionIndex> first;
    for (const auto other : out_[section.to]) {
      auto& back = sections_[other];
      if (back.to != section.from) continue;
      if (!first) first = other;
      if (back.reverse || !mirror(lengths, fibre_lengths(network, back))) continue;
      section.reverse = other;
      back.reverse = index;
      break;
    }
    if (!section.reverse) section.reverse = first;
  }
}

std::optional<VertexIndex> RoutingGraph::vertex_of(ElementIndex element) const {
  const auto vertex = vertex_of_[element];
  return vertex == kNone ? std::nullopt : std::optional(vertex);
}

std::optional<SectionIndex> RoutingGraph::section_of(ElementIndex element) const {
  const auto section = section_of_[element];
  return section == kNone ? std::nullopt : std::optional(section);
}

std::vector<ElementIndex> RoutingGraph::elements(const Route& route) const {
  std::vector<ElementIndex> elements;
  if (route.sections.empty()) return elements;
  elements.push_back(vertices_[sections_[route.sections.front()].from]);
  for (const auto index : route.sections) {
    const auto& section = sections_[index];
    elements.insert(elements.end(), section.inside.begin(), section.inside.end());
    elements.push_back(vertices_[section.to]);
  }
  return elements;
}

std::optional<Route> RoutingGraph::reversed(const Route& route) const {
  Route back;
  for (auto at = route.sections.rbegin(); at != route.sections.rend(); ++at) {
    const auto& reverse = sections_[*at].reverse;
    if (!reverse) return std::nullopt;
    back.sections.push_back(*reverse);
    back.weight += sections_[*reverse].weight;
  }
  return back;
}

std::optional<Route> RoutingGraph::shortest(VertexIndex source, VertexIndex destination,
                                            const Barred& barred) const {
  std::vector<double> distance(vertices_.size(), kFar);
  std::vector<std::uint32_t> by(vertices_.size(), kNone);
  using Entry = std::pair<double, VertexIndex>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  distance[source] = 0;
  open.emplace(0.0, source);
  while (!open.empty()) {
    const auto [so_far, at] = open.top();
    open.pop();
    if (at == destination) break;
    if (so_far > distance[at]) continue;
    for (const auto way : out_[at]) {
      const auto& section = sections_[way];
      if (!barred.empty() && barred[way] != 0) continue;
      if (is_transceiver_[section.to] != 0 && section.to != destination) continue;
      const double reached = so_far + section.weight;
      if (reached >= distance[section.to]) continue;
      distance[section.to] = reached;
      by[section.to] = way;
      open.emplace(reached, section.to);
    }
  }
  if (source == destination || distance[destination] == kFar) return std::nullopt;
  Route route{{}, distance[destination]};
  for (auto at = destination; at != source; at = sections_[by[at]].from) route.sections.push_back(by[at]);
  std::reverse(route.sections.begin(), route.sections.end());
  return route;
}

}  // namespace lightloom::gnpy
