// How strongly channels of a cable disturb each other, worked out once for each pair of widths and distance
// and kept.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "lab/glass/cable_row.h"
#include "lab/glass/wave_mixing.h"

namespace lightloom::lab::physics {

/// One per cable, for both directions.
class MixingTable {
 public:
  MixingTable(const Link& link, const FibreType& type);

  /// Fills in `load.pairs`. Pairs of earlier loads stay good until `generation` has another value: a table
  /// that has seen very many distances begins anew.
  void learn(Load& load);
  std::uint64_t generation() const { return generation_; }
  /// Efficiencies in m^2 Hz^2 by span, counted from a, of a pair: 16/27 gamma^2 P_own of it times the square
  /// of the other's power density is the NLI; twice that unless the other is the channel itself.
  const double* by_span(std::uint32_t pair) const { return &efficiency_[pair]; }

 private:
  // Efficiency depends on where the pair lies only if the fibre's dispersion has a slope.
  struct Key {
    Mhz distance, own_baud, other_baud, twice_middle;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  Key key_of(const Carrier& own, const Carrier& other) const;
  std::uint32_t add(const Key& key);
  void make_spans();

  const Link& link_;
  const FibreType& type_;
  std::vector<SpanMixing> spans_;  // made when first needed
  std::unordered_map<Key, std::uint32_t, KeyHash> known_;
  std::vector<double> efficiency_;
  std::uint64_t generation_ = 0;
};

}  // namespace lightloom::lab::physics
