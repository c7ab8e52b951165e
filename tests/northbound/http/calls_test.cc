#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <thread>

#include "northbound/http/server.h"
#include "tests/northbound/fake_control.h"
#include "tests/northbound/http/client.h"

namespace lightloom::northbound {
namespace {

using test::Client;
using test::ClientResponse;
using testing::HasSubstr;

// Every call as a client sees it.
class Calls : public testing::Test {
 protected:
  Calls() : server_(control_, clock_, options()), port_(server_.start().value_or(0)), client_(port_) {}
  static HttpOptions options() {
    HttpOptions options;
    options.port = 0;
    return options;
  }
  ClientResponse post(std::string_view target, std::string_view body = {}) {
    return client_.ask("POST", target, body);
  }
  ClientResponse get(std::string_view target) { return client_.ask("GET", target); }
  std::string reserve(std::string_view more = "") {
    return post("/v1/reservations",
                R"({"from": "alpha", "to": "bravo", "gbps": 400)" + std::string(more) + "}")
        .text("name");
  }

  test::FixedClock clock_;
  test::FakeControl control_;
  HttpServer server_;
  std::uint16_t port_;
  Client client_;
};

TEST_F(Calls, HandTheBodyToControl) {
  const std::string name = reserve(R"(, "max_latency_us": 12000, "labels": {"job": "17"}, "lease_s": 60)");
  const auto request = control_.last_request();
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->rate, Kbps{400'000'000});
  EXPECT_EQ(request->max_latency_us, 12'000);
  EXPECT_EQ(request->lease, std::chrono::seconds{60});
  EXPECT_EQ(request->labels.at("job"), "17");
  EXPECT_EQ(get("/v1/reservations/" + name).text("name"), name);
}

TEST_F(Calls, PrintARefusalInFull) {
  Refusal refusal;
  refusal.error.code = ErrorCode::kTooManyRequests;
  refusal.error.message = "too many";
  refusal.decision = "d-1";
  refusal.retry_after_s = 7;
  control_.set_refusal(refusal);
  const auto response = post("/v1/reservations", R"({"from": "alpha", "to": "bravo", "gbps": 1})");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.header("Retry-After"), "7");
  EXPECT_EQ(response.error("reason"), "TOO_MANY_REQUESTS");
  EXPECT_EQ(response.error("status"), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(response.error("decision"), "d-1");
}

TEST_F(Calls, CommitReleaseAndRenewWithOrWithoutABody) {
  const std::string path = "/v1/reservations/" + reserve(R"(, "hold_s": 60)");
  EXPECT_EQ(post(path + ":commit").text("state"), "COMMITTED");
  EXPECT_EQ(post(path + ":renew", "{}").status, 200);
  EXPECT_EQ(post(path + ":release", R"({"etag": "e9"})").text("state"), "RELEASED");
  EXPECT_EQ(control_.last_etag(), "e9");
  EXPECT_EQ(post("/v1/reservations/r-99:commit").error("reason"), "NOT_FOUND");
}

TEST_F(Calls, RefuseBadBodies) {
  const struct {
    std::string_view body, reason, field;
  } cases[] = {
      {"", "INVALID_ARGUMENT", ""},
      {"[]", "INVALID_ARGUMENT", ""},
      {R"({"from": "alpha", "to": "bravo", "gbps": NaN})", "INVALID_ARGUMENT", ""},
      {R"({"from": "alpha", "to": "bravo", "gbps": -400})", "INVALID_ARGUMENT", "gbps"},
      {R"({"from": "alpha", "to": "bravo", "gbps": 1e300})", "INVALID_ARGUMENT", "gbps"},
      {R"({"from": "alpha", "to": "bravo", "gbps": 1, "gbps": 1})", "INVALID_ARGUMENT", "gbps"},
      {R"({"from": "alpha", "to": "bravo", "gpbs": 1})", "INVALID_ARGUMENT", "gpbs"},
      {R"({"from": "alpha", "to": "bravo", "gbps": 1, "window": {"start": "soon"}})", "INVALID_ARGUMENT",
       "window.start"},
      {R"({"to": "bravo", "gbps": 1})", "INVALID_ARGUMENT", "from"},
  };
  for (const auto& bad : cases) {
    const auto response = post("/v1/reservations", bad.body);
    EXPECT_EQ(response.status, 400) << bad.body;
    EXPECT_EQ(response.error("reason"), bad.reason) << bad.body;
    EXPECT_EQ(response.error("field"), bad.field) << bad.body;
  }
  EXPECT_FALSE(control_.last_request().has_value());
}

TEST_F(Calls, TakeJsonAndNothingElse) {
  const std::string_view body = R"({"from": "alpha", "to": "bravo", "gbps": 1})";
  for (const char* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json"}) {
    const auto response = client_.ask("POST", "/v1/reservations", body, type);
    EXPECT_EQ(response.status, 415) << type;
    EXPECT_EQ(response.error("reason"), "NOT_JSON");
  }
  for (const char* type : {"application/json; charset=utf-8", "Application/JSON", "application/json ;x=y"})
    EXPECT_EQ(client_.ask("POST", "/v1/reservations", body, type).status, 200) << type;
}

TEST_F(Calls, NameTheNearestOfAnUnknownCall) {
  const struct {
    std::string_view method, target, nearest;
  } cases[] = {
      {"POST", "/v1/reservation", "POST /v1/reservations"},
      {"DELETE", "/v1/sites", "GET /v1/sites"},
      {"GET", "/v1/reservations/r-1:commit", "POST /v1/reservations/{id}:commit"},
      {"BREW", "/healthz", "GET /healthz"},
      {"GET", "/v1/link", "GET /v1/links"},
  };
  for (const auto& unknown : cases) {
    const auto response = client_.ask(unknown.method, unknown.target);
    EXPECT_EQ(response.status, 404) << unknown.target;
    EXPECT_EQ(response.error("nearest"), unknown.nearest);
  }
}

TEST_F(Calls, ReadFiltersStrictly) {
  reserve();
  const auto list =
      get("/v1/reservations?state=held&site=alpha&link=x&label=job%3D1%3D7&tenant=t&page_size=5"
          "&start=2027-01-01T00:00:00+08:00&end=2028-01-01T00:00:00Z");
  EXPECT_EQ(list.status, 200);
  const auto query = control_.last_query();
  EXPECT_EQ(query.state, ReservationState::kHeld);
  EXPECT_EQ(query.label, std::pair(std::string("job"), std::string("1=7")));
  EXPECT_EQ(query.start, Instant{std::chrono::seconds{1'798'732'800}});
  EXPECT_EQ(query.page_size, 5U);
  for (const char* bad :
       {"/v1/reservations?sate=HELD", "/v1/reservations?state=HOLD", "/v1/reservations?page_size=0",
        "/v1/reservations?page_size=10001", "/v1/reservations?page_size=x", "/v1/reservations?site=a&site=b",
        "/v1/reservations?label=x", "/v1/reservations?start=now", "/v1/reservations?site=%4",
        "/v1/reservations/r-1?wait_s=5", "/v1/reservations/r-1?wait_for=ACTIVE&wait_s=601", "/v1/sites?x=1",
        "/v1/sites?page_token=x", "/v1/links?site=nowhere", "/v1/decisions?verdict=MAYBE", "/healthz?x",
        "/v1/events?after=x"})
    EXPECT_EQ(get(bad).status, 400) << bad;
  EXPECT_EQ(get("/v1/reservations?sate=HELD").error("nearest"), "state");
  EXPECT_EQ(get("/v1/links?site=alfa").error("nearest"), "alpha");
}

TEST_F(Calls, PageThroughLists) {
  for (int i = 0; i < 3; ++i) reserve();
  const auto first = get("/v1/reservations?page_size=2");
  EXPECT_EQ(first.json().at("reservations").as_array().size(), 2U);
  EXPECT_EQ(first.text("last_event_id"), "4.0");
  const auto second = get("/v1/reservations?page_size=2&page_token=" + first.text("next_page_token"));
  EXPECT_EQ(second.json().at("reservations").as_array().size(), 1U);
  EXPECT_EQ(second.text("next_page_token"), "");
  const auto sites = get("/v1/sites?page_size=2");
  EXPECT_EQ(sites.text("next_page_token"), "2");
  EXPECT_EQ(get("/v1/sites?page_size=2&page_token=2").json().at("sites").as_array().size(), 1U);
}

TEST_F(Calls, ShowThePlant) {
  EXPECT_EQ(get("/v1/sites").json().at("sites").as_array().size(), 3U);
  EXPECT_EQ(get("/v1/nodes?site=bravo").json().at("nodes").at(0).at("name").as_string(), "roadm-bravo");
  EXPECT_EQ(get("/v1/links?site=bravo").json().at("links").as_array().size(), 2U);
  EXPECT_EQ(get("/v1/links?site=alpha").json().at("links").at(0).at("state").as_string(), "PLANNED");
  EXPECT_EQ(get("/v1/network").json().at("links").at(0).at("spans").as_array().size(), 1U);
}

TEST_F(Calls, ShowWhoTakesTheSpectrumOfALink) {
  reserve(R"(, "hold_s": 60)");
  const auto spectrum = get("/v1/links/alpha-bravo-1/spectrum");
  ASSERT_EQ(spectrum.status, 200);
  const auto use = spectrum.json().at("az").at(0);
  EXPECT_EQ(use.at("state").as_string(), "HELD");
  EXPECT_EQ(use.at("reservation").as_string(), "r-1");
  EXPECT_EQ(use.at("slot").at("n").as_int64(), -100);
  EXPECT_EQ(spectrum.json().at("za").at(0), use);
  EXPECT_EQ(get("/v1/links/alpha-bravo-9/spectrum").status, 404);
  EXPECT_EQ(get("/v1/links/alpha-bravo-9/spectrum").error("nearest"), "alpha-bravo-1");
}

TEST_F(Calls, ComputeRoutesAndPaths) {
  const auto routes = post("/v1/paths:compute", R"({"from": "alpha", "to": "charlie", "alternatives": 3})");
  ASSERT_EQ(routes.status, 200) << routes.body;
  const auto path = routes.json().at("paths").at(0);
  EXPECT_EQ(path.at("links").as_array().size(), 2U);
  EXPECT_EQ(path.at("latency_us").as_int64(), 784);  // 160 km * 1.468 / c = 783.5 us
  EXPECT_TRUE(path.at("lightpaths").as_array().empty());
  const auto light =
      post("/v1/paths:compute", R"({"from": "alpha", "to": "charlie", "gbps": 400, "explain": true})");
  ASSERT_EQ(light.status, 200) << light.body;
  const auto lit = light.json().at("paths").at(0).at("lightpaths").at(0);
  EXPECT_EQ(lit.at("mode").as_string(), "400G");
  EXPECT_GE(lit.at("margin_db").to_number<double>(), 0);
  EXPECT_EQ(light.json().at("routes_within_budget").as_int64(), 1);
}

TEST_F(Calls, RefuseAPathThatCannotBe) {
  const auto late =
      post("/v1/paths:compute", R"({"from": "alpha", "to": "charlie", "gbps": 400, "max_latency_us": 700})");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.error("reason"), "NO_ROUTE_WITHIN_LATENCY");
  const auto alternatives = late.json().at("error").at("alternatives").as_array();
  ASSERT_FALSE(alternatives.empty());
  EXPECT_EQ(post("/v1/paths:compute", boost::json::serialize(alternatives.at(0).at("request"))).status, 200);
  const auto unknown = post("/v1/paths:compute", R"({"from": "alpha", "to": "charly"})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.error("field"), "to");
  EXPECT_EQ(unknown.error("nearest"), "charlie");
  for (const char* bad : {R"({"from": "alpha"})", R"({"from": "alpha", "to": "alpha"})",
                          R"({"from": "alpha/line-9", "to": "bravo"})",
                          R"({"from": "alpha", "to": "bravo", "alternatives": 0})",
                          R"({"from": "alpha", "to": "bravo", "window": {"start": "2020-01-01T00:00:00Z"}})",
                          R"({"from": "alpha", "to": "bravo", "window": {"end": "2020-01-01T00:00:00Z"}})"})
    EXPECT_EQ(post("/v1/paths:compute", bad).status, 400) << bad;
}

TEST_F(Calls, ShowDecisionsHealthAndFigures) {
  const auto decision = get("/v1/decisions/d-5");
  EXPECT_EQ(decision.text("verdict"), "GRANTED");
  EXPECT_EQ(decision.json().at("request").at("gbps").to_number<double>(), 400);
  EXPECT_EQ(get("/v1/decisions?verdict=refused").json().at("decisions").as_array().size(), 0U);
  EXPECT_EQ(get("/healthz").body, R"({"serving":true,"durable":false,"planning_only":true,"message":""})");
  const auto metrics = get("/metrics");
  EXPECT_THAT(metrics.header("Content-Type"), HasSubstr("text/plain"));
  EXPECT_THAT(metrics.body,
              HasSubstr(R"(lightloom_http_requests_total{call="GET /v1/decisions/{id}",code="200"} 1)"));
  EXPECT_THAT(metrics.body, HasSubstr(R"(lightloom_reservations{state="HELD"} 3)"));
}

TEST_F(Calls, StreamEventsAndResumeWithoutAGap) {
  Client stream(port_);
  stream.send("GET /v1/events?types=reservation HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(stream.receive(false).header("Content-Type"), "text/event-stream");
  for (int i = 0; i < 600; ++i) control_.add_event("decision.made", "d-" + std::to_string(i));
  reserve();
  const std::string first = stream.receive_until("\n\n");
  EXPECT_THAT(first, HasSubstr("id: 602.0\nevent: reservation.state\ndata: {\"id\":\"602.0\","));
  EXPECT_THAT(first, HasSubstr(R"("object":{"name":"r-1",)"));
  reserve();
  EXPECT_THAT(stream.receive_until("\n\n"), HasSubstr("id: 603.0\n"));

  Client resumed(port_);
  resumed.send("GET /v1/events?after=1.0 HTTP/1.1\r\nHost: t\r\nLast-Event-ID: 3.0\r\n\r\n");
  resumed.receive(false);
  for (int id = 4; id <= 603; ++id)
    EXPECT_THAT(resumed.receive_until("\n\n"), HasSubstr("id: " + std::to_string(id) + ".0\n"));
}

TEST_F(Calls, FilterEventsByNameAndLabel) {
  Client stream(port_);
  stream.send("GET /v1/events?name=r-3&label=job=17&after=1.0 HTTP/1.1\r\nHost: t\r\n\r\n");
  stream.receive(false);
  reserve(R"(, "labels": {"job": "17"})");
  reserve();
  reserve(R"(, "labels": {"job": "17"})");
  EXPECT_THAT(stream.receive_until("\n\n"), HasSubstr("id: 4.0\n"));
}

TEST_F(Calls, RefuseToResumeFromForgottenEvents) {
  control_.forget_events_before({5, 0});
  const auto response = get("/v1/events?after=2.0");
  EXPECT_EQ(response.status, 410);
  EXPECT_EQ(response.error("reason"), "EVENTS_GONE");
  EXPECT_EQ(response.error("nearest"), "5.0");
}

TEST(EventStreams, BeatWhileNothingHappensAndEndWithTheServer) {
  test::FixedClock clock;
  test::FakeControl control;
  HttpOptions options;
  options.port = 0;
  options.heartbeat = std::chrono::milliseconds{10};
  HttpServer server(control, clock, options);
  Client stream(server.start().value_or(0));
  stream.send("GET /v1/events?types=alarm HTTP/1.1\r\nHost: t\r\n\r\n");
  stream.receive(false);
  EXPECT_EQ(stream.receive_until("\n\n"), ":\n\n");
  control.add_event("decision.made", "d-1");
  // What the filter hides still moves the client's place.
  std::string beat = ":\n\n";
  while (beat == ":\n\n") beat = stream.receive_until("\n\n");
  EXPECT_EQ(beat, "id: 2.0\n\n");
  EXPECT_EQ(control.subscribers(), 1U);
  server.stop();
  EXPECT_TRUE(stream.is_closed_by_server());
  EXPECT_EQ(control.subscribers(), 0U);
}

TEST(EventStreams, CutOffAClientThatDoesNotRead) {
  test::FixedClock clock;
  test::FakeControl control;
  HttpOptions options;
  options.port = 0;
  options.write_timeout = std::chrono::milliseconds{50};
  HttpServer server(control, clock, options);
  Client stream(server.start().value_or(0));
  stream.send("GET /v1/events HTTP/1.1\r\nHost: t\r\n\r\n");
  stream.receive(false);
  ReservationView view;
  view.state_message = std::string(100'000, 'x');
  const auto object = std::make_shared<const ReservationView>(view);
  // Far more than the kernel buffers of both ends hold.
  for (int i = 0; i < 500; ++i) control.add_event("reservation.state", "r-1", object);
  while (control.subscribers() > 0) std::this_thread::yield();
  EXPECT_TRUE(stream.is_closed_by_server());
}

}  // namespace
}  // namespace lightloom::northbound
