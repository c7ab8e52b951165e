#include "controller/records/codec.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/controller/engine/world.h"

namespace lightloom::records {
namespace {

using engine::kMorning;
using engine::small_network;

Reservation reservation() {
  Reservation made;
  made.number = 12;
  made.request = engine::request();
  made.request.request_id = "job";
  made.request.max_latency_us = 5'000;
  made.request.labels = {{"a", "1"}, {"b", ""}};
  made.request.lease = std::chrono::seconds(60);
  made.state = ReservationState::kDeactivating;
  made.ends_as = ReservationState::kReleased;
  made.service = Service::kReduced;
  made.from = {1};
  made.to = {2};
  made.message = "slow";
  made.state_time = kMorning;
  made.window = {kMorning, kForever};
  made.light_at = kMorning - std::chrono::seconds(10);
  made.recheck_at = kMorning;
  made.lease_until = kMorning;
  made.up_since = kMorning;
  made.delivered_kbit = 77;
  made.create_time = kMorning;
  made.revision = 9;
  made.circuits = {3, 4};
  return made;
}

Lightpath lightpath(const Network& network) {
  Lightpath made;
  made.id = {5};
  made.reservation = 12;
  made.tenant = "default";
  made.priority = -3;
  const auto& link = network.links()[0];
  made.from = link.z_site;
  made.to = link.a_site;
  made.from_port = 2;
  made.to_port = 3;
  made.hops = {{{0}, false}};
  made.mode = {1};
  made.slot = slot_of({network.band().first, 8});
  made.gsnr_0p1nm = {25.25};
  made.margin = {1.5};
  made.occupied = {kMorning, kForever};
  made.light = LightState::kFailing;
  made.message = "off";
  return made;
}

TEST(Codec, ReadsWhatItWrote) {
  Codec codec(small_network());
  EXPECT_EQ(codec.decode_reservation(record_id(12), codec.encode(reservation())).value(), reservation());
  const auto path = lightpath(*small_network());
  EXPECT_EQ(codec.decode_lightpath(record_id(5), codec.encode(path)).value(), path);
  const Circuit circuit{3, 12, "default", 1, {400'000'000}, Latency(123), {456}, {5, 6}};
  EXPECT_EQ(codec.decode_circuit(record_id(3), codec.encode(circuit)).value(), circuit);
  const Counters counters{2, 3, 4, 5, 6, 7, {8, 1}, 2, 3};
  EXPECT_EQ(codec.decode_counters("counters", codec.encode(counters)).value(), counters);
  const Hour hour{490'000, 3, 4};
  EXPECT_EQ(codec.decode_hour(record_id(hour), codec.encode(hour)).value(), hour);
}

TEST(Codec, StoresNamesSoThatAnotherOrderIsHarmless) {
  auto record = small_network()->record();
  const auto bytes = Codec(small_network()).encode(lightpath(*small_network()));
  std::reverse(record.links.begin(), record.links.end());
  const auto reordered = engine::built(std::move(record));
  const auto read = Codec(reordered).decode_lightpath(record_id(5), bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(reordered->link(read->hops[0].link).name, small_network()->links()[0].name);
}

TEST(Codec, NamesTheCableThatTheNetworkLacks) {
  auto record = small_network()->record();
  const auto bytes = Codec(small_network()).encode(lightpath(*small_network()));
  const auto name = record.links[0].name;
  record.links.erase(record.links.begin());
  const auto read = Codec(engine::built(std::move(record))).decode_lightpath(record_id(5), bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "stored lightpath \"0000000000000005\" stands on the cable \"" + name +
                                      "\", which the network lacks; start with a network that has it");
}

TEST(Codec, RefusesAnIdThatIsNotTheRecords) {
  Codec codec(small_network());
  const auto read = codec.decode_reservation(record_id(13), codec.encode(reservation()));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message,
            "stored reservation \"0000000000000013\" stands under an id that is not its own");
}

TEST(Codec, RefusesALaterFormat) {
  Codec codec(small_network());
  // Field 1, varint: format 4.
  const auto read = codec.decode_counters("counters", "\x08\x04");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message,
            "stored meta \"counters\" is of format 4, this program knows up to 3; use a newer one");
}

TEST(Codec, ReadsHistoryWithoutTheNetwork) {
  auto view = std::make_shared<ReservationView>();
  view->name = "r-3";
  view->state = ReservationState::kActive;
  view->window = {kMorning, kForever};
  view->path.links = {"x", "y"};
  view->path.lightpaths = {{"l-1", "mode", {-3, 4}, {20.5}, {1.25}, {"x", "y"}},
                           {"l-2", "m", {1, 2}, {}, {}, {"z"}}};
  view->endpoints = {{"a", "line-1"}};
  view->metered = {1.5, 675};
  const Event event{{417, 1}, kMorning, "reservation.state", "r-3", "HELD", "ACTIVE", "x", view};
  const auto read = decode_event("0000000000000417.0001", encode(event));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->id, event.id);
  EXPECT_EQ(*std::get<std::shared_ptr<const ReservationView>>(read->object), *view);

  DecisionView decision;
  decision.name = "d-4";
  decision.time = kMorning;
  decision.request = engine::request();
  decision.tenant = "default";
  decision.refusal =
      Refusal{{ErrorCode::kNoSpectrum, "full", "gbps", "1", {{"SPECTRUM", {"x"}, Window{}, 8, 2, "slices"}}},
              {{"gbps 2 -> 1", engine::request()}},
              "d-4",
              3};
  const auto decided = decode_decision(record_id(4), encode(decision));
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ(decided->refusal, decision.refusal);
  EXPECT_EQ(decided->request, decision.request);
  EXPECT_FALSE(decided->granted);
}

TEST(Names, AreStrict) {
  EXPECT_EQ(number_of('r', "r-18446744073709551615"), 18'446'744'073'709'551'615U);
  for (const auto* name : {"", "r", "r-", "r-0", "r-01", "l-1", "r-1 ", "r--1", "r-18446744073709551616"})
    EXPECT_EQ(number_of('r', name), std::nullopt) << name;
  EXPECT_LT(record_id(EventId{9, 1}), record_id(EventId{10, 0}));
}

RC_GTEST_PROP(CodecProperty, SpoiltBytesAreRefusedOrReadAsSomethingWhole, ()) {
  Codec codec(small_network());
  auto bytes = codec.encode(*rc::gen::just(reservation()));
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  if (*rc::gen::arbitrary<bool>())
    bytes.resize(at);
  else
    bytes[at] = *rc::gen::arbitrary<char>();
  const auto read = codec.decode_reservation(record_id(12), bytes);
  // What was read can be written, and reads the same.
  if (read) RC_ASSERT(codec.decode_reservation(record_id(12), codec.encode(*read)).value() == *read);
}

}  // namespace
}  // namespace lightloom::records
