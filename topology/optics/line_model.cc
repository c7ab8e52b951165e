#include "topology/optics/line_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "topology/optics/constants.h"
#include "topology/optics/directed_line.h"
#include "topology/optics/full_load.h"
#include "topology/optics/lit_line.h"
#include "topology/optics/roadm.h"

namespace lightloom::optics {
namespace {

// What one transceiver mode adds to the line: where its full load is kept, and noise that is once a
// lightpath.
struct ModeLoad {
  std::size_t table = 0;
  double in_0p1nm = 0;           // factor from a noise-to-signal ratio in the symbol rate to one in 12.5 GHz
  double transceiver_noise = 0;  // of tx_osnr and add_drop_osnr, in 12.5 GHz
  double budget = 0;
};

constexpr double kRounding = 1e-9;

std::size_t line_index(Hop hop) { return 2 * hop.link.at() + (hop.forward ? 0 : 1); }
Hop opposite(Hop hop) { return {hop.link, !hop.forward}; }

Mhz width_of(SliceRange slices) { return kSliceWidth * slices.count; }
double centre_hz(SliceRange slices) {
  const std::int64_t twice = 2 * std::int64_t{slices.first} + slices.count;
  return static_cast<double>(kGridAnchor.value) * 1e6 +
         static_cast<double>(twice) * static_cast<double>(kSliceWidth.value) * 0.5e6;
}
bool overlaps(SliceRange left, SliceRange right) {
  return left.first < right.end() && right.first < left.end();
}

Result<void> check(const Mode& mode, const RoadmTarget& target) {
  const auto fault = [&mode](const std::string& found, const char* field) {
    return invalid(fmt::format("mode {} of {}: {}", mode.name, mode.transceiver, found), field);
  };
  if (mode.baud_rate.value <= 0 || mode.min_spacing.value < mode.baud_rate.value) {
    return fault(fmt::format("{} MBd at a spacing of {} MHz; needs a spacing of at least the symbol rate",
                             mode.baud_rate.value, mode.min_spacing.value),
                 "min_spacing");
  }
  if (mode.min_spacing.value < kSliceWidth.value) {
    return fault(fmt::format("a spacing of {} MHz; needs at least a slice, {} MHz", mode.min_spacing.value,
                             kSliceWidth.value),
                 "min_spacing");
  }
  if (!(target_power(target, mode.min_spacing, mode.baud_rate).value > 0)) {
    return fault("the ROADM's target leaves it no power; needs a target above 0", "target");
  }
  return {};
}

}  // namespace

namespace {

// What is lit on one hop, and how it acts on the followed channel.
struct LitHop {
  LitComb comb;
  std::vector<Crosstalk> crosstalk;
};

}  // namespace

struct LineModel::Impl {
  std::vector<std::string> link_names;
  Equipment equipment;
  AssumedLoad assumed = AssumedLoad::kFull;
  std::vector<LitLine> lit_lines;           // by line_index
  std::vector<std::vector<Fibre>> glasses;  // by link
  std::vector<FullLoadTable> tables;
  std::vector<ModeLoad> modes;
  std::vector<double> least;  // of link and table, in the symbol rate, mean of both directions

  const LineLoad& load(const ModeLoad& mode, Hop hop) const {
    return tables[mode.table].line(line_index(hop));
  }
  std::size_t table_of(const LoadComb& comb, const std::vector<DirectedLine>& lines);
  Result<void> add_modes(const std::vector<DirectedLine>& lines);
  void add_bounds(std::size_t links);
  double signal_to_noise_db(ModeIndex index, std::span<const Hop> hops, bool is_reversed) const;
  LitComb lit_comb(std::span<const LitChannel> channels, std::size_t own) const;
  Result<std::vector<LitHop>> lit_hops(ModeIndex mode, SliceRange slices, std::span<const Hop> hops,
                                       std::span<const std::vector<LitChannel>> lit_on_hop) const;
  std::vector<Crosstalk> crosstalk(LinkIndex link, const LitComb& comb) const;
  Received received(ModeIndex mode, const FollowedChannel& channel, double target_w) const;
};

std::vector<Crosstalk> LineModel::Impl::crosstalk(LinkIndex link, const LitComb& comb) const {
  std::vector<Crosstalk> by_glass;
  by_glass.reserve(glasses[link.at()].size());
  for (const Fibre& glass : glasses[link.at()]) by_glass.push_back(crosstalk_in(glass, comb));
  return by_glass;
}

std::size_t LineModel::Impl::table_of(const LoadComb& comb, const std::vector<DirectedLine>& lines) {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&comb](const FullLoadTable& table) { return table.comb() == comb; });
  if (found != tables.end()) return static_cast<std::size_t>(found - tables.begin());
  tables.emplace_back(comb, assumed);
  for (const DirectedLine& line : lines) tables.back().add(line);
  return tables.size() - 1;
}

Result<void> LineModel::Impl::add_modes(const std::vector<DirectedLine>& lines) {
  for (const Mode& mode : equipment.modes) {
    if (auto checked = check(mode, equipment.roadm.target); !checked) return checked;
    ModeLoad load;
    load.table = table_of(load_comb(mode, equipment.line, equipment.roadm.target), lines);
    load.in_0p1nm = kReferenceBandwidthHz / (static_cast<double>(mode.baud_rate.value) * 1e6);
    load.transceiver_noise = to_linear(-mode.tx_osnr).value + to_linear(-equipment.roadm.add_drop_osnr).value;
    const double allowed = to_linear(-(mode.required_osnr + equipment.line.margin)).value;
    load.budget = allowed * (1.0 + kRounding) - load.transceiver_noise;
    modes.push_back(load);
  }
  return {};
}

void LineModel::Impl::add_bounds(std::size_t links) {
  least.reserve(links * tables.size());
  for (std::size_t link = 0; link < links; ++link) {
    for (const FullLoadTable& table : tables) {
      least.push_back((table.least_added(2 * link) + table.least_added(2 * link + 1)) / 2.0);
    }
  }
}

Result<LineModel> LineModel::build(const Network& network, AssumedLoad load) {
  auto models = AmplifierModels::build(network);
  if (!models) return fail(models.error());
  Impl impl;
  impl.assumed = load;
  impl.equipment = network.equipment();
  std::vector<DirectedLine> lines;  // by line_index
  lines.reserve(2 * network.links().size());
  for (const Link& link : network.links()) impl.link_names.push_back(link.name);
  for (std::uint32_t link = 0; link < network.links().size(); ++link) {
    for (const bool forward : {true, false}) {
      auto line = directed_line(network, *models, Hop{LinkIndex{link}, forward});
      if (!line) return fail(line.error());
      if (forward) impl.glasses.emplace_back();
      impl.lit_lines.push_back(lit_line(*line, impl.glasses.back()));
      lines.push_back(std::move(*line));
    }
  }
  if (auto added = impl.add_modes(lines); !added) return fail(added.error());
  impl.add_bounds(network.links().size());
  return LineModel(std::make_shared<const Impl>(std::move(impl)));
}

double LineModel::Impl::signal_to_noise_db(ModeIndex index, std::span<const Hop> hops,
                                           bool is_reversed) const {
  const ModeLoad& mode = modes[index.at()];
  const FullLoadTable& table = tables[mode.table];
  const std::size_t count = table.comb().count;
  if (count == 0) return -std::numeric_limits<double>::infinity();
  const auto hop_at = [&](std::size_t i) {
    return is_reversed ? opposite(hops[hops.size() - 1 - i]) : hops[i];
  };
  bool restores_all = true;
  for (const Hop hop : hops) restores_all &= load(mode, is_reversed ? opposite(hop) : hop).gain >= 1.0;
  LoadState state;
  if (restores_all) {
    state.noise.assign(padded(count), 0.0);
    for (std::size_t i = 0; i < hops.size(); ++i) table.extend(line_index(hop_at(i)), state.noise);
  } else {
    state = table.start();
    for (std::size_t i = 0; i < hops.size(); ++i) table.extend(line_index(hop_at(i)), state);
  }
  return mean_signal_to_noise_db(state.noise, count, mode.transceiver_noise / mode.in_0p1nm) -
         10.0 * std::log10(mode.in_0p1nm);
}

AssumedLoad LineModel::assumed_load() const { return impl_->assumed; }

Decibel LineModel::full_load_gsnr_0p1nm(ModeIndex mode, std::span<const Hop> hops) const {
  return {impl_->signal_to_noise_db(mode, hops, false)};
}

Decibel LineModel::full_load_osnr_ase_0p1nm(ModeIndex mode, std::span<const Hop> hops) const {
  const ModeLoad& load = impl_->modes[mode.at()];
  const FullLoadTable& table = impl_->tables[load.table];
  const std::size_t count = table.comb().count;
  if (count == 0) return {-std::numeric_limits<double>::infinity()};
  LoadState state = table.start();
  for (const Hop hop : hops) table.extend(line_index(hop), state);
  return {mean_signal_to_noise_db(state.ase, count, load.transceiver_noise / load.in_0p1nm) -
          10.0 * std::log10(load.in_0p1nm)};
}

Decibel LineModel::admission_gsnr_0p1nm(ModeIndex mode, std::span<const Hop> hops) const {
  return {
      std::min(impl_->signal_to_noise_db(mode, hops, false), impl_->signal_to_noise_db(mode, hops, true))};
}

HopNoise LineModel::hop_noise(ModeIndex mode, Hop hop) const {
  const ModeLoad& load = impl_->modes[mode.at()];
  return {{impl_->least[hop.link.at() * impl_->tables.size() + load.table] * load.in_0p1nm}};
}

NoiseShares LineModel::noise_shares(ModeIndex mode, std::span<const Hop> hops) const {
  const ModeLoad& own = impl_->modes[mode.at()];
  const LoadComb& load = impl_->tables[own.table].comb();
  NoiseShares shares;
  shares.transmitter = to_linear(-impl_->equipment.modes[mode.at()].tx_osnr);
  shares.add_drop = to_linear(-impl_->equipment.roadm.add_drop_osnr);
  if (load.count == 0) return shares;
  LitComb comb;
  comb.own = load.count / 2;
  for (std::size_t i = 0; i < load.count; ++i)
    comb.frequency_hz.push_back(load.first_hz + static_cast<double>(i) * load.spacing_hz);
  comb.baud_rate_hz.assign(load.count, load.baud_rate_hz);
  comb.target_w.assign(load.count, load.target_w);
  FollowedChannel channel;
  for (const Hop hop : hops) {
    std::vector<AddedNoise> stretches;
    channel = follow(impl_->lit_lines[line_index(hop)], comb, impl_->crosstalk(hop.link, comb), channel,
                     &stretches);
    const std::string& link = impl_->link_names[hop.link.at()];
    for (std::size_t i = 0; i < stretches.size(); ++i)
      shares.stretches.push_back(
          {i == 0 ? link + " booster"
                  : fmt::format("{} span {} of {}", link, hop.forward ? i : stretches.size() - i,
                                stretches.size() - 1),
           {stretches[i].ase * own.in_0p1nm},
           {stretches[i].nli * own.in_0p1nm}});
  }
  return shares;
}

LinearRatio LineModel::noise_budget(ModeIndex mode) const { return {impl_->modes[mode.at()].budget}; }

LitComb LineModel::Impl::lit_comb(std::span<const LitChannel> channels, std::size_t own) const {
  LitComb comb;
  comb.own = own;
  for (auto* column : {&comb.frequency_hz, &comb.baud_rate_hz, &comb.target_w})
    column->reserve(channels.size());
  for (const LitChannel& channel : channels) {
    const Mode& mode = equipment.modes[channel.mode.at()];
    comb.frequency_hz.push_back(centre_hz(channel.slices));
    comb.baud_rate_hz.push_back(static_cast<double>(mode.baud_rate.value) * 1e6);
    comb.target_w.push_back(
        target_power(equipment.roadm.target, width_of(channel.slices), mode.baud_rate).value * 1e-3);
  }
  return comb;
}

namespace {

// Where the channel stands in a list, having looked whether the others leave it alone.
Result<std::size_t> find_own(std::span<const LitChannel> lit, ModeIndex mode, SliceRange slices) {
  std::size_t own = lit.size();
  for (std::size_t i = 0; i < lit.size(); ++i) {
    if (lit[i].mode == mode && lit[i].slices == slices && own == lit.size()) {
      own = i;
    } else if (overlaps(lit[i].slices, slices)) {
      return invalid(fmt::format("as lit: slices [{}, {}) and [{}, {}) overlap; needs channels apart",
                                 lit[i].slices.first, lit[i].slices.end(), slices.first, slices.end()));
    }
  }
  if (own < lit.size()) return own;
  return invalid(
      fmt::format("as lit: slices [{}, {}) are not among the {} channels lit on a hop; needs the "
                  "channel itself on each",
                  slices.first, slices.end(), lit.size()));
}

}  // namespace

Result<std::vector<LitHop>> LineModel::Impl::lit_hops(
    ModeIndex mode, SliceRange slices, std::span<const Hop> hops,
    std::span<const std::vector<LitChannel>> lit_on_hop) const {
  if (hops.empty() || lit_on_hop.size() != hops.size()) {
    return invalid(fmt::format("as lit: {} hops and {} lists of channels; needs one list a hop, and a hop",
                               hops.size(), lit_on_hop.size()));
  }
  std::vector<LitHop> lit;
  lit.reserve(hops.size());
  for (std::size_t i = 0; i < hops.size(); ++i) {
    const auto own = find_own(lit_on_hop[i], mode, slices);
    if (!own) return fail(own.error());
    auto& hop = lit.emplace_back();
    hop.comb = lit_comb(lit_on_hop[i], *own);
    hop.crosstalk = crosstalk(hops[i].link, hop.comb);
  }
  return lit;
}

Received LineModel::Impl::received(ModeIndex mode, const FollowedChannel& channel, double target_w) const {
  const ModeLoad& load = modes[mode.at()];
  const double ase = channel.ase * load.in_0p1nm + load.transceiver_noise;
  return {-to_decibel(LinearRatio{ase + channel.nli * load.in_0p1nm}), -to_decibel(LinearRatio{ase}),
          to_dbm(Milliwatt{target_w * 1e3 * std::min(channel.arriving, 1.0)})};
}

Result<Received> LineModel::as_lit(ModeIndex mode, SliceRange slices, std::span<const Hop> hops,
                                   std::span<const std::vector<LitChannel>> lit_on_hop) const {
  const auto lit = impl_->lit_hops(mode, slices, hops, lit_on_hop);
  if (!lit) return fail(lit.error());
  FollowedChannel channel;
  for (std::size_t i = 0; i < hops.size(); ++i)
    channel = follow(impl_->lit_lines[line_index(hops[i])], (*lit)[i].comb, (*lit)[i].crosstalk, channel);
  const LitComb& last = lit->back().comb;
  return impl_->received(mode, channel, last.target_w[last.own]);
}

Result<ReceivedBothWays> LineModel::as_lit_both_ways(
    ModeIndex mode, SliceRange slices, std::span<const Hop> hops,
    std::span<const std::vector<LitChannel>> lit_on_hop) const {
  const auto lit = impl_->lit_hops(mode, slices, hops, lit_on_hop);
  if (!lit) return fail(lit.error());
  FollowedChannel there, back;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    const auto& [comb, crosstalk] = (*lit)[i];
    there = follow(impl_->lit_lines[line_index(hops[i])], comb, crosstalk, there);
  }
  for (std::size_t i = hops.size(); i-- > 0;) {
    const auto& [comb, crosstalk] = (*lit)[i];
    back = follow(impl_->lit_lines[line_index(opposite(hops[i]))], comb, crosstalk, back);
  }
  const LitComb& last = lit->back().comb;
  const LitComb& first = lit->front().comb;
  return ReceivedBothWays{impl_->received(mode, there, last.target_w[last.own]),
                          impl_->received(mode, back, first.target_w[first.own])};
}

}  // namespace lightloom::optics
