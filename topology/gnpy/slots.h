// Spectrum of a planner's network: which slices of 6.25 GHz every section has left, and slots in them, first
// fit from below.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner.h"
#include "topology/gnpy/planner_network.h"
#include "topology/gnpy/routing.h"
#include "topology/gnpy/services.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// Slots of ITU-T G.694.1: slot (n, m) is centred at 193.1 THz + n * 6.25 GHz and m * 12.5 GHz wide, which
/// are the slices n - m to n + m - 1.
struct SlotDemand {
  int channels = 0;                      ///< that carry the bandwidth
  int m_per_channel = 0;                 ///< whole units of 12.5 GHz that hold the spacing
  Band tuning;                           ///< of the transceiver: whole slots lie in it
  std::span<const RequestedSlot> slots;  ///< as asked: what is nullopt is chosen
};

struct SlotAnswer {
  std::vector<PlannedSlot> slots;  ///< in the order of those asked for; empty where refused
  std::string reason;              ///< NO_SPECTRUM, NOT_ENOUGH_RESERVED_SPECTRUM, or empty
  bool operator==(const SlotAnswer&) const = default;
};

class PlannedSpectrum {
 public:
  /// Free are, on every section, the slices that all its amplifiers carry (the design's band where it has
  /// none), but for 25 GHz at both ends of what any amplifier of the network carries, which GNPy keeps clear.
  PlannedSpectrum(const RoutingGraph& graph, const PlannerNetwork& network, const Library& library);

  /// Takes spectrum on all `sections`, or none and says why. Slots with a given m come first, widest first;
  /// one without n gets the lowest that is free, one without m as many channels as fit around its n, one
  /// without either all that is left to be carried, in one piece.
  SlotAnswer take(std::span<const SectionIndex> sections, const SlotDemand& demand);

  /// Whether all slices of a slot are free on a section.
  bool is_free(SectionIndex section, PlannedSlot slot) const;

 private:
  using Slices = std::vector<char>;  // of first_ and up; 1: free
  class Choice;

  Slices free_on_all(std::span<const SectionIndex> sections, const Band& tuning) const;

  int first_ = 0;  // slice
  std::vector<Slices> free_;
};

/// The bands that all amplifiers among `elements` carry, lowest first; `otherwise` where there is none.
std::vector<Band> common_bands(const PlannerNetwork& network, const Library& library,
                               std::span<const ElementIndex> elements, const Band& otherwise);

/// Whole units of 12.5 GHz that hold `spacing_hz`.
int units_of(double spacing_hz);

}  // namespace lightloom::gnpy
