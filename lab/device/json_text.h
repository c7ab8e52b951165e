// JSON as people like to read it: 0.2, not 2E-1.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace lightloom::lab {

/// One line. Numbers in their shortest form; what is not finite is null.
std::string json_text(const boost::json::value& value);

}  // namespace lightloom::lab
