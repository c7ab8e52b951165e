// The objects of a document's arrays one after the other, while the bytes are parsed. For files of thousands
// of small objects, of which only one at a time is in memory.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace lightloom::gnpy {

/// Takes one object, item `item` of the array `section`; false stops. The object is gone once it returns.
using TakeObject =
    std::function<bool(std::string_view section, std::size_t item, const boost::json::object&)>;

/// True where `bytes` are one object in which each of `sections` is once, an array of objects, and every one
/// of these was taken. Other fields are passed over. False says nothing about what is wrong: `parse_json`
/// does.
bool stream_sections(std::string_view bytes, const std::vector<std::string_view>& sections,
                     const TakeObject& take);

}  // namespace lightloom::gnpy
