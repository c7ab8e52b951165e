// What is built at a site, whatever anybody configures: its ports, its amplifiers and how they were set when
// built, the modes of its transponders.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/device/schema.h"
#include "topology/network.h"

namespace lightloom::lab {

/// How a device introduces itself to its neighbours.
struct Identity {
  std::string chassis_id;   ///< `02:4c:4c:ab:cd:ef`
  std::string system_name;  ///< `roadm-horinger`
  bool operator==(const Identity&) const = default;
};
/// A locally administered MAC address made from the names of lab and site.
Identity identity_of(std::string_view lab, const Site& site);

struct Degree {
  std::string port;
  LinkIndex link;
  bool is_a_end = true;
  SiteIndex far_site;
  std::string far_port;
};
struct PlacedAmplifier {
  std::string name;  ///< `amp-CABLE-az-0`
  LinkIndex link;
  bool forward = true;
  std::size_t position = 0;
  Amplifier built;  ///< as the plant record has it
};

class DeviceFacts {
 public:
  DeviceFacts(std::shared_ptr<const Network> network, SiteIndex site, Identity identity);

  const Network& network() const { return *network_; }
  SiteIndex site() const { return site_; }
  const Identity& identity() const { return identity_; }
  const std::vector<Degree>& degrees() const { return degrees_; }
  const std::vector<PlacedAmplifier>& amplifiers() const { return amplifiers_; }
  const PlacedAmplifier* find_amplifier(std::string_view name) const;
  bool is_degree(std::string_view port) const;
  /// 7 of `line-7`, where there is such a port.
  std::optional<std::uint32_t> line_number(std::string_view port) const;
  /// Line ports that are listed, its regenerators' too, in order: not those whose number has no limit, for
  /// they are shown when first configured.
  const std::vector<std::uint32_t>& listed_lines() const { return listed_lines_; }
  bool is_listed(std::string_view port) const;
  /// 1 and up: the place in the equipment file, counted from 1.
  std::optional<ModeIndex> mode_of(std::uint64_t mode_id) const;
  /// Config of a device that nobody touched: its amplifiers as built.
  const Leaves& defaults() const { return defaults_; }

 private:
  void place_amplifiers(LinkIndex index);
  void list_lines();

  std::shared_ptr<const Network> network_;
  SiteIndex site_;
  Identity identity_;
  std::vector<Degree> degrees_;
  std::vector<PlacedAmplifier> amplifiers_;
  std::vector<std::uint32_t> listed_lines_;
  Leaves defaults_;
};

}  // namespace lightloom::lab
