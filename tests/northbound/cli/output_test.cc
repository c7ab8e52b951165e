#include "northbound/cli/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace lightloom::cli {
namespace {

namespace json = boost::json;

TEST(Table, AlignsColumnsAndNumbersToTheRight) {
  Table table({"site", "ports"});
  table.add({"beijing", "8"});
  table.add({"guian", "16"});
  EXPECT_EQ(table.text(),
            "site     ports\n"
            "beijing      8\n"
            "guian       16\n");
}

TEST(Table, CountsChineseLettersAsTwo) {
  Table table({"city", "hub"});
  table.add({"贵安", "yes"});
  table.add({"wuhu", "no"});
  EXPECT_EQ(table.text(),
            "city  hub\n"
            "贵安  yes\n"
            "wuhu  no\n");
}

TEST(TextOf, ShowsWhatIsThereAndADashForTheRest) {
  const auto object = json::parse(R"({"a": {"b": "x", "n": 3, "none": null}, "list": ["p", "q"], "e": ""})");
  EXPECT_EQ(text_of(object, "a.b"), "x");
  EXPECT_EQ(text_of(object, "a.n"), "3");
  EXPECT_EQ(text_of(object, "list"), "p q");
  for (const auto* path : {"a", "a.none", "a.c", "a.b.c", "e", "z"}) EXPECT_EQ(text_of(object, path), "-");
}

TEST(ErrorText, GivesTheMessageTheOffersAndTheDecision) {
  const auto text = error_text(json::parse(R"({"error": {"message": "too slow", "field": "max_latency_us",
      "alternatives": [{"differs": ["max_latency_us"]}], "decision": "d-4"}})"));
  EXPECT_EQ(text,
            "too slow (field max_latency_us)\n"
            "  would fit: max_latency_us\n"
            "  lightloom why d-4 tells more");
}

TEST(ErrorText, SaysWhenThereIsNone) {
  EXPECT_EQ(error_text(json::parse("[1]")), "the server's answer is no error document: [1]");
}

TEST(ErrorDocument, HasEveryFieldOfTheServers) {
  const auto document = error_document({ErrorCode::kNoSpectrum, "full", "gbps", "300", {}});
  const auto& error = document.at("error").as_object();
  EXPECT_EQ(error.at("reason"), "NO_SPECTRUM");
  EXPECT_EQ(error.at("message"), "full");
  EXPECT_EQ(error.at("field"), "gbps");
  EXPECT_EQ(error.at("nearest"), "300");
  EXPECT_EQ(exit_of(error.at("code").to_number<unsigned>()), Exit::kRefused);
}

TEST(ExitOf, TellsBadInputFromARefusalFromSilence) {
  EXPECT_EQ(exit_of(200U), Exit::kDone);
  EXPECT_EQ(exit_of(400U), Exit::kBadInput);
  EXPECT_EQ(exit_of(409U), Exit::kRefused);
  EXPECT_EQ(exit_of(503U), Exit::kCouldNotAsk);
}

TEST(PathText, ShowsTheCentreOfASlotToTheSlice) {
  const auto text = path_text(json::parse(
      R"({"from": "a", "to": "b", "latency_us": 10256, "lightpaths": [{"slot": {"n": 1, "m": 8}}]})"));
  EXPECT_NE(text.find("n=1 m=8 (193.10625 THz)"), std::string::npos) << text;
}

TEST(PathText, SaysBetweenWhichSitesEachSectionOfAPathIs) {
  const auto text = path_text(json::parse(R"({"sites": ["a", "b", "c", "d"], "links": ["ab", "bc", "cd"],
      "lightpaths": [{"mode": "one", "links": ["ab"]}, {"mode": "two", "links": ["bc", "cd"]}]})"));
  EXPECT_THAT(text, testing::HasSubstr("a -> b\n"));
  EXPECT_THAT(text, testing::HasSubstr("b -> d\n"));
  const auto whole = path_text(json::parse(R"({"sites": ["a", "b"], "links": ["ab"],
      "lightpaths": [{"mode": "one", "links": ["ab"]}]})"));
  EXPECT_EQ(whole.find("->"), std::string::npos) << whole;
}

// What is printed came from elsewhere.
TEST(PathText, SurvivesSectionsThatDoNotFit) {
  for (const auto* odd : {R"({"links": ["ab"], "lightpaths": [{"links": ["xy"]}]})",
                          R"({"sites": ["a"], "links": ["ab"], "lightpaths": [{"links": ["ab", "bc"]}]})",
                          R"({"sites": [1, 2, 3], "links": ["ab", "bc"], "lightpaths": [{"links": ["bc"]}]})",
                          R"({"sites": "a", "links": 1, "lightpaths": [{"links": []}]})"})
    EXPECT_FALSE(path_text(json::parse(odd)).empty());
}

}  // namespace
}  // namespace lightloom::cli
