#include "controller/records/records.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace lightloom::records {

std::string_view name_of(LightState light) {
  constexpr std::array<std::string_view, 6> kNames{"PLANNED", "LIGHTING",  "LIT",
                                                   "FAILING", "DARKENING", "DARK"};
  return kNames.at(static_cast<std::size_t>(light) - 1);
}

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
std::string performance_id(std::int64_t quarter, std::uint32_t shard) {
  return fmt::format("{:010}.{:02}", quarter, shard);
}
std::string record_id(const Hour& hour) { return fmt::format("{}{:010}", kHourPrefix, hour.hour); }

}  // namespace lightloom::records
