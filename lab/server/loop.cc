#include "lab/server/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

namespace lightloom::lab {

namespace asio = boost::asio;

struct Loop::Impl {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  std::thread thread{[this] { io.run(); }};
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() { stop(); }

void Loop::post(std::function<void()> work) { asio::post(impl_->io, std::move(work)); }

void Loop::after(std::chrono::nanoseconds time, std::function<void()> work) {
  auto timer = std::make_shared<asio::steady_timer>(impl_->io, time);
  timer->async_wait([timer, work = std::move(work)](const boost::system::error_code& problem) {
    if (!problem) work();
  });
}

void Loop::stop() {
  impl_->io.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace lightloom::lab
