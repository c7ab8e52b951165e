#include "topology/calendar/row.h"

namespace lightloom::calendar {

std::optional<std::size_t> tier_of(const Ticks& window) {
  if (window.end == kOpen) return std::nullopt;
  for (std::size_t tier = 0; tier < kTierShift.size(); ++tier) {
    const Tick first = window.begin >> kTierShift[tier];
    const Tick last = (window.end - 1) >> kTierShift[tier];
    if (last - first < kMaxChunks) return tier;
  }
  return std::nullopt;
}

std::vector<Row::PageSlot>::const_iterator Row::find_from(std::uint32_t key) const {
  // The pages of the first tier come first and seldom have gaps: the likely place saves a search.
  const std::size_t likely = pages_.empty() ? 0 : std::size_t{key} - pages_.front().key;
  if (likely < pages_.size() && pages_[likely].key == key) {
    return pages_.begin() + static_cast<std::ptrdiff_t>(likely);
  }
  return std::ranges::lower_bound(pages_, key, {}, &PageSlot::key);
}

Page& Row::own_page(std::uint32_t key) {
  const auto found = find_from(key);
  const auto index = static_cast<std::size_t>(found - pages_.cbegin());
  if (found == pages_.cend() || found->key != key) pages_.insert(found, PageSlot{key, {}});
  return own(pages_[index].page);
}

void Row::insert_all(Ref<Row>& slot, std::vector<Entry> entries) {
  // By the chunk in which they begin, so that each chunk is filled while it is in the cache.
  std::ranges::sort(entries, {}, [](const Entry& entry) { return entry.begin() >> kTierShift.front(); });
  for (const Entry& entry : entries) insert(slot, entry);
}

void Row::insert(Ref<Row>& slot, const Entry& entry) {
  Row& row = own(slot);
  const auto tier = tier_of(entry.ticks());
  if (!tier) {
    Chunk::add(row.lasting_, entry);
    return;
  }
  const Tick last = (entry.end() - 1) >> kTierShift[*tier];
  for (Tick chunk = entry.begin() >> kTierShift[*tier]; chunk <= last; ++chunk) {
    Page& page = row.own_page(key_of(*tier, chunk));
    Chunk::add(page.chunks[chunk % kPageChunks], entry);
    page.words = std::max(page.words, static_cast<std::uint32_t>(entry.stop_word()));
    for (std::size_t word = entry.first_word(); word < entry.stop_word(); ++word) {
      page.any.words()[word] |= entry.mask(word);
    }
  }
}

bool Row::holds(const Entry& entry) const {
  const Chunk* chunk = lasting_.get();
  if (const auto tier = tier_of(entry.ticks())) {
    const Tick first = entry.begin() >> kTierShift[*tier];
    const auto slot = find_from(key_of(*tier, first));
    if (slot == pages_.end() || slot->key != key_of(*tier, first)) return false;
    chunk = slot->page->chunks[first % kPageChunks].get();
  }
  if (chunk == nullptr) return false;
  const auto held = chunk->entries();
  return std::ranges::find(held, entry) != held.end();
}

bool Row::remove(Ref<Row>& slot, const Entry& entry) {
  // Asked first, so that a snapshot's path is not copied for nothing.
  if (!slot || !slot->holds(entry)) return false;
  Row& row = own(slot);
  if (const auto tier = tier_of(entry.ticks())) {
    const Tick last = (entry.end() - 1) >> kTierShift[*tier];
    for (Tick chunk = entry.begin() >> kTierShift[*tier]; chunk <= last; ++chunk) {
      row.erase_from_chunk(*tier, chunk, entry);
    }
  } else {
    Chunk::remove(row.lasting_, entry);
  }
  if (row.pages_.empty() && !row.lasting_) slot.reset();
  return true;
}

void Row::erase_from_chunk(std::size_t tier, Tick chunk, const Entry& entry) {
  const auto slot = find_from(key_of(tier, chunk));
  Page& page = own(pages_[static_cast<std::size_t>(slot - pages_.cbegin())].page);
  Ref<Chunk>& held = page.chunks[chunk % kPageChunks];
  const bool removed = Chunk::remove(held, entry);
  assert(removed && "every chunk that an entry meets must hold a copy of it");
  if (!removed) return;
  if (!held &&
      std::ranges::none_of(page.chunks, [](const auto& other) { return static_cast<bool>(other); })) {
    pages_.erase(slot);
    return;
  }
  for (std::size_t word = entry.first_word(); word < entry.stop_word(); ++word) {
    if (held && (entry.mask(word) & ~held->any(word)) == 0) continue;
    std::uint64_t bits = 0;
    for (const auto& other : page.chunks) bits |= other ? other->any(word) : 0;
    page.any.words()[word] = bits;
  }
}

void Row::prefetch(const Ticks& window) const {
  for (const Tick tick : {window.begin, window.end - 1}) {
    const Tick chunk = tick >> kTierShift.front();
    const auto slot = find_from(key_of(0, chunk));
    if (slot == pages_.end() || slot->key != key_of(0, chunk)) continue;
    if (const auto& held = slot->page->chunks[chunk % kPageChunks]) held->prefetch();
  }
}

void Row::add_taken(const Ticks& window, SliceMap& taken) const {
  if (lasting_) lasting_->add_taken(window, taken);
  for (std::size_t tier = 0; tier < kTierShift.size(); ++tier) add_tier(tier, window, taken);
}

void Row::add_tier(std::size_t tier, const Ticks& window, SliceMap& taken) const {
  const Tick first = window.begin >> kTierShift[tier];
  const Tick last = (window.end - 1) >> kTierShift[tier];
  const std::uint32_t last_key = key_of(tier, last);
  for (auto slot = find_from(key_of(tier, first)); slot != pages_.end() && slot->key <= last_key; ++slot) {
    const Page& page = *slot->page;
    if (!adds_to(taken, page.used())) continue;
    const Tick base = first_chunk_of_key(slot->key);
    // The chunks at the edges of the window may hold entries outside it, so a page with one is not taken
    // whole.
    if (first < base && base + kPageChunks <= last) {
      add_all(page.used(), taken);
      continue;
    }
    for (Tick chunk = std::max(first, base); chunk <= std::min(last, base + kPageChunks - 1); ++chunk) {
      if (const auto& held = page.chunks[chunk - base]) held->add_taken(window, taken);
    }
  }
}

}  // namespace lightloom::calendar
