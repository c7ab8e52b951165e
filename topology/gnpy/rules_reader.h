// `Span` and `SI` of a planner's library: how a network is designed, and for what load.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

void read_span_rules(const Fields& document, Library& library);

/// Where no entry is the default the first one is.
void read_spectrum_rules(const Fields& document, Library& library);

}  // namespace lightloom::gnpy
