#include "lab/server/doors.h"

#include <fmt/format.h>

#include <utility>

namespace lightloom::lab {

Result<Doors::Door> Doors::new_door(const std::string& node) const {
  auto port = ReservedPort::take();
  if (!port) return fail(port.error());
  Door door{std::move(*port), std::nullopt, nullptr};
  if (authority_ == nullptr) return door;
  auto certificate = authority_->sign(node);
  if (!certificate) return fail(certificate.error());
  door.certificate = std::move(*certificate);
  return door;
}

Result<void> Doors::open(Node& node) {
  auto found = doors_.find(node.site());
  if (found == doors_.end()) {
    auto door = new_door(node.device().facts().identity().system_name);
    if (!door) return fail(door.error());
    found = doors_.emplace(node.site(), std::move(*door)).first;
  }
  auto& door = found->second;
  auto endpoint = Endpoint::start(*loop_, node, door.port.number(), door.certificate);
  if (!endpoint) return fail(endpoint.error());
  door.endpoint = std::move(*endpoint);
  return {};
}

void Doors::close(const Node& node) {
  if (const auto found = doors_.find(node.site()); found != doors_.end()) found->second.endpoint.reset();
}

std::string Doors::address_of(SiteIndex site) const {
  const auto found = doors_.find(site);
  return found == doors_.end() ? std::string() : fmt::format("127.0.0.1:{}", found->second.port.number());
}

}  // namespace lightloom::lab
