#include "topology/formats/load_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "topology/formats/files.h"
#include "topology/formats/plant_folder.h"
#include "topology/formats/single_csv.h"
#include "topology/gnpy/library_file.h"
#include "topology/gnpy/to_plant.h"

namespace lightloom::formats {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

class Loader {
 public:
  Result<LoadedNetwork> load(const fs::path& network, const std::optional<fs::path>& equipment) && {
    std::error_code ignored;
    const auto status = fs::status(network, ignored);
    const bool is_folder = fs::is_directory(status);
    if (!fs::exists(status))
      return invalid(
          fmt::format("{}: there is no such folder or file; needs a plant folder, a .csv or a GNPy "
                      ".json",
                      network.string()));
    const auto read_equipment =
        load_equipment(equipment, is_folder ? network / "equipment.json" : fs::path{});
    if (!read_equipment) return fail(read_equipment.error());
    auto record = is_folder ? folder(network, *read_equipment) : file(network, *read_equipment);
    if (!record) return fail(record.error());
    loaded_.record = std::move(*record);
    loaded_.unsupported = read_equipment->unsupported;
    return std::move(loaded_);
  }

 private:
  Result<NamedText> text_of(const fs::path& path) {
    auto text = read_file(path);
    if (!text) return fail(text.error());
    loaded_.inputs.push_back(path);
    return NamedText{path.string(), std::move(*text)};
  }

  Result<EquipmentFile> load_equipment(const std::optional<fs::path>& given, const fs::path& beside) {
    const bool is_beside = !beside.empty() && is_there(beside);
    if (!given && !is_beside) {
      loaded_.assumed.emplace_back("equipment is the built-in one: no equipment file was given");
      return builtin_equipment();
    }
    auto text = text_of(given ? *given : beside);
    if (!text) return fail(text.error());
    auto equipment = read_equipment_json(text->text, text->file);
    equipment_text_ = *std::move(text);
    return equipment;
  }

  Result<NetworkRecord> folder(const fs::path& path, const EquipmentFile& equipment) {
    auto sites = text_of(path / "sites.csv");
    if (!sites) return fail(sites.error());
    auto cables = text_of(path / "cables.csv");
    if (!cables) return fail(cables.error());
    PlantTexts texts{std::move(*sites), std::move(*cables), std::nullopt};
    if (const auto amplifiers = path / "amplifiers.csv"; is_there(amplifiers)) {
      auto text = text_of(amplifiers);
      if (!text) return fail(text.error());
      texts.amplifiers = std::move(*text);
    } else {
      loaded_.assumed.emplace_back("amplifiers are designed: the folder has no amplifiers.csv");
    }
    return read_plant(texts, equipment);
  }

  Result<NetworkRecord> file(const fs::path& path, const EquipmentFile& equipment) {
    auto kind = path.extension().string();
    std::transform(kind.begin(), kind.end(), kind.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (kind != ".csv" && kind != ".json")
      return invalid(
          fmt::format("{}: is neither a folder nor a .csv nor a .json; needs a plant folder, a "
                      "table of cables or a GNPy topology",
                      path.string()));
    const auto text = text_of(path);
    if (!text) return fail(text.error());
    if (kind == ".json") return topology(*text, equipment);
    loaded_.assumed.emplace_back(
        "fibre of which the table says nothing is G.652.D in equal spans of at most 80 km; amplifiers are "
        "designed; line ports are unlimited");
    return read_single_csv(*text, equipment);
  }

  // Twice one file: `equipment` is what the record holds, the library what a planner's network is read and
  // designed with.
  Result<gnpy::Library> library() {
    if (!equipment_text_) return gnpy::builtin_library();
    return gnpy::read_library_text(equipment_text_->text, equipment_text_->file, loaded_.inputs);
  }

  Result<NetworkRecord> topology(const NamedText& text, const EquipmentFile& equipment) {
    const auto library = this->library();
    if (!library) return fail(library.error());
    const auto network = gnpy::read_planner_network(text.text, text.file, *library);
    if (!network) return fail(network.error());
    auto made = gnpy::plant_record_of(*network, *library, equipment);
    if (!made) return fail(made.error());
    for (auto& sentence : made->assumed) loaded_.assumed.push_back(std::move(sentence));
    return std::move(made->record);
  }

  LoadedNetwork loaded_;
  std::optional<NamedText> equipment_text_;  // nullopt: the built-in one
};

}  // namespace

Result<LoadedNetwork> load_network(const fs::path& network, const std::optional<fs::path>& equipment) {
  return Loader().load(network, equipment);
}

}  // namespace lightloom::formats
