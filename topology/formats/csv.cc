#include "topology/formats/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lightloom::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kLongestName = 128;
constexpr double kLongestCableKm = 100'000;

// Length of the UTF-8 sequence at the start of `bytes`, 0 where it is malformed (RFC 3629, section 4).
std::size_t utf8_sequence(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto lead = byte(0);
  if (lead < 0x80U) return 1;
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  const auto second = byte(1);
  const bool overlong = (lead == 0xE0U && second < 0xA0U) || (lead == 0xF0U && second < 0x90U);
  const bool surrogate = lead == 0xEDU && second > 0x9FU;
  const bool beyond = lead == 0xF4U && second > 0x8FU;
  return overlong || surrogate || beyond ? 0 : length;
}

bool is_control(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20U || byte == 0x7FU;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::optional<std::size_t> first_not_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto length = utf8_sequence(bytes.substr(at, 4));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string as_shown(std::string_view text) {
  constexpr std::size_t kShown = 64;
  auto shown = text.substr(0, kShown);
  // Not in the middle of a letter.
  while (!shown.empty() && shown.size() < text.size() && first_not_utf8(shown)) shown.remove_suffix(1);
  return fmt::format("{:?}{}", shown, shown.size() < text.size() ? "..." : "");
}

/// Cuts bytes into records and fields, and puts fields where the schema wants them.
class CsvReader {
 public:
  CsvReader(std::string_view bytes, std::string file, std::span<const CsvColumn> schema,
            const CsvLimits& limits)
      : rest_(bytes), limits_(limits) {
    table_.file_ = std::move(file);
    table_.schema_.assign(schema.begin(), schema.end());
    table_.present_.assign(schema.size(), false);
  }

  Result<CsvTable> read() && {
    if (rest_.size() > limits_.bytes)
      return invalid(
          fmt::format("{}: {} bytes; at most {} are read", table_.file_, rest_.size(), limits_.bytes));
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
    if (const auto wrong = first_not_utf8(rest_)) {
      line_ = 1 + count_lines(rest_.substr(0, *wrong));
      return bad("is not UTF-8 text");
    }
    if (auto header = read_header(); !header) return fail(header.error());
    while (next_record_begins()) {
      CsvRow row{line_, std::vector<std::string_view>(table_.schema_.size())};
      if (auto fields = read_record(); !fields) return fail(fields.error());
      if (fields_.size() != places_.size()) {
        line_ = row.line;
        return bad(fmt::format("{} fields; the header names {} columns", fields_.size(), places_.size()));
      }
      for (std::size_t i = 0; i < fields_.size(); ++i) row.fields[places_[i]] = fields_[i];
      table_.rows_.push_back(std::move(row));
    }
    return std::move(table_);
  }

 private:
  static std::size_t count_lines(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  tl::unexpected<Error> bad(const std::string& what, std::string field = {}, std::string nearest = {}) const {
    return invalid(fmt::format("{}:{}: {}", table_.file_, line_, what), std::move(field), std::move(nearest));
  }

  bool next_record_begins() {
    while (!rest_.empty()) {
      if (rest_.starts_with("\r\n")) {
        rest_.remove_prefix(2);
      } else if (rest_.front() == '\n') {
        rest_.remove_prefix(1);
      } else {
        return true;
      }
      ++line_;
    }
    return false;
  }

  Result<void> read_header() {
    if (!next_record_begins())
      return bad(fmt::format("is empty; needs a header with {}", table_.schema_.front().name));
    const auto header_line = line_;
    if (auto fields = read_record(); !fields) return fields;
    line_ = header_line;
    for (const auto field : fields_)
      if (auto placed = place(trimmed(field)); !placed) return placed;
    for (std::size_t i = 0; i < table_.schema_.size(); ++i)
      if (table_.schema_[i].required && !table_.present_[i])
        return bad(fmt::format("column {} is missing; the header needs it", table_.schema_[i].name),
                   std::string(table_.schema_[i].name));
    line_ = header_line + 1 + header_breaks_;
    return {};
  }

  Result<void> place(std::string_view name) {
    const auto& schema = table_.schema_;
    const auto found =
        std::find_if(schema.begin(), schema.end(), [&](const CsvColumn& each) { return each.name == name; });
    if (found == schema.end()) {
      std::vector<std::string_view> names;
      names.reserve(schema.size());
      for (const auto& column : schema) names.push_back(column.name);
      auto nearest = nearest_of(name, names);
      auto what = fmt::format("unknown column {}; {} {}", as_shown(name),
                              nearest.empty() ? "known are" : "the nearest is",
                              nearest.empty() ? fmt::format("{}", fmt::join(names, ", ")) : nearest);
      return bad(what, std::string(name.substr(0, kLongestName)), std::move(nearest));
    }
    const auto column = static_cast<std::size_t>(found - schema.begin());
    if (table_.present_[column])
      return bad(fmt::format("column {} is named twice; each is named once", name), std::string(name));
    table_.present_[column] = true;
    places_.push_back(column);
    return {};
  }

  // One record into fields_; line_ then is that of the next one.
  Result<void> read_record() {
    fields_.clear();
    const auto* const begin = rest_.data();
    const auto first_line = line_;
    for (;;) {
      if (fields_.size() == limits_.columns)
        return bad(fmt::format("more than {} fields; no table has that many", limits_.columns));
      const auto ended = rest_.starts_with('"') ? read_quoted() : read_plain();
      if (!ended) return fail(ended.error());
      if (static_cast<std::size_t>(rest_.data() - begin) > limits_.line_bytes) return too_long(first_line);
      if (*ended) break;
    }
    header_breaks_ = line_ - first_line;
    ++line_;
    return {};
  }

  tl::unexpected<Error> too_long(std::size_t line) {
    line_ = line;
    return bad(fmt::format("the line is longer than {} bytes", limits_.line_bytes));
  }

  // True where the field was the record's last.
  Result<bool> read_plain() {
    const auto end = rest_.find_first_of(",\n", 0);
    auto field = rest_.substr(0, end);
    const bool last = end == std::string_view::npos || rest_[end] == '\n';
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (field.size() > limits_.line_bytes) return too_long(line_);
    if (last && field.ends_with('\r')) field.remove_suffix(1);
    if (field.find('"') != std::string_view::npos)
      return bad(fmt::format("a quote inside the field {}; quote the whole field and double the quote",
                             as_shown(field)));
    if (auto clean = check_controls(field); !clean) return fail(clean.error());
    fields_.push_back(trimmed(field));
    return last;
  }

  Result<bool> read_quoted() {
    const auto first_line = line_;
    std::size_t at = 1;
    bool doubled = false;
    for (;; at += 2) {
      at = rest_.find('"', at);
      if (at == std::string_view::npos) return bad("a quote that is not closed");
      if (rest_.substr(at, 2) != "\"\"") break;
      doubled = true;
    }
    auto field = rest_.substr(1, at - 1);
    if (field.size() > limits_.line_bytes) return too_long(line_);
    rest_.remove_prefix(at + 1);
    const auto end = rest_.substr(0, rest_.starts_with('\r') ? 2 : 1);
    if (!(end.empty() || end == "," || end == "\n" || end == "\r\n" || end == "\r"))
      return bad("text after the closing quote; a comma or the line's end belongs there");
    rest_.remove_prefix(end.size());
    if (auto clean = check_controls(field); !clean) return fail(clean.error());
    line_ = first_line + count_lines(field);
    if (doubled) field = unquote(field);
    fields_.push_back(field);
    return end != ",";
  }

  Result<void> check_controls(std::string_view field) const {
    const auto found = std::find_if(field.begin(), field.end(), is_control);
    if (found == field.end() || *found == '\t' || *found == '\n' || *found == '\r') return {};
    return bad(fmt::format("a control character in the field {}", as_shown(field)));
  }

  std::string_view unquote(std::string_view field) {
    std::string plain;
    plain.reserve(field.size());
    for (std::size_t i = 0; i < field.size(); ++i) {
      plain.push_back(field[i]);
      if (field[i] == '"') ++i;
    }
    return table_.unquoted_.emplace_back(std::move(plain));
  }

  std::string_view rest_;
  CsvLimits limits_;
  CsvTable table_;
  std::vector<std::size_t> places_;  // of the file's columns in the schema
  std::vector<std::string_view> fields_;
  std::size_t line_ = 1;
  std::size_t header_breaks_ = 0;
};

Result<CsvTable> read_csv(std::string_view bytes, std::string file, std::span<const CsvColumn> schema,
                          const CsvLimits& limits) {
  return CsvReader(bytes, std::move(file), schema, limits).read();
}

Error CsvTable::error_at(const CsvRow& row, std::size_t column, std::string_view what,
                         std::string nearest) const {
  return {ErrorCode::kInvalidArgument,
          fmt::format("{}:{}: {}: {}", file_, row.line, column_name(column), what),
          std::string(column_name(column)),
          std::move(nearest),
          {}};
}

void CsvFields::refuse(std::size_t column, std::string_view what, std::string nearest) const {
  errors_->take(table_->error_at(*row_, column, what, std::move(nearest)));
}

std::string_view CsvFields::name(std::size_t column) const {
  const auto found = text(column);
  if (found.empty()) refuse(column, "is empty; needs a name");
  if (found.size() > kLongestName)
    refuse(column, fmt::format("{} bytes long; at most {}", found.size(), kLongestName));
  if (std::any_of(found.begin(), found.end(), is_control))
    refuse(column, fmt::format("{} holds a control character; a name has none", as_shown(found)));
  return found;
}

double CsvFields::number_of(std::string_view text, std::size_t column, Range range) const {
  double value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong == std::errc::invalid_argument || end != text.data() + text.size()) {
    refuse(column, fmt::format("{} is not a number", as_shown(text)));
    return 0;
  }
  if (wrong != std::errc{} || !(value >= range.least && value <= range.greatest)) {
    refuse(column, fmt::format("{} is out of range; needs {} to {}", text.substr(0, kLongestName),
                               range.least, range.greatest));
    return 0;
  }
  return value;
}

double CsvFields::number(std::size_t column, Range range) const {
  return number_of(text(column), column, range);
}

std::optional<double> CsvFields::number_if_given(std::size_t column, Range range) const {
  if (text(column).empty()) return std::nullopt;
  return number(column, range);
}

std::uint32_t CsvFields::count(std::size_t column, std::uint32_t greatest) const {
  const auto found = text(column);
  std::uint32_t value = 0;
  const auto [end, wrong] = std::from_chars(found.data(), found.data() + found.size(), value);
  if (wrong == std::errc::invalid_argument || end != found.data() + found.size()) {
    refuse(column, fmt::format("{} is not a whole number of 0 or more", as_shown(found)));
    return 0;
  }
  if (wrong != std::errc{} || value > greatest) {
    refuse(column, fmt::format("{} is out of range; needs 0 to {}", found.substr(0, kLongestName), greatest));
    return 0;
  }
  return value;
}

std::optional<std::uint32_t> CsvFields::count_if_given(std::size_t column, std::uint32_t greatest) const {
  if (text(column).empty()) return std::nullopt;
  return count(column, greatest);
}

Metres CsvFields::metres_of(std::string_view text, std::size_t column) const {
  const double km = number_of(text, column, {-kLongestCableKm, kLongestCableKm});
  constexpr double kMetresPerKm = 1'000;
  const Metres length{std::llround(km * kMetresPerKm)};
  if (length.value <= 0) refuse(column, fmt::format("{} is 0 m or less; needs more than 0", as_shown(text)));
  return length;
}

Metres CsvFields::kilometres(std::size_t column) const { return metres_of(text(column), column); }

std::vector<std::string_view> CsvFields::parts(std::size_t column) const {
  std::vector<std::string_view> parts;
  auto rest = text(column);
  while (!(rest = trimmed(rest)).empty()) {
    const auto end = std::min(rest.find_first_of(" \t"), rest.size());
    parts.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return parts;
}

std::vector<Metres> CsvFields::kilometre_list(std::size_t column) const {
  std::vector<Metres> list;
  for (const auto part : parts(column)) list.push_back(metres_of(part, column));
  return list;
}

std::vector<double> CsvFields::number_list(std::size_t column, Range range) const {
  std::vector<double> list;
  for (const auto part : parts(column)) list.push_back(number_of(part, column, range));
  return list;
}

}  // namespace lightloom::formats
