// The ways that light may take through a planner's network, on a graph of sections: what lies between two
// places where routes part is one edge. Weights are GNPy's: metres of fibre, and a centimetre for every other
// element that is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

using SectionIndex = std::uint32_t;
using VertexIndex = std::uint32_t;

/// From one vertex (ROADM, transceiver, or an element with several ways in or on) to the next.
struct Section {
  VertexIndex from = 0, to = 0;
  std::vector<ElementIndex> inside;  ///< in the order of light, ends excluded
  double weight = 0;                 ///< see above
  double fibre_m = 0;
  bool between_nodes = true;  ///< false: begins or ends at a transceiver
  /// The section back: the opposite one whose fibres mirror this one's, else the first opposite one.
  std::optional<SectionIndex> reverse;
};

/// Sections in the order of light; the first begins at a source, the last ends at a destination.
struct Route {
  std::vector<SectionIndex> sections;
  double weight = 0;
  bool operator==(const Route&) const = default;
};

/// Sections that a route may not use, by index; empty: none.
using Barred = std::vector<char>;

/// Something that a route has to pass, after what comes before it in a list.
struct Station {
  bool is_section = false;
  std::uint32_t index = 0;  ///< of a vertex or section
  bool operator==(const Station&) const = default;
};

/// How many labels a search may still make; shared by the searches of one request. Work, not time, so that
/// answers do not depend on the machine.
struct SearchBudget {
  std::size_t left = 0;
};

class RoutingGraph {
 public:
  explicit RoutingGraph(const PlannerNetwork& network);

  std::span<const Section> sections() const { return sections_; }
  const Section& section(SectionIndex index) const { return sections_[index]; }
  std::span<const SectionIndex> ways_from(VertexIndex vertex) const { return out_[vertex]; }
  std::span<const SectionIndex> ways_to(VertexIndex vertex) const { return in_[vertex]; }
  std::size_t vertex_count() const { return vertices_.size(); }
  ElementIndex element_of(VertexIndex vertex) const { return vertices_[vertex]; }
  bool is_transceiver(VertexIndex vertex) const { return is_transceiver_[vertex] != 0; }
  /// nullopt where the element lies inside a section.
  std::optional<VertexIndex> vertex_of(ElementIndex element) const;
  /// The section that an element lies inside of; nullopt where it is a vertex, or no vertex leads to it.
  std::optional<SectionIndex> section_of(ElementIndex element) const;

  /// Elements of a route in the order of light, both ends included.
  std::vector<ElementIndex> elements(const Route& route) const;
  /// The way back; nullopt where a section has none.
  std::optional<Route> reversed(const Route& route) const;

  /// The route of least weight that passes no transceiver on its way; nullopt where there is none.
  std::optional<Route> shortest(VertexIndex source, VertexIndex destination, const Barred& barred = {}) const;

 private:
  void find_vertices(const PlannerNetwork& network);
  void walk_sections(const PlannerNetwork& network);
  void pair_sections(const PlannerNetwork& network);

  std::vector<ElementIndex> vertices_;
  std::vector<char> is_transceiver_;
  std::vector<std::uint32_t> vertex_of_, section_of_;  // by element; kNone
  std::vector<Section> sections_;
  std::vector<std::vector<SectionIndex>> out_, in_;
};

}  // namespace lightloom::gnpy
