#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "northbound/http/server.h"
#include "tests/northbound/fake_control.h"
#include "tests/northbound/http/client.h"

namespace lightloom::northbound {
namespace {

using test::Client;
using test::ClientResponse;
using testing::HasSubstr;

DeviceView device_at(const std::string& site, DeviceState state) {
  DeviceView device;
  device.record.node = "roadm-" + site;
  device.record.site = site;
  device.record.address = "127.0.0.1:9339";
  device.state = state;
  return device;
}

AlarmView alarm(const std::string& name, const std::string& resource) {
  AlarmView view;
  view.name = name;
  view.kind = "LINK_DOWN";
  view.severity = Severity::kCritical;
  view.time = test::kNow;
  view.resource = resource;
  view.message = resource + ": no light arrives";
  return view;
}

std::vector<std::string> names_in(const ClientResponse& response, const char* list) {
  std::vector<std::string> names;
  const auto document = response.json();
  for (const auto& item : document.at(list).as_array())
    names.push_back(boost::json::value_to<std::string>(item.at("name")));
  return names;
}

// Calls about the plant as it runs, as a client sees them.
class PlantCalls : public testing::Test {
 protected:
  PlantCalls() : server_(control_, clock_, options()), port_(server_.start().value_or(0)), client_(port_) {}
  static HttpOptions options() {
    HttpOptions options;
    options.port = 0;
    return options;
  }
  ClientResponse post(std::string_view target, std::string_view body = {}) {
    return client_.ask("POST", target, body);
  }
  ClientResponse get(std::string_view target) { return client_.ask("GET", target); }
  /// Two recorded cables, the second one down, and one that nobody recorded.
  static PlantStatus discovered() {
    PlantStatus plant;
    plant.links = {{LinkState::kUp, "", {}}, {LinkState::kDown, "no light at charlie since 06:00", {}}};
    LinkView seen;
    seen.name = "alpha/degree-7-charlie/degree-9";
    seen.a_site = "alpha";
    seen.z_site = "charlie";
    seen.status = {LinkState::kUnrecorded, "heard by both ends", {}};
    plant.unrecorded = {seen};
    plant.nodes = {{"bravo", "r7.bravo.example"}};
    return plant;
  }
  /// The same, with the second cable closed to plans; enough for a third one.
  PlantStatus closed() const {
    PlantStatus plant = discovered();
    Barred barred;
    barred.closed = ClosedLinks{false, true, false};
    plant.barred = std::make_shared<const Barred>(std::move(barred));
    return plant;
  }

  test::FixedClock clock_;
  test::FakeControl control_;
  HttpServer server_;
  std::uint16_t port_;
  Client client_;
};

TEST_F(PlantCalls, RegisterADeviceAndForgetIt) {
  const auto added = post("/v1/devices", R"({"node": "roadm-alpha", "site": "alpha",
      "address": "127.0.0.1:9339", "username": "u", "password_file": "/p", "ca_file": "/ca.pem"})");
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(added.body,
            R"({"name":"roadm-alpha","node":"roadm-alpha","site":"alpha","address":"127.0.0.1:9339",)"
            R"("username":"u","password_file":"/p","ca_file":"/ca.pem","state":"CONNECTING",)"
            R"("state_message":"","drift":0})");
  const auto record = control_.last_device();
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->username, "u");
  EXPECT_EQ(get("/v1/devices/roadm-alpha").body, added.body);
  EXPECT_EQ(post("/v1/devices", added.body).status, 200) << "what is printed may be sent back";
  EXPECT_EQ(client_.ask("DELETE", "/v1/devices/roadm-alpha").body, added.body);
  EXPECT_EQ(client_.ask("DELETE", "/v1/devices/roadm-alpha").status, 404);
}

TEST_F(PlantCalls, NameTheFieldOfADeviceThatIsWrong) {
  const struct {
    std::string_view body, field;
  } cases[] = {
      {R"({"site": "alpha", "address": "h:1"})", "node"},
      {R"({"node": "n", "address": "h:1"})", "site"},
      {R"({"node": "n", "site": "alpha"})", "address"},
      {R"({"node": "n", "site": "alpha", "address": "h:1", "username": ""})", "username"},
      {R"({"node": "n", "site": "alpha", "address": "h:1", "password_file": ""})", "password_file"},
      {R"({"node": "n", "site": "alpha", "address": "h:1", "ca_file": ""})", "ca_file"},
      {R"({"node": "n\n", "site": "alpha", "address": "h:1"})", "node"},
      {R"({"node": "n", "site": "alpha", "address": "h:1", "name": "m"})", "name"},
      {R"({"node": "n", "site": "alpha", "adress": "h:1"})", "adress"},
  };
  for (const auto& bad : cases) {
    const auto response = post("/v1/devices", bad.body);
    EXPECT_EQ(response.status, 400) << bad.body;
    EXPECT_EQ(response.error("field"), bad.field) << bad.body;
  }
  const std::string long_node(257, 'x');
  const auto response =
      post("/v1/devices", R"({"node": ")" + long_node + R"(", "site": "alpha", "address": "h:1"})");
  EXPECT_EQ(response.error("field"), "node");
  EXPECT_FALSE(control_.last_device().has_value());
}

TEST_F(PlantCalls, HandOnWhatControlSaysOfADevice) {
  Refusal refusal;
  refusal.error = {ErrorCode::kInvalidArgument, "site alpha has roadm-alpha", "site", {}, {}};
  control_.set_refusal(refusal);
  const auto response = post("/v1/devices", R"({"node": "n", "site": "alpha", "address": "h:1"})");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.error("field"), "site");
}

TEST_F(PlantCalls, ListDevicesByNodePageByPage) {
  control_.set_device(device_at("charlie", DeviceState::kUp));
  control_.set_device(device_at("alpha", DeviceState::kSilent));
  control_.set_device(device_at("bravo", DeviceState::kUp));
  const auto first = get("/v1/devices?page_size=2");
  EXPECT_EQ(names_in(first, "devices"), (std::vector<std::string>{"roadm-alpha", "roadm-bravo"}));
  EXPECT_EQ(first.text("last_event_id"), "1.0");
  const auto second = get("/v1/devices?page_size=2&page_token=" + first.text("next_page_token"));
  EXPECT_EQ(names_in(second, "devices"), std::vector<std::string>{"roadm-charlie"});
  EXPECT_EQ(second.text("next_page_token"), "");
  EXPECT_EQ(names_in(get("/v1/devices?state=silent"), "devices"), std::vector<std::string>{"roadm-alpha"});
  EXPECT_EQ(names_in(get("/v1/devices?site=bravo"), "devices"), std::vector<std::string>{"roadm-bravo"});
  EXPECT_EQ(get("/v1/devices?state=SILNT").error("nearest"), "SILENT");
  EXPECT_EQ(get("/v1/devices?site=brave").error("nearest"), "bravo");
  EXPECT_EQ(get("/v1/devices/roadm-brave").error("nearest"), "roadm-bravo");
  EXPECT_EQ(get("/v1/devices/roadm-brave").status, 404);
}

TEST_F(PlantCalls, ShowLinksAsDiscoveredThenThoseThatNobodyRecorded) {
  control_.set_plant(discovered());
  const auto links = get("/v1/links").json().at("links").as_array();
  ASSERT_EQ(links.size(), 3U);
  EXPECT_EQ(links.at(0).at("state").as_string(), "UP");
  EXPECT_EQ(links.at(1).at("state").as_string(), "DOWN");
  EXPECT_EQ(links.at(1).at("state_message").as_string(), "no light at charlie since 06:00");
  EXPECT_EQ(links.at(2).at("name").as_string(), "alpha/degree-7-charlie/degree-9");
  EXPECT_EQ(links.at(2).at("state").as_string(), "UNRECORDED");
  EXPECT_EQ(links.at(2).at("z_site").as_string(), "charlie");
  EXPECT_EQ(links.at(2).at("length_km").to_number<double>(), 0);
  EXPECT_EQ(names_in(get("/v1/links?state=down"), "links"), std::vector<std::string>{"bravo-charlie-1"});
  EXPECT_EQ(names_in(get("/v1/links?site=charlie"), "links"),
            (std::vector<std::string>{"bravo-charlie-1", "alpha/degree-7-charlie/degree-9"}));
  EXPECT_EQ(names_in(get("/v1/links?page_size=2&page_token=2"), "links"),
            std::vector<std::string>{"alpha/degree-7-charlie/degree-9"});
  const auto recorded = get("/v1/network").json().at("links").as_array();
  ASSERT_EQ(recorded.size(), 2U);
  EXPECT_EQ(recorded.at(1).at("state").as_string(), "DOWN");
}

TEST_F(PlantCalls, NameANodeAsItsDevice) {
  control_.set_plant(discovered());
  const auto nodes = get("/v1/nodes").json().at("nodes").as_array();
  EXPECT_EQ(nodes.at(0).at("name").as_string(), "roadm-alpha");
  EXPECT_FALSE(nodes.at(0).as_object().contains("device"));
  EXPECT_EQ(nodes.at(1).at("name").as_string(), "r7.bravo.example");
  EXPECT_EQ(nodes.at(1).at("device").as_string(), "r7.bravo.example");
  EXPECT_EQ(get("/v1/sites").json().at("sites").at(1).at("nodes").at(0).as_string(), "r7.bravo.example");
}

TEST_F(PlantCalls, ShowForeignLightBesideWhatIsPromised) {
  PlantStatus plant = discovered();
  plant.links[0].foreign = {
      {Slot{-300, 4}, "alpha", "x"}, {Slot{-300, 4}, "bravo", "y"}, {Slot{100, 4}, "bravo", "z"}};
  control_.set_plant(std::move(plant));
  post("/v1/reservations", R"({"from": "alpha", "to": "bravo", "gbps": 400})");
  const auto uses = get("/v1/links/alpha-bravo-1/spectrum").json().at("az").as_array();
  ASSERT_EQ(uses.size(), 3U);
  EXPECT_EQ(boost::json::serialize(uses.at(0)),
            R"({"slot":{"n":-300,"m":4},"state":"FOREIGN","site":"alpha","channel":"x"})");
  EXPECT_EQ(uses.at(1).at("state").as_string(), "BOOKED");
  EXPECT_EQ(uses.at(2).at("channel").as_string(), "z");
}

TEST_F(PlantCalls, ComputePathsOverCablesThatAreUp) {
  control_.set_plant(closed());
  const std::string_view ask = R"({"from": "alpha", "to": "charlie", "gbps": 400})";
  const auto refused = post("/v1/paths:compute", ask);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.error("reason"), "NO_ROUTE");
  EXPECT_EQ(post("/v1/paths:compute", R"({"from": "alpha", "to": "charlie"})").error("reason"), "NO_ROUTE");
  EXPECT_EQ(post("/v1/paths:compute", R"({"from": "alpha", "to": "bravo", "gbps": 400})").status, 200);
  control_.set_plant(discovered());
  EXPECT_EQ(post("/v1/paths:compute", ask).status, 200)
      << "what is barred decides, not what a link is called";
}

TEST_F(PlantCalls, ComputePathsAroundForeignLight) {
  const std::string_view ask = R"({"from": "alpha", "to": "charlie", "gbps": 400})";
  const auto slot_of = [&] {
    return boost::json::serialize(
        post("/v1/paths:compute", ask).json().at("paths").at(0).at("lightpaths").at(0).at("slot"));
  };
  const auto free = slot_of();
  PlantStatus plant = discovered();
  Barred barred;
  barred.taken.resize(2);
  barred.taken[1].occupy(0, 3);
  plant.barred = std::make_shared<const Barred>(std::move(barred));
  control_.set_plant(std::move(plant));
  EXPECT_NE(slot_of(), free);
}

// A way round, longer than the two cables in a row.
NetworkRecord triangle() {
  NetworkRecord record = test::small_record();
  Link round = record.links[0];
  round.name = "alpha-charlie-1";
  round.z_site = SiteIndex{2};
  round.a_port = round.z_port = "degree-3";
  round.spans = {round.spans[0], round.spans[0], round.spans[0]};
  round.length = Metres{240'000};
  round.amps_az.assign(4, round.amps_az[0]);
  round.amps_za.assign(4, round.amps_za[0]);
  record.links.push_back(std::move(round));
  return record;
}

TEST_F(PlantCalls, ExplainThatACableOfAFasterRouteIsNotUp) {
  ASSERT_TRUE(control_.set_network(triangle()));
  PlantStatus plant = closed();
  plant.links.resize(3);
  control_.set_plant(std::move(plant));
  for (const std::string_view ask : {R"({"from": "alpha", "to": "charlie", "explain": true, "gbps": 400})",
                                     R"({"from": "alpha", "to": "charlie", "explain": true})"}) {
    const auto document = post("/v1/paths:compute", ask).json();
    EXPECT_EQ(document.at("paths").at(0).at("links").at(0).as_string(), "alpha-charlie-1");
    EXPECT_EQ(document.at("routes_within_budget").as_int64(), 1);
    EXPECT_THAT(boost::json::serialize(document.at("passed_over")),
                HasSubstr(R"("links":["alpha-bravo-1","bravo-charlie-1"],"reason":"NO_ROUTE",)"
                          R"("message":"bravo-charlie-1 is not up, but DOWN: no light at charlie)"));
  }
}

TEST_F(PlantCalls, ExplainThatForeignLightIsInTheWay) {
  ASSERT_TRUE(control_.set_network(triangle()));
  PlantStatus plant = discovered();
  plant.links.resize(3);
  Barred barred;
  barred.taken.resize(3);
  barred.taken[1].occupy(0, kMaxSlices);
  plant.barred = std::make_shared<const Barred>(std::move(barred));
  control_.set_plant(std::move(plant));
  const auto answer =
      post("/v1/paths:compute", R"({"from": "alpha", "to": "charlie", "gbps": 400, "explain": true})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto passed = answer.json().at("passed_over").at(0);
  EXPECT_EQ(passed.at("reason").as_string(), "NO_SPECTRUM");
  EXPECT_THAT(std::string(passed.at("message").as_string()), HasSubstr("the longest free run is 0"));
}

TEST_F(PlantCalls, ListAlarmsAndAcknowledgeOne) {
  AlarmView cleared = alarm("a-1", "alpha-bravo-1");
  cleared.cleared_time = test::kNow + std::chrono::seconds{1};
  control_.add_alarm(cleared);
  AlarmView active = alarm("a-2", "bravo-charlie-1");
  active.root = "a-1";
  active.affects = {"r-1", "r-2"};
  active.span = AlarmSpan{"bravo-charlie-1", 0, 12.5};
  control_.add_alarm(active);
  EXPECT_EQ(names_in(get("/v1/alarms"), "alarms"), (std::vector<std::string>{"a-2", "a-1"}));
  EXPECT_EQ(names_in(get("/v1/alarms?active=false"), "alarms"), std::vector<std::string>{"a-1"});
  EXPECT_EQ(names_in(get("/v1/alarms?resource=alpha-bravo-1"), "alarms"), std::vector<std::string>{"a-1"});
  const auto last = get("/v1/alarms?active=true");
  EXPECT_EQ(last.text("last_event_id"), "1.0");
  EXPECT_EQ(boost::json::serialize(last.json().at("alarms").at(0)),
            R"({"name":"a-2","kind":"LINK_DOWN","severity":"CRITICAL","time":"2027-01-15T08:00:00Z",)"
            R"("resource":"bravo-charlie-1","message":"bravo-charlie-1: no light arrives","root":"a-1",)"
            R"("affects":["r-1","r-2"],"span":{"link":"bravo-charlie-1","index":0,"km_from_a":1.25E1}})");
  EXPECT_EQ(post("/v1/alarms/a-2:acknowledge").text("acknowledged_time"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(post("/v1/alarms/a-2:acknowledge", "{}").status, 200);
  EXPECT_EQ(post("/v1/alarms/a-2:acknowledge", R"({"by": "me"})").status, 400);
  EXPECT_EQ(post("/v1/alarms/a-9:acknowledge").status, 404);
  EXPECT_EQ(get("/v1/alarms?active=yes").error("field"), "active");
}

TEST_F(PlantCalls, ReportTheLightOfALightpath) {
  LightpathReport report;
  report.name = "l-7";
  report.reservation = "r-3";
  report.light = "LIT";
  ReceiverReport receiver;
  receiver.site = "alpha";
  receiver.port = "line-1";
  receiver.measured = NodeObserved::Light{Dbm{-17.5}, Decibel{23.25}, 0.001953125};
  receiver.predicted_power = Dbm{-17};
  report.receivers = {receiver};
  control_.set_lightpath(report);
  EXPECT_EQ(get("/v1/lightpaths/l-7").body,
            R"({"name":"l-7","reservation":"r-3","light":"LIT","message":"","receivers":[{"site":"alpha",)"
            R"("port":"line-1","power_dbm":-17.5,"gsnr_0p1nm_db":23.25,"pre_fec_ber":0.001953125,)"
            R"("predicted_power_dbm":-17}],"bins":[]})");
  EXPECT_EQ(get("/v1/lightpaths/l-8").status, 404);
}

TEST_F(PlantCalls, ApplyTheNetworkThatTheyPrint) {
  control_.set_changes({{"x-1"}, {}, {"y-1"}, {}});
  const auto network = get("/v1/network").body;
  const auto applied = post("/v1/network:apply", "{\"network\":" + network + ",\"dry_run\":true}");
  ASSERT_EQ(applied.status, 200) << applied.body;
  EXPECT_EQ(applied.body, R"({"added":["x-1"],"changed":[],"removed":["y-1"],"in_use":[]})");
  EXPECT_TRUE(control_.last_was_dry_run());
  EXPECT_EQ(control_.last_record(), test::small_record());
  EXPECT_EQ(post("/v1/network:apply", "{\"network\":" + network + "}").status, 200);
  EXPECT_FALSE(control_.last_was_dry_run());
}

TEST_F(PlantCalls, RefuseANetworkThatTakesAwayWhatIsPromised) {
  control_.set_changes({{}, {}, {"alpha-bravo-1"}, {"alpha-bravo-1"}});
  const auto network = get("/v1/network").body;
  const auto refused = post("/v1/network:apply", "{\"network\":" + network + "}");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.error("reason"), "WRONG_STATE");
  const auto dry = post("/v1/network:apply", "{\"network\":" + network + ",\"dry_run\":true}");
  EXPECT_EQ(dry.json().at("in_use").at(0).as_string(), "alpha-bravo-1");
}

TEST_F(PlantCalls, NameTheFieldOfANetworkThatIsWrong) {
  EXPECT_EQ(post("/v1/network:apply", "{}").error("field"), "network");
  EXPECT_EQ(post("/v1/network:apply", R"({"network": {"cables": []}})").error("field"), "network.cables");
  EXPECT_EQ(post("/v1/network:apply", R"({"network": {}})").error("field"), "network.equipment");
  EXPECT_FALSE(control_.last_record().has_value());
}

TEST_F(PlantCalls, StreamEventsOfEveryKindWithTheirObjects) {
  LinkView link;
  link.name = "alpha-bravo-1";
  link.status = {LinkState::kDown, "cut", {}};
  control_.add_event("link.state", link.name, std::make_shared<const LinkView>(link));
  control_.add_event("device.state", "roadm-alpha",
                     std::make_shared<const DeviceView>(device_at("alpha", DeviceState::kLying)));
  control_.add_event("alarm", "a-1", std::make_shared<const AlarmView>(alarm("a-1", "alpha-bravo-1")));
  control_.add_event("decision.made", "d-1");
  Client stream(port_);
  stream.send("GET /v1/events?after=1.0&types=link,device,alarm HTTP/1.1\r\nHost: t\r\n\r\n");
  stream.receive(false);
  const auto first = stream.receive_until("\n\n");
  EXPECT_THAT(first, HasSubstr("event: link.state\n"));
  EXPECT_THAT(first, HasSubstr(R"("object":{"name":"alpha-bravo-1",)"));
  EXPECT_THAT(first, HasSubstr(R"("state":"DOWN","state_message":"cut")"));
  EXPECT_THAT(stream.receive_until("\n\n"),
              HasSubstr(R"("object":{"name":"roadm-alpha","node":"roadm-alpha")"));
  const auto third = stream.receive_until("\n\n");
  EXPECT_THAT(third, HasSubstr("event: alarm\n"));
  EXPECT_THAT(third, HasSubstr(R"("object":{"name":"a-1","kind":"LINK_DOWN","severity":"CRITICAL")"));
}

TEST_F(PlantCalls, RefuseATypeOfEventThatIsNone) {
  const auto refused = get("/v1/events?types=reservation,alarms");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.error("field"), "types");
  EXPECT_EQ(refused.error("nearest"), "alarm");
}

TEST_F(PlantCalls, CountDevicesLinksAndAlarms) {
  const auto metrics = get("/metrics").body;
  for (const char* line : {R"(lightloom_device_up{node="roadm-alpha",site="alpha"} 1)",
                           R"(lightloom_device_up{node="roadm-bravo",site="bravo"} 0)",
                           R"(lightloom_device_sets_total{node="roadm-alpha",site="alpha"} 10)",
                           R"(lightloom_device_gets_total{node="roadm-alpha",site="alpha"} 20)",
                           R"(lightloom_device_updates_total{node="roadm-alpha",site="alpha"} 30)",
                           R"(lightloom_device_errors_total{node="roadm-alpha",site="alpha"} 40)",
                           R"(lightloom_device_reconnects_total{node="roadm-alpha",site="alpha"} 50)",
                           R"(lightloom_device_rtt_seconds{node="roadm-alpha",site="alpha"} 0.25)",
                           R"(lightloom_device_drift{node="roadm-alpha",site="alpha"} 1)",
                           R"(lightloom_links{state="DOWN"} 2)", "lightloom_alarms_active 5"})
    EXPECT_THAT(metrics, HasSubstr(line));
}

}  // namespace
}  // namespace lightloom::northbound
