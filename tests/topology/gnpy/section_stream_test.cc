#include "topology/gnpy/section_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <string>

namespace lightloom::gnpy {
namespace {

using testing::ElementsAre;

struct Taken {
  bool whole = false;
  std::vector<std::string> objects;
};

Taken stream(std::string_view bytes) {
  Taken taken;
  taken.whole = stream_sections(
      bytes, {"a", "b"}, [&](std::string_view section, std::size_t item, const boost::json::object& object) {
        taken.objects.push_back(std::string(section) + std::to_string(item) + boost::json::serialize(object));
        return !object.contains("stop");
      });
  return taken;
}

TEST(SectionStream, GivesEachObjectOfEachSection) {
  const auto taken = stream(R"({"a": [{"x": 1}, {"y": {"z": [1, -2, 1.5, null, true, "t"]}}], "b": [{}]})");
  EXPECT_TRUE(taken.whole);
  EXPECT_THAT(taken.objects,
              ElementsAre(R"(a0{"x":1})", R"(a1{"y":{"z":[1,-2,1.5E0,null,true,"t"]}})", "b0{}"));
}

TEST(SectionStream, PassesOverWhatIsNoSection) {
  const auto taken = stream(
      R"({"name": "a", "c": {"a": [{"x": 1}], "b": 7}, "a": [{"a": [{}]}], "d": [[{"b": []}], 3], "b": []})");
  EXPECT_TRUE(taken.whole);
  EXPECT_THAT(taken.objects, ElementsAre(R"(a0{"a":[{}]})"));
}

TEST(SectionStream, ReadsEscapedNames) {
  const auto taken = stream("{\"\\u0061\": [{\"k\\u00e9\\ny\": \"v\\u00e9\\n\"}], \"b\": []}");
  EXPECT_TRUE(taken.whole);
  EXPECT_THAT(taken.objects, ElementsAre("a0{\"k\xC3\xA9\\ny\":\"v\xC3\xA9\\n\"}"));
}

TEST(SectionStream, ReadsObjectsLargerThanItsBuffer) {
  const std::string large(100'000, 'x');
  const auto taken = stream(R"({"a": [{"k": ")" + large + R"("}, {"k": 1}], "b": []})");
  EXPECT_TRUE(taken.whole);
  ASSERT_EQ(taken.objects.size(), 2U);
  EXPECT_EQ(taken.objects[0], R"(a0{"k":")" + large + R"("})");
  EXPECT_EQ(taken.objects[1], R"(a1{"k":1})");
}

TEST(SectionStream, StopsWhereItIsToldTo) {
  const auto taken = stream(R"({"a": [{"stop": 1}, {"x": 1}], "b": []})");
  EXPECT_FALSE(taken.whole);
  EXPECT_THAT(taken.objects, ElementsAre(R"(a0{"stop":1})"));
}

TEST(SectionStream, IsNotWholeWhereTheDocumentIsNotAsItShouldBe) {
  for (const auto* const bytes :
       {"", "7", "[]", "[{\"a\": [], \"b\": []}]", R"({"a": []})", R"({"a": [], "b": [], "a": []})",
        R"({"a": {}, "b": []})", R"({"a": 1, "b": []})", R"({"a": null, "b": []})", R"({"a": [1], "b": []})",
        R"({"a": [[]], "b": []})", R"({"a": [], "b": []} x)", R"({"a": [{}, ], "b": []})",
        R"({"a": [{"x": 1)", "{\"a\": [{\"x\": \"\xFF\"}], \"b\": []}"})
    EXPECT_FALSE(stream(bytes).whole) << bytes;
}

TEST(SectionStream, RefusesWhatIsNestedTooDeep) {
  const std::string deep(100, '[');
  EXPECT_FALSE(stream(R"({"a": [{"x": )" + deep + std::string(100, ']') + R"(}], "b": []})").whole);
}

}  // namespace
}  // namespace lightloom::gnpy
