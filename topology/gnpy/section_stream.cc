#include "topology/gnpy/section_stream.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>
#include <cstdint>
#include <string>

#include "topology/formats/json_reader.h"

namespace lightloom::gnpy {
namespace {

namespace json = boost::json;
using json::error_code;

// What the parser calls, by its rules. Depth 1 is inside the document, 2 inside a section, 3 and more inside
// an object that is being collected.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);  // NOLINT: the parser's names
  static constexpr std::size_t max_array_size = std::size_t(-1);   // NOLINT
  static constexpr std::size_t max_key_size = std::size_t(-1);     // NOLINT
  static constexpr std::size_t max_string_size = std::size_t(-1);  // NOLINT

  Handler(const std::vector<std::string_view>& sections, const TakeObject& take)
      : sections_(sections), take_(take), seen_(sections.size(), false) {}

  bool has_seen_all() const { return std::find(seen_.begin(), seen_.end(), false) == seen_.end(); }

  bool on_document_begin(error_code& /*failed*/) { return true; }
  bool on_document_end(error_code& /*failed*/) { return true; }

  bool on_object_begin(error_code& failed) {
    if (depth_ == 2 && is_in_section_) {
      memory_.release();
      stack_.reset(&memory_);
      is_collecting_ = true;
    } else if (!is_collecting_ && !may_begin(depth_ == 0)) {
      return stop(failed);
    }
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t members, error_code& failed) {
    --depth_;
    if (!is_collecting_) return true;
    stack_.push_object(members);
    return depth_ > 2 || hand_over(failed);
  }
  bool on_array_begin(error_code& failed) {
    if (depth_ == 1 && is_at_section_) {
      is_in_section_ = true;
      item_ = 0;
    } else if (!is_collecting_ && !may_begin(false)) {
      return stop(failed);
    }
    ++depth_;
    return true;
  }
  bool on_array_end(std::size_t members, error_code& /*failed*/) {
    --depth_;
    if (is_collecting_) stack_.push_array(members);
    if (depth_ == 1) is_in_section_ = is_at_section_ = false;
    return true;
  }

  bool on_key_part(json::string_view text, std::size_t /*size*/, error_code& /*failed*/) {
    if (is_collecting_) stack_.push_chars(text);
    if (depth_ == 1) key_.append(text);
    return true;
  }
  bool on_key(json::string_view text, std::size_t /*size*/, error_code& failed) {
    if (is_collecting_) stack_.push_key(text);
    if (depth_ != 1) return true;
    key_.append(text);
    const auto found = std::find(sections_.begin(), sections_.end(), key_);
    key_.clear();
    is_at_section_ = found != sections_.end();
    if (!is_at_section_) return true;
    section_ = *found;
    auto seen = seen_.begin() + (found - sections_.begin());
    if (*seen) return stop(failed);
    *seen = true;
    return true;
  }
  bool on_string_part(json::string_view text, std::size_t /*size*/, error_code& /*failed*/) {
    if (is_collecting_) stack_.push_chars(text);
    return true;
  }
  bool on_string(json::string_view text, std::size_t /*size*/, error_code& failed) {
    return scalar(failed, [&] { stack_.push_string(text); });
  }
  bool on_number_part(json::string_view /*text*/, error_code& /*failed*/) { return true; }
  bool on_int64(std::int64_t number, json::string_view /*text*/, error_code& failed) {
    return scalar(failed, [&] { stack_.push_int64(number); });
  }
  bool on_uint64(std::uint64_t number, json::string_view /*text*/, error_code& failed) {
    return scalar(failed, [&] { stack_.push_uint64(number); });
  }
  bool on_double(double number, json::string_view /*text*/, error_code& failed) {
    return scalar(failed, [&] { stack_.push_double(number); });
  }
  bool on_bool(bool value, error_code& failed) {
    return scalar(failed, [&] { stack_.push_bool(value); });
  }
  bool on_null(error_code& failed) {
    return scalar(failed, [&] { stack_.push_null(); });
  }
  bool on_comment_part(json::string_view /*text*/, error_code& /*failed*/) { return true; }
  bool on_comment(json::string_view /*text*/, error_code& /*failed*/) { return true; }

 private:
  static bool stop(error_code& failed) {
    failed = json::make_error_code(json::error::exception);
    return false;
  }

  // Outside what is collected anything may stand, but not in the place of a section or of one of its objects,
  // nor, unless it is an object, of the document.
  bool may_begin(bool is_document) const { return is_document || (depth_ > 0 && !is_at_section_); }

  template <class Push>
  bool scalar(error_code& failed, Push push) {
    if (is_collecting_) {
      push();
      return true;
    }
    return may_begin(false) || stop(failed);
  }

  bool hand_over(error_code& failed) {
    is_collecting_ = false;
    const auto value = stack_.release();
    return take_(section_, item_++, value.get_object()) || stop(failed);
  }

  const std::vector<std::string_view>& sections_;
  const TakeObject& take_;
  std::vector<bool> seen_;
  std::string key_;
  std::string_view section_;
  std::size_t depth_ = 0, item_ = 0;
  bool is_at_section_ = false, is_in_section_ = false, is_collecting_ = false;
  std::array<unsigned char, 16'384> buffer_;
  json::monotonic_resource memory_{buffer_.data(), buffer_.size()};
  json::value_stack stack_;
};

}  // namespace

bool stream_sections(std::string_view bytes, const std::vector<std::string_view>& sections,
                     const TakeObject& take) {
  const formats::JsonLimits limits;
  if (bytes.size() > limits.bytes) return false;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  json::parse_options options;
  options.max_depth = limits.depth;
  json::basic_parser<Handler> parser(options, sections, take);
  error_code failed;
  const auto read = parser.write_some(false, bytes.data(), bytes.size(), failed);
  return !failed && read == bytes.size() && parser.handler().has_seen_all();
}

}  // namespace lightloom::gnpy
