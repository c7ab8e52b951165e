#include "lab/glass/plant.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lab/glass/constants.h"

namespace lightloom::lab::physics {
namespace {

LinkIndex link_of(CableIndex cable) { return {static_cast<std::uint32_t>(cable / 2)}; }
bool is_forward(CableIndex cable) { return cable % 2 == 0; }

// docs/wire.md: the booster towards z and the preamplifier from z belong to the device at a, as do in-line
// ones.
SiteIndex owner_of(const Link& link, const AmplifierSetting& setting) {
  const bool is_first = setting.position == 0;
  const bool is_last = setting.position == link.spans.size();
  const bool is_at_z = setting.forward ? is_last : is_first;
  return is_at_z ? link.z_site : link.a_site;
}

SpanLoss span_loss(const Span& span, bool forward, Decibel bend, std::size_t record) {
  const Decibel fibre{span.loss_db_per_km * static_cast<double>(span.length.value) * 1e-3};
  SpanLoss loss{ratio(-(span.connector_in + span.pad)), ratio(-fibre), ratio(-span.connector_out), record};
  if (bend.value != 0) (forward ? loss.before : loss.after) *= ratio(-bend);
  return loss;
}

// What no amplifier is built for is held at the edge of what physics here can take.
Decibel bounded(Decibel told, Decibel recorded) {
  constexpr double kMost = 60;
  return std::isfinite(told.value) ? Decibel{std::clamp(told.value, -kMost, kMost)} : recorded;
}

// Edges beyond all light pass what edges at its end do.
Cross bounded(Cross cross) {
  cross.lower = std::clamp(cross.lower, Mhz{0}, kBeyondLight);
  cross.upper = std::clamp(cross.upper, Mhz{0}, kBeyondLight);
  return cross;
}

bool touches(const SiteConfig& config, LinkIndex link) {
  return std::any_of(config.amplifiers.begin(), config.amplifiers.end(),
                     [link](const AmplifierSetting& setting) { return setting.link == link; });
}

}  // namespace

Plant::Plant(std::shared_ptr<const Network> network)
    : network_(std::move(network)),
      sites_(network_->sites().size()),
      rows_(2 * network_->links().size()),
      break_km_(rows_.size()),
      bend_(network_->links().size()) {
  for (const AmplifierType& type : network_->equipment().amplifiers) noise_.emplace_back(type);
  for (const Link& each : network_->links())
    mixing_.emplace_back(each, network_->equipment().fibres[each.fibre_type.at()]);
  for (CableIndex cable = 0; cable < rows_.size(); ++cable) {
    const CableEnd start = start_of(cable);
    sites_[start.site.at()].cables.emplace(start.port, cable);
    rows_[cable] = row_as_it_stands(cable);
  }
  touched_ = {std::vector<bool>(sites_.size(), true), std::vector<bool>(rows_.size(), true)};
}

void Plant::touch_site(SiteIndex site) {
  touched_.sites[site.at()] = true;
  is_touched_ = true;
}
void Plant::touch_cable(CableIndex cable) {
  touched_.cables[cable] = true;
  is_touched_ = true;
}

Touched Plant::take_touched() {
  Touched taken{std::vector<bool>(sites_.size()), std::vector<bool>(rows_.size())};
  std::swap(taken, touched_);
  is_touched_ = false;
  return taken;
}

Kinds Plant::kinds(CableIndex cable) const {
  const Equipment& equipment = network_->equipment();
  return {equipment, noise_, equipment.fibres[link(cable).fibre_type.at()], mixing_[cable / 2]};
}

CableEnd Plant::start_of(CableIndex cable) const {
  const Link& it = link(cable);
  return is_forward(cable) ? CableEnd{it.a_site, it.a_port} : CableEnd{it.z_site, it.z_port};
}
CableEnd Plant::end_of(CableIndex cable) const { return start_of(cable ^ 1U); }

std::optional<CableIndex> Plant::cable_at(SiteIndex site, const std::string& port) const {
  const auto& cables = sites_[site.at()].cables;
  const auto found = cables.find(port);
  return found == cables.end() ? std::nullopt : std::optional(found->second);
}

bool Plant::is_dark(CableIndex cable) const { return is_cut(cable) || !is_powered(start_of(cable).site); }

std::span<const Cross> Plant::crosses_from(SiteIndex site, const std::string& port) const {
  const auto& crosses = sites_[site.at()].crosses;
  const auto found = crosses.find(port);
  return found == crosses.end() ? std::span<const Cross>{} : std::span<const Cross>(found->second);
}

CableRow Plant::row_as_it_stands(CableIndex cable) const {
  const Link& it = link(cable);
  const bool forward = is_forward(cable);
  CableRow row;
  for (const Amplifier& each : forward ? it.amps_az : it.amps_za)
    row.edfas.push_back({each.gain, each.out_voa, each.tilt, true, each.type});
  apply_settings(cable, row);
  row.edfas.front().enabled &= is_powered(start_of(cable).site);
  row.edfas.back().enabled &= is_powered(end_of(cable).site);
  for (std::size_t i = 0; i < it.spans.size(); ++i)
    row.spans.push_back(span_loss(it.spans[i], forward, i == 0 ? bend_[cable / 2] : Decibel{0}, i));
  if (!forward) std::reverse(row.spans.begin(), row.spans.end());
  if (is_cut(cable)) row.broken_span = broken_span(cable);
  return row;
}

void Plant::apply_settings(CableIndex cable, CableRow& row) const {
  const Link& it = link(cable);
  for (const SiteIndex site : {it.a_site, it.z_site}) {
    for (const AmplifierSetting& setting : config(site).amplifiers) {
      const bool is_here = setting.link == link_of(cable) && setting.forward == is_forward(cable) &&
                           setting.position < row.edfas.size() && owner_of(it, setting) == site;
      if (!is_here) continue;
      Edfa& edfa = row.edfas[setting.position];
      edfa.gain = bounded(setting.gain, edfa.gain);
      edfa.tilt = bounded(setting.tilt, edfa.tilt);
      edfa.enabled = setting.enabled;
    }
  }
}

std::size_t Plant::broken_span(CableIndex cable) const {
  const auto& spans = link(cable).spans;
  const double at = break_km_[cable].value_or(0.0) * 1e3;
  double end = 0;
  std::size_t span = 0;
  for (; span + 1 < spans.size(); ++span) {
    end += static_cast<double>(spans[span].length.value);
    if (at < end) break;
  }
  return is_forward(cable) ? span : spans.size() - 1 - span;
}

void Plant::renew(LinkIndex link) {
  for (const bool forward : {true, false}) {
    const CableIndex cable = cable_of(link, forward);
    CableRow row = row_as_it_stands(cable);
    if (row == rows_[cable]) continue;
    rows_[cable] = std::move(row);
    touch_cable(cable);
  }
}

void Plant::set_site(SiteIndex site, SiteConfig config) {
  SiteState& state = sites_[site.at()];
  if (state.config == config) return;
  std::swap(state.config, config);
  touch_site(site);
  state.crosses.clear();
  for (const Cross& cross : state.config.crosses) state.crosses[cross.source].push_back(bounded(cross));
  if (state.config.amplifiers == config.amplifiers) return;
  for (const Adjacency& way : network_->ways_from(site))
    if (touches(config, way.hop.link) || touches(state.config, way.hop.link)) renew(way.hop.link);
}

void Plant::set_power(SiteIndex site, bool on) {
  if (sites_[site.at()].is_powered == on) return;
  sites_[site.at()].is_powered = on;
  touch_site(site);
  for (const Adjacency& way : network_->ways_from(site)) {
    renew(way.hop.link);
    // Supervisory light depends on the site itself, whatever its amplifiers are told.
    touch_cable(cable_of(way.hop.link, way.hop.forward));
  }
}

void Plant::cut(LinkIndex link, Glass::Direction direction, std::optional<double> km_from_a) {
  const double length_km = static_cast<double>(network_->link(link).length.value) * 1e-3;
  const double km = std::clamp(km_from_a.value_or(length_km / 2.0), 0.0, length_km);
  if (direction != Glass::Direction::kBackward) break_km_[cable_of(link, true)] = km;
  if (direction != Glass::Direction::kForward) break_km_[cable_of(link, false)] = km;
  renew(link);
}

void Plant::splice(LinkIndex link) {
  for (const bool forward : {true, false}) break_km_[cable_of(link, forward)].reset();
  renew(link);
}

void Plant::bend(LinkIndex link, Decibel loss) {
  bend_[link.at()] = std::max(loss, Decibel{0});
  renew(link);
}

}  // namespace lightloom::lab::physics
