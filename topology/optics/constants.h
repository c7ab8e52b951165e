// Physical constants (CODATA 2018, exact by definition) and the conventions that every optics file shares.
#pragma once

#include <numbers>

namespace lightloom::optics {

inline constexpr double kPi = std::numbers::pi;
inline constexpr double kLightSpeed = 299'792'458.0;      ///< m/s
inline constexpr double kPlanck = 6.626'070'15e-34;       ///< J s
inline constexpr double kGroupIndex = 1.468;              ///< of silica fibre
inline constexpr double kNonlinearIndex = 2.6e-20;        ///< m^2/W, of silica
inline constexpr double kReferenceBandwidthHz = 12.5e9;   ///< "0.1 nm"
inline constexpr double kReferenceWavelength = 1'550e-9;  ///< m; dispersion and effective area are given here
inline constexpr double kReferenceFrequency = kLightSpeed / kReferenceWavelength;  ///< Hz

}  // namespace lightloom::optics
