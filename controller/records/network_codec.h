// The plant record in the store: one record for sites and equipment, and cables in chunks, so that each stays
// far below what a store takes and all of them go into one commit. Sites and types stand by name inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "controller/ports/store.h"
#include "topology/network.h"

namespace lightloom::records {

/// RecordKind::kMeta: the id of the first record, and how the ids of all begin (`network-0000`).
inline constexpr std::string_view kNetworkId = "network";
inline constexpr std::size_t kCablesPerChunk = 200;
/// Leaves room in a commit for counters, the hour and two events.
inline constexpr std::size_t kMostNetworkRecords = kMaxChangesPerCommit - 4;
inline constexpr std::size_t kMostCables = (kMostNetworkRecords - 1) * kCablesPerChunk;

/// FNV-1a of all that is stored of a record, so not of latencies. The order of sites, cables and types
/// counts: equal digests mean the same record, different ones may be of the same plant (`diff` tells). A
/// field added to the stored format later leaves it as it is where that field is empty. Precondition as
/// encode_network.
std::uint64_t digest_of(const NetworkRecord& record);

/// Puts of every record, and deletes of those chunks that the former record had beyond them (`former_chunks`:
/// StoredNetwork::chunks, or the puts of the last encode_network less one): at most kMostNetworkRecords
/// changes, for one commit. Reads back what it made before it returns it. Precondition: Network::build takes
/// the record. kTooLarge with the largest size: more than kMostCables cables, or sites, a cable or all
/// together too long; kInvalidArgument where it could not be read again: a type named twice, a number that is
/// not finite or out of range.
Result<std::vector<Change>> encode_network(const NetworkRecord& record, std::size_t former_chunks);

/// Gathers what encode_network wrote, in any order. One thread.
class StoredNetwork {
 public:
  StoredNetwork();
  StoredNetwork(StoredNetwork&&) noexcept;
  StoredNetwork& operator=(StoredNetwork&&) noexcept;
  ~StoredNetwork();

  /// A kMeta record whose id begins with kNetworkId. kUnavailable naming the id: not such a record, an
  /// unknown field at any depth, an id that is not its own, taken before.
  Result<void> take(std::string_view id, std::string_view bytes);
  /// The record as it was given to encode_network, but with latencies of 0, as a file has them: it goes
  /// through Network::build. nullopt: nothing was taken. kUnavailable naming the id: a record missing or too
  /// many, an enumerator or name that is not known, a quantity out of range, another digest than the stored
  /// one.
  Result<std::optional<NetworkRecord>> finish() const;
  /// Chunks of cables taken; what the next encode_network is to be told.
  std::size_t chunks() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::records
