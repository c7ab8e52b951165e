// Instants and protobuf's timestamps: both count from 1970, one in microseconds.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "topology/units.h"

namespace lightloom::northbound {

/// Precondition: 1970 or later.
inline void set(google::protobuf::Timestamp& stamp, Instant time) {
  const auto micros = time.time_since_epoch().count();
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<std::int32_t>(micros % 1'000'000) * 1'000);
}
inline Instant to_instant(const google::protobuf::Timestamp& stamp) {
  return Instant{std::chrono::seconds{stamp.seconds()} + Duration{stamp.nanos() / 1'000}};
}

}  // namespace lightloom::northbound
