// A gNMI server in the test's own process that holds leaves and nothing more: no light, no rules. It can
// misbehave in every way that the driver must contain.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controller/ports/devices.h"
#include "southbound/gnmi/leaf_map.h"
#include "topology/equipment.h"

namespace gnmi {
class Notification;
}

namespace lightloom::southbound {

struct SmallDeviceOptions {
  std::string site = "guian";  ///< its node is `roadm-guian`
  std::string hostname;        ///< what it says it is; empty: its node
  std::string chassis_id;      ///< empty: `chassis-` and the site
  enum class Speaks { kProto, kJsonIetf, kAscii };
  Speaks speaks = Speaks::kProto;
  bool allows_measurements_on_change = true;
  bool says_not_found = false;           ///< where a path of a Get has nothing
  std::string certificate_pem, key_pem;  ///< TLS with them
  std::string username, password;        ///< asked for where not empty
};

inline SmallDeviceOptions at_site(const std::string& site) {
  SmallDeviceOptions options;
  options.site = site;
  return options;
}

/// Any thread.
class SmallDevice {
 public:
  enum class Manner {
    kPrompt,
    kSilent,  ///< calls stay unanswered, streams are still; what is cancelled meanwhile is never carried out
    kRefusing,   ///< no Set is accepted
    kLying,      ///< says yes to a Set and does nothing
    kForgetful,  ///< carries a Set out, its answer is lost
  };

  explicit SmallDevice(SmallDeviceOptions options = {});
  ~SmallDevice();
  SmallDevice(const SmallDevice&) = delete;
  SmallDevice& operator=(const SmallDevice&) = delete;

  /// As an operator would register it, in plain text.
  DeviceRecord record() const;
  void behave(Manner manner);
  /// What it says when it refuses.
  void refuse(const std::string& words);
  /// Somebody else changes a leaf, or removes a subtree; streams tell.
  void put(const std::string& path, Scalar value);
  void erase(const std::string& path);
  /// All that was configured is gone, streams break, boot-time is another.
  void reboot_empty();
  /// Connections are refused until `start`; the address stays.
  void stop();
  void start();
  /// Ends all streams.
  void break_streams();
  /// Sends it on all streams as it is.
  void tell(const ::gnmi::Notification& message);
  /// Each stream goes on for ever with the messages that this makes from their number.
  void tell_endlessly(std::function<::gnmi::Notification(std::size_t)> make);

  LeafMap leaves() const;
  int sets() const;                           ///< heard
  int gets() const;                           ///< answered or not
  int streams() const;                        ///< open now
  std::vector<std::string> last_get() const;  ///< its paths

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What `wait_until` waits at most.
inline constexpr std::chrono::seconds kPatience{20};
/// Whether it became true within the patience.
bool wait_until(const std::function<bool()>& condition);

/// The tree of a device before anybody configured it: modes, neighbours, amplifiers.
LeafMap built_leaves(const SmallDeviceOptions& options);
/// The modes that `built_leaves` lists.
std::vector<Mode> small_modes();

}  // namespace lightloom::southbound
