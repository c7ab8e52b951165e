// Calls as gRPC's callback API runs them. Its threads only post; everything else, and above all the one
// Finish of a call, happens on the loop. A call is found by its number, since it may be gone when a post
// arrives.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <optional>

#include "lab/server/loop.h"
#include "lab/server/node.h"
#include "lab/server/subscriber.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::lab {

/// A call with one answer. Deletes itself.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  using Work = std::function<grpc::Status()>;
  UnaryCall(Loop& loop, Node& node, Work work);

 private:
  void OnCancel() override;
  void OnDone() override { delete this; }
  void run();

  Loop* loop_;
  Node* node_;
  Work work_;
  Node::CallId id_;
};

/// One Subscribe. Deletes itself.
class SubscribeCall final : public grpc::ServerBidiReactor<gnmi::SubscribeRequest, gnmi::SubscribeResponse>,
                            public Stream {
 public:
  SubscribeCall(Loop& loop, Node& node);

  void tell(std::span<const Change> changes) override;
  void flush() override;
  void fail() override;

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

  /// Posts `step` for this call, if it has not left by then.
  void post(void (SubscribeCall::*step)(bool), bool ok);
  void read_done(bool ok);
  void write_done(bool ok);
  void cancelled(bool);
  grpc::Status subscribe();
  grpc::Status poll();
  void answer_later();
  void begin();
  void schedule(Subscriber::Beat beat);
  void finish(grpc::Status status);

  Loop* loop_;
  Node* node_;
  Node::CallId id_;
  gnmi::SubscribeRequest request_;
  gnmi::SubscribeResponse response_;
  std::optional<Subscriber> subscriber_;
  bool has_begun_ = false;
  bool is_writing_ = false;
  std::optional<grpc::Status> end_;  ///< waits for the last write to come back
};

}  // namespace lightloom::lab
