// What northbound is told of the plant as it is: links as discovered, devices, alarms, light as received.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/ports/devices.h"
#include "topology/network.h"
#include "topology/plan/barred.h"

namespace lightloom {

enum class LinkState { kPlanned, kUp, kDown, kOneWay, kMiswired, kUnrecorded };
/// "PLANNED" and the like; as the API prints it.
std::string_view name_of(LinkState state);
std::optional<LinkState> link_state_of(std::string_view name);

/// Light on a cable that nobody here ordered.
struct ForeignSlot {
  Slot slot;
  std::string site;  ///< whose device switches it
  std::string name;  ///< as that device calls it
  auto operator<=>(const ForeignSlot&) const = default;
};

/// A cable as discovered.
struct LinkStatus {
  LinkState state = LinkState::kPlanned;
  std::string message;
  std::vector<ForeignSlot> foreign;  ///< in order
  bool operator==(const LinkStatus&) const = default;
};

/// A cable with its ends, complete: as an event tells it, and one that no record has (UNRECORDED).
struct LinkView {
  std::string name, a_site, a_port, z_site, z_port;
  Metres length;
  Latency latency{};
  std::vector<std::string> srlgs;
  LinkStatus status;
  bool operator==(const LinkView&) const = default;
};

/// CONNECTING: never seen yet. REFUSING: answers, and does not do as told, or is not who it should be. LYING:
/// says done and does not do it.
enum class DeviceState { kConnecting, kUp, kSilent, kRefusing, kLying };
std::string_view name_of(DeviceState state);
std::optional<DeviceState> device_state_of(std::string_view name);

struct DeviceView {
  DeviceRecord record;
  DeviceState state = DeviceState::kConnecting;
  std::string message;  ///< empty while all is well
  std::optional<Instant> last_seen;
  std::int64_t drift = 0;  ///< lightpaths that it holds otherwise than ordered
  bool operator==(const DeviceView&) const = default;
};

enum class Severity { kCritical, kMajor, kMinor, kWarning };
std::string_view name_of(Severity severity);
std::optional<Severity> severity_of(std::string_view name);

/// Where on a cable: a span, or the amplifier before it.
struct AlarmSpan {
  std::string link;
  std::int32_t index = 0;  ///< of the span, from 0 at the a-site
  double km_from_a = 0;    ///< where that span begins
  bool operator==(const AlarmSpan&) const = default;
};

struct AlarmView {
  std::string name;  ///< `a-3`
  std::string kind;  ///< `LINK_DOWN`
  Severity severity = Severity::kWarning;
  Instant time;
  std::optional<Instant> cleared_time, acknowledged_time;
  std::string resource;  ///< name of a link, device or lightpath
  std::string message;
  std::optional<std::string> root;   ///< the alarm behind this one
  std::vector<std::string> affects;  ///< reservations, as it was raised
  std::optional<AlarmSpan> span;
  bool operator==(const AlarmView&) const = default;
};

struct AlarmQuery {
  std::optional<bool> active;  ///< only those that are, or are not, cleared
  std::string resource;        ///< empty: any
  std::size_t page_size = 1'000;
  std::string page_token;
};

/// The plant as last decided, for readers of any thread.
struct PlantStatus {
  std::vector<LinkStatus> links;                             ///< by LinkIndex
  std::vector<LinkView> unrecorded;                          ///< seen, not recorded; by name
  std::map<std::string, std::string> nodes;                  ///< registered device by site
  SharedBarred barred;                                       ///< what follows for plans; null: nothing
  std::map<std::string, std::uint64_t> links_by_state = {};  ///< how many, unrecorded ones too
};

/// What one receiver of a lightpath says, beside what was predicted for the channels lit now.
struct ReceiverReport {
  std::string site, port;
  std::optional<NodeObserved::Light> measured;
  std::optional<Dbm> predicted_power;
  std::optional<Decibel> predicted_gsnr_0p1nm;
};

/// Least, mean and greatest of what was sampled in a bin.
struct Spread {
  double least = 0, mean = 0, greatest = 0;
  bool operator==(const Spread&) const = default;
};
/// 15 minutes of one receiver.
struct PerformanceBin {
  Instant start;
  std::string site;
  std::uint32_t samples = 0;
  std::uint32_t dark_samples = 0;   ///< of these, without light
  Spread power_dbm, gsnr_0p1nm_db;  ///< of samples with light
  std::optional<Spread> pre_fec_ber;
  bool operator==(const PerformanceBin&) const = default;
};

struct LightpathReport {
  std::string name, reservation;
  std::string light;  ///< PLANNED LIGHTING LIT FAILING DARKENING DARK
  std::string message;
  std::vector<ReceiverReport> receivers;  ///< at `from`, at `to`
  std::vector<PerformanceBin> bins;       ///< oldest first, a week at most
};

/// What applying another plant record would do, or did; names of sites and cables.
struct NetworkChanges {
  std::vector<std::string> added, changed, removed;
  std::vector<std::string> in_use;  ///< of those changed or removed: a reservation stands on them
  bool operator==(const NetworkChanges&) const = default;
};

}  // namespace lightloom
