// A job some time later, on one of gRPC's threads.
#pragma once

#include <functional>

#include "topology/units.h"

namespace lightloom::southbound {

/// Any thread; returns at once. There is no way to call it off: what the job needs may be gone by then.
void run_after(Duration wait, std::function<void()> job);

}  // namespace lightloom::southbound
