#include "topology/gnpy/from_plant.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace lightloom::gnpy {
namespace {

template <class Variety>
std::string nearest_type(const std::map<std::string, Variety>& varieties, std::string_view name) {
  std::vector<std::string_view> known;
  known.reserve(varieties.size());
  for (const auto& [each, variety] : varieties) known.emplace_back(each);
  return nearest_of(name, known);
}

class Builder {
 public:
  Builder(const NetworkRecord& record, const std::string& file, const Library& library)
      : record_(record), library_(library) {
    network_.file = file;
  }

  Result<PlannerNetwork> run() && {
    const auto roadm = library_.roadms.find("default");
    if (roadm == library_.roadms.end())
      return invalid(
          fmt::format("{}: has no Roadm of type default; a plant's ROADMs need it", library_.file));
    for (const auto& site : record_.sites) add_site(site, roadm->second);
    for (const auto& link : record_.links) {
      const bool complete =
          link.amps_az.size() == link.spans.size() + 1 && link.amps_za.size() == link.spans.size() + 1;
      if (!complete)
        refuse(
            fmt::format("cable {}: has {} and {} amplifiers for {} spans; needs one more than spans, both "
                        "ways",
                        link.name, link.amps_az.size(), link.amps_za.size(), link.spans.size()));
      if (problem_) break;
      auto back = link.spans;
      std::reverse(back.begin(), back.end());
      add_line(link, link.a_site, link.z_site, link.spans, link.amps_az);
      add_line(link, link.z_site, link.a_site, back, link.amps_za);
    }
    if (problem_) return fail(std::move(*problem_));
    return std::move(network_);
  }

 private:
  void refuse(std::string what, const std::string& nearest = {}) {
    if (problem_) return;
    if (!nearest.empty()) what += "; the nearest is " + nearest;
    problem_ = Error{ErrorCode::kInvalidArgument, network_.file + ": " + what, {}, nearest, {}};
  }

  template <class What>
  ElementIndex add(std::string uid, const Site& site, What what) {
    const auto index = static_cast<ElementIndex>(network_.elements.size());
    auto& element = network_.elements.emplace_back();
    element.uid = std::move(uid);
    element.city = site.name;
    element.latitude = site.latitude_deg;
    element.longitude = site.longitude_deg;
    element.what = std::move(what);
    if (!network_.by_uid.emplace(element.uid, index).second)
      refuse(fmt::format("two elements would be called {:?}", element.uid));
    return index;
  }

  void connect(ElementIndex from, ElementIndex to) {
    network_.elements[from].to.push_back(to);
    network_.elements[to].from.push_back(from);
  }

  void add_site(const Site& site, const RoadmVariety& variety) {
    RoadmElement roadm;
    roadm.variety = variety.name;
    roadm.equalisation = variety.equalisation;
    roadm.add_drop_osnr_db = variety.add_drop_osnr_db;
    roadm.pmd_s = variety.pmd_s;
    roadm.pdl_db = variety.pdl_db;
    roadm.preamp_varieties = variety.preamp_varieties;
    roadm.booster_varieties = variety.booster_varieties;
    roadm.design_bands = variety.design_bands;
    const auto trx = add("trx " + site.name, site, TransceiverElement{});
    const auto node = add(site.uid.empty() ? "roadm " + site.name : site.uid, site, std::move(roadm));
    roadms_.push_back(node);
    connect(trx, node);
    connect(node, trx);
  }

  AmplifierElement amplifier(const Link& link, const Amplifier& given) {
    const auto& type = record_.equipment.amplifiers[given.type.at()].name;
    if (!library_.amplifiers.contains(type))
      refuse(fmt::format("cable {}: amplifier type {:?} is not in {}", link.name, type, library_.file),
             nearest_type(library_.amplifiers, type));
    AmplifierElement element;
    element.variety = type;
    element.gain_target_db = given.gain.value;
    element.delta_p_db = 0;
    element.out_voa_db = given.out_voa.value;
    element.tilt_target_db = given.tilt.value;
    return element;
  }

  FibreElement fibre(const Link& link, const Span& span) {
    const auto& type = record_.equipment.fibres[link.fibre_type.at()].name;
    const auto variety = library_.fibres.find(type);
    FibreElement element;
    element.variety = type;
    if (variety == library_.fibres.end())
      refuse(fmt::format("cable {}: fibre type {:?} is not in {}", link.name, type, library_.file),
             nearest_type(library_.fibres, type));
    else
      element.fibre = variety->second.fibre;
    element.fibre.length_m = static_cast<double>(span.length.value);
    element.fibre.loss_db_per_m = span.loss_db_per_km * 1e-3;
    element.fibre.loss_in = span.connector_in + span.pad;
    element.fibre.loss_out = span.connector_out;
    element.con_in_db = span.connector_in.value;
    element.con_out_db = span.connector_out.value;
    element.att_in_db = span.pad.value;
    element.design_span_loss_db = span.connector_in.value + span.pad.value + span.connector_out.value +
                                  element.fibre.loss_db_per_m * element.fibre.length_m;
    return element;
  }

  void add_line(const Link& link, SiteIndex from, SiteIndex to, std::span<const Span> spans,
                std::span<const Amplifier> amplifiers) {
    const auto& near = record_.sites[from.at()];
    const auto& far = record_.sites[to.at()];
    const auto way = fmt::format("{} to {} on {}", near.name, far.name, link.name);
    auto last = roadms_[from.at()];
    const auto append = [&](std::string uid, const Site& site, auto what) {
      const auto index = add(std::move(uid), site, std::move(what));
      connect(last, index);
      last = index;
    };
    append("booster " + way, near, amplifier(link, amplifiers.front()));
    for (std::size_t i = 0; i < spans.size(); ++i) {
      append(fmt::format("fiber {} span {}", way, i + 1), near, fibre(link, spans[i]));
      if (i + 1 < spans.size())
        append(fmt::format("ila {} {}", i + 1, way), far, amplifier(link, amplifiers[i + 1]));
    }
    append(fmt::format("preamp {} from {} on {}", far.name, near.name, link.name), far,
           amplifier(link, amplifiers.back()));
    connect(last, roadms_[to.at()]);
  }

  const NetworkRecord& record_;
  const Library& library_;
  PlannerNetwork network_;
  std::vector<ElementIndex> roadms_;  // by site
  std::optional<Error> problem_;
};

}  // namespace

Result<PlannerNetwork> planner_network_of(const NetworkRecord& record, const std::string& file,
                                          const Library& library) {
  return Builder(record, file, library).run();
}

}  // namespace lightloom::gnpy
