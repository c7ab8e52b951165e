#include "lab/server/calls.h"

#include <atomic>
#include <exception>
#include <utility>

#include "lab/server/answers.h"
#include "lab/server/messages.h"

namespace lightloom::lab {
namespace {

constexpr std::size_t kMostStreams = 100;

Node::CallId next_id() {
  static std::atomic<Node::CallId> last{0};
  return ++last;
}

grpc::Status dying() { return {grpc::StatusCode::UNAVAILABLE, "the device went down"}; }

}  // namespace

UnaryCall::UnaryCall(Loop& loop, Node& node, Work work)
    : loop_(&loop), node_(&node), work_(std::move(work)), id_(next_id()) {
  loop_->post([this] { node_->arrive(id_, {[this] { run(); }, [this] { Finish(dying()); }}); });
}

void UnaryCall::run() {
  try {
    Finish(work_());
  } catch (const std::exception& problem) {
    Finish({grpc::StatusCode::INTERNAL, problem.what()});
  }
}

void UnaryCall::OnCancel() {
  // Known means not finished, so the call is still there.
  loop_->post([this, node = node_, id = id_] {
    if (node->forget(id)) Finish(grpc::Status::CANCELLED);
  });
}

SubscribeCall::SubscribeCall(Loop& loop, Node& node) : loop_(&loop), node_(&node), id_(next_id()) {
  loop_->post([this] {
    const bool has_room = node_->streams() < kMostStreams;
    node_->open(id_, *this);
    if (node_->is_dead()) return finish(dying());
    if (has_room) return StartRead(&request_);
    finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "100 subscriptions are open on this device; close one"});
  });
}

void SubscribeCall::post(void (SubscribeCall::*step)(bool), bool ok) {
  loop_->post([this, step, ok, node = node_, id = id_] {
    if (node->find_stream(id) != nullptr) (this->*step)(ok);
  });
}

void SubscribeCall::OnReadDone(bool ok) { post(&SubscribeCall::read_done, ok); }
void SubscribeCall::OnWriteDone(bool ok) { post(&SubscribeCall::write_done, ok); }
void SubscribeCall::OnCancel() { post(&SubscribeCall::cancelled, true); }

void SubscribeCall::cancelled(bool) { finish(grpc::Status::CANCELLED); }
void SubscribeCall::fail() { finish(dying()); }

void SubscribeCall::read_done(bool ok) {
  if (end_) return;
  if (!ok) {  // the client has said all; a stream goes on until it is cancelled
    if (!subscriber_ || subscriber_->mode() == Subscriber::Mode::kPoll) finish(grpc::Status::OK);
    return;
  }
  const auto status = request_.has_subscribe() ? subscribe() : poll();
  if (!status.ok()) return finish(status);
  StartRead(&request_);
}

grpc::Status SubscribeCall::subscribe() {
  if (subscriber_)
    return {grpc::StatusCode::INVALID_ARGUMENT,
            "a second subscription list on one call; open another call for it"};
  const auto& list = request_.subscribe();
  const auto encoding = encoding_of(list.encoding());
  if (!encoding) return no_such_encoding(list.encoding());
  auto subscriber = Subscriber::of(list, *encoding);
  if (!subscriber) return status_of(subscriber.error());
  subscriber_ = std::move(*subscriber);
  ++node_->counters().subscriptions;
  answer_later();
  return grpc::Status::OK;
}

grpc::Status SubscribeCall::poll() {
  if (!request_.has_poll())
    return {grpc::StatusCode::INVALID_ARGUMENT, "a message that neither subscribes nor polls"};
  if (!subscriber_ || subscriber_->mode() != Subscriber::Mode::kPoll)
    return {grpc::StatusCode::INVALID_ARGUMENT, "a poll on a call that did not subscribe with mode POLL"};
  answer_later();
  return grpc::Status::OK;
}

void SubscribeCall::answer_later() {
  const auto begin_if_there = [this, node = node_, id = id_] {
    if (node->find_stream(id) != nullptr) begin();
  };
  node_->arrive(next_id(), {begin_if_there, [] {}});
}

void SubscribeCall::begin() {
  if (end_) return;
  subscriber_->begin(node_->read());
  if (!std::exchange(has_begun_, true))
    for (const auto& beat : subscriber_->beats()) schedule(beat);
  flush();
}

void SubscribeCall::schedule(Subscriber::Beat beat) {
  loop_->after(beat.period, [this, beat, node = node_, id = id_] {
    if (node->find_stream(id) == nullptr || end_) return;
    subscriber_->beat(beat.subscription, node_->read());
    schedule(beat);
    flush();
  });
}

void SubscribeCall::tell(std::span<const Change> changes) {
  if (has_begun_ && !end_) subscriber_->tell(changes);
}

void SubscribeCall::flush() {
  if (!has_begun_ || is_writing_ || end_ || !node_->is_talking()) return;
  if (subscriber_->next(response_)) {
    is_writing_ = true;
    StartWrite(&response_);
  } else if (subscriber_->mode() == Subscriber::Mode::kOnce) {
    finish(grpc::Status::OK);
  }
}

void SubscribeCall::write_done(bool ok) {
  is_writing_ = false;
  if (end_) return finish(*end_);
  if (!ok) return finish(grpc::Status::CANCELLED);
  flush();
}

void SubscribeCall::finish(grpc::Status status) {
  if (is_writing_) {
    if (!end_) end_ = std::move(status);
    return;
  }
  node_->close(id_);
  Finish(std::move(status));
}

}  // namespace lightloom::lab
