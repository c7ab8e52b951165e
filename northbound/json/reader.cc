#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "northbound/json/mapper.h"
#include "northbound/json/time_text.h"

namespace lightloom::northbound {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Problem = boost::json::error_code;
using Text = boost::json::string_view;

bool is_time(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->well_known_type() == Descriptor::WELLKNOWNTYPE_TIMESTAMP;
}
bool is_object(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !is_time(field);
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& letter : out)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return out;
}

// "a number" and so on, for the sentence "expected ..., found ...".
std::string_view expected_in(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return "a string";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "the name of a value";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return "a number";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return is_time(field) ? "a time of RFC 3339" : "an object";
    default:
      return "a whole number";
  }
}

// Values of an enum that may be given: all but 0, which is UNSPECIFIED.
std::vector<std::string_view> choices_of(const EnumDescriptor& type) {
  std::vector<std::string_view> names;
  names.reserve(static_cast<std::size_t>(type.value_count()));
  for (int i = 0; i < type.value_count(); ++i)
    if (type.value(i)->number() != 0) names.emplace_back(type.value(i)->name());
  return names;
}

std::vector<std::string_view> fields_of(const Descriptor& type) {
  std::vector<std::string_view> names;
  names.reserve(static_cast<std::size_t>(type.field_count()));
  for (int i = 0; i < type.field_count(); ++i) names.emplace_back(type.field(i)->name());
  return names;
}

// Takes the parser's events and fills messages: a stack of the objects that are open.
class Filler {
 public:
  // Boost.JSON asks for these names.
  // NOLINTBEGIN(readability-identifier-naming)
  static constexpr std::size_t max_object_size = kMaxJsonElements;
  static constexpr std::size_t max_array_size = kMaxJsonElements;
  static constexpr std::size_t max_key_size = 1'024;
  static constexpr std::size_t max_string_size = kMaxJsonBytes;
  // NOLINTEND(readability-identifier-naming)

  explicit Filler(Message& root) : root_(root) {}
  const std::optional<Error>& error() const { return error_; }

  bool on_document_begin(Problem&) { return true; }
  bool on_document_end(Problem&) { return true; }
  bool on_object_begin(Problem& problem);
  bool on_object_end(std::size_t, Problem&) {
    stack_.pop_back();
    return true;
  }
  bool on_array_begin(Problem& problem);
  bool on_array_end(std::size_t, Problem&) {
    stack_.back().in_list = false;
    return true;
  }
  bool on_key_part(Text text, std::size_t, Problem&) {
    text_.append(text.data(), text.size());
    return true;
  }
  bool on_key(Text text, std::size_t size, Problem& problem);
  bool on_string_part(Text text, std::size_t size, Problem& problem) {
    return on_key_part(text, size, problem);
  }
  bool on_string(Text text, std::size_t size, Problem& problem);
  bool on_number_part(Text, Problem&) { return true; }
  bool on_int64(std::int64_t, Text text, Problem& problem) { return on_number(text, problem); }
  bool on_uint64(std::uint64_t, Text text, Problem& problem) { return on_number(text, problem); }
  bool on_double(double, Text text, Problem& problem) { return on_number(text, problem); }
  bool on_bool(bool value, Problem& problem);
  bool on_null(Problem& problem);
  bool on_comment_part(Text, Problem&) { return true; }
  bool on_comment(Text, Problem&) { return true; }

 private:
  struct Open {
    Message* message = nullptr;
    const FieldDescriptor* field = nullptr;  // whose value comes next
    const FieldDescriptor* map = nullptr;    // set where this object is a map of `message`
    std::uint64_t seen = 0;                  // fields given, by index
    std::set<std::string> keys;              // of a map
    std::string key;                         // of a map, the last one
    bool in_list = false;
    std::size_t index = 0;  // in the list
  };

  // Where the next value goes; null after an error was noted.
  struct Place {
    Message* message;
    const FieldDescriptor* field;
  };
  std::optional<Place> place(std::string_view found, Problem& problem);
  bool take_field(Open& open, std::string_view name, Problem& problem);
  bool take_map_key(Open& open, std::string_view name, Problem& problem);
  bool on_number(Text text, Problem& problem);
  bool put_double(Place at, std::string_view digits, Problem& problem);
  bool put_enum(Place at, std::string_view name, Problem& problem);
  bool put_time(Place at, std::string_view text, Problem& problem);
  bool put_integer(Place at, std::string_view digits, Problem& problem);
  template <class Number>
  std::optional<Number> whole(std::string_view digits, Problem& problem);
  bool mismatch(const FieldDescriptor& field, std::string_view found, Problem& problem);
  bool stop(Error error, Problem& problem);
  bool refuse(std::string what, Problem& problem, std::string nearest = {});
  std::string path() const;

  Message& root_;
  std::vector<Open> stack_;
  std::string text_;
  std::optional<Error> error_;
};

std::string Filler::path() const {
  std::string path;
  for (const Open& open : stack_) {
    if (open.field == nullptr && open.map == nullptr) break;
    if (!path.empty()) path += '.';
    path += open.map != nullptr ? open.key : open.field->name();
    if (open.in_list) path += fmt::format("[{}]", open.index == 0 ? 0 : open.index - 1);
  }
  return path;
}

bool Filler::stop(Error error, Problem& problem) {
  // A name may hold an escaped line break; a sentence is one line.
  for (char& letter : error.message)
    if (static_cast<unsigned char>(letter) < 0x20) letter = '?';
  error_ = std::move(error);
  problem = boost::json::error::syntax;
  return false;
}

bool Filler::refuse(std::string what, Problem& problem, std::string nearest) {
  std::string field = path();
  std::string message = field.empty() ? std::move(what) : fmt::format("{}: {}", field, what);
  return stop({ErrorCode::kInvalidArgument, std::move(message), std::move(field), std::move(nearest), {}},
              problem);
}

bool Filler::mismatch(const FieldDescriptor& field, std::string_view found, Problem& problem) {
  return refuse(fmt::format("expected {}, found {}", expected_in(field), found), problem);
}

std::optional<Filler::Place> Filler::place(std::string_view found, Problem& problem) {
  if (stack_.empty()) {
    refuse(fmt::format("expected an object, found {}", found), problem);
    return std::nullopt;
  }
  Open& open = stack_.back();
  if (open.map != nullptr) {
    Message* entry = open.message->GetReflection()->AddMessage(open.message, open.map);
    const Descriptor& type = *open.map->message_type();
    entry->GetReflection()->SetString(entry, type.map_key(), open.key);
    return Place{entry, type.map_value()};
  }
  if (open.field->is_repeated() && !open.in_list) {
    refuse(fmt::format("expected a list, found {}", found), problem);
    return std::nullopt;
  }
  if (open.in_list) ++open.index;
  return Place{open.message, open.field};
}

bool Filler::on_object_begin(Problem& problem) {
  if (stack_.empty()) {
    stack_.reserve(8);
    stack_.emplace_back().message = &root_;
    return true;
  }
  Open& open = stack_.back();
  if (open.field != nullptr && open.field->is_map() && open.map == nullptr) {
    Open map;
    map.message = open.message;
    map.map = open.field;
    stack_.push_back(std::move(map));
    return true;
  }
  const auto at = place("an object", problem);
  if (!at) return false;
  if (!is_object(*at->field)) return mismatch(*at->field, "an object", problem);
  const auto* reflection = at->message->GetReflection();
  Message* child = at->field->is_repeated() ? reflection->AddMessage(at->message, at->field)
                                            : reflection->MutableMessage(at->message, at->field);
  stack_.emplace_back().message = child;
  return true;
}

bool Filler::on_array_begin(Problem& problem) {
  if (stack_.empty()) return refuse("expected an object, found a list", problem);
  Open& open = stack_.back();
  if (open.map != nullptr) return mismatch(*open.map->message_type()->map_value(), "a list", problem);
  if (open.in_list) return mismatch(*open.field, "a list", problem);
  if (open.field->is_map()) return refuse("expected an object, found a list", problem);
  if (!open.field->is_repeated()) return mismatch(*open.field, "a list", problem);
  open.in_list = true;
  open.index = 0;
  return true;
}

bool Filler::on_key(Text text, std::size_t size, Problem& problem) {
  on_key_part(text, size, problem);
  Open& open = stack_.back();
  const bool taken =
      open.map != nullptr ? take_map_key(open, text_, problem) : take_field(open, text_, problem);
  text_.clear();
  return taken;
}

bool Filler::take_map_key(Open& open, std::string_view name, Problem& problem) {
  open.key = name;
  if (!open.keys.emplace(name).second) return refuse("given twice; give it once", problem);
  return true;
}

bool Filler::take_field(Open& open, std::string_view name, Problem& problem) {
  const Descriptor& type = *open.message->GetDescriptor();
  open.field = nullptr;
  const FieldDescriptor* field = type.FindFieldByName(std::string(name));
  if (field == nullptr) {
    std::string nearest = nearest_of(name, fields_of(type));
    std::string parent = path();
    std::string where = parent.empty() ? std::string(name) : fmt::format("{}.{}", parent, name);
    std::string message = fmt::format("{}: no such field in {}", where, type.name());
    if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
    return stop({ErrorCode::kInvalidArgument, std::move(message), std::move(where), std::move(nearest), {}},
                problem);
  }
  open.field = field;
  const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(field->index());
  if ((open.seen & bit) != 0) return refuse("given twice; give it once", problem);
  open.seen |= bit;
  return true;
}

bool Filler::on_string(Text text, std::size_t size, Problem& problem) {
  on_key_part(text, size, problem);
  std::string value;
  value.swap(text_);
  const auto at = place("a string", problem);
  if (!at) return false;
  const auto* reflection = at->message->GetReflection();
  if (is_time(*at->field)) return put_time(*at, value, problem);
  switch (at->field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (at->field->is_repeated())
        reflection->AddString(at->message, at->field, std::move(value));
      else
        reflection->SetString(at->message, at->field, std::move(value));
      return true;
    case FieldDescriptor::CPPTYPE_ENUM:
      return put_enum(*at, value, problem);
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT64:
      return put_integer(*at, value, problem);
    default:
      return mismatch(*at->field, "a string", problem);
  }
}

bool Filler::on_number(Text text, Problem& problem) {
  const auto at = place("a number", problem);
  if (!at) return false;
  const std::string_view digits(text.data(), text.size());
  switch (at->field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return put_double(*at, digits, problem);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return put_integer(*at, digits, problem);
    default:
      return mismatch(*at->field, "a number", problem);
  }
}

bool Filler::put_double(Place at, std::string_view digits, Problem& problem) {
  // Boost.JSON's own conversion may be off by the last bit; this one is exact.
  double value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value))
    return refuse(fmt::format("{} is outside what a double can hold", digits.substr(0, 64)), problem);
  const auto* reflection = at.message->GetReflection();
  if (at.field->is_repeated())
    reflection->AddDouble(at.message, at.field, value);
  else
    reflection->SetDouble(at.message, at.field, value);
  return true;
}

bool Filler::put_enum(Place at, std::string_view name, Problem& problem) {
  const EnumDescriptor& type = *at.field->enum_type();
  const EnumValueDescriptor* value = type.FindValueByName(upper(name));
  if (value == nullptr || value->number() == 0) {
    const auto choices = choices_of(type);
    return refuse(fmt::format("\"{}\" is not one of {}", name.substr(0, 64), fmt::join(choices, " ")),
                  problem, nearest_of(name, choices));
  }
  const auto* reflection = at.message->GetReflection();
  if (at.field->is_repeated())
    reflection->AddEnum(at.message, at.field, value);
  else
    reflection->SetEnum(at.message, at.field, value);
  return true;
}

bool Filler::put_time(Place at, std::string_view text, Problem& problem) {
  const auto time = parse_time(text);
  if (!time) return refuse(time.error().message, problem);
  const auto* reflection = at.message->GetReflection();
  Message* child = at.field->is_repeated() ? reflection->AddMessage(at.message, at.field)
                                           : reflection->MutableMessage(at.message, at.field);
  auto& stamp = static_cast<google::protobuf::Timestamp&>(*child);
  const auto micros = time->time_since_epoch().count();
  stamp.set_seconds(micros / 1'000'000);
  stamp.set_nanos(static_cast<std::int32_t>(micros % 1'000'000) * 1'000);
  return true;
}

template <class Number>
std::optional<Number> Filler::whole(std::string_view digits, Problem& problem) {
  Number value{};
  const char* last = digits.data() + digits.size();
  const auto [end, failed] = std::from_chars(digits.data(), last, value);
  if (failed == std::errc{} && end == last && !digits.empty()) return value;
  // 15000.0 and 1.5e4 are whole too; beyond 2^53 a double cannot say which number it is.
  constexpr double kExact = 9'007'199'254'740'992;
  double number = 0;
  const auto [stop, wrong] = std::from_chars(digits.data(), last, number);
  const bool is_number = wrong == std::errc{} && stop == last && !digits.empty() && std::isfinite(number);
  const bool is_whole = is_number && std::trunc(number) == number;
  if (is_whole && std::abs(number) <= kExact &&
      number >= static_cast<double>(std::numeric_limits<Number>::lowest()) &&
      number <= static_cast<double>(std::numeric_limits<Number>::max()))
    return static_cast<Number>(number);
  if (is_number && !is_whole)
    refuse(fmt::format("expected a whole number, found {}", digits.substr(0, 64)), problem);
  else if (is_number || failed == std::errc::result_out_of_range)
    refuse(fmt::format("{} is outside {} to {}", digits.substr(0, 64), std::numeric_limits<Number>::lowest(),
                       std::numeric_limits<Number>::max()),
           problem);
  else
    refuse(fmt::format("expected a whole number, found \"{}\"", digits.substr(0, 64)), problem);
  return std::nullopt;
}

bool Filler::put_integer(Place at, std::string_view digits, Problem& problem) {
  const auto* reflection = at.message->GetReflection();
  const bool many = at.field->is_repeated();
  const auto put = [&](auto value, auto add, auto set) {
    if (!value) return false;
    if (many)
      (reflection->*add)(at.message, at.field, *value);
    else
      (reflection->*set)(at.message, at.field, *value);
    return true;
  };
  using google::protobuf::Reflection;
  switch (at.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return put(whole<std::int32_t>(digits, problem), &Reflection::AddInt32, &Reflection::SetInt32);
    case FieldDescriptor::CPPTYPE_UINT32:
      return put(whole<std::uint32_t>(digits, problem), &Reflection::AddUInt32, &Reflection::SetUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return put(whole<std::uint64_t>(digits, problem), &Reflection::AddUInt64, &Reflection::SetUInt64);
    default:
      return put(whole<std::int64_t>(digits, problem), &Reflection::AddInt64, &Reflection::SetInt64);
  }
}

bool Filler::on_bool(bool value, Problem& problem) {
  const std::string_view found = value ? "true" : "false";
  const auto at = place(found, problem);
  if (!at) return false;
  if (at->field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL) return mismatch(*at->field, found, problem);
  const auto* reflection = at->message->GetReflection();
  if (at->field->is_repeated())
    reflection->AddBool(at->message, at->field, value);
  else
    reflection->SetBool(at->message, at->field, value);
  return true;
}

bool Filler::on_null(Problem& problem) {
  const auto at = place("null", problem);
  if (!at) return false;
  return refuse(fmt::format("expected {}, found null; leave it out instead", expected_in(*at->field)),
                problem);
}

Error syntax_error(const Problem& problem, std::string_view json, std::size_t at) {
  namespace json_error = boost::json;
  if (problem == json_error::error::too_deep)
    return {ErrorCode::kInvalidArgument,
            fmt::format("the JSON is nested deeper than {} levels at byte {}", kMaxJsonDepth, at),
            {},
            {},
            {}};
  if (problem == json_error::error::array_too_large || problem == json_error::error::object_too_large)
    return {ErrorCode::kTooLarge,
            fmt::format("the JSON has a list or object of more than {} elements at byte {}", kMaxJsonElements,
                        at),
            {},
            {},
            {}};
  if (json.empty()) return {ErrorCode::kInvalidArgument, "the body is empty; send a JSON object", {}, {}, {}};
  return {
      ErrorCode::kInvalidArgument,
      fmt::format("the body is not JSON (RFC 8259): {} at byte {} of {}", problem.message(), at, json.size()),
      {},
      {},
      {}};
}

}  // namespace

Result<void> json_to_message(std::string_view json, Message& message) {
  if (json.size() > kMaxJsonBytes)
    return fail(ErrorCode::kTooLarge,
                fmt::format("the JSON has {} bytes; {} are allowed", json.size(), kMaxJsonBytes));
  boost::json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  boost::json::basic_parser<Filler> parser(options, message);
  Problem problem;
  const std::size_t used = parser.write_some(false, json.data(), json.size(), problem);
  if (!problem && used < json.size()) problem = boost::json::error::extra_data;
  if (parser.handler().error()) return fail(*parser.handler().error());
  if (problem) return fail(syntax_error(problem, json, used));
  return {};
}

}  // namespace lightloom::northbound
