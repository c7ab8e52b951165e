#include "topology/gnpy/reception.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "topology/optics/constants.h"
#include "topology/units.h"

namespace lightloom::gnpy {
namespace {

using optics::kReferenceBandwidthHz;

double linear(double db) { return to_linear(Decibel{db}).value; }
double decibel(double ratio) { return to_decibel(LinearRatio{ratio}).value; }

}  // namespace

double penalty_db(const PenaltyCurve& curve, double impairment) {
  const auto& at = curve.up_to;
  if (at.empty()) return 0;
  if (impairment < at.front() || impairment > at.back()) return std::numeric_limits<double>::infinity();
  const auto above =
      static_cast<std::size_t>(std::lower_bound(at.begin(), at.end(), impairment) - at.begin());
  if (above == 0 || at[above] == impairment) return curve.penalty_db[above];
  const double share = (impairment - at[above - 1]) / (at[above] - at[above - 1]);
  return curve.penalty_db[above - 1] + share * (curve.penalty_db[above] - curve.penalty_db[above - 1]);
}

Reception receive(const Arrival& arrival, const TransceiverMode& mode) {
  const double transmitter = linear(-mode.tx_osnr_db);
  const auto count = arrival.signal_w.size();
  Reception mean;
  mean.worst_0p1nm_db = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < count; ++i) {
    const double per_reference = arrival.baud_rate_hz[i] / kReferenceBandwidthHz;
    const double added = transmitter + (arrival.roadm_noise.empty() ? 0 : arrival.roadm_noise[i]);
    const double ase = arrival.ase_w[i] / arrival.signal_w[i] / per_reference;
    const double nli = arrival.nli_w[i] / arrival.signal_w[i] / per_reference;
    const double gsnr = -decibel(ase + nli + added);
    mean.gsnr_0p1nm_db += gsnr;
    mean.gsnr_signal_bandwidth_db += gsnr - decibel(per_reference);
    mean.osnr_0p1nm_db -= decibel(ase + added);
    const double lost = penalty_db(mode.chromatic_dispersion, arrival.chromatic_dispersion_ps_per_nm[i]) +
                        penalty_db(mode.pmd, arrival.pmd_ps[i]) + penalty_db(mode.pdl, arrival.pdl_db[i]);
    if (gsnr - lost >= mean.worst_0p1nm_db) continue;
    mean.worst_0p1nm_db = gsnr - lost;
    mean.worst_channel = i;
    mean.worst_gsnr_0p1nm_db = gsnr;
    mean.worst_penalty_db = lost;
  }
  const auto channels = static_cast<double>(count);
  mean.gsnr_0p1nm_db /= channels;
  mean.gsnr_signal_bandwidth_db /= channels;
  mean.osnr_0p1nm_db /= channels;
  return mean;
}

}  // namespace lightloom::gnpy
