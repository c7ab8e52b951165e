#include "lab/server/node.h"

#include <fmt/format.h>

#include <utility>

#include "lab/server/world.h"

namespace lightloom::lab {

Node::Node(World& world, Loop& loop, Device device, std::chrono::nanoseconds delay)
    : world_(&world), loop_(&loop), device_(std::move(device)), delay_(delay) {}

void Node::behave(Manner manner, std::chrono::nanoseconds delay) {
  manner_ = manner_alive_ = manner;
  slow_delay_ = delay;
  if (!is_talking()) return;
  for (const auto id : std::exchange(held_, {})) run(id);
  flush();
}

void Node::arrive(CallId id, Call call) {
  if (is_dead()) return call.fail();
  calls_.emplace(id, std::move(call));
  loop_->after(manner_ == Manner::kSlow ? slow_delay_ : delay_, [this, id] { run(id); });
}

void Node::run(CallId id) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  if (!is_talking()) return held_.push_back(id);
  const auto call = std::move(found->second);
  calls_.erase(found);
  call.run();
}

Result<void> Node::set(std::span<const Edit> edits) {
  ++counters_.sets;
  if (manner_ == Manner::kRefusing)
    return fail(ErrorCode::kWrongState,
                fmt::format("{}: configuration is locked by a local operator; nothing was changed",
                            device_.facts().identity().system_name));
  if (manner_ == Manner::kLying) {
    const auto sound = edited(device_.facts(), device_.config(), edits);
    return sound ? Result<void>() : fail(sound.error());
  }
  const auto changes = device_.set(edits);
  if (!changes) return fail(changes.error());
  if (changes->empty()) return {};
  ++counters_.writes;
  tell(*changes);
  world_->config_changed(*this);
  return {};
}

Result<void> Node::drift(std::span<const Edit> edits) {
  const auto changes = device_.set(edits);
  if (!changes) return fail(changes.error());
  if (changes->empty()) return {};
  tell(*changes);
  world_->config_changed(*this);
  return {};
}

const Device& Node::read() {
  world_->settle();
  return device_;
}

void Node::tell(std::span<const Change> changes) {
  if (changes.empty()) return;
  for (const auto& [id, stream] : streams_) stream->tell(changes);
  flush();
}

void Node::flush() {
  if (!is_talking()) return;
  // A stream may leave while it flushes.
  for (const auto& [id, stream] : std::map(streams_)) stream->flush();
}

Stream* Node::find_stream(CallId id) {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second;
}

void Node::refresh(const Surroundings& around) { tell(device_.refresh(around)); }

void Node::die() {
  manner_ = Manner::kDead;
  held_.clear();
  for (const auto& [id, call] : std::exchange(calls_, {})) call.fail();
  for (const auto& [id, stream] : std::map(streams_)) stream->fail();
}

void Node::wake(std::uint64_t boot_time_ns, bool keeps_config) {
  device_.restart(boot_time_ns, keeps_config);
  manner_ = manner_alive_;
}

}  // namespace lightloom::lab
