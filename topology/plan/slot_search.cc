#include "topology/plan/slot_search.h"

#include <algorithm>

namespace lightloom {
namespace {

bool is_empty(const SliceMap& bits) {
  std::uint64_t any = 0;
  for (const auto word : bits.words()) any |= word;
  return any == 0;
}

bool is_within(const SliceMap& bits, const SliceMap& others) {
  for (std::size_t i = 0; i < SliceMap::kWords; ++i)
    if ((bits.words()[i] & ~others.words()[i]) != 0) return false;
  return true;
}

void remove(SliceMap& bits, const SliceMap& others) {
  for (std::size_t i = 0; i < SliceMap::kWords; ++i) bits.words()[i] &= ~others.words()[i];
}

bool fits(Latency before, Latency way, Latency after, Latency budget) {
  return after != kUnreachable && before != kUnreachable && before + way + after <= budget;
}

}  // namespace

void look_ahead(const SlotQuery& query, const SlotNeed& need, std::vector<SliceMap>& to_end) {
  const auto& network = query.network;
  const std::size_t modes = query.noise.modes();
  const std::size_t mode = need.mode.at();
  const auto noise_before = query.noise.to(network, query.from);
  const auto noise_after = query.noise.to(network, query.to);
  const auto& before = query.latencies.to(query.from);
  const auto& after = query.latencies.to(query.to);
  to_end.assign(network.sites().size(), {});
  to_end[query.to.at()] = run_starts({}, need);
  std::vector<SiteIndex> changed{query.to};
  for (std::size_t next = 0; next < changed.size(); ++next) {
    const SiteIndex site = changed[next];
    if (site == query.from) continue;
    const double rest = (*noise_after)[site.at() * modes + mode];
    for (const auto& way : network.ways_from(site)) {
      const std::size_t back = way.to.at();
      if (way.to == query.to || !fits(before[back], way.latency, after[site.at()], query.max_latency) ||
          (*noise_before)[back * modes + mode] + query.noise.of(way.hop.link)[mode] + rest >
              query.noise.budgets()[mode])
        continue;
      SliceMap reached = to_end[site.at()];
      reached &= query.taken.starts_on(way.hop.link, need.width);
      if (is_within(reached, to_end[back])) continue;
      to_end[back] |= reached;
      changed.push_back(way.to);
    }
  }
}

bool SlotSearch::precedes(std::uint32_t left, std::uint32_t right) const {
  const Label& a = labels_[left];
  const Label& b = labels_[right];
  if (a.latency != b.latency) return a.latency < b.latency;
  if (a.hops != b.hops) return a.hops < b.hops;
  // Looked at from the end, so the last difference seen is the first one along the route.
  bool before = false;
  while (left != right && labels_[left].hops > 0) {
    const auto left_link = labels_[left].hop.link;
    const auto right_link = labels_[right].hop.link;
    if (left_link != right_link) before = left_link < right_link;
    left = labels_[left].parent;
    right = labels_[right].parent;
  }
  return before;
}

// Prefixes go before complete routes of the same latency: one of them may yet become a route that precedes.
bool SlotSearch::is_later(const Entry& left, const Entry& right) const {
  if (left.bound != right.bound) return left.bound > right.bound;
  if (left.complete != right.complete) return left.complete;
  if (!left.complete) return left.label > right.label;
  return precedes(right.label, left.label);
}

void SlotSearch::push(const Entry& entry) {
  heap_.push_back(entry);
  std::push_heap(heap_.begin(), heap_.end(),
                 [this](const Entry& left, const Entry& right) { return is_later(left, right); });
}

SlotSearch::Entry SlotSearch::pop() {
  std::pop_heap(heap_.begin(), heap_.end(),
                [this](const Entry& left, const Entry& right) { return is_later(left, right); });
  const Entry entry = heap_.back();
  heap_.pop_back();
  return entry;
}

// Leaves to a label what no other at its site does at least as well: a place before it in the order, no more
// noise, the same slot free. Where several slots are needed together, one other must have them all. Whatever
// follows the label can follow the other; where that makes a loop, the same without it is better still.
bool SlotSearch::settle(std::uint32_t index, const SlotNeed& need) {
  Label& label = labels_[index];
  auto& settled = settled_[label.site.at()];
  for (const auto& other : settled) {
    if (other.noise > label.noise || !precedes(other.label, index)) continue;
    const SliceMap& starts = labels_[other.label].starts;
    if (need.count == 1) {
      remove(label.starts, starts);
      if (is_empty(label.starts)) return false;
    } else if (is_within(label.starts, starts)) {
      return false;
    }
  }
  settled.push_back({label.noise, index});
  return true;
}

void SlotSearch::expand(const SlotQuery& query, const SlotNeed& need, std::uint32_t index) {
  const std::size_t modes = query.noise.modes();
  const std::size_t mode = need.mode.at();
  const auto& after = query.latencies.to(query.to);
  const SiteIndex at = labels_[index].site;
  const SiteIndex back = labels_[labels_[index].parent].site;
  for (const auto& way : query.network.ways_from(at)) {
    const Label& label = labels_[index];
    if (way.to == back || way.to == query.from ||
        !fits(label.latency, way.latency, after[way.to.at()], query.max_latency))
      continue;
    const double noise = label.noise + query.noise.of(way.hop.link)[mode];
    if (noise + (*noise_after_)[way.to.at() * modes + mode] > query.noise.budgets()[mode]) continue;
    SliceMap starts = label.starts;
    starts &= query.taken.starts_on(way.hop.link, need.width);
    starts &= to_end_[way.to.at()];
    if (!have_room(starts, need)) continue;
    const auto next = static_cast<std::uint32_t>(labels_.size());
    const Latency latency = label.latency + way.latency;
    labels_.push_back({latency, noise, index, label.hops + 1, way.hop, way.to, starts});
    push({latency + after[way.to.at()], next, way.to == query.to});
  }
}

Route SlotSearch::route_of(const SlotQuery& query, std::uint32_t index) const {
  Route route{query.from, query.to, std::vector<Hop>(labels_[index].hops), labels_[index].latency};
  for (; labels_[index].hops > 0; index = labels_[index].parent)
    route.hops[labels_[index].hops - 1] = labels_[index].hop;
  return route;
}

SlotSearch::Outcome SlotSearch::find(const SlotQuery& query, const SlotNeed& need) {
  look_ahead(query, need, to_end_);
  const SliceMap& starts = to_end_[query.from.at()];
  if (!have_room(starts, need)) return {Ending::kNone, {}};
  noise_after_ = query.noise.to(query.network, query.to);
  labels_.clear();
  heap_.clear();
  settled_.resize(query.network.sites().size());
  for (auto& at_site : settled_) at_site.clear();
  labels_.push_back({Latency::zero(), 0.0, 0, 0, {}, query.from, starts});
  push({query.latencies.to(query.to)[query.from.at()], 0, false});
  while (!heap_.empty()) {
    const Entry entry = pop();
    if (entry.complete) return {Ending::kFound, route_of(query, entry.label)};
    if (labels_.size() >= kMaxSlotLabels) return {Ending::kStopped, {}};
    if (settle(entry.label, need)) expand(query, need, entry.label);
  }
  return {Ending::kNone, {}};
}

}  // namespace lightloom
