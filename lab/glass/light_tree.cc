#include "lab/glass/light_tree.h"

#include <algorithm>
#include <string_view>

#include "lab/glass/roadm.h"

namespace lightloom::lab::physics {
namespace {

// Light on its way into a site.
struct Arrival {
  CableEnd at;
  std::optional<std::size_t> parent;
};

class Walk {
 public:
  Walk(const Plant& plant, const Carrier& carrier) : plant_(plant), carrier_(carrier) {}

  LightTree from(CableEnd start) {
    arrivals_.push_back({std::move(start), std::nullopt});
    for (std::size_t next = 0; next < arrivals_.size(); ++next) arrive(Arrival(arrivals_[next]));
    return std::move(tree_);
  }

 private:
  void arrive(const Arrival& arrival) {
    const SiteIndex site = arrival.at.site;
    tree_.sites.push_back(site);
    if (!plant_.is_powered(site)) return;
    for (const Cross& cross : plant_.crosses_from(site, arrival.at.port)) {
      if (!passes(cross, carrier_)) continue;
      if (const auto cable = plant_.cable_at(site, cross.dest))
        enter(*cable, cross, arrival.parent);
      else
        drop(site, cross, arrival.parent);
    }
  }
  void enter(CableIndex cable, const Cross& cross, std::optional<std::size_t> parent) {
    const auto is_same = [cable](const Entry& entry) { return entry.cable == cable; };
    if (std::any_of(tree_.entries.begin(), tree_.entries.end(), is_same)) return;
    tree_.entries.push_back({cable, parent, cross.lower, cross.upper});
    if (plant_.row(cable).is_whole()) arrivals_.push_back({plant_.end_of(cable), tree_.entries.size() - 1});
  }
  void drop(SiteIndex site, const Cross& cross, std::optional<std::size_t> parent) {
    const auto is_same = [&](const Drop& drop) { return drop.site == site && drop.port == cross.dest; };
    if (!std::string_view(cross.dest).starts_with("line-")) return;
    if (std::any_of(tree_.drops.begin(), tree_.drops.end(), is_same)) return;
    tree_.drops.push_back({site, cross.dest, parent, cross.lower, cross.upper});
  }

  const Plant& plant_;
  const Carrier carrier_;
  std::vector<Arrival> arrivals_;
  LightTree tree_;
};

}  // namespace

LightTree light_tree(const Plant& plant, SiteIndex site, const Transmitter& laser) {
  const Carrier carrier{laser.frequency, plant.network().mode(laser.mode).baud_rate};
  return Walk(plant, carrier).from({site, laser.line_port});
}

}  // namespace lightloom::lab::physics
