// The one thread on which everything in the lab changes: devices, glass, timers. Whoever is elsewhere posts
// to it, or asks it and waits.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

namespace lightloom::lab {

class Loop {
 public:
  Loop();
  /// As stop().
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs `work` there, after what was posted before. From any thread.
  void post(std::function<void()> work);
  /// Runs `work` there when the time has passed. From any thread.
  void after(std::chrono::nanoseconds time, std::function<void()> work);
  /// Ends the thread; what has not begun is dropped. Not from the thread itself.
  void stop();

  /// The answer of `question`, run there. Not from the thread itself, nor after stop().
  template <class Question>
  std::invoke_result_t<Question> ask(Question question) {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Question>()>>(std::move(question));
    auto answer = task->get_future();
    post([task] { (*task)(); });
    return answer.get();
  }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::lab
