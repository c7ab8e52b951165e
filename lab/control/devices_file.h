// The file that a controller reads to find the devices, and the authority's certificate beside it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/server/lab.h"
#include "topology/result.h"

namespace lightloom::lab {

/// Files that a lab wrote; they are removed with it, unless somebody else's stands there by then.
class DevicesFile {
 public:
  /// Writes beside and renames: who reads finds a whole file. With `ca_pem`, also `FILE.ca.pem`.
  /// kUnavailable.
  static Result<DevicesFile> write(const std::filesystem::path& file,
                                   const std::vector<DeviceStatus>& devices, const std::string& ca_pem);
  void remove() const;
  const std::filesystem::path& ca_file() const { return ca_file_; }  ///< empty without TLS

 private:
  std::filesystem::path file_, ca_file_;
  std::string text_, ca_pem_;
};

/// Beside and renamed.
Result<void> write_whole(const std::filesystem::path& file, const std::string& text);

}  // namespace lightloom::lab
