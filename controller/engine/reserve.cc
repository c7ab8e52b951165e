#include <fmt/format.h>

#include <numeric>

#include "controller/engine/impl.h"
#include "controller/engine/views.h"

namespace lightloom::engine {
namespace {

Instant shifted(Instant at, Duration by) { return at == kForever ? kForever : at + by; }

std::string differences(const ReserveRequest& asked, const ReserveRequest& offered) {
  std::string text;
  if (asked.max_latency_us != offered.max_latency_us && offered.max_latency_us)
    text = fmt::format("max_latency_us {} -> {}", asked.max_latency_us.value_or(0), *offered.max_latency_us);
  if (asked.rate != offered.rate)
    text += fmt::format("{}gbps {} -> {}", text.empty() ? "" : ", ", gbps_text(asked.rate),
                        gbps_text(offered.rate));
  return text;
}

}  // namespace

Decision Engine::Impl::reserve(const ReserveRequest& request) {
  if (auto sound = check_identity(request); !sound) return refusal(std::move(sound.error()));
  if (request.request_id)
    if (const auto* const earlier = ledger.find_request(request.tenant, *request.request_id))
      return replay(*earlier, request);
  const auto wish = check_request(*network, request, now);
  if (!wish) return refusal(wish.error());

  Demand demand;
  demand.from = wish->from;
  demand.to = wish->to;
  demand.from_port = wish->from_port;
  demand.to_port = wish->to_port;
  demand.rate = request.rate;
  if (request.max_latency_us) demand.max_latency = std::chrono::microseconds(*request.max_latency_us);
  demand.window = {std::max(now, wish->window.start - options.set_up),
                   shifted(wish->window.end, options.tear_down)};
  demand.barred = plant.status()->barred;
  demand.lit = lit_paths();
  auto path = plan_regenerated(planner, ledger.calendar(), demand);
  if (path) return grant(request, *wish, *path);
  if (path.error().code == ErrorCode::kInvalidArgument) return refusal(std::move(path.error()));
  return refuse(request, demand, std::move(path.error()));
}

Decision Engine::Impl::replay(const Reservation& earlier, const ReserveRequest& request) const {
  const auto field = first_difference(earlier.request, request);
  if (field.empty()) return answer(earlier);
  return refusal(
      {ErrorCode::kRequestIdReused,
       fmt::format("request_id {:?} made {} from another body, {} differs; send the same body or a "
                   "new request_id",
                   *request.request_id, records::name_of('r', earlier.number), field),
       field,
       {},
       {}});
}

Decision Engine::Impl::grant(const ReserveRequest& request, const Wish& wish, const RegeneratedPath& way) {
  Reservation reservation;
  reservation.number = counters.next_reservation++;
  reservation.request = request;
  reservation.from = wish.from;
  reservation.to = wish.to;
  reservation.window = wish.window;
  reservation.light_at = std::max(now, wish.window.start - options.set_up);
  reservation.create_time = reservation.state_time = now;
  reservation.revision = revision + 1;
  reservation.state = request.hold ? ReservationState::kHeld : ReservationState::kCommitted;
  if (request.hold) reservation.hold_until = std::min(now + *request.hold, wish.window.end);
  if (request.lease && !request.hold) reservation.lease_until = now + *request.lease;

  records::Circuit circuit{counters.next_circuit++,
                           reservation.number,
                           request.tenant,
                           request.priority,
                           request.rate,
                           way.latency,
                           {},
                           {}};
  reservation.circuits.push_back(circuit.number);
  const Window occupied{reservation.light_at, shifted(wish.window.end, options.tear_down)};
  Decision decision;
  std::vector<records::Lightpath> paths;
  for (const auto& section : way.sections) {
    circuit.length += length_of(*network, section.route);
    for (const auto& planned : section.lightpaths) {
      auto& path = paths.emplace_back();
      path.id = {counters.next_lightpath++};
      path.reservation = reservation.number;
      path.tenant = request.tenant;
      path.priority = request.priority;
      path.from = section.route.from;
      path.to = section.route.to;
      path.from_port = planned.from_port;
      path.to_port = planned.to_port;
      path.hops = section.route.hops;
      path.mode = planned.mode;
      path.slot = planned.slot;
      path.gsnr_0p1nm = planned.gsnr_0p1nm;
      path.margin = planned.margin;
      path.occupied = occupied;
      circuit.lightpaths.push_back(path.id.value);
      put(decision, RecordKind::kLightpath, records::record_id(path.id.value), codec.encode(path));
    }
  }
  put(decision, RecordKind::kCircuit, records::record_id(circuit.number), codec.encode(circuit));
  const auto number = reservation.number;
  ledger.add(std::move(reservation), std::move(circuit), std::move(paths));
  ++counters.granted;
  record(*ledger.find(number), "", "granted", decision);

  DecisionView view;
  view.request = request;
  view.granted = true;
  view.reservation = records::name_of('r', number);
  record_decision(std::move(view), decision);
  return decision;
}

Decision Engine::Impl::refuse(const ReserveRequest& request, const Demand& demand, Error error) {
  Refusal refused;
  refused.alternatives = offers(request, demand, error);
  refused.error = std::move(error);
  refused.decision = records::name_of('d', counters.next_decision);
  ++counters.refused;
  Decision decision;
  DecisionView view;
  view.request = request;
  view.refusal = refused;
  record_decision(std::move(view), decision);
  decision.reply = tl::unexpected(std::move(refused));
  return decision;
}

std::vector<Alternative> Engine::Impl::offers(const ReserveRequest& request, const Demand& demand,
                                              const Error& error) {
  std::vector<Alternative> offers;
  for (const auto& counter : planner.counteroffers(ledger.calendar(), demand, error)) {
    auto offered = request;
    offered.request_id.reset();
    if (counter.max_latency) offered.max_latency_us = ceil_us(*counter.max_latency);
    if (counter.rate) offered.rate = *counter.rate;
    if (auto differs = differences(request, offered); !differs.empty())
      offers.push_back({std::move(differs), std::move(offered)});
  }
  return offers;
}

void Engine::Impl::record_decision(DecisionView view, Decision& decision) {
  const auto number = counters.next_decision++;
  view.name = records::name_of('d', number);
  view.time = now;
  view.tenant = view.request.tenant;
  Event event;
  event.type = "decision.made";
  event.name = view.name;
  event.after = view.granted ? "GRANTED" : "REFUSED";
  event.cause = view.granted ? view.reservation : std::string(reason_of(view.refusal->error.code));
  put(decision, RecordKind::kDecision, records::record_id(number), records::encode(view));
  tell(std::move(event), decision);
  seal(decision);
}

}  // namespace lightloom::engine
