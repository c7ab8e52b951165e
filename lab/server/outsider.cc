#include "lab/server/outsider.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <future>
#include <optional>
#include <utility>

#include "lab/device/stranger.h"
#include "lab/server/messages.h"
#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::lab {
namespace {

constexpr std::chrono::milliseconds kFirstPause{200}, kLongestPause{5'000};
constexpr int kPingEveryMs = 5'000, kPongWithinMs = 3'000;

using Reactor = grpc::ClientBidiReactor<gnmi::SubscribeRequest, gnmi::SubscribeResponse>;

gnmi::SubscribeRequest subscription() {
  gnmi::SubscribeRequest request;
  auto& list = *request.mutable_subscribe();
  list.set_encoding(gnmi::PROTO);
  for (const auto& text : Stranger::paths()) {
    auto& followed = *list.add_subscription();
    followed.set_mode(gnmi::ON_CHANGE);
    if (const auto path = parse_path(text)) write_path(*path, 0, *followed.mutable_path());
  }
  return request;
}

/// One Subscribe call. gRPC's threads hand on what comes; the next message is asked for when the last is
/// read.
class FollowCall final : public Reactor {
 public:
  using Heard = std::function<void(gnmi::SubscribeResponse)>;
  FollowCall(gnmi::gNMI::Stub& stub, Heard heard, std::function<void()> ended)
      : heard_(std::move(heard)), ended_(std::move(ended)), request_(subscription()) {
    stub.async()->Subscribe(&context_, this);
    AddHold();  // reads are started from elsewhere
    StartWrite(&request_);
    StartRead(&response_);
    StartCall();
  }
  void read_on() { StartRead(&response_); }
  void cancel() { context_.TryCancel(); }

 private:
  void OnReadDone(bool ok) override {
    if (ok) return heard_(response_);
    RemoveHold();
  }
  void OnDone(const grpc::Status&) override {
    const auto ended = std::move(ended_);  // which may end this object
    ended();
  }

  Heard heard_;
  std::function<void()> ended_;
  grpc::ClientContext context_;
  gnmi::SubscribeRequest request_;
  gnmi::SubscribeResponse response_;
};

std::shared_ptr<grpc::Channel> channel_to(const std::string& address) {
  grpc::ChannelArguments options;
  options.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingEveryMs);
  options.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPongWithinMs);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), options);
}

}  // namespace

struct Outsider::Impl : std::enable_shared_from_this<Outsider::Impl> {
  Impl(Loop& on, World& in, SiteIndex at, std::string where)
      : loop(&on),
        world(&in),
        site(at),
        address(std::move(where)),
        stub(gnmi::gNMI::NewStub(channel_to(address))) {}

  DeviceFacts facts() const { return {world->shared_network(), site, world->identity_of(site)}; }
  void connect();
  void heard(const gnmi::SubscribeResponse& response);
  void ended();
  void stop(std::promise<void>& done);

  Loop* loop;
  World* world;
  SiteIndex site;
  std::string address;
  std::unique_ptr<gnmi::gNMI::Stub> stub;
  std::unique_ptr<FollowCall> call;
  std::optional<Stranger> stranger;
  std::chrono::milliseconds pause = kFirstPause;
  bool is_answering = false;
  std::promise<void>* stopped = nullptr;  ///< somebody waits for the end
};

void Outsider::Impl::connect() {
  if (stopped != nullptr) return;
  stranger.emplace(facts());
  const auto self = shared_from_this();
  call = std::make_unique<FollowCall>(
      *stub,
      [self](gnmi::SubscribeResponse response) {
        self->loop->post([self, response = std::move(response)] { self->heard(response); });
      },
      [self] { self->loop->post([self] { self->ended(); }); });
}

void Outsider::Impl::heard(const gnmi::SubscribeResponse& response) {
  const auto& notification = response.update();
  for (const auto& message : notification.delete_())
    if (const auto path = path_of(notification.prefix(), message)) stranger->hear_no_more(*path);
  for (const auto& update : notification.update()) {
    const auto path = path_of(notification.prefix(), update.path());
    const auto value = written_of(update.val());
    if (path && value) stranger->hear(*path, *value);
  }
  if (response.sync_response()) is_answering = true;
  if (is_answering) {
    pause = kFirstPause;
    world->set_outsider(site, stranger->site_config(), stranger->identity());
  }
  call->read_on();
}

void Outsider::Impl::ended() {
  call.reset();
  if (std::exchange(is_answering, false)) world->set_outsider(site, std::nullopt, world->identity_of(site));
  if (stopped != nullptr) return stopped->set_value();
  loop->after(pause, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->connect();
  });
  pause = std::min(pause * 2, kLongestPause);
}

void Outsider::Impl::stop(std::promise<void>& done) {
  stopped = &done;
  if (call == nullptr) return done.set_value();
  call->cancel();
}

Outsider::Outsider(Loop& loop, World& world, SiteIndex site, std::string address)
    : impl_(std::make_shared<Impl>(loop, world, site, std::move(address))) {
  loop.post([impl = impl_] { impl->connect(); });
}

Outsider::~Outsider() {
  std::promise<void> done;
  impl_->loop->post([&] { impl_->stop(done); });
  done.get_future().wait();
}

SiteIndex Outsider::site() const { return impl_->site; }
const std::string& Outsider::address() const { return impl_->address; }
bool Outsider::is_answering() const { return impl_->is_answering; }
std::string Outsider::name() const {
  return impl_->stranger ? impl_->stranger->identity().system_name
                         : impl_->world->identity_of(site()).system_name;
}

}  // namespace lightloom::lab
