// A gNMI client that waits: for tests only.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lab/device/path.h"
#include "lab/server/messages.h"
#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::lab::testing {

constexpr std::chrono::seconds kPatience{10};

inline gnmi::Path message_of(const std::string& path) {
  gnmi::Path message;
  write_path(parse_path(path).value(), 0, message);
  return message;
}
inline std::string text_of(const gnmi::Path& prefix, const gnmi::Path& path) {
  return to_text(path_of(prefix, path).value());
}
/// As the device's own text, whatever it came as.
inline std::string text_of(const gnmi::TypedValue& value) {
  switch (value.value_case()) {
    case gnmi::TypedValue::kStringVal:
      return value.string_val();
    case gnmi::TypedValue::kUintVal:
      return std::to_string(value.uint_val());
    case gnmi::TypedValue::kBoolVal:
      return value.bool_val() ? "true" : "false";
    case gnmi::TypedValue::kJsonVal:
      return value.json_val();
    case gnmi::TypedValue::kJsonIetfVal:
      return value.json_ietf_val();
    default:
      break;
  }
  constexpr int kDigits = 2;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  return to_text(Value(decimal_of(static_cast<double>(value.float_val()), kDigits)));
#pragma GCC diagnostic pop
}
using Texts = std::map<std::string, std::string>;

inline void add_update(gnmi::SetRequest& request, const std::string& path, const std::string& json) {
  auto& update = *request.add_update();
  *update.mutable_path() = message_of(path);
  update.mutable_val()->set_json_ietf_val(json);
}

class Client {
 public:
  explicit Client(const std::string& address, const std::string& ca_pem = {}) {
    auto credentials = grpc::InsecureChannelCredentials();
    if (!ca_pem.empty()) {
      grpc::SslCredentialsOptions options;
      options.pem_root_certs = ca_pem;
      credentials = grpc::SslCredentials(options);
    }
    grpc::ChannelArguments own;  // a connection of its own, not one that others have had
    own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stub_ = gnmi::gNMI::NewStub(grpc::CreateCustomChannel(address, credentials, own));
  }

  gnmi::gNMI::Stub& stub() { return *stub_; }
  static void set_deadline(grpc::ClientContext& context, std::chrono::milliseconds patience = kPatience) {
    context.set_deadline(std::chrono::system_clock::now() + patience);
  }

  grpc::Status capabilities(std::chrono::milliseconds patience = kPatience) {
    grpc::ClientContext context;
    set_deadline(context, patience);
    gnmi::CapabilityResponse response;
    return stub_->Capabilities(&context, {}, &response);
  }
  std::pair<grpc::Status, gnmi::GetResponse> get(const gnmi::GetRequest& request) {
    grpc::ClientContext context;
    set_deadline(context);
    gnmi::GetResponse response;
    auto status = stub_->Get(&context, request, &response);
    return {std::move(status), std::move(response)};
  }
  Texts get(const std::string& path, gnmi::Encoding encoding = gnmi::PROTO) {
    gnmi::GetRequest request;
    *request.add_path() = message_of(path);
    request.set_encoding(encoding);
    Texts texts;
    const auto response = get(request).second;
    for (const auto& notification : response.notification())
      for (const auto& update : notification.update())
        texts[text_of(notification.prefix(), update.path())] = text_of(update.val());
    return texts;
  }
  /// The value of one leaf; empty where it is not there.
  std::string leaf(const std::string& path) {
    const auto texts = get(path);
    return texts.size() == 1 ? texts.begin()->second : std::string();
  }
  grpc::Status set(const gnmi::SetRequest& request, std::chrono::milliseconds patience = kPatience) {
    grpc::ClientContext context;
    set_deadline(context, patience);
    gnmi::SetResponse response;
    return stub_->Set(&context, request, &response);
  }

 private:
  std::unique_ptr<gnmi::gNMI::Stub> stub_;
};

/// A Subscribe call read by a thread of its own.
class Listener {
 public:
  Listener(Client& client, const gnmi::SubscriptionList& list) : stream_(client.stub().Subscribe(&context_)) {
    gnmi::SubscribeRequest request;
    *request.mutable_subscribe() = list;
    stream_->Write(request);
    thread_ = std::thread([this] { read(); });
  }
  ~Listener() {
    context_.TryCancel();
    thread_.join();
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  struct State {
    Texts leaves;  ///< as they are after all that was heard
    int syncs = 0;
    int messages = 0;
    int updates = 0;
    std::uint32_t duplicates = 0;
    std::string target;
    bool has_ended = false;
    grpc::Status status;
  };
  /// Waits until `is_so`; false where that takes too long.
  bool wait(const std::function<bool(const State&)>& is_so, std::chrono::milliseconds patience = kPatience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return is_so(state_); });
  }
  bool wait_for(const std::string& path, const std::string& value) {
    return wait([&](const State& state) {
      const auto found = state.leaves.find(path);
      return found != state.leaves.end() && found->second == value;
    });
  }
  bool wait_until_gone(const std::string& path) {
    return wait([&](const State& state) { return !state.leaves.contains(path); });
  }
  bool wait_for_sync(int count = 1) {
    return wait([=](const State& state) { return state.syncs >= count; });
  }
  bool wait_for_end() {
    return wait([](const State& state) { return state.has_ended; });
  }
  State state() {
    const std::scoped_lock lock(mutex_);
    return state_;
  }
  void poll() {
    gnmi::SubscribeRequest request;
    request.mutable_poll();
    stream_->Write(request);
  }
  void say_no_more() { stream_->WritesDone(); }

 private:
  void read() {
    gnmi::SubscribeResponse response;
    while (stream_->Read(&response)) {
      const std::scoped_lock lock(mutex_);
      hear(response);
      changed_.notify_all();
    }
    auto status = stream_->Finish();
    const std::scoped_lock lock(mutex_);
    state_.status = std::move(status);
    state_.has_ended = true;
    changed_.notify_all();
  }
  void hear(const gnmi::SubscribeResponse& response) {
    ++state_.messages;
    if (response.sync_response()) ++state_.syncs;
    const auto& notification = response.update();
    if (notification.has_prefix()) state_.target = notification.prefix().target();
    for (const auto& path : notification.delete_()) state_.leaves.erase(text_of(notification.prefix(), path));
    for (const auto& update : notification.update()) {
      ++state_.updates;
      state_.duplicates += update.duplicates();
      state_.leaves[text_of(notification.prefix(), update.path())] = text_of(update.val());
    }
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<gnmi::SubscribeRequest, gnmi::SubscribeResponse>> stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_;
  std::thread thread_;
};

inline gnmi::SubscriptionList follow(const std::vector<std::string>& paths,
                                     gnmi::SubscriptionMode mode = gnmi::ON_CHANGE) {
  gnmi::SubscriptionList list;
  list.set_encoding(gnmi::PROTO);
  for (const auto& path : paths) {
    auto& subscription = *list.add_subscription();
    *subscription.mutable_path() = message_of(path);
    subscription.set_mode(mode);
  }
  return list;
}

}  // namespace lightloom::lab::testing
