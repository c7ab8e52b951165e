#include "topology/gnpy/light_elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_map>

#include "topology/gnpy/translate.h"

namespace lightloom::gnpy {
namespace {

using Way = RoadmPathImpairments::Way;

// What of a fibre does not matter to its kind of glass is set to 0.
optics::Fibre glass_of(const optics::Fibre& fibre) {
  optics::Fibre glass = fibre;
  glass.length_m = 0;
  glass.loss_in = glass.loss_out = {};
  glass.pmd_s_per_sqrt_m = 0;
  glass.lumped.clear();
  glass.group_index = 0;
  glass.raman = {};
  return glass;
}

std::size_t hash_of(const optics::Fibre& glass) {
  const std::hash<double> hash;
  std::size_t sum = hash(glass.loss_db_per_m);
  for (const double value : {glass.dispersion_s_per_m2, glass.dispersion_slope_s_per_m3.value_or(0.0),
                             glass.effective_area_m2, glass.reference_frequency_hz}) {
    sum = sum * 1'000'003 + hash(value);
  }
  return sum;
}

// Where `wanted` stands in `kinds`; put at their end if it is new.
template <class Kinds, class Wanted>
KindIndex kind_index(Kinds& kinds, const Wanted& wanted) {
  const auto found = std::find(kinds.begin(), kinds.end(), wanted);
  const auto index = static_cast<KindIndex>(found - kinds.begin());
  if (found == kinds.end()) kinds.push_back(wanted);
  return index;
}

class Builder {
 public:
  Builder(const PlannerNetwork& network, const Library& library) : network_(network), library_(library) {}

  Result<LightElements> build() && {
    out_.passes.reserve(network_.elements.size());
    for (const Element& element : network_.elements) {
      auto pass = std::visit([&](const auto& what) { return pass_of(element, what); }, element.what);
      if (!pass) return fail(pass.error());
      out_.passes.push_back(*std::move(pass));
    }
    return std::move(out_);
  }

 private:
  using Pass = Result<LightElements::Pass>;

  tl::unexpected<Error> wrong(const Element& element, const std::string& what, const char* field,
                              std::string nearest = {}) const {
    return invalid(fmt::format("{}: {}: {}", network_.file, element.uid, what), field, std::move(nearest));
  }

  static Pass pass_of(const Element& /*element*/, const TransceiverElement& /*what*/) {
    return TransceiverPass{};
  }
  static Pass pass_of(const Element& /*element*/, const FusedElement& fused) {
    return FusedPass{to_linear(Decibel{-fused.loss_db}).value};
  }

  Pass pass_of(const Element& element, const FibreElement& what) {
    if (what.is_raman) {
      return wrong(element, "found a RamanFiber; needs a Fiber: Raman amplification is not computed", "type");
    }
    const optics::Fibre& fibre = what.fibre;
    if (!(fibre.effective_area_m2 > 0)) {
      return wrong(
          element,
          fmt::format("found an effective area of {} m^2; needs more than 0", fibre.effective_area_m2),
          "effective_area");
    }
    if (!(fibre.length_m >= 0) || !(optics::attenuation_per_m(fibre, fibre.reference_frequency_hz) > 0)) {
      return wrong(element,
                   fmt::format("found {} m at {} dB/km; needs a length of at least 0 and a loss of more",
                               fibre.length_m, fibre.loss_db_per_m * 1e3),
                   "loss_coef");
    }
    FibrePass pass;
    pass.glass = glass_index(fibre);
    pass.fibre = &fibre;
    pass.in = to_linear(-fibre.loss_in).value;
    pass.lumped_and_out = to_linear(-optics::lumped_loss(fibre) - fibre.loss_out).value;
    pass.has_flat_loss = optics::has_flat_loss(fibre);
    const double alpha = optics::attenuation_per_m(fibre, fibre.reference_frequency_hz);
    pass.through = pass.lumped_and_out * std::exp(-alpha * fibre.length_m);
    const double reach = optics::effective_length_m(fibre, fibre.reference_frequency_hz);
    pass.effective_length_squared = reach * reach;
    return pass;
  }

  KindIndex glass_index(const optics::Fibre& fibre) {
    optics::Fibre glass = glass_of(fibre);
    const auto [first, last] = glass_by_hash_.equal_range(hash_of(glass));
    for (auto it = first; it != last; ++it) {
      if (out_.glasses[it->second] == glass) return it->second;
    }
    const auto index = static_cast<KindIndex>(out_.glasses.size());
    glass_by_hash_.emplace(hash_of(glass), index);
    out_.glasses.push_back(std::move(glass));
    return index;
  }

  Result<AmplifierPass> amplifier(const Element& element, const AmplifierElement& what) {
    const auto variety = library_.amplifiers.find(what.variety);
    if (variety == library_.amplifiers.end()) {
      std::vector<std::string_view> names(library_.amplifier_order.begin(), library_.amplifier_order.end());
      return wrong(
          element,
          fmt::format("found the amplifier type \"{}\"; needs one of the library's Edfa", what.variety),
          "type_variety", nearest_of(what.variety, names));
    }
    if (!what.gain_target_db) {
      return wrong(element, "found no gain; needs gain_target: design the network first", "gain_target");
    }
    auto known = optics_.find(what.variety);
    if (known == optics_.end()) {
      auto made = amplifier_optics(variety->second, library_);
      if (!made) return wrong(element, made.error().message, "type_variety");
      known = optics_.emplace(what.variety, *std::move(made)).first;
    }
    const AmplifierOptics& type = known->second;
    AmplifierPass pass{
        optics::Edfa({{*what.gain_target_db}, {what.out_voa_db.value_or(0.0)}, type.p_max}, type.noise)};
    pass.gain_kind = gain_kind(variety->second, {what.tilt_target_db.value_or(0.0)}, type.profile);
    pass.pmd_squared_s2 = type.pmd_s * type.pmd_s;
    pass.pdl_squared_db2 = type.pdl_db * type.pdl_db;
    return pass;
  }

  KindIndex gain_kind(const AmplifierVariety& variety, Decibel tilt, const optics::GainProfile& profile) {
    const auto next = static_cast<KindIndex>(out_.gain_kinds.size());
    const auto [it, is_new] = gain_kinds_.emplace(std::pair(variety.name, tilt.value), next);
    if (is_new) out_.gain_kinds.push_back({variety.name, tilt, variety.band, profile});
    return it->second;
  }

  Pass pass_of(const Element& element, const AmplifierElement& what) {
    auto pass = amplifier(element, what);
    if (!pass) return fail(pass.error());
    AmplifierSite site;
    site.carried = kind_index(out_.carried, std::vector<Band>{out_.gain_kinds[pass->gain_kind].band});
    site.amplifiers.push_back(*std::move(pass));
    return site;
  }
  Pass pass_of(const Element& element, const MultibandElement& what) {
    AmplifierSite site;
    std::vector<Band> bands;
    for (const AmplifierElement& one : what.amplifiers) {
      auto pass = amplifier(element, one);
      if (!pass) return fail(pass.error());
      bands.push_back(out_.gain_kinds[pass->gain_kind].band);
      site.amplifiers.push_back(*std::move(pass));
    }
    site.carried = kind_index(out_.carried, bands);
    return site;
  }

  Pass pass_of(const Element& element, const RoadmElement& what) {
    const auto variety = library_.roadms.find(what.variety);
    if (variety == library_.roadms.end()) {
      std::vector<std::string_view> names;
      for (const auto& [name, unused] : library_.roadms) names.emplace_back(name);
      return wrong(element,
                   fmt::format("found the ROADM type \"{}\"; needs one of the library's Roadm", what.variety),
                   "type_variety", nearest_of(what.variety, names));
    }
    RoadmPass pass;
    pass.target = what.equalisation;
    for (const auto& [uid, target] : what.per_degree) {
      if (const auto to = network_.by_uid.find(uid); to != network_.by_uid.end()) {
        pass.target_to.emplace_back(to->second, target);
      }
    }
    for (const Way way : {Way::kExpress, Way::kAdd, Way::kDrop}) {
      pass.impairment_of_way.at(static_cast<std::size_t>(way)) = impairment_of_way(variety->second, way);
    }
    for (const auto& [degrees, id] : what.per_degree_impairment) {
      const auto& listed = variety->second.impairments;
      const auto found = std::find_if(listed.begin(), listed.end(),
                                      [id = id](const RoadmPathImpairments& one) { return one.id == id; });
      if (found == listed.end()) {
        return wrong(element,
                     fmt::format("found the impairment {}; needs an id that type {} lists", id, what.variety),
                     "per_degree_impairments");
      }
      const auto from = network_.by_uid.find(degrees.first);
      const auto to = network_.by_uid.find(degrees.second);
      if (from == network_.by_uid.end() || to == network_.by_uid.end()) {
        return wrong(element,
                     fmt::format("found impairments from {} to {}; needs its neighbours", degrees.first,
                                 degrees.second),
                     "per_degree_impairments");
      }
      pass.impairment_between.emplace_back(std::pair(from->second, to->second),
                                           kind_index(out_.impairments, found->bands));
    }
    return pass;
  }

  // The first that the variety lists for a way holds for all degrees that name none.
  KindIndex impairment_of_way(const RoadmVariety& variety, Way way) {
    for (const RoadmPathImpairments& listed : variety.impairments) {
      if (listed.way == way) return kind_index(out_.impairments, listed.bands);
    }
    return kind_index(out_.impairments, std::vector<RoadmImpairment>{default_impairment(variety, way)});
  }

  const PlannerNetwork& network_;
  const Library& library_;
  LightElements out_;
  std::unordered_multimap<std::size_t, KindIndex> glass_by_hash_;
  std::map<std::string, AmplifierOptics> optics_;  // by variety
  std::map<std::pair<std::string, double>, KindIndex> gain_kinds_;
};

}  // namespace

Result<LightElements> light_elements(const PlannerNetwork& network, const Library& library) {
  return Builder(network, library).build();
}

}  // namespace lightloom::gnpy
