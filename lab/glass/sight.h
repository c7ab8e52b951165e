// What can be seen of the light from outside, and when it is no longer the same.
#pragma once

#include <optional>

#include "lab/glass/light_field.h"

namespace lightloom::lab::physics {

Fibre fibre_seen(const Plant& plant, const LightField& field, CableIndex cable);
/// As it is with no light in it.
Fibre unlit_fibre(const Plant& plant, CableIndex cable);

/// By more than 0.005 dB anywhere, or something appeared or vanished: half of what two decimals show.
bool differs(const Fibre& left, const Fibre& right);
bool differs(const std::optional<Reception>& left, const std::optional<Reception>& right);

}  // namespace lightloom::lab::physics
