// What the generalised GN model needs of a comb in a glass, apart from powers and lengths: how the products
// of each two channels spread over phase mismatch. Costly to make, so it is kept from span to span.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <vector>

#include "topology/optics/fibre.h"
#include "topology/optics/mismatch_grid.h"
#include "topology/optics/raman.h"

namespace lightloom::optics {

/// Channels and the dispersion that each sees. One entry a channel.
struct CombInGlass {
  std::vector<double> frequency_hz;
  std::vector<double> baud_rate_hz;
  std::vector<double> roll_off;
  std::vector<double> beta2_s2_per_m;
  std::vector<double> beta3_s3_per_m;  ///< slope of a parabola through beta2 over frequency, over 2 pi
  bool operator==(const CombInGlass&) const = default;
};
CombInGlass comb_in_glass(const SpectralState& state, const Fibre& fibre);

class Interactions {
 public:
  Interactions(const CombInGlass& comb, const MismatchGrid& grid);

  /// Greatest mismatch, in rad/m, of products with either edge of a pump, and what formula (45) multiplies
  /// their integrals by.
  struct Edges {
    double lower, upper, scale_hz2;
  };
  /// A pump that is so near that the cut channel's whole product with it counts, or the cut channel itself.
  struct Near {
    std::uint32_t pump;
    std::uint32_t row;
  };
  std::span<const Near> near(std::size_t cut) const { return near_[cut]; }
  /// W of formula (44) times the grid's weights, up to the last entry that is not 0; in Hz^2.
  std::span<const double> row(std::uint32_t index) const { return rows_[index]; }

  /// Formula (46): the factors of a pump's two integrals, one a pump, 0 for near ones; in Hz^2 m and Hz^2
  /// m^2.
  std::span<const double> far(std::size_t cut) const { return std::span(far_).subspan(cut * count_, count_); }
  std::span<const double> far_tail(std::size_t cut) const {
    return std::span(far_tail_).subspan(cut * count_, count_);
  }
  /// Least of all mismatches of edges; infinite where every pump is near.
  double least_far_mismatch() const { return least_far_mismatch_; }
  /// Of a pump that is not near.
  Edges edges(std::size_t cut, std::size_t pump) const;
  const CombInGlass& comb() const { return comb_; }
  /// How much it keeps, in numbers.
  std::size_t volume() const;

 private:
  bool is_near(std::size_t cut, std::size_t pump) const;
  void add_far(std::size_t cut, std::size_t pump);

  CombInGlass comb_;
  std::size_t count_;
  std::vector<std::vector<Near>> near_;
  std::vector<std::vector<double>> rows_;
  std::vector<double> far_, far_tail_;
  double least_far_mismatch_;
};

/// Tables of the combs and glasses met so far, the least recently used forgotten first. The caller keeps it
/// from span to span; one thread at a time. References live until the next call of the same function.
class GgnTables {
 public:
  /// Of each kind as many are kept as have no more numbers than this, 128 MiB, and at least one.
  static constexpr std::size_t kMostNumbers = 16U << 20U;

  explicit GgnTables(std::size_t most_numbers = kMostNumbers);
  /// Tables kept, of both kinds.
  std::size_t size() const { return raman_.size() + interactions_.size(); }
  const MismatchGrid& grid() const { return grid_; }
  const RamanCoefficients& raman(const std::vector<double>& frequency_hz, const Fibre& fibre);
  const Interactions& interactions(const CombInGlass& comb);

 private:
  struct RamanEntry {
    std::vector<double> frequency_hz;
    double effective_area_m2, reference_frequency_hz;
    RamanProfile profile;
    RamanCoefficients coefficients;
  };
  std::size_t most_numbers_;
  MismatchGrid grid_;
  std::list<RamanEntry> raman_;  // latest use first
  std::list<Interactions> interactions_;
};

}  // namespace lightloom::optics
