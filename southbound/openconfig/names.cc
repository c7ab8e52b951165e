#include "southbound/openconfig/names.h"

#include <charconv>
#include <limits>

#include "southbound/gnmi/path.h"

namespace lightloom::southbound {
namespace {

constexpr std::uint32_t kFirstIndex = 1'000'000;
constexpr std::string_view kLinePrefix = "line-";
constexpr std::string_view kLightpathPrefix = "l-";

std::optional<std::uint32_t> number_after(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return number_of(name.substr(prefix.size()));
}

}  // namespace

std::string media_channel_path(std::uint32_t index) {
  std::string path(kMediaChannels);
  append_key(path, "index", std::to_string(index));
  return path;
}

std::string component_path(std::string_view prefix, std::string_view port) {
  std::string path(kComponents);
  append_key(path, "name", std::string(prefix) + std::string(port));
  return path;
}

std::string logical_channel_path(std::uint32_t index) {
  std::string path(kLogicalChannels);
  append_key(path, "index", std::to_string(index));
  return path;
}

std::optional<std::uint32_t> number_of(std::string_view digits) {
  std::uint32_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [last, problem] = std::from_chars(digits.data(), end, number);
  if (problem != std::errc() || last != end || digits.empty()) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return number;
}

std::optional<std::uint32_t> line_number(std::string_view port) { return number_after(kLinePrefix, port); }

std::optional<std::uint32_t> lightpath_number(std::string_view name) {
  return number_after(kLightpathPrefix, name);
}

std::uint32_t preferred_index(std::string_view name) {
  const auto number = lightpath_number(name);
  constexpr std::uint32_t kLast = (std::numeric_limits<std::uint32_t>::max() - kFirstIndex - 1) / 2;
  return number && *number <= kLast ? kFirstIndex + 2 * *number : kFirstIndex;
}

}  // namespace lightloom::southbound
