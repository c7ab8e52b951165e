// One cable's slices, or one site's line ports, over time: three tiers of chunks and a list for what has no
// end. Measured against breakpoint maps, interval lists and dyadic trees before it was chosen.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "topology/calendar/chunk.h"
#include "topology/calendar/entry.h"
#include "topology/calendar/ref.h"

namespace lightloom::calendar {

/// Chunks last 2^35 us (9.5 hours), 2^40 us (12.7 days) and 2^45 us (407 days).
inline constexpr std::array<unsigned, 3> kTierShift{35, 40, 45};
inline constexpr Tick kPageChunks = 64;
/// An entry is copied into each chunk that it meets, so this bounds the cost of one.
inline constexpr Tick kMaxChunks = 32;

/// The first tier in which a window meets at most kMaxChunks chunks; nullopt where it has no end or meets
/// more of the last tier (35 years).
std::optional<std::size_t> tier_of(const Ticks& window);

/// 64 consecutive chunks of one tier and the OR of their `any`.
struct Page {
  SliceMap any;
  std::uint32_t words = 0;  ///< words of `any` in use
  std::array<Ref<Chunk>, kPageChunks> chunks;
  mutable std::atomic<std::uint32_t> refs{1};

  Page() = default;
  Page(const Page& other) : any(other.any), words(other.words), chunks(other.chunks) {}
  Page& operator=(const Page&) = delete;
  ~Page() = default;
  static void dispose(Page* page) { delete page; }
  std::span<const std::uint64_t> used() const { return std::span(any.words()).first(words); }
};

class Row {
 public:
  Row() = default;
  Row(const Row& other) : pages_(other.pages_), lasting_(other.lasting_) {}
  Row& operator=(const Row&) = delete;
  ~Row() = default;
  static void dispose(Row* row) { delete row; }

  /// Adds an entry to the row in `slot`, copying what is shared.
  static void insert(Ref<Row>& slot, const Entry& entry);
  /// Adds many, in whatever order.
  static void insert_all(Ref<Row>& slot, std::vector<Entry> entries);
  /// Removes it; false, with nothing changed, where it is not there. An empty row becomes null.
  static bool remove(Ref<Row>& slot, const Entry& entry);

  /// ORs every slice held at any instant of `window` into `taken`.
  void add_taken(const Ticks& window, SliceMap& taken) const;
  /// Asks the memory for the chunks of the first tier at the edges of `window`, where add_taken
  /// reads most of its entries.
  void prefetch(const Ticks& window) const;
  /// Calls `visit(const Entry&)` once for every entry that overlaps `window`.
  template <class Visit>
  void for_each(const Ticks& window, Visit visit) const;
  /// The first broken invariant in a sentence, or nothing. Walks everything.
  std::optional<std::string> defect() const;

  mutable std::atomic<std::uint32_t> refs{1};

 private:
  struct PageSlot {
    std::uint32_t key = 0;
    Ref<Page> page;
  };
  /// Orders pages by tier, then time.
  static constexpr std::uint32_t key_of(std::size_t tier, Tick chunk) {
    return static_cast<std::uint32_t>(tier << 16U | chunk / kPageChunks);
  }
  static constexpr std::size_t tier_of_key(std::uint32_t key) { return key >> 16U; }
  static constexpr Tick first_chunk_of_key(std::uint32_t key) { return Tick{key & 0xFFFFU} * kPageChunks; }

  std::vector<PageSlot>::const_iterator find_from(std::uint32_t key) const;
  Page& own_page(std::uint32_t key);
  bool holds(const Entry& entry) const;
  void erase_from_chunk(std::size_t tier, Tick chunk, const Entry& entry);
  template <class Visit>
  void for_each_of_tier(std::size_t tier, const Ticks& window, Visit& visit) const;
  void add_tier(std::size_t tier, const Ticks& window, SliceMap& taken) const;
  std::optional<std::string> page_defect(const PageSlot& slot) const;
  std::optional<std::string> chunk_defect(std::uint32_t key, std::size_t index, const Chunk& chunk) const;
  std::optional<std::string> owner_defect() const;

  std::vector<PageSlot> pages_;  ///< by key
  Ref<Chunk> lasting_;           ///< what fits no tier: no end, or one decades away
};

template <class Visit>
void Row::for_each(const Ticks& window, Visit visit) const {
  if (lasting_) {
    for (const Entry& entry : lasting_->entries()) {
      if (entry.overlaps(window)) visit(entry);
    }
  }
  for (std::size_t tier = 0; tier < kTierShift.size(); ++tier) for_each_of_tier(tier, window, visit);
}

template <class Visit>
void Row::for_each_of_tier(std::size_t tier, const Ticks& window, Visit& visit) const {
  const Tick first = window.begin >> kTierShift[tier];
  const Tick last = (window.end - 1) >> kTierShift[tier];
  const std::uint32_t last_key = key_of(tier, last);
  for (auto slot = find_from(key_of(tier, first)); slot != pages_.end() && slot->key <= last_key; ++slot) {
    const Tick base = first_chunk_of_key(slot->key);
    for (Tick chunk = std::max(first, base); chunk <= std::min(last, base + kPageChunks - 1); ++chunk) {
      const Ref<Chunk>& held = slot->page->chunks[chunk - base];
      if (!held) continue;
      for (const Entry& entry : held->entries()) {
        // Its copies in later chunks are the same entry.
        const bool is_first_copy = std::max(first, entry.begin() >> kTierShift[tier]) == chunk;
        if (is_first_copy && entry.overlaps(window)) visit(entry);
      }
    }
  }
}

}  // namespace lightloom::calendar
