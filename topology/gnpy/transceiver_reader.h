// `Transceiver` entries of a planner's library, with their modes.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

void read_transceivers(const Fields& document, Library& library);

}  // namespace lightloom::gnpy
