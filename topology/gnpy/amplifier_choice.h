// Which amplifier type stands at a place: what rules allow, what gain and power need, and of those the least
// noise.
#pragma once

#include <string>
#include <vector>

#include "topology/gnpy/amplifier_catalogue.h"
#include "topology/gnpy/design_bands.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// What a place asks of its amplifier.
struct AmplifierNeed {
  double gain_db = 0;
  double power_dbm = 0;         ///< of the whole load at the output
  bool raman_allowed = false;   ///< the fibre before it loses little enough
  double extended_gain_db = 0;  ///< how far beyond its flat gain a type may go
};

/// Those of `among` that give gain and power; where none does, those that come within 0.3 dB of the most
/// power. kInvalidArgument where there is none to choose from; the caller names the place.
Result<std::vector<CatalogueIndex>> fitting(const AmplifierCatalogue& catalogue,
                                            const std::vector<CatalogueIndex>& among,
                                            const AmplifierNeed& need);

struct AmplifierChoice {
  CatalogueIndex type = 0;
  double power_reduction_db = 0;  ///< <= 0: what the best type lacks
};
/// The fitting one of least noise figure at the needed gain.
Result<AmplifierChoice> least_noisy(const AmplifierCatalogue& catalogue,
                                    const std::vector<CatalogueIndex>& among, const AmplifierNeed& need);

/// Where an amplifier stands: at most one of the neighbours' restrictions counts.
struct AmplifierNeighbours {
  const Element* before = nullptr;
  const Element* after = nullptr;
};
/// The names that a place is limited to: the amplifier's own `variety_list`, else those of the ROADM before
/// it for boosters, else of the ROADM after it for preamps. Empty: whatever is allowed for design.
const std::vector<std::string>& restrictions(const std::vector<std::string>& own,
                                             const AmplifierNeighbours& neighbours);

/// Single-band types that cover the band, out of `names` or, where empty, allowed for design.
std::vector<CatalogueIndex> allowed_single_band(const AmplifierCatalogue& catalogue,
                                                const std::vector<std::string>& names, const Band& band);
/// Multiband types of which every amplifier covers one of the bands, likewise.
std::vector<CatalogueIndex> allowed_multiband(const AmplifierCatalogue& catalogue,
                                              const std::vector<std::string>& names,
                                              const std::vector<NamedBand>& bands);

/// The single-band amplifiers of multiband types, in the library's order, each once.
std::vector<CatalogueIndex> parts_of(const AmplifierCatalogue& catalogue,
                                     const std::vector<CatalogueIndex>& multiband);
/// The multiband types that list at least one of these.
std::vector<CatalogueIndex> wholes_of(const AmplifierCatalogue& catalogue,
                                      const std::vector<CatalogueIndex>& parts);

}  // namespace lightloom::gnpy
