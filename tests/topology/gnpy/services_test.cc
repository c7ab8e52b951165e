#include "topology/gnpy/services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/topology/formats/text_edits.h"
#include "tests/topology/gnpy/small_library.h"
#include "topology/formats/files.h"
#include "topology/gnpy/library_file.h"

namespace lightloom::gnpy {
namespace {

using formats::with;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Via = PathRequest::Via;

constexpr const char* kData = LIGHTLOOM_SOURCE_DIR "/tests/data/gnpy/";

constexpr const char* kNetwork = R"({"elements": [
    {"uid": "trx A", "type": "Transceiver"}, {"uid": "roadm A", "type": "Roadm"},
    {"uid": "roadm B", "type": "Roadm"}, {"uid": "trx Z", "type": "Transceiver"}], "connections": []})";

constexpr const char* kServices = R"({
  "path-request": [
    {"request-id": "1", "source": "trx A", "destination": "trx Z", "src-tp-id": "trx A", "dst-tp-id": "trx Z",
     "bidirectional": true,
     "path-constraints": {"te-bandwidth": {"technology": "flexi-grid",
       "trx_type": "Voyager", "trx_mode": "mode 1",
       "effective-freq-slot": [{"N": 10, "M": 8}, {"N": -10, "M": 8}], "spacing": 62.5e9,
       "max-nb-of-channel": 60, "output-power": 0.00125, "tx_power": 0.0015, "path_bandwidth": 200e9}},
     "explicit-route-objects": {"route-object-include-exclude": [
       {"explicit-route-usage": "route-include-ero", "index": 2,
        "num-unnum-hop": {"node-id": "roadm B", "hop-type": "STRICT"}},
       {"explicit-route-usage": "route-include-ero", "index": 1,
        "num-unnum-hop": {"node-id": "roadm A", "link-tp-id": "not used", "hop-type": "LOOSE"}}]}},
    {"request-id": 2, "source": "trx Z", "destination": "trx A", "bidirectional": false,
     "path-constraints": {"te-bandwidth": {"trx_type": "Voyager", "trx_mode": null,
       "effective-freq-slot": [{"N": null, "M": null}], "spacing": 50e9, "max-nb-of-channel": null,
       "output-power": null, "path_bandwidth": 0}}}
  ],
  "synchronization": [{"synchronization-id": "x", "svec": {"relaxable": "false", "disjointness": "node",
                                                           "request-id-number": ["1", "2"]}}]
})";

Result<Services> read(const std::string& text) {
  static const auto kLibrary = read_small_library().value();
  static const auto kPlanner = read_planner_network(kNetwork, "net.json", kLibrary).value();
  return read_services(text, "services.json", kPlanner, kLibrary);
}
Services services(std::string_view from = "", std::string_view to = "") {
  return read(with(kServices, from, to)).value();
}
std::string message(std::string_view from, std::string_view to) {
  const auto found = read(with(kServices, from, to));
  return found ? "" : found.error().message;
}

TEST(PlannerServices, ARequestHasWhatItSays) {
  const auto request = services().requests.at(0);
  EXPECT_EQ(request.id, "1");
  EXPECT_EQ(request.source, "trx A");
  EXPECT_EQ(request.destination, "trx Z");
  EXPECT_TRUE(request.bidirectional);
  EXPECT_EQ(request.transceiver, "Voyager");
  EXPECT_EQ(request.mode, "mode 1");
  EXPECT_EQ(request.spacing_hz, 62.5e9);
  EXPECT_EQ(request.bandwidth_bps, 200e9);
  EXPECT_EQ(request.power_w, 0.00125);
  EXPECT_EQ(request.tx_power_w, 0.0015);
  EXPECT_EQ(request.channels, 60U);
  EXPECT_THAT(request.slots, ElementsAre(RequestedSlot{10, 8}, RequestedSlot{-10, 8}));
}

TEST(PlannerServices, WhatIsNullIsForThePlanner) {
  const auto request = services().requests.at(1);
  EXPECT_EQ(request.id, "2") << "an id may be a number";
  EXPECT_EQ(request.mode, "");
  EXPECT_FALSE(request.power_w || request.tx_power_w || request.channels);
  EXPECT_THAT(request.slots, ElementsAre(RequestedSlot{}));
}

TEST(PlannerServices, AMissingSlotIsAnOpenOne) {
  const auto found = services(R"("effective-freq-slot": [{"N": null, "M": null}],)", "");
  EXPECT_THAT(found.requests.at(1).slots, ElementsAre(RequestedSlot{}));
}

TEST(PlannerServices, NoSlotAtAllCarriesNothing) {
  EXPECT_THAT(message(R"([{"N": 10, "M": 8}, {"N": -10, "M": 8}])", "[]"),
              HasSubstr("effective-freq-slot: M holds 0 channels of 5 slots; 2 are needed for 200 Gbit/s"));
}

TEST(PlannerServices, ARouteIsInTheOrderOfItsIndex) {
  EXPECT_THAT(services().requests.at(0).route, ElementsAre(Via{"roadm A", false}, Via{"roadm B", true}));
}

TEST(PlannerServices, EndsOfThePathAreNoPartOfTheRoute) {
  const auto found = services(R"("node-id": "roadm A")", R"("node-id": "trx A")");
  EXPECT_THAT(found.requests.at(0).route, ElementsAre(Via{"roadm B", true}));
  const auto last = services(R"("node-id": "roadm B")", R"("node-id": "trx Z")");
  EXPECT_THAT(last.requests.at(0).route, ElementsAre(Via{"roadm A", false}));
}

TEST(PlannerServices, AnUnknownLooseNodeIsLeftOut) {
  const auto found = services(R"("node-id": "roadm A")", R"("node-id": "roadm X")");
  EXPECT_THAT(found.requests.at(0).route, ElementsAre(Via{"roadm B", true}));
}

TEST(PlannerServices, GroupsSayWhatTheirRoutesMayNotShare) {
  const auto group = services().groups.at(0);
  EXPECT_EQ(group.id, "x");
  EXPECT_FALSE(group.relaxable);
  EXPECT_TRUE(group.node_diverse);
  EXPECT_FALSE(group.link_diverse);
  EXPECT_THAT(group.requests, ElementsAre("1", "2"));
  EXPECT_TRUE(services(R"("node",)", R"("node link",)").groups.at(0).link_diverse);
  EXPECT_TRUE(services(R"("node",)", R"(["link"],)").groups.at(0).link_diverse);
}

TEST(PlannerServices, NoGroupsAreFine) {
  EXPECT_THAT(services(R"("synchronization")", R"("nothing")").groups, IsEmpty());
}

struct BadServices {
  std::string_view from, to, says;
};
class PlannerServicesRefuses : public testing::TestWithParam<BadServices> {};

TEST_P(PlannerServicesRefuses, InOneSentence) {
  const auto found = message(GetParam().from, GetParam().to);
  EXPECT_THAT(found, AllOf(StartsWith("services.json: "), HasSubstr(std::string(GetParam().says))));
  EXPECT_EQ(found.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Requests, PlannerServicesRefuses,
    testing::Values(
        BadServices{R"("source": "trx A")", R"("source": "trx B")",
                    R"("1": source: no transceiver "trx B"; the nearest)"},
        BadServices{R"("source": "trx A")", R"("source": "roadm A")",
                    R"("1": source: no transceiver "roadm A")"},
        BadServices{R"("trx_type": "Voyager", "trx_mode": "mode 1")",
                    R"("trx_type": "Voyeur", "trx_mode": null)",
                    R"(te-bandwidth.trx_type: no transceiver type "Voyeur"; the nearest is "Voyager")"},
        BadServices{R"("mode 1")", R"("mode 3")",
                    R"(te-bandwidth.trx_mode: no mode of "Voyager" "mode 3"; the nearest)"},
        BadServices{R"("spacing": 62.5e9,)", "", R"("1": path-constraints.te-bandwidth.spacing: is missing)"},
        BadServices{R"("spacing": 62.5e9,)", R"("spacing": 37.5e9,)",
                    "spacing: 37.5 GHz; \"mode 1\" needs 50 GHz or more"},
        BadServices{R"("max-nb-of-channel": 60)", R"("max-nb-of-channel": 77)",
                    "max-nb-of-channel: 77 of 62.5 GHz; the transceiver's range holds 76"},
        BadServices{R"("max-nb-of-channel": 60)", R"("max-nb-of-channel": 6.5)", "6.5 is not a whole number"},
        BadServices{R"("path_bandwidth": 200e9)", R"("path_bandwidth": 900e9)",
                    "effective-freq-slot: M holds 2 channels of 5 slots; 9 are needed for 900 Gbit/s"},
        BadServices{R"({"N": -10, "M": 8})", R"({"N": 25, "M": 8})",
                    "effective-freq-slot: N 10 and N 25 overlap"},
        BadServices{R"("output-power": 0.00125)", R"("output-power": -1)",
                    "output-power: -1 is out of range"},
        BadServices{R"("STRICT")", R"("TIGHT")",
                    R"(num-unnum-hop.hop-type: "TIGHT" is not known; needs LOOSE or STRICT)"},
        BadServices{R"("node-id": "roadm B")", R"("node-id": "roadm C")",
                    R"(node-id: no element to pass strictly, "roadm C"; the nearest is "roadm A")"},
        BadServices{R"("request-id": 2)", R"("request-id": 1)", R"("1": request-id: is used twice)"},
        BadServices{R"(["1", "2"])", R"(["1", "22"])",
                    R"(svec.request-id-number: no request "22"; the nearest is "2")"},
        BadServices{R"("te-bandwidth": {"technology")", R"("te": {"technology")",
                    "path-constraints.te-bandwidth: is missing"},
        BadServices{R"("path-request")", R"("path-requests")", "path-request: is missing; needs an array"}));

TEST(PlannerServices, AModeWiderThanItsSpacingIsRefusedWhenAskedFor) {
  const auto library = read_small_library(
      with(kSmallLibrary, R"("min_spacing": 50e9, "cost")", R"("min_spacing": 25e9, "cost")"));
  ASSERT_TRUE(library) << library.error().message;
  const auto planner = read_planner_network(kNetwork, "net.json", *library).value();
  const auto found = read_services(kServices, "services.json", planner, *library);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("a baud rate of 32 GHz, above its min_spacing of 25 GHz"));
}

struct Example {
  const char* services;
  const char* network;
  std::size_t requests, groups;
};
class PlannerServicesOfGnpy : public testing::TestWithParam<Example> {};

TEST_P(PlannerServicesOfGnpy, AreRead) {
  const auto bytes = [](const char* name) { return formats::read_file(std::string(kData) + name).value(); };
  const auto library = read_library_file(std::string(kData) + "eqpt_config.json").value();
  const auto planner = read_planner_network(bytes(GetParam().network), "net.json", library).value();
  const auto found = read_services(bytes(GetParam().services), GetParam().services, planner, library);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->requests.size(), GetParam().requests);
  EXPECT_EQ(found->groups.size(), GetParam().groups);
}

INSTANTIATE_TEST_SUITE_P(
    Examples, PlannerServicesOfGnpy,
    testing::Values(Example{"meshTopologyExampleV2_services.json", "meshTopologyExampleV2.json", 8, 2},
                    Example{"CORONET_services.json", "CORONET_Global_Topology.json", 1, 0}));

}  // namespace
}  // namespace lightloom::gnpy
