#include "controller/engine/views.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "topology/formats/csv.h"

namespace lightloom::engine {
namespace {

std::string line_port(PortNumber port) { return fmt::format("line-{}", port); }

// The short name, with the port where one was asked for.
std::string place_text(const Network& network, SiteIndex site, const std::string& asked) {
  const auto port = asked.rfind("/line-");
  const auto& name = network.site(site).name;
  return port == std::string::npos ? name : name + asked.substr(port);
}

std::vector<std::string> link_names(const Network& network, const std::vector<Hop>& hops) {
  std::vector<std::string> names;
  names.reserve(hops.size());
  for (const auto& hop : hops) names.push_back(network.link(hop.link).name);
  return names;
}

// Goes on from where the path ends.
void add_section(const Network& network, const records::Lightpath& lightpath, PathView& path) {
  if (path.sites.empty()) path.sites.push_back(network.site(lightpath.from).name);
  for (const auto& hop : lightpath.hops) {
    const auto& link = network.link(hop.link);
    path.sites.push_back(network.site(hop.forward ? link.z_site : link.a_site).name);
    path.links.push_back(link.name);
  }
}

LightpathView view_of(const Network& network, const records::Lightpath& lightpath) {
  return {records::name_of('l', lightpath.id.value),
          network.mode(lightpath.mode).name,
          lightpath.slot,
          lightpath.gsnr_0p1nm,
          lightpath.margin,
          link_names(network, lightpath.hops)};
}

Metered metered_of(const records::Reservation& reservation, Instant now) {
  auto kbit = reservation.delivered_kbit;
  if (reservation.up_since) kbit += delivered(reservation.request.rate, *reservation.up_since, now);
  constexpr double kKbitPerGbit = 1e6;
  constexpr double kSecondsPerHour = 3'600;
  constexpr double kKbitPerGigabyte = 8e6;
  const auto amount = static_cast<double>(kbit);
  return {amount / kKbitPerGbit / kSecondsPerHour, amount / kKbitPerGigabyte};
}

}  // namespace

std::uint64_t delivered(Kbps rate, Instant since, Instant until) {
  if (until <= since || rate.value <= 0) return 0;
  constexpr std::uint64_t kMicros = 1'000'000;
  const auto length = static_cast<std::uint64_t>((until - since).count());
  const auto per_second = static_cast<std::uint64_t>(rate.value);
  const auto whole = length / kMicros;
  if (whole > std::numeric_limits<std::uint64_t>::max() / 2 / per_second)
    return std::numeric_limits<std::uint64_t>::max() / 2;
  return whole * per_second + length % kMicros * per_second / kMicros;
}

ReservationView view_of(const Ledger& ledger, const records::Reservation& reservation, Instant now) {
  const auto& network = ledger.network();
  const auto& request = reservation.request;
  const auto paths = ledger.lightpaths_of(reservation);
  const auto& circuit = ledger.circuit(reservation.circuits.front());
  ReservationView view;
  view.name = records::name_of('r', reservation.number);
  view.tenant = request.tenant;
  view.priority = request.priority;
  view.request_id = request.request_id.value_or("");
  view.state = reservation.state;
  view.state_message = reservation.message;
  view.state_time = reservation.state_time;
  view.service = reservation.service;
  view.from = place_text(network, reservation.from, request.from);
  view.to = place_text(network, reservation.to, request.to);
  view.rate = request.rate;
  view.max_latency_us = request.max_latency_us;
  view.window = reservation.window;
  if (reservation.state == ReservationState::kHeld) view.hold_until = reservation.hold_until;
  view.lease_until = reservation.lease_until;
  view.lease = request.lease;
  view.path.latency_us = ceil_us(circuit.latency);
  view.path.length = circuit.length;
  const auto sections = ledger.sections_of(reservation);
  for (const auto& section : sections) add_section(network, *section.front(), view.path);
  for (const auto* path : paths) view.path.lightpaths.push_back(view_of(network, *path));
  const auto add_end = [&](SiteIndex site, PortNumber port) {
    view.endpoints.push_back({network.site(site).name, line_port(port)});
  };
  // One pair a lightpath where there are no regenerators on the way.
  const auto& first = sections.front();
  const auto& last = sections.back();
  for (std::size_t i = 0; i < std::max(first.size(), last.size()); ++i) {
    if (i < first.size()) add_end(first[i]->from, first[i]->from_port);
    if (i < last.size()) add_end(last[i]->to, last[i]->to_port);
  }
  view.labels = request.labels;
  view.metered = metered_of(reservation, now);
  view.etag = fmt::format("{:x}", reservation.revision);
  view.create_time = reservation.create_time;
  return view;
}

std::string plain_text(std::string_view words, std::size_t longest) {
  std::string text(words.substr(0, longest));
  std::replace_if(
      text.begin(), text.end(),
      [](char letter) { return static_cast<unsigned char>(letter) < ' ' || letter == '\x7f'; }, '?');
  while (const auto wrong = formats::first_not_utf8(text)) text[*wrong] = '?';
  return text;
}

Effect order_of(const Network& network, const records::Lightpath& lightpath, Effect::Kind kind) {
  Effect order;
  order.kind = kind;
  order.lightpath = records::name_of('l', lightpath.id.value);
  order.reservation = records::name_of('r', lightpath.reservation);
  auto site = lightpath.from;
  auto in_port = line_port(lightpath.from_port);
  for (const auto& hop : lightpath.hops) {
    const auto& link = network.link(hop.link);
    order.channels.push_back(
        {network.site(site).name, {in_port, hop.forward ? link.a_port : link.z_port, lightpath.slot}});
    in_port = hop.forward ? link.z_port : link.a_port;
    site = hop.forward ? link.z_site : link.a_site;
  }
  order.channels.push_back(
      {network.site(site).name, {in_port, line_port(lightpath.to_port), lightpath.slot}});
  const auto& mode = network.mode(lightpath.mode);
  const auto laser = [&](SiteIndex at, PortNumber port) {
    return Effect::Transceiver{network.site(at).name,
                               {line_port(port), mode.transceiver, mode.name, lightpath.slot}};
  };
  order.lasers = {laser(lightpath.from, lightpath.from_port), laser(lightpath.to, lightpath.to_port)};
  return order;
}

}  // namespace lightloom::engine
