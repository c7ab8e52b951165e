#include "topology/gnpy/planner_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/formats/json_reader.h"
#include "topology/gnpy/amplifier_element_reader.h"
#include "topology/gnpy/fibre_reader.h"
#include "topology/gnpy/fields.h"
#include "topology/gnpy/roadm_reader.h"
#include "topology/gnpy/section_stream.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;

constexpr std::string_view kElements = "elements";
constexpr std::string_view kConnections = "connections";
constexpr Range kCoordinate{-1e12, 1e12};
constexpr Range kLossDb{0, 200};
constexpr std::array<std::string_view, 7> kTypes{
    "Transceiver", "Roadm", "Fiber", "RamanFiber", "Fused", "Edfa", "Multiband_amplifier"};

template <class Variety>
const Variety* look_up(const Fields& element, const std::map<std::string, Variety>& varieties,
                       std::string_view what) {
  const std::string name(element.text_or("type_variety", "default"));
  const auto found = varieties.find(name);
  if (found != varieties.end()) return &found->second;
  if (!element.has("type_variety") && !varieties.empty()) {
    element.refuse("type_variety", fmt::format("is missing; the library has no default {}", what));
    return nullptr;
  }
  std::vector<std::string_view> known;
  known.reserve(varieties.size());
  for (const auto& [each, variety] : varieties) known.emplace_back(each);
  element.refuse_unknown("type_variety", name, what, known);
  return nullptr;
}

class NetworkReader {
 public:
  NetworkReader(const Place& file, const Library& library, formats::FirstError& errors)
      : file_(file), library_(library), errors_(errors) {
    read_.file = file.name;
  }

  void expect(std::size_t elements) {
    read_.elements.reserve(elements);
    read_.by_uid.reserve(elements);
  }

  void read_element(const Fields& entry) {
    const auto uid = entry.text("uid");
    if (!entry.ok()) return;
    const Fields fields(entry.raw(), {Place::Kind::kNamed, uid, 0, &file_}, errors_);
    const auto index = static_cast<ElementIndex>(read_.elements.size());
    auto& element = read_.elements.emplace_back();
    element.uid = uid;
    if (!read_.by_uid.emplace(element.uid, index).second)
      return fields.refuse("uid", "is used twice; each element has its own");
    read_location(fields, element);
    read_what(fields, element);
  }

  // Given twice, a connection is still one.
  void read_connection(const Fields& entry) {
    const auto from = end_of(entry, "from_node");
    const auto to = end_of(entry, "to_node");
    if (!from || !to) return;
    if (*from == *to)
      return entry.refuse("to_node",
                          fmt::format("{} is connected to itself", as_shown(read_.elements[*from].uid)));
    auto& ways = read_.elements[*from].to;
    if (std::find(ways.begin(), ways.end(), *to) != ways.end()) return;
    ways.push_back(*to);
    read_.elements[*to].from.push_back(*from);
  }

  PlannerNetwork take() && { return std::move(read_); }

 private:
  static void read_location(const Fields& fields, Element& element) {
    const auto metadata = fields.object("metadata");
    if (!metadata) return;
    const auto location = metadata->object("location");
    if (!location) return;
    element.city = location->text_or("city", "");
    element.region = location->text_or("region", "");
    element.latitude = location->number_if_given("latitude", kCoordinate);
    element.longitude = location->number_if_given("longitude", kCoordinate);
  }

  void read_what(const Fields& fields, Element& element) const {
    const auto type = fields.text("type");
    if (!fields.ok()) return;
    if (type == "Fiber" || type == "RamanFiber") {
      const auto* const variety = look_up(fields, library_.fibres, "fibre type");
      if (variety == nullptr) return;
      auto fibre = read_fibre_element(fields, *variety);
      fibre.is_raman = type == "RamanFiber";
      element.what = std::move(fibre);
    } else if (type == "Edfa") {
      element.what = read_amplifier_element(fields, library_);
    } else if (type == "Roadm") {
      const auto* const variety = look_up(fields, library_.roadms, "ROADM type");
      if (variety != nullptr) element.what = read_roadm_element(fields, *variety, library_);
    } else if (type == "Transceiver") {
      // A type that the library lacks is no error: requests name theirs themselves.
      element.what = TransceiverElement{std::string(fields.text_or("type_variety", ""))};
    } else if (type == "Fused") {
      const auto params = fields.object("params");
      element.what = FusedElement{params ? params->number_or("loss", 1, kLossDb) : 1};
    } else if (type == "Multiband_amplifier") {
      element.what = read_multiband_element(fields, library_);
    } else {
      fields.refuse_unknown("type", type, "kind of element", {kTypes.begin(), kTypes.end()});
    }
  }

  std::optional<ElementIndex> end_of(const Fields& connection, std::string_view field) const {
    const auto uid = connection.text(field);
    if (!connection.ok()) return std::nullopt;
    if (const auto found = read_.by_uid.find(uid); found != read_.by_uid.end()) return found->second;
    std::vector<std::string_view> known;
    known.reserve(read_.elements.size());
    for (const auto& element : read_.elements) known.emplace_back(element.uid);
    connection.refuse_unknown(field, uid, "element", known);
    return std::nullopt;
  }

  const Place& file_;
  const Library& library_;
  formats::FirstError& errors_;
  PlannerNetwork read_;
};

// Element by element as the bytes come: a document as a tree would take more time to lay out in fresh memory
// than to parse. nullopt where anything is wrong or in an unusual order, which `read_whole` sorts out.
std::optional<PlannerNetwork> read_streamed(std::string_view bytes, const Place& file,
                                            const Library& library) {
  constexpr std::size_t kUsualElementBytes = 400;  // with its connection, written without blanks
  formats::FirstError errors;
  NetworkReader reader(file, library, errors);
  reader.expect(bytes.size() / kUsualElementBytes + 16);
  const auto take = [&](std::string_view section, std::size_t item, const boost::json::object& entry) {
    const Fields fields(entry, {Place::Kind::kItem, section, item, &file}, errors);
    if (section == kElements)
      reader.read_element(fields);
    else
      reader.read_connection(fields);
    return !errors.is_set();
  };
  if (!stream_sections(bytes, {kElements, kConnections}, take)) return std::nullopt;
  return std::move(reader).take();
}

Result<PlannerNetwork> read_whole(std::string_view bytes, const Place& file, const Library& library) {
  // The document is read once and thrown away: its parts are never freed one by one.
  boost::json::monotonic_resource memory(std::clamp<std::size_t>(bytes.size() * 2, 4096, 1U << 24U));
  const std::string name(file.name);
  const auto parsed = formats::parse_json(bytes, name, {}, &memory);
  if (!parsed) return fail(parsed.error());
  if (!parsed->is_object())
    return invalid(fmt::format("{}: is not an object; needs elements and connections", name));
  formats::FirstError errors;
  const Fields document(parsed->get_object(), file, errors);
  for (const auto section : {kElements, kConnections})
    if (document.array(section) == nullptr) document.refuse(section, "is missing; needs an array");
  NetworkReader reader(file, library, errors);
  document.each(kElements, [&](const Fields& entry) { reader.read_element(entry); });
  document.each(kConnections, [&](const Fields& entry) { reader.read_connection(entry); });
  if (errors.is_set()) return errors.failure();
  return std::move(reader).take();
}

}  // namespace

Result<PlannerNetwork> read_planner_network(std::string_view bytes, const std::string& file,
                                            const Library& library) {
  const Place place{Place::Kind::kFile, file};
  if (auto streamed = read_streamed(bytes, place, library)) return *std::move(streamed);
  return read_whole(bytes, place, library);
}

}  // namespace lightloom::gnpy
