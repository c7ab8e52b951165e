#include "tests/southbound/small_device.h"

#include <gmock/gmock.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "southbound/gnmi/notification.h"
#include "southbound/gnmi/path.h"
#include "southbound/openconfig/names.h"
#include "southbound/proto/gnmi/gnmi.grpc.pb.h"
#include "southbound/rpc/requests.h"

namespace lightloom::southbound {
namespace {

using ::grpc::CallbackServerContext;
using Speaks = SmallDeviceOptions::Speaks;

void fill_value(const Scalar& scalar, Speaks speaks, ::gnmi::TypedValue& value) {
  if (speaks == Speaks::kJsonIetf) {
    if (const auto* text = std::get_if<std::string>(&scalar))
      return value.set_json_ietf_val('"' + *text + '"');
    if (const auto* flag = std::get_if<bool>(&scalar))
      return value.set_json_ietf_val(*flag ? "true" : "false");
    if (const auto* number = std::get_if<double>(&scalar))
      return value.set_json_ietf_val('"' + std::to_string(*number) + '"');
    return value.set_json_ietf_val('"' + std::to_string(whole_in(scalar).value_or(0)) + '"');
  }
  if (const auto* text = std::get_if<std::string>(&scalar)) return value.set_string_val(*text);
  if (const auto* flag = std::get_if<bool>(&scalar)) return value.set_bool_val(*flag);
  if (const auto* number = std::get_if<double>(&scalar)) return value.set_double_val(*number);
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return value.set_int_val(*whole);
  value.set_uint_val(std::get<std::uint64_t>(scalar));
}

void fill_update(const std::string& path, const Scalar& value, Speaks speaks, ::gnmi::Notification& message) {
  auto& update = *message.add_update();
  if (!parse_path(path, *update.mutable_path())) throw std::invalid_argument(path);
  fill_value(value, speaks, *update.mutable_val());
}

std::string text_of(const ::gnmi::Path& path) {
  std::string text;
  if (!append_path(text, path)) throw std::invalid_argument(path.ShortDebugString());
  return text;
}

// Whether `leaf` is below a path in which `[name=*]` is any entry.
bool is_wanted(std::string_view leaf, std::string_view path) {
  for (auto star = path.find("=*]"); star != std::string_view::npos; star = path.find("=*]")) {
    if (!leaf.starts_with(path.substr(0, star + 1))) return false;
    const auto end = leaf.find(']', star);
    leaf.remove_prefix(end == std::string_view::npos ? leaf.size() : end + 1);
    path.remove_prefix(star + 3);
  }
  return leaf.starts_with(path) &&
         (leaf.size() == path.size() || leaf[path.size()] == '/' || leaf[path.size()] == '[');
}

class StreamReactor;

// What calls and the test share.
struct State {
  explicit State(SmallDeviceOptions given) : options(std::move(given)), leaves(built_leaves(options)) {}

  const SmallDeviceOptions options;
  mutable std::mutex mutex;
  LeafMap leaves;
  SmallDevice::Manner manner = SmallDevice::Manner::kPrompt;
  std::string refusal = "configuration is locked by another session";
  std::function<::gnmi::Notification(std::size_t)> endless;
  std::set<StreamReactor*> streams;
  std::vector<std::string> last_get;
  int sets = 0, gets = 0, boots = 1;
};

// A call that is answered at once, or never: then it ends when its client gives up.
class UnaryReactor final : public ::grpc::ServerUnaryReactor {
 public:
  explicit UnaryReactor(std::optional<::grpc::Status> answer) {
    if (answer) finish(*answer);
  }
  void OnCancel() override { finish(::grpc::Status(::grpc::StatusCode::CANCELLED, "")); }
  void OnDone() override { delete this; }

 private:
  void finish(const ::grpc::Status& status) {
    if (!is_finished_.exchange(true)) Finish(status);
  }
  std::atomic<bool> is_finished_{false};
};

class StreamReactor final
    : public ::grpc::ServerBidiReactor<::gnmi::SubscribeRequest, ::gnmi::SubscribeResponse> {
 public:
  explicit StreamReactor(std::shared_ptr<State> state) : state_(std::move(state)) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return end(::grpc::Status::OK);
    const std::lock_guard lock(state_->mutex);
    for (const auto& subscription : request_.subscribe().subscription()) {
      if (subscription.mode() == ::gnmi::ON_CHANGE && !state_->options.allows_measurements_on_change &&
          text_of(subscription.path()).ends_with("optical-channel/state"))
        return end({::grpc::StatusCode::INVALID_ARGUMENT, "ON_CHANGE is not supported for this path"});
      paths_.push_back(text_of(subscription.path()));
    }
    if (state_->manner == SmallDevice::Manner::kSilent) return;
    state_->streams.insert(this);
    ::gnmi::Notification all;
    for (const auto& [path, value] : state_->leaves)
      if (is_subscribed(path)) fill_update(path, value, state_->options.speaks, all);
    ::gnmi::SubscribeResponse first, last;
    *first.mutable_update() = std::move(all);
    last.set_sync_response(true);
    push(std::move(first));
    push(std::move(last));
  }
  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(state_->mutex);
    is_writing_ = false;
    if (!ok) return end(::grpc::Status::OK);
    if (!queue_.empty()) queue_.pop_front();
    if (queue_.empty() && state_->endless) {
      ::gnmi::SubscribeResponse more;
      *more.mutable_update() = state_->endless(made_++);
      queue_.push_back(std::move(more));
    }
    write();
  }
  void OnCancel() override { end({::grpc::StatusCode::CANCELLED, ""}); }
  void OnDone() override {
    {
      const std::lock_guard lock(state_->mutex);
      state_->streams.erase(this);
    }
    delete this;
  }

  // Under the state's lock.
  void push(::gnmi::SubscribeResponse response) {
    queue_.push_back(std::move(response));
    write();
  }
  bool is_subscribed(const std::string& leaf) const {
    return std::any_of(paths_.begin(), paths_.end(), [&](const auto& path) { return is_wanted(leaf, path); });
  }
  void end(const ::grpc::Status& status) {
    if (!is_finished_.exchange(true)) Finish(status);
  }

 private:
  void write() {
    if (is_writing_ || queue_.empty() || is_finished_) return;
    is_writing_ = true;
    StartWrite(&queue_.front());
  }

  const std::shared_ptr<State> state_;
  ::gnmi::SubscribeRequest request_;
  std::vector<std::string> paths_;
  std::deque<::gnmi::SubscribeResponse> queue_;
  std::size_t made_ = 0;
  bool is_writing_ = false;
  std::atomic<bool> is_finished_{false};
};

void push_to_streams(State& state, const ::gnmi::Notification& message) {
  if (state.manner == SmallDevice::Manner::kSilent) return;
  for (auto* stream : state.streams) {
    ::gnmi::SubscribeResponse response;
    *response.mutable_update() = message;
    stream->push(std::move(response));
  }
}

class Service final : public ::gnmi::gNMI::CallbackService {
 public:
  explicit Service(std::shared_ptr<State> state) : state_(std::move(state)) {}

  ::grpc::ServerUnaryReactor* Capabilities(CallbackServerContext* context, const ::gnmi::CapabilityRequest*,
                                           ::gnmi::CapabilityResponse* response) override {
    const std::lock_guard lock(state_->mutex);
    if (is_silent()) return unanswered();
    if (!is_known(*context)) return answer({::grpc::StatusCode::UNAUTHENTICATED, "wrong password"});
    response->set_gnmi_version("0.10.0");
    const auto speaks = state_->options.speaks;
    response->add_supported_encodings(speaks == Speaks::kProto      ? ::gnmi::PROTO
                                      : speaks == Speaks::kJsonIetf ? ::gnmi::JSON_IETF
                                                                    : ::gnmi::ASCII);
    return answer(::grpc::Status::OK);
  }

  ::grpc::ServerUnaryReactor* Get(CallbackServerContext*, const ::gnmi::GetRequest* request,
                                  ::gnmi::GetResponse* response) override {
    const std::lock_guard lock(state_->mutex);
    ++state_->gets;
    if (is_silent()) return unanswered();
    state_->last_get.clear();
    for (const auto& path : request->path()) {
      const auto text = text_of(path);
      state_->last_get.push_back(text);
      auto& message = *response->add_notification();
      for (auto it = state_->leaves.lower_bound(text.substr(0, text.find("=*]"))); it != state_->leaves.end();
           ++it) {
        if (is_wanted(it->first, text)) fill_update(it->first, it->second, state_->options.speaks, message);
      }
      if (message.update().empty() && state_->options.says_not_found)
        return answer({::grpc::StatusCode::NOT_FOUND, text + " is not there"});
    }
    return answer(::grpc::Status::OK);
  }

  ::grpc::ServerUnaryReactor* Set(CallbackServerContext*, const ::gnmi::SetRequest* request,
                                  ::gnmi::SetResponse*) override {
    const std::lock_guard lock(state_->mutex);
    ++state_->sets;
    if (is_silent()) return unanswered();
    if (state_->manner == SmallDevice::Manner::kRefusing)
      return answer({::grpc::StatusCode::FAILED_PRECONDITION, state_->refusal});
    if (state_->manner == SmallDevice::Manner::kLying) return answer(::grpc::Status::OK);
    ::gnmi::Notification change;
    *change.mutable_delete_() = request->delete_();
    *change.mutable_update() = request->update();
    LeafMap changed = state_->leaves;
    const auto merged = merge(change, {}, changed);
    if (!merged || merged->skipped > 0)
      return answer({::grpc::StatusCode::INVALID_ARGUMENT, "cannot be read"});
    state_->leaves = std::move(changed);
    push_to_streams(*state_, change);
    return state_->manner == SmallDevice::Manner::kForgetful ? unanswered() : answer(::grpc::Status::OK);
  }

  ::grpc::ServerBidiReactor<::gnmi::SubscribeRequest, ::gnmi::SubscribeResponse>* Subscribe(
      CallbackServerContext*) override {
    return new StreamReactor(state_);
  }

 private:
  static UnaryReactor* answer(const ::grpc::Status& status) { return new UnaryReactor(status); }
  static UnaryReactor* unanswered() { return new UnaryReactor(std::nullopt); }
  bool is_silent() const { return state_->manner == SmallDevice::Manner::kSilent; }
  bool is_known(const CallbackServerContext& context) const {
    const auto& data = context.client_metadata();
    const auto has = [&](const char* key, const std::string& value) {
      const auto it = data.find(key);
      return value.empty() || (it != data.end() && it->second == value);
    };
    return has("username", state_->options.username) && has("password", state_->options.password);
  }

  const std::shared_ptr<State> state_;
};

}  // namespace

struct SmallDevice::Impl {
  explicit Impl(SmallDeviceOptions options) : state(std::make_shared<State>(std::move(options))) {}

  void start() {
    service = std::make_unique<Service>(state);
    ::grpc::ServerBuilder builder;
    auto credentials = ::grpc::InsecureServerCredentials();
    if (!state->options.certificate_pem.empty()) {
      ::grpc::SslServerCredentialsOptions tls;
      tls.pem_key_cert_pairs.push_back({state->options.key_pem, state->options.certificate_pem});
      credentials = ::grpc::SslServerCredentials(tls);
    }
    builder.AddListeningPort("127.0.0.1:" + std::to_string(port), credentials, &port);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.RegisterService(service.get());
    server = builder.BuildAndStart();
    if (!server) throw std::runtime_error("no port for a small device");
  }
  void stop() {
    if (!server) return;
    server->Shutdown(std::chrono::system_clock::now());
    server->Wait();
    server.reset();
  }

  const std::shared_ptr<State> state;
  std::unique_ptr<Service> service;
  std::unique_ptr<::grpc::Server> server;
  int port = 0;
};

SmallDevice::SmallDevice(SmallDeviceOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {
  start();
}
SmallDevice::~SmallDevice() { stop(); }

DeviceRecord SmallDevice::record() const {
  const auto& site = impl_->state->options.site;
  return {"roadm-" + site, site, "127.0.0.1:" + std::to_string(impl_->port), {}, {}, {}};
}

void SmallDevice::behave(Manner manner) {
  const std::lock_guard lock(impl_->state->mutex);
  impl_->state->manner = manner;
}

void SmallDevice::refuse(const std::string& words) {
  const std::lock_guard lock(impl_->state->mutex);
  impl_->state->manner = Manner::kRefusing;
  impl_->state->refusal = words;
}

void SmallDevice::put(const std::string& path, Scalar value) {
  const std::lock_guard lock(impl_->state->mutex);
  ::gnmi::Notification change;
  fill_update(path, value, impl_->state->options.speaks, change);
  impl_->state->leaves.put(path, std::move(value));
  push_to_streams(*impl_->state, change);
}

void SmallDevice::erase(const std::string& path) {
  const std::lock_guard lock(impl_->state->mutex);
  ::gnmi::Notification change;
  if (!parse_path(path, *change.add_delete_())) throw std::invalid_argument(path);
  impl_->state->leaves.erase_subtree(path);
  push_to_streams(*impl_->state, change);
}

void SmallDevice::reboot_empty() {
  {
    const std::lock_guard lock(impl_->state->mutex);
    impl_->state->leaves = built_leaves(impl_->state->options);
    impl_->state->leaves.put(kBootTime, static_cast<std::uint64_t>(++impl_->state->boots));
  }
  break_streams();
}

void SmallDevice::stop() { impl_->stop(); }
void SmallDevice::start() { impl_->start(); }

void SmallDevice::break_streams() {
  const std::lock_guard lock(impl_->state->mutex);
  for (auto* stream : impl_->state->streams) stream->end({::grpc::StatusCode::UNAVAILABLE, "restarting"});
}

void SmallDevice::tell(const ::gnmi::Notification& message) {
  const std::lock_guard lock(impl_->state->mutex);
  push_to_streams(*impl_->state, message);
}

void SmallDevice::tell_endlessly(std::function<::gnmi::Notification(std::size_t)> make) {
  const std::lock_guard lock(impl_->state->mutex);
  impl_->state->endless = std::move(make);
}

LeafMap SmallDevice::leaves() const {
  const std::lock_guard lock(impl_->state->mutex);
  return impl_->state->leaves;
}
int SmallDevice::sets() const {
  const std::lock_guard lock(impl_->state->mutex);
  return impl_->state->sets;
}
int SmallDevice::gets() const {
  const std::lock_guard lock(impl_->state->mutex);
  return impl_->state->gets;
}
int SmallDevice::streams() const {
  const std::lock_guard lock(impl_->state->mutex);
  return static_cast<int>(impl_->state->streams.size());
}
std::vector<std::string> SmallDevice::last_get() const {
  const std::lock_guard lock(impl_->state->mutex);
  return impl_->state->last_get;
}

bool wait_until(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

LeafMap built_leaves(const SmallDeviceOptions& options) {
  LeafMap leaves;
  const auto node = "roadm-" + options.site;
  leaves.put(kHostname, options.hostname.empty() ? node : options.hostname);
  leaves.put(kBootTime, std::uint64_t{1});
  leaves.put(kChassisId, options.chassis_id.empty() ? "chassis-" + options.site : options.chassis_id);
  std::uint32_t id = 0;
  for (const Mode& mode : small_modes()) {
    const auto path = std::string(kOperationalModes) + "[mode-id=" + std::to_string(++id) + "]/state/";
    leaves.put(path + "mode-id", std::uint64_t{id});
    leaves.put(path + "description", mode.transceiver + " " + mode.name);
  }
  leaves.put(
      "/optical-amplifier/amplifiers/amplifier[name=amp-guian-wuhan-1-az-0]/state/input-power-total/instant",
      -3.5);
  return leaves;
}

std::vector<Mode> small_modes() {
  Mode mode;
  mode.transceiver = "400ZR+";
  mode.name = "400G";
  mode.rate = Kbps{400'000'000};
  mode.baud_rate = Mhz{60'138};
  mode.min_spacing = Mhz{100'000};
  Mode other = mode;
  other.transceiver = "coherent-90G";
  other.name = "300G PCS";
  other.rate = Kbps{300'000'000};
  other.baud_rate = Mhz{91'600};
  return {mode, other};
}

namespace {

// It stands in for devices in other tests, so it must itself keep to what they are believed to do.
TEST(SmallDevice, FindsLeavesBelowPathsWithAnyEntry) {
  EXPECT_TRUE(is_wanted("/a/b[name=x]/c/d", "/a/b[name=*]/c"));
  EXPECT_FALSE(is_wanted("/a/b[name=x]/cc", "/a/b[name=*]/c"));
  EXPECT_FALSE(is_wanted("/a/z[name=x]/c", "/a/b[name=*]/c"));
  EXPECT_TRUE(is_wanted("/a/b[name=x]/c", "/a"));
}

}  // namespace
}  // namespace lightloom::southbound
