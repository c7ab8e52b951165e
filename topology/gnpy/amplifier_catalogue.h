// The amplifier types of a library as design compares them, in the library's order: where two fit equally
// well, the first is taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/noise_figure.h"
#include "topology/result.h"

namespace lightloom::gnpy {

using CatalogueIndex = std::uint32_t;

/// More types than this are refused: each amplifier of a network is compared with all of them.
inline constexpr std::size_t kMostVarieties = 1024;

struct CatalogueEntry {
  const AmplifierVariety* variety = nullptr;
  double gain_flatmax_db = 0, p_max_dbm = 0;  ///< of both stages together
  optics::NoiseModel noise;
  std::vector<CatalogueIndex> amplifiers;  ///< of a multiband type
  std::vector<CatalogueIndex> part_of;     ///< the multiband types that list this one

  bool is_multiband() const { return variety->kind == AmplifierVariety::Kind::kMultiBand; }
  bool covers(const Band& band) const {
    return variety->band.f_min_hz <= band.f_min_hz && variety->band.f_max_hz >= band.f_max_hz;
  }
};

/// The library must outlive it.
class AmplifierCatalogue {
 public:
  /// kInvalidArgument naming the type that has no noise figure, or refers to one that is not there.
  static Result<AmplifierCatalogue> build(const Library& library);

  const CatalogueEntry& operator[](CatalogueIndex index) const { return entries_[index]; }
  std::size_t size() const { return entries_.size(); }
  /// nullptr where there is none of that name.
  const CatalogueIndex* find(const std::string& name) const;

 private:
  std::vector<CatalogueEntry> entries_;
  std::unordered_map<std::string, CatalogueIndex> by_name_;
};

}  // namespace lightloom::gnpy
