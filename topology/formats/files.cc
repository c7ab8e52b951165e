#include "topology/formats/files.h"

#include <fmt/format.h>

#include <fstream>
#include <system_error>

namespace lightloom::formats {

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const auto shown = path.string();
  std::error_code failed;
  const auto status = std::filesystem::status(path, failed);
  if (!std::filesystem::exists(status)) return invalid(fmt::format("{}: there is no such file", shown));
  if (std::filesystem::is_directory(status))
    return invalid(fmt::format("{}: is a folder; needs a file", shown));
  // A pipe or device may never end.
  if (!std::filesystem::is_regular_file(status))
    return invalid(fmt::format("{}: is not a regular file", shown));

  const auto size = std::filesystem::file_size(path, failed);
  if (failed) return invalid(fmt::format("{}: cannot be read: {}", shown, failed.message()));
  if (size > max_bytes)
    return invalid(fmt::format("{}: {} bytes; at most {} are read", shown, size, max_bytes));

  std::ifstream in(path, std::ios::binary);
  if (!in) return invalid(fmt::format("{}: cannot be opened; check that it may be read", shown));
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (in.gcount() != static_cast<std::streamsize>(size))
    return invalid(fmt::format("{}: ended after {} of {} bytes; it changed while it was read", shown,
                               in.gcount(), size));
  return bytes;
}

}  // namespace lightloom::formats
