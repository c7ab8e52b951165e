#include "topology/plan/barred.h"

#include <algorithm>

namespace lightloom {

bool Barred::closes_any() const { return std::find(closed.begin(), closed.end(), true) != closed.end(); }

}  // namespace lightloom
