// A planner's JSON field by field, for files of thousands of elements: nothing is copied or allocated until a
// field is wrong, and then the error names file, element and field (`topology.json: "span 7": params.length:
// ...`).
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/formats/first_error.h"
#include "topology/result.h"

namespace lightloom::gnpy {

using formats::Range;

/// Where an object stands: a chain of names that is spelled only in an error.
struct Place {
  enum class Kind { kFile, kNamed, kField, kItem };
  Kind kind = Kind::kFile;
  std::string_view name;
  std::size_t item = 0;           ///< of an array, kItem only
  const Place* inside = nullptr;  ///< must outlive this
  std::string spelled() const;
};

/// An object of a document; document, place around it and errors must outlive it, and so must an object those
/// inside it. The first wrong field is kept in the errors and reading goes on with a zero. A field that is
/// null or an empty text counts as absent.
class Fields {
 public:
  Fields(const boost::json::object& object, const Place& place, formats::FirstError& errors)
      : object_(&object), place_(place), errors_(&errors) {}

  const boost::json::value* find(std::string_view field) const;
  bool has(std::string_view field) const { return find(field) != nullptr; }

  /// Required and in range.
  double number(std::string_view field, Range range) const;
  double number_or(std::string_view field, double otherwise, Range range) const;
  std::optional<double> number_if_given(std::string_view field, Range range) const;
  /// A whole number; 8.0 is one.
  std::optional<int> integer_if_given(std::string_view field, Range range) const;
  /// Numbers of an array; empty where absent.
  std::vector<double> numbers(std::string_view field, Range range) const;

  /// Required, at most 512 bytes, without control characters. It looks into the document.
  std::string_view text(std::string_view field) const;
  std::string_view text_or(std::string_view field, std::string_view otherwise) const;
  /// A name that may be written as a whole number.
  std::string name(std::string_view field) const;
  std::vector<std::string> texts(std::string_view field) const;
  bool flag_or(std::string_view field, bool otherwise) const;

  std::optional<Fields> object(std::string_view field) const;
  /// Calls `read(const Fields&)` for each object of an array, until something is wrong.
  template <class Read>
  void each(std::string_view field, Read read) const {
    const auto* const list = array(field);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->size() && !errors_->is_set(); ++i) {
      const auto& entry = (*list)[i];
      if (!entry.is_object()) return refuse_kind(field, "an array of objects", entry);
      read(Fields(entry.get_object(), {Place::Kind::kItem, field, i, &place_}, *errors_));
    }
  }
  /// Calls `read(std::string_view name, const boost::json::value&)` for each member of an object; nulls are
  /// left out.
  template <class Read>
  void each_member(std::string_view field, Read read) const {
    const auto inner = object(field);
    if (!inner) return;
    for (const auto& member : *inner->object_)
      if (!member.value().is_null()) read(std::string_view(member.key()), member.value());
  }
  const boost::json::array* array(std::string_view field) const;

  /// Refuses `found` with the nearest of `known`.
  void refuse_unknown(std::string_view field, std::string_view found, std::string_view what,
                      const std::vector<std::string_view>& known) const;
  void refuse(std::string_view field, std::string_view what, std::string nearest = {}) const;
  double number_of(const boost::json::value& value, std::string_view field, Range range) const;
  bool ok() const { return !errors_->is_set(); }

  const Place& place() const { return place_; }
  formats::FirstError& errors() const { return *errors_; }
  const boost::json::object& raw() const { return *object_; }

 private:
  std::string_view text_of(const boost::json::value& value, std::string_view field) const;
  void refuse_kind(std::string_view field, std::string_view needed, const boost::json::value& found) const;

  const boost::json::object* object_;
  Place place_;
  formats::FirstError* errors_;
};

}  // namespace lightloom::gnpy
