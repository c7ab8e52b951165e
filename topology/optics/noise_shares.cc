#include "topology/optics/noise_shares.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lightloom::optics {
namespace {

// The least of a/p + b p^2, at p^3 = a / (2b).
double least_of_sum(double a, double b) { return 3.0 / std::cbrt(4.0) * std::cbrt(a * a * b); }

struct Sums {
  double ase = 0, nli = 0;
};

Sums sums_of(const NoiseShares& shares) {
  Sums sums;
  for (const auto& stretch : shares.stretches) {
    sums.ase += stretch.ase.value;
    sums.nli += stretch.nli.value;
  }
  return sums;
}

}  // namespace

LinearRatio NoiseShares::ase() const { return {sums_of(*this).ase}; }
LinearRatio NoiseShares::nli() const { return {sums_of(*this).nli}; }

const StretchNoise& NoiseShares::worst() const {
  return *std::max_element(
      stretches.begin(), stretches.end(),
      [](const StretchNoise& left, const StretchNoise& right) { return left.both() < right.both(); });
}

LaunchOptimum launch_optimum(const NoiseShares& shares) {
  LaunchOptimum optimum;
  optimum.local.resize(shares.stretches.size());
  const auto [ase, nli] = sums_of(shares);
  if (!(ase > 0) || !(nli > 0)) return optimum;
  const auto in_db = [](double ratio) { return to_decibel(LinearRatio{ratio}); };
  optimum.global = in_db(std::cbrt(ase / (2.0 * nli)));
  optimum.global_gain = in_db((ase + nli) / least_of_sum(ase, nli));
  double least = 0;
  for (std::size_t i = 0; i < shares.stretches.size(); ++i) {
    const double own_ase = shares.stretches[i].ase.value;
    const double own_nli = shares.stretches[i].nli.value;
    if (own_ase > 0 && own_nli > 0) {
      optimum.local[i] = in_db(std::cbrt(own_ase / (2.0 * own_nli)));
      least += least_of_sum(own_ase, own_nli);
    } else {
      least += own_ase + own_nli;
    }
  }
  optimum.local_gain = in_db((ase + nli) / least);
  return optimum;
}

std::string in_words(const NoiseShares& shares) {
  const double total = shares.total().value;
  const auto percent = [total](LinearRatio part) { return std::lround(100.0 * part.value / total); };
  auto words = fmt::format("amplifiers {} %, fibre {} %", percent(shares.ase()), percent(shares.nli()));
  if (shares.transmitter > LinearRatio{})
    words += fmt::format(", transmitter {} %", percent(shares.transmitter));
  if (shares.add_drop > LinearRatio{}) words += fmt::format(", add and drop {} %", percent(shares.add_drop));
  if (!shares.stretches.empty())
    words += fmt::format("; most in {}, {} %", shares.worst().where, percent(shares.worst().both()));
  return words;
}

}  // namespace lightloom::optics
