#include "controller/records/network_codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <string>
#include <utility>

#include "controller/records/network_messages.h"

namespace lightloom::records {
namespace {

constexpr std::string_view kKind = "meta";
constexpr std::size_t kMostChunks = kMostNetworkRecords - 1;
constexpr std::size_t kLargestRecord = 800'000;
static_assert(kLargestRecord < kMaxRecordBytes);

std::string chunk_id(std::size_t number) { return fmt::format("{}-{:04}", kNetworkId, number); }

// FNV-1a over texts, each after its length.
class TextDigest {
 public:
  void add(std::string_view text) {
    constexpr unsigned kByteBits = 8;
    auto size = std::uint64_t{text.size()};
    for (std::size_t i = 0; i < sizeof size; ++i, size >>= kByteBits) add(static_cast<unsigned char>(size));
    for (const char letter : text) add(static_cast<unsigned char>(letter));
  }
  std::uint64_t value() const { return value_; }

 private:
  void add(unsigned char byte) {
    constexpr std::uint64_t kPrime = 1'099'511'628'211U;
    value_ = (value_ ^ byte) * kPrime;
  }
  std::uint64_t value_ = 14'695'981'039'346'656'037U;
};

// Inspection::parse looks at the outermost message alone.
bool has_unknown_field(const google::protobuf::Message& message) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  return std::any_of(fields.begin(), fields.end(), [&](const auto* field) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) return false;
    if (!field->is_repeated()) return has_unknown_field(reflection.GetMessage(message, field));
    for (int i = 0; i < reflection.FieldSize(message, field); ++i)
      if (has_unknown_field(reflection.GetRepeatedMessage(message, field, i))) return true;
    return false;
  });
}

template <class Message>
Message parsed(std::string_view bytes, Inspection& inspection) {
  Message message;
  inspection.require(bytes.size() <= kMaxRecordBytes, "is longer than a record may be");
  if (!inspection.is_sound()) return message;
  inspection.parse(message, bytes);
  inspection.require(!has_unknown_field(message), "has a field that is not known");
  return message;
}

tl::unexpected<Error> too_large(const std::string& found) {
  return fail(
      ErrorCode::kTooLarge,
      fmt::format("network: {}; at most {} cables, {} bytes of sites and equipment, and {} bytes of each "
                  "of {} chunks of cables can be stored; apply a smaller network",
                  found, kMostCables, kLargestRecord, kLargestRecord, kMostChunks),
      "network");
}

Result<std::vector<std::string>> chunks_of(const NetworkRecord& record) {
  constexpr std::size_t kFraming = 16;  // tag and length of one cable, and the chunk's number, at the most
  std::vector<std::string> chunks;
  v1::PlantLinks chunk;
  std::size_t bytes = 0;
  const auto close = [&] {
    chunk.set_number(static_cast<std::uint32_t>(chunks.size()));
    chunks.push_back(chunk.SerializeAsString());
    chunk.Clear();
    bytes = 0;
  };
  for (const auto& link : record.links) {
    v1::PlantLink message;
    write(link, record, message);
    const std::size_t more = message.ByteSizeLong() + kFraming;
    if (more > kLargestRecord)
      return too_large(
          fmt::format("cable {} of {} spans takes {} bytes", link.name, link.spans.size(), more));
    if (chunk.links_size() == static_cast<int>(kCablesPerChunk) || bytes + more > kLargestRecord) close();
    *chunk.add_links() = std::move(message);
    bytes += more;
  }
  if (chunk.links_size() > 0) close();
  if (chunks.size() > kMostChunks)
    return too_large(fmt::format("its {} cables fill {} chunks", record.links.size(), chunks.size()));
  return chunks;
}

Result<std::string> head_of(const NetworkRecord& record, std::size_t chunks) {
  v1::PlantRecord head;
  write(record, head);
  head.set_digest(digest_of(record));
  head.set_chunks(static_cast<std::uint32_t>(chunks));
  auto bytes = head.SerializeAsString();
  if (bytes.size() > kLargestRecord)
    return too_large(
        fmt::format("its {} sites and its equipment take {} bytes", record.sites.size(), bytes.size()));
  return bytes;
}

Result<std::optional<NetworkRecord>> read_back(const std::vector<Change>& changes) {
  StoredNetwork stored;
  for (const auto& change : changes) {
    if (!change.bytes) continue;
    if (auto taken = stored.take(change.id, *change.bytes); !taken) return fail(std::move(taken.error()));
  }
  return stored.finish();
}

// What is stored and cannot be read would stop every later start.
Result<void> check_readable(const std::vector<Change>& changes, const NetworkRecord& record) {
  auto read = read_back(changes);
  if (!read)
    return invalid(
        fmt::format("network: cannot be stored, for it would not be read again ({})", read.error().message),
        "network");
  auto& made = read->value();
  for (std::size_t i = 0; i < made.links.size(); ++i) made.links[i].latency = record.links[i].latency;
  if (made != record)
    return invalid("network: cannot be stored, for it would be read as another one", "network");
  return {};
}

}  // namespace

std::uint64_t digest_of(const NetworkRecord& record) {
  v1::PlantRecord head;
  write(record, head);
  TextDigest digest;
  digest.add(head.SerializeAsString());
  v1::PlantLink message;
  for (const auto& link : record.links) {
    message.Clear();
    write(link, record, message);
    digest.add(message.SerializeAsString());
  }
  return digest.value();
}

Result<std::vector<Change>> encode_network(const NetworkRecord& record, std::size_t former_chunks) {
  assert(former_chunks <= kMostChunks && "no network was ever stored in so many chunks");
  auto chunks = chunks_of(record);
  if (!chunks) return fail(std::move(chunks.error()));
  auto head = head_of(record, chunks->size());
  if (!head) return fail(std::move(head.error()));
  std::vector<Change> changes;
  changes.push_back({RecordKind::kMeta, std::string(kNetworkId), std::move(*head)});
  for (std::size_t i = 0; i < chunks->size(); ++i)
    changes.push_back({RecordKind::kMeta, chunk_id(i), std::move((*chunks)[i])});
  if (auto sound = check_readable(changes, record); !sound) return fail(std::move(sound.error()));
  for (std::size_t i = chunks->size(); i < former_chunks; ++i)
    changes.push_back({RecordKind::kMeta, chunk_id(i), std::nullopt});
  return changes;
}

struct StoredNetwork::Impl {
  void take_head(std::string_view bytes, Inspection& inspection) {
    auto message = parsed<v1::PlantRecord>(bytes, inspection);
    inspection.require(message.chunks() <= kMostChunks, "counts more chunks of cables than there can be");
    inspection.require(!head, "is there twice");
    if (inspection.is_sound()) head = std::move(message);
  }
  void take_chunk(std::string_view id, std::string_view bytes, Inspection& inspection) {
    auto message = parsed<v1::PlantLinks>(bytes, inspection);
    const auto number = message.number();
    inspection.require(number < kMostChunks && chunk_id(number) == id,
                       "stands under an id that is not its own");
    inspection.require(message.links_size() > 0, "has no cables");
    inspection.require(!chunks.contains(number), "is there twice");
    if (inspection.is_sound()) chunks.emplace(number, std::move(message));
  }
  // Of a chunk that is missing, or that is there beyond those that the head counts.
  std::optional<std::uint32_t> odd_chunk() const {
    std::uint32_t expected = 0;
    for (const auto& [number, chunk] : chunks) {
      if (number >= head->chunks()) return number;
      if (number != expected) return expected;
      ++expected;
    }
    return expected == head->chunks() ? std::nullopt : std::optional(expected);
  }
  Result<void> check_chunks() const {
    const auto odd = odd_chunk();
    if (!odd) return {};
    const auto id = chunk_id(*odd);
    Inspection inspection(kKind, id);
    inspection.require(
        false, fmt::format("is {}, for {:?} counts {} chunks of cables; restore the store from a copy",
                           chunks.contains(*odd) ? "too many" : "missing", kNetworkId, head->chunks()));
    return inspection.error();
  }
  Result<void> read_chunk(std::uint32_t number, const LinkReader& reader, std::vector<Link>& links) const {
    const auto id = chunk_id(number);
    Inspection inspection(kKind, id);
    for (const auto& link : chunks.at(number).links()) links.push_back(reader.link_from(link, inspection));
    if (!inspection.is_sound()) return inspection.error();
    return {};
  }

  std::optional<v1::PlantRecord> head;
  std::map<std::uint32_t, v1::PlantLinks> chunks;
};

StoredNetwork::StoredNetwork() : impl_(std::make_unique<Impl>()) {}
StoredNetwork::StoredNetwork(StoredNetwork&&) noexcept = default;
StoredNetwork& StoredNetwork::operator=(StoredNetwork&&) noexcept = default;
StoredNetwork::~StoredNetwork() = default;

Result<void> StoredNetwork::take(std::string_view id, std::string_view bytes) {
  Inspection inspection(kKind, id);
  if (id == kNetworkId)
    impl_->take_head(bytes, inspection);
  else
    impl_->take_chunk(id, bytes, inspection);
  if (!inspection.is_sound()) return inspection.error();
  return {};
}

Result<std::optional<NetworkRecord>> StoredNetwork::finish() const {
  const auto& head = impl_->head;
  if (!head && impl_->chunks.empty()) return std::optional<NetworkRecord>();
  Inspection inspection(kKind, kNetworkId);
  inspection.require(head.has_value(),
                     "is missing, though its cables are there; restore the store from a copy");
  if (!inspection.is_sound()) return inspection.error();
  if (auto whole = impl_->check_chunks(); !whole) return fail(std::move(whole.error()));

  NetworkRecord record = record_from(*head, inspection);
  const LinkReader reader(record, inspection);
  if (!inspection.is_sound()) return inspection.error();
  for (const auto& [number, chunk] : impl_->chunks)
    if (auto read = impl_->read_chunk(number, reader, record.links); !read)
      return fail(std::move(read.error()));
  if (const auto digest = digest_of(record); digest != head->digest())
    inspection.require(false, fmt::format("has the digest {:016x}, but what is stored makes {:016x}: these "
                                          "records were not written together; restore the store from a copy",
                                          head->digest(), digest));
  if (!inspection.is_sound()) return inspection.error();
  return record;
}

std::size_t StoredNetwork::chunks() const { return impl_->chunks.size(); }

}  // namespace lightloom::records
