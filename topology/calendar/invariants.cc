#include <fmt/format.h>

#include "topology/calendar/row.h"

namespace lightloom::calendar {
namespace {

/// The OR of what `parts` hold in a word differs from what the bitmap above them says.
std::optional<std::string> any_defect(std::span<const std::uint64_t> any, const SliceMap& parts) {
  for (std::size_t word = 0; word < SliceMap::kWords; ++word) {
    const std::uint64_t said = word < any.size() ? any[word] : 0;
    if (said == parts.words()[word]) continue;
    return fmt::format("says {:#x} is taken in word {} of its bitmap where its entries take {:#x}", said,
                       word, parts.words()[word]);
  }
  return std::nullopt;
}

SliceMap taken_by(std::span<const Entry> entries) {
  SliceMap taken;
  for (const Entry& entry : entries) taken.occupy(entry.first(), entry.stop() - entry.first());
  return taken;
}

std::optional<std::string> bounds_defect(const Chunk& chunk) {
  Tick latest = 0;
  Tick earliest = kOpen;
  for (const Entry& entry : chunk.entries()) {
    latest = std::max(latest, entry.begin());
    earliest = std::min(earliest, entry.end());
  }
  if (latest == chunk.latest_begin() && earliest == chunk.earliest_end()) return std::nullopt;
  return fmt::format("says its entries begin by {} and end from {} us where they begin by {} and end from {}",
                     chunk.latest_begin(), chunk.earliest_end(), latest, earliest);
}

std::optional<std::string> content_defect(const Chunk& chunk) {
  if (chunk.entries().empty()) return "is empty and yet not null";
  if (auto defect = any_defect(chunk.any(), taken_by(chunk.entries()))) return defect;
  return bounds_defect(chunk);
}

}  // namespace

std::optional<std::string> Row::defect() const {
  if (pages_.empty() && !lasting_) return "holds nothing and yet is not null";
  if (lasting_) {
    if (const auto defect = content_defect(*lasting_)) return "the list of lasting entries " + *defect;
    for (const Entry& entry : lasting_->entries()) {
      if (tier_of(entry.ticks())) {
        return fmt::format("l-{} is in the list of lasting entries and fits a tier", entry.lightpath().value);
      }
    }
  }
  for (const PageSlot& slot : pages_) {
    if (auto defect = page_defect(slot)) return defect;
  }
  return owner_defect();
}

std::optional<std::string> Row::page_defect(const PageSlot& slot) const {
  if (&slot != pages_.data() && (&slot - 1)->key >= slot.key) return "its pages are out of order";
  SliceMap taken;
  bool is_empty = true;
  for (std::size_t index = 0; index < kPageChunks; ++index) {
    const auto& chunk = slot.page->chunks[index];
    if (!chunk) continue;
    is_empty = false;
    if (auto defect = chunk_defect(slot.key, index, *chunk)) return defect;
    add_all(chunk->any(), taken);
  }
  if (is_empty) return fmt::format("page {:#x} is empty and yet not null", slot.key);
  if (const auto defect = any_defect(slot.page->used(), taken)) {
    return fmt::format("page {:#x} {}", slot.key, *defect);
  }
  return std::nullopt;
}

std::optional<std::string> Row::chunk_defect(std::uint32_t key, std::size_t index, const Chunk& chunk) const {
  const std::size_t tier = tier_of_key(key);
  const Tick number = first_chunk_of_key(key) + index;
  if (const auto defect = content_defect(chunk)) {
    return fmt::format("chunk {} of tier {} {}", number, tier, *defect);
  }
  for (const Entry& entry : chunk.entries()) {
    const Tick first = entry.begin() >> kTierShift[tier];
    const Tick last = (entry.end() - 1) >> kTierShift[tier];
    if (tier_of(entry.ticks()) != tier || number < first || number > last) {
      return fmt::format("l-{} does not belong to chunk {} of tier {}", entry.lightpath().value, number,
                         tier);
    }
    for (Tick other = first; other <= last; ++other) {
      const auto slot = find_from(key_of(tier, other));
      const bool has_page = slot != pages_.end() && slot->key == key_of(tier, other);
      const Chunk* const held = has_page ? slot->page->chunks[other % kPageChunks].get() : nullptr;
      if (held == nullptr || std::ranges::count(held->entries(), entry) != 1) {
        return fmt::format("l-{} is in chunk {} of tier {} and not once in chunk {}", entry.lightpath().value,
                           number, tier, other);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> Row::owner_defect() const {
  std::vector<Entry> entries;
  for_each({0, kOpen}, [&](const Entry& entry) { entries.push_back(entry); });
  std::ranges::sort(entries, {}, &Entry::begin);
  // In order of their starts, an entry overlaps an earlier one on a slice if that is not over yet.
  std::vector<const Entry*> holder(kMaxSlices, nullptr);
  for (const Entry& entry : entries) {
    for (std::int32_t bit = entry.first(); bit < entry.stop(); ++bit) {
      const Entry*& held = holder[static_cast<std::size_t>(bit)];
      if (held != nullptr && held->end() > entry.begin()) {
        return fmt::format("l-{} and l-{} both hold bit {} at {} us after 1970", held->lightpath().value,
                           entry.lightpath().value, bit, entry.begin());
      }
      held = &entry;
    }
  }
  return std::nullopt;
}

}  // namespace lightloom::calendar
