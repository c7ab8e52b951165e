#include "topology/gnpy/to_plant.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/gnpy/design.h"
#include "topology/gnpy/design_summary.h"
#include "topology/gnpy/plant_chain.h"
#include "topology/gnpy/plant_checks.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;

bool is_same_but_pad(const Span& left, const Span& right) {
  return left.length == right.length && is_same(left.loss_db_per_km, right.loss_db_per_km) &&
         is_same(left.connector_in.value, right.connector_in.value) &&
         is_same(left.connector_out.value, right.connector_out.value);
}

class Builder {
 public:
  Builder(const PlannerNetwork& network, PlantChains chains, bool is_designed_here)
      : network_(network), chains_(std::move(chains.chains)), is_designed_here_(is_designed_here) {}

  Result<NetworkRecord> build() {
    if (auto named = name_sites(); !named) return fail(named.error());
    if (auto paired = pair_chains(); !paired) return fail(paired.error());
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      if (mate_[i] < i) continue;
      if (auto same = check_mirror(chains_[i], chains_[mate_[i]]); !same) return fail(same.error());
      add_link(chains_[i], chains_[mate_[i]]);
    }
    return std::move(record_);
  }

  /// Fibres whose attenuator went to the amplifier before them.
  const std::vector<ElementIndex>& levelled() const { return levelled_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  Result<void> name_sites() {
    std::map<std::string_view, std::size_t> uses;
    for (const auto& element : network_.elements)
      if (is_a<RoadmElement>(element)) ++uses[element.city];
    site_of_.resize(network_.elements.size());
    for (ElementIndex i = 0; i < network_.elements.size(); ++i) {
      const auto& element = network_.elements[i];
      if (!is_a<RoadmElement>(element)) continue;
      Site site;
      site.uid = element.uid;
      site.name = element.city.empty() || uses[element.city] > 1 ? element.uid : element.city;
      site.kind = element.region;
      site.latitude_deg = element.latitude;
      site.longitude_deg = element.longitude;
      if (auto done = check_coordinate(i, "latitude", element.latitude, 90); !done) return done;
      if (auto done = check_coordinate(i, "longitude", element.longitude, 180); !done) return done;
      site_of_[i] = SiteIndex{static_cast<std::uint32_t>(record_.sites.size())};
      record_.sites.push_back(std::move(site));
    }
    degrees_.resize(record_.sites.size());
    return {};
  }

  Result<void> check_coordinate(ElementIndex roadm, std::string_view name, std::optional<double> degrees,
                                double most) const {
    if (!degrees || (*degrees >= -most && *degrees <= most)) return {};
    return refuse_field(network_, roadm, fmt::format("metadata.location.{}", name),
                        fmt::format("{} is out of range; needs {:g} to {:g}", *degrees, -most, most));
  }

  // By name first, so that parallel cables of equal lengths find their own other direction.
  Result<void> pair_chains() {
    mate_.assign(chains_.size(), kNone);
    pair_by([](const PlantChain& chain) { return chain.name; });
    pair_by([](const PlantChain&) { return std::string(); });
    for (std::size_t i = 0; i < chains_.size(); ++i)
      if (mate_[i] == kNone) return no_mirror(chains_[i]);
    return {};
  }

  using Key = std::tuple<ElementIndex, ElementIndex, std::vector<Metres>, std::string>;

  template <class NameOf>
  void pair_by(NameOf name_of) {
    std::map<Key, std::deque<std::size_t>> waiting;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      if (mate_[i] != kNone) continue;
      const auto& chain = chains_[i];
      std::vector<Metres> lengths;
      for (const auto& span : chain.spans) lengths.push_back(span.length);
      const std::vector<Metres> mirrored(lengths.rbegin(), lengths.rend());
      auto& opposite = waiting[{chain.to, chain.from, mirrored, name_of(chain)}];
      if (opposite.empty()) {
        waiting[{chain.from, chain.to, lengths, name_of(chain)}].push_back(i);
      } else {
        mate_[i] = opposite.front();
        mate_[opposite.front()] = i;
        opposite.pop_front();
      }
    }
  }

  tl::unexpected<Error> no_mirror(const PlantChain& chain) const {
    std::vector<std::string> lengths;
    constexpr std::size_t kShown = 8;
    for (auto span = chain.spans.rbegin(); span != chain.spans.rend() && lengths.size() < kShown; ++span)
      lengths.push_back(fmt::format("{:.3f}", static_cast<double>(span->length.value) / 1'000));
    if (chain.spans.size() > kShown) lengths.emplace_back("...");
    return refuse_field(
        network_, chain.first, "to_node",
        fmt::format("its chain to {} has no mirror; needs one from there to {} with fibres of {} km",
                    uid(chain.to), uid(chain.from), fmt::join(lengths, " ")));
  }
  std::string uid(ElementIndex index) const { return as_shown(network_.elements[index].uid); }

  Result<void> check_mirror(PlantChain& az, PlantChain& za) {
    for (std::size_t i = 0; i < az.spans.size(); ++i) {
      const auto back = az.spans.size() - 1 - i;
      const bool same_pad = is_same(az.spans[i].pad.value, za.spans[back].pad.value);
      const bool is_mirror = is_same_but_pad(az.spans[i], za.spans[back]) && (same_pad || is_designed_here_);
      if (!is_mirror)
        return refuse_field(
            network_, az.fibres[i], "params",
            fmt::format("its loss, connectors or attenuator are not those of its mirror {}; both directions "
                        "must be the same",
                        uid(za.fibres[back])));
      if (!same_pad) level(az, i, za, back);
    }
    if (az.fibre_type != za.fibre_type)
      return refuse_field(
          network_, az.fibres.front(), "type_variety",
          fmt::format("{}, but {} the other way; both directions must be the same", az.fibre, za.fibre));
    return {};
  }

  // Design pads a span by its losses and what stands before it, so that one direction may get an attenuator
  // that the other does not. Between amplifier and fibre it makes no difference to light whose it is.
  void level(PlantChain& az, std::size_t i, PlantChain& za, std::size_t back) {
    const Decibel common = std::min(az.spans[i].pad, za.spans[back].pad);
    for (const auto& [chain, at] : {std::pair{&az, i}, std::pair{&za, back}}) {
      auto& pad = chain->spans[at].pad;
      if (!(pad > common)) continue;
      chain->amps[at].out_voa += pad - common;
      pad = common;
      levelled_.push_back(chain->fibres[at]);
    }
  }

  void add_link(PlantChain& az, PlantChain& za) {
    Link link;
    link.a_site = site_of_[az.from];
    link.z_site = site_of_[az.to];
    link.name = link_name(az, za);
    link.a_port = fmt::format("degree-{}", ++degrees_[link.a_site.at()]);
    link.z_port = fmt::format("degree-{}", ++degrees_[link.z_site.at()]);
    link.fibre = az.fibre;
    link.fibre_type = az.fibre_type;
    for (const auto& span : az.spans) link.length += span.length;
    link.spans = std::move(az.spans);
    link.amps_az = std::move(az.amps);
    link.amps_za = std::move(za.amps);
    record_.links.push_back(std::move(link));
  }

  std::string link_name(const PlantChain& az, const PlantChain& za) {
    for (const auto* const name : {&az.name, &za.name})
      if (!name->empty() && link_names_.insert(*name).second) return *name;
    const auto pair = fmt::format("{}-{}", record_.sites[site_of_[az.from].at()].name,
                                  record_.sites[site_of_[az.to].at()].name);
    for (;;) {
      auto name = fmt::format("{}-{}", pair, ++links_between_[pair]);
      if (link_names_.insert(name).second) return name;
    }
  }

  const PlannerNetwork& network_;
  std::vector<PlantChain> chains_;
  bool is_designed_here_;
  std::vector<std::size_t> mate_;  // of each chain its other direction
  std::vector<SiteIndex> site_of_;
  std::vector<std::size_t> degrees_;
  std::map<std::string, std::size_t> links_between_;
  std::unordered_set<std::string> link_names_;
  std::vector<ElementIndex> levelled_;
  NetworkRecord record_;
};

// "... (3 places, the first at "fiber A")".
void say(std::vector<std::string>& assumed, const PlannerNetwork& network,
         const std::vector<ElementIndex>& places, std::string_view what) {
  if (places.empty()) return;
  assumed.push_back(fmt::format("{} ({}, the first at {})", what,
                                places.size() == 1 ? "1 place" : fmt::format("{} places", places.size()),
                                as_shown(network.elements[places.front()].uid)));
}

bool holds(const formats::EquipmentFile& equipment, const std::string& amplifier) {
  return equipment.amplifier(amplifier).has_value();
}

// Amplifiers whose type design chose and that a record cannot hold.
std::vector<ElementIndex> chosen_in_vain(const PlannerNetwork& network, const PlannerNetwork& designed,
                                         const formats::EquipmentFile& equipment) {
  std::vector<ElementIndex> found;
  for (ElementIndex index = 0; index < designed.elements.size(); ++index) {
    const auto& element = designed.elements[index];
    const auto* const amplifier = std::get_if<AmplifierElement>(&element.what);
    if (amplifier == nullptr || holds(equipment, amplifier->variety)) continue;
    if (chooses_type(network, element)) found.push_back(index);
  }
  return found;
}

// As GNPy designs it. Where it takes a type that a record cannot hold, again without such types.
Result<PlannerNetwork> controllable_design(const PlannerNetwork& network, const Library& library,
                                           const formats::EquipmentFile& equipment,
                                           std::vector<std::string>& assumed) {
  auto designed = design(network, library);
  if (!designed) return designed;
  const auto in_vain = chosen_in_vain(network, *designed, equipment);
  if (!in_vain.empty()) {
    const auto& first = std::get<AmplifierElement>(designed->elements[in_vain.front()].what).variety;
    say(assumed, *designed, in_vain,
        fmt::format("GNPy would take {} and the like; design took the best of the types that a record holds, "
                    "variable_gain and fixed_gain",
                    as_shown(first)));
    auto held = library;
    for (auto& [name, variety] : held.amplifiers) variety.allowed_for_design &= holds(equipment, name);
    designed = design(network, held);
    if (!designed) return designed;
  }
  auto summary = summary_of_design(network, *designed, library);
  assumed.insert(assumed.begin(), std::make_move_iterator(summary.begin()),
                 std::make_move_iterator(summary.end()));
  return designed;
}

}  // namespace

Result<PlantRecord> plant_record_of(const PlannerNetwork& network, const Library& library,
                                    const formats::EquipmentFile& equipment) {
  if (auto done = check_wiring(network); !done) return fail(done.error());
  auto roadm = common_roadm(network, equipment);
  if (!roadm) return fail(roadm.error());

  PlantRecord made;
  std::optional<PlannerNetwork> completed;
  if (!says_everything(network)) {
    auto designed = controllable_design(network, library, equipment, made.assumed);
    if (!designed) return fail(designed.error());
    completed = std::move(*designed);
  }
  const PlannerNetwork& whole = completed ? *completed : network;
  auto chains = plant_chains(whole, first_added(network, whole), library, equipment);
  if (!chains) return fail(chains.error());
  say(made.assumed, whole, chains->unamplified,
      "a Fused says that no amplifier stands there; the record has one of 0 dB and next to no noise");
  const bool needs_no_amplifier = !chains->unamplified.empty();
  Builder builder(whole, std::move(*chains), completed.has_value());
  auto record = builder.build();
  if (!record) return fail(record.error());
  say(made.assumed, whole, builder.levelled(),
      "design pads a span in one direction more than in the other; the difference is counted to the "
      "amplifier before it");
  made.record = std::move(*record);
  made.record.equipment = equipment.equipment;
  made.record.equipment.roadm = *std::move(roadm);
  if (needs_no_amplifier) made.record.equipment.amplifiers.push_back(no_amplifier(equipment.equipment));
  return made;
}

}  // namespace lightloom::gnpy
