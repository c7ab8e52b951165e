#include "topology/gnpy/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "topology/formats/csv.h"
#include "topology/formats/json_reader.h"
#include "topology/gnpy/fields.h"
#include "topology/gnpy/request_checks.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;

constexpr Range kWidthHz{1e6, 1e14};
constexpr Range kBandwidthBps{0, 1e18};
constexpr Range kPowerW{1e-9, 100};
constexpr Range kChannels{1, 1e6};
constexpr Range kSlotNumber{-100'000, 100'000};
constexpr Range kSlotWidth{1, 100'000};
constexpr Range kIndex{-1e15, 1e15};

class ServicesReader {
 public:
  ServicesReader(const Fields& document, const std::string& file, const PlannerNetwork& network,
                 const Library& library)
      : document_(document), network_(network), library_(library) {
    read_.file = file;
  }

  Result<Services> read() && {
    if (document_.array("path-request") == nullptr)
      document_.refuse("path-request", "is missing; needs an array");
    document_.each("path-request", [this](const Fields& entry) { read_request(entry); });
    document_.each("synchronization", [this](const Fields& entry) { read_group(entry); });
    if (!document_.ok()) return document_.errors().failure();
    return std::move(read_);
  }

 private:
  void read_request(const Fields& entry) {
    PathRequest request;
    request.id = entry.name("request-id");
    if (!entry.ok()) return;
    const Fields fields(entry.raw(), {Place::Kind::kNamed, request.id, 0, &document_.place()},
                        entry.errors());
    if (!ids_.insert(request.id).second)
      return fields.refuse("request-id", "is used twice; each request has its own");
    request.source = read_transceiver_uid(fields, "source");
    request.destination = read_transceiver_uid(fields, "destination");
    request.bidirectional = fields.flag_or("bidirectional", false);
    const auto constraints = fields.object("path-constraints");
    const auto te_bandwidth = constraints ? constraints->object("te-bandwidth") : std::nullopt;
    if (!te_bandwidth)
      return fields.refuse("path-constraints.te-bandwidth",
                           "is missing; needs an object with trx_type and spacing");
    read_te_bandwidth(*te_bandwidth, request);
    if (const auto route = fields.object("explicit-route-objects")) read_route(*route, request);
    read_.requests.push_back(std::move(request));
  }

  std::string read_transceiver_uid(const Fields& fields, std::string_view field) const {
    const auto uid = fields.text(field);
    if (!fields.ok() || is_transceiver(uid)) return std::string(uid);
    std::vector<std::string_view> known;
    for (const auto& element : network_.elements)
      if (std::holds_alternative<TransceiverElement>(element.what)) known.emplace_back(element.uid);
    fields.refuse_unknown(field, uid, "transceiver", known);
    return {};
  }

  bool is_transceiver(std::string_view uid) const {
    const auto found = network_.by_uid.find(uid);
    return found != network_.by_uid.end() &&
           std::holds_alternative<TransceiverElement>(network_.elements[found->second].what);
  }

  void read_te_bandwidth(const Fields& fields, PathRequest& request) const {
    request.transceiver = fields.text("trx_type");
    request.mode = fields.text_or("trx_mode", "");
    request.spacing_hz = fields.number("spacing", kWidthHz);
    // Without a mode a request may ask for no bandwidth: it looks for a way only.
    request.bandwidth_bps = request.mode.empty() ? fields.number_or("path_bandwidth", 0, kBandwidthBps)
                                                 : fields.number("path_bandwidth", kBandwidthBps);
    request.power_w = fields.number_if_given("output-power", kPowerW);
    request.tx_power_w = fields.number_if_given("tx_power", kPowerW);
    if (const auto channels = fields.integer_if_given("max-nb-of-channel", kChannels))
      request.channels = static_cast<std::uint32_t>(*channels);
    fields.each("effective-freq-slot", [&](const Fields& slot) {
      request.slots.push_back(
          {slot.integer_if_given("N", kSlotNumber), slot.integer_if_given("M", kSlotWidth)});
    });
    if (!fields.has("effective-freq-slot")) request.slots.emplace_back();
    if (!fields.ok()) return;
    if (const auto* const transceiver = look_up_transceiver(fields, request))
      check_request(fields, request, *transceiver);
  }

  const TransceiverVariety* look_up_transceiver(const Fields& fields, const PathRequest& request) const {
    std::vector<std::string_view> known;
    const auto found = library_.transceivers.find(request.transceiver);
    if (found == library_.transceivers.end()) {
      for (const auto& [name, variety] : library_.transceivers) known.emplace_back(name);
      fields.refuse_unknown("trx_type", request.transceiver, "transceiver type", known);
      return nullptr;
    }
    if (!request.mode.empty() && find_mode(found->second, request.mode) == nullptr) {
      for (const auto& mode : found->second.modes) known.emplace_back(mode.format);
      fields.refuse_unknown("trx_mode", request.mode,
                            fmt::format("mode of {}", as_shown(request.transceiver)), known);
    }
    return &found->second;
  }

  // Ends of the path are left out, and so are loose nodes that cannot be passed, as GNPy does.
  void read_route(const Fields& route, PathRequest& request) const {
    std::vector<std::pair<double, PathRequest::Via>> hops;
    route.each("route-object-include-exclude", [&](const Fields& entry) {
      const auto hop = entry.object("num-unnum-hop");
      if (!hop) return entry.refuse("num-unnum-hop", "is missing; needs an object with node-id and hop-type");
      const auto type = hop->text("hop-type");
      if (entry.ok() && type != "LOOSE" && type != "STRICT")
        hop->refuse("hop-type", fmt::format("{} is not known; needs LOOSE or STRICT", as_shown(type)));
      hops.emplace_back(entry.number("index", kIndex),
                        PathRequest::Via{std::string(hop->text("node-id")), type == "STRICT"});
    });
    std::stable_sort(hops.begin(), hops.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    if (!hops.empty() && hops.front().second.uid == request.source) hops.erase(hops.begin());
    if (!hops.empty() && hops.back().second.uid == request.destination) hops.pop_back();
    for (auto& [index, via] : hops) {
      if (network_.by_uid.contains(via.uid) && !is_transceiver(via.uid)) {
        request.route.push_back(std::move(via));
      } else if (via.strict) {
        return refuse_via(route, via.uid);
      }
    }
  }

  void refuse_via(const Fields& route, const std::string& uid) const {
    std::vector<std::string_view> known;
    for (const auto& element : network_.elements)
      if (!std::holds_alternative<TransceiverElement>(element.what)) known.emplace_back(element.uid);
    route.refuse_unknown("node-id", uid, "element to pass strictly,", known);
  }

  void read_group(const Fields& entry) {
    DisjointGroup group;
    group.id = entry.name("synchronization-id");
    const auto svec = entry.object("svec");
    if (!svec) return entry.refuse("svec", "is missing; needs an object with request-id-number");
    // GNPy's own conversion from spreadsheets writes the flag as a text.
    const auto* const relaxable = svec->find("relaxable");
    group.relaxable = relaxable != nullptr && relaxable->is_string() ? svec->text("relaxable") == "true"
                                                                     : svec->flag_or("relaxable", false);
    read_disjointness(*svec, group);
    const auto* const ids = svec->array("request-id-number");
    if (ids == nullptr) return svec->refuse("request-id-number", "is missing; needs an array");
    for (const auto& id : *ids) {
      if (!id.is_string() && !id.is_int64())
        return svec->refuse("request-id-number", "needs an array of request-ids");
      group.requests.push_back(id.is_string() ? std::string(id.get_string())
                                              : std::to_string(id.get_int64()));
      if (!ids_.contains(group.requests.back()))
        return svec->refuse_unknown("request-id-number", group.requests.back(), "request",
                                    {ids_.begin(), ids_.end()});
    }
    read_.groups.push_back(std::move(group));
  }

  static void read_disjointness(const Fields& svec, DisjointGroup& group) {
    const auto* const value = svec.find("disjointness");
    std::string words;
    if (value != nullptr && value->is_array()) {
      for (const auto& word : svec.texts("disjointness")) words += word + " ";
    } else {
      words = svec.text("disjointness");
    }
    group.link_diverse = words.find("link") != std::string::npos;
    group.node_diverse = words.find("node") != std::string::npos;
  }

  const Fields& document_;
  const PlannerNetwork& network_;
  const Library& library_;
  Services read_;
  std::set<std::string, std::less<>> ids_;
};

}  // namespace

Result<Services> read_services(std::string_view bytes, const std::string& file, const PlannerNetwork& network,
                               const Library& library) {
  const auto parsed = formats::parse_json(bytes, file);
  if (!parsed) return fail(parsed.error());
  if (!parsed->is_object()) return invalid(fmt::format("{}: is not an object; needs path-request", file));
  formats::FirstError errors;
  const Fields document(parsed->get_object(), {Place::Kind::kFile, file}, errors);
  return ServicesReader(document, file, network, library).read();
}

}  // namespace lightloom::gnpy
