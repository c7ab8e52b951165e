// From method, path, query and body to a handler and back: the table of calls.
#pragma once

#include "northbound/handlers/handlers.h"
#include "northbound/http/exchange.h"
#include "northbound/http/metrics.h"

namespace lightloom::northbound {

class Router {
 public:
  /// Both outlive this.
  Router(Handlers& handlers, Metrics& metrics) : handlers_(handlers), metrics_(metrics) {}
  /// Answers once: at once, or later on the thread behind the handlers' `post`. Only that thread calls.
  void handle(const HttpRequest& request, const Respond& respond);

  /// How many events a feed takes at once.
  static constexpr std::size_t kEventBatch = 256;

 private:
  Handlers& handlers_;
  Metrics& metrics_;
};

}  // namespace lightloom::northbound
