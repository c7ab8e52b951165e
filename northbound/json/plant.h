// The plant as messages: what GET /v1/sites, /v1/nodes, /v1/links and /v1/network print.
#pragma once

#include "controller/ports/control.h"
#include "northbound/proto/lightloom/v1/plant.pb.h"

namespace lightloom::northbound {

/// Name of a site's one node: `roadm-<site>`.
std::string node_of(const Site& site);

/// With the line ports that are free at `now`.
v1::Site site_message(const Snapshot& snapshot, SiteIndex site_index, Instant now);
v1::Node node_message(const Site& site);
/// As recorded: no device reports on it.
v1::Link link_message(const Network& network, const Link& link);
/// Everything that was recorded, with spans, amplifiers and equipment.
v1::Network network_message(const Snapshot& snapshot, Instant now);

}  // namespace lightloom::northbound
