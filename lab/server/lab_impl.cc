#include "lab/server/lab_impl.h"

#include <fmt/format.h>

#include <utility>

namespace lightloom::lab {
namespace {

DeviceStatus status_of(const Outsider& outsider, const Network& network) {
  DeviceStatus status;
  status.node = outsider.name();
  status.site = network.site(outsider.site()).name;
  status.address = outsider.address();
  status.is_external = true;
  status.manner = outsider.is_answering() ? Manner::kNormal : Manner::kDead;
  return status;
}

DeviceStatus status_of(Node& node, std::string address) {
  const auto& facts = node.device().facts();
  return {.node = facts.identity().system_name,
          .site = facts.network().site(facts.site()).name,
          .address = std::move(address),
          .manner = node.manner(),
          .counters = node.counters(),
          .subscribers = node.streams(),
          .configured_leaves = node.configured_leaves()};
}

}  // namespace

Result<void> Lab::Impl::open(const std::set<SiteIndex>& sites) {
  if (options.tls) {
    auto made = CertificateAuthority::make(options.name);
    if (!made) return fail(made.error());
    authority.emplace(std::move(*made));
  }
  loop.ask([&] {
    world = std::make_unique<World>(
        loop, World::Options{options.name, options.network, options.seed, options.delay});
    for (const auto site : sites) world->add_node(site);
    world->settle();
  });
  for (const auto& [name, address] : options.external)
    outsiders.push_back(
        std::make_unique<Outsider>(loop, *world, options.network->find_site(name).value(), address));
  return porter.ask([&]() -> Result<void> {
    doors.emplace(loop, authority ? &*authority : nullptr);
    for (const auto& node : world->nodes())
      if (auto opened = doors->open(*node); !opened) return opened;
    return {};
  });
}

void Lab::Impl::close() {
  outsiders.clear();
  porter.ask([&] {
    if (!doors) return;
    loop.ask([&] {
      for (const auto& node : world->nodes()) node->die();
    });
    doors.reset();
  });
  porter.stop();
  loop.stop();
}

Result<LinkIndex> Lab::Impl::find_cable(const std::string& name) const {
  if (const auto link = options.network->find_link(name)) return *link;
  std::vector<std::string_view> names;
  for (const auto& link : options.network->links()) names.emplace_back(link.name);
  const auto nearest = nearest_of(name, names);
  return invalid(fmt::format("no cable {:?}{}", name, nearest.empty() ? "" : "; the nearest is " + nearest),
                 "cable", nearest);
}

Result<Node*> Lab::Impl::find_node(const std::string& name) const {
  const auto site = options.network->find_site(name);
  if (!site) return fail(site.error());
  if (auto* node = world->find_node(*site)) return node;
  for (const auto& outsider : outsiders)
    if (outsider->site() == *site)
      return fail(ErrorCode::kWrongState,
                  fmt::format("{}: its device is at {}, not in this lab", name, outsider->address()));
  return invalid(fmt::format("{} has no device in this lab", name), "site");
}

std::vector<DeviceStatus> Lab::Impl::devices() {
  return porter.ask([&] {
    std::vector<DeviceStatus> all;
    for (const auto& node : world->nodes()) {
      auto address = doors->address_of(node->site());
      all.push_back(loop.ask([&] { return lab::status_of(*node, std::move(address)); }));
    }
    for (const auto& outsider : outsiders)
      all.push_back(loop.ask([&] { return lab::status_of(*outsider, *options.network); }));
    return all;
  });
}

std::vector<ReceiverStatus> Lab::Impl::receivers() {
  std::vector<ReceiverStatus> lit;
  for (const auto& node : world->nodes()) {
    if (node->is_dead()) continue;
    for (const auto& laser : node->device().site_config().transmitters) {
      auto found = world->glass().reception(node->site(), laser.line_port);
      if (!found) continue;
      lit.push_back({options.network->site(node->site()).name, laser.line_port, std::move(found->from_site),
                     found->power, found->esnr, found->osnr_0p1nm});
    }
  }
  return lit;
}

LabStatus Lab::Impl::status() {
  LabStatus status{devices(), {}, {}};
  loop.ask([&] {
    for (std::uint32_t index = 0; index < options.network->links().size(); ++index) {
      const LinkIndex link{index};
      if (world->glass().is_cut(link, true) || world->glass().is_cut(link, false))
        status.cut.push_back(options.network->link(link).name);
    }
    status.receivers = receivers();
  });
  return status;
}

const std::string& Lab::Impl::ca_pem() const {
  static const std::string none;
  return authority ? authority->pem() : none;
}

void Lab::Impl::change_glass(const std::function<void(Glass&)>& change) {
  loop.ask([&] {
    change(world->glass());
    world->glass_changed();
    world->settle();
  });
}

void Lab::Impl::die(Node& node) {
  loop.ask([&] { world->die(node); });
  doors->close(node);
}

Result<void> Lab::Impl::wake(Node& node, bool keeps_config) {
  loop.ask([&] { world->wake(node, keeps_config); });
  return doors->open(node);
}

Result<void> Lab::Impl::behave(Node& node, Manner manner, std::chrono::milliseconds delay) {
  return porter.ask([&]() -> Result<void> {
    const bool is_dead = loop.ask([&] { return node.is_dead(); });
    if (manner == Manner::kDead) {
      if (!is_dead) die(node);
      return {};
    }
    if (is_dead)
      if (auto awake = wake(node, true); !awake) return awake;
    loop.ask([&] { node.behave(manner, delay); });
    return {};
  });
}

Result<void> Lab::Impl::reboot(Node& node) {
  return porter.ask([&] {
    if (!loop.ask([&] { return node.is_dead(); })) die(node);
    return wake(node, false);
  });
}

Result<void> Lab::Impl::drift(Node& node, const Edit& edit) {
  return loop.ask([&]() -> Result<void> {
    if (node.is_dead())
      return fail(ErrorCode::kWrongState, fmt::format("{} is dead: nobody can change it; start it first",
                                                      node.device().facts().identity().system_name));
    auto done = node.drift({&edit, 1});
    world->settle();
    return done;
  });
}

}  // namespace lightloom::lab
