#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "northbound/http/server.h"
#include "tests/northbound/cli/typed.h"
#include "tests/northbound/fake_control.h"
#include "tests/scratch_folder.h"

namespace lightloom::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using typed::Ran;

Ran run_words(const std::vector<const char*>& words) { return typed::type({words.begin(), words.end()}); }

// The verbs that ask a daemon.
class Verbs : public testing::Test {
 protected:
  Verbs() : server_(control_, clock_, options()) {
    server_url_ = "http://127.0.0.1:" + std::to_string(server_.start().value_or(0));
  }
  static northbound::HttpOptions options() {
    northbound::HttpOptions options;
    options.port = 0;
    return options;
  }
  Ran run(std::vector<const char*> words) {
    words.push_back("--server");
    words.push_back(server_url_.c_str());
    return run_words(words);
  }
  /// A network of one table.
  std::string small_network() const {
    return folder_.put("small.csv",
                       "cable,a_site,z_site,length_km\nab-1,alpha,bravo,100\nbc-1,bravo,charlie,50.5\n");
  }

  test::ScratchFolder folder_;
  test::FixedClock clock_;
  test::FakeControl control_;
  northbound::HttpServer server_;
  std::string server_url_;
};

TEST_F(Verbs, RegisterListAndForgetDevices) {
  const auto added = run({"devices", "add", "roadm-alpha", "alpha", "h:9339", "--username", "u",
                          "--password-file", "/p", "--ca-file", "/ca.pem"});
  EXPECT_EQ(added.exit, 0) << added.err;
  EXPECT_EQ(control_.last_device(), (DeviceRecord{"roadm-alpha", "alpha", "h:9339", "u", "/p", "/ca.pem"}));
  const auto list = run({"devices"});
  EXPECT_EQ(list.out,
            "node         site   address  state       last seen  drift  message\n"
            "roadm-alpha  alpha  h:9339   CONNECTING          -      0        -\n");
  EXPECT_EQ(run({"devices", "--state", "UP", "--json"}).json().at("devices").as_array().size(), 0U);
  const auto removed = run({"devices", "remove", "roadm-alpha"});
  EXPECT_EQ(removed.out, "roadm-alpha removed; it was CONNECTING at h:9339\n");
  EXPECT_EQ(run({"devices", "remove", "roadm-alpha"}).exit, 2);
}

TEST_F(Verbs, ListAlarmsAndAcknowledgeOne) {
  AlarmView alarm;
  alarm.name = "a-1";
  alarm.kind = "LINK_DOWN";
  alarm.time = test::kNow;
  alarm.resource = "alpha-bravo-1";
  control_.add_alarm(alarm);
  alarm.name = "a-2";
  alarm.cleared_time = test::kNow;
  control_.add_alarm(alarm);
  EXPECT_THAT(run({"alarms"}).out, HasSubstr("\na-1 "));
  const auto active = run({"alarms", "--active", "--json"}).json().at("alarms").as_array();
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active.at(0).at("name").as_string(), "a-1");
  EXPECT_THAT(run({"alarms", "acknowledge", "a-1"}).out, HasSubstr("2027-01-15T08:00:00Z"));
  EXPECT_EQ(run({"alarms", "acknowledge", "a-9"}).exit, 2);
}

TEST_F(Verbs, ShowLinksWithTheirState) {
  PlantStatus plant;
  plant.links = {{LinkState::kUp, "", {}}, {LinkState::kDown, "cut", {}}};
  control_.set_plant(plant);
  const auto all = run({"links"});
  EXPECT_THAT(all.out, HasSubstr("UP"));
  EXPECT_THAT(all.out, HasSubstr("cut"));
  EXPECT_EQ(run({"links", "--state", "down", "--json"}).json().at("links").as_array().size(), 1U);
}

TEST_F(Verbs, CompareWhatALightpathReceivesWithWhatWasPredicted) {
  LightpathReport report;
  report.name = "l-7";
  report.reservation = "r-3";
  report.light = "LIT";
  ReceiverReport receiver;
  receiver.site = "alpha";
  receiver.port = "line-1";
  receiver.measured = NodeObserved::Light{Dbm{-17.04}, Decibel{23.21}, std::nullopt};
  receiver.predicted_power = Dbm{-17};
  report.receivers = {receiver};
  control_.set_lightpath(report);
  EXPECT_EQ(run({"lightpath", "l-7"}).out,
            "l-7 LIT  r-3\n"
            "site   port    power dBm  predicted  GSNR dB  predicted  pre-FEC BER\n"
            "alpha  line-1      -17.0      -17.0     23.2          -            -\n");
}

TEST_F(Verbs, ApplyANetworkFromAFile) {
  const auto file = small_network();
  control_.set_changes({{"ab-1", "bc-1"}, {}, {"alpha-bravo-1"}, {}});
  const auto dry = run({"apply", file.c_str(), "--dry-run"});
  EXPECT_EQ(dry.exit, 0) << dry.err;
  EXPECT_EQ(dry.out, "would change\n  added    ab-1 bc-1\n  removed  alpha-bravo-1\n");
  EXPECT_THAT(dry.err, StartsWith("assumed: "));
  EXPECT_TRUE(control_.last_was_dry_run());
  const auto record = control_.last_record();
  ASSERT_TRUE(record.has_value());
  ASSERT_EQ(record->links.size(), 2U);
  EXPECT_EQ(record->links[0].spans.size(), 2U);
  EXPECT_EQ(record->links[1].length, Metres{50'500});
  EXPECT_EQ(run({"apply", file.c_str()}).exit, 0);
  EXPECT_FALSE(control_.last_was_dry_run());
}

TEST_F(Verbs, SayThatAReservationStandsOnWhatWouldGo) {
  const auto file = small_network();
  control_.set_changes({{}, {}, {"alpha-bravo-1"}, {"alpha-bravo-1"}});
  const auto dry = run({"apply", file.c_str(), "--dry-run", "--json"});
  EXPECT_EQ(dry.exit, 1);
  EXPECT_EQ(dry.json().at("in_use").at(0).as_string(), "alpha-bravo-1");
  const auto refused = run({"apply", file.c_str()});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.err, HasSubstr("a reservation stands on it"));
  EXPECT_EQ(run({"apply", "/nowhere"}).exit, 2);
}

TEST_F(Verbs, CheckANetworkOffline) {
  const auto file = small_network();
  const auto checked = run_words({"check", file.c_str()});
  EXPECT_EQ(checked.exit, 0) << checked.err;
  EXPECT_THAT(checked.out, StartsWith("3 sites, 2 cables, 150 km, 3 spans, "));
  EXPECT_THAT(checked.out, HasSubstr("\n  read       " + file));
  EXPECT_THAT(checked.out, HasSubstr("\n  assumed    equipment is the built-in one"));
  const auto document = run_words({"check", file.c_str(), "--json"}).json();
  EXPECT_EQ(document.at("sites").as_int64(), 3);
  EXPECT_EQ(document.at("cables").as_int64(), 2);
  EXPECT_EQ(document.at("length_km").to_number<double>(), 150.5);
  EXPECT_EQ(document.at("spans").as_int64(), 3);
  EXPECT_EQ(document.at("assumed").as_array().size(), 2U);
  EXPECT_TRUE(document.at("unsupported").is_array());
  EXPECT_EQ(document.at("inputs").at(0).as_string(), file);
  EXPECT_EQ(document.at("provenance").at("inputs").as_object().begin()->key(), file);
}

TEST_F(Verbs, RefuseANetworkThatIsNone) {
  const auto file = folder_.put("bad.csv", "cable,a_site,z_site,length_km\nab-1,alpha,alpha,100\n");
  const auto checked = run_words({"check", file.c_str(), "--json"});
  EXPECT_EQ(checked.exit, 2);
  EXPECT_EQ(checked.json().at("error").at("reason").as_string(), "INVALID_ARGUMENT");
}

TEST_F(Verbs, NameTheNearestWordBelowAVerb) {
  EXPECT_EQ(run_words({"devices", "ad"}).err, "lightloom devices has no verb \"ad\"; the nearest is add\n");
  EXPECT_EQ(run_words({"devices", "remov", "x"}).exit, 2);
  EXPECT_THAT(run_words({"devices", "add", "a", "b", "c", "--usrname", "d"}).err,
              HasSubstr("devices add takes no --usrname; the nearest is --username"));
  EXPECT_THAT(run_words({"alarms", "acknowledge"}).err,
              HasSubstr("lightloom alarms acknowledge --help shows an example"));
}

TEST_F(Verbs, ShowAnExampleWithHelp) {
  for (const auto& words : std::vector<std::vector<const char*>>{{"devices"},
                                                                 {"devices", "add"},
                                                                 {"devices", "remove"},
                                                                 {"alarms"},
                                                                 {"alarms", "acknowledge"},
                                                                 {"links"},
                                                                 {"lightpath"},
                                                                 {"check"},
                                                                 {"apply"}}) {
    auto asked = words;
    asked.push_back("--help");
    const auto help = run_words(asked);
    EXPECT_EQ(help.exit, 0);
    EXPECT_THAT(help.out, HasSubstr("Example: lightloom " + std::string(words.front())));
  }
}

}  // namespace
}  // namespace lightloom::cli
