#include "topology/calendar/chunk.h"

#include <memory>
#include <new>

namespace lightloom::calendar {

void Chunk::dispose(Chunk* chunk) {
  chunk->~Chunk();
  ::operator delete(chunk);
}

Ref<Chunk> Chunk::copy(const Chunk* old, std::uint32_t capacity, std::uint32_t words) {
  const std::size_t bytes = sizeof(Chunk) + words * sizeof(std::uint64_t) + capacity * sizeof(Entry);
  auto* const fresh = new (::operator new(bytes)) Chunk(capacity, words);
  std::uninitialized_fill_n(fresh->any_data(), words, std::uint64_t{0});
  if (old != nullptr) {
    std::ranges::copy(old->any(), fresh->any_data());
    std::uninitialized_copy_n(old->entry_data(), old->count_, fresh->entry_data());
    fresh->count_ = old->count_;
    fresh->latest_begin_ = old->latest_begin_;
    fresh->earliest_end_ = old->earliest_end_;
  }
  return Ref<Chunk>::adopt(fresh);
}

void Chunk::add(Ref<Chunk>& slot, const Entry& entry) {
  const auto words = static_cast<std::uint32_t>(entry.stop_word());
  if (!slot) {
    slot = copy(nullptr, 2, words);
  } else if (slot->count_ == slot->capacity_ || slot->words_ < words || !slot.is_sole()) {
    // By an eighth: doubling would leave a quarter of the calendar's memory unused.
    slot = copy(slot.get(), slot->count_ + 2 + slot->count_ / 8, std::max(words, slot->words_));
  }
  slot.edit().append(entry);
}

void Chunk::append(const Entry& entry) {
  std::construct_at(entry_data() + count_, entry);
  ++count_;
  for (std::size_t word = entry.first_word(); word < entry.stop_word(); ++word) {
    any_data()[word] |= entry.mask(word);
  }
  latest_begin_ = std::max(latest_begin_, entry.begin());
  earliest_end_ = std::min(earliest_end_, entry.end());
}

bool Chunk::remove(Ref<Chunk>& slot, const Entry& entry) {
  if (!slot) return false;
  const auto held = slot->entries();
  const auto found = std::ranges::find(held, entry);
  if (found == held.end()) return false;
  const auto index = static_cast<std::size_t>(found - held.begin());
  if (held.size() == 1) {
    slot.reset();
    return true;
  }
  if (!slot.is_sole()) slot = copy(slot.get(), slot->count_, slot->words_);
  slot.edit().erase(index);
  return true;
}

void Chunk::erase(std::size_t index) {
  const Entry gone = entry_data()[index];
  entry_data()[index] = entry_data()[--count_];
  std::fill(any_data() + gone.first_word(), any_data() + gone.stop_word(), std::uint64_t{0});
  latest_begin_ = 0;
  earliest_end_ = kOpen;
  for (const Entry& entry : entries()) {
    const std::size_t stop = std::min(entry.stop_word(), gone.stop_word());
    for (std::size_t word = std::max(entry.first_word(), gone.first_word()); word < stop; ++word) {
      any_data()[word] |= entry.mask(word);
    }
    latest_begin_ = std::max(latest_begin_, entry.begin());
    earliest_end_ = std::min(earliest_end_, entry.end());
  }
}

void Chunk::add_taken(const Ticks& window, SliceMap& taken) const {
  if (!adds_to(taken, any())) return;
  if (latest_begin_ < window.end && window.begin < earliest_end_) {
    add_all(any(), taken);
    return;
  }
  // Without a branch on the overlap, which no processor can foretell: it would cost more than all the rest.
  for (const Entry& entry : entries()) {
    const std::uint64_t kept = entry.overlaps(window) ? ~std::uint64_t{0} : 0;
    const std::size_t first = entry.first_word();
    const std::size_t last = entry.stop_word() - 1;
    taken.words()[first] |= entry.mask(first) & kept;
    for (std::size_t word = first + 1; word < last; ++word) taken.words()[word] |= kept;
    taken.words()[last] |= entry.mask(last) & kept;
  }
}

}  // namespace lightloom::calendar
