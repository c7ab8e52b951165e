#include "northbound/cli/provenance.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <boost/json.hpp>

#include "topology/formats/files.h"

namespace lightloom::cli {
namespace {
constexpr std::size_t kLargestInput = std::size_t{1} << 30;
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

Result<boost::json::value> provenance(const std::vector<std::string>& command,
                                      const std::vector<std::filesystem::path>& inputs) {
  boost::json::object hashes;
  for (const auto& input : inputs) {
    const auto bytes = formats::read_file(input, kLargestInput);
    if (!bytes) return fail(bytes.error());
    hashes[input.string()] = sha256(*bytes);
  }
  return boost::json::object{{"version", LIGHTLOOM_VERSION},
                             {"commit", LIGHTLOOM_COMMIT},
                             {"command", fmt::format("{}", fmt::join(command, " "))},
                             {"inputs", hashes}};
}

std::string version_text() { return fmt::format("{} ({})", LIGHTLOOM_VERSION, LIGHTLOOM_COMMIT); }

}  // namespace lightloom::cli
