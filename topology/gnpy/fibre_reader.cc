#include "topology/gnpy/fibre_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/optics/constants.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;

constexpr Range kFrequencyHz{1e12, 1e15};
constexpr Range kWavelengthM{3e-7, 3e-4};
constexpr Range kLossDbPerKm{1e-4, 100};
constexpr Range kDispersion{-1e-2, 1e-2};
constexpr Range kSlope{-1e6, 1e6};
constexpr Range kAreaM2{1e-13, 1e-8};
constexpr Range kGamma{1e-7, 1};
constexpr Range kPmd{0, 1e-9};
constexpr Range kRamanGain{0, 1};
constexpr Range kOffsetHz{0, 1e15};
constexpr Range kLengthM{0, 5e7};
constexpr Range kConnectorDb{0, 60};
constexpr std::size_t kMostPoints = 20'000;

constexpr double kUsualDispersion = 1.67e-5;             // s/m^2, GNPy's where nothing is given
constexpr double kUsualArea = 83e-12;                    // m^2, likewise
constexpr double kUsualRamanPump = 206.184634112792e12;  // Hz, at which `raman_efficiency` is taken

double area_of_gamma(double gamma, double reference_hz) {
  return 2.0 * optics::kPi * optics::kNonlinearIndex * reference_hz / (optics::kLightSpeed * gamma);
}

double at(const optics::FrequencyTable& table, double frequency_hz) {
  const auto& f = table.frequency_hz;
  const auto above = std::lower_bound(f.begin(), f.end(), frequency_hz);
  if (above == f.begin()) return table.value.front();
  if (above == f.end()) return table.value.back();
  const auto i = static_cast<std::size_t>(above - f.begin());
  const double part = (frequency_hz - f[i - 1]) / (f[i] - f[i - 1]);
  return table.value[i - 1] + part * (table.value[i] - table.value[i - 1]);
}

// {"value": [...], "frequency": [...]}, in any order of frequency.
optics::FrequencyTable read_table(const Fields& from, Range range) {
  const auto value = from.numbers("value", range);
  const auto frequency = from.numbers("frequency", kFrequencyHz);
  if (!from.ok()) return {};
  if (value.empty() || value.size() != frequency.size() || value.size() > kMostPoints) {
    from.refuse("value", fmt::format("{} values for {} frequencies; needs as many, 1 to {}", value.size(),
                                     frequency.size(), kMostPoints));
    return {};
  }
  std::vector<std::size_t> order(value.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t left, std::size_t right) { return frequency[left] < frequency[right]; });
  optics::FrequencyTable table;
  for (const auto i : order) {
    if (!table.frequency_hz.empty() && table.frequency_hz.back() == frequency[i])
      from.refuse("frequency", fmt::format("{} is given twice", frequency[i]));
    table.frequency_hz.push_back(frequency[i]);
    table.value.push_back(value[i]);
  }
  return table;
}

optics::RamanProfile read_raman(const Fields& from, std::string_view gain_field) {
  optics::RamanProfile profile;
  profile.reference_frequency_hz = from.number_or("reference_frequency", kUsualRamanPump, kFrequencyHz);
  profile.gain_per_w_per_m = from.numbers(gain_field, kRamanGain);
  profile.offset_hz = from.numbers("frequency_offset", kOffsetHz);
  const auto& offset = profile.offset_hz;
  if (offset.size() != profile.gain_per_w_per_m.size() || offset.size() < 2 || offset.size() > kMostPoints)
    from.refuse("frequency_offset", fmt::format("{} offsets for {} gains; needs as many, 2 to {}",
                                                offset.size(), profile.gain_per_w_per_m.size(), kMostPoints));
  else if (offset.front() != 0 ||
           std::adjacent_find(offset.begin(), offset.end(), std::greater_equal<>()) != offset.end())
    from.refuse("frequency_offset", "does not rise from 0");
  return profile;
}

FibreVariety read_variety(const Fields& entry) {
  FibreVariety read;
  read.name = entry.text_or("type_variety", "default");
  auto& fibre = read.fibre;
  fibre.dispersion_s_per_m2 = entry.number_or("dispersion", kUsualDispersion, kDispersion);
  fibre.pmd_s_per_sqrt_m = entry.number_or("pmd_coef", 0, kPmd);
  read.gamma_per_w_per_m = entry.number_if_given("gamma", kGamma);
  read.has_effective_area = entry.has("effective_area");
  fibre.effective_area_m2 = entry.number_or("effective_area", kUsualArea, kAreaM2);
  if (!read.has_effective_area && read.gamma_per_w_per_m)
    fibre.effective_area_m2 = area_of_gamma(*read.gamma_per_w_per_m, optics::kReferenceFrequency);
  // GNPy asks every element for its loss; a library may still name the usual one.
  if (const auto* const loss = entry.find("loss_coef"); loss != nullptr && loss->is_number()) {
    read.has_loss = true;
    fibre.loss_db_per_m = entry.number("loss_coef", kLossDbPerKm) * 1e-3;
  }
  if (const auto raman = entry.object("raman_efficiency")) {
    fibre.raman = read_raman(*raman, "cr");
    fibre.raman.reference_frequency_hz = kUsualRamanPump;
  }
  return read;
}

class ElementReader {
 public:
  ElementReader(const Fields& params, const FibreVariety& variety) : params_(params), variety_(variety) {}

  FibreElement read() && {
    read_.variety = variety_.name;
    fibre_ = variety_.fibre;
    read_length();
    read_reference();
    read_loss();
    read_dispersion();
    read_area();
    read_lumped();
    fibre_.pmd_s_per_sqrt_m = params_.number_or("pmd_coef", fibre_.pmd_s_per_sqrt_m, kPmd);
    if (const auto raman = params_.object("raman_coefficient")) fibre_.raman = read_raman(*raman, "g0");
    return std::move(read_);
  }

 private:
  void read_length() {
    const auto units = params_.text_or("length_units", "km");
    if (units != "m" && units != "km")
      params_.refuse("length_units", fmt::format("{} is not known; needs m or km", as_shown(units)));
    const double metres = units == "m" ? 1 : 1e3;
    fibre_.length_m =
        params_.number("length", {kLengthM.least / metres, kLengthM.greatest / metres}) * metres;
  }

  void read_reference() {
    if (const auto wavelength = params_.number_if_given("ref_wavelength", kWavelengthM))
      fibre_.reference_frequency_hz = optics::kLightSpeed / *wavelength;
    else
      fibre_.reference_frequency_hz =
          params_.number_or("ref_frequency", optics::kReferenceFrequency, kFrequencyHz);
  }

  void read_loss() {
    const auto* const value = params_.find("loss_coef");
    if (value != nullptr && value->is_object()) {
      auto table = read_table(*params_.object("loss_coef"), kLossDbPerKm);
      if (!params_.ok()) return;
      for (auto& loss : table.value) loss *= 1e-3;
      fibre_.loss_db_per_m = at(table, fibre_.reference_frequency_hz);
      fibre_.loss_table = std::move(table);
    } else if (value != nullptr || !variety_.has_loss) {
      fibre_.loss_db_per_m = params_.number("loss_coef", kLossDbPerKm) * 1e-3;
    }
    read_.con_in_db = params_.number_if_given("con_in", kConnectorDb);
    read_.con_out_db = params_.number_if_given("con_out", kConnectorDb);
    read_.att_in_db = params_.number_or("att_in", 0, kConnectorDb);
    fibre_.loss_in = {read_.con_in_db.value_or(0) + read_.att_in_db};
    fibre_.loss_out = {read_.con_out_db.value_or(0)};
  }

  void read_dispersion() {
    if (const auto table = params_.object("dispersion_per_frequency")) {
      fibre_.dispersion_table = read_table(*table, kDispersion);
      if (params_.ok())
        fibre_.dispersion_s_per_m2 = at(fibre_.dispersion_table, fibre_.reference_frequency_hz);
      return;
    }
    fibre_.dispersion_s_per_m2 = params_.number_or("dispersion", fibre_.dispersion_s_per_m2, kDispersion);
    fibre_.dispersion_slope_s_per_m3 = params_.number_if_given("dispersion_slope", kSlope);
  }

  // An area counts before any gamma, wherever it is given.
  void read_area() {
    const auto area = params_.number_if_given("effective_area", kAreaM2);
    auto gamma = params_.number_if_given("gamma", kGamma);
    if (!gamma) gamma = variety_.gamma_per_w_per_m;
    if (area)
      fibre_.effective_area_m2 = *area;
    else if (!variety_.has_effective_area && gamma && *gamma > 0)
      fibre_.effective_area_m2 = area_of_gamma(*gamma, fibre_.reference_frequency_hz);
  }

  void read_lumped() {
    params_.each("lumped_losses", [&](const Fields& entry) {
      const double at_m = entry.number("position", kLengthM) * 1e3;
      if (entry.ok() && !(at_m > 0 && at_m < fibre_.length_m))
        entry.refuse("position", fmt::format("{} km is not inside the fibre of {} km", at_m * 1e-3,
                                             fibre_.length_m * 1e-3));
      fibre_.lumped.push_back({at_m, {entry.number("loss", kConnectorDb)}});
    });
    std::stable_sort(fibre_.lumped.begin(), fibre_.lumped.end(),
                     [](const auto& left, const auto& right) { return left.at_m < right.at_m; });
  }

  const Fields& params_;
  const FibreVariety& variety_;
  FibreElement read_;
  optics::Fibre& fibre_ = read_.fibre;
};

}  // namespace

void read_fibre_varieties(const Fields& document, Library& library) {
  document.each("Fiber", [&](const Fields& entry) {
    auto read = read_variety(entry);
    auto name = read.name;
    library.fibres.insert_or_assign(std::move(name), std::move(read));
  });
  std::map<std::string, FibreVariety> with_raman;
  document.each("RamanFiber", [&](const Fields& entry) {
    auto read = read_variety(entry);
    const auto same = library.fibres.find(read.name);
    if (same != library.fibres.end() &&
        (same->second.fibre.dispersion_s_per_m2 != read.fibre.dispersion_s_per_m2 ||
         same->second.fibre.effective_area_m2 != read.fibre.effective_area_m2))
      return entry.refuse("type_variety",
                          fmt::format("{} differs from the Fiber of that name in dispersion or "
                                      "effective_area",
                                      as_shown(read.name)));
    auto name = read.name;
    with_raman.insert_or_assign(std::move(name), std::move(read));
  });
  library.fibres.merge(with_raman);
}

FibreElement read_fibre_element(const Fields& element, const FibreVariety& variety) {
  const auto params = element.object("params");
  if (params) return ElementReader(*params, variety).read();
  element.refuse("params", "is missing; needs an object with length and loss_coef");
  return {};
}

}  // namespace lightloom::gnpy
