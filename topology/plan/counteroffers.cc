// What could be had instead of what was refused.
#include <algorithm>
#include <utility>

#include "topology/plan/attempt.h"

namespace lightloom {
namespace {

constexpr std::int64_t kRateStep = 1'000;  // 0.001 Gbit/s in kbit/s

/// The rates at which some mode's number of lightpaths steps, below `rate`, ascending.
std::vector<Kbps> rate_steps(const Network& network, Kbps rate) {
  std::vector<Kbps> steps;
  for (const auto& mode : network.equipment().modes)
    for (std::int64_t count = 1; count <= kMaxLightpaths; ++count) {
      const std::int64_t whole = mode.rate.value * count / kRateStep * kRateStep;
      if (whole > 0 && whole < rate.value) steps.push_back({whole});
    }
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

bool is_about_rate(ErrorCode code) {
  return code == ErrorCode::kNoFeasibleMode || code == ErrorCode::kNoSpectrum || code == ErrorCode::kNoPort;
}

}  // namespace

bool Planner::is_granted(const Calendar& calendar, const Demand& demand) {
  return check(demand) && check_route(demand.from, demand.to, demand.max_latency, demand.barred) &&
         !Attempt(tools(), calendar, demand).plans(1).empty();
}

// Without a budget the fastest route that gives a plan is found; with its latency as the budget it is again.
std::optional<Latency> Planner::granted_latency(const Calendar& calendar, Demand demand) {
  demand.max_latency.reset();
  if (!check(demand) || !check_route(demand.from, demand.to, {}, demand.barred)) return std::nullopt;
  const auto plans = Attempt(tools(), calendar, demand).plans(1);
  if (plans.empty()) return std::nullopt;
  demand.max_latency = std::chrono::ceil<std::chrono::microseconds>(plans.front().route.latency);
  if (!is_granted(calendar, demand)) return std::nullopt;
  return demand.max_latency;
}

// A lower rate takes no more lightpaths of any mode, so what is granted is granted below too, up to a step.
std::optional<Kbps> Planner::granted_rate(const Calendar& calendar, Demand demand) {
  const auto steps = rate_steps(*network_, demand.rate);
  const auto refused = std::partition_point(steps.begin(), steps.end(), [&](Kbps rate) {
    demand.rate = rate;
    return is_granted(calendar, demand);
  });
  if (refused == steps.begin()) return std::nullopt;
  return *std::prev(refused);
}

std::vector<Counteroffer> Planner::counteroffers(const Calendar& calendar, const Demand& demand,
                                                 const Error& refusal) {
  std::vector<Counteroffer> offers;
  const bool is_slow = refusal.code == ErrorCode::kNoRouteWithinLatency;
  if (demand.max_latency && (is_slow || is_about_rate(refusal.code)))
    if (const auto latency = granted_latency(calendar, demand)) offers.push_back({latency, std::nullopt});
  if (is_about_rate(refusal.code))
    if (const auto rate = granted_rate(calendar, demand)) offers.push_back({std::nullopt, rate});
  return offers;
}

}  // namespace lightloom
