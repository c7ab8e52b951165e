// The first route on which a slot is free from end to end, found without looking at route after route: a
// shortest-path search whose labels carry the slots that are still free.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "topology/plan/free_spectrum.h"
#include "topology/plan/noise_table.h"

namespace lightloom {

/// What a search among routes for free slots is asked, and what it reads.
struct SlotQuery {
  const Network& network;
  NoiseTable& noise;
  TakenSpectrum& taken;
  LatencyTable& latencies;
  SiteIndex from, to;
  Latency max_latency = kUnreachable;
};

/// By site: where a slot of `need` may begin that is free on some way on to the destination, over cables that
/// light can pass within both budgets. Occupancy only grows, so what is not there is on no route.
void look_ahead(const SlotQuery& query, const SlotNeed& need, std::vector<SliceMap>& to_end);

/// Labels that one search makes at most (about 300 bytes each): what bounds its time and memory.
inline constexpr std::size_t kMaxSlotLabels = 20'000;

/// Dijkstra's algorithm (1959) over pairs of site and slot, all slots at once: Szcześniak, Jajszczyk and
/// Woźna-Szcześniak, Generic Dijkstra for optical networks, 2019 (arXiv:1810.04481); with noise as a second
/// sum along the route, and A* bounds on both. Keeps its memory from search to search; one per thread.
class SlotSearch {
 public:
  enum class Ending { kFound, kNone, kStopped };
  struct Outcome {
    Ending ending = Ending::kNone;
    Route route;  ///< where found
  };

  /// The first route, in the order of `comes_before`, within the budget, with room for `need` and noise under
  /// its mode's budget by NoiseTable's bounds: no route before it carries the mode, and that one may.
  Outcome find(const SlotQuery& query, const SlotNeed& need);

 private:
  struct Label {
    Latency latency;
    double noise;
    std::uint32_t parent;
    std::uint32_t hops;
    Hop hop;  // the last; none where hops is 0
    SiteIndex site;
    SliceMap starts;  // where a slot may begin on every cable so far, and on to the end
  };
  struct Entry {
    Latency bound;
    std::uint32_t label;
    bool complete;
  };
  struct Settled {
    double noise;
    std::uint32_t label;
  };

  bool is_later(const Entry& left, const Entry& right) const;
  bool precedes(std::uint32_t left, std::uint32_t right) const;
  void push(const Entry& entry);
  Entry pop();
  bool settle(std::uint32_t index, const SlotNeed& need);
  void expand(const SlotQuery& query, const SlotNeed& need, std::uint32_t index);
  Route route_of(const SlotQuery& query, std::uint32_t index) const;

  std::vector<Label> labels_;
  std::vector<Entry> heap_;
  std::vector<std::vector<Settled>> settled_;  // by site
  std::vector<SliceMap> to_end_;
  std::shared_ptr<const std::vector<double>> noise_after_;  // NoiseTable::to the destination
};

}  // namespace lightloom
