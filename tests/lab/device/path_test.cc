#include "lab/device/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lightloom::lab {
namespace {

TEST(Path, ReadsNamesAndKeys) {
  const auto path = parse_path("/components/component[name=och-line-7]/state").value();
  ASSERT_EQ(path.elements.size(), 3U);
  EXPECT_EQ(path.elements[1], (PathElement{"component", {{"name", "och-line-7"}}}));
}

TEST(Path, ReadsTheRoot) {
  EXPECT_TRUE(parse_path("/").value().elements.empty());
  EXPECT_TRUE(parse_path("").value().elements.empty());
}

TEST(Path, KeepsSlashesAndBracketsInsideAKey) {
  const auto path = parse_path(R"(/a/b[k=x/y\]z\\][j=2]/c)").value();
  EXPECT_EQ(path.elements[1].keys.at("k"), R"(x/y]z\)");
  EXPECT_EQ(path.elements[1].keys.at("j"), "2");
}

TEST(Path, RefusesWhatIsNone) {
  for (const auto* text :
       {"a", "//", "/a//b", "/a[", "/a[=x]", "/a[k]", "/a[k=v", "/a[k=v]x", "/a[k=1][k=2]"})
    EXPECT_FALSE(parse_path(text)) << text;
  EXPECT_FALSE(parse_path("/" + std::string(kMaxPathWord + 1, 'a')));
  std::string deep;
  for (std::size_t at = 0; at <= kMaxPathElements; ++at) deep += "/a";
  EXPECT_FALSE(parse_path(deep));
}

RC_GTEST_PROP(PathProperty, ReadsBackWhatItWrites, ()) {
  Path path;
  const auto word =
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab]\\/=[ *"))));
  const auto name =
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc-*"))));
  const auto size = *rc::gen::inRange(1, 6);
  for (int at = 0; at < size; ++at) {
    PathElement element{*name, {}};
    if (*rc::gen::arbitrary<bool>()) element.keys["k"] = *word;
    path.elements.push_back(element);
  }
  RC_ASSERT(parse_path(to_text(path)).value() == path);
}

}  // namespace
}  // namespace lightloom::lab
