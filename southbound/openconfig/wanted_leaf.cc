#include "southbound/openconfig/wanted_leaf.h"

#include <algorithm>
#include <cmath>

#include "southbound/openconfig/names.h"

namespace lightloom::southbound {
namespace {

constexpr double kKbpsPerGbps = 1e6;
constexpr double kSameDecimal = 0.0005;  // half of the last digit of `gbps`

Scalar mhz_leaf(Mhz at) { return static_cast<std::uint64_t>(std::max<std::int64_t>(at.value, 0)); }
Scalar number_leaf(std::uint32_t value) { return std::uint64_t{value}; }
Scalar text_leaf(std::string_view value) { return std::string(value); }

}  // namespace

bool is_held(const Scalar& value, const WantedLeaf& wanted) {
  switch (wanted.type) {
    case LeafType::kText:
      return value == wanted.value;
    case LeafType::kWord:
      return word_in(value) == text_in(wanted.value);
    case LeafType::kFlag:
      return flag_in(value) == flag_in(wanted.value);
    case LeafType::kUint32:
    case LeafType::kUint64: {
      const auto whole = whole_in(value);
      return whole && whole == whole_in(wanted.value);
    }
    case LeafType::kDecimal: {
      const auto held = number_in(value);
      return held && std::abs(*held - number_in(wanted.value).value_or(0)) < kSameDecimal;
    }
  }
  return false;
}

bool are_held(const Entry* entry, const WantedLeaves& wanted) {
  if (entry == nullptr) return wanted.empty();
  return std::all_of(wanted.begin(), wanted.end(), [&](const WantedLeaf& leaf) {
    const auto* value = entry->find(leaf.below);
    return value != nullptr && is_held(*value, leaf);
  });
}

std::vector<Write> writes_to(const std::string& path, const Entry* entry, const WantedLeaves& wanted) {
  std::vector<Write> writes;
  for (const WantedLeaf& leaf : wanted) {
    const auto* value = entry == nullptr ? nullptr : entry->find(leaf.below);
    if (value == nullptr || !is_held(*value, leaf))
      writes.push_back({path + '/' + std::string(leaf.below), leaf.type, leaf.value});
  }
  return writes;
}

WantedLeaves media_channel_leaves(std::uint32_t index, std::string_view name, std::string_view source,
                                  std::string_view dest, Slot slot) {
  const Mhz half = kSliceWidth * slot.m;
  return {{"config/index", LeafType::kUint32, number_leaf(index)},
          {"config/name", LeafType::kText, text_leaf(name)},
          {"config/lower-frequency", LeafType::kUint64, mhz_leaf(slot.centre() - half)},
          {"config/upper-frequency", LeafType::kUint64, mhz_leaf(slot.centre() + half)},
          {"config/admin-status", LeafType::kWord, text_leaf("ENABLED")},
          {"source/config/port-name", LeafType::kText, text_leaf(source)},
          {"dest/config/port-name", LeafType::kText, text_leaf(dest)}};
}

WantedLeaves optical_channel_leaves(std::string_view port, Mhz frequency, std::uint32_t mode_id) {
  return {{"optical-channel/config/frequency", LeafType::kUint64, mhz_leaf(frequency)},
          {"optical-channel/config/operational-mode", LeafType::kUint32, number_leaf(mode_id)},
          {"optical-channel/config/line-port", LeafType::kText, text_leaf(port)}};
}

WantedLeaves transceiver_leaves() { return {{"transceiver/config/enabled", LeafType::kFlag, Scalar(true)}}; }

WantedLeaves logical_channel_leaves(std::string_view port, std::uint32_t number, std::string_view name,
                                    const Mode* mode) {
  WantedLeaves leaves{
      {"config/index", LeafType::kUint32, number_leaf(number)},
      {"config/description", LeafType::kText, text_leaf(name)},
      {"config/admin-state", LeafType::kWord, text_leaf("ENABLED")},
      {"logical-channel-assignments/assignment[index=1]/config/index", LeafType::kUint32, number_leaf(1)},
      {"logical-channel-assignments/assignment[index=1]/config/assignment-type", LeafType::kWord,
       text_leaf("OPTICAL_CHANNEL")},
      {"logical-channel-assignments/assignment[index=1]/config/optical-channel", LeafType::kText,
       text_leaf(std::string(kOpticalChannelPrefix) + std::string(port))}};
  if (mode != nullptr)
    leaves.push_back({"logical-channel-assignments/assignment[index=1]/config/allocation", LeafType::kDecimal,
                      Scalar(static_cast<double>(mode->rate.value) / kKbpsPerGbps)});
  return leaves;
}

}  // namespace lightloom::southbound
