#include "topology/gnpy/tidy_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "topology/gnpy/request_checks.h"

namespace lightloom::gnpy {
namespace {

double watts_of(double dbm) { return std::pow(10.0, dbm / 10) * 1e-3; }

class Tidier {
 public:
  Tidier(const Services& services, const PlannerNetwork& network, const Library& library)
      : services_(services), network_(network), library_(library) {}

  Result<TidyRequests> run() && {
    for (const auto& request : services_.requests) {
      auto tidy = one(request);
      if (!tidy) return fail(tidy.error());
      if (!place_.emplace(request.id, tidy_.requests.size()).second)
        return fail(refused(request, "request-id", "is used twice; each request has its own"));
      tidy_.requests.push_back(std::move(*tidy));
    }
    if (auto problem = find_groups()) return fail(std::move(*problem));
    draw_together();
    return std::move(tidy_);
  }

 private:
  Error refused(const PathRequest& request, std::string_view field, const std::string& found) const {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: request {:?}: {}: {}", services_.file, request.id, field, found),
                 std::string(field),
                 {},
                 {}};
  }

  Result<TidyRequest> one(const PathRequest& request) const {
    TidyRequest tidy;
    tidy.id = request.id;
    tidy.bidirectional = request.bidirectional;
    tidy.spacing_hz = request.spacing_hz;
    tidy.bandwidth_bps = request.bandwidth_bps;
    tidy.slots = request.slots;
    if (tidy.slots.empty()) tidy.slots.emplace_back();
    const auto source = end_of(request, "source", request.source);
    if (!source) return fail(source.error());
    const auto destination = end_of(request, "destination", request.destination);
    if (!destination) return fail(destination.error());
    tidy.source = *source;
    tidy.destination = *destination;
    if (auto problem = equip(request, tidy)) return fail(std::move(*problem));
    if (auto problem = find_route(request, tidy)) return fail(std::move(*problem));
    set_powers(request, tidy);
    return tidy;
  }

  bool is_transceiver(ElementIndex index) const {
    return std::holds_alternative<TransceiverElement>(network_.elements[index].what);
  }

  Result<ElementIndex> end_of(const PathRequest& request, std::string_view field,
                              const std::string& uid) const {
    const auto found = network_.by_uid.find(uid);
    if (found != network_.by_uid.end() && is_transceiver(found->second)) return found->second;
    return fail(refused(request, field, fmt::format("{:?} is no transceiver of the network", uid)));
  }

  std::optional<Error> equip(const PathRequest& request, TidyRequest& tidy) const {
    const auto variety = library_.transceivers.find(request.transceiver);
    if (variety == library_.transceivers.end())
      return refused(request, "trx_type", fmt::format("{:?} is not in the library", request.transceiver));
    tidy.transceiver = &variety->second;
    tidy.mode = request.mode.empty() ? nullptr : find_mode(variety->second, request.mode);
    if (!request.mode.empty() && tidy.mode == nullptr)
      return refused(request, "trx_mode", fmt::format("{:?} is no mode of {}", request.mode, variety->first));
    if (!(request.spacing_hz > 0)) return refused(request, "spacing", "needs to be above 0 Hz");
    tidy.comb = tidy.transceiver->frequency;
    if (request.channels) tidy.comb.f_max_hz = tidy.comb.f_min_hz + request.spacing_hz * *request.channels;
    return std::nullopt;
  }

  void set_powers(const PathRequest& request, TidyRequest& tidy) const {
    const SpectrumRules rules = library_.spectrum.empty() ? SpectrumRules{} : library_.spectrum.front();
    tidy.power_w = request.power_w.value_or(watts_of(rules.power_dbm));
    tidy.tx_power_w =
        request.tx_power_w.value_or(rules.tx_power_dbm ? watts_of(*rules.tx_power_dbm) : tidy.power_w);
  }

  std::optional<Error> find_route(const PathRequest& request, TidyRequest& tidy) const {
    auto first = request.route.begin();
    auto last = request.route.end();
    if (first != last && first->uid == request.source) ++first;
    if (first != last && (last - 1)->uid == request.destination) --last;
    for (; first != last; ++first) {
      const auto found = network_.by_uid.find(first->uid);
      if (found != network_.by_uid.end() && !is_transceiver(found->second)) {
        tidy.route.push_back(found->second);
        tidy.strict.push_back(first->strict);
      } else if (first->strict) {
        return refused(request, "explicit-route-objects",
                       fmt::format("{:?} is no element to pass strictly", first->uid));
      }
    }
    return std::nullopt;
  }

  std::optional<Error> find_groups() {
    std::set<std::set<std::size_t>> known;
    for (const auto& group : services_.groups) {
      std::vector<std::size_t> members;
      for (const auto& id : group.requests) {
        const auto found = place_.find(id);
        if (found == place_.end())
          return invalid(fmt::format("{}: synchronization {:?} names request {:?}, which is not in the file",
                                     services_.file, group.id, id))
              .value();
        if (std::find(members.begin(), members.end(), found->second) == members.end())
          members.push_back(found->second);
      }
      if (!members.empty() && known.insert({members.begin(), members.end()}).second)
        tidy_.groups.push_back(std::move(members));
    }
    return std::nullopt;
  }

  std::set<std::size_t> companions_of(std::size_t request) const {
    std::set<std::size_t> companions;
    for (const auto& group : tidy_.groups) {
      if (std::find(group.begin(), group.end(), request) == group.end()) continue;
      for (const auto member : group)
        if (member != request) companions.insert(member);
    }
    return companions;
  }

  bool is_in_a_group(std::size_t request) const {
    return std::any_of(tidy_.groups.begin(), tidy_.groups.end(), [&](const auto& group) {
      return std::find(group.begin(), group.end(), request) != group.end();
    });
  }

  bool is_alike(std::size_t a, std::size_t b) const {
    const auto fields = [](const TidyRequest& r) {
      return std::tuple(r.source, r.destination, r.transceiver, r.mode, r.spacing_hz, r.power_w, r.tx_power_w,
                        r.comb.f_min_hz, r.comb.f_max_hz);
    };
    const auto& first = tidy_.requests[a];
    const auto& second = tidy_.requests[b];
    if (fields(first) != fields(second) || first.route != second.route || first.strict != second.strict)
      return false;
    const bool grouped = is_in_a_group(a);
    return grouped == is_in_a_group(b) && (!grouped || companions_of(a) == companions_of(b));
  }

  void draw_together() {
    std::vector<bool> gone(tidy_.requests.size(), false);
    for (std::size_t from = 0; from < tidy_.requests.size(); ++from) {
      if (tidy_.requests[from].mode == nullptr) continue;
      for (std::size_t into = 0; into < tidy_.requests.size(); ++into) {
        if (into == from || gone[into] || !is_alike(from, into)) continue;
        merge(from, into);
        gone[from] = true;
        break;
      }
    }
    drop(gone);
  }

  void merge(std::size_t from, std::size_t into) {
    auto& kept = tidy_.requests[into];
    const auto& lost = tidy_.requests[from];
    kept.id += " | " + lost.id;
    kept.bandwidth_bps += lost.bandwidth_bps;
    kept.slots.insert(kept.slots.end(), lost.slots.begin(), lost.slots.end());
    // The groups of both have the same companions: those of the one that goes are kept under its new name, at
    // their end, as GNPy has it.
    auto& groups = tidy_.groups;
    groups.erase(std::remove_if(groups.begin(), groups.end(),
                                [&](const auto& group) {
                                  return std::find(group.begin(), group.end(), into) != group.end();
                                }),
                 groups.end());
    for (auto& group : groups) {
      const auto at = std::find(group.begin(), group.end(), from);
      if (at == group.end()) continue;
      group.erase(at);
      group.push_back(into);
    }
  }

  void drop(const std::vector<bool>& gone) {
    std::vector<std::size_t> now(gone.size());
    std::vector<TidyRequest> kept;
    for (std::size_t index = 0; index < gone.size(); ++index) {
      now[index] = kept.size();
      if (!gone[index]) kept.push_back(std::move(tidy_.requests[index]));
    }
    tidy_.requests = std::move(kept);
    for (auto& group : tidy_.groups)
      for (auto& member : group) member = now[member];
  }

  const Services& services_;
  const PlannerNetwork& network_;
  const Library& library_;
  std::map<std::string, std::size_t> place_;
  TidyRequests tidy_;
};

}  // namespace

Result<TidyRequests> tidy_requests(const Services& services, const PlannerNetwork& network,
                                   const Library& library) {
  return Tidier(services, network, library).run();
}

}  // namespace lightloom::gnpy
