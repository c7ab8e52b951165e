// A designed network's elements as light meets them, whatever the comb: factors instead of decibels, noise
// figures known, kinds of glass and of gain shape numbered, so that what depends on the comb is made once a
// kind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/optics/edfa.h"
#include "topology/optics/fibre.h"
#include "topology/optics/gain_shape.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// An index into a table of kinds.
using KindIndex = std::uint32_t;

struct FibrePass {
  KindIndex glass = 0;
  const optics::Fibre* fibre = nullptr;  ///< of the network
  double in = 1;                         ///< linear, what connector and pad leave
  double lumped_and_out = 1;             ///< what losses at single places and the far connector leave
  double through = 1;                    ///< what glass, lumped losses and the far connector leave, flat loss
  double effective_length_squared = 0;   ///< flat loss
  bool has_flat_loss = true;
};

struct AmplifierPass {
  optics::Edfa edfa;
  KindIndex gain_kind = 0;
  double pmd_squared_s2 = 0, pdl_squared_db2 = 0;
};
/// The amplifiers of a site, one or one a band.
struct AmplifierSite {
  std::vector<AmplifierPass> amplifiers;
  KindIndex carried = 0;
};

struct RoadmPass {
  Equalisation target;
  std::vector<std::pair<ElementIndex, Equalisation>> target_to;
  std::array<KindIndex, 3> impairment_of_way{};  ///< express, add, drop
  std::vector<std::pair<std::pair<ElementIndex, ElementIndex>, KindIndex>> impairment_between;
};
struct FusedPass {
  double through = 1;
};
struct TransceiverPass {};

/// A gain profile and tilt, for the channels of one amplifier's band.
struct GainKind {
  std::string variety;
  Decibel tilt;
  Band band;
  optics::GainProfile profile;
};

struct LightElements {
  using Pass = std::variant<TransceiverPass, RoadmPass, FibrePass, FusedPass, AmplifierSite>;
  std::vector<Pass> passes;                               ///< by ElementIndex
  std::vector<optics::Fibre> glasses;                     ///< one fibre of each kind
  std::vector<GainKind> gain_kinds;                       ///< by KindIndex
  std::vector<std::vector<RoadmImpairment>> impairments;  ///< by KindIndex, bands of each
  std::vector<std::vector<Band>> carried;                 ///< bands of each kind of site
};

/// kInvalidArgument naming file, element and field: a RamanFiber, an amplifier without type or gain, a fibre
/// without effective area or loss, an impairment that the ROADM's variety does not list.
Result<LightElements> light_elements(const PlannerNetwork& network, const Library& library);

}  // namespace lightloom::gnpy
