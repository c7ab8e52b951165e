#include "southbound/openconfig/channels.h"

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "southbound/openconfig/names.h"
#include "southbound/openconfig/wanted_leaf.h"

namespace lightloom::southbound {
namespace {

constexpr std::size_t kLongestName = 128;

using Shape = std::tuple<std::string, std::string, Mhz, Mhz>;
using Indices = std::vector<std::uint32_t>;

// Config and state of a leaf, by what lies before and after them: `source/` and `port-name`.
struct TwoSided {
  std::string_view config, state;
};
constexpr TwoSided kName{"config/name", "state/name"};
constexpr TwoSided kLower{"config/lower-frequency", "state/lower-frequency"};
constexpr TwoSided kUpper{"config/upper-frequency", "state/upper-frequency"};
constexpr TwoSided kSource{"source/config/port-name", "source/state/port-name"};
constexpr TwoSided kDest{"dest/config/port-name", "dest/state/port-name"};
constexpr TwoSided kAdmin{"config/admin-status", "state/admin-status"};
constexpr std::array kShape{kLower, kUpper, kSource, kDest};

std::string_view text_of(const Entry& entry, const TwoSided& leaf) {
  return entry.has(leaf.config) ? entry.text(leaf.config) : entry.text(leaf.state);
}
std::optional<Mhz> frequency_of(const Entry& entry, const TwoSided& leaf) {
  return frequency_in(entry.has(leaf.config) ? entry.whole(leaf.config) : entry.whole(leaf.state));
}

bool agrees(const Entry& entry, const TwoSided& leaf) {
  const auto* state = entry.find(leaf.state);
  const auto* config = entry.find(leaf.config);
  if (state == nullptr) return true;
  if (config == nullptr) return false;
  if (const auto whole = whole_in(*config)) return whole_in(*state) == whole;
  return word_in(*state) == word_in(*config);
}

OneWay one_way_of(Entry entry) {
  OneWay way;
  way.name = usable_name(text_of(entry, kName));
  way.source = text_of(entry, kSource);
  way.dest = text_of(entry, kDest);
  way.lower = frequency_of(entry, kLower);
  way.upper = frequency_of(entry, kUpper);
  const auto* admin = entry.find(entry.has(kAdmin.config) ? kAdmin.config : kAdmin.state);
  way.is_enabled = admin != nullptr && word_in(*admin) == "ENABLED";
  way.is_carried_out =
      std::all_of(kShape.begin(), kShape.end(), [&](const TwoSided& leaf) { return agrees(entry, leaf); });
  way.entry = std::move(entry);
  return way;
}

std::optional<Shape> shape_of(const OneWay& way) {
  if (!way.lower || !way.upper || way.source.empty() || way.dest.empty()) return std::nullopt;
  return Shape{way.source, way.dest, *way.lower, *way.upper};
}
Shape mirrored(const Shape& shape) {
  const auto& [source, dest, lower, upper] = shape;
  return {dest, source, lower, upper};
}

constexpr std::int64_t floor_slices(std::int64_t mhz) {
  return mhz >= 0 ? mhz / kSliceWidth.value : -((-mhz + kSliceWidth.value - 1) / kSliceWidth.value);
}

// The least slot that covers what lies between the edges; the edges' own where they are one's.
Slot slot_over(Mhz lower, Mhz upper) {
  const auto first = floor_slices((lower - kGridAnchor).value);
  const auto end = -floor_slices(-(upper - kGridAnchor).value);
  const auto count = end - first + (end - first) % 2;
  return slot_of({static_cast<std::int32_t>(first), static_cast<std::int32_t>(count)});
}

class Pairing {
 public:
  explicit Pairing(const std::map<std::uint32_t, OneWay>& ways) : ways_(ways) {}

  /// Pairs of mirror images among `indices` (rising), lowest first; each index in one pair at most.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_among(const Indices& indices) const {
    std::map<Shape, std::deque<std::uint32_t>> waiting;  // for their mirror image
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const auto index : indices) {
      const auto shape = shape_of(ways_.at(index));
      if (!shape) continue;
      const auto other = waiting.find(mirrored(*shape));
      if (other == waiting.end() || other->second.empty()) {
        waiting[*shape].push_back(index);
        continue;
      }
      pairs.emplace_back(other->second.front(), index);
      other->second.pop_front();
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  }

 private:
  const std::map<std::uint32_t, OneWay>& ways_;
};

// Both directions as one; remarks only where somebody may have ordered it by its name.
class Seeing {
 public:
  explicit Seeing(const MediaChannels& all) : all_(all) {}

  Channel channel(std::uint32_t forward, std::optional<std::uint32_t> reverse, bool is_named) const {
    const OneWay& there = all_.one_way.at(forward);
    const OneWay* back = reverse ? &all_.one_way.at(*reverse) : nullptr;
    Channel channel{forward, reverse, {there.source, there.dest, covering(there, back)}};
    if (!is_named) return channel;
    if (const auto remark = remark_on(channel, there, back); !remark.empty())
      channel.seen.out_port += " (" + std::string(remark) + ")";
    return channel;
  }

 private:
  static Slot covering(const OneWay& there, const OneWay* back) {
    auto lower = there.lower, upper = there.upper;
    if (back != nullptr && back->lower && back->upper) {
      lower = lower ? std::min(*lower, *back->lower) : *back->lower;
      upper = upper ? std::max(*upper, *back->upper) : *back->upper;
    }
    if (!lower || !upper || *lower >= *upper) return {};
    return slot_over(*lower, *upper);
  }

  static std::string_view remark_on(const Channel& channel, const OneWay& there, const OneWay* back) {
    if (back == nullptr) return "one way";
    const auto shape = shape_of(there);
    if (!shape) return "unfinished";
    if (shape_of(*back) != std::optional(mirrored(*shape))) return "reverse differs";
    if (!there.is_enabled || !back->is_enabled) return "disabled";
    if (!there.is_carried_out || !back->is_carried_out) return "not carried out";
    const auto& seen = channel.seen;
    const bool is_whole =
        are_held(&there.entry,
                 media_channel_leaves(channel.forward, there.name, seen.in_port, seen.out_port, seen.slot)) &&
        are_held(&back->entry,
                 media_channel_leaves(*channel.reverse, there.name, seen.out_port, seen.in_port, seen.slot));
    return is_whole ? "" : "off the grid or unfinished";
  }

  const MediaChannels& all_;
};

// Of the channels of one name those that are its lightpath's: mirror images, where it would be written if
// there; else the lowest and its neighbour.
std::pair<std::uint32_t, std::optional<std::uint32_t>> own_pair(const Pairing& pairing,
                                                                const std::string& name,
                                                                const Indices& indices) {
  const auto pairs = pairing.pairs_among(indices);
  const auto usual = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& pair) { return pair.first == preferred_index(name); });
  if (usual != pairs.end()) return *usual;
  if (!pairs.empty()) return pairs.front();
  const auto sibling = indices.front() ^ 1U;
  const bool has_sibling = std::find(indices.begin(), indices.end(), sibling) != indices.end();
  return {indices.front(), has_sibling ? std::optional(sibling) : std::nullopt};
}

void add_foreign(const Pairing& pairing, Indices indices, MediaChannels& all) {
  const Seeing seeing(all);
  const auto name_of = [](std::uint32_t index) {
    return std::string(kForeignPrefix) + std::to_string(index);
  };
  std::sort(indices.begin(), indices.end());
  std::set<std::uint32_t> left(indices.begin(), indices.end());
  for (const auto& [forward, reverse] : pairing.pairs_among(indices)) {
    all.channels.emplace(name_of(forward), seeing.channel(forward, reverse, false));
    left.erase(forward);
    left.erase(reverse);
  }
  for (const auto index : left)
    all.channels.emplace(name_of(index), seeing.channel(index, std::nullopt, false));
}

}  // namespace

MediaChannels media_channels_in(const LeafMap& leaves) {
  MediaChannels all;
  std::map<std::string, Indices> by_name;
  for (auto& [keys, entry] : entries_of(leaves, kMediaChannels)) {
    const auto index = number_of(key_in(keys, "index"));
    if (!index) continue;
    const auto& way = all.one_way.emplace(*index, one_way_of(std::move(entry))).first->second;
    by_name[way.name].push_back(*index);
  }
  const Pairing pairing(all.one_way);
  const Seeing seeing(all);
  Indices foreign;
  for (auto& [name, indices] : by_name) {
    std::sort(indices.begin(), indices.end());  // entries come in the order of their keys' text
    if (name.empty()) {
      foreign.insert(foreign.end(), indices.begin(), indices.end());
      continue;
    }
    const auto [forward, reverse] = own_pair(pairing, name, indices);
    all.channels.emplace(name, seeing.channel(forward, reverse, true));
    for (const auto index : indices)
      if (index != forward && index != reverse) foreign.push_back(index);
  }
  add_foreign(pairing, std::move(foreign), all);
  return all;
}

std::string usable_name(std::string_view text) {
  const bool has_control = std::any_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (has_control || text.size() > kLongestName || is_foreign_name(text)) return {};
  return std::string(text);
}

std::optional<Mhz> frequency_in(std::optional<std::int64_t> mhz) {
  if (!mhz || *mhz < kLeastFrequency.value || *mhz > kGreatestFrequency.value) return std::nullopt;
  return Mhz{*mhz};
}

}  // namespace lightloom::southbound
