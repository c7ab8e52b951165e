// JSON files field by field: bounded parsing, typed access, and errors that name file and path
// (`file: elements[12].params.length: ...`). For files of other tools, whose unknown fields the caller
// judges.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "topology/formats/first_error.h"
#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::formats {

struct JsonLimits {
  std::size_t bytes = std::size_t{64} << 20U;
  std::size_t depth = 32;
};

/// Parses one document (RFC 8259, UTF-8; a byte order mark is tolerated). kInvalidArgument with file and line
/// where it is not one, or passes a limit. The value lives in `storage`, by default on the heap.
Result<boost::json::value> parse_json(std::string_view bytes, const std::string& file,
                                      const JsonLimits& limits = {}, boost::json::storage_ptr storage = {});

/// "a text", "an array" and so on, as errors call it.
std::string_view kind_of(const boost::json::value& value);

/// An object inside a document, which must outlive it, as must `errors`. The first wrong field is kept there;
/// reading goes on with a zero. A field that is null, or an empty text where a number belongs, counts as
/// absent (GNPy drops such fields).
class JsonObject {
 public:
  /// `where` is what comes before a field's name in an error: `equipment.json: Edfa[2].`.
  JsonObject(const boost::json::object& object, std::string where, FirstError& errors)
      : object_(&object), where_(std::move(where)), errors_(&errors) {}

  bool has(std::string_view field) const { return find(field) != nullptr; }
  /// Required and in range; an error otherwise. Not-finite numbers never are in range.
  double number(std::string_view field, Range range) const;
  double number_or(std::string_view field, double otherwise, Range range) const;
  std::optional<double> number_if_given(std::string_view field, Range range) const;
  /// Hz to whole MHz: above 0 and at most 1 PHz; what is not whole is rounded.
  Mhz frequency(std::string_view field) const;
  Mhz frequency_or(std::string_view field, Mhz otherwise) const;
  /// Required, not empty, at most 256 bytes, without control characters.
  std::string text(std::string_view field) const;
  std::string text_or(std::string_view field, std::string_view otherwise) const;
  bool flag_or(std::string_view field, bool otherwise) const;
  /// Nothing where absent; an error where it is something else.
  std::optional<JsonObject> object(std::string_view field) const;
  /// The objects of an array; empty where absent.
  std::vector<JsonObject> objects(std::string_view field) const;
  std::vector<std::string> texts(std::string_view field) const;
  /// Refuses a field that is not among `known`, with the nearest; one that begins with `_` or is `comment` is
  /// left alone.
  void only(std::span<const std::string_view> known) const;

  void refuse(std::string_view field, std::string_view what, std::string nearest = {}) const;
  const std::string& where() const { return where_; }
  const boost::json::object& raw() const { return *object_; }

 private:
  const boost::json::value* find(std::string_view field) const;
  double number_of(const boost::json::value& value, std::string_view field, Range range) const;

  const boost::json::object* object_;
  std::string where_;
  FirstError* errors_;
};

}  // namespace lightloom::formats
