// What a metre of a kind of fibre does to light, by frequency.
#pragma once

#include "topology/equipment.h"

namespace lightloom::lab::physics {

/// Power attenuation in neper/m. A fibre that is said to lose nothing loses a millionth of a usual one, so
/// that all integrals stay finite.
double attenuation_per_m(double loss_db_per_km);

/// D at a frequency. Without a slope beta2 is what stays the same over the band.
double dispersion_s_per_m2(const FibreType& type, double frequency_hz);
/// Second derivative of the propagation constant, s^2/m: negative in common fibre.
double beta2_s2_per_m(const FibreType& type, double frequency_hz);
/// Kerr nonlinearity, 1/(W m): of the index of silica over the area of the mode, which shrinks as the
/// frequency rises. 0 where neither area nor gamma is known.
double gamma_per_w_per_m(const FibreType& type, double frequency_hz);

}  // namespace lightloom::lab::physics
