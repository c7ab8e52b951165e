// Any bytes as what a client sends to an emulated device. The first byte says which: a Set in protobuf, JSON
// for a container, a path, or the paths of a Get. A device refuses with words and stays as it was, or holds
// something that it would take again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "lab/device/device.h"
#include "lab/device/json_print.h"
#include "lab/device/validate.h"
#include "lab/server/messages.h"
#include "lab/server/reply.h"
#include "southbound/proto/gnmi/gnmi.pb.h"
#include "topology/formats/single_csv.h"

namespace {

namespace lab = lightloom::lab;
namespace formats = lightloom::formats;

std::shared_ptr<const lightloom::Network> small_network() {
  const auto equipment = formats::builtin_equipment().value();
  auto record =
      formats::read_single_csv({"net.csv", "cable,a_site,z_site,length_km\nx-y,x,y,100\n"}, equipment);
  return std::make_shared<const lightloom::Network>(lightloom::Network::build(std::move(*record)).value());
}

lab::Device new_device() {
  static const auto kNetwork = small_network();
  return {lab::DeviceFacts(kNetwork, lightloom::SiteIndex{0}, {"02:4c:4c:00:00:01", "roadm-x"}), 1};
}

void set(const std::vector<lab::Edit>& edits) {
  auto device = new_device();
  const auto before = device.config();
  const auto changes = device.set(edits);
  if (!changes) {
    if (changes.error().message.empty() || device.config() != before) std::abort();
    return;
  }
  if (!lab::validate(device.facts(), device.config())) std::abort();
  (void)device.site_config();
  // What it holds, printed, is what makes another device hold the same.
  lab::Edit whole;
  whole.kind = lab::Edit::Kind::kReplace;
  whole.value = lab::Json{lab::json_of(device.config(), {lab::Schema::kRoot, {}}, lab::JsonStyle::kIetf)};
  auto copy = new_device();
  if (!copy.set({&whole, 1}) || copy.config() != device.config()) std::abort();
}

void set_message(const std::string& bytes) {
  gnmi::SetRequest request;
  if (!request.ParseFromString(bytes)) return;
  if (const auto edits = lab::edits_of(request)) set(*edits);
}

void set_json(const std::string& bytes) {
  lab::Edit edit;
  edit.value = lab::Json{bytes};
  set({edit});
}

void read_path(const std::string& bytes) {
  const auto path = lab::parse_path(bytes);
  if (!path) return;
  if (lab::parse_path(lab::to_text(*path)).value() != *path) std::abort();
  if (const auto selections = lab::select(*path)) (void)new_device().read(*selections);
}

void get(const std::string& bytes) {
  gnmi::GetRequest request;
  if (!request.ParseFromString(bytes)) return;
  const auto encoding = lab::encoding_of(request.encoding());
  gnmi::GetResponse response;
  if (encoding) (void)lab::answer_get(new_device(), request, *encoding, response);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(data + 1, data + size);
  constexpr unsigned kKinds = 4;
  switch (data[0] % kKinds) {
    case 0:
      set_message(bytes);
      break;
    case 1:
      set_json(bytes);
      break;
    case 2:
      read_path(bytes);
      break;
    default:
      get(bytes);
  }
  return 0;
}
