// Path requests from file to answer, against what GNPy 2.12 answered.
#include "topology/gnpy/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>

#include "topology/formats/files.h"
#include "topology/formats/load_network.h"
#include "topology/gnpy/design.h"
#include "topology/gnpy/from_plant.h"
#include "topology/gnpy/library_file.h"
#include "topology/gnpy/reception.h"
#include "topology/gnpy/request_checks.h"

namespace lightloom::gnpy {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;
namespace json = boost::json;

// GNPy prints two decimals.
constexpr double kRoundingDb = 0.0051;
const std::string kFolder = std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/gnpy/";
const std::string kNational = std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national/";

std::string text(const fs::path& path) {
  auto bytes = formats::read_file(path);
  EXPECT_TRUE(bytes.has_value()) << bytes.error().message;
  return bytes.value_or("");
}
std::string word(const json::value& of, const char* key) { return json::value_to<std::string>(of.at(key)); }
std::vector<std::string> words(const json::value& of, const char* key) {
  return json::value_to<std::vector<std::string>>(of.at(key));
}

struct Planning {
  Library library;
  PlannerNetwork network;

  static Planning of(const std::string& topology, const std::string& equipment) {
    Planning planning;
    auto library = read_library_file(equipment);
    EXPECT_TRUE(library.has_value()) << library.error().message;
    if (!library) return planning;
    planning.library = std::move(*library);
    auto network = read_planner_network(text(topology), topology, planning.library);
    EXPECT_TRUE(network.has_value()) << network.error().message;
    if (!network) return planning;
    auto designed = design(std::move(*network), planning.library);
    EXPECT_TRUE(designed.has_value()) << designed.error().message;
    if (designed) planning.network = std::move(*designed);
    return planning;
  }
  std::vector<PlannedPath> answer(const std::string& services) const {
    const auto read = read_services(services, "services.json", network, library);
    EXPECT_TRUE(read.has_value()) << read.error().message;
    if (!read) return {};
    auto answers = plan_requests(network, library, *read);
    EXPECT_TRUE(answers.has_value()) << answers.error().message;
    return answers.value_or(std::vector<PlannedPath>());
  }
};

void expect_ratios(const PlannedPath& ours, const json::value& theirs) {
  if (!theirs.as_object().contains("gsnr_0p1nm_db")) {
    EXPECT_TRUE(std::isnan(ours.gsnr_0p1nm_db)) << ours.id;
    return;
  }
  const auto number = [&](const char* key) { return theirs.at(key).to_number<double>(); };
  EXPECT_NEAR(ours.gsnr_0p1nm_db, number("gsnr_0p1nm_db"), kRoundingDb) << ours.id;
  EXPECT_NEAR(ours.gsnr_signal_bandwidth_db, number("gsnr_signal_bandwidth_db"), kRoundingDb) << ours.id;
  EXPECT_NEAR(ours.osnr_0p1nm_db, number("osnr_0p1nm_db"), kRoundingDb) << ours.id;
  EXPECT_EQ(ours.mode, word(theirs, "mode")) << ours.id;
}

// GNPy's first fit begins below the transceivers' range: widths are compared, and centres where the request
// gives them all.
void expect_slots(const PlannedPath& ours, const json::value& theirs, const json::array& requests) {
  std::vector<int> widths;
  std::vector<int> centres;
  for (const auto& slot : ours.slots) {
    widths.push_back(slot.m);
    centres.push_back(slot.n);
  }
  EXPECT_EQ(widths, json::value_to<std::vector<int>>(theirs.at("m"))) << ours.id;
  for (const auto& request : requests) {
    const auto* slots =
        request.at("path-constraints").at("te-bandwidth").as_object().if_contains("effective-freq-slot");
    if (slots == nullptr || word(request, "request-id") != ours.id) continue;
    const auto is_given = [](const json::value& slot) { return slot.at("N").is_number(); };
    if (!std::all_of(slots->as_array().begin(), slots->as_array().end(), is_given)) continue;
    EXPECT_EQ(centres, json::value_to<std::vector<int>>(theirs.at("n"))) << ours.id;
  }
}

class RecordedAnswers : public ::testing::TestWithParam<std::string> {};

TEST_P(RecordedAnswers, AreOurs) {
  const auto recorded = json::parse(text(kFolder + "answers/" + GetParam()));
  const auto planning =
      Planning::of(kFolder + word(recorded, "network"), kFolder + word(recorded, "equipment"));
  const auto ours = planning.answer(json::serialize(recorded.at("services")));
  const auto& theirs = recorded.at("answers").as_array();
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].id, word(theirs[i], "id"));
    EXPECT_EQ(ours[i].reason, word(theirs[i], "reason")) << ours[i].id << ' ' << ours[i].detail;
    EXPECT_EQ(ours[i].feasible, word(theirs[i], "reason").empty()) << ours[i].id;
    expect_ratios(ours[i], theirs[i]);
    if (!theirs[i].as_object().contains("elements")) continue;
    EXPECT_EQ(ours[i].elements, words(theirs[i], "elements")) << ours[i].id;
    expect_slots(ours[i], theirs[i], recorded.at("services").at("path-request").as_array());
    if (const auto* back = theirs[i].as_object().if_contains("back_gsnr_0p1nm_db")) {
      EXPECT_NEAR(ours[i].back.value().gsnr_0p1nm_db, back->to_number<double>(), kRoundingDb) << ours[i].id;
    }
  }
}

std::vector<std::string> recorded_files() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder + "answers"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Gnpy, RecordedAnswers, ::testing::ValuesIn(recorded_files()),
                         [](const auto& named) { return named.param.substr(0, named.param.find('.')); });

class National : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    planning_ = new Planning(Planning::of(kNational + "topology.json", kNational + "equipment.json"));
    answers_ = new std::vector<PlannedPath>(planning_->answer(text(kNational + "services.json")));
  }
  static void TearDownTestSuite() {
    delete answers_;
    delete planning_;
  }
  static Planning* planning_;
  static std::vector<PlannedPath>* answers_;
};
Planning* National::planning_ = nullptr;
std::vector<PlannedPath>* National::answers_ = nullptr;

TEST_F(National, RequestsAreAnsweredAsByGnpy) {
  const auto expected = json::parse(text(kNational + "expected.json"));
  ASSERT_EQ(answers_->size(), expected.as_array().size());
  for (std::size_t i = 0; i < answers_->size(); ++i) {
    const auto& theirs = expected.at(i);
    const auto& ours = (*answers_)[i];
    EXPECT_EQ(ours.id, word(theirs, "id"));
    EXPECT_EQ(ours.feasible, theirs.at("feasible").as_bool()) << ours.id << ' ' << ours.reason;
    expect_ratios(ours, theirs);
    EXPECT_EQ(ours.roadms, words(theirs, "roadms")) << ours.id;
  }
}

TEST_F(National, EverySlotIsWhollyInItsTransceiversRangeAndFreeOnItsLines) {
  const auto services = read_services(text(kNational + "services.json"), "services.json", planning_->network,
                                      planning_->library);
  ASSERT_TRUE(services.has_value());
  std::map<std::string, std::set<int>> taken;  // slices by element
  for (std::size_t i = 0; i < answers_->size(); ++i) {
    const auto& request = services->requests[i];
    const auto& band = planning_->library.transceivers.at(request.transceiver).frequency;
    for (const auto& slot : (*answers_)[i].slots) {
      EXPECT_GE(193.1e12 + (slot.n - slot.m) * 6.25e9, band.f_min_hz - 1) << request.id;
      EXPECT_LE(193.1e12 + (slot.n + slot.m) * 6.25e9, band.f_max_hz + 1) << request.id;
      for (const auto& uid : (*answers_)[i].elements) {
        if (uid.rfind("fiber", 0) != 0) continue;
        for (int slice = slot.n - slot.m; slice < slot.n + slot.m; ++slice)
          EXPECT_TRUE(taken[uid].insert(slice).second) << request.id << " on " << uid;
      }
    }
    const auto& library = planning_->library.transceivers.at(request.transceiver);
    if (!(*answers_)[i].feasible) continue;
    const auto* mode = find_mode(library, (*answers_)[i].mode);
    const int channels = static_cast<int>(std::ceil(request.bandwidth_bps / mode->bit_rate_bps));
    EXPECT_EQ((*answers_)[i].slots.at(0).m,
              channels * static_cast<int>(std::ceil(request.spacing_hz / 12.5e9 - 1e-9)))
        << request.id;
  }
}

TEST_F(National, ThePlantRecordGivesTheSameAnswers) {
  const auto loaded = formats::load_network(kNational, std::nullopt);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  auto network = planner_network_of(loaded->record, "national", planning_->library);
  ASSERT_TRUE(network.has_value()) << network.error().message;
  const auto answers =
      Planning{planning_->library, std::move(*network)}.answer(text(kNational + "services.json"));
  ASSERT_EQ(answers.size(), answers_->size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].reason, (*answers_)[i].reason) << answers[i].id;
    EXPECT_EQ(answers[i].mode, (*answers_)[i].mode) << answers[i].id;
    EXPECT_EQ(answers[i].elements, (*answers_)[i].elements) << answers[i].id;
    EXPECT_EQ(answers[i].slots, (*answers_)[i].slots) << answers[i].id;
    EXPECT_NEAR(answers[i].gsnr_0p1nm_db, (*answers_)[i].gsnr_0p1nm_db, 1e-5) << answers[i].id;
    EXPECT_NEAR(answers[i].length_km, (*answers_)[i].length_km, 1e-6) << answers[i].id;
  }
}

TEST_F(National, ATypeThatTheLibraryLacksIsNamed) {
  auto loaded = formats::load_network(kNational, std::nullopt);
  ASSERT_TRUE(loaded.has_value());
  loaded->record.equipment.amplifiers.front().name = "backbone_low_gian";
  const auto network = planner_network_of(loaded->record, "national", planning_->library);
  ASSERT_FALSE(network.has_value());
  EXPECT_THAT(network.error().message, HasSubstr("backbone_low_gian"));
  EXPECT_EQ(network.error().nearest, "backbone_low_gain");
}

TEST_F(National, WhatDoesNotCloseSaysWhatIsMissingAndWhoseTheNoiseIs) {
  int refused = 0;
  for (const auto& answer : *answers_) {
    if (answer.reason != "MODE_NOT_FEASIBLE") {
      EXPECT_EQ(answer.detail, "") << answer.id;
      continue;
    }
    ++refused;
    EXPECT_THAT(answer.detail, HasSubstr("the worst channel of " + answer.mode + " has "));
    EXPECT_THAT(answer.detail, HasSubstr(" and needs "));
    EXPECT_THAT(answer.detail, HasSubstr("; its noise: amplifiers "));
  }
  EXPECT_EQ(refused, 8);
}

// Stretch by stretch it is what arrives.
TEST_F(National, SharesOfNoiseAddUpToTheArrival) {
  auto propagator = Propagator::build(planning_->network, planning_->library);
  ASSERT_TRUE(propagator.has_value()) << propagator.error().message;
  const PlannerComb comb{{190.7e12, 196.7e12}, 131e9, 150e9, 0.1, 1e-3, 0};
  const auto& longest = *std::max_element(
      answers_->begin(), answers_->end(),
      [](const auto& left, const auto& right) { return left.elements.size() < right.elements.size(); });
  std::vector<ElementIndex> path;
  for (const auto& uid : longest.elements) path.push_back(planning_->network.by_uid.find(uid)->second);
  const auto arrival = propagator->propagate(path, comb);
  ASSERT_TRUE(arrival.has_value()) << arrival.error().message;
  for (const std::size_t channel : {std::size_t{0}, std::size_t{20}}) {
    const auto shares = propagator->noise_shares(path, comb, channel);
    ASSERT_TRUE(shares.has_value()) << shares.error().message;
    const double in_0p1nm = 12.5e9 / 131e9 / arrival->signal_w[channel];
    EXPECT_NEAR(shares->ase().value, arrival->ase_w[channel] * in_0p1nm, 1e-12);
    EXPECT_NEAR(shares->nli().value, arrival->nli_w[channel] * in_0p1nm, 1e-12);
    EXPECT_EQ(shares->add_drop.value, arrival->roadm_noise[channel]);
    for (const auto& stretch : shares->stretches) EXPECT_GE(stretch.ase.value, -1e-15) << stretch.where;
  }
}

TEST(Penalty, IsLinearBetweenBoundariesAndInfiniteOutside) {
  const PenaltyCurve curve{{0, 10, 20}, {0, 1, 4}};
  EXPECT_DOUBLE_EQ(penalty_db(curve, 0), 0);
  EXPECT_DOUBLE_EQ(penalty_db(curve, 5), 0.5);
  EXPECT_DOUBLE_EQ(penalty_db(curve, 10), 1);
  EXPECT_DOUBLE_EQ(penalty_db(curve, 20), 4);
  EXPECT_EQ(penalty_db(curve, 20.1), std::numeric_limits<double>::infinity());
  EXPECT_EQ(penalty_db(curve, -0.1), std::numeric_limits<double>::infinity());
  EXPECT_EQ(penalty_db({}, 1e9), 0);
}

TEST(Reception, AddsTheNoiseOfTransmitterAndRoadmsOnce) {
  // One channel of 25 GHz: 20 dB over ASE and NLI together is 23 dB in 12.5 GHz.
  Arrival arrival;
  arrival.frequency_hz = {193.1e12};
  arrival.slot_width_hz = {50e9};
  arrival.baud_rate_hz = {25e9};
  arrival.signal_w = {1e-3};
  arrival.ase_w = {0.6e-5};
  arrival.nli_w = {0.4e-5};
  arrival.roadm_noise = {1e-3};
  arrival.chromatic_dispersion_ps_per_nm = arrival.pmd_ps = arrival.pdl_db = {0};
  TransceiverMode mode;
  mode.tx_osnr_db = 30;
  const auto received = receive(arrival, mode);
  EXPECT_NEAR(received.gsnr_0p1nm_db, -10 * std::log10(0.005 + 0.001 + 0.001), 1e-9);
  EXPECT_NEAR(received.gsnr_signal_bandwidth_db, -10 * std::log10(0.007 * 2), 1e-9);
  EXPECT_NEAR(received.osnr_0p1nm_db, -10 * std::log10(0.003 + 0.002), 1e-9);
  EXPECT_NEAR(received.worst_0p1nm_db, received.gsnr_0p1nm_db, 1e-12);
}

}  // namespace
}  // namespace lightloom::gnpy
