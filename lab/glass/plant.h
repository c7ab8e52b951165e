// What stands in the lab and how: sites with what they were told and whether they have power, cables whole,
// cut or bent. Knows nothing of light; notes what was touched, so that only that is looked at again.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "lab/glass/cable_row.h"
#include "lab/glass/glass.h"
#include "lab/glass/mixing_table.h"

namespace lightloom::lab::physics {

/// A cable in one direction: twice its link's index, and one more where it leads from z to a.
using CableIndex = std::size_t;
constexpr CableIndex cable_of(LinkIndex link, bool forward) { return 2 * link.at() + (forward ? 0 : 1); }

struct CableEnd {
  SiteIndex site;
  std::string port;
};

/// Sites and cables, by index, at which something is not as it was.
struct Touched {
  std::vector<bool> sites, cables;
};

class Plant {
 public:
  explicit Plant(std::shared_ptr<const Network> network);

  const Network& network() const { return *network_; }
  std::size_t cables() const { return rows_.size(); }
  const Link& link(CableIndex cable) const { return network_->links()[cable / 2]; }
  const CableRow& row(CableIndex cable) const { return rows_[cable]; }
  Kinds kinds(CableIndex cable) const;
  MixingTable& mixing(CableIndex cable) { return mixing_[cable / 2]; }
  CableEnd start_of(CableIndex cable) const;
  CableEnd end_of(CableIndex cable) const;
  /// The cable whose sending end is a port, if one is.
  std::optional<CableIndex> cable_at(SiteIndex site, const std::string& port) const;
  /// No supervisory light arrives: broken, or nobody sends.
  bool is_dark(CableIndex cable) const;
  bool is_cut(CableIndex cable) const { return break_km_[cable].has_value(); }

  const SiteConfig& config(SiteIndex site) const { return sites_[site.at()].config; }
  bool is_powered(SiteIndex site) const { return sites_[site.at()].is_powered; }
  /// Crosses that take light in at a port, in the order in which they were told.
  std::span<const Cross> crosses_from(SiteIndex site, const std::string& port) const;

  void set_site(SiteIndex site, SiteConfig config);
  void set_power(SiteIndex site, bool on);
  void cut(LinkIndex link, Glass::Direction direction, std::optional<double> km_from_a);
  void splice(LinkIndex link);
  void bend(LinkIndex link, Decibel loss);

  bool is_touched() const { return is_touched_; }
  /// Since it was last asked; everything at first.
  Touched take_touched();

 private:
  struct SiteState {
    SiteConfig config;
    bool is_powered = true;
    std::unordered_map<std::string, std::vector<Cross>> crosses;
    std::unordered_map<std::string, CableIndex> cables;
  };
  CableRow row_as_it_stands(CableIndex cable) const;
  void apply_settings(CableIndex cable, CableRow& row) const;
  std::size_t broken_span(CableIndex cable) const;
  void renew(LinkIndex link);
  void touch_site(SiteIndex site);
  void touch_cable(CableIndex cable);

  std::shared_ptr<const Network> network_;
  std::vector<TwoStageNoise> noise_;
  std::vector<MixingTable> mixing_;  // by link
  std::vector<SiteState> sites_;
  std::vector<CableRow> rows_;
  std::vector<std::optional<double>> break_km_;  // by cable, from a
  std::vector<Decibel> bend_;                    // by link
  Touched touched_;
  bool is_touched_ = true;
};

}  // namespace lightloom::lab::physics
