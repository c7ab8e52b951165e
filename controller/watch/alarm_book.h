// From conditions that hold to alarms that are raised and cleared. Pure; one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/engine/engine.h"

namespace lightloom::watch {

/// Something that is not as it should be.
struct Condition {
  Severity severity = Severity::kMajor;
  std::string message;
  std::optional<engine::AlarmKey> root;  ///< the condition behind it
  std::optional<AlarmSpan> span;
  Duration patience{0};  ///< it has to last so long before it is told
  bool operator==(const Condition&) const = default;
};
using Conditions = std::map<engine::AlarmKey, Condition>;

class AlarmBook {
 public:
  /// Of an alarm that is active: whether nobody could say yet if its condition holds.
  using IsOpen = std::function<bool(const engine::AlarmKey&)>;

  /// These were active before a restart.
  void adopt(const std::vector<AlarmView>& active);
  /// All that holds now. What held before and is not among it is cleared, unless that `is_open`. What another
  /// one names as its root is not waited for: what follows from it is evidence enough.
  void update(const Conditions& conditions, Instant now, const IsOpen& is_open = {});
  /// RaiseAlarm and ClearAlarm, roots before what follows from them. Empties the box.
  std::vector<engine::Command> take_commands();
  /// When `update` would raise something that has lasted long enough.
  std::optional<Instant> next_due() const;

 private:
  struct Entry {
    Condition condition;
    Instant since;
    bool is_raised = false;
  };
  void raise(const engine::AlarmKey& key, Entry& entry);

  std::map<engine::AlarmKey, Entry> entries_;
  std::vector<engine::Command> roots_, others_;
};

}  // namespace lightloom::watch
