// What GET /metrics prints: requests by call and status, how long they took, and the controller's figures.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>
#include <string_view>

#include "controller/ports/control.h"

namespace lightloom::northbound {

/// Used by the thread that serves clients.
class Metrics {
 public:
  Metrics();
  /// `call` is a row of the routing table, so there are few of them.
  void observe(std::string_view call, int status, double seconds);
  void set_connections(std::size_t open) { connections_.Set(static_cast<double>(open)); }
  void set_streams(std::size_t open) { streams_.Set(static_cast<double>(open)); }
  /// Prometheus text, version 0.0.4.
  std::string render(const ControllerFigures& figures) const;

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Gauge& connections_;
  prometheus::Gauge& streams_;
  // Looking a metric up by its labels costs a microsecond.
  std::map<std::pair<std::string, int>, prometheus::Counter*, std::less<>> request_of_;
  std::map<std::string, prometheus::Histogram*, std::less<>> duration_of_;
};

}  // namespace lightloom::northbound
