#include "northbound/json/translate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "northbound/json/mapper.h"
#include "northbound/json/plant.h"
#include "tests/northbound/fake_control.h"

namespace lightloom::northbound {
namespace {

using testing::HasSubstr;

v1::ReservationRequest good_request() {
  v1::ReservationRequest request;
  request.set_from("alpha");
  request.set_to("bravo");
  request.set_gbps(400);
  return request;
}
std::string refused_field(const v1::ReservationRequest& request) {
  const auto value = to_value(request);
  return value ? "granted" : value.error().field;
}

TEST(Rate, TakesStepsOfAThousandth) {
  EXPECT_EQ(to_rate(0.001), Kbps{1'000});
  EXPECT_EQ(to_rate(400.001), Kbps{400'001'000});
  EXPECT_EQ(to_rate(1'000'000), Kbps{1'000'000'000'000});
  EXPECT_EQ(to_rate(999'999.999), Kbps{999'999'999'000});
}

TEST(Rate, RefusesWhatIsNoRate) {
  for (const double gbps :
       {0.0, -400.0, 0.0005, 1.0005, 1'000'000.001, 1e300, std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity()})
    EXPECT_FALSE(to_rate(gbps).has_value()) << gbps;
  EXPECT_EQ(to_rate(1.0004).error().nearest, "1");
}

RC_GTEST_PROP(Rate, SurvivesTheWayOutAndBack, ()) {
  const Kbps rate{*rc::gen::inRange<std::int64_t>(1, 1'000'000'000) * 1'000};
  RC_ASSERT(to_rate(to_gbps(rate)) == rate);
}

TEST(ReservationRequest, NamesTheFieldThatIsWrong) {
  auto request = good_request();
  EXPECT_EQ(refused_field(request), "granted");
  request.clear_from();
  EXPECT_EQ(refused_field(request), "from");
  request = good_request();
  request.clear_to();
  EXPECT_EQ(refused_field(request), "to");
  request = good_request();
  request.set_gbps(-1);
  EXPECT_EQ(refused_field(request), "gbps");
  request = good_request();
  request.set_max_latency_us(0);
  EXPECT_EQ(refused_field(request), "max_latency_us");
  request = good_request();
  request.set_hold_s(0);
  EXPECT_EQ(refused_field(request), "hold_s");
  request = good_request();
  request.set_lease_s(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(refused_field(request), "lease_s");
  request = good_request();
  request.mutable_window()->set_duration_s(-5);
  EXPECT_EQ(refused_field(request), "window.duration_s");
  request.mutable_window()->set_duration_s(5);
  request.mutable_window()->mutable_end()->set_seconds(5);
  EXPECT_EQ(refused_field(request), "window.duration_s");
  request = good_request();
  request.set_request_id("");
  EXPECT_EQ(refused_field(request), "request_id");
  request.set_request_id(std::string(129, 'x'));
  EXPECT_EQ(refused_field(request), "request_id");
  request.set_request_id("a\nb");
  EXPECT_EQ(refused_field(request), "request_id");
  request = good_request();
  (*request.mutable_labels())["a=b"] = "c";
  EXPECT_EQ(refused_field(request), "labels");
  request = good_request();
  (*request.mutable_labels())["a"] = std::string(257, 'x');
  EXPECT_EQ(refused_field(request), "labels.a");
}

TEST(ReservationRequest, SurvivesTheWayThereAndBack) {
  ReserveRequest request;
  request.request_id = "job-1";
  request.from = "alpha/line-2";
  request.to = "bravo";
  request.rate = Kbps{1'234'000};
  request.max_latency_us = 15'000;
  request.start = test::kNow;
  request.duration = std::chrono::seconds{3'600};
  request.hold = std::chrono::seconds{30};
  request.lease = std::chrono::seconds{60};
  request.labels = {{"a", "b"}};
  EXPECT_EQ(to_value(to_message(request)), request);
  request.duration.reset();
  request.end = test::kNow + Duration{1};
  EXPECT_EQ(to_value(to_message(request)), request);
}

TEST(ReservationMessage, HasTheStateAndServiceOfTheView) {
  ReservationView view;
  for (int i = 0; i <= static_cast<int>(ReservationState::kExpired); ++i) {
    view.state = static_cast<ReservationState>(i);
    EXPECT_EQ(v1::Reservation::State_Name(to_message(view).state()), name_of(view.state));
  }
  for (int i = 0; i <= static_cast<int>(Service::kDown); ++i) {
    view.service = static_cast<Service>(i);
    EXPECT_EQ(v1::Reservation::Service_Name(to_message(view).service()), name_of(view.service));
  }
}

TEST(ErrorMessage, HasWhatTheContractPrints) {
  Refusal refusal;
  refusal.error.code = ErrorCode::kNoRouteWithinLatency;
  refusal.error.message = "alpha -> bravo within 1.000 ms: the fastest route takes 1.200 ms";
  refusal.error.field = "max_latency_us";
  refusal.error.blockers = {{"LATENCY", {}, Window{test::kNow, kForever}, 1'000, 1'200, "us"}};
  Alternative alternative;
  alternative.differs = "max_latency_us 1000 -> 1200";
  alternative.request.from = "alpha";
  alternative.request.to = "bravo";
  alternative.request.rate = Kbps{1'000'000};
  alternative.request.max_latency_us = 1'200;
  refusal.alternatives = {alternative};
  refusal.decision = "d-417";
  EXPECT_EQ(
      message_to_json(to_message(refusal)),
      R"({"code":409,"status":"FAILED_PRECONDITION","reason":"NO_ROUTE_WITHIN_LATENCY",)"
      R"("message":"alpha -> bravo within 1.000 ms: the fastest route takes 1.200 ms",)"
      R"("field":"max_latency_us","nearest":"","blockers":[{"constraint":"LATENCY","links":[],)"
      R"("window":{"start":"2027-01-15T08:00:00Z"},"asked":1000,"available":1200,"unit":"us"}],)"
      R"("alternatives":[{"differs":"max_latency_us 1000 -> 1200","request":{"from":"alpha","to":"bravo",)"
      R"("gbps":1,"max_latency_us":1200,"labels":{}}}],"retry_after_s":0,"decision":"d-417"})");
}

TEST(EventMessage, HoldsTheReservationAsItWas) {
  Event event;
  event.id = {417, 2};
  event.time = test::kNow;
  event.type = "reservation.state";
  event.name = "r-3";
  event.after = "HELD";
  ReservationView view;
  view.name = "r-3";
  event.object = std::make_shared<const ReservationView>(view);
  const std::string json = message_to_json(to_message(event));
  EXPECT_THAT(json, HasSubstr(R"({"id":"417.2","time":"2027-01-15T08:00:00Z","type":"reservation.state",)"));
  EXPECT_THAT(json, HasSubstr(R"("object":{"name":"r-3",)"));
  EXPECT_THAT(json, testing::Not(HasSubstr("cause")));
}

TEST(PlantMessage, CountsTheLinePortsThatAreFreeNow) {
  const test::FakeControl control;
  Snapshot snapshot = *control.snapshot();
  ASSERT_NE(snapshot.network, nullptr);
  Booking booking;
  booking.lightpath = {1};
  booking.links = {LinkIndex{0}};
  booking.bits = {0, 12};
  booking.a_site = SiteIndex{0};
  booking.z_site = SiteIndex{1};
  booking.a_port = booking.z_port = 1;
  booking.window = {test::kNow, test::kNow + std::chrono::seconds{10}};
  snapshot.calendar.insert(booking);
  const auto during = site_message(snapshot, SiteIndex{0}, test::kNow);
  EXPECT_EQ(during.line_ports(), 4);
  EXPECT_EQ(during.line_ports_free(), 3);
  EXPECT_EQ(site_message(snapshot, SiteIndex{0}, booking.window.end).line_ports_free(), 4);
}

TEST(PlantMessage, TellsTheWholeRecord) {
  const test::FakeControl control;
  const auto message = network_message(*control.snapshot(), test::kNow);
  ASSERT_EQ(message.links_size(), 2);
  const auto& link = message.links(0);
  EXPECT_EQ(link.name(), "alpha-bravo-1");
  EXPECT_EQ(link.length_km(), 80);
  EXPECT_EQ(link.latency_us(), 392);  // 80 km * 1.468 / c = 391.7 us
  EXPECT_EQ(link.state(), v1::Link::PLANNED);
  EXPECT_EQ(link.spans_size(), 1);
  EXPECT_EQ(link.amplifiers_za_size(), 2);
  EXPECT_EQ(link.amplifiers_az(0).type(), "edfa");
  EXPECT_EQ(message.sites(2).nodes(0), "roadm-charlie");
  EXPECT_EQ(message.equipment().modes(0).gbps(), 400);
  EXPECT_EQ(message.equipment().roadm().target(), v1::RoadmType::PER_SLOT_WIDTH_MW_PER_GHZ);
}

}  // namespace
}  // namespace lightloom::northbound
