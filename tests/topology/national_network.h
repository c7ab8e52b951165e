// The national plant record of lab/networks, as tests use it.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "topology/formats/load_network.h"
#include "topology/network.h"

namespace lightloom::testing {

inline std::shared_ptr<const Network> national_network() {
  auto loaded = formats::load_network(std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national", {});
  if (!loaded) throw std::runtime_error(loaded.error().message);
  auto network = Network::build(std::move(loaded->record));
  if (!network) throw std::runtime_error(network.error().message);
  return std::make_shared<const Network>(std::move(*network));
}

}  // namespace lightloom::testing
