#include "southbound/gnmi_devices.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <map>
#include <mutex>
#include <utility>

#include "southbound/device/device.h"
#include "southbound/rpc/grpc_threads.h"
#include "southbound/rpc/timer.h"

namespace lightloom::southbound {
namespace {

std::string not_registered(const std::string& site) {
  return fmt::format("{} has no device; register one for this site", site);
}

NodeObserved nobody_at(const std::string& site) { return unreachable(site, not_registered(site)); }

}  // namespace

struct GnmiDevices::Impl {
  const GrpcThreads threads;  // first, so that it goes last

  struct Place {
    std::shared_ptr<Device> device;  ///< null once removed
    std::shared_ptr<Outlet> outlet;
  };

  std::shared_ptr<Device> device_at(const std::string& site) const {
    const std::lock_guard lock(mutex);
    const auto it = places.find(site);
    return it == places.end() ? nullptr : it->second.device;
  }

  std::vector<std::shared_ptr<Device>> devices() const {
    std::vector<std::shared_ptr<Device>> devices;
    const std::lock_guard lock(mutex);
    for (const auto& [site, place] : places)
      if (place.device) devices.push_back(place.device);
    return devices;
  }

  mutable std::mutex mutex;  // guards all below; held for look-ups only
  std::shared_ptr<const Surroundings> surroundings;
  std::function<void(NodeObserved)> news;
  std::shared_ptr<const ModeTable> modes;
  std::map<std::string, Place> places;  ///< by site
};

GnmiDevices::GnmiDevices(const std::vector<Mode>& modes, const Options& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->modes = std::make_shared<const ModeTable>(modes);
  impl_->surroundings = std::make_shared<const Surroundings>(
      Surroundings{options, std::make_shared<Claims>(), std::make_shared<Roll>()});
}

GnmiDevices::~GnmiDevices() {
  std::map<std::string, Impl::Place> places;
  {
    const std::lock_guard lock(impl_->mutex);
    places.swap(impl_->places);
  }
  for (auto& [site, place] : places)
    if (place.device) place.device->close("the controller is stopping");
  places.clear();
  impl_->surroundings->roll->wait_until_empty();
}

void GnmiDevices::equip(const std::vector<Mode>& modes) {
  const auto table = std::make_shared<const ModeTable>(modes);
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->modes = table;
  }
  for (const auto& device : impl_->devices()) device->equip(table);
}

void GnmiDevices::add(const DeviceRecord& device) {
  std::shared_ptr<Device> former, added;
  {
    const std::lock_guard lock(impl_->mutex);
    auto& place = impl_->places[device.site];
    if (!place.outlet) place.outlet = std::make_shared<Outlet>(impl_->news);
    added = std::make_shared<Device>(device, impl_->modes, impl_->surroundings, place.outlet);
    former = std::exchange(place.device, added);
  }
  if (device.password_file && !device.ca_file)
    spdlog::warn("{} ({}): its password goes over the network in clear text; register it with ca_file",
                 device.node, device.address);
  if (former) former->close(fmt::format("{} was registered anew", device.site));
  added->start();
}

void GnmiDevices::remove(const std::string& site) {
  std::shared_ptr<Device> former;
  std::shared_ptr<Outlet> outlet;
  std::uint64_t source = 0;
  {
    const std::lock_guard lock(impl_->mutex);
    const auto it = impl_->places.find(site);
    if (it == impl_->places.end() || !it->second.device) return;
    former = std::exchange(it->second.device, nullptr);
    outlet = it->second.outlet;
    source = outlet->next_source();
  }
  former->close(not_registered(site));
  // Not from here: the caller may hold what the core's callback needs. Former devices count as alive until
  // it is told.
  run_after(Duration{0}, [former, outlet, source, site] { outlet->tell(source, 1, nobody_at(site)); });
}

void GnmiDevices::apply(const std::string& node, const NodeDesired& desired, Done done) {
  if (const auto device = impl_->device_at(node)) return device->apply(desired, std::move(done));
  done({ApplyReport::Verdict::kSilent, not_registered(node), {}});
}

void GnmiDevices::observe(const std::string& node, std::function<void(NodeObserved)> done) {
  if (const auto device = impl_->device_at(node)) return device->observe(std::move(done));
  done(nobody_at(node));
}

void GnmiDevices::on_change(std::function<void(NodeObserved)> news) {
  const std::lock_guard lock(impl_->mutex);
  impl_->news = std::move(news);
}

std::vector<DeviceCounters> GnmiDevices::counters() const {
  std::vector<DeviceCounters> counters;
  for (const auto& device : impl_->devices()) counters.push_back(device->counters());
  return counters;
}

}  // namespace lightloom::southbound
