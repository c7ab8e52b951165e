// Events and decisions that are no longer, or never were, in memory: read from the store on a thread of their
// own, so that a long search never delays a promise.
#pragma once

#include "controller/ports/control.h"
#include "controller/ports/store.h"

namespace lightloom {

/// Up to `limit` events after `after`, oldest first. Blocking; any thread.
Result<std::vector<Event>> read_events(Store& store, EventId after, std::size_t limit);
/// kNotFound where there is none of that name.
Result<DecisionView> read_decision(Store& store, const std::string& name);
/// Newest first; the page token is the last decision's name. Blocking; any thread.
Result<Page<DecisionView>> read_decisions(Store& store, const DecisionQuery& query);

/// Stored performance bins of a lightpath in quarters of an hour [first, second), oldest first, a week at
/// most. Blocking; any thread.
Result<std::vector<PerformanceBin>> read_bins(Store& store, const std::string& lightpath,
                                              std::pair<std::int64_t, std::int64_t> quarters);

}  // namespace lightloom
