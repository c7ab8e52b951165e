#include "northbound/json/mapper.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

#include "northbound/json/translate.h"

namespace lightloom::northbound {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::HasSubstr;

Result<v1::ReservationRequest> read(std::string_view json) {
  v1::ReservationRequest message;
  if (auto good = json_to_message(json, message); !good) return fail(std::move(good.error()));
  return message;
}
Error error_of(std::string_view json) {
  const auto read_back = read(json);
  EXPECT_FALSE(read_back.has_value()) << json;
  return read_back ? Error{} : read_back.error();
}

v1::Reservation full_reservation() {
  ReservationView view;
  view.name = "r-3";
  view.tenant = "default";
  view.request_id = "\"quoted\" \\ \x01\t and \xe4\xb9\x8c\xe9\xb2\x81";
  view.state = ReservationState::kActive;
  view.state_time = Instant{Duration{1'800'000'000'123'456}};
  view.service = Service::kAtRisk;
  view.from = "horinger";
  view.to = "shaoguan";
  view.rate = Kbps{400'001'000};
  view.window = {Instant{Duration{1'800'000'000'500'000}}, kForever};
  view.path.latency_us = 10'260;
  view.path.length = Metres{2'094'123};
  view.path.sites = {"horinger", "taiyuan", "zhengzhou", "wuhan", "changsha", "shaoguan"};
  view.path.links = {"horinger-taiyuan-1", "taiyuan-zhengzhou-1", "zhengzhou-wuhan-2", "wuhan-changsha-1",
                     "changsha-shaoguan-1"};
  view.path.lightpaths = {
      {"l-7", "400G-PCS16QAM", Slot{-376, 8}, Decibel{22.7137}, Decibel{1.0 / 3}, view.path.links}};
  view.endpoints = {{"horinger", "line-1"}, {"shaoguan", "line-2"}};
  view.labels = {{"team", "training"}, {"job", "17"}};
  view.metered = {1e-7, 1e21};
  view.etag = "e4";
  view.lease = std::chrono::seconds{60};
  view.lease_until = Instant{Duration{1'800'000'060'000'000}};
  return to_message(view);
}

TEST(JsonReader, ReadsEveryKindOfField) {
  const auto request = read(R"( {"request_id": "job-\u4e4c\ud83d\ude00", "from": "urumqi", "to": "shaoguan",
      "gbps": 400.125, "max_latency_us": "15000", "hold_s": 6e1, "labels": {"a": "1", "": "2"},
      "window": {"start": "2027-01-01T08:00:00.25+08:00", "duration_s": 3600}} )");
  ASSERT_TRUE(request.has_value()) << request.error().message;
  EXPECT_EQ(request->request_id(), "job-\xe4\xb9\x8c\xf0\x9f\x98\x80");
  EXPECT_EQ(request->gbps(), 400.125);
  EXPECT_EQ(request->max_latency_us(), 15'000);
  EXPECT_EQ(request->hold_s(), 60);
  EXPECT_EQ(request->labels().at(""), "2");
  EXPECT_EQ(request->window().start().seconds(), 1'798'761'600);
  EXPECT_EQ(request->window().start().nanos(), 250'000'000);
  EXPECT_FALSE(request->has_lease_s());
}

TEST(JsonReader, NamesAnUnknownFieldAndItsNearest) {
  const Error error = error_of(R"({"from": "a", "max_latency": 5})");
  EXPECT_EQ(error.field, "max_latency");
  EXPECT_EQ(error.nearest, "max_latency_us");
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error_of(R"({"window": {"strat": 5}})").field, "window.strat");
  EXPECT_EQ(error_of(R"({"window": {"strat": 5}})").nearest, "start");
}

TEST(JsonReader, KeepsItsSentenceOnOneLine) {
  EXPECT_THAT(error_of(R"({"a\nb": 5})").message, testing::Not(HasSubstr("\n")));
  EXPECT_THAT(error_of(R"({"labels": {"a\nb": 5}})").message, testing::Not(HasSubstr("\n")));
}

TEST(JsonReader, RefusesANameGivenTwice) {
  EXPECT_EQ(error_of(R"({"gbps": 1, "gbps": 1})").field, "gbps");
  EXPECT_EQ(error_of(R"({"gb\u0070s": 1, "gbps": 1})").field, "gbps");
  EXPECT_EQ(error_of(R"({"labels": {"a": "1", "a": "1"}})").field, "labels.a");
  EXPECT_EQ(error_of(R"({"window": {"end": "2027-01-01T00:00:00Z", "end": "2027-01-01T00:00:00Z"}})").field,
            "window.end");
}

TEST(JsonReader, RefusesWhatIsNotRfc8259) {
  for (const char* json : {"",
                           " ",
                           "{",
                           "}",
                           "{\"gbps\": 1,}",
                           "{'gbps': 1}",
                           "{gbps: 1}",
                           "{\"gbps\": NaN}",
                           "{\"gbps\": Infinity}",
                           "{\"gbps\": -}",
                           "{\"gbps\": 01}",
                           "{\"gbps\": .5}",
                           "{\"gbps\": 1.}",
                           "{\"gbps\": +1}",
                           "{\"gbps\": 0x1}",
                           "{\"gbps\": 1e}",
                           "{\"gbps\": 1} x",
                           "{\"gbps\": 1}{}",
                           "{\"from\": \"a\nb\"}",
                           "{\"from\": \"\\x\"}",
                           "{\"from\": \"\\ud800\"}",
                           "{\"from\": \"\xff\"}",
                           "{\"from\": \"\xc0\x80\"}",
                           "{\"from\": \"a}",
                           "{\"gbps\": 1 /* c */}",
                           "{\"gbps\" 1}",
                           "{\"gbps\": tru}",
                           "\xef\xbb\xbf{}"})
    EXPECT_FALSE(read(json).has_value()) << json;
}

TEST(JsonReader, SaysWhatItExpectedAndFound) {
  EXPECT_THAT(error_of(R"({"gbps": "400"})").message, HasSubstr("gbps: expected a number, found a string"));
  EXPECT_THAT(error_of(R"({"from": 5})").message, HasSubstr("from: expected a string, found a number"));
  EXPECT_THAT(error_of(R"({"from": null})").message, HasSubstr("found null; leave it out"));
  EXPECT_THAT(error_of(R"({"from": {}})").message, HasSubstr("from: expected a string, found an object"));
  EXPECT_THAT(error_of(R"({"from": []})").message, HasSubstr("from: expected a string, found a list"));
  EXPECT_THAT(error_of(R"({"window": []})").message, HasSubstr("window: expected an object, found a list"));
  EXPECT_THAT(error_of(R"({"labels": []})").message, HasSubstr("labels: expected an object, found a list"));
  EXPECT_THAT(error_of(R"({"labels": {"a": [1]}})").message, HasSubstr("labels.a: expected a string"));
  EXPECT_THAT(error_of(R"({"labels": {"a": true}})").message, HasSubstr("labels.a: expected a string"));
  EXPECT_THAT(error_of(R"({"window": {"start": 5}})").message, HasSubstr("window.start: expected a time"));
  EXPECT_THAT(error_of("[]").message, HasSubstr("expected an object, found a list"));
  EXPECT_THAT(error_of("5").message, HasSubstr("expected an object, found a number"));
}

TEST(JsonReader, RefusesNumbersThatDoNotFit) {
  EXPECT_EQ(error_of(R"({"gbps": 1e400})").field, "gbps");
  EXPECT_EQ(error_of(R"({"hold_s": 1.5})").field, "hold_s");
  EXPECT_EQ(error_of(R"({"hold_s": 9223372036854775808})").field, "hold_s");
  EXPECT_EQ(error_of(R"({"hold_s": "9223372036854775808"})").field, "hold_s");
  EXPECT_EQ(error_of(R"({"hold_s": "5 "})").field, "hold_s");
  EXPECT_EQ(error_of(R"({"hold_s": ""})").field, "hold_s");
  EXPECT_EQ(read(R"({"hold_s": -9223372036854775808})")->hold_s(), std::numeric_limits<std::int64_t>::min());
  v1::Slot slot;
  EXPECT_FALSE(json_to_message(R"({"n": 2147483648})", slot).has_value());
  EXPECT_TRUE(json_to_message(R"({"n": -2147483648})", slot).has_value());
}

TEST(JsonReader, NamesTheElementOfAList) {
  v1::ListReservationsResponse list;
  const auto bad = json_to_message(R"({"reservations": [{}, {"path": {"sites": ["a", 5]}}]})", list);
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().field, "reservations[1].path.sites[1]");
}

TEST(JsonReader, ReadsEnumsInAnyCaseButNeverUnspecified) {
  v1::Reservation reservation;
  ASSERT_TRUE(json_to_message(R"({"state": "dEgraded", "service": "at_risk"})", reservation).has_value());
  EXPECT_EQ(reservation.state(), v1::Reservation::DEGRADED);
  EXPECT_EQ(reservation.service(), v1::Reservation::AT_RISK);
  const auto unspecified = json_to_message(R"({"state": "STATE_UNSPECIFIED"})", reservation);
  ASSERT_FALSE(unspecified.has_value());
  const auto near = json_to_message(R"({"state": "ACTIV"})", reservation);
  ASSERT_FALSE(near.has_value());
  EXPECT_EQ(near.error().nearest, "ACTIVE");
  EXPECT_FALSE(json_to_message(R"({"state": 3})", reservation).has_value());
}

TEST(JsonReader, BoundsDepthSizeAndLists) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"window\":";
  EXPECT_FALSE(read(deep).has_value());
  EXPECT_FALSE(read("{\"from\":" + std::string(100'000, '[')).has_value());
  EXPECT_EQ(error_of(std::string(kMaxJsonBytes + 1, ' ')).code, ErrorCode::kTooLarge);
  v1::Path path;
  std::string many = "{\"sites\": [\"a\"";
  for (std::size_t i = 0; i < kMaxJsonElements; ++i) many += ",\"a\"";
  const auto read_many = json_to_message(many + "]}", path);
  ASSERT_FALSE(read_many.has_value());
  EXPECT_EQ(read_many.error().code, ErrorCode::kTooLarge);
}

TEST(JsonWriter, PrintsEverythingButAbsentFields) {
  v1::Reservation reservation;
  const std::string json = message_to_json(reservation);
  EXPECT_THAT(json, HasSubstr(R"("gbps":0,)"));
  EXPECT_THAT(json, HasSubstr(R"("endpoints":[],"labels":{},)"));
  EXPECT_THAT(json, testing::Not(HasSubstr("max_latency_us")));
  EXPECT_THAT(json, testing::Not(HasSubstr("window")));
  reservation.set_max_latency_us(0);
  EXPECT_THAT(message_to_json(reservation), HasSubstr(R"("max_latency_us":0,)"));
  EXPECT_EQ(message_to_json(v1::ReservationAction{}), "{}");
}

TEST(JsonWriter, PrintsTheMessageThatAnAnyHolds) {
  v1::Alternative alternative;
  alternative.set_differs("gbps 800 -> 400");
  v1::Slot slot;
  slot.set_n(-4);
  alternative.mutable_request()->PackFrom(slot);
  EXPECT_EQ(message_to_json(alternative), R"({"differs":"gbps 800 -> 400","request":{"n":-4,"m":0}})");
}

TEST(JsonWriter, EscapesWhatJsonMust) {
  std::string out;
  append_json_string(std::string_view("\0\b\t\n\v\f\r\x1f\"\\/\x7f", 12), out);
  EXPECT_EQ(out, "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\x7f\"");
}

TEST(JsonMapper, ReadsBackWhatItWrote) {
  const v1::Reservation written = full_reservation();
  v1::Reservation read_back;
  ASSERT_TRUE(json_to_message(message_to_json(written), read_back).has_value());
  EXPECT_TRUE(MessageDifferencer::Equals(written, read_back));
}

TEST(JsonMapper, WritesWhatProtobufsOwnMapperReads) {
  const v1::Reservation written = full_reservation();
  v1::Reservation read_back;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(message_to_json(written), &read_back).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(written, read_back));
}

TEST(JsonMapper, ReadsWhatProtobufsOwnMapperWrites) {
  const v1::Reservation written = full_reservation();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(written, &json, options).ok());
  v1::Reservation read_back;
  ASSERT_TRUE(json_to_message(json, read_back).has_value());
  EXPECT_TRUE(MessageDifferencer::Equals(written, read_back));
}

RC_GTEST_PROP(JsonMapper, AgreesWithProtobufsOwnOnAnyRequest, ()) {
  v1::ReservationRequest request;
  const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)); };
  request.set_from(text());
  request.set_to(text());
  request.set_gbps(*rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                                 [](std::int64_t mantissa) { return static_cast<double>(mantissa) / 7e5; }));
  if (*rc::gen::arbitrary<bool>()) request.set_request_id(text());
  if (*rc::gen::arbitrary<bool>()) request.set_max_latency_us(*rc::gen::arbitrary<std::int64_t>());
  if (*rc::gen::arbitrary<bool>()) {
    auto& start = *request.mutable_window()->mutable_start();
    start.set_seconds(*rc::gen::inRange<std::int64_t>(0, 250'000'000'000));
    start.set_nanos(*rc::gen::inRange(0, 1'000'000) * 1'000);
  }
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) (*request.mutable_labels())[text()] = text();
  const std::string json = message_to_json(request);
  v1::ReservationRequest ours;
  RC_ASSERT(json_to_message(json, ours).has_value());
  v1::ReservationRequest theirs;
  RC_ASSERT(google::protobuf::util::JsonStringToMessage(json, &theirs).ok());
  RC_ASSERT(MessageDifferencer::Equals(request, ours));
  RC_ASSERT(MessageDifferencer::Equals(request, theirs));
}

// Whatever is cut off or changed in a good document, it is read or refused in one sentence.
RC_GTEST_PROP(JsonReader, AnswersAnyDamageWithOneSentence, ()) {
  std::string json = message_to_json(full_reservation());
  const auto at = *rc::gen::inRange<std::size_t>(0, json.size());
  if (*rc::gen::arbitrary<bool>())
    json.resize(at);
  else
    json[at] = *rc::gen::arbitrary<char>();
  v1::Reservation message;
  const auto read_back = json_to_message(json, message);
  if (!read_back) {
    RC_ASSERT(!read_back.error().message.empty());
    RC_ASSERT(read_back.error().message.find('\n') == std::string::npos);
  }
}

}  // namespace
}  // namespace lightloom::northbound
