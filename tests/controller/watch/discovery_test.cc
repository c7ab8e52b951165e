// Cables as both ends tell them: recorded, broken, crossed, unheard of.
#include "controller/watch/discovery.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/controller/watch/reports.h"

namespace lightloom::watch {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Duration kPatience = seconds(1);

/// A Discovery, what it has told so far, and a clock.
class Found {
 public:
  explicit Found(const PlantStatus* stored = nullptr) : discovery(network_, kPatience) {
    if (stored != nullptr) discovery.adopt(*stored);
  }

  void hear(const NodeObserved& observed) { discovery.on_observed(observed); }
  void hear(const std::map<std::string, NodeObserved>& reports) {
    for (const auto& [site, observed] : reports) hear(observed);
  }
  /// Names and states of what changed.
  std::vector<std::pair<std::string, LinkState>> changes() {
    std::vector<std::pair<std::string, LinkState>> told;
    for (const auto& view : discovery.take_changes(now)) told.emplace_back(view.name, view.status.state);
    return told;
  }
  const LinkStatus& status(const std::string& link) {
    changes();
    return discovery.status(*network_->find_link(link));
  }
  LinkState state(const std::string& link) { return status(link).state; }
  void pass(Duration time) { now += time; }

 private:
  std::shared_ptr<const Network> network_ = triangle();

 public:
  Discovery discovery;
  Instant now = kStart;
};

PlantStatus status_with(const std::string& link, const LinkStatus& status) {
  PlantStatus stored;
  stored.links.resize(triangle()->links().size());
  stored.links[triangle()->find_link(link)->at()] = status;
  return stored;
}

TEST(Discovery, FindsEveryCableUpWhenBothEndsHearEachOtherAsRecorded) {
  Found found;
  EXPECT_THAT(found.changes(), IsEmpty());
  EXPECT_EQ(found.state("a-b-1"), LinkState::kPlanned);
  auto reports = all_well(*triangle());
  found.hear(reports.at("a"));
  found.changes();
  EXPECT_EQ(found.status("a-b-1"), (LinkStatus{LinkState::kPlanned, "only a reports", {}}));
  found.hear(reports.at("b"));
  found.hear(reports.at("c"));
  EXPECT_THAT(found.changes(),
              ElementsAre(std::pair("a-b-1", LinkState::kUp), std::pair("b-c-1", LinkState::kUp),
                          std::pair("a-c-1", LinkState::kUp), std::pair("a-b-2", LinkState::kUp)));
  EXPECT_EQ(found.discovery.next_due(), std::nullopt);
}

TEST(Discovery, IsDownAtOnceWhenBothEndsHearNothing) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  cut(reports, *triangle(), "a-b-1");
  found.hear(reports);
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a-b-1", LinkState::kDown)));
  EXPECT_EQ(found.status("a-b-1").message, "neither end hears the other");
}

TEST(Discovery, IsPlannedAndNotDownWhereACableWasNeverSeen) {
  Found found;
  auto reports = all_well(*triangle());
  cut(reports, *triangle(), "a-b-1");
  found.hear(reports);
  EXPECT_EQ(found.status("a-b-1"), (LinkStatus{LinkState::kPlanned, "neither end hears the other", {}}));
}

TEST(Discovery, IsOneWayOnlyAfterItsPatience) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  reports.at("b").neighbours.erase("degree-1");
  found.hear(reports);
  EXPECT_THAT(found.changes(), IsEmpty());
  EXPECT_EQ(found.discovery.next_due(), kStart + kPatience);
  found.pass(kPatience - milliseconds(1));
  EXPECT_THAT(found.changes(), IsEmpty());
  found.pass(milliseconds(1));
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a-b-1", LinkState::kOneWay)));
  EXPECT_EQ(found.status("a-b-1").message, "light arrives at a only");
  EXPECT_EQ(found.discovery.next_due(), std::nullopt);
}

TEST(Discovery, NeverTellsOfOneWayWhereItPassesSooner) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  auto half = reports;
  half.at("b").neighbours.erase("degree-1");
  found.hear(half);
  found.changes();
  found.pass(kPatience / 2);
  found.hear(reports);
  EXPECT_THAT(found.changes(), IsEmpty());
  EXPECT_EQ(found.discovery.next_due(), std::nullopt) << "or the loop would never sleep again";
  // And the next time its patience begins anew.
  found.pass(seconds(10));
  found.hear(half);
  EXPECT_THAT(found.changes(), IsEmpty());
  cut(half, *triangle(), "a-b-1");
  found.hear(half);
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a-b-1", LinkState::kDown)));
  EXPECT_EQ(found.discovery.next_due(), std::nullopt);
}

TEST(Discovery, KeepsWhatWasKnownWhileADeviceIsSilent) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  found.hear(unreachable("b", "no reply"));
  found.pass(seconds(60));
  EXPECT_THAT(found.changes(), IsEmpty());
  found.hear(unreachable("a", "no reply"));
  EXPECT_THAT(found.changes(), IsEmpty());
  EXPECT_EQ(found.state("a-b-1"), LinkState::kUp);
}

TEST(Discovery, IsDownWhereOneEndIsSilentAndTheOtherHearsNothing) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  found.hear(unreachable("b", "no reply"));
  reports.at("a").neighbours.erase("degree-1");
  found.hear(reports.at("a"));
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a-b-1", LinkState::kDown)));
  EXPECT_EQ(found.status("a-b-1").message, "a hears nothing, b does not answer");
  // Back, and all is as it was.
  found.hear(all_well(*triangle()));
  EXPECT_EQ(found.state("a-b-1"), LinkState::kUp);
}

TEST(Discovery, NamesThePortsOfACrossedPairOfCablesOnBothSides) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  // a-b-1 and a-b-2 change places at b.
  reports.at("a").neighbours["degree-1"] = at("b", "degree-4");
  reports.at("a").neighbours["degree-4"] = at("b", "degree-1");
  reports.at("b").neighbours["degree-1"] = at("a", "degree-4");
  reports.at("b").neighbours["degree-4"] = at("a", "degree-1");
  found.hear(reports);
  EXPECT_THAT(found.changes(), IsEmpty());
  found.pass(kPatience);
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a-b-1", LinkState::kMiswired),
                                           std::pair("a-b-2", LinkState::kMiswired)));
  EXPECT_EQ(found.status("a-b-1").message,
            "a/degree-1 hears b/degree-4, recorded is b/degree-1; "
            "b/degree-1 hears a/degree-4, recorded is a/degree-1");
  EXPECT_THAT(found.discovery.unrecorded(), IsEmpty());
}

TEST(Discovery, IsMiswiredWhereOnlyOneFibreIsCrossed) {
  Found found;
  auto reports = all_well(*triangle());
  reports.at("b").neighbours["degree-1"] = at("c", "degree-2");
  found.hear(reports);
  found.changes();
  found.pass(kPatience);
  EXPECT_EQ(found.state("a-b-1"), LinkState::kMiswired);
  EXPECT_EQ(found.status("a-b-1").message, "b/degree-1 hears c/degree-2, recorded is a/degree-1");
}

TEST(Discovery, SaysByItsNameWhoIsHeardBeforeItIsKnownWhereThatStands) {
  Found found;
  found.hear(report("a", {{"degree-1", {"serial-9", "degree-7", "spare"}}}));
  found.hear(report("b"));
  found.changes();
  found.pass(kPatience);
  EXPECT_EQ(found.status("a-b-1").message, "a/degree-1 hears spare/degree-7, recorded is b/degree-1");
  auto spare = report("c");
  spare.chassis_id = "serial-9";
  found.hear(spare);
  EXPECT_EQ(found.status("a-b-1").message, "a/degree-1 hears c/degree-7, recorded is b/degree-1");
}

TEST(Discovery, TakesNobodysChassisForTheRecordedOneOnceItIsKnownWhose) {
  // c is heard where b should be, on the very port: known as c's only later, or before.
  for (const bool is_known_before : {false, true}) {
    Found found;
    if (is_known_before) found.hear(report("c"));
    found.hear(report("a", {{"degree-1", at("c", "degree-1")}}));
    found.changes();
    if (!is_known_before) found.hear(report("c"));
    found.changes();
    found.pass(kPatience);
    EXPECT_EQ(found.state("a-b-1"), LinkState::kMiswired) << is_known_before;
  }
}

TEST(Discovery, FindsADeviceThatWasChangedForAnothersWhicheverSaysSoFirst) {
  for (const bool b_is_first : {false, true}) {
    Found found;
    found.hear(all_well(*triangle()));
    found.changes();
    // The shelf that stood at c stands at b now, and c has a new one.
    auto at_b = report("b", {{"degree-1", at("a", "degree-1")}, {"degree-4", at("a", "degree-4")}});
    at_b.chassis_id = chassis_of("c");
    auto at_c = report("c");
    at_c.chassis_id = "new";
    found.hear(b_is_first ? at_b : at_c);
    found.hear(b_is_first ? at_c : at_b);
    found.hear(report("a", {{"degree-1", at("c", "degree-1")}, {"degree-4", at("c", "degree-4")}}));
    found.changes();
    found.pass(kPatience);
    EXPECT_EQ(found.state("a-b-1"), LinkState::kUp) << b_is_first;
    EXPECT_EQ(found.discovery.site_of(chassis_of("c")), "b");
    EXPECT_EQ(found.discovery.site_of(chassis_of("b")), "");
  }
}

TEST(Discovery, TellsOfACableThatNoRecordHasAndThatItIsGone) {
  Found found;
  auto reports = all_well(*triangle());
  found.hear(reports);
  found.changes();
  reports.at("a").neighbours["degree-9"] = at("c", "degree-8");
  reports.at("c").neighbours["degree-8"] = at("a", "degree-9");
  found.hear(reports);
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a.degree-9-c.degree-8", LinkState::kUnrecorded)));
  ASSERT_THAT(found.discovery.unrecorded(), SizeIs(1));
  const LinkView seen = found.discovery.unrecorded().front();
  EXPECT_EQ(std::tuple(seen.a_site, seen.a_port, seen.z_site, seen.z_port),
            std::tuple("a", "degree-9", "c", "degree-8"));
  found.hear(all_well(*triangle()));
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a.degree-9-c.degree-8", LinkState::kPlanned)));
  EXPECT_THAT(found.discovery.unrecorded(), IsEmpty());
}

TEST(Discovery, KeepsAnUnrecordedCableWhileItsDevicesAreSilent) {
  Found found;
  found.hear(report("a", {{"degree-9", at("c", "degree-8")}}));
  found.hear(report("c", {{"degree-8", at("a", "degree-9")}}));
  found.changes();
  found.hear(unreachable("a", ""));
  found.hear(unreachable("c", ""));
  found.changes();
  EXPECT_THAT(found.discovery.unrecorded(), SizeIs(1));
  found.hear(report("a"));
  EXPECT_THAT(found.changes(), ::testing::Contains(std::pair("a.degree-9-c.degree-8", LinkState::kPlanned)));
}

PlantStatus stored_unrecorded(const std::string& a_port, const std::string& z_port) {
  PlantStatus stored = status_with("a-b-1", {});
  LinkView link;
  link.name = "a." + a_port + "-c." + z_port;
  link.a_site = "a";
  link.a_port = a_port;
  link.z_site = "c";
  link.z_port = z_port;
  link.status.state = LinkState::kUnrecorded;
  stored.unrecorded.push_back(link);
  return stored;
}

TEST(Discovery, HoldsAnAdoptedUnrecordedCableUntilSomebodyHearsItNoMore) {
  const auto stored = stored_unrecorded("degree-9", "degree-8");
  Found found(&stored);
  EXPECT_THAT(found.changes(), IsEmpty());
  // c has not said yet who it is: a hears somebody on the right port.
  found.hear(report("a", {{"degree-9", at("c", "degree-8")}}));
  EXPECT_THAT(found.changes(),
              ::testing::Not(::testing::Contains(std::pair("a.degree-9-c.degree-8", LinkState::kPlanned))));
  EXPECT_THAT(found.discovery.unrecorded(), SizeIs(1));
  found.hear(report("c"));
  found.changes();
  EXPECT_THAT(found.discovery.unrecorded(), SizeIs(1)) << "a still hears it";
  found.hear(report("a"));
  EXPECT_THAT(found.changes(), ::testing::Contains(std::pair("a.degree-9-c.degree-8", LinkState::kPlanned)));
}

TEST(Discovery, ForgetsAnAdoptedUnrecordedCableThatIsInTheRecordNow) {
  const auto stored = stored_unrecorded("degree-3", "degree-3");  // a-c-1 by now
  Found found(&stored);
  found.hear(all_well(*triangle()));
  EXPECT_THAT(found.changes(), ::testing::Contains(std::pair("a.degree-3-c.degree-3", LinkState::kPlanned)));
  EXPECT_THAT(found.discovery.unrecorded(), IsEmpty());
  EXPECT_EQ(found.state("a-c-1"), LinkState::kUp);
}

TEST(Discovery, HoldsAnAdoptedStateUntilDevicesAnswer) {
  const auto stored = status_with("a-b-1", {LinkState::kUp, "as stored", {}});
  Found found(&stored);
  EXPECT_THAT(found.changes(), IsEmpty());
  auto reports = all_well(*triangle());
  cut(reports, *triangle(), "a-b-1");
  found.hear(unreachable("a", ""));
  EXPECT_EQ(found.state("a-b-1"), LinkState::kUp);
  found.hear(reports.at("b"));
  EXPECT_EQ(found.state("a-b-1"), LinkState::kDown);
}

activation::ForeignLight alien(const std::string& node, const std::string& in_port,
                               const std::string& out_port) {
  return {node, "alien", {MediaChannel{in_port, out_port, Slot{80, 4}}, std::nullopt}};
}
bool nobody(const std::string&) { return false; }
bool everybody(const std::string&) { return true; }

TEST(Discovery, FindsForeignLightOnTheCablesOfBothPorts) {
  Found found;
  found.hear(all_well(*triangle()));
  found.changes();
  found.discovery.set_foreign({alien("b", "degree-1", "degree-2")}, everybody);
  EXPECT_THAT(found.changes(),
              ElementsAre(std::pair("a-b-1", LinkState::kUp), std::pair("b-c-1", LinkState::kUp)));
  EXPECT_THAT(found.status("b-c-1").foreign, ElementsAre(ForeignSlot{{80, 4}, "b", "alien"}));
  EXPECT_THAT(found.status("a-c-1").foreign, IsEmpty());
  // Said again, it is no news.
  found.discovery.set_foreign({alien("b", "degree-1", "degree-2")}, everybody);
  EXPECT_THAT(found.changes(), IsEmpty());
  // A remark on the channel stands behind its port.
  found.discovery.set_foreign({alien("b", "line-1", "degree-2 (leads one way only)")}, everybody);
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("a-b-1", LinkState::kUp)));
  EXPECT_THAT(found.status("b-c-1").foreign, SizeIs(1));
  found.discovery.set_foreign({}, everybody);
  EXPECT_THAT(found.changes(), ElementsAre(std::pair("b-c-1", LinkState::kUp)));
}

TEST(Discovery, KeepsAdoptedForeignLightUntilItsDeviceTellsWhatItHolds) {
  const auto stored =
      status_with("a-b-1", {LinkState::kUp, "", {{{80, 4}, "a", "alien"}, {{80, 4}, "b", "alien"}}});
  Found found(&stored);
  found.discovery.set_foreign({}, nobody);
  EXPECT_THAT(found.changes(), IsEmpty());
  // News may come before anybody has looked at what the node holds.
  found.hear(all_well(*triangle()));
  found.discovery.set_foreign({}, nobody);
  EXPECT_THAT(found.status("a-b-1").foreign, SizeIs(2));
  found.discovery.set_foreign({}, [](const std::string& site) { return site == "a"; });
  EXPECT_THAT(found.status("a-b-1").foreign, ElementsAre(ForeignSlot{{80, 4}, "b", "alien"}));
  found.discovery.set_foreign({}, everybody);
  EXPECT_THAT(found.status("a-b-1").foreign, IsEmpty());
}

/// b-c-1 has three spans: booster 0 and in-line amplifiers 1 and 2 at b, preamplifier 3 at c.
std::map<std::string, NodeObserved> amplified(int first_dark) {
  auto reports = all_well(*triangle());
  for (int i = 0; i <= 3; ++i) {
    const Dbm power{i < first_dark ? -3.0 : -60.0};
    reports.at(i == 3 ? "c" : "b").amplifier_input["amp-b-c-1-az-" + std::to_string(i)] = power;
  }
  return reports;
}

TEST(Discovery, FindsTheSpanBehindWhichAmplifiersAreDark) {
  const LinkIndex link = *triangle()->find_link("b-c-1");
  for (int span = 0; span < 3; ++span) {
    Found found;
    found.hear(amplified(span + 1));
    const auto dark = found.discovery.dark_span(link);
    ASSERT_TRUE(dark) << span;
    EXPECT_EQ(*dark, (AlarmSpan{"b-c-1", span, 70.0 * span}));
  }
  Found found;
  EXPECT_EQ(found.discovery.dark_span(link), std::nullopt) << "nobody said anything";
  found.hear(amplified(4));
  EXPECT_EQ(found.discovery.dark_span(link), std::nullopt) << "none is dark";
  found.hear(amplified(0));
  EXPECT_EQ(found.discovery.dark_span(link), std::nullopt) << "no light is sent";
  found.hear(amplified(3));
  found.hear(unreachable("c", ""));
  EXPECT_EQ(found.discovery.dark_span(link), std::nullopt) << "its last amplifier does not answer";
}

TEST(Discovery, KnowsNothingMoreOfASiteWhoseDeviceIsGone) {
  Found found;
  found.hear(all_well(*triangle()));
  found.changes();
  found.discovery.forget("b");
  EXPECT_THAT(found.changes(), IsEmpty());
  EXPECT_EQ(found.state("a-b-1"), LinkState::kUp);
  found.discovery.forget("nowhere");
}

// A whole network's last words: for each port, whom it hears in the end.
std::map<std::string, NodeObserved> any_reports() {
  auto reports = all_well(*triangle());
  const std::vector<std::string> sites{"a", "b", "c"};
  for (auto& [site, observed] : reports)
    for (auto port = observed.neighbours.begin(); port != observed.neighbours.end();) {
      const int luck = *rc::gen::inRange(0, 6);
      if (luck == 0) {
        port = observed.neighbours.erase(port);
        continue;
      }
      if (luck == 1)
        port->second = at(*rc::gen::elementOf(sites), "degree-" + std::to_string(*rc::gen::inRange(1, 7)));
      ++port;
    }
  return reports;
}

// Everything that is known in the end.
std::vector<LinkView> conclusion(Found& found) {
  std::vector<LinkView> known = found.discovery.unrecorded();
  for (std::uint32_t link = 0; link < triangle()->links().size(); ++link) {
    LinkView view;
    view.name = triangle()->links()[link].name;
    view.status = found.discovery.status({link});
    known.push_back(view);
  }
  return known;
}

RC_GTEST_PROP(DiscoveryProperty, TheOrderOfTheSameReportsDoesNotMatter, ()) {
  const auto reports = any_reports();
  const auto told = [&](const std::vector<std::string>& order, bool waits) {
    Found found;
    for (const auto& site : order) {
      found.hear(reports.at(site));
      found.changes();
      if (waits) found.pass(milliseconds(*rc::gen::inRange(0, 1'500)));
      found.changes();
    }
    found.pass(kPatience);
    found.changes();
    found.pass(kPatience);
    found.changes();
    RC_ASSERT(found.discovery.next_due() == std::nullopt);
    return conclusion(found);
  };
  std::vector<std::string> order{"a", "b", "c"};
  const auto first = told(order, false);
  // Any other order, with repetitions.
  const auto more = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(order));
  std::vector<std::string> other = more;
  for (const auto& site : std::vector<std::string>{"c", "a", "b"}) other.push_back(site);
  RC_ASSERT(told(other, true) == first);
}

// A cable's state after it was seen up depends on what is said last, and not on how it came to that.
RC_GTEST_PROP(DiscoveryProperty, WhatWasSaidInBetweenDoesNotMatter, ()) {
  const auto last = any_reports();
  const auto between = *rc::gen::container<std::vector<int>>(rc::gen::just(0));
  Found straight;
  Found roundabout;
  for (auto* found : {&straight, &roundabout}) {
    found->hear(all_well(*triangle()));
    found->changes();
  }
  for (std::size_t i = 0; i < between.size(); ++i) {
    for (const auto& [site, observed] : any_reports()) {
      roundabout.hear(*rc::gen::inRange(0, 4) == 0 ? unreachable(site, "") : observed);
      roundabout.pass(milliseconds(*rc::gen::inRange(0, 700)));
      roundabout.changes();
    }
  }
  for (auto* found : {&straight, &roundabout}) {
    found->hear(last);
    found->changes();
    found->pass(kPatience);
    found->changes();
  }
  RC_ASSERT(conclusion(roundabout) == conclusion(straight));
}

}  // namespace
}  // namespace lightloom::watch
