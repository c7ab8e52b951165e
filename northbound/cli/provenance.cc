#include "northbound/cli/provenance.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>
#include <optional>

#include "topology/formats/files.h"

namespace lightloom::cli {
namespace {
constexpr std::size_t kLargestInput = std::size_t{1} << 30;
constexpr std::size_t kPiece = std::size_t{1} << 16;

std::string hexadecimal(const unsigned char* digest, unsigned int size) {
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

// Piece by piece: a file that is only hashed need not be in memory. nullopt where it cannot be read.
std::optional<std::string> sha256_of_file(const std::filesystem::path& path) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return std::nullopt;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!file || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return std::nullopt;
  std::array<char, kPiece> piece{};
  std::size_t read = 0;
  for (std::size_t all = 0; (read = std::fread(piece.data(), 1, piece.size(), file.get())) > 0;) {
    all += read;
    if (all > kLargestInput) return std::nullopt;
    EVP_DigestUpdate(context.get(), piece.data(), read);
  }
  if (std::ferror(file.get()) != 0) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  return hexadecimal(digest.data(), size);
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hexadecimal(digest.data(), size);
}

Result<boost::json::value> provenance(const std::vector<std::string>& command,
                                      const std::vector<std::filesystem::path>& inputs) {
  boost::json::object hashes;
  for (const auto& input : inputs) {
    if (const auto hash = sha256_of_file(input)) {
      hashes[input.string()] = *hash;
      continue;
    }
    const auto bytes = formats::read_file(input, kLargestInput);  // says why not
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
