// Watches the plant: from what devices say to news for the engine about devices, links, alarms and
// performance. Pure: time comes in, commands go out. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/activation/activation.h"
#include "controller/engine/engine.h"
#include "controller/watch/alarm_book.h"
#include "controller/watch/discovery.h"
#include "controller/watch/light_watch.h"

namespace lightloom::watch {

class Watch {
 public:
  Watch(std::shared_ptr<const Network> network, optics::LineModel optics);

  /// After a start: what the engine knew.
  void adopt(const engine::Engine& engine);
  /// Answers and unasked-for news alike, in the order in which they came.
  void on_observed(const NodeObserved& observed);
  /// The device of a site was removed, or is another one now.
  void forget(const std::string& site);
  /// Looks at everything, and says what of it is new.
  std::vector<engine::Command> evaluate(const activation::Activation& activation,
                                        const engine::Engine& engine, Instant now);
  /// When `evaluate` has something to do that needs no further report; may lie in the past.
  std::optional<Instant> next_due() const;

  /// Adds what receivers say.
  void complete(LightpathReport& report) const { light_.complete(report); }

 private:
  void add_device_conditions(Conditions& conditions) const;
  void add_link_conditions(Conditions& conditions) const;
  void add_light_conditions(const activation::Activation& activation, Conditions& conditions) const;
  std::optional<engine::AlarmKey> silent_end(const Link& link) const;
  bool has_broken_link(const std::string& lightpath) const;
  bool is_open(const engine::AlarmKey& alarm, const std::set<std::string>& connecting) const;
  void tell_devices(const std::vector<activation::NodeStatus>& nodes, std::vector<engine::Command>& commands);

  std::shared_ptr<const Network> network_;
  Discovery discovery_;
  LightWatch light_;
  AlarmBook alarms_;
  std::map<std::string, std::string> node_of_site_;                  // registered devices
  std::map<std::string, std::pair<DeviceState, std::string>> told_;  // by site
  std::set<std::string> heard_;                                      // sites that reported, well or badly
  std::map<std::string, engine::LitLightpath> shining_;              // by name
  std::optional<Revision> seen_revision_;
};

}  // namespace lightloom::watch
