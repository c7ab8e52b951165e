// The plant as it was last told: devices, links as discovered, alarms; and what follows for plans. Changed by
// plant.cc alone; rebuilt the same from records.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/engine/engine.h"
#include "controller/records/records.h"
#include "topology/network.h"

namespace lightloom::engine {

class PlantLedger {
 public:
  /// Cleared alarms are forgotten after `cleared_kept`, the oldest first where there are more than
  /// kMostAlarms.
  static constexpr std::size_t kMostAlarms = 10'000;

  struct Rules {
    bool bars_unseen = true;  ///< a cable that is not UP is not used; foreign light is always left alone
    Duration cleared_kept{};
  };
  PlantLedger(std::shared_ptr<const Network> network, Rules rules);
  void bar_unseen(bool bars) {
    rules_.bars_unseen = bars;
    status_.reset();
  }

  const std::map<std::string, records::Device>& devices() const { return devices_; }
  const std::map<std::uint64_t, AlarmView>& alarms() const { return alarms_; }
  /// Of a cable of the record, or one that was seen beside it; nullopt where there is none.
  std::optional<LinkView> link(const std::string& name) const;
  /// The device of a site; null where there is none.
  const records::Device* device_at(const std::string& site) const;
  const AlarmView* active(const AlarmKey& key) const;
  std::size_t active_count() const { return active_.size(); }

  void put(records::Device device);
  void erase_device(const std::string& node);
  /// Of an unrecorded cable PLANNED means gone.
  void put(const LinkView& link);
  /// As stored. A stranger is of no use any more: a cable of a former plant record, or one that is in the
  /// record since.
  void load(const LinkView& link);
  const std::set<std::string>& strangers() const { return strangers_; }
  void erase_stranger(const std::string& name) { strangers_.erase(name); }
  void put(const AlarmView& alarm);
  /// The cleared alarm to forget at `now`; nullopt: none.
  std::optional<std::uint64_t> oldest_to_forget(Instant now) const;
  std::optional<Instant> next_due() const;
  void erase_alarm(std::uint64_t number);

  /// Shared with snapshots; made anew after a change.
  std::shared_ptr<const PlantStatus> status() const;

 private:
  std::shared_ptr<const Barred> barred() const;
  void take(Slot slot, SliceMap& taken) const;

  std::shared_ptr<const Network> network_;
  Rules rules_;
  std::map<std::string, records::Device> devices_;
  std::vector<LinkStatus> links_;
  std::map<std::string, LinkView> unrecorded_;
  std::set<std::string> strangers_;
  std::map<std::uint64_t, AlarmView> alarms_;
  std::map<AlarmKey, std::uint64_t> active_;
  std::set<std::pair<Instant, std::uint64_t>> cleared_;
  mutable std::shared_ptr<const PlantStatus> status_;
};

}  // namespace lightloom::engine
