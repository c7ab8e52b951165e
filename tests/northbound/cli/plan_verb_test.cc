// `lightloom plan` as it is typed: documents, tables, exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/northbound/cli/typed.h"
#include "tests/scratch_folder.h"

namespace lightloom::cli {
namespace {

using testing::HasSubstr;
namespace json = boost::json;

const std::string kData = std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/gnpy/";
const std::string kNational = std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national";

using typed::Ran;

Ran plan(std::vector<std::string> words) {
  words.insert(words.begin(), "plan");
  return typed::type(words);
}

Ran plan_mesh(const std::string& services, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"--network",   kData + "meshTopologyExampleV2.json",
                                 "--equipment", kData + "eqpt_config.json",
                                 "--services",  services};
  words.insert(words.end(), more.begin(), more.end());
  return plan(words);
}

std::string one_request(const std::string& source, const std::string& mode, const std::string& slot) {
  return R"({"path-request": [{"request-id": "r", "source": ")" + source +
         R"(", "destination": "trx Lannion_CAS", "bidirectional": true,
      "path-constraints": {"te-bandwidth": {"trx_type": "Voyager", "trx_mode": )" +
         mode + R"(, "spacing": 75e9, "path_bandwidth": 300e9, "effective-freq-slot": [)" + slot + "]}}}]}";
}

TEST(PlanVerb, PrintsOneDocument) {
  const auto ran = plan_mesh(kData + "meshTopologyExampleV2_services.json", {"--json"});
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.err, "");
  const auto document = ran.json();
  EXPECT_GT(document.at("elapsed_ms").to_number<double>(), 0);
  EXPECT_EQ(document.at("provenance").at("inputs").as_object().size(), 3U);
  const auto& requests = document.at("requests").as_array();
  ASSERT_EQ(requests.size(), 7U);
  const auto& joined = requests[5];
  EXPECT_EQ(joined.at("id"), "7 | 6") << "alike, so drawn together";
  EXPECT_EQ(joined.at("feasible"), true);
  EXPECT_EQ(joined.at("reason"), "");
  EXPECT_EQ(joined.at("mode"), "mode 1");
  EXPECT_NEAR(joined.at("gsnr_0p1nm_db").to_number<double>(), 23.61, 0.0051) << "what GNPy 2.12 prints";
  EXPECT_NEAR(joined.at("gsnr_signal_bandwidth_db").to_number<double>(), 19.52, 0.0051);
  EXPECT_EQ(joined.at("slots"), (json::array{json::object{{"n", -216}, {"m", 28}}}));
  EXPECT_EQ(joined.at("roadms"), (json::array{"roadm Lannion_CAS", "roadm Lorient_KMA"}));
  EXPECT_EQ(joined.at("elements").as_array().front(), "trx Lannion_CAS");
  EXPECT_GT(joined.at("latency_us").to_number<double>(),
            joined.at("length_km").to_number<double>() * 1e9 * 1.46 / 299792458.0);
}

TEST(PlanVerb, PrintsATableAndASentence) {
  const auto ran = plan_mesh(kData + "meshTopologyExampleV2_services.json");
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.out, HasSubstr("7 | 6"));
  EXPECT_THAT(ran.out, HasSubstr("n=-216 m=28"));
  EXPECT_THAT(ran.out, HasSubstr("7 of 7 requests can be served\n"));
}

TEST(PlanVerb, ARefusedRequestIsExitOneWithItsReason) {
  const test::ScratchFolder folder;
  const auto file =
      folder.put("services.json", one_request("trx Brest_KLA", "\"mode 3\"", R"({"N": -290, "M": 6})"));
  const auto ran = plan_mesh(file);
  EXPECT_EQ(ran.exit, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("0 of 1 requests can be served: 1 NO_SPECTRUM\n"));
  const auto request = plan_mesh(file, {"--json"}).json().at("requests").at(0);
  EXPECT_EQ(request.at("reason"), "NO_SPECTRUM");
  EXPECT_TRUE(request.at("gsnr_0p1nm_db").is_double());
  EXPECT_TRUE(request.at("back").at("gsnr_0p1nm_db").is_double()) << "both directions were looked at";
  EXPECT_TRUE(request.at("slots").as_array().empty());
}

TEST(PlanVerb, NumbersThatWereNotComputedAreNull) {
  auto text = one_request("trx Brest_KLA", "null", R"({"N": null, "M": null})");
  text.replace(text.find("75e9"), 4, "25e9");
  const test::ScratchFolder folder;
  const auto file = folder.put("services.json", text);
  const auto ran = plan_mesh(file, {"--json"});
  EXPECT_EQ(ran.exit, 1) << ran.out;
  const auto request = ran.json().at("requests").at(0);
  EXPECT_EQ(request.at("reason"), "NO_FEASIBLE_BAUDRATE_WITH_SPACING");
  for (const auto* key : {"gsnr_0p1nm_db", "gsnr_signal_bandwidth_db", "osnr_0p1nm_db", "latency_us"})
    EXPECT_TRUE(request.at(key).is_null()) << key;
}

TEST(PlanVerb, BadInputIsOneSentenceAndExitTwo) {
  const test::ScratchFolder folder;
  const auto file =
      folder.put("services.json", one_request("trx Brest_KAL", "null", R"({"N": null, "M": null})"));
  const auto ran = plan_mesh(file);
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("trx Brest_KLA")) << "the nearest";
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1);
  EXPECT_EQ(plan_mesh("no-such-file.json", {"--json"}).exit, 2);
  EXPECT_EQ(plan({"--network", kData + "meshTopologyExampleV2.json", "--services", file}).exit, 2)
      << "a topology without its library";
}

TEST(PlanVerb, TakesAPlantFolderWithItsOwnEquipment) {
  const auto ran = plan({"--network", kNational, "--services", kNational + "/services.json", "--json"});
  EXPECT_EQ(ran.exit, 1) << ran.err;
  const auto document = ran.json();
  EXPECT_EQ(document.at("requests").as_array().size(), 60U);
  EXPECT_EQ(document.at("provenance").at("inputs").as_object().size(), 5U);
}

TEST(PlanVerb, TakesATableOfCables) {
  const test::ScratchFolder folder;
  const auto table = folder.put(
      "cables.csv", "cable,a_site,z_site,length_km\nab-1,alpha,bravo,100\nbc-1,bravo,charlie,150\n");
  const auto services =
      folder.put("services.json", R"({"path-request": [{"request-id": "r", "source": "trx alpha",
      "destination": "trx charlie", "bidirectional": false, "path-constraints": {"te-bandwidth": {
      "trx_type": "coherent-140G", "spacing": 150e9, "path_bandwidth": 1200e9}}}]})");
  const auto ran = plan({"--network", table, "--services", services, "--json"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  const auto request = ran.json().at("requests").at(0);
  EXPECT_EQ(request.at("mode"), "800G-PCS16QAM");
  EXPECT_NEAR(request.at("length_km").to_number<double>(), 250, 1e-6);
  EXPECT_EQ(request.at("slots").at(0).at("m"), 24) << "two channels of 150 GHz";
  EXPECT_FALSE(ran.json().at("assumed").as_array().empty());
}

}  // namespace
}  // namespace lightloom::cli
