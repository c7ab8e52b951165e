// Keeps a search among routes away from where nothing is free.
#pragma once

#include <span>
#include <vector>

#include "topology/plan/slot_search.h"

namespace lightloom {

/// Refuses prefixes beyond which no needed slot is free, or its mode cannot close, all the way to the
/// destination. Exact: occupancy and noise only grow.
class SpectrumPruner : public RoutePruner {
 public:
  /// What `query` refers to outlives it, and the window looked at stays the same.
  SpectrumPruner(const SlotQuery& query, std::vector<SlotNeed> needs);

  /// Cables on no way that it admits.
  const ClosedLinks& closed() const { return closed_; }

  void extend(std::span<const Hop> prefix) override;
  bool admits(const Adjacency& way) override;

 private:
  TakenSpectrum& taken_;
  SiteIndex destination_;
  std::vector<SlotNeed> needs_;
  std::vector<std::vector<SliceMap>> to_end_;  // as look_ahead gives it, by place in needs_
  std::vector<SliceMap> on_prefix_;            // where slots may begin, by place in needs_
  NoisePruner noise_;
  ClosedLinks closed_;
};

}  // namespace lightloom
