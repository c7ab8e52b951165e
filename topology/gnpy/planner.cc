#include "topology/gnpy/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "topology/gnpy/disjoint.h"
#include "topology/gnpy/mode_choice.h"
#include "topology/gnpy/ordered_route.h"
#include "topology/gnpy/routing.h"
#include "topology/gnpy/slots.h"
#include "topology/gnpy/tidy_requests.h"

namespace lightloom::gnpy {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
/// Partial routes a search may make: seconds of work, far beyond what a real request takes.
constexpr std::size_t kSearchBudget = 200'000;
constexpr double kMostChannels = 1e6;

struct Routed {
  std::optional<Route> route;
  std::string reason;  // where there is none
};

class Planner {
 public:
  Planner(const PlannerNetwork& network, const Library& library, TidyRequests tidy, Propagator propagator)
      : network_(network),
        tidy_(std::move(tidy)),
        propagator_(std::move(propagator)),
        graph_(network),
        modes_([this](auto path, const auto& comb) { return propagator_.propagate(path, comb); }, library),
        spectrum_(graph_, network, library) {}

  Result<std::vector<PlannedPath>> run() {
    const auto routes = find_routes();
    if (!routes) return fail(routes.error());
    std::vector<PlannedPath> answers;
    for (std::size_t index = 0; index < routes->size(); ++index)
      answers.push_back(answer(tidy_.requests[index], (*routes)[index]));
    return answers;
  }

 private:
  VertexIndex vertex(ElementIndex transceiver) const { return *graph_.vertex_of(transceiver); }

  Result<std::vector<Routed>> find_routes() {
    std::vector<Routed> routes(tidy_.requests.size());
    std::vector<char> grouped(routes.size(), 0);
    if (auto problem = route_groups(routes, grouped)) return fail(std::move(*problem));
    for (std::size_t index = 0; index < routes.size(); ++index) {
      if (grouped[index] != 0) continue;
      auto alone = single(tidy_.requests[index]);
      if (!alone) return fail(alone.error());
      routes[index] = std::move(*alone);
    }
    return routes;
  }

  std::optional<Error> route_groups(std::vector<Routed>& routes, std::vector<char>& grouped) {
    if (tidy_.groups.empty()) return std::nullopt;
    std::vector<DisjointDemand> demands;
    for (const auto& request : tidy_.requests) demands.push_back(demand_of(request));
    SearchBudget budget{kSearchBudget};
    auto found = disjoint_routes(graph_, demands, tidy_.groups, budget);
    if (!found) return std::move(found.error());
    for (const auto& group : tidy_.groups)
      for (const auto member : group) {
        grouped[member] = 1;
        routes[member].route = (*found)[member];
        if (!routes[member].route)
          routes[member].reason = reason_of_none(demands[member].source, demands[member].destination);
      }
    return std::nullopt;
  }

  DisjointDemand demand_of(const TidyRequest& request) const {
    DisjointDemand demand;
    demand.source = vertex(request.source);
    demand.destination = vertex(request.destination);
    demand.is_strict = is_strict(request);
    demand.stations = stations_of(graph_, request.route);
    // Of a line GNPy knows the first element only, where it asks whether a disjoint route passes a place.
    for (const auto element : request.route) {
      const auto place = place_of(graph_, element);
      if (place && place->station.is_section && place->position > 0) demand.stations = std::nullopt;
    }
    return demand;
  }

  static bool is_strict(const TidyRequest& request) {
    return std::find(request.strict.begin(), request.strict.end(), true) != request.strict.end();
  }

  std::string reason_of_none(VertexIndex source, VertexIndex destination) const {
    return graph_.shortest(source, destination) ? "NO_PATH_WITH_CONSTRAINT" : "NO_PATH";
  }

  Result<Routed> single(const TidyRequest& request) {
    const auto source = vertex(request.source);
    const auto destination = vertex(request.destination);
    if (auto spelled = spelled_out(graph_, source, destination, request.route))
      return Routed{std::move(spelled), {}};
    std::optional<Route> route;
    if (const auto stations = stations_of(graph_, request.route)) {
      SearchBudget budget{kSearchBudget};
      auto found = shortest_through(graph_, source, destination, *stations, {}, budget);
      if (!found)
        return invalid("request \"" + request.id + "\": " + found.error().message, "explicit-route-objects");
      route = std::move(*found);
    }
    if (!route && !is_strict(request)) route = graph_.shortest(source, destination);
    if (!route) return Routed{std::nullopt, reason_of_none(source, destination)};
    return Routed{std::move(route), {}};
  }

  PlannedPath answer(const TidyRequest& request, const Routed& routed) {
    PlannedPath planned;
    planned.id = request.id;
    set_figures(planned, std::nullopt);
    planned.latency_us = planned.length_km = kNothing;
    planned.reason = routed.reason;
    if (!routed.route) return planned;
    const auto path = graph_.elements(*routed.route);
    const auto back = graph_.reversed(*routed.route);
    const auto judged = modes_.judge(request, path);
    planned.reason = judged.reason;
    planned.detail = judged.detail;
    if (!judged.reception) return planned;
    if (!judged.reason.empty()) planned.detail = why_not(path, judged);
    describe(planned, path, *routed.route, judged);
    if (request.bidirectional) look_back(planned, request, judged, back);
    if (planned.reason.empty()) take_spectrum(planned, request, *judged.mode, *routed.route, back);
    planned.feasible = planned.reason.empty();
    return planned;
  }

  // What the worst channel has and needs, and whose its noise is.
  std::string why_not(const std::vector<ElementIndex>& path, const Judgement& judged) {
    const auto& reception = *judged.reception;
    auto words = fmt::format("the worst channel of {} has {:.2f} dB", judged.mode->format,
                             reception.worst_gsnr_0p1nm_db);
    if (reception.worst_penalty_db > 0)
      words += std::isfinite(reception.worst_penalty_db)
                   ? fmt::format(", loses {:.2f} dB to dispersion, PMD and PDL,", reception.worst_penalty_db)
                   : std::string(", meets more dispersion, PMD or PDL than it bears");
    words += fmt::format(" and needs {:.2f} dB", judged.required_db);
    auto shares = propagator_.noise_shares(path, judged.comb, reception.worst_channel);
    if (!shares) return words;
    shares->transmitter = to_linear(Decibel{-judged.mode->tx_osnr_db});
    return words + "; its noise: " + optics::in_words(*shares);
  }

  static void set_figures(PlannedPath& planned, const std::optional<Reception>& reception) {
    planned.gsnr_0p1nm_db = reception ? reception->gsnr_0p1nm_db : kNothing;
    planned.gsnr_signal_bandwidth_db = reception ? reception->gsnr_signal_bandwidth_db : kNothing;
    planned.osnr_0p1nm_db = reception ? reception->osnr_0p1nm_db : kNothing;
  }

  void describe(PlannedPath& planned, const std::vector<ElementIndex>& path, const Route& route,
                const Judgement& judged) const {
    set_figures(planned, judged.reception);
    planned.mode = judged.mode->format;
    planned.latency_us = judged.latency_s * 1e6;
    planned.length_km = 0;
    for (const auto section : route.sections) planned.length_km += graph_.section(section).fibre_m / 1e3;
    for (const auto index : path) {
      const auto& element = network_.elements[index];
      planned.elements.push_back(element.uid);
      if (std::holds_alternative<RoadmElement>(element.what)) planned.roadms.push_back(element.uid);
    }
  }

  void look_back(PlannedPath& planned, const TidyRequest& request, const Judgement& forth,
                 const std::optional<Route>& back) {
    if (!back) {
      refuse(planned, "NO_PATH", "there is no way back along the same line");
      return;
    }
    const auto judged = modes_.judge_back(request, *forth.mode, graph_.elements(*back));
    if (judged.reception)
      planned.back = {judged.reception->gsnr_0p1nm_db, judged.reception->gsnr_signal_bandwidth_db,
                      judged.reception->osnr_0p1nm_db};
    if (!judged.reason.empty())
      refuse(planned, judged.reason, judged.detail.empty() ? "the way back does not close" : judged.detail);
  }

  static void refuse(PlannedPath& planned, const std::string& reason, const std::string& detail) {
    if (!planned.reason.empty()) return;
    planned.reason = reason;
    planned.detail = detail;
  }

  // Lines are taken in both directions, as transceivers are.
  std::vector<SectionIndex> lines_of(const Route& route, const std::optional<Route>& back) const {
    std::set<SectionIndex> lines;
    const auto add = [&](const Route& way) {
      for (const auto section : way.sections)
        if (!graph_.section(section).inside.empty()) lines.insert(section);
    };
    add(route);
    if (back) add(*back);
    return {lines.begin(), lines.end()};
  }

  void take_spectrum(PlannedPath& planned, const TidyRequest& request, const TransceiverMode& mode,
                     const Route& route, const std::optional<Route>& back) {
    SlotDemand demand;
    const double channels = std::ceil(request.bandwidth_bps / mode.bit_rate_bps);
    demand.channels = static_cast<int>(std::clamp(channels, 0.0, kMostChannels));
    demand.m_per_channel = units_of(request.spacing_hz);
    demand.tuning = request.transceiver->frequency;
    demand.slots = request.slots;
    const auto lines = lines_of(route, back);
    auto answer = spectrum_.take(lines, demand);
    planned.slots = std::move(answer.slots);
    planned.reason = std::move(answer.reason);
  }

  const PlannerNetwork& network_;
  const TidyRequests tidy_;
  Propagator propagator_;
  const RoutingGraph graph_;
  ModeChoice modes_;
  PlannedSpectrum spectrum_;
};

}  // namespace

Result<std::vector<PlannedPath>> plan_requests(const PlannerNetwork& designed, const Library& library,
                                               const Services& services) {
  auto tidy = tidy_requests(services, designed, library);
  if (!tidy) return fail(tidy.error());
  auto propagator = Propagator::build(designed, library);
  if (!propagator) return fail(propagator.error());
  return Planner(designed, library, std::move(*tidy), std::move(*propagator)).run();
}

}  // namespace lightloom::gnpy
