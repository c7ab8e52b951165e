#include "topology/formats/json_reader.h"

#include <gtest/gtest.h>

#include <array>

namespace lightloom::formats {
namespace {

std::string message(std::string_view bytes, const JsonLimits& limits = {}) {
  const auto document = parse_json(bytes, "f.json", limits);
  return document ? "" : document.error().message;
}

// What reading one document field by field says first.
template <class Read>
std::string first_error(std::string_view bytes, Read read) {
  const auto document = parse_json(bytes, "f.json");
  if (!document) return document.error().message;
  FirstError errors;
  read(JsonObject(document->get_object(), "f.json: ", errors));
  return errors.is_set() ? errors.failure().value().message : "";
}

TEST(Json, ParsesADocumentWithAByteOrderMark) {
  const auto document = parse_json("\xEF\xBB\xBF{\"a\": [1]}", "f.json");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_TRUE(document->is_object());
}

TEST(Json, NamesTheLineThatIsNotJson) {
  EXPECT_TRUE(message("{\n\"a\": 1,\n}").starts_with("f.json:3: not JSON: ")) << message("{\n\"a\": 1,\n}");
  EXPECT_TRUE(message("").starts_with("f.json:1: not JSON: "));
  EXPECT_TRUE(message("{\"a\": 1").starts_with("f.json:1: not JSON: "));
  EXPECT_TRUE(message("{\"a\": \"\xFF\"}").starts_with("f.json:1: not JSON: "));
  EXPECT_TRUE(message("{\"a\": NaN}").starts_with("f.json:1: not JSON: "));
}

TEST(Json, RefusesTextAfterTheDocument) {
  EXPECT_FALSE(message("{}\n{}").empty());
  EXPECT_EQ(message("{}\n \n"), "");
}

TEST(Json, BoundsDepthAndSize) {
  EXPECT_EQ(message(std::string(100'000, '[')), "f.json:1: nested deeper than 32 levels");
  EXPECT_EQ(message("{\"a\": 1}", {.bytes = 7}), "f.json: 8 bytes; at most 7 are read");
}

TEST(Json, RefusesNumbersThatAreNotFiniteOrOutOfRange) {
  const auto read = [](const JsonObject& object) { object.number("a", {0, 10}); };
  EXPECT_EQ(first_error("{\"a\": 10}", read), "");
  EXPECT_EQ(first_error("{\"a\": 10.5}", read), "f.json: a: 10.5 is out of range; needs 0 to 10");
  EXPECT_EQ(first_error("{\"a\": 1e999}", read), "f.json: a: inf is out of range; needs 0 to 10");
  EXPECT_EQ(first_error("{\"a\": \"1\"}", read), "f.json: a: is a text; needs a number");
  EXPECT_EQ(first_error("{\"b\": 1}", read), "f.json: a: is missing; needs a number");
  EXPECT_EQ(first_error("{\"a\": null}", read), "f.json: a: is missing; needs a number");
}

TEST(Json, SaysThePathOfANestedField) {
  EXPECT_EQ(first_error("{\"list\": [{}, {\"params\": {\"length\": true}}]}",
                        [](const JsonObject& object) {
                          object.objects("list")[1].object("params")->number("length", {0, 1});
                        }),
            "f.json: list[1].params.length: is true or false; needs a number");
  EXPECT_EQ(first_error("{\"list\": [{}, 3]}", [](const JsonObject& object) { object.objects("list"); }),
            "f.json: list[1]: is a number; needs an object");
  EXPECT_EQ(first_error("{\"list\": 3}", [](const JsonObject& object) { object.objects("list"); }),
            "f.json: list: is a number; needs an array");
  EXPECT_EQ(first_error("{\"o\": []}", [](const JsonObject& object) { object.object("o"); }),
            "f.json: o: is an array; needs an object");
}

TEST(Json, RefusesTextsThatAreNoNames) {
  const auto read = [](const JsonObject& object) { object.text("a"); };
  EXPECT_EQ(first_error("{\"a\": \"\"}", read), "f.json: a: is missing; needs a text");
  EXPECT_EQ(first_error("{\"a\": 3}", read), "f.json: a: is a number; needs a text");
  EXPECT_EQ(first_error("{\"a\": \"x\\u0000\"}", read),
            "f.json: a: \"x\\x00\" holds a control character; a name has none");
  EXPECT_EQ(first_error("{\"a\": \"" + std::string(257, 'x') + "\"}", read),
            "f.json: a: 257 bytes long; at most 256");
}

TEST(Json, RefusesAnUnknownFieldWithTheNearest) {
  constexpr std::array<std::string_view, 2> kKnown{"padding", "con_in"};
  const auto read = [&](const JsonObject& object) { object.only(kKnown); };
  EXPECT_EQ(first_error("{\"paddin\": 1}", read),
            "f.json: \"paddin\" is not known here; the nearest is padding");
  EXPECT_EQ(first_error("{\"padding\": 1, \"_note\": 2, \"comment\": 3}", read), "");
}

TEST(Json, ReadsFrequenciesAsWholeMegahertz) {
  const auto document = parse_json(R"({"f": 190712500000000.0, "g": 0})", "f.json");
  ASSERT_TRUE(document);
  FirstError errors;
  const JsonObject object(document->get_object(), "f.json: ", errors);
  EXPECT_EQ(object.frequency("f"), Mhz{190'712'500});
  EXPECT_FALSE(errors.is_set());
  object.frequency("g");
  EXPECT_TRUE(errors.is_set());
}

}  // namespace
}  // namespace lightloom::formats
