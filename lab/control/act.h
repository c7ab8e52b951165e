// One thing that happens to a lab: somebody cuts a cable, kills a device, changes it behind the controller's
// back. What the verbs of the command line, the lines of a scenario and the control socket all say.
#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/server/lab.h"
#include "topology/result.h"

namespace lightloom::lab {

struct Act {
  enum class Kind { kCut, kSplice, kBend, kBehave, kReboot, kDrift };
  Kind kind = Kind::kCut;
  std::string_view word;  ///< as it was said (kill, lie); empty: by its kind
  std::string target;     ///< cable or site
  CutDirection direction = CutDirection::kBoth;
  std::optional<double> km;
  Decibel loss;
  Manner manner = Manner::kNormal;
  std::chrono::milliseconds delay{200};  ///< of a slow device
  std::string path;
  std::optional<std::string> value;  ///< of a drift; nothing deletes
};

/// Reads `{"do": "cut", "cable": "…"}` and the like; kill, start, lie and honest are manners of their own.
/// Other fields than those of the act are refused, unless they are among `also`. kInvalidArgument with field
/// and nearest.
Result<Act> act_of(const boost::json::object& object, const std::vector<std::string_view>& also = {});
boost::json::object json_of(const Act& act);

/// kInvalidArgument and others as Lab's functions.
Result<void> perform(const Act& act, Lab& lab);

std::string_view name_of(CutDirection direction);
Result<CutDirection> direction_of(std::string_view name);

}  // namespace lightloom::lab
