#include "topology/optics/mismatch_grid.h"

#include <algorithm>

namespace lightloom::optics {
namespace {

// A tenth of the ripple of a span of 60 km. What a channel of 28 GBd mixes in a fibre of little dispersion
// ends at a few of these, and ends with a kink.
constexpr double kPanel = 1e-5;

std::vector<double> panel_edges() {
  std::vector<double> edges{kLeastMismatch, 6e-7, 1.8e-6, 5e-6, 1e-5, 2e-5};
  while (edges.back() < kGreatestMismatch) {
    // Efficiency times panel, and so the error of a ripple that is not seen, falls with the mismatch all
    // along.
    const double last = edges.back();
    const double growth = last < 6e-3 ? 0.07 : 0.25;
    edges.push_back(last + std::max(kPanel, growth * (last - 3e-4)));
  }
  return edges;
}

}  // namespace

MismatchGrid mismatch_grid() {
  MismatchGrid grid{panel_edges(), {0.0}};
  for (std::size_t i = 1; i < grid.edge_per_m.size(); ++i) {
    const double from = grid.edge_per_m[i - 1];
    for (const QuadratureNode& node : kThreePoints) {
      grid.kappa_per_m.push_back(from + node.at * (grid.edge_per_m[i] - from));
    }
  }
  return grid;
}

}  // namespace lightloom::optics
