// The plant as messages: what GET /v1/sites, /v1/nodes, /v1/links and /v1/network print. plant_record.h is
// the way back.
#pragma once

#include "controller/ports/control.h"
#include "northbound/proto/lightloom/v1/plant.pb.h"

namespace lightloom::northbound {

/// With the line ports that are free at `now`.
v1::Site site_message(const Snapshot& snapshot, SiteIndex site_index, Instant now);
/// Named as its device; `roadm-<site>` where none is registered.
v1::Node node_message(const Snapshot& snapshot, const Site& site);
/// As discovered.
v1::Link link_message(const Snapshot& snapshot, LinkIndex index);
/// Complete in itself: as an event tells it, and one that no record has.
v1::Link to_message(const LinkView& link);
/// Everything that was recorded, with spans, amplifiers and equipment; and links as discovered, ports as
/// free.
v1::Network network_message(const Snapshot& snapshot, Instant now);
/// What was recorded alone: a record that no daemon has yet.
v1::Network network_message(const Network& network);

}  // namespace lightloom::northbound
