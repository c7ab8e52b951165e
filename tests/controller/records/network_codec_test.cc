#include "controller/records/network_codec.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "controller/records/records.pb.h"
#include "tests/topology/national_network.h"
#include "tests/topology/random_network.h"
#include "topology/network_diff.h"

namespace lightloom::records {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::pick;
using ::testing::StartsWith;

Equipment full_equipment() {
  Equipment equipment;
  equipment.modes = {
      {"m", "t", {400'000'001}, {91'600}, {100'000}, {190'700'001}, {196'700'001}, 0.1, {20.5}, {38}},
      {"m", "u", {1}, {2}, {3}, {4}, {5}, 0.7, {8}, {9}}};
  equipment.amplifiers = {{"first",
                           AmplifierType::Kind::kVariableGain,
                           {18},
                           {10},
                           {23},
                           {5},
                           {9},
                           {190'600'000},
                           {196'800'000},
                           true},
                          {"second",
                           AmplifierType::Kind::kFixedGain,
                           {19},
                           {11},
                           {-24},
                           {6},
                           {7},
                           {190'600'002},
                           {196'800'003},
                           false}};
  equipment.fibres = {{"SSMF", 1.67e-5, 60.0, 83e-12, 0.0013, 1.265e-15},
                      {"G654E", 2.1e-5, std::nullopt, 125e-12, std::nullopt, 1e-15}};
  equipment.roadm = {"special", {RoadmTarget::Kind::kPerSymbolRateMwPerGhz, 0.0003}, {37}, 1e-12};
  equipment.line = {{190'700'000}, {196'700'000}, {131'000}, {150'000}, 0.2,       {4},   {36},
                    {1.5},         {8},           {0.25},    {0.5},     {150'000}, {2.25}};
  return equipment;
}

// Every field says something that is not its default; two of each thing.
NetworkRecord full_record() {
  NetworkRecord record;
  record.sites = {{"x", "西", "roadm x", 39.904, -116.407, "hub-cluster", "y", 96, 16},
                  {"y", "", "", std::nullopt, 0.0, "", "", 0, 0}};
  record.equipment = full_equipment();
  Link link;
  link.name = "x-y-1";
  link.a_site = {0};
  link.z_site = {1};
  link.a_port = "degree-1";
  link.z_port = "degree-2";
  link.fibre = "G.652.D";
  link.fibre_type = {1};
  link.length = {150'000};
  link.srlgs = {"rail:1", "duct:2"};
  link.spans = {{{70'000}, 0.2, {0.25}, {0.5}, {1}}, {{80'000}, 0.19, {0.2}, {0.3}, {}}};
  link.amps_az = {{{1}, {19.2}, {1}, {-0.5}}, {{0}, {15}, {}, {}}, {{1}, {16}, {}, {}}};
  link.amps_za = {{{0}, {14}, {}, {0.25}}, {{1}, {15}, {2}, {}}, {{0}, {16}, {}, {}}};
  record.links = {link};
  std::swap(link.a_site, link.z_site);
  link.name = "y-x-1";
  link.a_port = link.z_port = "degree-3";
  link.fibre_type = {0};
  record.links.push_back(link);
  return record;
}

// Two sites and as many cables between them, all alike.
NetworkRecord bundle(std::size_t cables, std::size_t spans = 1) {
  constexpr std::int64_t kSpanMetres = 1'000;
  auto record = full_record();
  auto link = record.links[0];
  link.length = {kSpanMetres * static_cast<std::int64_t>(spans)};
  link.spans.assign(spans, {{kSpanMetres}, 0.2, {0.25}, {0.25}, {7}});
  link.amps_az.assign(spans + 1, {{0}, {15}, {}, {}});
  link.amps_za = link.amps_az;
  record.links.clear();
  for (std::size_t i = 0; i < cables; ++i) {
    link.name = "x-y-" + std::to_string(i);
    link.a_port = link.z_port = "degree-" + std::to_string(i);
    record.links.push_back(link);
  }
  return record;
}

std::vector<Change> encoded(const NetworkRecord& record, std::size_t former_chunks = 0) {
  auto changes = encode_network(record, former_chunks);
  if (!changes) throw std::runtime_error(changes.error().message);
  return *changes;
}

Result<std::optional<NetworkRecord>> read(const std::vector<Change>& changes) {
  StoredNetwork stored;
  for (const auto& change : changes) {
    if (!change.bytes) continue;
    if (auto taken = stored.take(change.id, *change.bytes); !taken) return fail(taken.error());
  }
  return stored.finish();
}

// Of a record that is not to be stored; another code where it is.
Error encode_error(const NetworkRecord& record) {
  const auto changes = encode_network(record, 0);
  return changes ? Error{ErrorCode::kNotFound, "none", {}, {}, {}} : changes.error();
}
// Of a single record.
std::string take_error(std::string_view id, std::string_view bytes) {
  StoredNetwork stored;
  const auto taken = stored.take(id, bytes);
  return taken ? "none" : taken.error().message;
}

std::string refusal(const std::vector<Change>& changes) {
  const auto record = read(changes);
  if (record) return "none";
  EXPECT_EQ(record.error().code, ErrorCode::kUnavailable);
  return record.error().message;
}

template <class Message>
void tamper(Change& change, const std::function<void(Message&)>& spoil) {
  Message message;
  ASSERT_TRUE(message.ParseFromString(*change.bytes));
  spoil(message);
  change.bytes = message.SerializeAsString();
}
std::string refusal_of_head(const std::function<void(v1::PlantRecord&)>& spoil) {
  auto changes = encoded(full_record());
  tamper(changes[0], spoil);
  return refusal(changes);
}
std::string refusal_of_cable(const std::function<void(v1::PlantLink&)>& spoil) {
  auto changes = encoded(full_record());
  tamper<v1::PlantLinks>(changes[1], [&](v1::PlantLinks& chunk) { spoil(*chunk.mutable_links(0)); });
  return refusal(changes);
}

constexpr int kNoSuchField = 1'000;
void add_unknown_field(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(kNoSuchField, 1);
}

TEST(NetworkCodec, ReadsEveryFieldBack) {
  const auto record = full_record();
  const auto made = read(encoded(record));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(**made, record);
}

TEST(NetworkCodec, ReadsTheNationalNetworkBack) {
  auto loaded = formats::load_network(LIGHTLOOM_SOURCE_DIR "/lab/networks/national", std::nullopt);
  ASSERT_TRUE(loaded);
  const auto changes = encoded(loaded->record);
  EXPECT_EQ(changes.size(), 2U);
  const auto made = read(changes);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(**made, loaded->record);
  EXPECT_EQ(digest_of(**made), digest_of(loaded->record));
}

TEST(NetworkCodec, LeavesLatenciesToTheBuilding) {
  const auto network = testing::national_network();
  const auto made = read(encoded(network->record()));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ((*made)->links[0].latency, Latency{});
  const auto built = Network::build(**made);
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_EQ(built->record(), network->record());
}

TEST(NetworkCodec, KeepsDoublesToTheBit) {
  auto record = full_record();
  const std::array<double, 6> values{-0.0,
                                     0.1 + 0.2,
                                     std::numeric_limits<double>::denorm_min(),
                                     std::numeric_limits<double>::max(),
                                     std::nextafter(1.0, 2.0),
                                     -1.0 / 3};
  for (const double value : values) {
    record.links[0].amps_az[1].gain = {value};
    record.sites[0].latitude_deg = value;
    const auto made = read(encoded(record));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(**made, record);
    EXPECT_EQ(std::signbit((*made)->links[0].amps_az[1].gain.value), std::signbit(value));
    EXPECT_EQ(std::signbit(*(*made)->sites[0].latitude_deg), std::signbit(value));
  }
}

TEST(NetworkCodec, StoresANetworkWithoutCables) {
  const auto changes = encoded(bundle(0));
  EXPECT_EQ(changes.size(), 1U);
  EXPECT_EQ(**read(changes), bundle(0));
}

TEST(NetworkCodec, ReadsNothingWhereNothingIsStored) {
  const StoredNetwork stored;
  const auto made = stored.finish();
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, std::nullopt);
  EXPECT_EQ(stored.chunks(), 0U);
}

TEST(NetworkCodec, TakesRecordsInAnyOrder) {
  auto changes = encoded(bundle(450));
  std::reverse(changes.begin(), changes.end());
  const auto made = read(changes);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(**made, bundle(450));
}

TEST(NetworkCodec, StoresAtMost200CablesARecord) {
  std::vector<std::string> ids;
  for (const auto& change : encoded(bundle(401))) {
    ids.push_back(change.id);
    EXPECT_EQ(change.kind, RecordKind::kMeta);
  }
  EXPECT_THAT(ids, ElementsAre("network", "network-0000", "network-0001", "network-0002"));
  EXPECT_EQ(encoded(bundle(400)).size(), 3U);
}

TEST(NetworkCodec, StoresFewerCablesARecordWhereTheyAreLong) {
  constexpr std::size_t kMostBytes = 800'000;
  const auto record = bundle(7, 4'000);
  const auto changes = encoded(record);
  EXPECT_GT(changes.size(), 3U);
  for (const auto& change : changes) EXPECT_LE(change.bytes->size(), kMostBytes);
  EXPECT_EQ(**read(changes), record);
}

TEST(StoredNetwork, CountsChunksOfCables) {
  StoredNetwork stored;
  for (const auto& change : encoded(bundle(801))) ASSERT_TRUE(stored.take(change.id, *change.bytes));
  EXPECT_EQ(stored.chunks(), 5U);
}

TEST(NetworkCodec, DeletesTheChunksOfALongerFormerNetwork) {
  constexpr std::size_t kFormerChunks = 5;
  std::vector<std::string> put, deleted;
  for (const auto& change : encoded(bundle(300), kFormerChunks))
    (change.bytes ? put : deleted).push_back(change.id);
  EXPECT_THAT(put, ElementsAre("network", "network-0000", "network-0001"));
  EXPECT_THAT(deleted, ElementsAre("network-0002", "network-0003", "network-0004"));
  EXPECT_EQ(encoded(bundle(801), 2).size(), 6U);
}

TEST(NetworkCodec, StoresTheLargestNetworkInOneCommit) {
  const auto changes = encoded(bundle(kMostCables), kMostNetworkRecords - 1);
  EXPECT_EQ(changes.size(), kMostNetworkRecords);
  EXPECT_LE(changes.size() + 4, kMaxChangesPerCommit);  // counters, the hour, two events
  EXPECT_EQ(encoded(bundle(1), kMostNetworkRecords - 1).size(), kMostNetworkRecords);
}

TEST(NetworkCodec, RefusesOneCableMoreThanTheLargestNetworkHas) {
  const auto error = encode_error(bundle(kMostCables + 1));
  EXPECT_EQ(error.code, ErrorCode::kTooLarge);
  EXPECT_EQ(error.message,
            "network: its 19001 cables fill 96 chunks; at most 19000 cables, 800000 bytes of sites and "
            "equipment, and 800000 bytes of each of 95 chunks of cables can be stored; apply a smaller "
            "network");
}

TEST(NetworkCodec, RefusesACableThatFillsMoreThanARecord) {
  const auto error = encode_error(bundle(1, 15'000));
  EXPECT_EQ(error.code, ErrorCode::kTooLarge);
  EXPECT_THAT(error.message, StartsWith("network: cable x-y-0 of 15000 spans takes "));
}

TEST(NetworkCodec, RefusesSitesThatFillMoreThanARecord) {
  auto record = bundle(0);
  constexpr std::size_t kSites = 100'000;
  record.sites.resize(kSites, record.sites[0]);
  for (std::size_t i = 0; i < kSites; ++i) record.sites[i].name = "s" + std::to_string(i);
  const auto error = encode_error(record);
  EXPECT_EQ(error.code, ErrorCode::kTooLarge);
  EXPECT_THAT(error.message, StartsWith("network: its 100000 sites and its equipment take "));
}

TEST(NetworkCodec, RefusesToStoreWhatItCouldNotRead) {
  auto record = full_record();
  record.equipment.amplifiers[1].name = "first";
  const auto error = encode_error(record);
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message,
            "network: cannot be stored, for it would not be read again (stored meta \"network\" has the "
            "amplifier type \"first\" twice)");
  record = full_record();
  record.links[1].spans[0].pad = {std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THAT(encode_error(record).message, HasSubstr("has a number that is not finite"));
}

TEST(StoredNetwork, RefusesBytesThatAreNotSuchARecord) {
  for (const std::string id : {"network", "network-0000"})
    EXPECT_EQ(take_error(id, "\xff\xff\xff"), "stored meta \"" + id + "\" is not such a record");
  EXPECT_EQ(take_error("network", std::string(kMaxRecordBytes + 1, '\0')),
            "stored meta \"network\" is longer than a record may be");
}

TEST(StoredNetwork, KeepsNothingOfWhatItRefused) {
  StoredNetwork stored;
  EXPECT_FALSE(stored.take("network", "\xff\xff\xff"));
  EXPECT_EQ(*stored.finish(), std::nullopt);
}

TEST(StoredNetwork, RefusesUnknownFieldsAtAnyDepth) {
  const std::string of_head = "stored meta \"network\" has a field that is not known";
  const std::string of_chunk = "stored meta \"network-0000\" has a field that is not known";
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& head) { add_unknown_field(head); }), of_head);
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& head) { add_unknown_field(*head.mutable_sites(1)); }),
            of_head);
  EXPECT_EQ(refusal_of_head(
                [](v1::PlantRecord& head) { add_unknown_field(*head.mutable_equipment()->mutable_line()); }),
            of_head);
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { add_unknown_field(link); }), of_chunk);
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { add_unknown_field(*link.mutable_amps_za(2)); }),
            of_chunk);
}

TEST(StoredNetwork, RefusesRecordsThatAreMissing) {
  const auto whole = encoded(bundle(450));
  auto changes = whole;
  changes.erase(changes.begin());
  EXPECT_EQ(refusal(changes),
            "stored meta \"network\" is missing, though its cables are there; restore the store from a copy");
  for (std::size_t i = 1; i < whole.size(); ++i) {
    changes = whole;
    changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(refusal(changes),
              "stored meta \"" + whole[i].id +
                  "\" is missing, for \"network\" counts 3 chunks of cables; restore the store from a copy");
  }
}

TEST(StoredNetwork, RefusesChunksBeyondThoseThatAreCounted) {
  const auto more = encoded(bundle(801));
  auto changes = encoded(bundle(300));
  changes.push_back(more[5]);
  EXPECT_EQ(refusal(changes),
            "stored meta \"network-0004\" is too many, for \"network\" counts 2 chunks of cables; restore "
            "the store from a copy");
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& head) { head.set_chunks(kMostNetworkRecords); }),
            "stored meta \"network\" counts more chunks of cables than there can be");
}

TEST(StoredNetwork, RefusesARecordTwice) {
  const auto whole = encoded(bundle(300));
  for (const auto& change : whole) {
    auto changes = whole;
    changes.push_back(change);
    EXPECT_EQ(refusal(changes), "stored meta \"" + change.id + "\" is there twice");
  }
}

TEST(StoredNetwork, RefusesARecordUnderAnotherId) {
  const auto bytes = *encoded(bundle(1))[1].bytes;
  for (const std::string id :
       {"network-0001", "network-000", "network-00000", "network-", "networks", "network-x"})
    EXPECT_EQ(take_error(id, bytes), "stored meta \"" + id + "\" stands under an id that is not its own");
}

TEST(StoredNetwork, RefusesRecordsThatWereNotWrittenTogether) {
  auto changes = encoded(bundle(300));
  auto other = bundle(300);
  other.links[250].amps_az[0].gain += Decibel{0.5};
  changes[2] = encoded(other)[2];
  EXPECT_THAT(refusal(changes), AllOf(StartsWith("stored meta \"network\" has the digest "),
                                      HasSubstr("these records were not written together")));
  EXPECT_THAT(refusal_of_head([](v1::PlantRecord& head) { head.set_digest(head.digest() + 1); }),
              HasSubstr("has the digest"));
  EXPECT_THAT(refusal_of_cable([](v1::PlantLink& link) { link.set_length_m(link.length_m() + 1); }),
              HasSubstr("has the digest"));
}

TEST(StoredNetwork, RefusesNamesThatTheRecordLacks) {
  const std::string chunk = "stored meta \"network-0000\" has a cable with the ";
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { link.set_a_site("z"); }),
            chunk + "site \"z\", which the record lacks");
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { link.set_z_site(""); }),
            chunk + "site \"\", which the record lacks");
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { link.set_fibre_type("LEAF"); }),
            chunk + "fibre type \"LEAF\", which the record lacks");
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { link.mutable_amps_az(1)->set_type("third"); }),
            chunk + "amplifier type \"third\", which the record lacks");
}

TEST(StoredNetwork, RefusesAHeadThatIsNotWholeOrNamesTwice) {
  const std::string head = "stored meta \"network\" ";
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& record) { record.clear_equipment(); }),
            head + "lacks its equipment");
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& record) { record.mutable_equipment()->clear_line(); }),
            head + "lacks its ROADM or its line");
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& record) { record.mutable_sites(1)->set_name("x"); }),
            head + "has the site \"x\" twice");
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& record) {
              record.mutable_equipment()->mutable_fibres(0)->set_name("G654E");
            }),
            head + "has the fibre type \"G654E\" twice");
}

TEST(StoredNetwork, RefusesEnumeratorsThatAreNotKnown) {
  for (const int kind : {0, 3})
    EXPECT_EQ(refusal_of_head([&](v1::PlantRecord& record) {
                record.mutable_equipment()->mutable_amplifiers(0)->set_kind(
                    static_cast<v1::PlantAmplifierType::Kind>(kind));
              }),
              "stored meta \"network\" has a kind of amplifier that is not known");
  for (const int target : {0, 4})
    EXPECT_EQ(refusal_of_head([&](v1::PlantRecord& record) {
                record.mutable_equipment()->mutable_roadm()->set_target(
                    static_cast<v1::PlantRoadm::Target>(target));
              }),
              "stored meta \"network\" has a ROADM target that is not known");
}

TEST(StoredNetwork, RefusesQuantitiesOutOfRange) {
  for (const std::int64_t mhz : {std::int64_t{-1}, std::int64_t{1'000'000'001}})
    EXPECT_EQ(refusal_of_head([&](v1::PlantRecord& record) {
                record.mutable_equipment()->mutable_line()->set_f_max_mhz(mhz);
              }),
              "stored meta \"network\" has a quantity out of range");
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) { link.mutable_spans(0)->set_length_m(-1); }),
            "stored meta \"network-0000\" has a quantity out of range");
}

TEST(StoredNetwork, RefusesNumbersThatAreNotFinite) {
  EXPECT_EQ(refusal_of_head([](v1::PlantRecord& record) {
              record.mutable_sites(0)->set_longitude_deg(std::numeric_limits<double>::infinity());
            }),
            "stored meta \"network\" has a number that is not finite");
  EXPECT_EQ(refusal_of_cable([](v1::PlantLink& link) {
              link.mutable_amps_az(0)->set_tilt_db(std::numeric_limits<double>::quiet_NaN());
            }),
            "stored meta \"network-0000\" has a number that is not finite");
}

TEST(NetworkDigest, IsOfWhatIsStoredInItsOrder) {
  const auto record = full_record();
  auto other = record;
  other.links[0].latency = Latency{1};
  EXPECT_EQ(digest_of(other), digest_of(record));
  std::swap(other.links[0], other.links[1]);
  EXPECT_NE(digest_of(other), digest_of(record));
  EXPECT_TRUE(diff(other, record).is_empty());
  other = record;
  other.sites[1].line_ports = std::nullopt;
  EXPECT_NE(digest_of(other), digest_of(record));
}

// Hollow cores came later: what has none is stored as before.
TEST(NetworkCodec, KeepsAFibreThatIsNotOfSilica) {
  auto record = full_record();
  record.equipment.fibres[0].group_index = 1.003;
  record.equipment.fibres[0].nonlinear_index_m2_per_w = 0;
  const auto back = read(encoded(record));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(**back, record);
  EXPECT_NE(digest_of(record), digest_of(full_record()));
}

// It is compared with digests that were stored by earlier versions.
TEST(NetworkDigest, NeverChanges) { EXPECT_EQ(digest_of(full_record()), 6'049'300'106'085'913'212U); }

RC_GTEST_PROP(NetworkCodec, ReadsAnySmallNetworkBack, ()) {
  auto record = testing::random_network(8, 30'000).record();
  for (auto& link : record.links) {
    link.amps_za[0].gain = {*rc::gen::arbitrary<double>()};
    link.srlgs = *rc::gen::container<std::vector<std::string>>(rc::gen::string<std::string>());
    for (auto& srlg : link.srlgs)
      for (char& letter : srlg) letter = static_cast<char>(letter & 0x7F);
    RC_PRE(std::isfinite(link.amps_za[0].gain.value));
  }
  const auto made = read(encoded(record, pick<std::size_t>(0, 9)));
  RC_ASSERT(made.has_value());
  RC_ASSERT(**made == record);
}

RC_GTEST_PROP(StoredNetwork, NeverReadsDamagedBytesAsAnotherNetwork, ()) {
  static const auto whole = encoded(full_record());
  auto changes = whole;
  auto& bytes = *changes[pick<std::size_t>(0, changes.size())].bytes;
  const auto at = pick<std::size_t>(0, bytes.size());
  switch (pick(0, 3)) {
    case 0:
      bytes[at] = static_cast<char>(pick(0, 256));
      break;
    case 1:
      bytes.resize(at);
      break;
    default:
      bytes.insert(at, 1, static_cast<char>(pick(0, 256)));
  }
  const auto made = read(changes);
  if (!made) {
    RC_ASSERT(made.error().code == ErrorCode::kUnavailable);
    RC_ASSERT(made.error().message.find("stored meta \"network") == 0);
  } else {
    RC_ASSERT(**made == full_record());
  }
}

}  // namespace
}  // namespace lightloom::records
