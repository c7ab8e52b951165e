// The bands that a line's amplifiers are designed for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/line_walk.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// `LBAND`, `CBAND` or `unknown_band`, by the band's centre.
std::string_view band_name(const Band& band);

struct NamedBand {
  std::string_view name;
  Band band;
  bool operator==(const NamedBand&) const = default;
};

/// The bands of an amplifier of that type, each once; one for a type that is not multiband.
std::vector<Band> bands_of(const AmplifierVariety& variety, const Library& library);

/// What all lists have in common, by rising frequency; lists that repeat count once. Empty for no lists.
std::vector<Band> common_bands(const std::vector<std::vector<Band>>& lists);

/// Of the line that leaves a ROADM or transceiver by `degree`: what the ROADM says for the degree, else what
/// the amplifiers along it and the ROADM have in common, else the ROADM's, else those of `SI`. One of each
/// name, by rising frequency, at least one. kInvalidArgument where kinds of amplifiers or numbers of bands do
/// not go together.
Result<std::vector<NamedBand>> design_bands(const PlannerNetwork& network, const Library& library,
                                            ElementIndex node, ElementIndex degree, const Line& line);

/// kInvalidArgument where a ROADM has design bands for a degree that it has not.
Result<void> check_band_degrees(const PlannerNetwork& network, ElementIndex roadm);

}  // namespace lightloom::gnpy
