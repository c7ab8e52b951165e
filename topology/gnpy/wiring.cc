#include "topology/gnpy/wiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lightloom::gnpy {

Result<ElementIndex> Wiring::add(Element element) {
  auto& elements = network_->elements;
  if (elements.size() >= kMostElements) {
    return invalid(fmt::format("{}: with what design adds there are more than {} elements", network_->file,
                               kMostElements));
  }
  const auto index = static_cast<ElementIndex>(elements.size());
  if (!network_->by_uid.emplace(element.uid, index).second) {
    return invalid(fmt::format("{}: design has to add {} {}, but there is an element of that uid already",
                               network_->file, kind_of(element), element.uid));
  }
  elements.push_back(std::move(element));
  return index;
}

void Wiring::join(ElementIndex from, ElementIndex to) {
  network_->elements[from].to.push_back(to);
  network_->elements[to].from.push_back(from);
}

void Wiring::cut(ElementIndex from, ElementIndex to) {
  auto& onwards = network_->elements[from].to;
  std::replace(onwards.begin(), onwards.end(), to, kNoElement);
  auto& back = network_->elements[to].from;
  std::replace(back.begin(), back.end(), from, kNoElement);
}

void Wiring::remove(ElementIndex element) {
  Element& gone = network_->elements[element];
  network_->by_uid.erase(gone.uid);
  for (const ElementIndex before : gone.from) {
    if (before == kNoElement) continue;
    auto& onwards = network_->elements[before].to;
    std::replace(onwards.begin(), onwards.end(), element, kNoElement);
  }
  for (const ElementIndex after : gone.to) {
    if (after == kNoElement) continue;
    auto& back = network_->elements[after].from;
    std::replace(back.begin(), back.end(), element, kNoElement);
  }
  gone.from.clear();
  gone.to.clear();
  removed_.resize(network_->elements.size(), false);
  removed_[element] = true;
}

void Wiring::finish() {
  auto& elements = network_->elements;
  std::vector<ElementIndex> new_index(elements.size(), kNoElement);
  ElementIndex kept = 0;
  for (ElementIndex index = 0; index < elements.size(); ++index) {
    if (is_removed(index)) continue;
    new_index[index] = kept;
    if (kept != index) elements[kept] = std::move(elements[index]);
    ++kept;
  }
  elements.resize(kept);
  const auto tidy = [&](std::vector<ElementIndex>& neighbours) {
    neighbours.erase(std::remove(neighbours.begin(), neighbours.end(), kNoElement), neighbours.end());
    for (ElementIndex& neighbour : neighbours) neighbour = new_index[neighbour];
  };
  for (ElementIndex index = 0; index < kept; ++index) {
    tidy(elements[index].to);
    tidy(elements[index].from);
    network_->by_uid[elements[index].uid] = index;
  }
  removed_.clear();
}

}  // namespace lightloom::gnpy
