// The requests that a device gets: plain values in, messages out.
#pragma once

#include <span>
#include <string>

#include "southbound/openconfig/wanted_leaf.h"
#include "topology/result.h"
#include "topology/units.h"

namespace gnmi {
class CapabilityResponse;
class GetRequest;
class SetRequest;
class SubscribeRequest;
}  // namespace gnmi

namespace lightloom::southbound {

enum class WireEncoding { kProto, kJsonIetf };
/// PROTO where the device has it, else JSON_IETF; kInvalidArgument, naming what it has, where it has neither.
Result<WireEncoding> encoding_for(const ::gnmi::CapabilityResponse& capabilities);

/// What of the tree is read (docs/wire.md), as subtrees.
std::span<const std::string_view> observed_subtrees();

/// Paths must be canonical.
void fill_get(std::span<const std::string> paths, WireEncoding encoding, ::gnmi::GetRequest& request);
/// Deletes, then writes, leaf by leaf.
void fill_set(std::span<const std::string> deletes, std::span<const Write> writes, WireEncoding encoding,
              ::gnmi::SetRequest& request);
struct Rhythm {
  Duration sample, pulse;
};
/// All of `observed_subtrees` as they change; measurements every `sample` too, or only so where
/// `measurements_on_change` is false; the boot time every `pulse`.
void fill_subscribe(const Rhythm& rhythm, bool measurements_on_change, WireEncoding encoding,
                    ::gnmi::SubscribeRequest& request);

}  // namespace lightloom::southbound
