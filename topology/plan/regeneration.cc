#include "topology/plan/regeneration.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <tuple>

#include "topology/plan/attempt.h"

namespace lightloom {
namespace {

// Between two sites: the fastest plans. More would only matter where the first ones cross an earlier section.
constexpr std::size_t kPlansOfAPair = 3;
constexpr std::size_t kMostLabels = 20'000;

class Search {
 public:
  Search(Planner& planner, const Calendar& calendar, const Demand& demand)
      : planner_(planner), network_(planner.network()), calendar_(calendar), demand_(demand) {}

  std::optional<RegeneratedPath> find() {
    labels_.push_back({demand_.from, 0, 0, Latency{}, kNone, nullptr});
    queue_.push({0, Latency{}, 0});
    while (!queue_.empty()) {
      const auto [sections, latency, index] = queue_.top();
      queue_.pop();
      if (labels_[index].site == demand_.to) return path_of(index);
      if (sections < kMaxSections) expand(index);
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  struct Label {
    SiteIndex site;
    std::size_t sections, lightpaths;
    Latency latency;
    std::size_t parent;
    const PathPlan* last;  // section that led here
  };
  // Fewest sections first, then the fastest.
  using Entry = std::tuple<std::size_t, Latency, std::size_t>;

  bool is_within_budget(Latency latency) const {
    return !demand_.max_latency || latency <= *demand_.max_latency;
  }

  void expand(std::size_t index) {
    for (std::uint32_t i = 0; i < network_.sites().size(); ++i) {
      const SiteIndex site{i};
      if (site == labels_[index].site || site == demand_.from) continue;
      if (site != demand_.to && network_.site(site).regenerators == 0) continue;
      for (const auto& plan : plans(labels_[index].site, site)) {
        const auto latency = labels_[index].latency + plan.route.latency;
        if (!is_within_budget(latency)) break;
        if (crosses_itself(index, plan) || labels_.size() >= kMostLabels) continue;
        const auto lightpaths = labels_[index].lightpaths + plan.lightpaths.size();
        if (lightpaths > static_cast<std::size_t>(kMaxLightpaths)) continue;
        labels_.push_back({site, labels_[index].sections + 1, lightpaths, latency, index, &plan});
        queue_.push({labels_.back().sections, latency, labels_.size() - 1});
      }
    }
  }

  // A site or a cable twice.
  bool crosses_itself(std::size_t index, const PathPlan& plan) const {
    const auto fresh = sites_of(network_, plan.route);
    for (auto at = index; labels_[at].last != nullptr; at = labels_[at].parent) {
      const auto passed = sites_of(network_, labels_[at].last->route);
      const bool meets = std::any_of(fresh.begin() + 1, fresh.end(), [&](SiteIndex site) {
        return std::find(passed.begin(), passed.end(), site) != passed.end();
      });
      if (meets) return true;
    }
    return false;
  }

  const std::vector<PathPlan>& plans(SiteIndex from, SiteIndex to) {
    const auto [known, is_new] = plans_.try_emplace({from, to});
    if (!is_new) return known->second;
    Demand section = demand_;
    section.from = from;
    section.to = to;
    if (from != demand_.from) {
      section.from_port.reset();
      section.from_is_regenerator = true;
    }
    if (to != demand_.to) {
      section.to_port.reset();
      section.to_is_regenerator = true;
    }
    if (auto found = planner_.alternatives(calendar_, section, kPlansOfAPair))
      known->second = std::move(*found);
    return known->second;
  }

  RegeneratedPath path_of(std::size_t index) const {
    RegeneratedPath path;
    path.latency = labels_[index].latency;
    for (auto at = index; labels_[at].last != nullptr; at = labels_[at].parent)
      path.sections.push_back(*labels_[at].last);
    std::reverse(path.sections.begin(), path.sections.end());
    return path;
  }

  Planner& planner_;
  const Network& network_;
  const Calendar& calendar_;
  const Demand& demand_;
  std::vector<Label> labels_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
  std::map<std::pair<SiteIndex, SiteIndex>, std::vector<PathPlan>> plans_;  // map: labels point into it
};

}  // namespace

Result<RegeneratedPath> plan_regenerated(Planner& planner, const Calendar& calendar, const Demand& demand) {
  // Whole first: it needs no regenerator, and says what is wrong with the demand.
  auto whole = planner.plan(calendar, demand);
  if (whole) {
    const auto latency = whole->route.latency;
    return RegeneratedPath{{std::move(*whole)}, latency};
  }
  if (whole.error().code != ErrorCode::kNoFeasibleMode) return fail(std::move(whole.error()));
  const auto& sites = planner.network().sites();
  if (std::none_of(sites.begin(), sites.end(), [](const Site& site) { return site.regenerators > 0; }))
    return fail(std::move(whole.error()));
  if (auto path = Search(planner, calendar, demand).find()) return *path;
  auto error = std::move(whole.error());
  error.message += "; no free regenerators on the way bridge it either";
  return fail(std::move(error));
}

}  // namespace lightloom
