// What each cable adds to a comb that fills the band: a few numbers a cable, direction and comb, on shapes
// that many cables share. Adding them along a route is then a loop over channels without a transcendental
// function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "topology/network.h"
#include "topology/optics/directed_line.h"

namespace lightloom::optics {

/// The full load of one or more modes: `count` channels from `first_hz`, each at `target_w` out of a ROADM.
struct LoadComb {
  std::size_t count = 0;
  double first_hz = 0;
  double spacing_hz = 0;
  double baud_rate_hz = 0;
  double target_w = 0;
  bool operator==(const LoadComb&) const = default;
};

/// The transceiver's tuning range within the line's band, filled at the mode's least spacing from its lower
/// end; no channel where not one fits.
LoadComb load_comb(const Mode& mode, const LineDefaults& line, const RoadmTarget& target);

/// Beside which neighbours each channel of a comb is looked at.
enum class AssumedLoad {
  kFull,   ///< every other channel of the comb is lit
  kAlone,  ///< none is: the least noise that a channel can meet
};

/// Channels are worked on in blocks of this many; arrays are padded with zeros to whole blocks.
inline constexpr std::size_t kBlock = 8;
constexpr std::size_t padded(std::size_t count) { return (count + kBlock - 1) / kBlock * kBlock; }

/// What one line adds at full load: formulas (20) and (21). A shape is an offset into FullLoadTable::pool.
struct LineLoad {
  double ase = 0;
  double nli = 0;
  double gain = 0;  ///< from a ROADM's output to the next one's input; under 1 the target may be missed
  std::uint32_t ase_shape = 0;
  std::uint32_t nli_shape = 0;
};

/// Noise-to-signal ratios in the signal's bandwidth along a route, at full load. Padding stays 0.
struct LoadState {
  std::vector<double> noise;  ///< ASE and NLI
  std::vector<double> ase;
  std::vector<double> launch;  ///< signal at the ROADM's output, over the target
};

class FullLoadTable {
 public:
  explicit FullLoadTable(LoadComb comb, AssumedLoad load = AssumedLoad::kFull);

  /// Walks a line under the assumed load from a noiseless comb. Lines are numbered in the order in which they
  /// are added.
  void add(const DirectedLine& line);
  const LoadComb& comb() const { return comb_; }
  const LineLoad& line(std::size_t index) const { return lines_[index]; }

  /// Adds a line's noise to that of the route before it: formula (22).
  void extend(std::size_t index, std::vector<double>& noise) const;
  /// The same where a line may leave less than the target, and with ASE apart.
  void extend(std::size_t index, LoadState& state) const;
  LoadState start() const;

  /// Geometric mean over the channels of the least noise-to-signal ratio that the line can add, whatever
  /// noise and power arrive: formula (24). In the signal's bandwidth.
  double least_added(std::size_t index) const;

 private:
  struct Kernel {
    Fibre fibre;  ///< any of its kind: length and lumped losses do not matter
    std::uint32_t shape = 0;
    double mean = 0;
  };
  struct Weight {
    std::size_t kernel;
    double factor;
  };
  std::size_t kernel_of(const Fibre& fibre);
  std::uint32_t keep(const std::vector<double>& shape);
  void add_uniform(const DirectedLine& line);
  void add_tilted(const DirectedLine& line);

  LoadComb comb_;
  AssumedLoad load_;
  std::uint32_t ase_shape_ = 0;
  std::vector<Kernel> kernels_;
  std::vector<double> pool_;
  std::vector<LineLoad> lines_;
};

/// -10 log10 of the geometric mean of `noise + extra` over the first `count` entries: the mean in decibels of
/// the ratios of signal to noise.
double mean_signal_to_noise_db(const std::vector<double>& noise, std::size_t count, double extra);

}  // namespace lightloom::optics
