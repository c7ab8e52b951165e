// The control socket of a running lab: one JSON line in, one out. Runs on the thread that calls `run`.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "topology/result.h"

namespace lightloom::lab {

class ControlServer {
 public:
  /// Claims the name. kWrongState where a lab of that name runs already.
  static Result<std::unique_ptr<ControlServer>> claim(const std::string& name);
  ~ControlServer();

  /// Serves until `stop` or SIGTERM or SIGINT. `answer` takes a line and gives one, without line ends. Only
  /// processes of this user, and root's, are heard.
  void run(std::function<std::string(std::string_view)> answer);
  /// Ends `run` once the answer under way is written. From inside `answer`.
  void stop();

 private:
  struct Impl;
  explicit ControlServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::lab
