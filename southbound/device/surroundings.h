// What the devices of one driver share.
#pragma once

#include <memory>

#include "southbound/device/identity.h"
#include "southbound/device/outlet.h"
#include "southbound/device/picture.h"
#include "southbound/options.h"
#include "southbound/rpc/roll.h"

namespace lightloom::southbound {

struct Surroundings {
  Options options;
  std::shared_ptr<Claims> claims;
  std::shared_ptr<Roll> roll;
};

}  // namespace lightloom::southbound
