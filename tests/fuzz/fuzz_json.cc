// Bytes of a client through the JSON mapper: what is read must print, and read back as the same message; a
// plant record that makes a network must survive the way there and back.
#include <google/protobuf/util/message_differencer.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "northbound/json/mapper.h"
#include "northbound/json/operations.h"
#include "northbound/json/plant.h"
#include "northbound/json/plant_record.h"
#include "northbound/json/translate.h"

namespace {

template <class Message>
void round_trip(std::string_view json) {
  Message message;
  const auto read = lightloom::northbound::json_to_message(json, message);
  if (!read) {
    if (read.error().message.empty()) std::abort();
    return;
  }
  Message again;
  // Escapes may make the printed form longer than the bound on what is read.
  const auto printed = lightloom::northbound::message_to_json(message);
  if (printed.size() > lightloom::northbound::kMaxJsonBytes) return;
  if (!lightloom::northbound::json_to_message(printed, again)) std::abort();
  if (!google::protobuf::util::MessageDifferencer::Equals(message, again)) std::abort();
}

void add_device(std::string_view json) {
  lightloom::v1::Device message;
  if (!lightloom::northbound::json_to_message(json, message)) return;
  const auto record = lightloom::northbound::to_value(message);
  if (!record) {
    if (record.error().field.empty()) std::abort();
    return;
  }
  const auto printed = lightloom::northbound::to_message(lightloom::DeviceView{*record, {}, {}, {}, {}});
  if (lightloom::northbound::to_value(printed) != record) std::abort();
}

void apply_network(std::string_view json) {
  lightloom::v1::ApplyNetworkRequest request;
  if (!lightloom::northbound::json_to_message(json, request)) return;
  const auto record = lightloom::northbound::to_value(request.network());
  if (!record) {
    if (record.error().field.empty()) std::abort();
    return;
  }
  const auto network = lightloom::Network::build(*record);
  if (!network) return;
  const auto printed = lightloom::northbound::network_message(*network);
  if (lightloom::northbound::to_value(printed) != record) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  round_trip<lightloom::v1::ReservationRequest>(json);
  round_trip<lightloom::v1::ComputePathsRequest>(json);
  add_device(json);
  apply_network(json);
  lightloom::v1::ReservationRequest request;
  if (lightloom::northbound::json_to_message(json, request)) {
    const auto value = lightloom::northbound::to_value(request);
    if (value && lightloom::northbound::to_value(lightloom::northbound::to_message(*value)) != value)
      std::abort();
  }
  return 0;
}
