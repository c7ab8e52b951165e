#include "controller/watch/alarm_book.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace lightloom::watch {

void AlarmBook::adopt(const std::vector<AlarmView>& active) {
  for (const AlarmView& alarm : active) {
    Condition condition{alarm.severity, alarm.message, {}, alarm.span, {}};
    entries_[{alarm.kind, alarm.resource}] = {std::move(condition), alarm.time, true};
  }
}

void AlarmBook::raise(const engine::AlarmKey& key, Entry& entry) {
  entry.is_raised = true;
  engine::RaiseAlarm command;
  command.alarm.kind = key.first;
  command.alarm.resource = key.second;
  command.alarm.severity = entry.condition.severity;
  command.alarm.message = entry.condition.message;
  command.alarm.span = entry.condition.span;
  command.root = entry.condition.root;
  (command.root ? others_ : roots_).emplace_back(std::move(command));
}

void AlarmBook::update(const Conditions& conditions, Instant now, const IsOpen& is_open) {
  std::set<engine::AlarmKey> roots;
  for (const auto& [key, condition] : conditions)
    if (condition.root) roots.insert(*condition.root);
  for (const auto& [key, condition] : conditions) {
    const auto [it, is_new] = entries_.try_emplace(key, Entry{condition, now});
    Entry& entry = it->second;
    const bool is_told_anew = entry.is_raised && entry.condition != condition;
    entry.condition = condition;
    const bool is_due = now - entry.since >= condition.patience || roots.contains(key);
    if (is_told_anew || (!entry.is_raised && is_due)) raise(key, entry);
  }
  for (auto it = entries_.begin(); it != entries_.end();) {
    const bool is_raised = it->second.is_raised;
    if (conditions.contains(it->first) || (is_raised && is_open && is_open(it->first))) {
      ++it;
      continue;
    }
    if (is_raised) roots_.emplace_back(engine::ClearAlarm{it->first});
    it = entries_.erase(it);
  }
}

std::vector<engine::Command> AlarmBook::take_commands() {
  auto commands = std::exchange(roots_, {});
  std::move(others_.begin(), others_.end(), std::back_inserter(commands));
  others_.clear();
  return commands;
}

std::optional<Instant> AlarmBook::next_due() const {
  std::optional<Instant> due;
  for (const auto& [key, entry] : entries_)
    if (!entry.is_raised) due = std::min(due.value_or(kForever), entry.since + entry.condition.patience);
  return due;
}

}  // namespace lightloom::watch
