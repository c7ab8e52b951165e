// ROADMs of a planner: a type of the library, and an element's settings over it.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"

namespace lightloom::gnpy {

/// Reads `Roadm`; the amplifiers must have been read, as its restrictions name them.
void read_roadm_varieties(const Fields& document, Library& library);

/// Reads a `Roadm` element of a known type.
RoadmElement read_roadm_element(const Fields& element, const RoadmVariety& variety, const Library& library);

}  // namespace lightloom::gnpy
