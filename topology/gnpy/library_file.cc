#include "topology/gnpy/library_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "topology/formats/csv.h"
#include "topology/formats/equipment_json.h"
#include "topology/formats/files.h"

namespace lightloom::gnpy {
namespace {

// A library names files, not places: it must not make us read what lies elsewhere.
struct Beside {
  std::filesystem::path folder;
  std::vector<std::filesystem::path>* read;
};
Result<std::string> read_beside(const std::string& name, void* context) {
  const std::filesystem::path file(name);
  if (!file.has_filename() || file.filename() != file || name == "." || name == "..")
    return invalid(fmt::format("{} is not the name of a file beside the library", formats::as_shown(name)));
  const auto& beside = *static_cast<const Beside*>(context);
  const auto path = beside.folder / file;
  auto& read = *beside.read;
  if (std::find(read.begin(), read.end(), path) == read.end()) read.push_back(path);
  return formats::read_file(path);
}

}  // namespace

Result<Library> read_library_file(const std::filesystem::path& path) {
  const auto bytes = formats::read_file(path);
  if (!bytes) return fail(bytes.error());
  std::vector<std::filesystem::path> files;
  Beside beside{path.parent_path(), &files};
  return read_library(*bytes, path.filename().string(), &read_beside, &beside);
}

Result<Library> read_library_text(std::string_view bytes, const std::filesystem::path& path,
                                  std::vector<std::filesystem::path>& beside) {
  Beside context{path.parent_path(), &beside};
  return read_library(bytes, path.string(), &read_beside, &context);
}

Result<Library> builtin_library() {
  const auto nothing_beside = [](const std::string& name, void*) -> Result<std::string> {
    return invalid(name + ": the built-in equipment refers to no file");
  };
  return read_library(formats::builtin_equipment_json(), "built-in equipment", nothing_beside, nullptr);
}

}  // namespace lightloom::gnpy
