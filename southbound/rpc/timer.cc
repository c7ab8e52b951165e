#include "southbound/rpc/timer.h"

#include <grpcpp/alarm.h>

#include <chrono>
#include <memory>
#include <utility>

namespace lightloom::southbound {

void run_after(Duration wait, std::function<void()> job) {
  const auto alarm = std::make_shared<grpc::Alarm>();
  // The alarm keeps its function, and the function the alarm: what is captured is moved out when it runs.
  alarm->Set(std::chrono::system_clock::now() + wait,
             [kept = alarm, job = std::move(job)](bool is_due) mutable {
               const auto alarm_of_this = std::move(kept);
               const auto now = std::exchange(job, nullptr);
               if (is_due) now();
             });
}

}  // namespace lightloom::southbound
