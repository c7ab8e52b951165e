#include "topology/optics/mismatch_grid.h"

#include <algorithm>

namespace lightloom::optics {
namespace {

// A third of the ripple of a span of 70 km, at which six points see all of it.
constexpr double kPanel = 3e-5;

std::vector<double> panel_edges() {
  std::vector<double> edges{kLeastMismatch, 1e-6, 5e-6, 2e-5};
  while (edges.back() < kGreatestMismatch) {
    // Efficiency times panel, and so the error of a ripple that is not seen, falls with the mismatch all
    // along.
    const double last = edges.back();
    const double growth = last < 6e-3 ? 0.15 : 0.6;
    edges.push_back(last + std::max(kPanel, growth * (last - 3e-4)));
  }
  return edges;
}

}  // namespace

MismatchGrid mismatch_grid() {
  MismatchGrid grid{{0.0}, {0.0}};
  const auto edges = panel_edges();
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const double width = edges[i] - edges[i - 1];
    for (const QuadratureNode& node : kSixPoints) {
      grid.kappa_per_m.push_back(edges[i - 1] + node.at * width);
      grid.weight.push_back(node.weight * width);
    }
  }
  return grid;
}

}  // namespace lightloom::optics
