#include "topology/optics/ggn_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "topology/optics/channel_overlap.h"
#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

constexpr double kDefaultRollOff = 0.1;
// GNPy's distance up to which the whole product is taken: five channels of 50 GHz at 32 GBd in a fibre of
// 21.3 ps^2/km, and in proportion to 1 / (beta2 * symbol rate).
constexpr double kNearProduct = 5 * 50e9 * 32e9 * 21.3e-27;  // Hz^2 s^2/m

double half_width(double baud_hz, double roll_off) { return baud_hz * (1.0 + roll_off) / 2.0; }

struct Parabola {
  double linear, quadratic;  // of the least-squares fit y = a + linear x + quadratic x^2
};
// With fewer points than it needs, the curve through them. x has a mean of 0.
Parabola fit(const std::vector<double>& x, const std::vector<double>& y) {
  double x2 = 0, x3 = 0, x4 = 0, xy = 0, x2y = 0, y_sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double square = x[i] * x[i];
    x2 += square;
    x3 += square * x[i];
    x4 += square * square;
    y_sum += y[i];
    xy += x[i] * y[i];
    x2y += square * y[i];
  }
  if (x2 <= 0) return {0, 0};
  const auto n = static_cast<double>(x.size());
  if (x.size() < 3) return {xy / x2, 0};
  const double a = x4 - x2 * x2 / n;
  const double right = x2y - x2 * y_sum / n;
  const double determinant = x2 * a - x3 * x3;
  return {(xy * a - x3 * right) / determinant, (x2 * right - x3 * xy) / determinant};
}

std::vector<double> slopes_of(const std::vector<double>& frequency_hz, const std::vector<double>& beta2) {
  const auto [least, greatest] = std::minmax_element(beta2.begin(), beta2.end());
  // Rounding of a constant is not a slope.
  if (*greatest - *least <= 1e-12 * std::abs(*least)) return std::vector<double>(beta2.size(), 0.0);
  double mean = 0;
  for (const double f : frequency_hz) mean += f / static_cast<double>(frequency_hz.size());
  // In THz, so that fourth powers stay near 1.
  std::vector<double> x;
  x.reserve(frequency_hz.size());
  for (const double f : frequency_hz) x.push_back((f - mean) * 1e-12);
  const Parabola parabola = fit(x, beta2);
  std::vector<double> beta3;
  beta3.reserve(x.size());
  for (const double at : x) {
    beta3.push_back((parabola.linear + 2.0 * parabola.quadratic * at) * 1e-12 / (2.0 * kPi));
  }
  return beta3;
}

template <typename Entries, typename Predicate>
bool bring_to_front(Entries& entries, Predicate is_it) {
  const auto found = std::find_if(entries.begin(), entries.end(), is_it);
  if (found == entries.end()) return false;
  entries.splice(entries.begin(), entries, found);
  return true;
}

template <typename Entries, typename Volume>
void forget_oldest(Entries& entries, std::size_t most_numbers, Volume volume) {
  std::size_t total = 0;
  auto entry = entries.begin();
  for (; entry != entries.end(); ++entry) {
    total += volume(*entry);
    if (total > most_numbers && entry != entries.begin()) break;
  }
  entries.erase(entry, entries.end());
}

}  // namespace

CombInGlass comb_in_glass(const SpectralState& state, const Fibre& fibre) {
  CombInGlass comb;
  comb.frequency_hz = state.frequency_hz;
  comb.baud_rate_hz = state.baud_rate_hz;
  comb.roll_off = state.roll_off;
  if (comb.roll_off.empty()) comb.roll_off.assign(state.size(), kDefaultRollOff);
  for (const double f : state.frequency_hz) comb.beta2_s2_per_m.push_back(beta2_s2_per_m(fibre, f));
  comb.beta3_s3_per_m = slopes_of(comb.frequency_hz, comb.beta2_s2_per_m);
  return comb;
}

Interactions::Interactions(const CombInGlass& comb, const MismatchGrid& grid)
    : comb_(comb),
      count_(comb.frequency_hz.size()),
      near_(count_),
      far_(count_ * count_, 0.0),
      far_tail_(count_ * count_, 0.0),
      least_far_mismatch_(std::numeric_limits<double>::infinity()) {
  std::map<ChannelPair, std::uint32_t> known;
  for (std::size_t cut = 0; cut < count_; ++cut) {
    for (std::size_t pump = 0; pump < count_; ++pump) {
      if (!is_near(cut, pump)) {
        add_far(cut, pump);
        continue;
      }
      ChannelPair pair{comb.beta2_s2_per_m[cut],
                       comb.beta3_s3_per_m[cut],
                       comb.frequency_hz[pump] - comb.frequency_hz[cut],
                       {comb.baud_rate_hz[cut], comb.roll_off[cut]},
                       {comb.baud_rate_hz[pump], comb.roll_off[pump]}};
      const auto [place, is_new] =
          known.try_emplace(canonical(pair), static_cast<std::uint32_t>(rows_.size()));
      if (is_new) rows_.push_back(overlap_weights(place->first, grid));
      near_[cut].push_back({static_cast<std::uint32_t>(pump), place->second});
    }
  }
}

bool Interactions::is_near(std::size_t cut, std::size_t pump) const {
  const double distance = std::abs(comb_.frequency_hz[pump] - comb_.frequency_hz[cut]);
  // Half a megahertz over it still counts as at it: frequencies carry rounding.
  return cut == pump ||
         (distance - 0.5e6) * std::abs(comb_.beta2_s2_per_m[cut]) * comb_.baud_rate_hz[pump] <= kNearProduct;
}

Interactions::Edges Interactions::edges(std::size_t cut, std::size_t pump) const {
  const double half_cut = half_width(comb_.baud_rate_hz[cut], comb_.roll_off[cut]);
  const double half_pump = half_width(comb_.baud_rate_hz[pump], comb_.roll_off[pump]);
  const double distance = comb_.frequency_hz[pump] - comb_.frequency_hz[cut];
  const auto mismatch = [&](double offset) {
    const double beta =
        comb_.beta2_s2_per_m[cut] + kPi * comb_.beta3_s3_per_m[cut] * (offset + half_cut / 2.0);
    return std::max(4.0 * kPi * kPi * std::abs(offset * beta) * half_cut, kLeastMismatch);
  };
  return {mismatch(distance - half_pump), mismatch(distance + half_pump),
          comb_.baud_rate_hz[pump] * half_cut};
}

void Interactions::add_far(std::size_t cut, std::size_t pump) {
  const Edges far = edges(cut, pump);
  far_[cut * count_ + pump] = far.scale_hz2 * (1.0 / far.lower + 1.0 / far.upper);
  far_tail_[cut * count_ + pump] =
      far.scale_hz2 * (1.0 / (far.lower * far.lower) + 1.0 / (far.upper * far.upper));
  least_far_mismatch_ = std::min({least_far_mismatch_, far.lower, far.upper});
}

std::size_t Interactions::volume() const {
  std::size_t numbers = far_.size() + far_tail_.size() + 5 * count_;
  for (const auto& row : rows_) numbers += row.size();
  for (const auto& near : near_) numbers += near.size();
  return numbers;
}

GgnTables::GgnTables(std::size_t most_numbers) : most_numbers_(most_numbers), grid_(mismatch_grid()) {}

const RamanCoefficients& GgnTables::raman(const std::vector<double>& frequency_hz, const Fibre& fibre) {
  const auto is_it = [&](const RamanEntry& entry) {
    return entry.effective_area_m2 == fibre.effective_area_m2 &&
           entry.reference_frequency_hz == fibre.reference_frequency_hz && entry.profile == fibre.raman &&
           entry.frequency_hz == frequency_hz;
  };
  if (!bring_to_front(raman_, is_it)) {
    raman_.push_front({frequency_hz, fibre.effective_area_m2, fibre.reference_frequency_hz, fibre.raman,
                       RamanCoefficients(frequency_hz, fibre)});
    forget_oldest(raman_, most_numbers_, [](const RamanEntry& entry) {
      return entry.frequency_hz.size() * (entry.frequency_hz.size() + 1) + 2 * entry.profile.offset_hz.size();
    });
  }
  return raman_.front().coefficients;
}

const Interactions& GgnTables::interactions(const CombInGlass& comb) {
  if (!bring_to_front(interactions_, [&](const Interactions& entry) { return entry.comb() == comb; })) {
    interactions_.emplace_front(comb, grid_);
    forget_oldest(interactions_, most_numbers_, [](const Interactions& entry) { return entry.volume(); });
  }
  return interactions_.front();
}

}  // namespace lightloom::optics
