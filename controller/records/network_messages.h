// Inside the codec only: the plant record as messages, sites and types by name.
#pragma once

#include <string_view>
#include <unordered_map>

#include "controller/records/messages.h"

namespace lightloom::records {

/// Sites and equipment; adds to an empty message and leaves its digest and chunks alone.
void write(const NetworkRecord& record, v1::PlantRecord& message);
/// A cable of `record`, into an empty message.
void write(const Link& link, const NetworkRecord& record, v1::PlantLink& message);

/// Sites and equipment, without cables.
NetworkRecord record_from(const v1::PlantRecord& message, Inspection& inspection);

/// Reads cables of a record whose sites and equipment are there already, outlive it and stay as they are.
class LinkReader {
 public:
  /// Takes a name that two sites, or two types, of the record bear as wrong.
  LinkReader(const NetworkRecord& record, Inspection& inspection);

  Link link_from(const v1::PlantLink& message, Inspection& inspection) const;

 private:
  using Places = std::unordered_map<std::string_view, std::uint32_t>;
  Places sites_, fibres_, amplifiers_;
};

}  // namespace lightloom::records
