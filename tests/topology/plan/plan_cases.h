// Loaded small networks, and the plan found without any of the planner's devices: every route, every mode,
// slot by slot.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "tests/topology/random_network.h"
#include "topology/plan/plan.h"

namespace lightloom::testing {

inline constexpr std::int64_t kKilometre = 1'000;  // in metres
inline constexpr Instant kDawn{};
inline constexpr Window kDay{kDawn, kDawn + std::chrono::hours(24)};
inline constexpr Kbps kGbps{1'000'000};

inline Planner planner_of(const NetworkBuilder& builder) {
  auto planner = Planner::build(builder.build());
  if (!planner) throw std::invalid_argument(planner.error().message);
  return std::move(*planner);
}

/// A narrow band, so that few lightpaths fill it: 64 slices.
inline void narrow_band(NetworkBuilder& builder) {
  const Mhz top{190'700'000 + 64 * 6'250};
  builder.equipment().line.f_max = top;
  for (auto& mode : builder.equipment().modes) mode.f_max = top;
}

inline std::vector<Booking> bookings_of(const Network& network, const Demand& demand, const PathPlan& plan,
                                        std::uint64_t& next_id) {
  std::vector<LinkIndex> links;
  for (const auto& hop : plan.route.hops) links.push_back(hop.link);
  std::vector<Booking> bookings;
  for (const auto& lightpath : plan.lightpaths) {
    auto bits = lightpath.slot.slices();
    bits.first -= network.band().first;
    bookings.push_back({LightpathId{next_id++}, links, bits, demand.from, demand.to, lightpath.from_port,
                        lightpath.to_port, demand.window});
  }
  return bookings;
}

/// Takes slices of one cable, no ports.
inline void take(Calendar& calendar, const Network& network, LinkIndex link, SliceRange bits,
                 std::uint64_t id, Window window = kDay) {
  const auto& ends = network.link(link);
  calendar.insert({LightpathId{id}, {link}, bits, ends.a_site, ends.z_site, 0, 0, window});
}

/// About `percent` of each cable, in pieces.
inline Calendar random_load(const Network& network, int percent) {
  Calendar calendar(network.links().size(), network.sites().size());
  std::uint64_t id = 1'000'000;
  for (std::uint32_t link = 0; link < network.links().size(); ++link)
    for (std::int32_t bit = 0; bit < network.band().count;) {
      const auto width = std::min(network.band().count - bit, pick<std::int32_t>(1, 25));
      if (pick<int>(0, 100) < percent) take(calendar, network, {link}, {bit, width}, id++);
      bit += width;
    }
  return calendar;
}

/// Takes some line ports of a site for the day.
inline void take_ports(Calendar& calendar, const Network& network, SiteIndex site, PortNumber count) {
  for (PortNumber port = 1; port <= count; ++port)
    calendar.insert({LightpathId{2'000'000 + site.value * 1'000 + port},
                     {},
                     {0, 0},
                     site,
                     SiteIndex{site.value == 0 ? 1U : 0U},
                     port,
                     0,
                     kDay});
  (void)network;
}

struct BruteForce {
  const Planner& planner;
  const Calendar& calendar;
  const Demand& demand;

  SliceMap ports_taken(SiteIndex site) const {
    SliceMap taken;
    calendar.add_taken_ports(site, demand.window, taken);
    return taken;
  }
  std::optional<PortNumber> port(SiteIndex site, std::optional<PortNumber> wanted, PortNumber after) const {
    const auto taken = ports_taken(site);
    const auto ports = planner.network().site(site).line_ports.value_or(kMaxSlices);
    for (PortNumber candidate = after + 1; candidate <= ports; ++candidate)
      if (!taken.is_taken(static_cast<std::int32_t>(candidate) - 1) && (!wanted || *wanted == candidate))
        return candidate;
    return std::nullopt;
  }

  struct Choice {
    std::int64_t slices;
    Decibel deficit;
    ModeIndex mode;
    std::int64_t count;
    Decibel gsnr;
  };
  std::vector<Choice> choices(const Route& route) const {
    const auto& network = planner.network();
    std::vector<Choice> choices;
    for (std::uint32_t i = 0; i < network.equipment().modes.size(); ++i) {
      const auto& mode = network.mode({i});
      const auto gsnr = planner.optics().admission_gsnr_0p1nm({i}, route.hops);
      const auto margin = gsnr - (mode.required_osnr + network.equipment().line.margin);
      std::int64_t count = 1;
      while (mode.rate.value * count < demand.rate.value) ++count;
      if (margin >= Decibel{0} && count <= kMaxLightpaths)
        choices.push_back({count * network.slot_slices({i}), -margin, {i}, count, gsnr});
    }
    std::sort(choices.begin(), choices.end(), [](const Choice& left, const Choice& right) {
      return std::tie(left.slices, left.deficit, left.mode) <
             std::tie(right.slices, right.deficit, right.mode);
    });
    return choices;
  }
  std::optional<PathPlan> with(const Route& route, const Choice& choice) const {
    const auto& network = planner.network();
    SliceMap taken;
    for (const auto& hop : route.hops) calendar.add_taken(hop.link, demand.window, taken);
    PathPlan plan{route, {}};
    PortNumber from_port = 0;
    PortNumber to_port = 0;
    for (std::int64_t i = 0; i < choice.count; ++i) {
      const auto [from, to] = network.tuning_bits(choice.mode);
      const auto width = network.slot_slices(choice.mode);
      auto first = from;
      while (first + width <= to && !taken.is_free(first, width)) ++first;
      const auto next_from = port(demand.from, demand.from_port, from_port);
      const auto next_to = port(demand.to, demand.to_port, to_port);
      if (first + width > to || !next_from || !next_to) return std::nullopt;
      from_port = *next_from;
      to_port = *next_to;
      taken.occupy(first, width);
      plan.lightpaths.push_back({choice.mode, slot_of({network.band().first + first, width}), choice.gsnr,
                                 -choice.deficit, from_port, to_port});
    }
    return plan;
  }
  /// Up to `wanted` plans, one a route.
  std::vector<PathPlan> plans(std::size_t wanted) const {
    std::vector<PathPlan> found;
    for (const auto& route : all_routes(planner.network(), demand.from, demand.to)) {
      if (found.size() >= wanted || (demand.max_latency && route.latency > *demand.max_latency)) break;
      for (const auto& choice : choices(route))
        if (auto plan = with(route, choice)) {
          found.push_back(std::move(*plan));
          break;
        }
    }
    return found;
  }
};

}  // namespace lightloom::testing
