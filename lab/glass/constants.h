// Constants of nature and conventions of measurement that the glass is reckoned with.
#pragma once

#include "topology/units.h"

namespace lightloom::lab::physics {

inline constexpr double kPlanck = 6.626'070'15e-34;        ///< J s
inline constexpr double kLightSpeed = 299'792'458.0;       ///< m/s
inline constexpr double kReferenceBandwidthHz = 12.5e9;    ///< "0.1 nm"
inline constexpr double kReferenceWavelengthM = 1'550e-9;  ///< where dispersion and effective area are given
inline constexpr double kReferenceFrequencyHz = kLightSpeed / kReferenceWavelengthM;
inline constexpr Mhz kBeyondLight{1'000'000'000};  ///< 1 PHz: no frequency here is higher
inline constexpr Dbm kDarkness{-60};               ///< what a power meter says where there is no light

constexpr double hertz(Mhz frequency) { return static_cast<double>(frequency.value) * 1e6; }
inline double watt(Dbm power) { return to_linear(power).value * 1e-3; }
inline double ratio(Decibel decibel) { return to_linear(decibel).value; }
/// As a power meter shows it: never less than darkness.
Dbm metered(double watt);

}  // namespace lightloom::lab::physics
