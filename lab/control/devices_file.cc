#include "lab/control/devices_file.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

void remove_if_same(const std::filesystem::path& file, const std::string& text) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream now;
  now << in.rdbuf();
  std::error_code ignored;
  if (in && now.str() == text) std::filesystem::remove(file, ignored);
}

}  // namespace

Result<void> write_whole(const std::filesystem::path& file, const std::string& text) {
  auto draft = file;
  draft += ".new";
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code problem;
  if (out) std::filesystem::rename(draft, file, problem);
  if (out && !problem) return {};
  std::error_code ignored;
  std::filesystem::remove(draft, ignored);
  return fail(ErrorCode::kUnavailable,
              fmt::format("{}: cannot be written{}", file.string(), problem ? ": " + problem.message() : ""));
}

Result<DevicesFile> DevicesFile::write(const std::filesystem::path& file,
                                       const std::vector<DeviceStatus>& devices, const std::string& ca_pem) {
  DevicesFile written;
  written.file_ = file;
  written.ca_pem_ = ca_pem;
  if (!ca_pem.empty()) {
    written.ca_file_ = file;
    written.ca_file_ += ".ca.pem";
    if (auto done = write_whole(written.ca_file_, ca_pem); !done) return fail(done.error());
  }
  json::array list;
  for (const auto& device : devices) {
    json::object entry{{"node", device.node}, {"site", device.site}, {"address", device.address}};
    if (!ca_pem.empty() && !device.is_external) entry["ca_file"] = written.ca_file_.string();
    list.push_back(std::move(entry));
  }
  written.text_ = json_text(json::object{{"devices", std::move(list)}}) + "\n";
  if (auto done = write_whole(file, written.text_); !done) return fail(done.error());
  return written;
}

void DevicesFile::remove() const {
  remove_if_same(file_, text_);
  if (!ca_file_.empty()) remove_if_same(ca_file_, ca_pem_);
}

}  // namespace lightloom::lab
