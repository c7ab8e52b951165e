// Planner's networks made by hand, element by element.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "topology/gnpy/planner_network.h"

namespace lightloom::gnpy {

inline FibreElement fibre_of(double length_km, double loss_db_per_km = 0.2) {
  FibreElement fibre;
  fibre.variety = "SSMF";
  fibre.fibre.length_m = length_km * 1e3;
  fibre.fibre.loss_db_per_m = loss_db_per_km * 1e-3;
  return fibre;
}

inline AmplifierElement amplifier_of(std::string variety) {
  AmplifierElement amplifier;
  amplifier.variety = std::move(variety);
  return amplifier;
}

class NetworkBuilder {
 public:
  NetworkBuilder() { network_.file = "net.json"; }

  template <class What>
  NetworkBuilder& add(const std::string& uid, What what) {
    Element element;
    element.uid = uid;
    element.what = std::move(what);
    network_.by_uid.emplace(uid, static_cast<ElementIndex>(network_.elements.size()));
    network_.elements.push_back(std::move(element));
    return *this;
  }
  /// Connects each to the next.
  NetworkBuilder& connect(const std::vector<std::string>& uids) {
    for (std::size_t i = 0; i + 1 < uids.size(); ++i) {
      const ElementIndex from = network_.by_uid.at(uids[i]);
      const ElementIndex to = network_.by_uid.at(uids[i + 1]);
      network_.elements[from].to.push_back(to);
      network_.elements[to].from.push_back(from);
    }
    return *this;
  }
  const PlannerNetwork& network() const { return network_; }

 private:
  PlannerNetwork network_;
};

inline RoadmElement roadm_of(std::vector<Band> design_bands = {}) {
  RoadmElement roadm;
  roadm.equalisation = {Equalisation::Kind::kPower, -20};
  roadm.design_bands = std::move(design_bands);
  return roadm;
}

/// Transceivers and ROADMs A and Z, and nothing between them yet.
inline NetworkBuilder two_sites(const RoadmElement& roadm = roadm_of()) {
  NetworkBuilder builder;
  builder.add("trx A", TransceiverElement{})
      .add("A", roadm)
      .add("Z", roadm)
      .add("trx Z", TransceiverElement{});
  builder.connect({"trx A", "A"}).connect({"Z", "trx Z"}).connect({"trx Z", "Z"}).connect({"A", "trx A"});
  return builder;
}

/// The uids along the first connections of each element, `from` included.
inline std::vector<std::string> uids_from(const PlannerNetwork& network, const std::string& from) {
  std::vector<std::string> uids;
  ElementIndex at = network.by_uid.at(from);
  while (uids.size() < network.elements.size()) {
    uids.push_back(network.elements[at].uid);
    if (network.elements[at].to.empty()) break;
    at = network.elements[at].to.front();
    if (std::holds_alternative<RoadmElement>(network.elements[at].what)) break;
  }
  return uids;
}

template <class What>
const What& element_of(const PlannerNetwork& network, const std::string& uid) {
  return std::get<What>(network.elements[network.by_uid.at(uid)].what);
}

}  // namespace lightloom::gnpy
