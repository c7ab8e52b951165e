#include "controller/records/records.h"

#include <fmt/format.h>

#include <charconv>

namespace lightloom::records {

std::string name_of(char letter, std::uint64_t number) { return fmt::format("{}-{}", letter, number); }

std::optional<std::uint64_t> number_of(char letter, std::string_view name) {
  constexpr std::size_t kPrefix = 2;
  if (name.size() <= kPrefix || name[0] != letter || name[1] != '-' || name[kPrefix] == '0')
    return std::nullopt;
  std::uint64_t number = 0;
  const auto* const last = name.data() + name.size();
  const auto [end, problem] = std::from_chars(name.data() + kPrefix, last, number);
  if (problem != std::errc() || end != last) return std::nullopt;
  return number;
}

std::string record_id(std::uint64_t number) { return fmt::format("{:016}", number); }
std::string record_id(EventId id) { return fmt::format("{:016}.{:04}", id.revision, id.ordinal); }
std::string record_id(const Hour& hour) { return fmt::format("{}{:010}", kHourPrefix, hour.hour); }

}  // namespace lightloom::records
