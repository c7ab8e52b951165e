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
// What bounds one search: some 8 ms on the national network.
constexpr std::size_t kMostLabels = 20'000;
constexpr std::size_t kMostPairs = 1'000;

// A set of sites, bit i % 64 of word i / 64 for site i.
using SiteSet = std::vector<std::uint64_t>;

bool meet(const SiteSet& left, const SiteSet& right) {
  for (std::size_t word = 0; word < left.size(); ++word)
    if ((left[word] & right[word]) != 0) return true;
  return false;
}

class Search {
 public:
  Search(Planner& planner, const Calendar& calendar, const Demand& demand)
      : planner_(planner), network_(planner.network()), calendar_(calendar), demand_(demand) {}

  std::optional<RegeneratedPath> find() {
    labels_.push_back({demand_.from, 0, 0, Latency{}, kNone, nullptr, no_sites()});
    insert(demand_.from, labels_.front().passed);
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
  struct Section {
    PathPlan plan;
    SiteSet entered;  // all sites but the first
  };
  struct Label {
    SiteIndex site;
    std::size_t sections, lightpaths;
    Latency latency;
    std::size_t parent;
    const Section* last;  // that led here
    SiteSet passed;       // this site too
  };
  // Fewest sections first, then the fastest.
  using Entry = std::tuple<std::size_t, Latency, std::size_t>;

  SiteSet no_sites() const { return SiteSet((network_.sites().size() + 63) / 64); }
  static std::uint64_t bit_of(SiteIndex site) { return std::uint64_t{1} << (site.at() % 64); }
  static void insert(SiteIndex site, SiteSet& set) { set[site.at() / 64] |= bit_of(site); }
  static bool contains(const SiteSet& set, SiteIndex site) {
    return (set[site.at() / 64] & bit_of(site)) != 0;
  }
  bool is_within_budget(Latency latency) const {
    return !demand_.max_latency || latency <= *demand_.max_latency;
  }

  void expand(std::size_t index) {
    for (std::uint32_t i = 0; i < network_.sites().size(); ++i) {
      const SiteIndex site{i};
      if (site != demand_.to && network_.site(site).regenerators == 0) continue;
      if (!contains(labels_[index].passed, site)) expand(index, site);
    }
  }
  void expand(std::size_t index, SiteIndex to) {
    for (const auto& section : sections_between(labels_[index].site, to)) {
      const auto& at = labels_[index];
      const auto latency = at.latency + section.plan.route.latency;
      if (!is_within_budget(latency) || labels_.size() >= kMostLabels) return;
      const auto lightpaths = at.lightpaths + section.plan.lightpaths.size();
      if (lightpaths > static_cast<std::size_t>(kMaxLightpaths) || meet(section.entered, at.passed)) continue;
      auto passed = at.passed;
      for (std::size_t word = 0; word < passed.size(); ++word) passed[word] |= section.entered[word];
      labels_.push_back({to, at.sections + 1, lightpaths, latency, index, &section, std::move(passed)});
      queue_.push({labels_.back().sections, latency, labels_.size() - 1});
    }
  }

  const std::vector<Section>& sections_between(SiteIndex from, SiteIndex to) {
    static const std::vector<Section> none;
    if (sections_.size() >= kMostPairs && !sections_.contains({from, to})) return none;
    const auto [known, is_new] = sections_.try_emplace({from, to});
    if (!is_new) return known->second;
    Demand demand = demand_;
    demand.from = from;
    demand.to = to;
    demand.most_crowded = 1;
    if (from != demand_.from) {
      demand.from_port.reset();
      demand.from_is_regenerator = true;
    }
    if (to != demand_.to) {
      demand.to_port.reset();
      demand.to_is_regenerator = true;
    }
    for (auto& plan : planner_.alternatives_if_any(calendar_, demand, kPlansOfAPair)) {
      Section section{std::move(plan), no_sites()};
      const auto sites = sites_of(network_, section.plan.route);
      for (std::size_t i = 1; i < sites.size(); ++i) insert(sites[i], section.entered);
      known->second.push_back(std::move(section));
    }
    return known->second;
  }

  RegeneratedPath path_of(std::size_t index) const {
    RegeneratedPath path;
    path.latency = labels_[index].latency;
    for (auto at = index; labels_[at].last != nullptr; at = labels_[at].parent)
      path.sections.push_back(labels_[at].last->plan);
    std::reverse(path.sections.begin(), path.sections.end());
    return path;
  }

  Planner& planner_;
  const Network& network_;
  const Calendar& calendar_;
  const Demand& demand_;
  std::vector<Label> labels_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue_;
  std::map<std::pair<SiteIndex, SiteIndex>, std::vector<Section>> sections_;  // map: labels point into it
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
