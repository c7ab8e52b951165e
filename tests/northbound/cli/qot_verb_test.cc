// `lightloom qot` as it is typed: explanations, pictures, one case of many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/northbound/cli/typed.h"
#include "tests/scratch_folder.h"

namespace lightloom::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kVectors = std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/qot/gnpy_vectors.json";

TEST(QotVerb, ExplainsTheWorstChannel) {
  const auto ran = typed::type({"qot", kVectors, "--case", "i04", "--explain", "--json"});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  const auto document = ran.json();
  const auto& cases = document.at("cases").as_array();
  ASSERT_EQ(cases.size(), 1U);
  const auto& explain = cases[0].at("explain");
  const auto channel = explain.at("channel").to_number<std::size_t>();
  const auto& gsnr = cases[0].at("gsnr_0p1nm_db").as_array();
  EXPECT_EQ(explain.at("gsnr_0p1nm_db"), gsnr.at(channel));
  for (const auto& each : gsnr) EXPECT_GE(each.to_number<double>(), gsnr.at(channel).to_number<double>());
  EXPECT_NEAR(explain.at("ase").to_number<double>() + explain.at("nli").to_number<double>(), 1.0, 1e-9);
  EXPECT_EQ(explain.at("stretches").as_array().size(), 5U) << "one a fibre";
  EXPECT_GE(explain.at("local_launch_gain_db").to_number<double>(),
            explain.at("launch_gain_db").to_number<double>());
}

TEST(QotVerb, ExplainsInWordsToo) {
  const auto ran = typed::type({"qot", kVectors, "--case", "i04", "--explain"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("i04: worst is channel "), HasSubstr("; amplifiers "),
                             HasSubstr("everywhere would gain "), HasSubstr("fibre 5 (element ")));
}

TEST(QotVerb, DrawsACase) {
  const test::ScratchFolder folder;
  const auto path = (folder / "qot.svg").string();
  const auto ran = typed::type({"qot", kVectors, "--case", "i03", "--svg", path});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  std::ifstream file(path);
  const std::string svg{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(svg, AllOf(StartsWith("<svg "), HasSubstr("i03: 80 channels, isrs-ggn"), HasSubstr("</svg>")));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

TEST(QotVerb, NamesTheCaseThatIsMeant) {
  const auto unknown = typed::type({"qot", kVectors, "--case", "i0", "--json"});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_THAT(unknown.out + unknown.err, HasSubstr("has no such case"));
  const auto many = typed::type({"qot", kVectors, "--svg", "all.svg"});
  EXPECT_EQ(many.exit, 2);
  EXPECT_THAT(many.err, HasSubstr("name one with --case"));
}

}  // namespace
}  // namespace lightloom::cli
