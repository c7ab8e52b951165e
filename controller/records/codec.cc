#include "controller/records/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "controller/records/messages.h"

namespace lightloom::records {
namespace {

constexpr std::uint64_t kFnvOffset = 14'695'981'039'346'656'037U;
constexpr std::uint64_t kFnvPrime = 1'099'511'628'211U;

// FNV-1a over names, each closed by a byte that no name has.
class NameDigest {
 public:
  void add(std::string_view name) {
    for (const char letter : name) add(static_cast<unsigned char>(letter));
    add(static_cast<unsigned char>(0xFF));
  }
  std::uint64_t value() const { return value_; }

 private:
  void add(unsigned char byte) { value_ = (value_ ^ byte) * kFnvPrime; }
  std::uint64_t value_ = kFnvOffset;
};

std::uint64_t digest_of(const Network& network) {
  NameDigest digest;
  for (const auto& site : network.sites()) digest.add(site.name);
  for (const auto& link : network.links()) digest.add(link.name);
  for (const auto& mode : network.equipment().modes) {
    digest.add(mode.transceiver);
    digest.add(mode.name);
  }
  return digest.value();
}

template <class Message>
std::string bytes_of(const Message& message) {
  std::string bytes;
  message.SerializeToString(&bytes);
  return bytes;
}

template <class Message>
std::optional<Instant> optional_instant(bool is_there, const Message& micros_since_1970) {
  return is_there ? std::optional(instant(micros_since_1970)) : std::nullopt;
}

std::vector<std::uint64_t> numbers_from(const google::protobuf::RepeatedField<std::uint64_t>& field) {
  return {field.begin(), field.end()};
}

}  // namespace

struct Codec::Impl {
  explicit Impl(std::shared_ptr<const Network> shared)
      : network(std::move(shared)), network_digest(digest_of(*network)) {
    std::uint32_t index = 0;
    for (const auto& site : network->sites()) sites.emplace(site.name, SiteIndex{index++});
    index = 0;
    for (const auto& link : network->links()) links.emplace(link.name, LinkIndex{index++});
  }

  SiteIndex site(const std::string& name, Inspection& inspection) const {
    const auto found = sites.find(name);
    if (found != sites.end()) return found->second;
    if (inspection.is_sound()) inspection.require(false, missing("site", name));
    return {};
  }
  ModeIndex mode(const v1::Lightpath& message, Inspection& inspection) const {
    // Neighbouring records mostly have the same mode.
    const auto& modes = network->equipment().modes;
    for (std::uint32_t index = 0; index < modes.size(); ++index)
      if (modes[index].name == message.mode() && modes[index].transceiver == message.transceiver())
        return {index};
    if (inspection.is_sound())
      inspection.require(false, missing("mode", message.transceiver() + " " + message.mode()));
    return {};
  }
  // Directions are not stored: they follow from where the walk stands.
  std::vector<Hop> walk(SiteIndex from, SiteIndex to, const v1::Lightpath& message, Inspection& inspection) {
    std::vector<Hop> hops;
    hops.reserve(static_cast<std::size_t>(message.links_size()));
    for (const auto& name : message.links()) {
      const auto found = links.find(name);
      if (found == links.end()) {
        if (inspection.is_sound()) inspection.require(false, missing("cable", name));
        return hops;
      }
      const auto& link = network->link(found->second);
      const bool forward = link.a_site == from;
      if (!forward && link.z_site != from) break;
      hops.push_back({found->second, forward});
      from = forward ? link.z_site : link.a_site;
    }
    if (!inspection.is_sound()) return hops;
    inspection.require(from == to && hops.size() == static_cast<std::size_t>(message.links_size()),
                       "has cables that do not lead from its one end to the other in this network");
    return hops;
  }
  static std::string missing(std::string_view what, std::string_view name) {
    return fmt::format("stands on the {} {:?}, which the network lacks; start with a network that has it",
                       what, name);
  }

  std::shared_ptr<const Network> network;
  std::uint64_t network_digest;
  std::unordered_map<std::string_view, SiteIndex> sites;
  std::unordered_map<std::string_view, LinkIndex> links;
  v1::Counters counters;
  v1::Hour hour;
  v1::Reservation reservation;
  v1::Circuit circuit;
  v1::Lightpath lightpath;
};

Codec::Codec(std::shared_ptr<const Network> network) : impl_(std::make_unique<Impl>(std::move(network))) {}
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;
Codec::~Codec() = default;

std::string Codec::encode(const Counters& counters) {
  auto& message = impl_->counters;
  message.set_format(kFormat);
  message.set_next_reservation(counters.next_reservation);
  message.set_next_circuit(counters.next_circuit);
  message.set_next_lightpath(counters.next_lightpath);
  message.set_next_decision(counters.next_decision);
  message.set_granted(counters.granted);
  message.set_refused(counters.refused);
  message.set_last_event_revision(counters.last_event.revision);
  message.set_last_event_ordinal(counters.last_event.ordinal);
  message.set_events_from(counters.events_from);
  message.set_decisions_from(counters.decisions_from);
  message.set_network_digest(impl_->network_digest);
  message.set_next_alarm(counters.next_alarm);
  message.set_bins_from(counters.bins_from);
  message.set_bins_to(counters.bins_to);
  return bytes_of(message);
}

std::string Codec::encode(const Hour& hour) {
  auto& message = impl_->hour;
  message.set_hour(hour.hour);
  message.set_revision(hour.revision);
  message.set_decision(hour.decision);
  return bytes_of(message);
}

std::string Codec::encode(const Reservation& reservation) {
  auto& message = impl_->reservation;
  message.Clear();
  message.set_number(reservation.number);
  write_request(reservation.request, *message.mutable_request());
  message.set_state(to_message(reservation.state));
  message.set_message(reservation.message);
  message.set_state_time_us(micros(reservation.state_time));
  message.set_service(to_message(reservation.service));
  message.set_ends_as(to_message(reservation.ends_as));
  message.set_from_site(impl_->network->site(reservation.from).name);
  message.set_to_site(impl_->network->site(reservation.to).name);
  message.set_start_us(micros(reservation.window.start));
  message.set_end_us(micros(reservation.window.end));
  message.set_light_at_us(micros(reservation.light_at));
  if (reservation.hold_until) message.set_hold_until_us(micros(*reservation.hold_until));
  if (reservation.lease_until) message.set_lease_until_us(micros(*reservation.lease_until));
  if (reservation.recheck_at) message.set_recheck_at_us(micros(*reservation.recheck_at));
  if (reservation.up_since) message.set_up_since_us(micros(*reservation.up_since));
  message.set_delivered_kbit(reservation.delivered_kbit);
  message.set_create_time_us(micros(reservation.create_time));
  message.set_revision(reservation.revision);
  message.mutable_circuits()->Add(reservation.circuits.begin(), reservation.circuits.end());
  return bytes_of(message);
}

std::string Codec::encode(const Circuit& circuit) {
  auto& message = impl_->circuit;
  message.Clear();
  message.set_number(circuit.number);
  message.set_reservation(circuit.reservation);
  message.set_tenant(circuit.tenant);
  message.set_priority(circuit.priority);
  message.set_rate_kbps(circuit.rate.value);
  message.set_latency_ps(circuit.latency.count());
  message.set_length_m(circuit.length.value);
  message.mutable_lightpaths()->Add(circuit.lightpaths.begin(), circuit.lightpaths.end());
  return bytes_of(message);
}

std::string Codec::encode(const Lightpath& lightpath) {
  const auto& network = *impl_->network;
  const auto& mode = network.mode(lightpath.mode);
  auto& message = impl_->lightpath;
  message.Clear();
  message.set_number(lightpath.id.value);
  message.set_reservation(lightpath.reservation);
  message.set_tenant(lightpath.tenant);
  message.set_priority(lightpath.priority);
  message.set_from_site(network.site(lightpath.from).name);
  message.set_to_site(network.site(lightpath.to).name);
  message.set_from_port(lightpath.from_port);
  message.set_to_port(lightpath.to_port);
  for (const auto& hop : lightpath.hops) message.add_links(network.link(hop.link).name);
  message.set_transceiver(mode.transceiver);
  message.set_mode(mode.name);
  message.set_slot_n(lightpath.slot.n);
  message.set_slot_m(lightpath.slot.m);
  message.set_gsnr_0p1nm_db(lightpath.gsnr_0p1nm.value);
  message.set_margin_db(lightpath.margin.value);
  message.set_occupied_start_us(micros(lightpath.occupied.start));
  message.set_occupied_end_us(micros(lightpath.occupied.end));
  message.set_light(static_cast<v1::Light>(lightpath.light));
  message.set_message(lightpath.message);
  return bytes_of(message);
}

Result<Counters> Codec::decode_counters(std::string_view id, std::string_view bytes) {
  Inspection inspection("meta", id);
  auto& message = impl_->counters;
  inspection.require(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())),
                     "is not such a record");
  // Before unknown fields: a later format may have them.
  if (message.format() > kFormat)
    inspection.require(false, fmt::format("is of format {}, this program knows up to {}; use a newer one",
                                          message.format(), kFormat));
  inspection.parse(message, bytes);
  inspection.require(message.format() > 0 && message.next_reservation() > 0 && message.next_circuit() > 0 &&
                         message.next_lightpath() > 0 && message.next_decision() > 0,
                     "has a counter of 0");
  inspection.require(message.last_event_ordinal() < kMaxEventsPerCommit &&
                         message.decisions_from() <= message.next_decision() &&
                         message.bins_from() <= message.bins_to(),
                     "has a counter out of range");
  if (!inspection.is_sound()) return inspection.error();
  return Counters{message.next_reservation(),
                  message.next_circuit(),
                  message.next_lightpath(),
                  message.next_decision(),
                  message.granted(),
                  message.refused(),
                  {message.last_event_revision(), message.last_event_ordinal()},
                  message.events_from(),
                  message.decisions_from(),
                  std::max<std::uint64_t>(1, message.next_alarm()),  // format 1 had none
                  message.bins_from(),
                  message.bins_to()};
}

Result<Hour> Codec::decode_hour(std::string_view id, std::string_view bytes) {
  Inspection inspection("meta", id);
  auto& message = impl_->hour;
  inspection.parse(message, bytes);
  const Hour hour{message.hour(), message.revision(), message.decision()};
  inspection.require(hour.hour >= 0 && record_id(hour) == id, "stands under an id that is not its own");
  if (!inspection.is_sound()) return inspection.error();
  return hour;
}

Result<Reservation> Codec::decode_reservation(std::string_view id, std::string_view bytes) {
  Inspection inspection("reservation", id);
  auto& message = impl_->reservation;
  inspection.parse(message, bytes);
  if (!inspection.is_sound()) return inspection.error();
  Reservation made;
  made.number = message.number();
  inspection.require(made.number != 0 && record_id(made.number) == id,
                     "stands under an id that is not its own");
  inspection.require(message.has_request() && message.circuits_size() > 0, "lacks its request or circuits");
  made.request = request_from(message.request(), inspection);
  made.state = state_from(message.state(), inspection);
  made.ends_as = state_from(message.ends_as(), inspection);
  inspection.require(is_final(made.ends_as), "would end in a state that is not final");
  made.service = service_from(message.service(), inspection);
  made.from = impl_->site(message.from_site(), inspection);
  made.to = impl_->site(message.to_site(), inspection);
  made.message = message.message();
  made.state_time = instant(message.state_time_us());
  made.window = window_from(message.start_us(), message.end_us(), inspection);
  made.light_at = instant(message.light_at_us());
  made.hold_until = optional_instant(message.has_hold_until_us(), message.hold_until_us());
  made.lease_until = optional_instant(message.has_lease_until_us(), message.lease_until_us());
  made.recheck_at = optional_instant(message.has_recheck_at_us(), message.recheck_at_us());
  made.up_since = optional_instant(message.has_up_since_us(), message.up_since_us());
  inspection.require(made.state != ReservationState::kHeld || made.hold_until, "is HELD for no time");
  made.delivered_kbit = message.delivered_kbit();
  made.create_time = instant(message.create_time_us());
  made.revision = message.revision();
  made.circuits = numbers_from(message.circuits());
  if (!inspection.is_sound()) return inspection.error();
  return made;
}

Result<Circuit> Codec::decode_circuit(std::string_view id, std::string_view bytes) {
  Inspection inspection("circuit", id);
  auto& message = impl_->circuit;
  inspection.parse(message, bytes);
  if (!inspection.is_sound()) return inspection.error();
  Circuit made;
  made.number = message.number();
  inspection.require(made.number != 0 && record_id(made.number) == id,
                     "stands under an id that is not its own");
  inspection.require(message.reservation() != 0 && message.lightpaths_size() > 0,
                     "lacks its reservation or lightpaths");
  inspection.require(message.rate_kbps() > 0 && message.latency_ps() >= 0 && message.length_m() >= 0,
                     "has a quantity out of range");
  if (!inspection.is_sound()) return inspection.error();
  made.reservation = message.reservation();
  made.tenant = message.tenant();
  made.priority = message.priority();
  made.rate = {message.rate_kbps()};
  made.latency = Latency(message.latency_ps());
  made.length = {message.length_m()};
  made.lightpaths = numbers_from(message.lightpaths());
  return made;
}

Result<Lightpath> Codec::decode_lightpath(std::string_view id, std::string_view bytes) {
  Inspection inspection("lightpath", id);
  auto& message = impl_->lightpath;
  inspection.parse(message, bytes);
  if (!inspection.is_sound()) return inspection.error();
  Lightpath made;
  made.id = {message.number()};
  inspection.require(made.id.value != 0 && record_id(made.id.value) == id,
                     "stands under an id that is not its own");
  inspection.require(message.reservation() != 0 && message.links_size() > 0,
                     "lacks its reservation or cables");
  made.reservation = message.reservation();
  made.tenant = message.tenant();
  made.priority = message.priority();
  made.from = impl_->site(message.from_site(), inspection);
  made.to = impl_->site(message.to_site(), inspection);
  made.from_port = message.from_port();
  made.to_port = message.to_port();
  made.hops = impl_->walk(made.from, made.to, message, inspection);
  made.mode = impl_->mode(message, inspection);
  made.slot = {message.slot_n(), message.slot_m()};
  // Bounds first: the sum must not overflow.
  const bool small =
      std::abs(std::int64_t{made.slot.n}) <= 100'000 && made.slot.m > 0 && made.slot.m <= kMaxSlices;
  const auto band = impl_->network->band();
  inspection.require(
      small && made.slot.slices().first >= band.first && made.slot.slices().end() <= band.end(),
      "has a slot outside the network's band");
  made.gsnr_0p1nm = {message.gsnr_0p1nm_db()};
  made.margin = {message.margin_db()};
  made.occupied = window_from(message.occupied_start_us(), message.occupied_end_us(), inspection);
  inspection.require(message.light() != v1::LIGHT_UNSPECIFIED && v1::Light_IsValid(message.light()),
                     "has a light state that is not known");
  made.light = static_cast<LightState>(message.light());
  made.message = message.message();
  if (!inspection.is_sound()) return inspection.error();
  return made;
}

}  // namespace lightloom::records
