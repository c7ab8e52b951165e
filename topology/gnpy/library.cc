#include "topology/gnpy/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/formats/json_reader.h"
#include "topology/gnpy/amplifier_reader.h"
#include "topology/gnpy/fibre_reader.h"
#include "topology/gnpy/fields.h"
#include "topology/gnpy/roadm_reader.h"
#include "topology/gnpy/rules_reader.h"
#include "topology/gnpy/transceiver_reader.h"

namespace lightloom::gnpy {
namespace {

// The last says where a library comes from, and nothing of equipment.
constexpr std::array<std::string_view, 8> kSections{"Edfa",  "Fiber", "RamanFiber",  "Span",
                                                    "Roadm", "SI",    "Transceiver", "library-information"};

void check_sections(const Fields& document) {
  for (const auto& member : document.raw()) {
    const std::string_view name = member.key();
    if (std::find(kSections.begin(), kSections.end(), name) != kSections.end()) continue;
    document.refuse(
        formats::as_shown(name),
        "is no kind of equipment; kinds are Edfa, Fiber, RamanFiber, Span, Roadm, SI, Transceiver",
        nearest_of(name, {kSections.begin(), kSections.end()}));
  }
}

}  // namespace

Result<Library> read_library(std::string_view bytes, const std::string& file, FileSource beside,
                             void* context) {
  const auto parsed = formats::parse_json(bytes, file);
  if (!parsed) return fail(parsed.error());
  if (!parsed->is_object())
    return invalid(
        fmt::format("{}: is not an object; needs Edfa, Fiber, Span, Roadm, SI, Transceiver", file));

  formats::FirstError errors;
  const Fields document(parsed->get_object(), {Place::Kind::kFile, file}, errors);
  Library library;
  library.file = file;
  check_sections(document);
  read_amplifiers(document, beside, context, library);
  if (document.ok()) resolve_amplifiers(document, library);
  read_fibre_varieties(document, library);
  read_roadm_varieties(document, library);
  read_span_rules(document, library);
  read_spectrum_rules(document, library);
  read_transceivers(document, library);
  if (errors.is_set()) return errors.failure();
  return library;
}

void add_missing_types(Library& library, Library extra) {
  for (auto& name : extra.amplifier_order)
    if (!library.amplifiers.contains(name)) library.amplifier_order.push_back(std::move(name));
  library.amplifiers.merge(extra.amplifiers);
  library.fibres.merge(extra.fibres);
  library.roadms.merge(extra.roadms);
  library.transceivers.merge(extra.transceivers);
}

}  // namespace lightloom::gnpy
