// Which mode closes on a path: the one asked for, or the planner's choice. One propagation serves all modes
// of the same comb, and all requests on the same path.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "topology/gnpy/propagation.h"
#include "topology/gnpy/reception.h"
#include "topology/gnpy/tidy_requests.h"

namespace lightloom::gnpy {

/// What light does on a path, as `Propagator::propagate`.
using PropagatePath =
    std::function<Result<Arrival>(std::span<const ElementIndex> path, const PlannerComb& comb)>;

struct Judgement {
  std::string reason;                     ///< empty: the mode closes
  std::string detail;                     ///< of NO_COMPUTED_SNR: why
  const TransceiverMode* mode = nullptr;  ///< chosen, asked for, or the last that was tried
  std::optional<Reception> reception;     ///< of `mode`
  double latency_s = 0;
  PlannerComb comb;        ///< that it was propagated in
  double required_db = 0;  ///< of `mode`, with the operator's margin
};

class ModeChoice {
 public:
  ModeChoice(PropagatePath propagate, const Library& library);

  /// A mode asked for closes where the worst channel reaches what it needs and the margin, in hundredths of a
  /// dB; one that the planner chooses where it exceeds that. It chooses, as GNPy does, by symbol rate and
  /// equalisation offset, the highest first, and among the modes of that symbol rate by bit rate.
  Judgement judge(const TidyRequest& request, const std::vector<ElementIndex>& path);
  /// Whether a mode closes on the way back: never chosen anew there.
  Judgement judge_back(const TidyRequest& request, const TransceiverMode& mode,
                       const std::vector<ElementIndex>& path);

 private:
  struct Key {
    std::vector<ElementIndex> path;
    std::tuple<double, double, double, double, double, double, double> comb;
    bool operator<(const Key& other) const { return std::tie(comb, path) < std::tie(other.comb, other.path); }
  };

  Judgement of_mode(const TidyRequest& request, const TransceiverMode& mode,
                    const std::vector<ElementIndex>& path, double roll_off);
  Judgement choose(const TidyRequest& request, const std::vector<ElementIndex>& path);
  PlannerComb comb_of(const TidyRequest& request, double baud_rate_hz, double roll_off,
                      double offset_db) const;
  const Result<Arrival>& arrival(const std::vector<ElementIndex>& path, const PlannerComb& comb);
  double required_db(const TransceiverMode& mode) const;

  PropagatePath propagate_;
  SpectrumRules rules_;
  std::map<Key, Result<Arrival>> arrivals_;
};

}  // namespace lightloom::gnpy
