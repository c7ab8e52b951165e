#include <algorithm>
#include <cassert>

#include "topology/calendar/calendar.h"
#include "topology/calendar/impl.h"

namespace lightloom {
namespace {

using calendar::Entry;
using calendar::kOpen;
using calendar::Row;
using calendar::Tick;
using calendar::Ticks;

Tick later_by(Tick tick, Tick length) { return length >= kOpen - tick ? kOpen : tick + length; }

/// The search for the earliest start that a length fits. For each bit it keeps the latest end among the
/// entries absorbed so far; a run of bits can start no earlier than the greatest of its ends.
///
/// The answer is never passed: whoever starts at y >= x sees every entry that begins before x + length as
/// over by y on its own bits, so the least start over all runs stays <= y. And where absorbing up to x +
/// length leaves x where it was, nothing on the run of x is in the way.
class StartSearch {
 public:
  StartSearch(std::vector<const Row*> rows, SliceRange range, std::int32_t width, Tick not_before)
      : rows_(std::move(rows)),
        range_(range),
        width_(static_cast<std::size_t>(width)),
        not_before_(not_before),
        loaded_(not_before),
        free_from_(static_cast<std::size_t>(range.count), not_before) {}

  std::optional<Tick> run(Tick horizon, Tick length) {
    for (Tick start = not_before_; start < horizon;) {
      absorb_until(later_by(start, length));
      const Tick next = least_start();
      if (next == start) return start;
      start = next;
    }
    return std::nullopt;
  }

 private:
  void absorb(const Entry& entry) {
    const std::int32_t low = std::max(entry.first() - range_.first, 0);
    const std::int32_t high = std::min(entry.stop() - range_.first, range_.count);
    for (auto bit = static_cast<std::size_t>(low); static_cast<std::int32_t>(bit) < high; ++bit) {
      free_from_[bit] = std::max(free_from_[bit], entry.end());
    }
  }

  /// Absorbs every entry that begins before `until`.
  void absorb_until(Tick until) {
    if (until > loaded_) load_until(until);
    while (!waiting_.empty() && waiting_.back().begin() < until) {
      absorb(waiting_.back());
      waiting_.pop_back();
    }
  }

  // Reads whole chunks of the first tier ahead, so that a search that moves on in small steps reads each
  // once.
  void load_until(Tick until) {
    const Tick chunk = Tick{1} << calendar::kTierShift.front();
    const Tick ahead = std::min(kOpen, (until / chunk + 1) * chunk);
    const bool is_first = loaded_ == not_before_;
    for (const Row* row : rows_) {
      row->for_each({loaded_, ahead}, [&](const Entry& entry) {
        if (entry.begin() >= until) {
          waiting_.push_back(entry);
        } else if (is_first || entry.begin() >= loaded_) {
          absorb(entry);
        }
      });
    }
    std::ranges::sort(waiting_, std::ranges::greater{}, &Entry::begin);
    loaded_ = ahead;
  }

  /// The least, over all runs of `width_` bits, of the greatest end in the run.
  Tick least_start() {
    latest_end_ = free_from_;
    std::size_t runs = latest_end_.size();
    // Maxima of runs of `reach` bits give those of up to twice as many: log2(width) passes in all.
    for (std::size_t reach = 1; reach < width_;) {
      const std::size_t step = std::min(reach, width_ - reach);
      runs -= step;
      for (std::size_t run = 0; run < runs; ++run) {
        latest_end_[run] = std::max(latest_end_[run], latest_end_[run + step]);
      }
      reach += step;
    }
    return *std::min_element(latest_end_.begin(), latest_end_.begin() + static_cast<std::ptrdiff_t>(runs));
  }

  std::vector<const Row*> rows_;
  SliceRange range_;
  std::size_t width_;
  Tick not_before_;
  Tick loaded_;                   ///< entries that begin before it were absorbed or wait
  std::vector<Entry> waiting_;    ///< read and not absorbed, the earliest last
  std::vector<Tick> free_from_;   ///< per bit
  std::vector<Tick> latest_end_;  ///< scratch of least_start
};

}  // namespace

std::optional<Instant> Calendar::earliest_start(std::span<const LinkIndex> links, std::int32_t width,
                                                SliceRange within, Instant not_before, Instant horizon,
                                                Duration length) const {
  assert(length > Duration::zero() && "a window of the calendar must start before it ends");
  assert(0 <= within.first && within.end() <= kMaxSlices && width > 0 &&
         "a slot must be some of the slices of a row");
  if (not_before >= horizon || width > within.count) return std::nullopt;
  std::vector<const Row*> rows;
  for (const LinkIndex link : links) {
    if (const Row* row = impl_->find(impl_->row_of(link))) rows.push_back(row);
  }
  StartSearch search(std::move(rows), within, width, std::min(calendar::tick_of(not_before), kOpen - 1));
  const auto start = search.run(calendar::tick_of(horizon), static_cast<Tick>(length.count()));
  if (!start) return std::nullopt;
  return calendar::instant_of(*start);
}

}  // namespace lightloom
