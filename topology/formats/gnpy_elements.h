// Elements of a GNPy topology and how they are connected, before anything is known about links.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/formats/json_reader.h"
#include "topology/result.h"

namespace lightloom::formats {

struct GnpyElement {
  enum class Kind { kTransceiver, kRoadm, kFiber, kFused, kEdfa };
  std::string uid;
  Kind kind = Kind::kFused;
  JsonObject fields;  ///< its errors begin `file: "uid": `
  std::vector<std::size_t> to, from;
};

/// The graph of elements, every connection checked. It looks into the document and errors it was read from.
struct GnpyElements {
  std::string file;
  std::vector<GnpyElement> elements;
  std::unordered_map<std::string_view, std::size_t> by_uid;
};

/// kInvalidArgument naming file, element and field: `elements` or `connections` missing, a uid missing or
/// used twice, an element of a kind that is not supported, a connection to nothing, to itself, or given
/// twice, a fibre, amplifier or Fused that has not exactly one way in and one out, a transceiver that is not
/// at a ROADM.
Result<GnpyElements> read_gnpy_elements(const boost::json::value& document, const std::string& file,
                                        FirstError& errors);

}  // namespace lightloom::formats
