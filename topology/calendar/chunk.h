// The leaf of the calendar: the entries of one row that meet one stretch of time, with the OR of their
// slices.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "topology/calendar/entry.h"
#include "topology/calendar/ref.h"

namespace lightloom::calendar {

/// True where `any` holds a bit that `taken` lacks.
inline bool adds_to(const SliceMap& taken, std::span<const std::uint64_t> any) {
  for (std::size_t word = 0; word < any.size(); ++word) {
    if ((any[word] & ~taken.words()[word]) != 0) return true;
  }
  return false;
}
inline void add_all(std::span<const std::uint64_t> any, SliceMap& taken) {
  for (std::size_t word = 0; word < any.size(); ++word) taken.words()[word] |= any[word];
}

/// One allocation: this header, the words of `any` up to the highest slice ever held, then the entries in no
/// order. Never empty: an empty chunk is a null reference.
class Chunk {
 public:
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;
  static void dispose(Chunk* chunk);

  /// Adds an entry to the chunk in `slot`, which is copied where it is shared or full.
  static void add(Ref<Chunk>& slot, const Entry& entry);
  /// Removes an entry; false where it is not there. Leaves null where it was the last.
  static bool remove(Ref<Chunk>& slot, const Entry& entry);

  /// ORs the slices of every entry that overlaps `window` into `taken`.
  void add_taken(const Ticks& window, SliceMap& taken) const;

  /// Asks the memory for the bitmap and the first entries, which are rarely in a cache.
  void prefetch() const {
    const auto* const bytes = reinterpret_cast<const char*>(this);
    for (std::size_t line = 0; line < 6; ++line) __builtin_prefetch(bytes + line * 64);
  }

  std::span<const Entry> entries() const { return {entry_data(), count_}; }
  std::span<const std::uint64_t> any() const { return {any_data(), words_}; }
  std::uint64_t any(std::size_t word) const { return word < words_ ? any_data()[word] : 0; }
  Tick latest_begin() const { return latest_begin_; }
  Tick earliest_end() const { return earliest_end_; }

  mutable std::atomic<std::uint32_t> refs{1};

 private:
  Chunk(std::uint32_t capacity, std::uint32_t words) : capacity_(capacity), words_(words) {}
  ~Chunk() = default;
  static Ref<Chunk> copy(const Chunk* old, std::uint32_t capacity, std::uint32_t words);
  void append(const Entry& entry);
  void erase(std::size_t index);

  const std::uint64_t* any_data() const { return reinterpret_cast<const std::uint64_t*>(this + 1); }
  std::uint64_t* any_data() { return reinterpret_cast<std::uint64_t*>(this + 1); }
  const Entry* entry_data() const { return reinterpret_cast<const Entry*>(any_data() + words_); }
  Entry* entry_data() { return reinterpret_cast<Entry*>(any_data() + words_); }

  std::uint32_t count_ = 0;
  std::uint32_t capacity_;
  std::uint32_t words_;
  // Where a window ends after the one and starts before the other, it meets every entry, and `any` is exact.
  Tick latest_begin_ = 0;
  Tick earliest_end_ = kOpen;
};
static_assert(sizeof(Chunk) % alignof(Entry) == 0);

}  // namespace lightloom::calendar
