// Files of chains to evaluate, `{"cases": [{id, model, channels, elements}]}`: what `lightloom qot` reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "topology/optics/chain.h"
#include "topology/result.h"

namespace lightloom::formats {

inline constexpr std::size_t kMaxQotCases = 100'000;

/// The cases in file order. What a case expects (`expected`, `compare_channels`) is left alone; of a case
/// whose model is not ours only `id` and `model` are read, and `optics::evaluate` refuses it. `file` begins
/// every message. kInvalidArgument naming case, element and field: not JSON, nested deeper than 16 levels,
/// longer than 64 MiB, an unknown field or element type, a number out of range, channels that overlap, no
/// channel or more than optics::kMaxChannels, more than optics::kMaxElements elements.
Result<std::vector<optics::QotCase>> read_qot_cases(std::string_view json,
                                                    const std::string& file = "qot cases");

}  // namespace lightloom::formats
