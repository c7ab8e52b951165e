#include "lab/server/world.h"

#include <utility>

#include "lab/server/messages.h"

namespace lightloom::lab {
namespace {

/// Two sites of one lab never have the same chassis id.
std::vector<Identity> identities_of(const std::string& lab, const Network& network) {
  std::vector<Identity> identities;
  std::set<std::string> taken;
  for (const auto& site : network.sites()) {
    auto salted = lab;
    auto identity = lab::identity_of(salted, site);
    while (!taken.insert(identity.chassis_id).second) identity = lab::identity_of(salted += "+", site);
    identities.push_back(std::move(identity));
  }
  return identities;
}

}  // namespace

World::World(Loop& loop, Options options)
    : loop_(&loop),
      options_(std::move(options)),
      glass_(options_.network),
      identities_(identities_of(options_.lab, *options_.network)),
      by_site_(options_.network->sites().size()) {
  for (std::uint32_t site = 0; site < by_site_.size(); ++site) glass_.set_power(SiteIndex{site}, false);
}

Node& World::add_node(SiteIndex site) {
  DeviceFacts facts(options_.network, site, identities_[site.at()]);
  nodes_.push_back(std::make_unique<Node>(*this, *loop_, Device(std::move(facts), now_ns()), options_.delay));
  by_site_[site.at()] = nodes_.back().get();
  glass_.set_power(site, true);
  config_changed(*nodes_.back());
  return *nodes_.back();
}

Node* World::find_node(SiteIndex site) { return by_site_[site.at()]; }

void World::set_outsider(SiteIndex site, std::optional<SiteConfig> config, const Identity& identity) {
  identities_[site.at()] = identity;
  glass_.set_power(site, config.has_value());
  if (config) glass_.set_site(site, std::move(*config));
  touch_neighbours(site);
  glass_changed();
}

/// Who hears the site by name.
void World::touch_neighbours(SiteIndex site) {
  for (const auto& way : options_.network->ways_from(site)) touched_.insert(way.to);
}

void World::config_changed(const Node& node) {
  glass_.set_site(node.site(), node.device().site_config());
  touched_.insert(node.site());
  glass_changed();
}

void World::glass_changed() {
  if (!std::exchange(is_settled_, false)) return;
  loop_->post([this] { settle(); });
}

void World::settle() {
  if (std::exchange(is_settled_, true)) return;
  auto sites = std::exchange(touched_, {});
  for (const auto site : glass_.take_changed()) sites.insert(site);
  const Surroundings around{&glass_, &identities_, now_ns(), options_.seed};
  for (const auto site : sites)
    if (auto* node = by_site_[site.at()]; node != nullptr && !node->is_dead()) node->refresh(around);
}

void World::die(Node& node) {
  node.die();
  glass_.set_power(node.site(), false);
  glass_changed();
}

void World::wake(Node& node, bool keeps_config) {
  node.wake(now_ns(), keeps_config);
  glass_.set_power(node.site(), true);
  config_changed(node);
}

}  // namespace lightloom::lab
