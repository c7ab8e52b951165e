#include "topology/plan/admission.h"

#include <algorithm>
#include <limits>
#include <set>

namespace lightloom {
namespace {

bool has_link(std::span<const Hop> hops, LinkIndex link) {
  return std::any_of(hops.begin(), hops.end(), [link](const Hop& hop) { return hop.link == link; });
}

}  // namespace

LitCheck::LitCheck(const Network& network, const optics::LineModel& optics, const AdmissionPolicy& policy,
                   const std::vector<LitPath>& paths, const Window& window)
    : network_(network), optics_(optics), policy_(policy), on_link_(network.links().size()) {
  for (const auto& path : paths) {
    if (path.occupied.start >= path.occupied.end || !path.occupied.overlaps(window)) continue;
    for (const auto& hop : path.hops) on_link_[hop.link.at()].push_back(paths_.size());
    paths_.push_back(&path);
  }
  before_.resize(paths_.size());
}

Decibel LitCheck::needed(ModeIndex mode) const {
  return network_.mode(mode).required_osnr + network_.equipment().line.margin;
}

std::vector<std::vector<optics::LitChannel>> LitCheck::lit_on(std::span<const Hop> hops) const {
  std::vector<std::vector<optics::LitChannel>> lit;
  for (const auto& hop : hops) {
    auto& channels = lit.emplace_back();
    for (const auto path : on_link_[hop.link.at()])
      channels.push_back({paths_[path]->mode, paths_[path]->slot.slices()});
  }
  return lit;
}

Decibel LitCheck::worse_direction(ModeIndex mode, Slot slot, std::span<const Hop> hops,
                                  const std::vector<std::vector<optics::LitChannel>>& lit) const {
  const auto received = optics_.as_lit_both_ways(mode, slot.slices(), hops, lit);
  // Channels that overlap cannot be predicted, nor be lit.
  if (!received) return {-std::numeric_limits<double>::infinity()};
  return std::min(received->there.gsnr_0p1nm, received->back.gsnr_0p1nm);
}

Decibel LitCheck::margin_before(std::size_t path) {
  const LitPath& lit = *paths_[path];
  if (!before_[path])
    before_[path] = worse_direction(lit.mode, lit.slot, lit.hops, lit_on(lit.hops)) - needed(lit.mode);
  return *before_[path];
}

LitCheck::Verdict LitCheck::with(ModeIndex mode, std::span<const Slot> slots, std::span<const Hop> hops) {
  const auto add_new = [&](std::vector<optics::LitChannel>& channels) {
    for (const auto slot : slots) channels.push_back({mode, slot.slices()});
  };
  auto lit = lit_on(hops);
  for (auto& channels : lit) add_new(channels);
  Verdict verdict{false, {std::numeric_limits<double>::infinity()}, {}};
  for (const auto slot : slots)
    verdict.gsnr_0p1nm = std::min(verdict.gsnr_0p1nm, worse_direction(mode, slot, hops, lit));
  verdict.margin = verdict.gsnr_0p1nm - needed(mode);
  if (verdict.margin < policy_.margin) return verdict;

  std::set<std::size_t> met;
  for (const auto& hop : hops) met.insert(on_link_[hop.link.at()].begin(), on_link_[hop.link.at()].end());
  for (const auto index : met) {
    const LitPath& path = *paths_[index];
    const auto before = margin_before(index);
    auto beside = lit_on(path.hops);
    for (std::size_t i = 0; i < beside.size(); ++i)
      if (has_link(hops, path.hops[i].link)) add_new(beside[i]);
    const auto after = worse_direction(path.mode, path.slot, path.hops, beside) - needed(path.mode);
    if (after < (before < policy_.margin ? Decibel{0} : policy_.margin)) return verdict;
  }
  verdict.closes = true;
  return verdict;
}

}  // namespace lightloom
