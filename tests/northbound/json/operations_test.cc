#include "northbound/json/operations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "northbound/json/journal.h"
#include "northbound/json/mapper.h"
#include "northbound/json/plant.h"
#include "tests/northbound/fake_control.h"

namespace lightloom::northbound {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(DeviceMessage, HasTheStateOfTheView) {
  DeviceView view;
  for (int i = 0; i <= static_cast<int>(DeviceState::kLying); ++i) {
    view.state = static_cast<DeviceState>(i);
    EXPECT_EQ(v1::Device::State_Name(to_message(view).state()), name_of(view.state));
  }
}

TEST(DeviceMessage, IsReadBackAsWhatWasRegistered) {
  DeviceView view;
  view.record = {"roadm-alpha", "alpha", "[::1]:9339", "u", std::nullopt, "/ca.pem"};
  view.last_seen = test::kNow;
  view.drift = std::numeric_limits<std::int64_t>::max();
  const auto message = to_message(view);
  EXPECT_EQ(to_value(message), view.record);
  EXPECT_EQ(message.drift(), std::numeric_limits<std::int32_t>::max());
  EXPECT_THAT(message_to_json(message), HasSubstr(R"("last_seen":"2027-01-15T08:00:00Z")"));
}

TEST(AlarmMessage, HasTheSeverityOfTheView) {
  AlarmView view;
  for (int i = 0; i <= static_cast<int>(Severity::kWarning); ++i) {
    view.severity = static_cast<Severity>(i);
    EXPECT_EQ(v1::Alarm::Severity_Name(to_message(view).severity()), name_of(view.severity));
  }
}

TEST(LinkMessage, HasTheStateOfTheView) {
  LinkView view;
  view.status.message = "why";
  for (int i = 0; i <= static_cast<int>(LinkState::kUnrecorded); ++i) {
    view.status.state = static_cast<LinkState>(i);
    EXPECT_EQ(v1::Link::State_Name(to_message(view).state()), name_of(view.status.state));
    EXPECT_EQ(to_message(view).state_message(), "why");
  }
}

TEST(LinkMessage, SaysThatACableIsOnlyRecorded) {
  EXPECT_EQ(to_message(LinkView{}).state_message(), "recorded; no device reports on it");
}

TEST(LightpathMessage, LeavesOutWhatIsNoNumber) {
  LightpathReport report;
  ReceiverReport receiver;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  receiver.measured = NodeObserved::Light{Dbm{-kInfinity}, Decibel{kInfinity}, std::nan("")};
  receiver.predicted_power = Dbm{kInfinity};
  receiver.predicted_gsnr_0p1nm = Decibel{std::nan("")};
  report.receivers = {receiver};
  EXPECT_THAT(message_to_json(to_message(report)), HasSubstr(R"("receivers":[{"site":"","port":""}])"));
}

TEST(LightpathMessage, ShowsNoFiguresOfABinWithoutLight) {
  LightpathReport report;
  PerformanceBin bin;
  bin.start = test::kNow;
  bin.site = "alpha";
  bin.samples = bin.dark_samples = 9;
  report.bins = {bin};
  bin.dark_samples = 1;
  bin.power_dbm = {-18, -17, -16};
  bin.pre_fec_ber = Spread{0.25, 0.5, 1};
  report.bins.push_back(bin);
  EXPECT_THAT(message_to_json(to_message(report)),
              HasSubstr(R"("bins":[{"start":"2027-01-15T08:00:00Z","site":"alpha","samples":9,)"
                        R"("dark_samples":9},{"start":"2027-01-15T08:00:00Z","site":"alpha","samples":9,)"
                        R"("dark_samples":1,"power_dbm":{"least":-18,"mean":-17,"greatest":-16},)"
                        R"("gsnr_0p1nm_db":{"least":0,"mean":0,"greatest":0},)"
                        R"("pre_fec_ber":{"least":0.25,"mean":0.5,"greatest":1}}])"));
}

TEST(EventMessage, HoldsWhatItTellsOfWhateverThatIs) {
  Event event;
  event.id = {1, 0};
  event.time = test::kNow;
  EXPECT_THAT(message_to_json(to_message(event)), Not(HasSubstr("object")));
  event.object = std::shared_ptr<const AlarmView>();
  EXPECT_THAT(message_to_json(to_message(event)), Not(HasSubstr("object")));
  AlarmView alarm;
  alarm.name = "a-1";
  event.object = std::make_shared<const AlarmView>(alarm);
  EXPECT_THAT(message_to_json(to_message(event)), HasSubstr(R"("object":{"name":"a-1","kind":"")"));
  DeviceView device;
  device.record.node = "n";
  event.object = std::make_shared<const DeviceView>(device);
  EXPECT_THAT(message_to_json(to_message(event)), HasSubstr(R"("object":{"name":"n","node":"n")"));
  LinkView link;
  link.name = "x-1";
  event.object = std::make_shared<const LinkView>(link);
  EXPECT_THAT(message_to_json(to_message(event)), HasSubstr(R"("object":{"name":"x-1","a_site":"")"));
}

}  // namespace
}  // namespace lightloom::northbound
