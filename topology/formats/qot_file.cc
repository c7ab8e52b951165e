#include "topology/formats/qot_file.h"

#include <fmt/format.h>

#include <array>
#include <unordered_set>

#include "topology/formats/json_reader.h"

namespace lightloom::formats {
namespace {

constexpr Range kPositiveCount{1, static_cast<double>(optics::kMaxChannels)};
// This range and that of the effective area keep the logarithm in formula (5) above 0.
constexpr Range kFrequencyHz{1.6e14, 2.4e14};
constexpr Range kSpacingHz{0, 1e13};
constexpr Range kBaudRateHz{1e9, 1e12};
constexpr Range kRollOff{0, 1};
constexpr Range kLaunchDbm{-100, 50};
constexpr Range kLengthKm{0, 20'000};
constexpr Range kLossDbPerKm{1e-4, 100};
constexpr Range kLossDb{0, 200};
constexpr Range kGainDb{-100, 100};
constexpr Range kNoiseFigureDb{-20, 100};
constexpr Range kDispersion{-1'000, 1'000};
constexpr Range kEffectiveAreaUm2{10, 250};
constexpr Range kPmd{0, 1e-10};

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 3> kTopFields{"cases", "source", "note"};
constexpr std::array<std::string_view, 7> kCaseFields{
    "id", "model", "channels", "elements", "expected", "compare_channels", "note"};
constexpr std::array<std::string_view, 6> kChannelFields{
    "count", "first_frequency_hz", "spacing_hz", "baud_rate_hz", "roll_off", "launch_power_dbm"};
constexpr std::array<std::string_view, 11> kFibreFields{"type",
                                                        "fiber",
                                                        "length_km",
                                                        "loss_db_per_km",
                                                        "connector_in_db",
                                                        "connector_out_db",
                                                        "dispersion_ps_per_nm_km",
                                                        "effective_area_um2",
                                                        "pmd_coefficient_s_per_sqrt_m",
                                                        "group_index",
                                                        "nonlinear_index_m2_per_w"};
constexpr std::array<std::string_view, 3> kAmplifierFields{"type", "gain_db", "noise_figure_db"};
constexpr std::array<std::string_view, 2> kMultibandFields{"type", "bands"};
constexpr std::array<std::string_view, 4> kBandFields{"f_min_hz", "f_max_hz", "gain_db", "noise_figure_db"};
constexpr std::size_t kMostBands = 8;
constexpr std::array<std::string_view, 2> kAttenuatorFields{"type", "loss_db"};
constexpr std::array<std::string_view, 3> kElementTypes{"fiber", "amplifier", "attenuator"};

optics::Fibre read_fibre(const JsonObject& object) {
  object.only(Names(kFibreFields));
  optics::Fibre fibre;
  fibre.length_m = object.number("length_km", kLengthKm) * 1e3;
  fibre.loss_db_per_m = object.number("loss_db_per_km", kLossDbPerKm) * 1e-3;
  fibre.loss_in = {object.number_or("connector_in_db", 0, kLossDb)};
  fibre.loss_out = {object.number_or("connector_out_db", 0, kLossDb)};
  fibre.dispersion_s_per_m2 = object.number("dispersion_ps_per_nm_km", kDispersion) * 1e-6;
  fibre.effective_area_m2 = object.number("effective_area_um2", kEffectiveAreaUm2) * 1e-12;
  fibre.pmd_s_per_sqrt_m = object.number_or("pmd_coefficient_s_per_sqrt_m", 0, kPmd);
  fibre.group_index = object.number_or("group_index", fibre.group_index, {1, 2});
  fibre.nonlinear_index_m2_per_w =
      object.number_or("nonlinear_index_m2_per_w", fibre.nonlinear_index_m2_per_w, {0, 1e-15});
  return fibre;
}

// Sizes are looked at before anything is made of them.
bool is_list_within(const JsonObject& object, std::string_view field, std::size_t most) {
  const auto* const value = object.raw().if_contains(field);
  if (value == nullptr || !value->is_array()) {
    object.refuse(field, value == nullptr ? "is missing; needs an array" : "needs an array");
    return false;
  }
  if (value->get_array().size() > most) {
    object.refuse(field, fmt::format("has {} entries; at most {} are read", value->get_array().size(), most));
    return false;
  }
  return true;
}

optics::PlainAmplifier read_gain(const JsonObject& object) {
  return {{object.number("gain_db", kGainDb)}, {object.number("noise_figure_db", kNoiseFigureDb)}};
}

optics::MultibandAmplifier read_multiband(const JsonObject& object) {
  object.only(Names(kMultibandFields));
  optics::MultibandAmplifier multiband;
  if (!is_list_within(object, "bands", kMostBands)) return multiband;
  for (const JsonObject& entry : object.objects("bands")) {
    entry.only(Names(kBandFields));
    const optics::BandAmplifier band{entry.number("f_min_hz", kFrequencyHz),
                                     entry.number("f_max_hz", kFrequencyHz), read_gain(entry)};
    if (band.f_min_hz >= band.f_max_hz) entry.refuse("f_max_hz", "lies not above f_min_hz");
    for (const auto& other : multiband.bands)
      if (band.f_min_hz <= other.f_max_hz && other.f_min_hz <= band.f_max_hz)
        entry.refuse("f_min_hz", fmt::format("the band meets that of {:.4f} to {:.4f} THz; bands lie apart",
                                             other.f_min_hz * 1e-12, other.f_max_hz * 1e-12));
    multiband.bands.push_back(band);
  }
  return multiband;
}

optics::ChainElement read_element(const JsonObject& object) {
  const std::string type = object.text("type");
  if (type == "fiber") return read_fibre(object);
  if (type == "amplifier") {
    if (object.has("bands")) return read_multiband(object);
    object.only(Names(kAmplifierFields));
    return read_gain(object);
  }
  if (type == "attenuator") {
    object.only(Names(kAttenuatorFields));
    return optics::Attenuator{{object.number("loss_db", kLossDb)}};
  }
  const std::vector<std::string_view> known(kElementTypes.begin(), kElementTypes.end());
  object.refuse("type", fmt::format("'{}' is no element type; needs fiber, amplifier or attenuator", type),
                nearest_of(type, known));
  return optics::Attenuator{};
}

std::size_t read_count(const JsonObject& object) {
  const double count = object.number("count", kPositiveCount);
  const auto whole = static_cast<std::size_t>(count);
  if (count > static_cast<double>(whole))
    object.refuse("count", fmt::format("is {}; needs a whole number", count));
  return whole;
}

optics::ChannelComb read_channels(const JsonObject& object) {
  object.only(Names(kChannelFields));
  optics::ChannelComb comb;
  comb.count = read_count(object);
  comb.first_frequency_hz = object.number("first_frequency_hz", kFrequencyHz);
  comb.spacing_hz = object.number("spacing_hz", kSpacingHz);
  comb.baud_rate_hz = object.number("baud_rate_hz", kBaudRateHz);
  comb.roll_off = object.number_or("roll_off", 0, kRollOff);
  comb.launch_power = {object.number("launch_power_dbm", kLaunchDbm)};
  if (comb.count > 1 && comb.spacing_hz < comb.baud_rate_hz) {
    object.refuse("spacing_hz",
                  fmt::format("channels of {} GBd overlap at {} GHz; needs at least {} GHz",
                              comb.baud_rate_hz * 1e-9, comb.spacing_hz * 1e-9, comb.baud_rate_hz * 1e-9));
  }
  const double last = comb.first_frequency_hz + static_cast<double>(comb.count) * comb.spacing_hz;
  if (last > kFrequencyHz.greatest) {
    object.refuse("count", fmt::format("{} channels end at {:.1f} THz; the highest is {:.0f} THz", comb.count,
                                       last * 1e-12, kFrequencyHz.greatest * 1e-12));
  }
  return comb;
}

// One comb, or one a band.
std::vector<optics::ChannelComb> read_combs(const JsonObject& object) {
  const auto* const value = object.raw().if_contains("channels");
  if (value == nullptr || !value->is_array()) {
    if (const auto channels = object.object("channels")) return {read_channels(*channels)};
    object.refuse("channels", "is missing; needs an object, or one a band in an array");
    return {};
  }
  std::vector<optics::ChannelComb> combs;
  if (!is_list_within(object, "channels", kMostBands)) return combs;
  double taken_to = 0;
  std::size_t count = 0;
  for (const JsonObject& entry : object.objects("channels")) {
    const auto comb = read_channels(entry);
    const double begin = comb.first_frequency_hz - comb.baud_rate_hz / 2.0;
    if (begin < taken_to)
      entry.refuse("first_frequency_hz",
                   fmt::format("the band begins below the end of the one before it, {:.4f} "
                               "THz; bands rise and lie apart",
                               taken_to * 1e-12));
    taken_to = comb.first_frequency_hz +
               static_cast<double>(comb.count - (comb.count > 0 ? 1 : 0)) * comb.spacing_hz +
               comb.baud_rate_hz / 2.0;
    count += comb.count;
    combs.push_back(comb);
  }
  if (combs.empty()) object.refuse("channels", "has no band; needs one");
  if (count > optics::kMaxChannels)
    object.refuse("channels", fmt::format("{} channels in all; at most {}", count, optics::kMaxChannels));
  return combs;
}

optics::QotCase read_case(const JsonObject& object) {
  optics::QotCase result;
  result.id = object.text("id");
  result.model = object.text("model");
  if (!optics::is_supported_model(result.model)) return result;
  object.only(Names(kCaseFields));
  result.channels = read_combs(object);
  if (!is_list_within(object, "elements", optics::kMaxElements)) return result;
  for (const JsonObject& element : object.objects("elements")) {
    result.elements.push_back(read_element(element));
  }
  return result;
}

}  // namespace

Result<std::vector<optics::QotCase>> read_qot_cases(std::string_view json, const std::string& file) {
  const auto document = parse_json(json, file, JsonLimits{.depth = 16});
  if (!document) return fail(document.error());
  if (!document->is_object()) return invalid(fmt::format("{}: needs an object with the field cases", file));
  FirstError errors;
  const JsonObject top(document->get_object(), file + ": ", errors);
  top.only(Names(kTopFields));
  std::vector<optics::QotCase> cases;
  std::unordered_set<std::string> ids;
  if (is_list_within(top, "cases", kMaxQotCases)) {
    for (const JsonObject& object : top.objects("cases")) {
      cases.push_back(read_case(object));
      if (!ids.insert(cases.back().id).second) {
        object.refuse("id", fmt::format("'{}' is given twice", cases.back().id));
      }
      if (errors.is_set()) return errors.failure();
    }
  }
  if (errors.is_set()) return errors.failure();
  return cases;
}

}  // namespace lightloom::formats
