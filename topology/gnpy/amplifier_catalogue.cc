#include "topology/gnpy/amplifier_catalogue.h"

#include <fmt/format.h>

#include <algorithm>

namespace lightloom::gnpy {
namespace {

using Kind = AmplifierVariety::Kind;

Result<CatalogueEntry> entry_of(const AmplifierVariety& variety, const Library& library) {
  CatalogueEntry entry;
  entry.variety = &variety;
  entry.gain_flatmax_db = variety.gain_flatmax_db;
  entry.p_max_dbm = variety.p_max_dbm;
  if (variety.kind == Kind::kMultiBand) return entry;
  auto noise = noise_of(variety, library);
  if (!noise) return fail(noise.error());
  entry.noise = std::move(*noise);
  if (variety.kind == Kind::kDualStage) {
    const AmplifierVariety& first = library.amplifiers.at(variety.preamp_variety);
    const AmplifierVariety& second = library.amplifiers.at(variety.booster_variety);
    entry.gain_flatmax_db = second.gain_flatmax_db + first.gain_flatmax_db;
    entry.p_max_dbm = second.p_max_dbm;
  }
  return entry;
}

}  // namespace

Result<AmplifierCatalogue> AmplifierCatalogue::build(const Library& library) {
  if (library.amplifier_order.size() > kMostVarieties) {
    return invalid(fmt::format("{}: {} Edfa entries; design compares at most {}", library.file,
                               library.amplifier_order.size(), kMostVarieties));
  }
  AmplifierCatalogue catalogue;
  for (const std::string& name : library.amplifier_order) {
    const auto found = library.amplifiers.find(name);
    if (found == library.amplifiers.end()) continue;
    auto entry = entry_of(found->second, library);
    if (!entry) return fail(entry.error());
    const auto index = static_cast<CatalogueIndex>(catalogue.entries_.size());
    if (catalogue.by_name_.emplace(name, index).second) catalogue.entries_.push_back(std::move(*entry));
  }
  for (CatalogueIndex whole = 0; whole < catalogue.size(); ++whole) {
    const AmplifierVariety& variety = *catalogue.entries_[whole].variety;
    if (variety.kind != Kind::kMultiBand) continue;
    for (const std::string& name : variety.amplifiers) {
      const CatalogueIndex* part = catalogue.find(name);
      if (part == nullptr || catalogue.entries_[*part].is_multiband()) {
        return invalid(fmt::format("{}: Edfa {}: its amplifier {} is no single-band type of the library",
                                   library.file, variety.name, name));
      }
      catalogue.entries_[whole].amplifiers.push_back(*part);
      auto& owners = catalogue.entries_[*part].part_of;
      if (owners.empty() || owners.back() != whole) owners.push_back(whole);
    }
  }
  return catalogue;
}

const CatalogueIndex* AmplifierCatalogue::find(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

}  // namespace lightloom::gnpy
