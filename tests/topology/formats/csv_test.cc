#include "topology/formats/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>

namespace lightloom::formats {
namespace {

using testing::Test;

enum Column : std::size_t { kName, kLength, kNote };
constexpr std::array<CsvColumn, 3> kSchema{CsvColumn{"name"}, {"length_km"}, {"note", false}};

std::string message(std::string_view bytes, const CsvLimits& limits = {}) {
  const auto table = read_csv(bytes, "t.csv", kSchema, limits);
  return table ? "" : table.error().message;
}

std::string field_message(std::string_view length) {
  const auto bytes = "name,length_km\nx," + std::string(length) + "\n";
  const auto table = read_csv(bytes, "t.csv", kSchema);
  if (!table) return table.error().message;
  FirstError errors;
  const CsvFields fields(*table, table->rows()[0], errors);
  fields.kilometres(kLength);
  return errors.is_set() ? errors.failure().value().message : "";
}

TEST(Csv, FindsColumnsByNameInAnyOrder) {
  const auto table = read_csv("length_km,name\n12.345,a\n", "t.csv", kSchema);
  ASSERT_TRUE(table) << table.error().message;
  FirstError errors;
  const CsvFields fields(*table, table->rows()[0], errors);
  EXPECT_EQ(fields.name(kName), "a");
  EXPECT_EQ(fields.kilometres(kLength), Metres{12'345});
  EXPECT_FALSE(table->has_column(kNote));
  EXPECT_EQ(fields.text(kNote), "");
  EXPECT_FALSE(errors.is_set());
}

TEST(Csv, ToleratesByteOrderMarkCarriageReturnsAndEmptyLines) {
  const auto table = read_csv("\xEF\xBB\xBFname,length_km,note\r\n\r\na,1,x\r\n\nb,2,\r\n", "t.csv", kSchema);
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->rows().size(), 2U);
  EXPECT_EQ(table->rows()[0].fields[kNote], "x");
  EXPECT_EQ(table->rows()[0].line, 3U);
  EXPECT_EQ(table->rows()[1].fields[kNote], "");
  EXPECT_EQ(table->rows()[1].line, 5U);
}

TEST(Csv, ReadsQuotedFieldsWithCommasQuotesAndLineBreaks) {
  const auto table = read_csv("name,length_km,note\n\"a,b\",1,\"say \"\"x\"\"\"\nc,2,\"two\nlines\"\nd,3,",
                              "t.csv", kSchema);
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->rows().size(), 3U);
  EXPECT_EQ(table->rows()[0].fields[kName], "a,b");
  EXPECT_EQ(table->rows()[0].fields[kNote], "say \"x\"");
  EXPECT_EQ(table->rows()[1].fields[kNote], "two\nlines");
  EXPECT_EQ(table->rows()[2].line, 5U);
}

TEST(Csv, KeepsUnquotedFieldsWhenTheTableMoves) {
  auto table = read_csv("name,length_km\n\"a\"\"b\",1\n", "t.csv", kSchema);
  ASSERT_TRUE(table);
  const CsvTable moved = std::move(*table);
  EXPECT_EQ(moved.rows()[0].fields[kName], "a\"b");
}

TEST(Csv, RefusesAnUnknownColumnWithTheNearest) {
  const auto table = read_csv("name,lenght_km\n", "t.csv", kSchema);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message, "t.csv:1: unknown column \"lenght_km\"; the nearest is length_km");
  EXPECT_EQ(table.error().nearest, "length_km");
}

TEST(Csv, NamesAMissingColumn) {
  EXPECT_EQ(message("\nname,note\n"), "t.csv:2: column length_km is missing; the header needs it");
}

TEST(Csv, RefusesAColumnNamedTwice) {
  EXPECT_EQ(message("name,length_km,name\n"), "t.csv:1: column name is named twice; each is named once");
}

TEST(Csv, RefusesAnEmptyFile) {
  EXPECT_EQ(message(""), "t.csv:1: is empty; needs a header with name");
  EXPECT_EQ(message("\n\n"), "t.csv:3: is empty; needs a header with name");
}

TEST(Csv, RefusesARowOfTheWrongWidthByLine) {
  EXPECT_EQ(message("name,length_km\na,1\nb\n"), "t.csv:3: 1 fields; the header names 2 columns");
  EXPECT_EQ(message("name,length_km\na,1,2\n"), "t.csv:2: 3 fields; the header names 2 columns");
}

TEST(Csv, RefusesWrongQuotes) {
  EXPECT_EQ(message("name,length_km\n\"a,1\n"), "t.csv:2: a quote that is not closed");
  EXPECT_EQ(message("name,length_km\n\"a\"b,1\n"),
            "t.csv:2: text after the closing quote; a comma or the line's end belongs there");
  EXPECT_NE(message("name,length_km\na\"b,1\n").find("t.csv:2: a quote inside the field"), std::string::npos);
}

TEST(Csv, RefusesBytesThatAreNotUtf8ByLine) {
  EXPECT_EQ(message("name,length_km\na,1\n\xFF,2\n"), "t.csv:3: is not UTF-8 text");
}

TEST(Csv, RefusesControlCharacters) {
  EXPECT_EQ(message(std::string_view("name,length_km\na\0b,1\n", 21)),
            "t.csv:2: a control character in the field \"a\\x00b\"");
}

TEST(Csv, RefusesALineOfTenMegabytes) {
  EXPECT_EQ(message("name,length_km\n" + std::string(10'000'000, 'x') + ",1\n"),
            "t.csv:2: the line is longer than 1048576 bytes");
  EXPECT_EQ(message("name,length_km\n\"" + std::string(10'000'000, 'x') + "\",1\n"),
            "t.csv:2: the line is longer than 1048576 bytes");
}

TEST(Csv, RefusesALineOfManyFieldsThatIsTooLong) {
  std::string line;
  for (int i = 0; i < 300; ++i) line += "a,";
  EXPECT_EQ(message(line + "\n"), "t.csv:1: more than 256 fields; no table has that many");
  EXPECT_EQ(message("name,length_km\nabcdefgh,1\n", {.bytes = 100, .line_bytes = 9, .columns = 2}),
            "t.csv:1: the line is longer than 9 bytes");
}

TEST(Csv, RefusesAFileBeyondTheLimit) {
  EXPECT_EQ(message("name,length_km\n", {.bytes = 4}), "t.csv: 15 bytes; at most 4 are read");
}

TEST(CsvFields, RefusesLengthsThatAreNone) {
  EXPECT_EQ(field_message("0"), "t.csv:2: length_km: \"0\" is 0 m or less; needs more than 0");
  EXPECT_EQ(field_message("-3"), "t.csv:2: length_km: \"-3\" is 0 m or less; needs more than 0");
  EXPECT_EQ(field_message("1e308"), "t.csv:2: length_km: 1e308 is out of range; needs -100000 to 100000");
  EXPECT_EQ(field_message("1e999"), "t.csv:2: length_km: 1e999 is out of range; needs -100000 to 100000");
  EXPECT_EQ(field_message("nan"), "t.csv:2: length_km: nan is out of range; needs -100000 to 100000");
  EXPECT_EQ(field_message("inf"), "t.csv:2: length_km: inf is out of range; needs -100000 to 100000");
  EXPECT_EQ(field_message("12km"), "t.csv:2: length_km: \"12km\" is not a number");
  EXPECT_EQ(field_message(""), "t.csv:2: length_km: \"\" is not a number");
  EXPECT_EQ(field_message("12.345"), "");
}

TEST(CsvFields, ReadsListsAndCounts) {
  const auto table = read_csv("name,length_km,note\n 7 ,  1.5   0.25 ,-1\n", "t.csv", kSchema);
  ASSERT_TRUE(table);
  FirstError errors;
  const CsvFields fields(*table, table->rows()[0], errors);
  EXPECT_EQ(fields.kilometre_list(kLength), (std::vector<Metres>{{1'500}, {250}}));
  EXPECT_EQ(fields.count(kName, 7), 7U);
  EXPECT_FALSE(errors.is_set());
  fields.count(kName, 6);
  ASSERT_TRUE(errors.is_set());
  EXPECT_EQ(errors.failure().value().message, "t.csv:2: name: 7 is out of range; needs 0 to 6");
  fields.count(kNote, 6);
  EXPECT_EQ(errors.failure().value().field, "name") << "the first error stays";
}

TEST(CsvFields, RefusesANegativeCount) {
  const auto table = read_csv("name,length_km\n-1,1\n", "t.csv", kSchema);
  ASSERT_TRUE(table);
  FirstError errors;
  CsvFields(*table, table->rows()[0], errors).count(kName, 10);
  ASSERT_TRUE(errors.is_set());
  EXPECT_EQ(errors.failure().value().message, "t.csv:2: name: \"-1\" is not a whole number of 0 or more");
}

TEST(Utf8, FollowsRfc3629) {
  EXPECT_FALSE(first_not_utf8("a \u00e9 \u5317 \U0001F600"));
  EXPECT_EQ(first_not_utf8("a\x80"), 1U);
  EXPECT_EQ(first_not_utf8("\xC0\x80"), 0U) << "overlong";
  EXPECT_EQ(first_not_utf8("\xE0\x80\x80"), 0U) << "overlong";
  EXPECT_EQ(first_not_utf8("\xED\xA0\x80"), 0U) << "surrogate";
  EXPECT_EQ(first_not_utf8("\xF4\x90\x80\x80"), 0U) << "beyond U+10FFFF";
  EXPECT_EQ(first_not_utf8("ab\xE5\x8C"), 2U) << "cut short";
}

TEST(AsShown, CutsLongTextBetweenLetters) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "\u5317";
  const auto shown = as_shown(text);
  EXPECT_FALSE(first_not_utf8(shown));
  EXPECT_TRUE(shown.ends_with("\"...")) << shown;
}

std::string written(const std::string& field) {
  std::string text = "\"";
  for (const char letter : field) text += letter == '"' ? "\"\"" : std::string(1, letter);
  return text + "\"";
}

RC_GTEST_PROP(CsvProperty, ReadsBackWhatRfc4180Writes, ()) {
  const auto field = rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', ' ', '1'));
  const auto rows =
      *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(field, field));
  std::string bytes = "name,length_km\n";
  for (const auto& [name, length] : rows) bytes += written(name) + "," + written(length) + "\r\n";
  const auto table = read_csv(bytes, "t.csv", kSchema);
  RC_ASSERT(table.has_value());
  RC_ASSERT(table->rows().size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RC_ASSERT(table->rows()[i].fields[kName] == rows[i].first);
    RC_ASSERT(table->rows()[i].fields[kLength] == rows[i].second);
  }
}

}  // namespace
}  // namespace lightloom::formats
