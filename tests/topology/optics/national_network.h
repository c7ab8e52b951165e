// The national network and GNPy's answers on it, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "topology/formats/load_network.h"
#include "topology/network.h"

namespace lightloom::optics::test {

inline std::string national_folder() { return std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national"; }

inline const Network& national_network() {
  static const Network kNetwork = [] {
    auto loaded = formats::load_network(national_folder(), std::nullopt);
    EXPECT_TRUE(loaded.has_value()) << (loaded ? "" : loaded.error().message);
    return Network::build(std::move(loaded->record)).value();
  }();
  return kNetwork;
}

inline ModeIndex mode_named(const Network& network, const std::string& transceiver, const std::string& name) {
  const auto mode = network.find_mode(transceiver, name);
  EXPECT_TRUE(mode.has_value()) << transceiver << " " << name;
  return mode.value_or(ModeIndex{});
}

/// Cables from a site on, each in the direction in which it is met.
inline std::vector<Hop> hops_from(const Network& network, const std::string& site,
                                  const std::vector<std::string>& cables) {
  SiteIndex at = network.find_site(site).value();
  std::vector<Hop> hops;
  for (const std::string& cable : cables) {
    const LinkIndex index = network.find_link(cable).value();
    const Link& link = network.link(index);
    const bool forward = link.a_site == at;
    EXPECT_TRUE(forward || link.z_site == at) << cable << " does not start where the route is";
    at = forward ? link.z_site : link.a_site;
    hops.push_back({index, forward});
  }
  return hops;
}

/// A request of expected.json that has a route and a GSNR.
struct ExpectedAnswer {
  std::string id;
  ModeIndex mode;
  std::vector<Hop> hops;
  double gsnr_0p1nm_db, osnr_0p1nm_db;
};

inline std::vector<ExpectedAnswer> expected_answers() {
  std::ifstream file(national_folder() + "/expected.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Network& network = national_network();
  std::vector<ExpectedAnswer> answers;
  const auto document = boost::json::parse(text);
  for (const auto& each : document.as_array()) {
    const auto& object = each.as_object();
    if (!object.contains("gsnr_0p1nm_db") || object.at("gsnr_0p1nm_db").is_null()) continue;
    const auto word = [&object](const char* field) { return std::string(object.at(field).as_string()); };
    std::vector<std::string> cables;
    for (const auto& cable : object.at("cables").as_array()) cables.emplace_back(cable.as_string());
    answers.push_back({word("id"), mode_named(network, word("trx_type"), word("mode")),
                       hops_from(network, word("source").substr(4), cables),
                       object.at("gsnr_0p1nm_db").to_number<double>(),
                       object.at("osnr_0p1nm_db").to_number<double>()});
  }
  return answers;
}

}  // namespace lightloom::optics::test
