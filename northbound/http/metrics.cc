#include "northbound/http/metrics.h"

#include <prometheus/text_serializer.h>

namespace lightloom::northbound {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

prometheus::Histogram::BucketBoundaries buckets() {
  return {0.000'1, 0.000'25, 0.000'5, 0.001, 0.002'5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const std::string& name, const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

MetricFamily family(const std::string& name, const std::string& help, MetricType type) {
  MetricFamily made;
  made.name = name;
  made.help = help;
  made.type = type;
  return made;
}

void add(MetricFamily& family, double value, std::vector<prometheus::ClientMetric::Label> labels = {}) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter)
    metric.counter.value = value;
  else
    metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
}

MetricFamily single(const std::string& name, const std::string& help, MetricType type, double value) {
  MetricFamily made = family(name, help, type);
  add(made, value);
  return made;
}

// One figure of every device.
template <class Figure>
MetricFamily device_family(const ControllerFigures& figures, MetricFamily made, Figure figure) {
  for (const DeviceFigures& device : figures.devices)
    add(made, static_cast<double>(figure(device)), {{"node", device.node}, {"site", device.counters.site}});
  return made;
}

void add_devices(const ControllerFigures& figures, std::vector<MetricFamily>& families) {
  const auto gauge_of = [&](const std::string& name, const std::string& help, auto figure) {
    families.push_back(device_family(figures, family(name, help, MetricType::Gauge), figure));
  };
  const auto counter_of = [&](const std::string& name, const std::string& help, auto figure) {
    families.push_back(device_family(figures, family(name, help, MetricType::Counter), figure));
  };
  using Device = const DeviceFigures&;
  gauge_of("lightloom_device_up", "1 while the device answers and does as told",
           [](Device device) { return device.state == DeviceState::kUp ? 1 : 0; });
  counter_of("lightloom_device_sets_total", "Writes sent to the device",
             [](Device device) { return device.counters.sets; });
  counter_of("lightloom_device_gets_total", "Reads sent to the device",
             [](Device device) { return device.counters.gets; });
  counter_of("lightloom_device_updates_total", "Leaves that the device told of by its stream",
             [](Device device) { return device.counters.updates; });
  counter_of("lightloom_device_errors_total", "Calls that the device refused or did not answer",
             [](Device device) { return device.counters.errors; });
  counter_of("lightloom_device_reconnects_total", "Connections to the device made anew",
             [](Device device) { return device.counters.reconnects; });
  gauge_of("lightloom_device_rtt_seconds", "Time that the device took for its last answer",
           [](Device device) { return device.counters.last_rtt_s; });
  gauge_of("lightloom_device_drift", "Lightpaths that the device holds otherwise than ordered",
           [](Device device) { return device.drift; });
}

void add_plant(const ControllerFigures& figures, std::vector<MetricFamily>& families) {
  MetricFamily links = family("lightloom_links", "Cables by state", MetricType::Gauge);
  for (const auto& [state, count] : figures.links_by_state)
    add(links, static_cast<double>(count), {{"state", state}});
  families.push_back(std::move(links));
  families.push_back(single("lightloom_alarms_active", "Alarms that are not cleared", MetricType::Gauge,
                            static_cast<double>(figures.alarms_active)));
}

std::vector<MetricFamily> families_of(const ControllerFigures& figures) {
  std::vector<MetricFamily> families;
  families.push_back(single("lightloom_revision", "Store revision of the newest durable state",
                            MetricType::Gauge, static_cast<double>(figures.revision)));
  MetricFamily verdicts =
      family("lightloom_reservation_requests_total", "Reservation requests decided", MetricType::Counter);
  add(verdicts, static_cast<double>(figures.reservations_granted), {{"verdict", "granted"}});
  add(verdicts, static_cast<double>(figures.reservations_refused), {{"verdict", "refused"}});
  families.push_back(std::move(verdicts));
  MetricFamily states = family("lightloom_reservations", "Reservations by state", MetricType::Gauge);
  for (const auto& [state, count] : figures.reservations_by_state)
    add(states, static_cast<double>(count), {{"state", state}});
  families.push_back(std::move(states));
  families.push_back(single("lightloom_queue_depth", "Commands that wait for the controller",
                            MetricType::Gauge, static_cast<double>(figures.queue_depth)));
  families.push_back(single("lightloom_commits_in_flight", "Decisions that are not yet durable",
                            MetricType::Gauge, static_cast<double>(figures.commits_in_flight)));
  families.push_back(single("lightloom_load_seconds", "Time that the last loading of the store took",
                            MetricType::Gauge, figures.last_load_seconds));
  add_plant(figures, families);
  add_devices(figures, families);
  return families;
}

}  // namespace

Metrics::Metrics()
    : requests_(prometheus::BuildCounter()
                    .Name("lightloom_http_requests_total")
                    .Help("HTTP requests answered, by call and status")
                    .Register(registry_)),
      durations_(prometheus::BuildHistogram()
                     .Name("lightloom_http_request_seconds")
                     .Help("Time from the whole request to its answer, by call")
                     .Register(registry_)),
      connections_(gauge(registry_, "lightloom_http_connections", "Open connections")),
      streams_(gauge(registry_, "lightloom_http_event_streams", "Open event streams")) {}

void Metrics::observe(std::string_view call, int status, double seconds) {
  const std::string name(call);
  auto& request = request_of_[{name, status}];
  if (request == nullptr) request = &requests_.Add({{"call", name}, {"code", std::to_string(status)}});
  request->Increment();
  auto& duration = duration_of_[name];
  if (duration == nullptr) duration = &durations_.Add({{"call", name}}, buckets());
  duration->Observe(seconds);
}

std::string Metrics::render(const ControllerFigures& figures) const {
  auto families = registry_.Collect();
  for (auto& family : families_of(figures)) families.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace lightloom::northbound
