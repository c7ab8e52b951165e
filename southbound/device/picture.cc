#include "southbound/device/picture.h"

#include <fmt/format.h>

#include <utility>

#include "southbound/gnmi/notification.h"
#include "southbound/openconfig/names.h"
#include "southbound/openconfig/view.h"
#include "southbound/proto/gnmi/gnmi.pb.h"
#include "southbound/rpc/requests.h"

namespace lightloom::southbound {
namespace {

constexpr std::string_view kSystemState = "/system/state";

std::optional<Scalar> boot_time_in(const LeafMap& leaves) {
  const auto* value = leaves.find(kBootTime);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

Result<void> merge_all(const ::gnmi::GetResponse& response, const TreeLimits& limits, LeafMap& leaves) {
  for (const auto& message : response.notification())
    if (const auto merged = merge(message, limits, leaves); !merged) return fail(merged.error());
  return {};
}

}  // namespace

Picture::Picture(std::string site, std::shared_ptr<const ModeTable> modes, const TreeLimits& limits)
    : site_(std::move(site)), modes_(std::move(modes)), limits_(limits) {}
Picture::~Picture() = default;

void Picture::restart() {
  leaves_.clear();
  needs_full_ = false;
  was_restarted_ = false;
  forget_journal();
}

Result<Merged> Picture::on_message(const ::gnmi::Notification& message) {
  if (looks_ > 0) {
    journal_bytes_ += message.ByteSizeLong();
    if (journal_bytes_ > limits_.bytes)
      return fail(ErrorCode::kTooLarge,
                  fmt::format("told more than {} bytes of changes while it was read", limits_.bytes));
    journal_.push_back(message);
  }
  return merge(message, limits_, leaves_);
}

void Picture::on_sync(SteadyTime now) {
  read_at_ = full_at_ = now;
  unread_.clear();
}

Picture::Look Picture::begin_look(SteadyTime now, Duration full_every, bool must_be_full) {
  ++looks_;
  Look look{must_be_full || needs_full_ || now - full_at_ >= full_every, {}, writes_};
  if (look.is_full) {
    for (const auto subtree : observed_subtrees()) look.paths.emplace_back(subtree);
    return look;
  }
  look.paths.emplace_back(kSystemState);
  for (const auto& [path, write] : unread_) look.paths.push_back(path);
  return look;
}

void Picture::end_look(const Look&) {
  if (--looks_ == 0) forget_journal();
}

Result<NodeObserved> Picture::end_look(const Look& look, const ::gnmi::GetResponse& response,
                                       SteadyTime now) {
  const auto boot_time = boot_time_in(leaves_);
  const auto taken = take(look, response);
  if (!taken) {
    end_look(look);
    return fail(taken.error());
  }
  was_corrected_ = *taken;
  was_restarted_ = boot_time && boot_time != boot_time_in(leaves_);
  needs_full_ = was_restarted_ && !look.is_full;
  read_at_ = now;
  if (look.is_full) full_at_ = now;
  std::erase_if(unread_, [&](const auto& entry) { return entry.second <= look.writes; });
  auto seen = view();
  for (const auto& message : journal_)
    if (const auto merged = merge(message, limits_, leaves_); !merged) break;  // told by the next message
  end_look(look);
  return seen;
}

// A part of the tree is taken as it was read: what is missing there is gone. Whether that changes anything.
Result<bool> Picture::take(const Look& look, const ::gnmi::GetResponse& response) {
  LeafMap read;
  if (const auto merged = merge_all(response, limits_, read); !merged) return fail(merged.error());
  if (look.is_full) {
    const bool is_changed = !(leaves_ == read);
    leaves_ = std::move(read);
    return is_changed;
  }
  LeafMap known;
  for (const auto& path : look.paths) leaves_.move_subtree(path, known);
  for (const auto& [path, value] : read) leaves_.put(path, value);
  if (!leaves_.fits(limits_)) return fail(ErrorCode::kTooLarge, "tells more state than is kept");
  return !(known == read);
}

bool Picture::is_fresh(SteadyTime now, Duration trust) const {
  return unread_.empty() && !needs_full_ && now - read_at_ < trust;
}

Orders Picture::orders_for(const NodeDesired& desired) const {
  return southbound::orders_for(leaves_, desired, baseline_, *modes_);
}

void Picture::on_ordered(const NodeDesired& desired, const Orders& orders) {
  baseline_.ordered(desired);
  ++writes_;
  for (const auto& path : orders.touched) unread_[path] = writes_;
}

NodeObserved Picture::view() const { return observed_in(leaves_, *modes_, site_); }

void Picture::on_told(const NodeObserved& observed) { baseline_.told(observed.holds, unread_.empty()); }

void Picture::forget_journal() {
  journal_.clear();
  journal_bytes_ = 0;
}

}  // namespace lightloom::southbound
