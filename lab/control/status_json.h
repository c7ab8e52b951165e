// The state of a lab as JSON and as text for people.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "lab/server/lab.h"

namespace lightloom::lab {

boost::json::object json_of(const LabStatus& status, const Network& network);
/// Lines for a terminal, of what `json_of` gave, with name, pid and up_s beside it.
std::string status_text(const boost::json::value& status);

}  // namespace lightloom::lab
