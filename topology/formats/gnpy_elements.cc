#include "topology/formats/gnpy_elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "topology/formats/csv.h"

namespace lightloom::formats {
namespace {

using Kind = GnpyElement::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds{{{"Transceiver", Kind::kTransceiver},
                                                                   {"Roadm", Kind::kRoadm},
                                                                   {"Fiber", Kind::kFiber},
                                                                   {"Fused", Kind::kFused},
                                                                   {"Edfa", Kind::kEdfa}}};
constexpr std::array<std::string_view, 4> kTopFields{"network_name", "metadata", "elements", "connections"};
constexpr std::array<std::string_view, 6> kElementFields{"uid",    "type",        "type_variety",
                                                         "params", "operational", "metadata"};

class Reader {
 public:
  Reader(const boost::json::object& document, const std::string& file, FirstError& errors)
      : document_(document, file + ": ", errors), errors_(errors) {
    read_.file = file;
  }

  Result<GnpyElements> read() && {
    document_.only(kTopFields);
    for (const auto* const section : {"elements", "connections"})
      if (!document_.has(section)) document_.refuse(section, "is missing; needs an array");
    for (const auto& entry : document_.objects("elements")) {
      read_element(entry);
      if (errors_.is_set()) return errors_.failure();
    }
    // Only now do the elements stay where they are.
    for (std::size_t i = 0; i < read_.elements.size(); ++i) {
      const auto& element = read_.elements[i];
      if (!read_.by_uid.emplace(element.uid, i).second)
        element.fields.refuse("uid", "is used twice; each element has its own");
    }
    for (const auto& entry : document_.objects("connections")) {
      if (errors_.is_set()) return errors_.failure();
      read_connection(entry);
    }
    for (const auto& element : read_.elements) {
      if (errors_.is_set()) return errors_.failure();
      check_ways(element);
    }
    if (errors_.is_set()) return errors_.failure();
    return std::move(read_);
  }

 private:
  void read_element(const JsonObject& entry) {
    const auto uid = entry.text("uid");
    const JsonObject fields(entry.raw(), fmt::format("{}: {}: ", read_.file, as_shown(uid)), errors_);
    const auto type = fields.text("type");
    if (errors_.is_set()) return;
    const auto* const found =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& each) { return each.first == type; });
    if (found == kKinds.end())
      return fields.refuse("type",
                           fmt::format("{} is not supported; supported are Transceiver, Roadm, Fiber, "
                                       "Fused, Edfa",
                                       as_shown(type)));
    fields.only(kElementFields);
    read_.elements.push_back({uid, found->second, fields, {}, {}});
  }

  std::optional<std::size_t> end_of(const JsonObject& connection, std::string_view field) const {
    const auto uid = connection.text(field);
    if (errors_.is_set()) return std::nullopt;
    if (const auto found = read_.by_uid.find(uid); found != read_.by_uid.end()) return found->second;
    std::vector<std::string_view> uids;
    uids.reserve(read_.elements.size());
    for (const auto& element : read_.elements) uids.emplace_back(element.uid);
    auto nearest = nearest_of(uid, uids);
    connection.refuse(field,
                      fmt::format("no element {}{}", as_shown(uid),
                                  nearest.empty() ? "; a connection joins two elements"
                                                  : fmt::format("; the nearest is {}", as_shown(nearest))),
                      nearest);
    return std::nullopt;
  }

  void read_connection(const JsonObject& entry) {
    const auto from = end_of(entry, "from_node");
    const auto to = end_of(entry, "to_node");
    if (!from || !to) return;
    auto& start = read_.elements[*from];
    if (*from == *to)
      return entry.refuse("to_node", fmt::format("{} is connected to itself", as_shown(start.uid)));
    if (!connected_.emplace(*from, *to).second)
      return entry.refuse("to_node", fmt::format("{} to {} is connected twice; once is enough",
                                                 as_shown(start.uid), as_shown(read_.elements[*to].uid)));
    start.to.push_back(*to);
    read_.elements[*to].from.push_back(*from);
  }

  void check_ways(const GnpyElement& element) const {
    const auto is_roadm = [&](std::size_t at) { return read_.elements[at].kind == Kind::kRoadm; };
    if (element.kind == Kind::kRoadm) return;
    if (element.kind == Kind::kTransceiver) {
      const bool in_place = !element.to.empty() && !element.from.empty() &&
                            std::all_of(element.to.begin(), element.to.end(), is_roadm) &&
                            std::all_of(element.from.begin(), element.from.end(), is_roadm);
      if (!in_place)
        element.fields.refuse("type",
                              "this Transceiver is not connected to and from a Roadm; a site needs one");
      return;
    }
    if (element.from.empty())
      return element.fields.refuse("from_node", "nothing leads to it; a chain begins at a Roadm");
    if (element.to.empty()) return element.fields.refuse("to_node", "leads nowhere; a chain ends at a Roadm");
    if (element.from.size() > 1 || element.to.size() > 1)
      element.fields.refuse("to_node",
                            fmt::format("has {} ways in and {} out; only a Roadm has more than one",
                                        element.from.size(), element.to.size()));
  }

  JsonObject document_;
  FirstError& errors_;
  GnpyElements read_;
  std::set<std::pair<std::size_t, std::size_t>> connected_;
};

}  // namespace

Result<GnpyElements> read_gnpy_elements(const boost::json::value& document, const std::string& file,
                                        FirstError& errors) {
  if (!document.is_object())
    return invalid(fmt::format("{}: is not an object; needs elements and connections", file));
  return Reader(document.get_object(), file, errors).read();
}

}  // namespace lightloom::formats
