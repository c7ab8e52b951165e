#include "southbound/gnmi/path.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::southbound {
namespace {

std::string text_of(const ::gnmi::Path& path, std::string base = "") {
  const auto appended = append_path(base, path);
  return appended ? base : "refused: " + appended.error().message;
}
std::string round_trip(const std::string& text) {
  ::gnmi::Path path;
  const auto parsed = parse_path(text, path);
  return parsed ? text_of(path) : "refused: " + parsed.error().message;
}

TEST(Path, IsTheSameTextAfterAMessage) {
  for (const std::string text :
       {"", "/system", "/components/component[name=och-line-7]/optical-channel/config/frequency",
        "/a/b[k=x/y]/c", "/a/b[k=]/c", "/a/b[k=a\\]b\\\\c=d[e]/f",
        "/a/b[lower-frequency=1][upper-frequency=2]"})
    EXPECT_EQ(round_trip(text), text);
}

TEST(Path, HasItsKeysInOrderOfName) { EXPECT_EQ(round_trip("/a/b[z=1][a=2]"), "/a/b[a=2][z=1]"); }

TEST(Path, JoinsAPrefix) {
  ::gnmi::Path path;
  path.add_elem()->set_name("state");
  EXPECT_EQ(text_of(path, "/system"), "/system/state");
}

TEST(Path, DropsModulePrefixes) {
  ::gnmi::Path path;
  auto& element = *path.add_elem();
  element.set_name("openconfig-platform:component");
  (*element.mutable_key())["oc:name"] = "oc:x";
  EXPECT_EQ(text_of(path), "/component[name=oc:x]");
}

TEST(Path, RefusesWhatIsNoNameOfANode) {
  for (const std::string name : {"", "a b", "7up", "a/b", "a[", "\n"}) {
    ::gnmi::Path path;
    path.add_elem()->set_name(name);
    EXPECT_EQ(text_of(path).substr(0, 7), "refused") << name;
  }
}

TEST(Path, RefusesKeysThatAreTooLongOrNotPrintable) {
  for (const std::string& value : {std::string(kMaxNameBytes + 1, 'x'), std::string("a\nb")}) {
    ::gnmi::Path path;
    auto& element = *path.add_elem();
    element.set_name("a");
    (*element.mutable_key())["k"] = value;
    EXPECT_EQ(text_of(path).substr(0, 7), "refused");
  }
}

TEST(Path, RefusesAKeyTwice) {
  ::gnmi::Path path;
  auto& element = *path.add_elem();
  element.set_name("a");
  (*element.mutable_key())["k"] = "1";
  (*element.mutable_key())["oc:k"] = "2";
  EXPECT_EQ(text_of(path).substr(0, 7), "refused");
}

TEST(Path, RefusesToBeTooDeepWithItsPrefixCounted) {
  std::string base;
  for (int i = 0; i < kMaxPathElements - 1; ++i) base += "/a[k=/]";
  ::gnmi::Path path;
  path.add_elem()->set_name("b");
  EXPECT_EQ(text_of(path, base), base + "/b");
  path.add_elem()->set_name("c");
  EXPECT_EQ(text_of(path, base).substr(0, 7), "refused");
}

TEST(Path, RefusesAnotherOrigin) {
  ::gnmi::Path path;
  path.set_origin("openconfig");
  EXPECT_EQ(text_of(path), "");
  path.set_origin("cli");
  EXPECT_EQ(text_of(path).substr(0, 7), "refused");
}

TEST(Path, RefusesTextThatIsNone) {
  for (const std::string text :
       {"a", "/", "//a", "/a[", "/a[k]", "/a[k=v", "/a[=v]", "/a[k=v]b", "/a[k=v\\]", "/a[k=1][k=2]", "/a/"})
    EXPECT_EQ(round_trip(text).substr(0, 7), "refused") << text;
}

RC_GTEST_PROP(Path, KeepsAnyPrintableKey, (const std::vector<std::uint8_t>& bytes)) {
  std::string value;
  for (const auto byte : bytes)
    if (byte >= 0x20 && byte < 0x7f && value.size() < kMaxNameBytes) value += static_cast<char>(byte);
  std::string text = "/a/b";
  append_key(text, "k", value);
  text += "/c";
  ::gnmi::Path path;
  RC_ASSERT(parse_path(text, path).has_value());
  RC_ASSERT(path.elem(1).key().at("k") == value);
  RC_ASSERT(text_of(path) == text);
}

}  // namespace
}  // namespace lightloom::southbound
