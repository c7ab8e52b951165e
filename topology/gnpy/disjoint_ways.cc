#include "topology/gnpy/disjoint_ways.h"

#include <deque>
#include <vector>

namespace lightloom::gnpy {
namespace {

class Ways {
 public:
  Ways(const RoutingGraph& graph, VertexIndex source, VertexIndex destination, const Barred& barred)
      : graph_(graph),
        source_(source),
        destination_(destination),
        barred_(barred),
        used_(graph.sections().size(), 0) {}

  // One more way, by going round on sections that others use.
  bool add() {
    steps_.assign(graph_.vertex_count(), Step{});
    std::deque<VertexIndex> open{source_};
    steps_[source_].is_reached = true;
    while (!open.empty() && !steps_[destination_].is_reached) {
      const auto at = open.front();
      open.pop_front();
      for (const auto way : graph_.ways_from(at))
        if (is_free(way)) reach(graph_.section(way).to, {true, false, way}, open);
      for (const auto way : graph_.ways_to(at))
        if (used_[way] != 0) reach(graph_.section(way).from, {true, true, way}, open);
    }
    if (!steps_[destination_].is_reached) return false;
    for (auto at = destination_; at != source_;) {
      const auto& step = steps_[at];
      const auto& section = graph_.section(step.way);
      if (section.between_nodes) used_[step.way] = step.gives_back ? 0 : 1;
      at = step.gives_back ? section.to : section.from;
    }
    return true;
  }

 private:
  struct Step {
    bool is_reached = false;
    bool gives_back = false;
    SectionIndex way = 0;
  };

  bool is_free(SectionIndex way) const { return used_[way] == 0 && (barred_.empty() || barred_[way] == 0); }

  void reach(VertexIndex vertex, Step step, std::deque<VertexIndex>& open) {
    if (steps_[vertex].is_reached || (graph_.is_transceiver(vertex) && vertex != destination_)) return;
    steps_[vertex] = step;
    open.push_back(vertex);
  }

  const RoutingGraph& graph_;
  VertexIndex source_, destination_;
  const Barred& barred_;
  std::vector<char> used_;
  std::vector<Step> steps_;
};

}  // namespace

bool has_disjoint_ways(const RoutingGraph& graph, VertexIndex source, VertexIndex destination,
                       const Barred& barred, std::size_t count) {
  if (source == destination) return true;
  Ways ways(graph, source, destination, barred);
  for (std::size_t found = 0; found < count; ++found)
    if (!ways.add()) return false;
  return true;
}

}  // namespace lightloom::gnpy
