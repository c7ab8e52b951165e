#include "southbound/devices_file.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "topology/formats/files.h"
#include "topology/formats/json_reader.h"

namespace lightloom::southbound {
namespace {

constexpr std::size_t kLargestFile = std::size_t{16} << 20U;
constexpr std::array<std::string_view, 1> kDocumentFields{"devices"};
constexpr std::array<std::string_view, 6> kDeviceFields{"node",     "site",          "address",
                                                        "username", "password_file", "ca_file"};

DeviceRecord device_from(const formats::JsonObject& object) {
  DeviceRecord device;
  object.only(kDeviceFields);
  device.node = object.text("node");
  device.site = object.text("site");
  device.address = object.text("address");
  if (object.has("username")) device.username = object.text("username");
  if (object.has("password_file")) device.password_file = object.text("password_file");
  if (object.has("ca_file")) device.ca_file = object.text("ca_file");
  return device;
}

}  // namespace

Result<std::vector<DeviceRecord>> parse_devices(std::string_view bytes, const std::string& file) {
  const auto document = formats::parse_json(bytes, file, {kLargestFile, 8});
  if (!document) return fail(document.error());
  if (!document->is_object())
    return invalid(fmt::format("{}: needs an object {{\"devices\": [...]}}", file), "devices");
  formats::FirstError errors;
  const formats::JsonObject object(document->get_object(), file + ": ", errors);
  object.only(kDocumentFields);
  if (!object.has("devices")) object.refuse("devices", "missing; needs a list of devices");
  std::vector<DeviceRecord> devices;
  std::set<std::string> nodes, sites;
  for (const auto& each : object.objects("devices")) {
    devices.push_back(device_from(each));
    if (!nodes.insert(devices.back().node).second) each.refuse("node", "named before; each device once");
    if (!sites.insert(devices.back().site).second) each.refuse("site", "has a device before; one a site");
  }
  if (errors.is_set()) return errors.failure();
  return devices;
}

Result<std::vector<DeviceRecord>> read_devices(const std::filesystem::path& path) {
  const auto bytes = formats::read_file(path, kLargestFile);
  if (!bytes) return fail(bytes.error());
  return parse_devices(*bytes, path.string());
}

}  // namespace lightloom::southbound
