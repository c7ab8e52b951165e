#include "controller/engine/retention.h"

#include <algorithm>

namespace lightloom::engine {
namespace {

constexpr std::uint64_t kRecordsAStep = 90;
constexpr std::ptrdiff_t kHoursAStep = 8;
static_assert(kRecordsAStep + kHoursAStep < kMaxChangesPerCommit, "counters need a place too");

// The last thing of an hour is `kept` old only when the whole hour is.
Instant too_old_at(std::int64_t hour, Duration kept) { return Instant(std::chrono::hours(hour + 1)) + kept; }

}  // namespace

std::optional<records::Hour> Retention::note(Instant now, Revision revision, std::uint64_t next_decision) {
  const auto hour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
  // After a restart the clock may stand earlier than before: then the last hour goes on.
  if (!hours_.empty() && hour <= hours_.back().hour) return std::nullopt;
  return hours_.emplace_back(records::Hour{hour, revision, next_decision});
}

std::optional<Retention::Oldest> Retention::oldest_events(const records::Counters& counters,
                                                          Revision last) const {
  const auto from = counters.events_from;
  // Commits that only delete write no events; nothing is due for them.
  if (hours_.empty() || from > counters.last_event.revision) return std::nullopt;
  const auto next =
      std::upper_bound(std::next(hours_.begin()), hours_.end(), from,
                       [](auto revision, const auto& hour) { return revision < hour.revision; });
  return Oldest{std::prev(next)->hour, next == hours_.end() ? last + 1 : next->revision};
}

std::optional<Retention::Oldest> Retention::oldest_decisions(const records::Counters& counters) const {
  const auto from = counters.decisions_from;
  if (hours_.empty() || from >= counters.next_decision) return std::nullopt;
  const auto next =
      std::upper_bound(std::next(hours_.begin()), hours_.end(), from,
                       [](auto decision, const auto& hour) { return decision < hour.decision; });
  return Oldest{std::prev(next)->hour, next == hours_.end() ? counters.next_decision : next->decision};
}

std::optional<Instant> Retention::next_due(const records::Counters& counters, Revision last) const {
  std::optional<Instant> due;
  if (counters.bins_from < counters.bins_to)
    due = Instant((counters.bins_from + 1) * records::kQuarter) + rules_.bins_kept;
  if (const auto oldest = oldest_events(counters, last))
    due = std::min(due.value_or(kForever), too_old_at(oldest->hour, rules_.events_kept));
  if (const auto oldest = oldest_decisions(counters)) {
    const auto at = too_old_at(oldest->hour, rules_.decisions_kept);
    due = std::min(due.value_or(kForever), at);
  }
  return due;
}

void Retention::prune_events(Instant now, records::Counters& counters, Revision last,
                             std::vector<Change>& deletes) const {
  const auto oldest = oldest_events(counters, last);
  if (!oldest || too_old_at(oldest->hour, rules_.events_kept) > now) return;
  const auto end = std::min(oldest->end, counters.events_from + kRecordsAStep / records::kMaxEventsPerCommit);
  for (auto revision = counters.events_from; revision < end; ++revision)
    for (std::uint32_t ordinal = 0; ordinal < records::kMaxEventsPerCommit; ++ordinal)
      deletes.push_back({RecordKind::kEvent, records::record_id(EventId{revision, ordinal}), std::nullopt});
  counters.events_from = end;
}

void Retention::prune_decisions(Instant now, records::Counters& counters,
                                std::vector<Change>& deletes) const {
  const auto oldest = oldest_decisions(counters);
  if (!oldest || too_old_at(oldest->hour, rules_.decisions_kept) > now) return;
  const auto end = std::min(oldest->end, counters.decisions_from + kRecordsAStep);
  for (auto decision = counters.decisions_from; decision < end; ++decision)
    deletes.push_back({RecordKind::kDecision, records::record_id(decision), std::nullopt});
  counters.decisions_from = end;
}

void Retention::prune_bins(Instant now, records::Counters& counters, std::vector<Change>& deletes) const {
  if (counters.bins_from >= counters.bins_to ||
      Instant((counters.bins_from + 1) * records::kQuarter) + rules_.bins_kept > now)
    return;
  for (std::uint32_t shard = 0; shard < records::kPerformanceShards; ++shard)
    deletes.push_back(
        {RecordKind::kPerformance, records::performance_id(counters.bins_from, shard), std::nullopt});
  ++counters.bins_from;
}

// The last hour is still being written; one more than was deleted for keeps pace with any number of them.
void Retention::forget_hours(const records::Counters& counters, std::vector<Change>& deletes) {
  auto over = hours_.begin();
  for (; hours_.end() - over > 1 && over - hours_.begin() < kHoursAStep; ++over) {
    const auto& next = *std::next(over);
    if (next.decision > counters.decisions_from || next.revision > counters.events_from) break;
    deletes.push_back({RecordKind::kMeta, records::record_id(*over), std::nullopt});
  }
  hours_.erase(hours_.begin(), over);
}

std::vector<Change> Retention::prune(Instant now, records::Counters& counters, Revision last) {
  std::vector<Change> deletes;
  prune_events(now, counters, last, deletes);
  if (deletes.empty()) prune_decisions(now, counters, deletes);
  if (!deletes.empty()) forget_hours(counters, deletes);
  if (deletes.empty()) prune_bins(now, counters, deletes);
  return deletes;
}

}  // namespace lightloom::engine
