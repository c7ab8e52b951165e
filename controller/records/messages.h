// Inside the codec only: what its two files share about protobuf messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/records/records.h"
#include "controller/records/records.pb.h"

namespace lightloom::records {

/// Collects the first thing that is wrong with a record.
class Inspection {
 public:
  Inspection(std::string_view kind, std::string_view id) : kind_(kind), id_(id) {}

  /// Parses, and refuses fields that this format does not have.
  template <class Message>
  void parse(Message& message, std::string_view bytes) {
    require(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())), "is not such a record");
    if (is_sound())
      require(message.GetReflection()->GetUnknownFields(message).empty(), "has a field that is not known");
  }
  void require(bool holds, std::string_view problem) {
    if (!holds && problem_.empty()) problem_ = problem;
  }
  bool is_sound() const { return problem_.empty(); }
  /// Precondition: not sound.
  tl::unexpected<Error> error() const;

 private:
  std::string_view kind_, id_;
  std::string problem_;
};

constexpr std::int64_t micros(Instant at) { return at.time_since_epoch().count(); }
constexpr Instant instant(std::int64_t micros_since_1970) { return Instant(Duration(micros_since_1970)); }

v1::State to_message(ReservationState state);
v1::Service to_message(Service service);
ReservationState state_from(v1::State state, Inspection& inspection);
Service service_from(v1::Service service, Inspection& inspection);
Window window_from(std::int64_t start_us, std::int64_t end_us, Inspection& inspection);

void write_request(const ReserveRequest& request, v1::Request& message);
ReserveRequest request_from(const v1::Request& message, Inspection& inspection);

template <class Repeated>
void write_labels(const Labels& labels, Repeated& messages) {
  for (const auto& [key, value] : labels) {
    auto& label = *messages.Add();
    label.set_key(key);
    label.set_value(value);
  }
}
template <class Repeated>
Labels labels_from(const Repeated& messages, Inspection& inspection) {
  Labels labels;
  for (const auto& label : messages) labels.emplace_hint(labels.end(), label.key(), label.value());
  inspection.require(labels.size() == static_cast<std::size_t>(messages.size()), "has a label twice");
  return labels;
}

}  // namespace lightloom::records
