#include "topology/gnpy/library_file.h"

#include <fmt/format.h>

#include "topology/formats/csv.h"
#include "topology/formats/files.h"

namespace lightloom::gnpy {
namespace {

// A library names files, not places: it must not make us read what lies elsewhere.
Result<std::string> read_beside(const std::string& name, void* folder) {
  const std::filesystem::path file(name);
  if (!file.has_filename() || file.filename() != file || name == "." || name == "..")
    return invalid(fmt::format("{} is not the name of a file beside the library", formats::as_shown(name)));
  return formats::read_file(*static_cast<const std::filesystem::path*>(folder) / file);
}

}  // namespace

Result<Library> read_library_file(const std::filesystem::path& path) {
  const auto bytes = formats::read_file(path);
  if (!bytes) return fail(bytes.error());
  auto folder = path.parent_path();
  return read_library(*bytes, path.filename().string(), &read_beside, &folder);
}

}  // namespace lightloom::gnpy
