// How long history is kept, without ever reading it: which revisions and decisions belong to an hour is noted
// when the first of that hour is written. Deleting an event that a revision never had does nothing, so a
// revision's events are deleted by their possible ids.
#pragma once

#include <optional>
#include <vector>

#include "controller/ports/store.h"
#include "controller/records/records.h"

namespace lightloom::engine {

class Retention {
 public:
  struct Rules {
    Duration events_kept{}, decisions_kept{}, bins_kept{};
  };
  explicit Retention(Rules rules) : rules_(rules) {}

  const std::vector<records::Hour>& hours() const { return hours_; }

  /// Notes that `revision` writes history at `now`; the record to store where it is the first of its hour.
  std::optional<records::Hour> note(Instant now, Revision revision, std::uint64_t next_decision);
  /// For loading, in the order of hours.
  void load(const records::Hour& hour) { hours_.push_back(hour); }

  /// When something becomes too old; nullopt where there is no history.
  std::optional<Instant> next_due(const records::Counters& counters, Revision last) const;
  /// Deletes some of what is too old at `now`, less than kMaxChangesPerCommit, and moves the counters on.
  /// Empty where nothing is.
  std::vector<Change> prune(Instant now, records::Counters& counters, Revision last);

 private:
  // The oldest hour of which something is kept, and where the next one begins.
  struct Oldest {
    std::int64_t hour;
    std::uint64_t end;
  };
  std::optional<Oldest> oldest_events(const records::Counters& counters, Revision last) const;
  std::optional<Oldest> oldest_decisions(const records::Counters& counters) const;

  void prune_events(Instant now, records::Counters& counters, Revision last,
                    std::vector<Change>& deletes) const;
  void prune_decisions(Instant now, records::Counters& counters, std::vector<Change>& deletes) const;
  void prune_bins(Instant now, records::Counters& counters, std::vector<Change>& deletes) const;
  void forget_hours(const records::Counters& counters, std::vector<Change>& deletes);

  Rules rules_;
  std::vector<records::Hour> hours_;
};

}  // namespace lightloom::engine
