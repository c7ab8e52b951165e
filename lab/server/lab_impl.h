// The inside of a Lab: two threads besides gRPC's, and who owns what on them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lab/server/certificates.h"
#include "lab/server/doors.h"
#include "lab/server/lab.h"
#include "lab/server/loop.h"
#include "lab/server/outsider.h"
#include "lab/server/world.h"

namespace lightloom::lab {

struct Lab::Impl {
  LabOptions options;
  std::optional<CertificateAuthority> authority;
  Loop loop;                     ///< alone touches the world
  std::unique_ptr<World> world;  ///< its list of nodes does not change after `open`
  Loop porter;                   ///< alone opens and closes doors, which wait for calls that the loop ends
  std::optional<Doors> doors;
  std::vector<std::unique_ptr<Outsider>> outsiders;

  Result<void> open(const std::set<SiteIndex>& sites);
  void close();

  Result<LinkIndex> find_cable(const std::string& name) const;
  Result<Node*> find_node(const std::string& name) const;
  std::vector<DeviceStatus> devices();
  LabStatus status();
  const std::string& ca_pem() const;

  /// What it does to the glass is seen by all devices when it returns.
  void change_glass(const std::function<void(Glass&)>& change);
  Result<void> behave(Node& node, Manner manner, std::chrono::milliseconds delay);
  Result<void> reboot(Node& node);
  Result<void> drift(Node& node, const Edit& edit);

 private:
  Result<void> wake(Node& node, bool keeps_config);
  void die(Node& node);
  std::vector<ReceiverStatus> receivers();
};

}  // namespace lightloom::lab
