// Keeps the first error of a reader that goes on: fields are read in straight lines, and one check at the end
// of a row or object says whether any of them was wrong.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "topology/result.h"

namespace lightloom::formats {

class FirstError {
 public:
  /// Takes an error unless one was taken before.
  void take(Error error) {
    if (!error_) error_ = std::move(error);
  }
  void take(std::string message, std::string field, std::string nearest = {}) {
    take(Error{ErrorCode::kInvalidArgument, std::move(message), std::move(field), std::move(nearest), {}});
  }
  bool is_set() const { return error_.has_value(); }
  /// Only where is_set().
  tl::unexpected<Error> failure() const { return fail(*error_); }

 private:
  std::optional<Error> error_;
};

/// Least and greatest value that a field may have, both allowed.
struct Range {
  double least = 0;
  double greatest = 0;
};

}  // namespace lightloom::formats
