// Fields of one message of a plant record, checked one by one: reading goes on in straight lines, and the
// first thing that is wrong is kept with the path of its field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "topology/formats/first_error.h"
#include "topology/units.h"

namespace lightloom::northbound {

using formats::FirstError;
using formats::Range;

class CheckedFields {
 public:
  /// `where` is what comes before a field's name, as `network.links[3].`; `errors` must outlive this.
  CheckedFields(std::string where, FirstError& errors) : where_(std::move(where)), errors_(&errors) {}

  /// In range, or an error and 0. What is no number never is in range.
  double number(std::string_view field, double value, Range range) const;
  std::uint32_t count(std::string_view field, std::int32_t value, std::int32_t most) const;
  /// Kilometres to whole metres, to the nearest one; above 0 and at most 100,000 km.
  Metres length(std::string_view field, double km) const;
  /// Above 0 and at most 1 PHz, to the nearest MHz; `mhz` is what one unit of the value has.
  Mhz frequency(std::string_view field, double value, double mhz) const;
  /// At most 256 bytes without control characters.
  std::string text(std::string_view field, const std::string& value) const;
  /// The same, and not empty.
  std::string name(std::string_view field, const std::string& value) const;

  void refuse(std::string_view field, std::string_view what, std::string nearest = {}) const;
  const std::string& where() const { return where_; }
  FirstError& errors() const { return *errors_; }

 private:
  std::string where_;
  FirstError* errors_;
};

}  // namespace lightloom::northbound
