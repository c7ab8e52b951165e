#include <fmt/compile.h>
#include <fmt/format.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "northbound/json/mapper.h"
#include "northbound/json/time_text.h"

namespace lightloom::northbound {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void message(const Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    if (type.well_known_type() == Descriptor::WELLKNOWNTYPE_TIMESTAMP) return timestamp(message);
    if (type.well_known_type() == Descriptor::WELLKNOWNTYPE_ANY) return any(message);
    const Reflection& reflection = *message.GetReflection();
    char separator = '{';
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.has_presence() && !reflection.HasField(message, &field)) continue;
      out_ += separator;
      separator = ',';
      // Names of proto fields are plain ASCII: nothing to escape.
      out_ += '"';
      out_ += field.name();
      out_ += "\":";
      if (field.is_map())
        map(message, field);
      else if (field.is_repeated())
        list(message, field);
      else
        single(message, field);
    }
    if (separator == '{') out_ += '{';
    out_ += '}';
  }

 private:
  template <class Number>
  void number(Number value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }
  void boolean(bool value) { out_ += value ? "true" : "false"; }
  void enumerator(const google::protobuf::EnumValueDescriptor& value) {
    out_ += '"';
    out_ += value.name();
    out_ += '"';
  }

  void single(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return number(reflection.GetInt32(message, &field));
      case FieldDescriptor::CPPTYPE_INT64:
        return number(reflection.GetInt64(message, &field));
      case FieldDescriptor::CPPTYPE_UINT32:
        return number(reflection.GetUInt32(message, &field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return number(reflection.GetUInt64(message, &field));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return number(reflection.GetDouble(message, &field));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return number(reflection.GetFloat(message, &field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return boolean(reflection.GetBool(message, &field));
      case FieldDescriptor::CPPTYPE_ENUM:
        return enumerator(*reflection.GetEnum(message, &field));
      case FieldDescriptor::CPPTYPE_STRING:
        return append_json_string(reflection.GetStringReference(message, &field, &scratch_), out_);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return this->message(reflection.GetMessage(message, &field));
    }
  }

  void element(const Message& message, const FieldDescriptor& field, int index) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return number(reflection.GetRepeatedInt32(message, &field, index));
      case FieldDescriptor::CPPTYPE_INT64:
        return number(reflection.GetRepeatedInt64(message, &field, index));
      case FieldDescriptor::CPPTYPE_UINT32:
        return number(reflection.GetRepeatedUInt32(message, &field, index));
      case FieldDescriptor::CPPTYPE_UINT64:
        return number(reflection.GetRepeatedUInt64(message, &field, index));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return number(reflection.GetRepeatedDouble(message, &field, index));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return number(reflection.GetRepeatedFloat(message, &field, index));
      case FieldDescriptor::CPPTYPE_BOOL:
        return boolean(reflection.GetRepeatedBool(message, &field, index));
      case FieldDescriptor::CPPTYPE_ENUM:
        return enumerator(*reflection.GetRepeatedEnum(message, &field, index));
      case FieldDescriptor::CPPTYPE_STRING:
        return append_json_string(reflection.GetRepeatedStringReference(message, &field, index, &scratch_),
                                  out_);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return this->message(reflection.GetRepeatedMessage(message, &field, index));
    }
  }

  void list(const Message& message, const FieldDescriptor& field) {
    const int size = message.GetReflection()->FieldSize(message, &field);
    out_ += '[';
    for (int i = 0; i < size; ++i) {
      if (i > 0) out_ += ',';
      element(message, field, i);
    }
    out_ += ']';
  }

  // Protobuf's maps have no order; sorted, the same message always prints the same.
  void map(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const FieldDescriptor& key = *field.message_type()->map_key();
    const FieldDescriptor& value = *field.message_type()->map_value();
    std::vector<std::pair<std::string, const Message*>> entries;
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      entries.emplace_back(entry.GetReflection()->GetString(entry, &key), &entry);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& left, const auto& right) { return left.first < right.first; });
    char separator = '{';
    for (const auto& [name, entry] : entries) {
      out_ += separator;
      separator = ',';
      append_json_string(name, out_);
      out_ += ':';
      single(*entry, value);
    }
    if (separator == '{') out_ += '{';
    out_ += '}';
  }

  void timestamp(const Message& message) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(message);
    out_ += '"';
    append_time(Instant{std::chrono::seconds{time.seconds()} + Duration{time.nanos() / 1'000}}, out_);
    out_ += '"';
  }

  void any(const Message& message) {
    const auto& packed = static_cast<const google::protobuf::Any&>(message);
    const auto& url = packed.type_url();
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
        url.substr(url.rfind('/') + 1));
    const Message* prototype =
        type == nullptr ? nullptr : google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
    if (prototype == nullptr) {
      out_ += "{}";
      return;
    }
    const std::unique_ptr<Message> inner(prototype->New());
    inner->ParseFromString(packed.value());
    this->message(*inner);
  }

  std::string& out_;
  std::string scratch_;
};

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  constexpr std::string_view kShort = "btn fr";  // U+0008 to U+000D; U+000B has no short form
  out += '"';
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (code >= 0x20) {
      out += letter;
    } else if (code >= 0x08 && code <= 0x0d && code != 0x0b) {
      out += '\\';
      out += kShort[code - 0x08U];
    } else {
      fmt::format_to(std::back_inserter(out), FMT_COMPILE("\\u{:04x}"), code);
    }
  }
  out += '"';
}

void append_json(const google::protobuf::Message& message, std::string& out) { Writer(out).message(message); }

std::string message_to_json(const google::protobuf::Message& message) {
  std::string out;
  append_json(message, out);
  return out;
}

}  // namespace lightloom::northbound
