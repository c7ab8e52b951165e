// What a running lab answers to its verbs: a line of JSON to a line of JSON. Bytes from the socket are
// checked here.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "lab/server/lab.h"

namespace lightloom::lab {

class Requests {
 public:
  /// `lab` outlives this; `stop` is called for `down`, and its answer is written after.
  Requests(std::string name, Lab& lab, std::shared_ptr<const Network> network, std::function<void()> stop);

  /// `{"ok": true, …}` or `{"error": {"message", "field", "nearest"}, "exit"}`.
  std::string answer(std::string_view line);

 private:
  std::string name_;
  Lab* lab_;
  std::shared_ptr<const Network> network_;
  std::function<void()> stop_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// 2 for what was asked wrongly, 1 for what is refused, 3 for what may work later.
int exit_of(const Error& error);

}  // namespace lightloom::lab
