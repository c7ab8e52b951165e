#include "southbound/rpc/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string_view>

namespace lightloom::southbound {
namespace {

constexpr std::size_t kMostCaBytes = std::size_t{1} << 20U;
constexpr std::size_t kMostPasswordBytes = 4096;

Result<std::string> read_file(std::string_view what, const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(most + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.is_open() || file.bad()) return invalid(fmt::format("{} {}: cannot be read", what, path));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > most) return invalid(fmt::format("{} {}: more than {} bytes", what, path, most));
  if (bytes.empty()) return invalid(fmt::format("{} {}: is empty", what, path));
  return bytes;
}

// The first line. It goes into a header, which holds printable ASCII only.
Result<std::string> read_password(const std::string& path) {
  auto bytes = read_file("password_file", path, kMostPasswordBytes);
  if (!bytes) return bytes;
  bytes->resize(std::min(bytes->size(), bytes->find_first_of("\r\n")));
  const bool is_printable =
      std::all_of(bytes->begin(), bytes->end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (bytes->empty() || !is_printable)
    return invalid(fmt::format("password_file {}: its first line must be printable ASCII", path));
  return bytes;
}

}  // namespace

Result<Credentials> read_credentials(const DeviceRecord& record) {
  Credentials credentials;
  if (record.ca_file) {
    auto pem = read_file("ca_file", *record.ca_file, kMostCaBytes);
    if (!pem) return fail(pem.error());
    if (pem->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
      return invalid(fmt::format("ca_file {}: holds no certificate in PEM", *record.ca_file));
    credentials.ca_pem = std::move(*pem);
  }
  credentials.username = record.username;
  if (record.password_file) {
    auto password = read_password(*record.password_file);
    if (!password) return fail(password.error());
    credentials.password = std::move(*password);
  }
  return credentials;
}

}  // namespace lightloom::southbound
