#include "lab/server/subscriber.h"

#include <fmt/format.h>

#include <utility>

#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::lab {
namespace {

constexpr int kMostSubscriptions = 1'000;
constexpr int kMostInMessage = 1'000;  ///< leaves, so that a message stays far below its limit
constexpr std::chrono::milliseconds kShortestInterval{100};
constexpr std::chrono::hours kLongestInterval{24};

/// 0 is the shortest that there is.
Result<std::chrono::nanoseconds> interval_of(const Path& path, std::uint64_t nanoseconds,
                                             std::string_view field) {
  if (nanoseconds == 0) return std::chrono::nanoseconds(kShortestInterval);
  const std::chrono::nanoseconds most = kLongestInterval, least = kShortestInterval;
  if (nanoseconds > static_cast<std::uint64_t>(most.count()) ||
      nanoseconds < static_cast<std::uint64_t>(least.count()))
    return invalid(fmt::format("{}: {} of {} ns; it is {} ns (100 ms) to {} ns (24 h)", to_text(path), field,
                               nanoseconds, least.count(), most.count()),
                   std::string(field), fmt::format("{}", least.count()));
  return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

}  // namespace

Result<Subscriber> Subscriber::of(const gnmi::SubscriptionList& list, Encoding encoding) {
  if (!gnmi::SubscriptionList::Mode_IsValid(list.mode()))
    return invalid(
        fmt::format("subscription mode {}: there are STREAM, ONCE and POLL", static_cast<int>(list.mode())));
  const auto mode = list.mode() == gnmi::SubscriptionList::ONCE   ? Mode::kOnce
                    : list.mode() == gnmi::SubscriptionList::POLL ? Mode::kPoll
                                                                  : Mode::kStream;
  // Plain JSON is also what a client asks for that names no encoding; readers of streams expect scalars then.
  const Encoding of_leaves = encoding == Encoding::kJson ? Encoding::kProto : encoding;
  Subscriber subscriber(Reply(list.prefix(), of_leaves), mode);
  subscriber.updates_only_ = list.updates_only();
  if (list.subscription_size() == 0 || list.subscription_size() > kMostSubscriptions)
    return invalid(
        fmt::format("a subscription to {} paths; give 1 to {}", list.subscription_size(), kMostSubscriptions),
        "subscription");
  for (int index = 0; index < list.subscription_size(); ++index) {
    const auto followed = subscriber.follow(list, index);
    if (!followed) return fail(followed.error());
  }
  return subscriber;
}

Result<void> Subscriber::follow(const gnmi::SubscriptionList& list, int index) {
  const auto& subscription = list.subscription(index);
  const auto path = path_of(list.prefix(), subscription.path());
  if (!path) return fail(path.error());
  auto selections = select(*path);
  if (!selections) return fail(selections.error());
  if (!gnmi::SubscriptionMode_IsValid(subscription.mode()))
    return invalid(
        fmt::format("{}: there are the modes TARGET_DEFINED, ON_CHANGE and SAMPLE", to_text(*path)));
  Followed followed;
  followed.selections = std::move(*selections);
  followed.on_change = subscription.mode() != gnmi::SAMPLE;
  followed.only_changes = !followed.on_change && subscription.suppress_redundant();
  if (!followed.on_change || subscription.heartbeat_interval() != 0) {
    const auto field = followed.on_change ? "heartbeat_interval" : "sample_interval";
    const auto period = interval_of(
        *path, followed.on_change ? subscription.heartbeat_interval() : subscription.sample_interval(),
        field);
    if (!period) return fail(period.error());
    followed.period = *period;
  }
  followed_.push_back(std::move(followed));
  return {};
}

void Subscriber::put(const Leaf& leaf, std::optional<Value> value) {
  const auto [entry, is_new] = pending_.try_emplace(leaf);
  if (!is_new) ++entry->second.duplicates;
  entry->second.value = std::move(value);
}

void Subscriber::begin(const Device& device) {
  owes_sync_ = true;
  for (auto& followed : followed_) {
    auto leaves = device.read(followed.selections);
    if (followed.only_changes) followed.last_sample = leaves;
    if (updates_only_) continue;
    for (auto& [leaf, value] : leaves) pending_[leaf].value = std::move(value);
  }
}

void Subscriber::tell(std::span<const Change> changes) {
  if (mode_ != Mode::kStream) return;
  for (const auto& change : changes)
    for (const auto& followed : followed_) {
      if (!followed.on_change || !matches(followed.selections, change.leaf)) continue;
      put(change.leaf, change.value);
      break;
    }
}

std::vector<Subscriber::Beat> Subscriber::beats() const {
  std::vector<Beat> beats;
  if (mode_ != Mode::kStream) return beats;
  for (std::size_t index = 0; index < followed_.size(); ++index)
    if (followed_[index].period.count() > 0) beats.push_back({index, followed_[index].period});
  return beats;
}

void Subscriber::beat(std::size_t subscription, const Device& device) {
  auto& followed = followed_[subscription];
  auto sample = device.read(followed.selections);
  if (followed.only_changes) {
    for (auto& change : changes_between(followed.last_sample, sample))
      put(change.leaf, std::move(change.value));
    followed.last_sample = std::move(sample);
    return;
  }
  for (auto& [leaf, value] : sample) put(leaf, std::move(value));
}

bool Subscriber::next(gnmi::SubscribeResponse& response) {
  response.Clear();
  if (pending_.empty()) {
    if (!std::exchange(owes_sync_, false)) return false;
    response.set_sync_response(true);
    return true;
  }
  auto& notification = *response.mutable_update();
  reply_.begin(notification);
  for (int count = 0; count < kMostInMessage && !pending_.empty(); ++count) {
    auto entry = pending_.extract(pending_.begin());
    reply_.add(Change{entry.key(), std::move(entry.mapped().value)}, entry.mapped().duplicates, notification);
  }
  return true;
}

}  // namespace lightloom::lab
