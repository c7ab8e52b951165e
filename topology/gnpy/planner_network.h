// A planner's topology: elements and how light goes from one to the next, one direction each. Written by
// `read_planner_network`, completed by `design`, read by everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/optics/fibre.h"
#include "topology/result.h"

namespace lightloom::gnpy {

using ElementIndex = std::uint32_t;

struct TransceiverElement {
  std::string variety;  ///< may be empty
  bool operator==(const TransceiverElement&) const = default;
};

struct RoadmElement {
  std::string variety = "default";
  Equalisation equalisation;                             ///< the element's own, else the variety's
  double add_drop_osnr_db = 100, pmd_s = 0, pdl_db = 0;  ///< likewise
  std::map<std::string, Equalisation> per_degree;        ///< by the uid of the next element
  std::map<std::pair<std::string, std::string>, int> per_degree_impairment;  ///< from uid, to uid: an id
  std::vector<std::string> preamp_varieties, booster_varieties;
  std::vector<Band> design_bands;
  std::map<std::string, std::vector<Band>> per_degree_design_bands;
  bool operator==(const RoadmElement&) const = default;
};

struct FibreElement {
  std::string variety;
  /// The element's figures over its variety's. loss_in is connector and pad together once designed.
  optics::Fibre fibre;
  std::optional<double> con_in_db, con_out_db;  ///< as in the file; nullopt: by the library's `Span`
  double att_in_db = 0;                         ///< pad
  bool is_raman = false;                        ///< `RamanFiber`: parsed, refused where light should pass
  std::optional<double> design_span_loss_db;    ///< filled by design
  bool operator==(const FibreElement&) const = default;
};

struct FusedElement {
  double loss_db = 1;
  bool operator==(const FusedElement&) const = default;
};

/// `Edfa`. What is nullopt is for design to choose.
struct AmplifierElement {
  std::string variety;                    ///< empty: to be chosen
  std::vector<std::string> variety_list;  ///< design chooses among these, where given
  std::optional<double> gain_target_db, delta_p_db, out_voa_db, tilt_target_db;
  double in_voa_db = 0;  ///< as in the file: `plan` passes over it, a plant record refuses it
  bool operator==(const AmplifierElement&) const = default;
};

/// `Multiband_amplifier`: one amplifier a band.
struct MultibandElement {
  std::string variety;
  std::vector<std::string> variety_list;
  std::vector<AmplifierElement> amplifiers;  ///< in file order
  bool operator==(const MultibandElement&) const = default;
};

struct Element {
  std::string uid;
  std::string city, region;
  std::optional<double> latitude, longitude;  ///< as in the file
  std::variant<TransceiverElement, RoadmElement, FibreElement, FusedElement, AmplifierElement,
               MultibandElement>
      what;
  std::vector<ElementIndex> to, from;  ///< in the order of the file's connections
  bool operator==(const Element&) const = default;
};

/// Lets a uid be looked up by a view of it.
struct UidHash {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
  std::size_t operator()(std::string_view uid) const { return std::hash<std::string_view>{}(uid); }
};

struct PlannerNetwork {
  std::string file;
  std::vector<Element> elements;  ///< in file order; what design adds comes behind
  std::unordered_map<std::string, ElementIndex, UidHash, std::equal_to<>> by_uid;
};

/// Reads a topology; its varieties are looked up in `library`. kInvalidArgument naming file, element, field,
/// found and needed: a uid used twice, an unknown variety, a negative loss, a connection to nothing.
Result<PlannerNetwork> read_planner_network(std::string_view bytes, const std::string& file,
                                            const Library& library);

}  // namespace lightloom::gnpy
