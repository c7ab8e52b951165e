#include "topology/gnpy/comb_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lightloom::gnpy {
namespace {

// 32 MB. A network whose every span is of a glass of its own with a dispersion slope would keep a matrix
// each.
constexpr std::size_t kMaxWeights = 4'000'000;

// The figure of the first band that holds the frequency and has one.
template <class Figure>
double figure_at(const std::vector<RoadmImpairment>& bands, double frequency_hz, Figure figure,
                 double otherwise) {
  for (const RoadmImpairment& one : bands) {
    const bool is_in =
        !one.band || (one.band->f_min_hz <= frequency_hz && frequency_hz <= one.band->f_max_hz);
    if (is_in && one.*figure) return *(one.*figure);
  }
  return otherwise;
}

}  // namespace

bool holds(const Band& band, double frequency_hz, double slot_width_hz) {
  return band.f_min_hz <= frequency_hz - slot_width_hz / 2 &&
         frequency_hz + slot_width_hz / 2 <= band.f_max_hz;
}

CombTables::CombTables(const LightElements& elements, std::vector<double> frequency_hz, double baud_rate_hz,
                       double slot_width_hz)
    : elements_(elements),
      frequency_hz_(std::move(frequency_hz)),
      baud_rate_hz_(frequency_hz_.size(), baud_rate_hz),
      slot_width_hz_(slot_width_hz),
      glasses_(elements.glasses.size()),
      gains_(elements.gain_kinds.size()),
      impairments_(elements.impairments.size()) {}

GlassTable* CombTables::glass(KindIndex glass) {
  auto& table = glasses_[glass];
  if (table) return &*table;
  optics::Fibre metre = elements_.glasses[glass];
  metre.length_m = 1;
  for (const auto* over : {&metre.loss_table, &metre.dispersion_table}) {
    if (!covers(*over, frequency_hz_.front()) || !covers(*over, frequency_hz_.back())) return nullptr;
  }
  optics::NliKernel kernel(frequency_hz_, baud_rate_hz_, metre);
  if (weights_ + kernel.weights() > kMaxWeights) {
    std::fill(glasses_.begin(), glasses_.end(), std::nullopt);
    weights_ = 0;
  }
  weights_ += kernel.weights();
  table.emplace(GlassTable{std::move(kernel), {}, {}});
  for (const double frequency : frequency_hz_) {
    table->dispersion_s_per_m2.push_back(optics::chromatic_dispersion_s_per_m(metre, frequency));
  }
  table->nli_to_signal.resize(frequency_hz_.size());
  return &*table;
}

const LossTable& CombTables::loss(const FibrePass& fibre) {
  const auto [it, is_new] = losses_.try_emplace(fibre.fibre);
  if (!is_new) return it->second;
  for (const double frequency : frequency_hz_) {
    const double alpha = optics::attenuation_per_m(*fibre.fibre, frequency);
    it->second.through.push_back(fibre.lumped_and_out * std::exp(-alpha * fibre.fibre->length_m));
    it->second.effective_length_m.push_back(optics::effective_length_m(*fibre.fibre, frequency));
  }
  return it->second;
}

const GainTable& CombTables::gain(KindIndex kind) {
  auto& table = gains_[kind];
  if (table) return *table;
  const GainKind& of = elements_.gain_kinds[kind];
  optics::ChannelRange range;
  const auto is_in = [&](double frequency) { return holds(of.band, frequency, slot_width_hz_); };
  const auto first = std::find_if(frequency_hz_.begin(), frequency_hz_.end(), is_in);
  const auto end = std::find_if_not(first, frequency_hz_.end(), is_in);
  range.first = static_cast<std::size_t>(first - frequency_hz_.begin());
  range.end = static_cast<std::size_t>(end - frequency_hz_.begin());
  const std::span<const double> all(frequency_hz_);
  table.emplace(
      GainTable{range, optics::GainShape(of.profile, of.tilt, all.subspan(range.first, range.size()))});
  return *table;
}

const ImpairmentTable& CombTables::impairment(KindIndex kind) {
  auto& table = impairments_[kind];
  if (!table) table = make(elements_.impairments[kind]);
  return *table;
}

ImpairmentTable CombTables::make(const std::vector<RoadmImpairment>& bands) const {
  ImpairmentTable table;
  bool has_loss = false;
  for (const double frequency : frequency_hz_) {
    const double loss = figure_at(bands, frequency, &RoadmImpairment::maxloss_db, 0.0);
    const double pmd = figure_at(bands, frequency, &RoadmImpairment::pmd_s, 0.0);
    const double pdl = figure_at(bands, frequency, &RoadmImpairment::pdl_db, 0.0);
    const double osnr =
        figure_at(bands, frequency, &RoadmImpairment::osnr_db, std::numeric_limits<double>::infinity());
    has_loss |= loss != 0.0;
    table.passing.push_back(to_linear(Decibel{-loss}).value);
    table.pmd_squared_s2.push_back(pmd * pmd);
    table.pdl_squared_db2.push_back(pdl * pdl);
    table.noise.push_back(to_linear(Decibel{-osnr}).value);
  }
  if (!has_loss) table.passing.clear();
  return table;
}

}  // namespace lightloom::gnpy
