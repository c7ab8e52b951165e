// A whole emulated network in this process: devices that speak gNMI, and the glass between them. What
// `lightloom-lab` runs, and what tests use.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/server/manner.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::lab {

struct LabOptions {
  std::shared_ptr<const Network> network;
  std::string name = "lab";                     ///< goes into chassis ids
  std::vector<std::string> only;                ///< sites that are emulated; empty: all
  std::map<std::string, std::string> external;  ///< site -> HOST:PORT of a device that is somewhere else
  std::uint64_t seed = 0;                       ///< of the errors of instruments; 0: they have none
  bool tls = false;
  std::chrono::milliseconds delay{20};  ///< before every answer
};

struct DeviceStatus {
  std::string node, site, address;
  bool is_external = false;
  Manner manner = Manner::kNormal;  ///< of an external one: dead while it does not answer
  Counters counters;
  std::size_t subscribers = 0;        ///< streams open now
  std::size_t configured_leaves = 0;  ///< that are not as the device was built
};
struct ReceiverStatus {
  std::string site, port, from_site;
  Dbm power;
  Decibel esnr, osnr_0p1nm;
};
struct LabStatus {
  std::vector<DeviceStatus> devices;
  std::vector<std::string> cut;  ///< cables broken in at least one direction
  std::vector<ReceiverStatus> receivers;
};

enum class CutDirection { kBoth, kForward, kBackward };

/// Every function may be called from any thread, and takes effect before it returns. An unknown site, cable
/// or path is kInvalidArgument (kNotFound for a path), with the nearest name.
class Lab {
 public:
  /// kInvalidArgument for a site that is not there; kUnavailable where a port or a certificate cannot be had.
  static Result<std::unique_ptr<Lab>> start(LabOptions options);
  /// Devices go down, connections break.
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  std::vector<DeviceStatus> devices() const;
  LabStatus status() const;
  /// PEM of the authority that signed the devices' certificates; empty without TLS.
  const std::string& ca_pem() const;

  /// `km` from the a-site, in the middle where it is not given.
  Result<void> cut(const std::string& cable, CutDirection direction = CutDirection::kBoth,
                   std::optional<double> km = std::nullopt);
  Result<void> splice(const std::string& cable);
  /// Extra loss on the first span, both ways; 0 takes it away.
  Result<void> bend(const std::string& cable, Decibel loss);

  /// `delay`: before answers, while it is slow. From dead to anything else the device starts with the
  /// configuration that it had and a new boot-time. kWrongState for an external device.
  Result<void> behave(const std::string& site, Manner manner,
                      std::chrono::milliseconds delay = std::chrono::milliseconds(200));
  /// The device loses its configuration and its connections and starts again.
  Result<void> reboot(const std::string& site);
  /// Somebody else changes the device: `value` is text or JSON, nothing deletes. No call is counted. A device
  /// that lies or refuses does so to its clients only.
  Result<void> drift(const std::string& site, const std::string& path,
                     const std::optional<std::string>& value);

 private:
  struct Impl;
  explicit Lab(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::lab
