// What the core asks of a device.
#include <fmt/format.h>

#include <utility>

#include "southbound/device/device.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::southbound {
namespace {

using Verdict = ApplyReport::Verdict;

SteadyTime now() { return std::chrono::steady_clock::now(); }

ApplyReport impossible(const std::string& node, const Orders& orders) {
  const auto& [name, why] = *orders.impossible.begin();
  return {Verdict::kRefused, fmt::format("nothing was sent to {}: {}: {}", node, name, why),
          orders.impossible};
}

}  // namespace

void Device::observe(std::function<void(NodeObserved)> done) {
  when_up([self = shared_from_this(), done = std::move(done)](const std::string& trouble) {
    if (!trouble.empty()) return done(unreachable(self->record_.site, trouble));
    self->look(false, [self, done](const std::string& why, NodeObserved seen) {
      if (!why.empty()) return done(unreachable(self->record_.site, why));
      {
        const std::lock_guard lock(self->mutex_);
        self->picture_.on_told(seen);
      }
      done(std::move(seen));
    });
  });
}

void Device::apply(NodeDesired desired, Devices::Done done) {
  when_up([self = shared_from_this(), desired = std::move(desired),
           done = std::move(done)](const std::string& trouble) {
    if (!trouble.empty()) return done({Verdict::kSilent, trouble, {}});
    bool is_fresh = false;
    {
      const std::lock_guard lock(self->mutex_);
      is_fresh = self->picture_.is_fresh(now(), self->surroundings_->options.trust);
    }
    if (is_fresh) return self->order(desired, done);
    self->look(false, [self, desired, done](const std::string& why, const NodeObserved&) {
      if (!why.empty()) return done({Verdict::kSilent, why, {}});
      self->order(desired, done);
    });
  });
}

DeviceCounters Device::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

// One who asks does not wait for the next try, unless the last was only just made.
void Device::when_up(const Job& job) {
  std::string trouble;
  bool is_up = false, must_connect = false;
  {
    const std::lock_guard lock(mutex_);
    is_up = phase_ == Phase::kUp;
    const bool is_too_soon = now() - tried_at_ < surroundings_->options.backoff_min;
    must_connect = phase_ == Phase::kWaiting && !is_too_soon;
    if (phase_ == Phase::kClosed || (phase_ == Phase::kWaiting && is_too_soon))
      trouble = trouble_;
    else if (!is_up)
      waiting_.push_back(job);
  }
  if (is_up || !trouble.empty()) return job(trouble);
  if (must_connect) connect();
}

void Device::look(bool must_be_full, Looked then) {
  ::gnmi::GetRequest request;
  Picture::Look look;
  std::shared_ptr<Link> link;
  std::string trouble;
  Attempt attempt = 0;
  {
    const std::lock_guard lock(mutex_);
    attempt = attempt_;
    trouble = trouble_;
    if (phase_ == Phase::kUp) {
      look = picture_.begin_look(now(), surroundings_->options.full_look, must_be_full);
      fill_get(look.paths, encoding_, request);
      link = link_;
      ++counters_.gets;
    }
  }
  if (!link) return then(trouble, {});
  link->read(request, surroundings_->options.get,
             [self = shared_from_this(), attempt, look = std::move(look), then = std::move(then),
              begun = now()](const auto& outcome, const auto& response) {
               self->note_call(outcome, begun);
               self->on_looked(attempt, look, outcome, response, then);
             });
}

void Device::on_looked(Attempt attempt, const Picture::Look& look, const RpcOutcome& outcome,
                       const ::gnmi::GetResponse& response, const Looked& then) {
  NodeObserved seen;
  std::string trouble = outcome.words;
  bool look_again = false, is_news = false;
  {
    const std::lock_guard lock(mutex_);
    const bool is_current = attempt == attempt_ && phase_ == Phase::kUp;
    if (!outcome.is_ok() || !is_current) {
      picture_.end_look(look);
      // Some devices say that there is nothing by saying no.
      look_again = is_current && outcome.kind == RpcOutcome::Kind::kNotFound && !look.is_full;
      if (!is_current) trouble = trouble_.empty() ? sentence("the connection was lost") : trouble_;
    } else if (auto taken = picture_.end_look(look, response, now())) {
      seen = std::move(*taken);
      look_again = picture_.was_restarted() && !look.is_full;
      is_news = picture_.was_corrected();
      trouble = mistaken_identity().value_or("");
    } else {
      trouble = taken.error().message;
    }
  }
  if (look_again) return this->look(true, then);
  if (trouble.empty()) {
    if (is_news) tell_soon();
    return then("", std::move(seen));
  }
  lose(attempt, trouble);
  {
    const std::lock_guard lock(mutex_);
    if (!trouble_.empty()) trouble = trouble_;
  }
  then(trouble, {});
}

void Device::order(const NodeDesired& desired, const Devices::Done& done) {
  ::gnmi::SetRequest request;
  std::shared_ptr<Link> link;
  Orders orders;
  std::string trouble;
  Attempt attempt = 0;
  {
    const std::lock_guard lock(mutex_);
    attempt = attempt_;
    trouble = trouble_;
    if (phase_ == Phase::kUp) {
      orders = picture_.orders_for(desired);
      if (orders.impossible.empty()) picture_.on_ordered(desired, orders);
      if (orders.impossible.empty() && !orders.is_empty()) {
        fill_set(orders.deletes, orders.writes, encoding_, request);
        link = link_;
        ++counters_.sets;
      }
    }
  }
  if (!trouble.empty()) return done({Verdict::kSilent, trouble, {}});
  if (!orders.impossible.empty()) return done(impossible(record_.node, orders));
  if (!link) return done({Verdict::kDone, "", {}});
  link->write(request, surroundings_->options.set,
              [self = shared_from_this(), attempt, orders = std::move(orders), done,
               begun = now()](const RpcOutcome& outcome) {
                self->note_call(outcome, begun);
                self->on_written(attempt, outcome, orders, done);
              });
}

void Device::on_written(Attempt attempt, const RpcOutcome& outcome, const Orders& orders,
                        const Devices::Done& done) {
  if (outcome.is_ok()) return done({Verdict::kDone, "", {}});
  if (outcome.kind != RpcOutcome::Kind::kSilent) {
    ApplyReport report{Verdict::kRefused, outcome.words, {}};
    for (const auto& name : blamed_in(outcome.words, orders))
      report.failed_leaves.emplace(name, outcome.words);
    return done(std::move(report));
  }
  // It may have heard: only a new picture tells what became of it.
  lose(attempt, outcome.words);
  std::string trouble;
  {
    const std::lock_guard lock(mutex_);
    trouble = trouble_.empty() ? sentence(outcome.words) : trouble_;
  }
  done({Verdict::kSilent, trouble, {}});
}

void Device::note_call(const RpcOutcome& outcome, SteadyTime begun) {
  const std::lock_guard lock(mutex_);
  if (!outcome.is_ok()) ++counters_.errors;
  if (outcome.kind != RpcOutcome::Kind::kSilent)
    counters_.last_rtt_s = std::chrono::duration<double>(now() - begun).count();
}

}  // namespace lightloom::southbound
