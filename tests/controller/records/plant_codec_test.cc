// Records of the plant as bytes: back the same, and nothing else is taken.
#include "controller/records/plant_codec.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "controller/records/codec.h"

namespace lightloom::records {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;

constexpr Instant kNoon{hours(24 * 365 * 55 + 12)};

Device a_device() {
  Device device;
  device.record = {"roadm-beijing", "beijing", "[::1]:9339", "admin", "/etc/secret", "/etc/ca.pem"};
  device.state = DeviceState::kRefusing;
  device.message = "beijing refuses l-1: locked";
  return device;
}

LinkView a_link() {
  LinkView link;
  link.name = "beijing-tianjin-1";
  link.a_site = "beijing";
  link.a_port = "degree-1";
  link.z_site = "tianjin";
  link.z_port = "degree-2";
  link.length = {137'000};
  link.latency = Latency(670'000'001);
  link.srlgs = {"duct-7", "bridge-2"};
  link.status = {
      LinkState::kMiswired, "crossed", {{{-376, 8}, "beijing", "alien"}, {{40, 4}, "tianjin", "x"}}};
  return link;
}

AlarmView an_alarm() {
  AlarmView alarm;
  alarm.name = "a-12";
  alarm.kind = "LINK_DOWN";
  alarm.severity = Severity::kCritical;
  alarm.time = kNoon;
  alarm.cleared_time = kNoon + hours(1);
  alarm.acknowledged_time = kNoon + hours(2);
  alarm.resource = "beijing-tianjin-1";
  alarm.message = "neither end hears the other";
  alarm.root = "a-11";
  alarm.affects = {"r-1", "r-3"};
  alarm.span = AlarmSpan{"beijing-tianjin-1", 2, 140.25};
  return alarm;
}

PerformanceBin a_bin(const std::string& site, Instant start) {
  PerformanceBin bin;
  bin.start = start;
  bin.site = site;
  bin.samples = 90;
  bin.dark_samples = 3;
  bin.power_dbm = {-18.5, -17.25, -16};
  bin.gsnr_0p1nm_db = {20, 21.5, 23};
  return bin;
}

Performance a_performance() {
  Performance performance;
  performance.quarter = kNoon.time_since_epoch() / kQuarter;
  performance.shard = 5;
  const Instant start(performance.quarter * kQuarter);
  performance.receivers = {{5, a_bin("beijing", start)}, {69, a_bin("tianjin", start)}};
  performance.receivers[1].bin.pre_fec_ber = Spread{1e-5, 2e-4, 3e-3};
  return performance;
}

TEST(PlantCodec, GivesBackWhatWasWritten) {
  const auto device = decode_device("roadm-beijing", encode(a_device()));
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ(*device, a_device());
  const auto link = decode_link("beijing-tianjin-1", encode(a_link()));
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_EQ(*link, a_link());
  const auto alarm = decode_alarm(record_id(12), encode(an_alarm()));
  ASSERT_TRUE(alarm) << alarm.error().message;
  EXPECT_EQ(*alarm, an_alarm());
  const auto performance =
      decode_performance(performance_id(a_performance().quarter, 5), encode(a_performance()));
  ASSERT_TRUE(performance) << performance.error().message;
  EXPECT_EQ(*performance, a_performance());
}

TEST(PlantCodec, GivesBackWhatIsAbsentAsAbsent) {
  Device plain;
  plain.record = {"n", "s", "h:1", {}, {}, {}};
  EXPECT_EQ(*decode_device("n", encode(plain)), plain);
  LinkView bare;
  bare.name = "x";
  EXPECT_EQ(*decode_link("x", encode(bare)), bare);
  AlarmView alarm;
  alarm.name = "a-1";
  EXPECT_EQ(*decode_alarm(record_id(1), encode(alarm)), alarm);
}

TEST(PlantCodec, KnowsEveryState) {
  for (const auto state : {DeviceState::kConnecting, DeviceState::kUp, DeviceState::kSilent,
                           DeviceState::kRefusing, DeviceState::kLying}) {
    auto device = a_device();
    device.state = state;
    EXPECT_EQ(decode_device("roadm-beijing", encode(device))->state, state);
  }
  for (const auto state : {LinkState::kPlanned, LinkState::kUp, LinkState::kDown, LinkState::kOneWay,
                           LinkState::kMiswired, LinkState::kUnrecorded}) {
    auto link = a_link();
    link.status.state = state;
    EXPECT_EQ(decode_link("beijing-tianjin-1", encode(link))->status.state, state);
  }
  for (const auto severity : {Severity::kCritical, Severity::kMajor, Severity::kMinor, Severity::kWarning}) {
    auto alarm = an_alarm();
    alarm.severity = severity;
    EXPECT_EQ(decode_alarm(record_id(12), encode(alarm))->severity, severity);
  }
}

template <class Decoded>
void expect_refused(const Decoded& decoded, const std::string& words) {
  ASSERT_FALSE(decoded);
  EXPECT_THAT(decoded.error().message, HasSubstr(words));
}

TEST(PlantCodec, RefusesARecordUnderAnIdThatIsNotItsOwn) {
  const std::string words = "stands under an id that is not its own";
  expect_refused(decode_device("roadm-tianjin", encode(a_device())), words);
  expect_refused(decode_link("beijing-tianjin-2", encode(a_link())), words);
  expect_refused(decode_alarm(record_id(13), encode(an_alarm())), words);
  expect_refused(decode_alarm("12", encode(an_alarm())), words);
  expect_refused(decode_performance(performance_id(a_performance().quarter, 6), encode(a_performance())),
                 words);
  auto nameless = an_alarm();
  nameless.name = "nonsense";
  expect_refused(decode_alarm(record_id(0), encode(nameless)), words);
}

TEST(PlantCodec, RefusesReceiversOfAnotherShard) {
  auto mixed = a_performance();
  mixed.receivers[1].lightpath = 70;
  EXPECT_FALSE(decode_performance(performance_id(mixed.quarter, 5), encode(mixed)));
}

TEST(PlantCodec, RefusesWhatItDoesNotKnow) {
  // Field 15, a varint: none of ours has it. Field 6 of a device, field 2 of a link: their states.
  const std::string unknown("\x78\x01", 2);
  expect_refused(decode_device("roadm-beijing", encode(a_device()) + unknown), "a field that is not known");
  expect_refused(decode_link("beijing-tianjin-1", encode(a_link()) + unknown), "a field that is not known");
  expect_refused(decode_device("roadm-beijing", encode(a_device()) + "\x3a\x05HAPPY"), "not known");
  expect_refused(decode_link("beijing-tianjin-1", encode(a_link()) + "\x12\x05HAPPY"), "not known");
  expect_refused(decode_device("roadm-beijing", "\xff\xff\xff"), "is not such a record");
}

Event event_about(EventObject object) {
  Event event;
  event.id = {417, 1};
  event.time = kNoon;
  event.type = "link.state";
  event.name = "x";
  event.before = "UP";
  event.after = "DOWN";
  event.cause = "cut";
  event.object = std::move(object);
  return event;
}

template <class View>
const View& object_in(const Result<Event>& event) {
  return *std::get<std::shared_ptr<const View>>(event->object);
}

TEST(PlantCodec, KeepsWhatAnEventTellsOf) {
  const auto again = [](EventObject object) {
    return decode_event(record_id(EventId{417, 1}), encode(event_about(std::move(object))));
  };
  EXPECT_EQ(object_in<LinkView>(again(std::make_shared<const LinkView>(a_link()))), a_link());
  EXPECT_EQ(object_in<AlarmView>(again(std::make_shared<const AlarmView>(an_alarm()))), an_alarm());
  const DeviceView device{a_device().record, a_device().state, a_device().message, {}, 0};
  EXPECT_EQ(object_in<DeviceView>(again(std::make_shared<const DeviceView>(device))), device);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(again({})->object));
}

// Whatever stands in the store: a record or a sentence, never a crash.
RC_GTEST_PROP(PlantCodecProperty, SurvivesAnyBytes, ()) {
  auto bytes =
      *rc::gen::element(encode(a_device()), encode(a_link()), encode(an_alarm()), encode(a_performance()));
  const auto edits = *rc::gen::inRange(0, 4);
  for (int i = 0; i < edits && !bytes.empty(); ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    if (*rc::gen::inRange(0, 4) == 0)
      bytes.resize(at);
    else
      bytes[at] = static_cast<char>(*rc::gen::inRange(0, 128));
  }
  const auto sound = [](const auto& decoded) { return decoded || !decoded.error().message.empty(); };
  RC_ASSERT(sound(decode_device("roadm-beijing", bytes)));
  RC_ASSERT(sound(decode_link("beijing-tianjin-1", bytes)));
  RC_ASSERT(sound(decode_alarm(record_id(12), bytes)));
  RC_ASSERT(sound(decode_performance(performance_id(a_performance().quarter, 5), bytes)));
  if (edits == 0) return;
  RC_ASSERT(sound(decode_event(record_id(EventId{1, 0}), bytes)));
}

}  // namespace
}  // namespace lightloom::records
