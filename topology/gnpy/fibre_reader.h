// Fibre of a planner: a type of the library, and an element's figures over it.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"

namespace lightloom::gnpy {

/// Reads `Fiber` and `RamanFiber`. Like GNPy it takes dispersion, effective area or gamma, PMD and
/// `raman_efficiency` from there; a slope, tables and `raman_coefficient` count only in an element.
void read_fibre_varieties(const Fields& document, Library& library);

/// Reads a `Fiber` or `RamanFiber` element of a known type; `params` may be missing fields that the type has.
FibreElement read_fibre_element(const Fields& element, const FibreVariety& variety);

}  // namespace lightloom::gnpy
