// What an amplifier of the library is like where its entry says nothing: the band and the dynamic gain tilt
// of GNPy 2.12 (`DEFAULT_EDFA_CONFIG` in gnpy/core/parameters.py). The figures are data of the Telecom Infra
// Project, Copyright (c) 2018, BSD-3-Clause; tests/data/gnpy/LICENSE has its text.
#pragma once

#include <span>

#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

inline constexpr Band kDefaultAmplifierBand{191.275e12, 196.125e12};

/// Relative change of gain in dB a dB of tilt, at 96 equal steps over the band, rising.
std::span<const double> default_dynamic_gain_tilt();

}  // namespace lightloom::gnpy
