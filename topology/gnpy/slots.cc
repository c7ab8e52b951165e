#include "topology/gnpy/slots.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace lightloom::gnpy {
namespace {

constexpr double kAnchorHz = 193.1e12;
constexpr double kSliceHz = 6.25e9;
constexpr double kUnitHz = 12.5e9;
constexpr double kGuardHz = 25e9;
constexpr double kRounding = 1e-6;  // of a slice: frequencies that mean a boundary are on it
constexpr int kLargestSlice = 1 << 16;
constexpr std::int64_t kFar = kLargestSlice + 1;  // no width that fits anywhere

int bounded(double slice) {
  return static_cast<int>(std::clamp(slice, -double{kLargestSlice}, double{kLargestSlice}));
}
/// The first slice that begins at `hz` or above it.
int first_slice(double hz) { return bounded(std::ceil((hz - kAnchorHz) / kSliceHz - kRounding)); }
/// The first slice that does not end at `hz` or below it.
int end_slice(double hz) { return bounded(std::floor((hz - kAnchorHz) / kSliceHz + kRounding)); }

// Bands of one amplifier; empty where the library knows none.
std::vector<Band> bands_of(const Library& library, const std::string& variety) {
  const auto found = library.amplifiers.find(variety);
  if (found == library.amplifiers.end()) return {};
  if (found->second.kind != AmplifierVariety::Kind::kMultiBand) return {found->second.band};
  std::vector<Band> bands;
  for (const auto& name : found->second.amplifiers)
    for (const auto& band : bands_of(library, name)) bands.push_back(band);
  return bands;
}

std::vector<Band> bands_of(const Library& library, const Element& element) {
  if (const auto* amplifier = std::get_if<AmplifierElement>(&element.what))
    return bands_of(library, amplifier->variety);
  const auto* multiband = std::get_if<MultibandElement>(&element.what);
  if (multiband == nullptr) return {};
  std::vector<Band> bands;
  for (const auto& amplifier : multiband->amplifiers)
    for (const auto& band : bands_of(library, amplifier.variety)) bands.push_back(band);
  return bands.empty() ? bands_of(library, multiband->variety) : bands;
}

bool is_known(const std::vector<Band>& bands) {
  return !bands.empty() && std::all_of(bands.begin(), bands.end(), [](const Band& band) {
    return band.f_min_hz > 0 && band.f_max_hz > band.f_min_hz;
  });
}

// Networks have thousands of amplifiers of few varieties: each counts once.
class Varieties {
 public:
  bool is_new(const Element& element) {
    const auto* amplifier = std::get_if<AmplifierElement>(&element.what);
    if (amplifier == nullptr) return std::holds_alternative<MultibandElement>(element.what);
    if (std::find(seen_.begin(), seen_.end(), amplifier->variety) != seen_.end()) return false;
    seen_.emplace_back(amplifier->variety);
    return true;
  }

 private:
  std::vector<std::string_view> seen_;
};

std::vector<Band> both(const std::vector<Band>& some, const std::vector<Band>& others) {
  std::vector<Band> common;
  for (const auto& a : some)
    for (const auto& b : others) {
      const Band band{std::max(a.f_min_hz, b.f_min_hz), std::min(a.f_max_hz, b.f_max_hz)};
      if (band.f_min_hz < band.f_max_hz) common.push_back(band);
    }
  return common;
}

// Bands of every variety of amplifier among the elements.
std::vector<std::vector<Band>> bands_among(const PlannerNetwork& network, const Library& library,
                                           std::span<const ElementIndex> elements) {
  std::vector<std::vector<Band>> all;
  Varieties varieties;
  for (const auto index : elements) {
    const auto& element = network.elements[index];
    if (!varieties.is_new(element)) continue;
    if (auto bands = bands_of(library, element); is_known(bands)) all.push_back(std::move(bands));
  }
  return all;
}

std::vector<Band> common_of(const std::vector<std::vector<Band>>& amplifiers, const Band& otherwise) {
  if (amplifiers.empty()) return {otherwise};
  auto common = amplifiers.front();
  for (const auto& bands : amplifiers) common = both(common, bands);
  std::sort(common.begin(), common.end(),
            [](const Band& a, const Band& b) { return a.f_min_hz < b.f_min_hz; });
  return common;
}

void widen(Band& hull, const std::vector<std::vector<Band>>& amplifiers) {
  for (const auto& bands : amplifiers)
    for (const auto& band : bands) {
      hull.f_min_hz = std::min(hull.f_min_hz, band.f_min_hz);
      hull.f_max_hz = std::max(hull.f_max_hz, band.f_max_hz);
    }
}

// Slots with their m first, widest first, then by n; those without n or m last of their kind.
std::vector<std::size_t> order_of_service(std::span<const RequestedSlot> slots) {
  std::vector<std::size_t> order(slots.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::size_t index) {
    const auto& slot = slots[index];
    return std::tuple(!slot.m.has_value(), -slot.m.value_or(0), !slot.n.has_value(), slot.n.value_or(0));
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return order;
}

bool has_room(const SlotDemand& demand) {
  std::int64_t channels = 0;
  for (const auto& slot : demand.slots) {
    if (slot.m.value_or(0) == 0) return true;  // chosen later
    channels += *slot.m / demand.m_per_channel;
  }
  return channels >= demand.channels;
}

}  // namespace

int units_of(double spacing_hz) { return static_cast<int>(std::ceil(spacing_hz / kUnitHz - kRounding)); }

std::vector<Band> common_bands(const PlannerNetwork& network, const Library& library,
                               std::span<const ElementIndex> elements, const Band& otherwise) {
  return common_of(bands_among(network, library, elements), otherwise);
}

PlannedSpectrum::PlannedSpectrum(const RoutingGraph& graph, const PlannerNetwork& network,
                                 const Library& library) {
  const Band design = library.spectrum.empty() ? SpectrumRules{}.band : library.spectrum.front().band;
  Band hull{std::numeric_limits<double>::infinity(), 0};
  std::vector<std::vector<Band>> lines;
  for (const auto& section : graph.sections()) {
    const auto amplifiers = bands_among(network, library, section.inside);
    widen(hull, amplifiers);
    lines.push_back(common_of(amplifiers, design));
  }
  const bool is_amplified = hull.f_max_hz > 0;
  if (!is_amplified) hull = {design.f_min_hz - kGuardHz, design.f_max_hz + kGuardHz};
  first_ = first_slice(hull.f_min_hz + kGuardHz);
  // GNPy lets the last slice begin where its guard does.
  const int end = std::max(first_, end_slice(hull.f_max_hz - kGuardHz) + (is_amplified ? 1 : 0));
  for (const auto& bands : lines) {
    auto& free = free_.emplace_back(static_cast<std::size_t>(end - first_), char{0});
    for (const auto& band : bands) {
      const int from = std::max(first_, first_slice(band.f_min_hz));
      const int to = std::min(end, end_slice(band.f_max_hz));
      if (from < to) std::fill(free.begin() + (from - first_), free.begin() + (to - first_), char{1});
    }
  }
}

// Slots of one request, while they are being chosen.
class PlannedSpectrum::Choice {
 public:
  Choice(Slices free, int first) : free_(std::move(free)), first_(first) {}

  bool fits(int n, int m) const {
    if (m > kLargestSlice || n > kLargestSlice || n < -kLargestSlice) return false;
    const int from = n - m - first_;
    if (m <= 0 || from < 0 || n + m - first_ > static_cast<int>(free_.size())) return false;
    const auto begin = free_.begin() + from;
    return std::all_of(begin, begin + std::ptrdiff_t{2} * m, [](char is) { return is != 0; });
  }

  std::optional<int> lowest(int m) const {
    if (m > kLargestSlice) return std::nullopt;
    int run = 0;
    for (std::size_t at = 0; at < free_.size(); ++at) {
      run = free_[at] != 0 ? run + 1 : 0;
      if (run >= 2 * m) return first_ + static_cast<int>(at) + 1 - m;
    }
    return std::nullopt;
  }

  // The largest multiple of `step` up to `most` that fits around n.
  int widest(int n, int most, int step) const {
    int m = 0;
    while (m + step <= most && fits(n, m + step)) m += step;
    return m;
  }

  void take(PlannedSlot slot) {
    std::fill_n(free_.begin() + (slot.n - slot.m - first_), 2 * slot.m, char{0});
  }

  /// nullopt: not to be had.
  std::optional<PlannedSlot> slot_for(const RequestedSlot& asked, int left, int step) const {
    const int m_asked = asked.m.value_or(0);
    if (m_asked > 0) {
      if (asked.n)
        return fits(*asked.n, m_asked) ? std::optional(PlannedSlot{*asked.n, m_asked}) : std::nullopt;
      const auto n = lowest(m_asked);
      return n ? std::optional(PlannedSlot{*n, m_asked}) : std::nullopt;
    }
    if (left <= 0) return std::nullopt;
    if (asked.n) {
      const int m = widest(*asked.n, left, step);
      return m > 0 ? std::optional(PlannedSlot{*asked.n, m}) : std::nullopt;
    }
    const auto n = lowest(left);
    return n ? std::optional(PlannedSlot{*n, left}) : std::nullopt;
  }

 private:
  Slices free_;
  int first_;
};

PlannedSpectrum::Slices PlannedSpectrum::free_on_all(std::span<const SectionIndex> sections,
                                                     const Band& tuning) const {
  const auto count = free_.empty() ? std::size_t{0} : free_.front().size();
  Slices free(count, 0);
  const int from = std::max(first_slice(tuning.f_min_hz) - first_, 0);
  const int to = std::min(end_slice(tuning.f_max_hz) - first_, static_cast<int>(count));
  if (from < to) std::fill(free.begin() + from, free.begin() + to, char{1});
  for (const auto section : sections)
    std::transform(free.begin(), free.end(), free_[section].begin(), free.begin(),
                   [](char a, char b) { return static_cast<char>(a & b); });
  return free;
}

SlotAnswer PlannedSpectrum::take(std::span<const SectionIndex> sections, const SlotDemand& demand) {
  if (!has_room(demand)) return {{}, "NOT_ENOUGH_RESERVED_SPECTRUM"};
  Choice choice(free_on_all(sections, demand.tuning), first_);
  std::vector<std::optional<PlannedSlot>> chosen(demand.slots.size());
  auto left = std::int64_t{demand.channels} * demand.m_per_channel;
  for (const auto index : order_of_service(demand.slots)) {
    const auto slot =
        choice.slot_for(demand.slots[index], static_cast<int>(std::min(left, kFar)), demand.m_per_channel);
    if (!slot) break;
    choice.take(*slot);
    chosen[index] = slot;
    left -= slot->m;
  }
  if (left > 0) return {{}, "NO_SPECTRUM"};
  SlotAnswer answer;
  for (const auto& slot : chosen) {
    if (!slot) continue;
    answer.slots.push_back(*slot);
    for (const auto section : sections)
      std::fill_n(free_[section].begin() + (slot->n - slot->m - first_), 2 * slot->m, char{0});
  }
  return answer;
}

bool PlannedSpectrum::is_free(SectionIndex section, PlannedSlot slot) const {
  return Choice(free_[section], first_).fits(slot.n, slot.m);
}

}  // namespace lightloom::gnpy
