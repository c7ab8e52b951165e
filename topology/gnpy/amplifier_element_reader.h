// `Edfa` and `Multiband_amplifier` elements of a planner's topology.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"

namespace lightloom::gnpy {

AmplifierElement read_amplifier_element(const Fields& element, const Library& library);

/// Amplifiers of an element that names its type but not them are for design to make, one a band of that type.
MultibandElement read_multiband_element(const Fields& element, const Library& library);

}  // namespace lightloom::gnpy
