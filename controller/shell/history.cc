#include "controller/shell/history.h"

#include <fmt/format.h>

#include <algorithm>

#include "controller/records/codec.h"
#include "controller/records/plant_codec.h"

namespace lightloom {
namespace {

constexpr std::size_t kLargestPage = 10'000;
constexpr std::size_t kReadAtOnce = 1'000;

bool matches(const DecisionView& decision, const DecisionQuery& query) {
  const auto at_site = [&](const std::string& place) {
    return place.substr(0, place.find('/')) == query.site;
  };
  return (!query.granted || *query.granted == decision.granted) &&
         (query.tenant.empty() || query.tenant == decision.tenant) &&
         (query.site.empty() || at_site(decision.request.from) || at_site(decision.request.to)) &&
         (!query.start || decision.time >= *query.start) && (!query.end || decision.time < *query.end);
}

}  // namespace

Result<std::vector<Event>> read_events(Store& store, EventId after, std::size_t limit) {
  const auto found = store.history(RecordKind::kEvent, records::record_id(after), {}, limit, false);
  if (!found) return fail(found.error());
  std::vector<Event> events;
  events.reserve(found->size());
  for (const auto& record : *found) {
    auto event = records::decode_event(record.id, record.bytes);
    if (!event) return fail(event.error());
    events.push_back(std::move(*event));
  }
  return events;
}

Result<DecisionView> read_decision(Store& store, const std::string& name) {
  const auto number = records::number_of('d', name);
  if (!number)
    return fail(ErrorCode::kNotFound, fmt::format("no decision {:?}; their names look like d-417", name));
  const auto id = records::record_id(*number);
  const auto found = store.find(RecordKind::kDecision, id);
  if (!found) return fail(found.error());
  if (!*found)
    return fail(ErrorCode::kNotFound, fmt::format("no decision {}; they are kept for 90 days", name));
  return records::decode_decision(id, (*found)->bytes);
}

Result<Page<DecisionView>> read_decisions(Store& store, const DecisionQuery& query) {
  if (query.page_size < 1 || query.page_size > kLargestPage)
    return invalid(fmt::format("page_size is {}; needs 1 to {}", query.page_size, kLargestPage), "page_size");
  std::string before;
  if (!query.page_token.empty()) {
    const auto number = records::number_of('d', query.page_token);
    if (!number)
      return invalid("page_token is none that a list gave; leave it out for the first page", "page_token");
    before = records::record_id(*number);
  }
  Page<DecisionView> page;
  while (true) {
    const auto found = store.history(RecordKind::kDecision, {}, before, kReadAtOnce, true);
    if (!found) return fail(found.error());
    for (const auto& record : *found) {
      auto decision = records::decode_decision(record.id, record.bytes);
      if (!decision) return fail(decision.error());
      if (!matches(*decision, query)) continue;
      if (page.items.size() == query.page_size) {
        page.next_page_token = page.items.back().name;
        return page;
      }
      page.items.push_back(std::move(*decision));
    }
    if (found->size() < kReadAtOnce) return page;
    before = found->back().id;
  }
}

Result<std::vector<PerformanceBin>> read_bins(Store& store, const std::string& lightpath,
                                              std::pair<std::int64_t, std::int64_t> quarters) {
  constexpr std::int64_t kWeek = std::chrono::hours(7 * 24) / records::kQuarter;
  std::vector<PerformanceBin> bins;
  const auto number = records::number_of('l', lightpath);
  if (!number) return bins;
  const auto shard = static_cast<std::uint32_t>(*number % records::kPerformanceShards);
  for (auto quarter = std::max(quarters.first, quarters.second - kWeek); quarter < quarters.second;
       ++quarter) {
    const auto id = records::performance_id(quarter, shard);
    const auto found = store.find(RecordKind::kPerformance, id);
    if (!found) return fail(found.error());
    if (!*found) continue;
    const auto performance = records::decode_performance(id, (*found)->bytes);
    if (!performance) return fail(performance.error());
    for (const auto& receiver : performance->receivers)
      if (receiver.lightpath == *number) bins.push_back(receiver.bin);
  }
  return bins;
}

}  // namespace lightloom
