// `Edfa` entries of a planner's library.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

/// Reads every entry of `Edfa` into `library`. Of entries with the same type_variety the last one counts.
/// Files that they refer to come from `beside`.
void read_amplifiers(const Fields& document, FileSource beside, void* context, Library& library);

/// Finishes what refers to other types: dual stages take their p_max and gain from their stages, multi_band
/// types know all of theirs. Refused where one is unknown.
void resolve_amplifiers(const Fields& document, Library& library);

/// The names of all amplifier types.
std::vector<std::string_view> amplifier_names(const Library& library);

}  // namespace lightloom::gnpy
