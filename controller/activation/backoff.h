// How long to wait before asking a device again: ever longer, and not all devices at the same instant.
#pragma once

#include <cstdint>
#include <string_view>

#include "topology/units.h"

namespace lightloom::activation {

/// The wait after the `attempts`-th failure in a row (from 1): doubles from `least` up to `most`, of which
/// one half is certain and the other is drawn ("equal jitter"), so the wait lies in (base / 2, base]. The
/// draw depends on `seed`, `what` and `attempts` alone: one device's trouble never moves another's timetable.
/// Pure.
Duration backoff(std::uint64_t seed, std::string_view what, int attempts, Duration least, Duration most);

}  // namespace lightloom::activation
