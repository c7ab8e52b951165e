// Bytes of a client through the JSON mapper: what is read must print, and read back as the same message.
#include <google/protobuf/util/message_differencer.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "northbound/json/mapper.h"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  round_trip<lightloom::v1::ReservationRequest>(json);
  round_trip<lightloom::v1::ComputePathsRequest>(json);
  lightloom::v1::ReservationRequest request;
  if (lightloom::northbound::json_to_message(json, request)) {
    const auto value = lightloom::northbound::to_value(request);
    if (value && lightloom::northbound::to_value(lightloom::northbound::to_message(*value)) != value)
      std::abort();
  }
  return 0;
}
