// One value into a config: a scalar into its leaf, a JSON object into everything that it names.
#pragma once

#include "lab/device/schema.h"
#include "lab/device/value.h"
#include "topology/result.h"

namespace lightloom::lab {

/// Errors do not repeat `place`, except what lies below it.
Result<void> write_leaf(const Leaf& place, const Written& written, Leaves& config);
/// `written` has to be a JSON object, or an array where `place` is a list without its keys.
Result<void> write_container(const Leaf& place, const Written& written, Leaves& config);
/// Gives every list entry of which something is configured the `config` leaf that repeats its key, where the
/// model has one.
void fill_keys(Leaves& config);

}  // namespace lightloom::lab
