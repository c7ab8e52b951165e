#include "topology/formats/gnpy_topology.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>

#include "topology/formats/csv.h"
#include "topology/formats/gnpy_chain.h"
#include "topology/formats/gnpy_elements.h"

namespace lightloom::formats {
namespace {

using Kind = GnpyElement::Kind;

constexpr Range kAnyNumber{-1e9, 1e9};
constexpr double kRounding = 1e-9;

struct TargetField {
  std::string_view name, per_degree;
  RoadmTarget::Kind kind;
};
constexpr std::array kTargets{
    TargetField{"target_pch_out_db", "per_degree_pch_out_db", RoadmTarget::Kind::kPerChannelDbm},
    TargetField{"target_psd_out_mWperGHz", "per_degree_psd_out_mWperGHz",
                RoadmTarget::Kind::kPerSymbolRateMwPerGhz},
    TargetField{"target_out_mWperSlotWidth", "per_degree_psd_out_mWperSlotWidth",
                RoadmTarget::Kind::kPerSlotWidthMwPerGhz}};

bool is_same(double left, double right) {
  return std::abs(left - right) <= kRounding * std::max(std::abs(left), std::abs(right));
}
bool is_same(const Span& left, const Span& right) {
  return left.length == right.length && is_same(left.loss_db_per_km, right.loss_db_per_km) &&
         is_same(left.connector_in.value, right.connector_in.value) &&
         is_same(left.connector_out.value, right.connector_out.value) &&
         is_same(left.pad.value, right.pad.value);
}

// What a ROADM does, from its type and its own parameters. All of a network must do the same.
class Roadms {
 public:
  Roadms(const GnpyElements& graph, const EquipmentFile& equipment) : graph_(graph), equipment_(equipment) {}

  Result<RoadmType> common() {
    for (const auto& element : graph_.elements) {
      if (element.kind != Kind::kRoadm) continue;
      const auto type = equipment_.roadm(element.fields.text_or("type_variety", "default"));
      if (!type)
        return fail(element.fields.error("type_variety", type.error().message, type.error().nearest));
      auto own = *type;
      if (const auto params = element.fields.object("params")) {
        if (auto wrong = read_params(*params, own)) return fail(*wrong);
      }
      if (!common_) {
        common_ = own;
        first_uid_ = element.uid;
      } else if (!does_the_same(*common_, own)) {
        return fail(element.fields.error(
            "params",
            fmt::format("its target, add_drop_osnr or pmd is not that of {}; one for all is supported",
                        as_shown(first_uid_))));
      }
    }
    if (!common_)
      return invalid(fmt::format("{}: has no Roadm; needs at least one", graph_.file), "elements");
    return *common_;
  }

 private:
  static bool does_the_same(const RoadmType& left, const RoadmType& right) {
    return left.target.kind == right.target.kind && is_same(left.target.value, right.target.value) &&
           is_same(left.add_drop_osnr.value, right.add_drop_osnr.value) && is_same(left.pmd_s, right.pmd_s);
  }

  static std::optional<Error> read_params(const JsonObject& params, RoadmType& own) {
    const auto* const impairments = params.raw().if_contains("per_degree_impairments");
    if (impairments != nullptr && impairments->is_array() && !impairments->get_array().empty())
      return params.error("per_degree_impairments", "is not supported");
    const TargetField* chosen = nullptr;
    for (const auto& field : kTargets) {
      if (!params.has(field.name)) continue;
      if (chosen != nullptr)
        return params.error(field.name,
                            fmt::format("stands beside {}; a ROADM has one target", chosen->name));
      chosen = &field;
      own.target = {field.kind, params.number(field.name, kAnyNumber)};
    }
    own.add_drop_osnr = Decibel{params.number_or("add_drop_osnr", own.add_drop_osnr.value, kAnyNumber)};
    own.pmd_s = params.number_or("pmd", own.pmd_s, kAnyNumber);
    return check_degrees(params, own.target);
  }

  static std::optional<Error> check_degrees(const JsonObject& params, const RoadmTarget& target) {
    for (const auto& field : kTargets) {
      const auto degrees = params.object(field.per_degree);
      if (!degrees) continue;
      for (const auto& [degree, value] : degrees->numbers(kAnyNumber))
        if (field.kind != target.kind || !is_same(value, target.value))
          return degrees->error(
              degree, fmt::format("{} is not the ROADM's own target, {}; one for all is supported", value,
                                  target.value));
    }
    return std::nullopt;
  }

  const GnpyElements& graph_;
  const EquipmentFile& equipment_;
  std::optional<RoadmType> common_;
  std::string first_uid_;
};

class Builder {
 public:
  Builder(const GnpyElements& graph, std::vector<GnpyChain> chains)
      : graph_(graph), chains_(std::move(chains)) {}

  Result<NetworkRecord> build() && {
    name_sites();
    if (auto paired = pair_chains(); !paired) return fail(paired.error());
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      if (mate_[i] < i) continue;
      if (auto same = check_mirror(chains_[i], chains_[mate_[i]]); !same) return fail(same.error());
      add_link(chains_[i], chains_[mate_[i]]);
    }
    return std::move(record_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void name_sites() {
    std::map<std::string, std::size_t> uses;
    for (const auto& element : graph_.elements)
      if (element.kind == Kind::kRoadm) ++uses[location(element).name];
    site_of_.resize(graph_.elements.size());
    for (std::size_t i = 0; i < graph_.elements.size(); ++i) {
      const auto& element = graph_.elements[i];
      if (element.kind != Kind::kRoadm) continue;
      auto site = location(element);
      if (site.name.empty() || uses[site.name] > 1) site.name = element.uid;
      site.uid = element.uid;
      site_of_[i] = SiteIndex{static_cast<std::uint32_t>(record_.sites.size())};
      record_.sites.push_back(std::move(site));
    }
    degrees_.resize(record_.sites.size());
  }

  static Site location(const GnpyElement& element) {
    Site site;
    const auto metadata = element.fields.object("metadata");
    const auto place = metadata ? metadata->object("location") : std::nullopt;
    if (!place) return site;
    site.name = place->text_or("city", {});
    site.kind = place->text_or("region", {});
    site.latitude_deg = place->number_if_given("latitude", {-90, 90});
    site.longitude_deg = place->number_if_given("longitude", {-180, 180});
    return site;
  }

  // By name first, so that parallel cables of equal lengths find their own other direction.
  Result<void> pair_chains() {
    mate_.assign(chains_.size(), kNone);
    pair_by([](const GnpyChain& chain) { return chain.name; });
    pair_by([](const GnpyChain&) { return std::string(); });
    for (std::size_t i = 0; i < chains_.size(); ++i)
      if (mate_[i] == kNone) return no_mirror(chains_[i]);
    return {};
  }

  using Key = std::tuple<std::size_t, std::size_t, std::vector<Metres>, std::string>;

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

  tl::unexpected<Error> no_mirror(const GnpyChain& chain) const {
    std::vector<std::string> lengths;
    constexpr std::size_t kShown = 8;
    for (auto span = chain.spans.rbegin(); span != chain.spans.rend() && lengths.size() < kShown; ++span)
      lengths.push_back(fmt::format("{:.3f}", static_cast<double>(span->length.value) / 1'000));
    if (chain.spans.size() > kShown) lengths.emplace_back("...");
    return fail(graph_.elements[chain.booster].fields.error(
        "to_node",
        fmt::format("its chain to {} has no mirror; needs one from there to {} with fibres of {} km",
                    as_shown(graph_.elements[chain.to].uid), as_shown(graph_.elements[chain.from].uid),
                    fmt::join(lengths, " "))));
  }

  Result<void> check_mirror(const GnpyChain& az, const GnpyChain& za) const {
    for (std::size_t i = 0; i < az.spans.size(); ++i) {
      const auto back = az.spans.size() - 1 - i;
      const auto& fibre = graph_.elements[az.fibres[i]];
      const auto& mirror = graph_.elements[za.fibres[back]];
      if (!is_same(az.spans[i], za.spans[back]))
        return fail(fibre.fields.error(
            "params", fmt::format("its loss, connectors or attenuator are not those of its mirror {}; both "
                                  "directions must be the same",
                                  as_shown(mirror.uid))));
    }
    if (az.fibre_type != za.fibre_type)
      return fail(graph_.elements[az.fibres.front()].fields.error(
          "type_variety",
          fmt::format("{}, but {} the other way; both directions must be the same", az.fibre, za.fibre)));
    return {};
  }

  void add_link(GnpyChain& az, GnpyChain& za) {
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

  std::string link_name(const GnpyChain& az, const GnpyChain& za) {
    for (const auto* const name : {&az.name, &za.name})
      if (!name->empty() && link_names_.insert(*name).second) return *name;
    const auto pair = fmt::format("{}-{}", record_.sites[site_of_[az.from].at()].name,
                                  record_.sites[site_of_[az.to].at()].name);
    for (;;) {
      auto name = fmt::format("{}-{}", pair, ++links_between_[pair]);
      if (link_names_.insert(name).second) return name;
    }
  }

  const GnpyElements& graph_;
  std::vector<GnpyChain> chains_;
  std::vector<std::size_t> mate_;  // of each chain its other direction
  std::vector<SiteIndex> site_of_;
  std::vector<std::size_t> degrees_;
  std::map<std::string, std::size_t> links_between_;
  std::unordered_set<std::string> link_names_;
  NetworkRecord record_;
};

}  // namespace

Result<NetworkRecord> read_gnpy_topology(std::string_view bytes, const std::string& file,
                                         const EquipmentFile& equipment) {
  const auto document = parse_json(bytes, file);
  if (!document) return fail(document.error());
  FirstError errors;
  const auto graph = read_gnpy_elements(*document, file, errors);
  if (!graph) return fail(graph.error());
  auto roadm = Roadms(*graph, equipment).common();
  if (errors.is_set()) return errors.failure();
  if (!roadm) return fail(roadm.error());
  auto chains = read_gnpy_chains(*graph, equipment, errors);
  if (!chains) return fail(chains.error());
  auto record = Builder(*graph, std::move(*chains)).build();
  if (errors.is_set()) return errors.failure();
  if (!record) return fail(record.error());
  record->equipment = equipment.equipment;
  record->equipment.roadm = *roadm;
  return record;
}

}  // namespace lightloom::formats
