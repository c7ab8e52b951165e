// All devices of a lab and the glass between them. On the loop only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lab/glass/glass.h"
#include "lab/server/loop.h"
#include "lab/server/node.h"

namespace lightloom::lab {

class World {
 public:
  struct Options {
    std::string lab;
    std::shared_ptr<const Network> network;
    std::uint64_t seed = 0;
    std::chrono::nanoseconds delay{};
  };
  World(Loop& loop, Options options);

  const std::shared_ptr<const Network>& shared_network() const { return options_.network; }
  const Identity& identity_of(SiteIndex site) const { return identities_[site.at()]; }
  Glass& glass() { return glass_; }
  /// Sites without a device here are dark from the beginning.
  Node& add_node(SiteIndex site);
  const std::vector<std::unique_ptr<Node>>& nodes() const { return nodes_; }
  Node* find_node(SiteIndex site);

  /// A device somewhere else: what it is told, how it is called, whether it has power.
  void set_outsider(SiteIndex site, std::optional<SiteConfig> config, const Identity& identity);

  /// A device holds something else; its site and whoever its light reaches will look around.
  void config_changed(const Node& node);
  /// Something changed in the glass. Devices look around right after what runs now.
  void glass_changed();
  /// They look around now.
  void settle();

  void die(Node& node);
  void wake(Node& node, bool keeps_config);

 private:
  void touch_neighbours(SiteIndex site);

  Loop* loop_;
  Options options_;
  Glass glass_;
  std::vector<Identity> identities_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Node*> by_site_;
  std::set<SiteIndex> touched_;
  bool is_settled_ = true;
};

}  // namespace lightloom::lab
