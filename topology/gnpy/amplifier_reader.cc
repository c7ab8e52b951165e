#include "topology/gnpy/amplifier_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/formats/json_reader.h"
#include "topology/gnpy/default_profiles.h"
#include "topology/gnpy/translate.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;
using Kind = AmplifierVariety::Kind;

constexpr Range kFrequencyHz{1e12, 1e15};
constexpr Range kGainDb{-20, 80};
constexpr Range kNoiseFigureDb{-10, 60};
constexpr Range kPowerDbm{-60, 60};
constexpr Range kCoefficient{-1e6, 1e6};
constexpr Range kRippleDb{-60, 60};
constexpr Range kPmdS{0, 1e-6};
constexpr Range kPdlDb{0, 60};
constexpr std::size_t kMostPoints = 20'000;

constexpr std::array<std::pair<std::string_view, Kind>, 8> kKinds{
    {{"variable_gain", Kind::kVariableGain},
     {"fixed_gain", Kind::kFixedGain},
     {"advanced_model", Kind::kAdvancedModel},
     {"openroadm", Kind::kOpenRoadmIla},
     {"openroadm_preamp", Kind::kOpenRoadmPreamp},
     {"openroadm_booster", Kind::kOpenRoadmBooster},
     {"dual_stage", Kind::kDualStage},
     {"multi_band", Kind::kMultiBand}}};

Kind read_kind(const Fields& entry) {
  const auto found = entry.text_or("type_def", "variable_gain");
  std::vector<std::string_view> known;
  for (const auto& [name, kind] : kKinds) {
    if (name == found) return kind;
    known.push_back(name);
  }
  entry.refuse_unknown("type_def", found, "kind of amplifier", known);
  return Kind::kVariableGain;
}

// A ripple is a list, or 0 where there is none. Equal steps, so one value holds everywhere.
std::vector<double> read_ripple(const Fields& profile, std::string_view field) {
  const auto* const value = profile.find(field);
  if (value == nullptr) return {};
  if (value->is_number()) {
    const double everywhere = profile.number(field, kRippleDb);
    return everywhere == 0 ? std::vector<double>{} : std::vector<double>{everywhere, everywhere};
  }
  auto list = profile.numbers(field, kRippleDb);
  if (list.size() == 1) list.push_back(list.front());
  if (std::all_of(list.begin(), list.end(), [](double each) { return each == 0; })) list.clear();
  return list;
}

Band read_band(const Fields& from) {
  const Band band{from.number("f_min", kFrequencyHz), from.number("f_max", kFrequencyHz)};
  if (from.ok() && band.f_max_hz <= band.f_min_hz)
    from.refuse("f_max", fmt::format("{} is not above f_min, {}", band.f_max_hz, band.f_min_hz));
  return band;
}

void check_profile(const Fields& profile, const AmplifierVariety& read) {
  for (const auto* const list : {&read.dgt, &read.gain_ripple_db, &read.nf_ripple_db})
    if (list->size() > kMostPoints)
      profile.refuse("gain_ripple", fmt::format("a list of {}; at most {}", list->size(), kMostPoints));
  if (!read.gain_ripple_db.empty() && !read.nf_ripple_db.empty() &&
      read.gain_ripple_db.size() != read.nf_ripple_db.size())
    profile.refuse("nf_ripple", fmt::format("{} values beside a gain_ripple of {}; needs as many",
                                            read.nf_ripple_db.size(), read.gain_ripple_db.size()));
  const auto& at = read.ripple_frequency_hz;
  if (at.empty() || read.gain_ripple_db.empty()) return;
  if (at.size() != read.gain_ripple_db.size())
    profile.refuse("f_ripple_ref", fmt::format("{} frequencies beside a gain_ripple of {}; needs as many",
                                               at.size(), read.gain_ripple_db.size()));
  else if (at.front() != read.band.f_min_hz || at.back() != read.band.f_max_hz ||
           !std::is_sorted(at.begin(), at.end()))
    profile.refuse("f_ripple_ref", "does not rise from f_min to f_max, both included");
}

void check_polynomial(const Fields& at, std::string_view field, const std::vector<double>& read) {
  if (read.empty() || read.size() > 16)
    at.refuse(field,
              fmt::format("{} numbers; needs a polynomial of 1 to 16, highest power first", read.size()));
}

class AmplifierReader {
 public:
  AmplifierReader(const Fields& entry, FileSource beside, void* context)
      : entry_(entry), beside_(beside), context_(context) {}

  AmplifierVariety read() && {
    read_.name = entry_.text("type_variety");
    read_.kind = read_kind(entry_);
    read_.out_voa_auto = entry_.flag_or("out_voa_auto", false);
    read_.allowed_for_design = entry_.flag_or("allowed_for_design", false);
    read_.raman = entry_.flag_or("raman", false);
    read_.pmd_s = entry_.number_or("pmd", 0, kPmdS);
    read_.pdl_db = entry_.number_or("pdl", 0, kPdlDb);
    if (read_.kind == Kind::kMultiBand) {
      read_.amplifiers = entry_.texts("amplifiers");
      if (read_.amplifiers.empty()) entry_.refuse("amplifiers", "is missing; needs the type of each band");
      return std::move(read_);
    }
    read_gain();
    read_noise_figure();
    read_profile();
    return std::move(read_);
  }

 private:
  void read_gain() {
    read_.gain_min_db = entry_.number("gain_min", kGainDb);
    if (read_.kind == Kind::kDualStage) {
      read_.preamp_variety = entry_.text("preamp_variety");
      read_.booster_variety = entry_.text("booster_variety");
      return;
    }
    read_.gain_flatmax_db = entry_.number("gain_flatmax", kGainDb);
    read_.p_max_dbm = entry_.number("p_max", kPowerDbm);
    if (read_.gain_min_db > read_.gain_flatmax_db)
      entry_.refuse("gain_min",
                    fmt::format("{} is above gain_flatmax, {}", read_.gain_min_db, read_.gain_flatmax_db));
  }

  void read_noise_figure() {
    if (read_.kind == Kind::kFixedGain) read_.nf0_db = entry_.number("nf0", kNoiseFigureDb);
    if (read_.kind == Kind::kOpenRoadmIla) {
      read_.nf_coef = entry_.numbers("nf_coef", kCoefficient);
      check_polynomial(entry_, "nf_coef", read_.nf_coef);
    }
    if (read_.kind != Kind::kVariableGain) return;
    read_.nf_min_db = entry_.number("nf_min", kNoiseFigureDb);
    read_.nf_max_db = entry_.number("nf_max", kNoiseFigureDb);
    if (!entry_.ok()) return;
    if (read_.nf_min_db > read_.nf_max_db)
      return entry_.refuse("nf_min", fmt::format("{} is above nf_max, {}", read_.nf_min_db, read_.nf_max_db));
    const auto model = two_stages(read_);
    if (!model) entry_.refuse("nf_min", model.error().message);
  }

  void read_profile() {
    const bool is_advanced = read_.kind == Kind::kAdvancedModel;
    const bool takes_file = read_.kind == Kind::kVariableGain || read_.kind == Kind::kFixedGain;
    const std::string_view reference = is_advanced ? "advanced_config_from_json" : "default_config_from_json";
    if (is_advanced && !entry_.has(reference))
      return entry_.refuse(reference, "is missing; an advanced_model needs the file of its profile");
    if (is_advanced || (takes_file && entry_.has(reference))) return read_profile_file(reference);
    read_.band = entry_.has("f_min") ? read_band(entry_) : kDefaultAmplifierBand;
    const auto tilt = default_dynamic_gain_tilt();
    read_.dgt.assign(tilt.begin(), tilt.end());
  }

  void read_profile_file(std::string_view reference) {
    const std::string name(entry_.text(reference));
    if (!entry_.ok()) return;
    const auto bytes = beside_ == nullptr ? Result<std::string>(invalid(name + ": there is no such file"))
                                          : beside_(name, context_);
    if (!bytes) return entry_.refuse(reference, bytes.error().message);
    const auto document = formats::parse_json(*bytes, name);
    if (!document) return entry_.errors().take(document.error());
    if (!document->is_object())
      return entry_.refuse(reference, fmt::format("{} is not an object of profiles", as_shown(name)));
    const Fields profile(document->get_object(), {Place::Kind::kFile, name}, entry_.errors());
    const Band band = read_band(profile);
    read_.band = entry_.has("f_min") ? read_band(entry_) : band;
    // What the file says counts before what the entry says.
    const auto from = [&](std::string_view field) { return profile.has(field) ? profile : entry_; };
    read_.gain_ripple_db = read_ripple(from("gain_ripple"), "gain_ripple");
    read_.nf_ripple_db = read_ripple(from("nf_ripple"), "nf_ripple");
    read_.ripple_frequency_hz = from("f_ripple_ref").numbers("f_ripple_ref", kFrequencyHz);
    read_.dgt = from("dgt").numbers("dgt", kRippleDb);
    if (read_.dgt.empty()) profile.refuse("dgt", "is missing; needs the dynamic gain tilt over the band");
    check_profile(profile, read_);
    if (read_.kind != Kind::kAdvancedModel) return;
    read_.nf_fit_coeff = from("nf_fit_coeff").numbers("nf_fit_coeff", kCoefficient);
    check_polynomial(profile, "nf_fit_coeff", read_.nf_fit_coeff);
  }

  const Fields& entry_;
  FileSource beside_;
  void* context_;
  AmplifierVariety read_;
};

// A stage or band: a type of its own, neither dual_stage nor multi_band.
const AmplifierVariety* single_stage(const Fields& at, const Library& library, std::string_view field,
                                     const std::string& name) {
  const auto found = library.amplifiers.find(name);
  if (found == library.amplifiers.end()) {
    at.refuse_unknown(field, name, "amplifier type", amplifier_names(library));
    return nullptr;
  }
  if (found->second.kind == Kind::kMultiBand ||
      (field != "amplifiers" && found->second.kind == Kind::kDualStage)) {
    at.refuse(field, fmt::format("{} is a dual_stage or multi_band itself", as_shown(name)));
    return nullptr;
  }
  return &found->second;
}

void resolve_dual_stage(const Fields& at, const Library& library, AmplifierVariety& dual) {
  const auto* const preamp = single_stage(at, library, "preamp_variety", dual.preamp_variety);
  const auto* const booster = single_stage(at, library, "booster_variety", dual.booster_variety);
  if (preamp == nullptr || booster == nullptr) return;
  dual.p_max_dbm = booster->p_max_dbm;
  dual.gain_flatmax_db = preamp->gain_flatmax_db + booster->gain_flatmax_db;
  if (dual.gain_min_db < preamp->gain_min_db)
    at.refuse("gain_min",
              fmt::format("{} is below that of its preamp, {}", dual.gain_min_db, preamp->gain_min_db));
}

}  // namespace

void read_amplifiers(const Fields& document, FileSource beside, void* context, Library& library) {
  document.each("Edfa", [&](const Fields& entry) {
    auto read = AmplifierReader(entry, beside, context).read();
    if (!entry.ok()) return;
    std::string name = read.name;
    if (library.amplifiers.insert_or_assign(name, std::move(read)).second)
      library.amplifier_order.push_back(std::move(name));
  });
}

void resolve_amplifiers(const Fields& document, Library& library) {
  for (auto& [name, amplifier] : library.amplifiers) {
    const Place place{Place::Kind::kNamed, name, 0, &document.place()};
    const Fields at(document.raw(), place, document.errors());
    if (amplifier.kind == Kind::kDualStage) resolve_dual_stage(at, library, amplifier);
    for (const auto& band : amplifier.amplifiers) single_stage(at, library, "amplifiers", band);
  }
}

std::vector<std::string_view> amplifier_names(const Library& library) {
  return {library.amplifier_order.begin(), library.amplifier_order.end()};
}

}  // namespace lightloom::gnpy
