// The one place where stored bytes become values and back. Writing cannot fail. Reading is strict: bytes that
// are not such a record, a field out of range, an id that is not the record's, or a name that the network
// lacks is an error (kUnavailable) that names kind and id.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "controller/ports/store.h"
#include "controller/records/records.h"

namespace lightloom::records {

/// Keeps scratch messages, so that a record costs few allocations: used by one thread at a time. Sites,
/// cables and modes are indices of `network` outside, names inside.
class Codec {
 public:
  explicit Codec(std::shared_ptr<const Network> network);
  Codec(Codec&&) noexcept;
  Codec& operator=(Codec&&) noexcept;
  ~Codec();

  std::string encode(const Counters& counters);
  std::string encode(const Hour& hour);
  std::string encode(const Reservation& reservation);
  std::string encode(const Circuit& circuit);
  std::string encode(const Lightpath& lightpath);

  Result<Counters> decode_counters(std::string_view id, std::string_view bytes);
  Result<Hour> decode_hour(std::string_view id, std::string_view bytes);
  Result<Reservation> decode_reservation(std::string_view id, std::string_view bytes);
  Result<Circuit> decode_circuit(std::string_view id, std::string_view bytes);
  Result<Lightpath> decode_lightpath(std::string_view id, std::string_view bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string encode(const Event& event);
std::string encode(const DecisionView& decision);
/// History, readable without the network of its time. Any thread. `id` is Record::id.
Result<Event> decode_event(std::string_view id, std::string_view bytes);
Result<DecisionView> decode_decision(std::string_view id, std::string_view bytes);

}  // namespace lightloom::records
