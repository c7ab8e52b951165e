#include "southbound/device/device.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "southbound/openconfig/names.h"
#include "southbound/proto/gnmi/gnmi.pb.h"
#include "southbound/rpc/timer.h"

namespace lightloom::southbound {
namespace {

constexpr std::size_t kMostLoggedWords = 8;  // of one trouble

SteadyTime now() { return std::chrono::steady_clock::now(); }

}  // namespace

Device::Device(DeviceRecord record, std::shared_ptr<const ModeTable> modes,
               std::shared_ptr<const Surroundings> surroundings, std::shared_ptr<Outlet> outlet)
    : presence_(surroundings->roll),
      record_(std::move(record)),
      surroundings_(std::move(surroundings)),
      outlet_(std::move(outlet)),
      source_(outlet_->next_source()),
      picture_(record_.site, std::move(modes), surroundings_->options.tree),
      backoff_(surroundings_->options.backoff_min, surroundings_->options.backoff_max,
               surroundings_->options.seed, record_.node) {
  counters_.site = record_.site;
}

Device::~Device() = default;

void Device::equip(std::shared_ptr<const ModeTable> modes) {
  {
    const std::lock_guard lock(mutex_);
    picture_.equip(std::move(modes));
  }
  tell_soon();
}

// Connection.

void Device::connect() {
  const Options& options = surroundings_->options;
  const auto credentials = read_credentials(record_);
  std::shared_ptr<Link> link;
  if (credentials)
    link = Link::open(record_.address, *credentials,
                      {options.connect, options.message_bytes, surroundings_->roll});
  Attempt attempt = 0;
  {
    const std::lock_guard lock(mutex_);
    if (phase_ != Phase::kWaiting) return;
    phase_ = Phase::kGreeting;
    const bool was_tried = std::exchange(tried_at_, now()) != SteadyTime{};
    attempt = ++attempt_;
    if (was_tried) ++counters_.reconnects;
    link_ = link;
  }
  if (!link) return lose(attempt, credentials.error().message);
  link->capabilities(options.connect, [self = shared_from_this(), attempt, begun = now()](
                                          const auto& outcome, const auto& response) {
    self->note_call(outcome, begun);
    self->on_capabilities(attempt, outcome, response);
  });
}

void Device::on_capabilities(Attempt attempt, const RpcOutcome& outcome,
                             const ::gnmi::CapabilityResponse& response) {
  if (!outcome.is_ok()) return lose(attempt, outcome.words);
  const auto encoding = encoding_for(response);
  if (!encoding) return lose(attempt, encoding.error().message);
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_) return;
    phase_ = Phase::kSyncing;
    encoding_ = *encoding;
    measures_on_change_ = true;
    has_skipped_ = false;
    picture_.restart();
  }
  subscribe(attempt);
  after(surroundings_->options.get, &Device::on_sync_overdue, attempt);
}

void Device::subscribe(Attempt attempt) {
  ::gnmi::SubscribeRequest request;
  std::shared_ptr<Link> link;
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_) return;
    const Options& options = surroundings_->options;
    heard_at_ = flood_from_ = now();
    flood_leaves_ = 0;
    fill_subscribe({options.sample, options.pulse}, measures_on_change_, encoding_, request);
    link = link_;
  }
  const auto self = shared_from_this();
  link->subscribe(request, {[self, attempt](const auto& message) { self->on_message(attempt, message); },
                            [self, attempt](const auto& outcome) { self->on_stream_end(attempt, outcome); }});
}

void Device::on_message(Attempt attempt, const ::gnmi::SubscribeResponse& response) {
  if (response.has_update()) return on_notification(attempt, response.update());
  if (response.sync_response()) on_sync(attempt);
}

void Device::on_notification(Attempt attempt, const ::gnmi::Notification& message) {
  std::string trouble, skipped;
  bool is_news = false;
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_) return;
    heard_at_ = now();
    const auto merged = picture_.on_message(message);
    if (!merged) {
      trouble = merged.error().message;
    } else {
      counters_.updates += merged->leaves;
      is_news = merged->changed && phase_ == Phase::kUp;
      if (is_flood(merged->leaves + 1)) trouble = "floods its stream with updates";
      if (is_news && trouble.empty()) trouble = mistaken_identity().value_or("");
      if (merged->skipped > 0 && !std::exchange(has_skipped_, true)) skipped = merged->first_skipped;
    }
  }
  if (!skipped.empty()) spdlog::warn("{}: tells what cannot be read: {}", record_.node, one_line(skipped));
  if (!trouble.empty()) return lose(attempt, trouble);
  if (is_news) tell_soon();
}

void Device::on_sync(Attempt attempt) {
  std::string trouble;
  std::vector<Job> jobs;
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_ || phase_ != Phase::kSyncing) return;
    trouble = mistaken_identity().value_or("");
    if (trouble.empty()) {
      picture_.on_sync(now());
      phase_ = Phase::kUp;
      counters_.connected = true;
      backoff_.reset();
      if (!logged_.empty()) spdlog::info("{} ({}): answers again", record_.node, record_.address);
      logged_.clear();
      trouble_.clear();
      jobs.swap(waiting_);
    }
  }
  if (!trouble.empty()) return lose(attempt, trouble);
  tell();
  for (const Job& job : jobs) job("");
  after(surroundings_->options.pulse, &Device::watch, attempt);
}

void Device::on_sync_overdue(Attempt attempt) {
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_ || phase_ != Phase::kSyncing) return;
  }
  lose(attempt,
       fmt::format("its stream did not tell all within {}", seconds_text(surroundings_->options.get)));
}

void Device::on_stream_end(Attempt attempt, const RpcOutcome& outcome) {
  bool can_do_with_less = false;
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_) return;
    can_do_with_less = phase_ == Phase::kSyncing && outcome.kind == RpcOutcome::Kind::kUnsupported &&
                       std::exchange(measures_on_change_, false);
    if (can_do_with_less) picture_.restart();
  }
  if (can_do_with_less) return subscribe(attempt);
  lose(attempt, outcome.is_ok() ? "it ended its stream" : outcome.words);
}

// A stream that says nothing may be at peace or dead: only a question tells.
void Device::watch(Attempt attempt) {
  bool is_quiet = false;
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_ || phase_ != Phase::kUp) return;
    is_quiet = now() - heard_at_ > surroundings_->options.pulse * 2;
  }
  if (is_quiet) look(false, [](const std::string&, const NodeObserved&) {});
  after(surroundings_->options.pulse, &Device::watch, attempt);
}

void Device::lose(Attempt attempt, const std::string& words) {
  std::shared_ptr<Link> link;
  std::vector<Job> jobs;
  std::string trouble;
  Duration wait{};
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_ || phase_ == Phase::kClosed || phase_ == Phase::kWaiting) return;
    phase_ = Phase::kWaiting;
    attempt = ++attempt_;  // what still comes of the lost connection is ignored
    surroundings_->claims->release(this);
    ++counters_.errors;
    counters_.connected = false;
    note_trouble(words);
    trouble = trouble_;
    link = std::exchange(link_, nullptr);
    jobs.swap(waiting_);
    wait = backoff_.next();
  }
  if (link) link->cancel();
  tell();
  for (const Job& job : jobs) job(trouble);
  after(wait, &Device::reconnect, attempt);
}

void Device::reconnect(Attempt attempt) {
  {
    const std::lock_guard lock(mutex_);
    if (attempt != attempt_) return;
  }
  connect();
}

void Device::close(const std::string& why) {
  std::shared_ptr<Link> link;
  std::vector<Job> jobs;
  {
    const std::lock_guard lock(mutex_);
    phase_ = Phase::kClosed;
    ++attempt_;
    surroundings_->claims->release(this);
    counters_.connected = false;
    trouble_ = why;
    link = std::exchange(link_, nullptr);
    jobs.swap(waiting_);
  }
  if (link) link->cancel();
  for (const Job& job : jobs) job(why);
}

// News.

void Device::tell_soon() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(news_due_, true)) return;
  }
  after(surroundings_->options.coalesce, &Device::tell_due, 0);
}

void Device::tell_due(Attempt) { tell(); }

void Device::tell() {
  NodeObserved seen;
  std::uint64_t sequence = 0;
  {
    const std::lock_guard lock(mutex_);
    news_due_ = false;
    if (phase_ == Phase::kClosed) return;
    seen = phase_ == Phase::kUp ? picture_.view() : unreachable(record_.site, trouble_);
    sequence = ++sequence_;
  }
  outlet_->tell(source_, sequence, std::move(seen));
}

void Device::after(Duration wait, void (Device::*step)(Attempt), Attempt attempt) {
  run_after(wait, [weak = weak_from_this(), step, attempt] {
    if (const auto self = weak.lock()) (self.get()->*step)(attempt);
  });
}

// Under the lock.

std::optional<std::string> Device::mistaken_identity() {
  if (auto trouble = identity_trouble(picture_.leaves(), record_)) return trouble;
  const std::string chassis(text_at(picture_.leaves(), kChassisId));
  const auto other = surroundings_->claims->claim(this, record_.node, chassis);
  if (!other) return std::nullopt;
  return fmt::format("says that its chassis is {}, as {} does, which was there first", one_line(chassis),
                     *other);
}

bool Device::is_flood(std::size_t leaves) {
  const Options& options = surroundings_->options;
  if (now() - flood_from_ > options.sample) {
    flood_from_ = now();
    flood_leaves_ = 0;
  }
  flood_leaves_ += leaves;
  return flood_leaves_ > options.updates_per_sample;
}

// Each trouble once: retries that fail in the same words, or in turn in a few, are no news.
void Device::note_trouble(const std::string& words) {
  trouble_ = sentence(words);
  if (logged_.size() < kMostLoggedWords && logged_.insert(words).second) spdlog::warn("{}", trouble_);
}

std::string Device::sentence(const std::string& words) const {
  return fmt::format("{} ({}): {}", record_.node, record_.address, words);
}

}  // namespace lightloom::southbound
