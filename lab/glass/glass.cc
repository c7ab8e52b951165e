#include "lab/glass/glass.h"

#include <set>
#include <utility>

#include "lab/glass/receiver.h"
#include "lab/glass/sight.h"

namespace lightloom::lab {

using physics::CableIndex;
using physics::LaserKey;

struct Glass::Impl {
  explicit Impl(std::shared_ptr<const Network> network) : plant(std::move(network)), field(plant) {
    for (CableIndex cable = 0; cable < plant.cables(); ++cable)
      fibres.push_back(physics::unlit_fibre(plant, cable));
    told_fibres = fibres;
    untold.cables.resize(plant.cables());
  }

  void settle();
  std::optional<Reception> reception(const LaserKey& receiver) const {
    return physics::received(plant, field, receiver);
  }
  void tell_fibres(std::set<SiteIndex>& sites);
  void tell_receptions(std::set<SiteIndex>& sites);

  physics::Plant plant;
  physics::LightField field;
  std::vector<Fibre> fibres;  // by cable
  // What `take_changed` last spoke of: small steps add up until they are seen.
  std::vector<Fibre> told_fibres;
  std::map<LaserKey, Reception> told_receptions;
  physics::Fresh untold;
};

void Glass::Impl::settle() {
  if (!plant.is_touched()) return;
  field.settle();
  auto fresh = field.take_fresh();
  for (CableIndex cable = 0; cable < plant.cables(); ++cable) {
    if (!fresh.cables[cable]) continue;
    fibres[cable] = physics::fibre_seen(plant, field, cable);
    untold.cables[cable] = true;
  }
  untold.receivers.merge(fresh.receivers);
}

void Glass::Impl::tell_fibres(std::set<SiteIndex>& sites) {
  for (CableIndex cable = 0; cable < plant.cables(); ++cable) {
    if (!untold.cables[cable] || !physics::differs(told_fibres[cable], fibres[cable])) continue;
    told_fibres[cable] = fibres[cable];
    sites.insert(plant.start_of(cable).site);
    sites.insert(plant.end_of(cable).site);
  }
  untold.cables.assign(plant.cables(), false);
}

void Glass::Impl::tell_receptions(std::set<SiteIndex>& sites) {
  for (const LaserKey& receiver : std::exchange(untold.receivers, {})) {
    const auto told = told_receptions.find(receiver);
    const auto now = reception(receiver);
    if (!physics::differs(told == told_receptions.end() ? std::nullopt : std::optional(told->second), now))
      continue;
    sites.insert(receiver.site);
    if (now)
      told_receptions.insert_or_assign(receiver, *now);
    else
      told_receptions.erase(told);
  }
}

Glass::Glass(std::shared_ptr<const Network> network) : impl_(std::make_unique<Impl>(std::move(network))) {}
Glass::~Glass() = default;

void Glass::set_site(SiteIndex site, SiteConfig config) { impl_->plant.set_site(site, std::move(config)); }
void Glass::set_power(SiteIndex site, bool on) { impl_->plant.set_power(site, on); }
void Glass::cut(LinkIndex link, Direction direction, std::optional<double> km_from_a) {
  impl_->plant.cut(link, direction, km_from_a);
}
void Glass::splice(LinkIndex link) { impl_->plant.splice(link); }
bool Glass::is_cut(LinkIndex link, bool forward) const {
  return impl_->plant.is_cut(physics::cable_of(link, forward));
}
void Glass::bend(LinkIndex link, Decibel loss) { impl_->plant.bend(link, loss); }

std::optional<Reception> Glass::reception(SiteIndex site, const std::string& line_port) {
  impl_->settle();
  return impl_->reception({site, line_port});
}

const Fibre& Glass::fibre(LinkIndex link, bool forward) {
  impl_->settle();
  return impl_->fibres[physics::cable_of(link, forward)];
}

std::vector<SiteIndex> Glass::take_changed() {
  impl_->settle();
  std::set<SiteIndex> sites;
  impl_->tell_fibres(sites);
  impl_->tell_receptions(sites);
  return {sites.begin(), sites.end()};
}

}  // namespace lightloom::lab
