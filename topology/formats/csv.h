// RFC 4180 tables with a header, as values. Columns are known by name, in any order; every error says
// `file:line: column: what`. Nothing is copied but quoted fields that hold a doubled quote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "topology/formats/first_error.h"
#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::formats {

/// A column that a kind of table may have. Its place in the schema is the number by which it is read.
struct CsvColumn {
  std::string_view name;
  bool required = true;
};

struct CsvLimits {
  std::size_t bytes = std::size_t{64} << 20U;
  std::size_t line_bytes = std::size_t{1} << 20U;  ///< of one record, which may span lines where quoted
  std::size_t columns = 256;
};

/// Fields of one record, by column number of the schema; a column that the file lacks reads as empty.
struct CsvRow {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string_view> fields;
};

/// A table that was read. It looks into the bytes it was read from, which must outlive it.
class CsvTable {
 public:
  CsvTable(const CsvTable&) = delete;
  CsvTable& operator=(const CsvTable&) = delete;
  CsvTable(CsvTable&&) = default;
  CsvTable& operator=(CsvTable&&) = default;
  ~CsvTable() = default;

  const std::string& file() const { return file_; }
  std::span<const CsvRow> rows() const { return rows_; }
  std::string_view column_name(std::size_t column) const { return schema_[column].name; }
  /// Whether the file's header names this column.
  bool has_column(std::size_t column) const { return present_[column]; }
  /// `cables.csv:17: length_km: ` before what is said about that field.
  Error error_at(const CsvRow& row, std::size_t column, std::string_view what,
                 std::string nearest = {}) const;

 private:
  friend class CsvReader;
  CsvTable() = default;

  std::string file_;
  std::vector<CsvColumn> schema_;
  std::vector<bool> present_;
  std::vector<CsvRow> rows_;
  std::deque<std::string> unquoted_;  ///< a deque, so that views into it stay when the table moves
};

/// Reads a whole table. A byte order mark, CRLF and empty lines are tolerated. kInvalidArgument with file and
/// line: no header, an unknown column (with the nearest), one missing or named twice, a record with too many
/// or too few fields, a quote that is not closed or stands inside a field, a control character, bytes that
/// are not UTF-8, a limit passed.
Result<CsvTable> read_csv(std::string_view bytes, std::string file, std::span<const CsvColumn> schema,
                          const CsvLimits& limits = {});

/// Typed reading of one row. The first wrong field is kept in `errors`; reading goes on with a zero.
class CsvFields {
 public:
  CsvFields(const CsvTable& table, const CsvRow& row, FirstError& errors)
      : table_(&table), row_(&row), errors_(&errors) {}

  std::string_view text(std::size_t column) const { return row_->fields[column]; }
  /// A text that must be there, at most 128 bytes.
  std::string_view name(std::size_t column) const;
  double number(std::size_t column, Range range) const;
  std::optional<double> number_if_given(std::size_t column, Range range) const;
  std::optional<std::uint32_t> count_if_given(std::size_t column, std::uint32_t greatest) const;
  std::uint32_t count(std::size_t column, std::uint32_t greatest) const;
  /// Kilometres as decimal text, to whole metres: above 0, at most 100'000 km.
  Metres kilometres(std::size_t column) const;
  /// Blank-separated parts of the field.
  std::vector<std::string_view> parts(std::size_t column) const;
  /// Blank-separated kilometres or numbers.
  std::vector<Metres> kilometre_list(std::size_t column) const;
  std::vector<double> number_list(std::size_t column, Range range) const;
  void refuse(std::size_t column, std::string_view what, std::string nearest = {}) const;

 private:
  double number_of(std::string_view text, std::size_t column, Range range) const;
  Metres metres_of(std::string_view text, std::size_t column) const;

  const CsvTable* table_;
  const CsvRow* row_;
  FirstError* errors_;
};

/// Whether bytes are well-formed UTF-8 (RFC 3629: shortest form, no surrogates, at most U+10FFFF); the offset
/// of the first byte that is not.
std::optional<std::size_t> first_not_utf8(std::string_view bytes);

/// A text from outside as it may stand in an error: quoted, control characters escaped, at most 64 bytes.
std::string as_shown(std::string_view text);

}  // namespace lightloom::formats
