// A planner's path requests, as GNPy writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct RequestedSlot {
  std::optional<int> n, m;
  bool operator==(const RequestedSlot&) const = default;
};

struct PathRequest {
  std::string id;
  std::string source, destination;  ///< uids of transceivers
  bool bidirectional = false;
  std::string transceiver;  ///< trx_type
  std::string mode;         ///< trx_mode; empty: the planner chooses
  double spacing_hz = 0;
  double bandwidth_bps = 0;
  std::optional<double> power_w, tx_power_w;  ///< `output-power`, `tx_power`
  std::optional<std::uint32_t> channels;      ///< `max-nb-of-channel`
  std::vector<RequestedSlot> slots;           ///< effective-freq-slot
  struct Via {
    std::string uid;
    bool strict = true;
    bool operator==(const Via&) const = default;
  };
  std::vector<Via> route;  ///< explicit-route-objects, in index order
  bool operator==(const PathRequest&) const = default;
};

/// `synchronization`: requests whose routes share nothing.
struct DisjointGroup {
  std::string id;
  bool relaxable = false;
  bool link_diverse = true, node_diverse = true;
  std::vector<std::string> requests;
  bool operator==(const DisjointGroup&) const = default;
};

struct Services {
  std::string file;
  std::vector<PathRequest> requests;  ///< in file order
  std::vector<DisjointGroup> groups;
  bool operator==(const Services&) const = default;
};

/// kInvalidArgument naming file, request, field, found and needed. Uids and varieties are looked up in
/// `network` and `library`.
Result<Services> read_services(std::string_view bytes, const std::string& file, const PlannerNetwork& network,
                               const Library& library);

}  // namespace lightloom::gnpy
