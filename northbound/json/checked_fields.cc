#include "northbound/json/checked_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lightloom::northbound {

double CheckedFields::number(std::string_view field, double value, Range range) const {
  // Not-a-number fails both comparisons.
  if (value >= range.least && value <= range.greatest) return value;
  refuse(field, fmt::format("{} is outside {} to {}", value, range.least, range.greatest));
  return 0;
}

std::uint32_t CheckedFields::count(std::string_view field, std::int32_t value, std::int32_t most) const {
  if (value >= 0 && value <= most) return static_cast<std::uint32_t>(value);
  refuse(field, fmt::format("{} is outside 0 to {}", value, most));
  return 0;
}

Metres CheckedFields::length(std::string_view field, double km) const {
  constexpr double kMetresPerKm = 1'000;
  constexpr double kLongestKm = 100'000;
  const double found = number(field, km, {1 / kMetresPerKm, kLongestKm});
  return Metres{std::llround(found * kMetresPerKm)};
}

Mhz CheckedFields::frequency(std::string_view field, double value, double mhz) const {
  constexpr double kGreatestMhz = 1e9;
  return Mhz{std::llround(number(field, value, {1 / mhz, kGreatestMhz / mhz}) * mhz)};
}

std::string CheckedFields::text(std::string_view field, const std::string& value) const {
  constexpr std::size_t kLongest = 256;
  if (value.size() > kLongest) {
    refuse(field, fmt::format("{} bytes long; {} are allowed", value.size(), kLongest));
    return {};
  }
  const bool is_printable = std::none_of(value.begin(), value.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20 || code == 0x7f;
  });
  if (is_printable) return value;
  refuse(field, "holds a control character; give it without");
  return {};
}

std::string CheckedFields::name(std::string_view field, const std::string& value) const {
  if (value.empty()) refuse(field, "missing; needs a name");
  return text(field, value);
}

void CheckedFields::refuse(std::string_view field, std::string_view what, std::string nearest) const {
  if (errors_->is_set()) return;
  auto path = fmt::format("{}{}", where_, field);
  auto message = fmt::format("{}: {}", path, what);
  errors_->take(std::move(message), std::move(path), std::move(nearest));
}

}  // namespace lightloom::northbound
