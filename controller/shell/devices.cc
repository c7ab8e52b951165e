// The loop and the devices: orders out, answers in, and what the watch makes of them.
#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <set>

#include "controller/records/records.h"
#include "controller/shell/loop.h"

namespace lightloom {
namespace {

namespace asio = boost::asio;

activation::LightpathConfig config_of(const engine::Effect& effect) {
  activation::LightpathConfig config;
  config.name = effect.lightpath;
  for (const auto& channel : effect.channels) config.channels[channel.node] = channel.channel;
  for (const auto& transceiver : effect.lasers) config.lasers[transceiver.node] = transceiver.laser;
  return config;
}

engine::Light light_of(activation::Verdict verdict) {
  switch (verdict) {
    case activation::Verdict::kLit:
      return engine::Light::kLit;
    case activation::Verdict::kDark:
      return engine::Light::kDark;
    case activation::Verdict::kFailing:
      break;
  }
  return engine::Light::kFailing;
}

}  // namespace

// What was lit, or is to be dark, is adopted: nodes are looked at before anything is written. What was being
// lit is ordered again, and nobody is blamed for what is still missing.
void Shell::Loop::serve_devices() {
  activation_.reset();
  watch_.reset();
  held_back_.clear();
  if (devices_ == nullptr || engine_->is_planning_only()) return;
  activation::Options activation_options;
  activation_options.seed = options_.seed;
  activation_.emplace(activation_options);
  watch_.emplace(engine_->network(), engine_->optics());
  watch_->adopt(*engine_);
  std::set<std::string> lighting;
  for (const auto& path : engine_->shining())
    if (path.is_lighting) lighting.insert(records::name_of('l', path.id.value));
  std::vector<activation::LightpathConfig> configs;
  const auto orders = engine_->standing_orders();
  for (const auto& order : orders)
    if (!lighting.contains(order.lightpath)) configs.push_back(config_of(order));
  activation_->adopt(configs, clock_.now());
  carry_out(orders);
  if (const auto& modes = engine_->network()->equipment().modes; modes != equipped_) {
    equipped_ = modes;
    devices_->equip(modes);
    registered_.clear();  // those that are known read devices' words by the modes of before
  }
  register_devices();
}

// Brings the driver's registry to the engine's.
void Shell::Loop::register_devices() {
  if (!activation_) return;
  std::set<std::string> sites;
  for (const auto& device : engine_->devices()) {
    const std::string& site = device.record.site;
    sites.insert(site);
    const auto known = registered_.find(site);
    const bool is_other = known != registered_.end() && known->second != device.record;
    if (is_other) watch_->forget(site);
    const bool is_new = known == registered_.end() || is_other;
    if (is_new) {
      registered_.insert_or_assign(site, device.record);
      devices_->add(device.record);
    }
    if (is_new || activation_->observed(site) == nullptr) activation_->watch(site, clock_.now());
  }
  for (auto known = registered_.begin(); known != registered_.end();) {
    if (sites.contains(known->first)) {
      ++known;
      continue;
    }
    devices_->remove(known->first);
    watch_->forget(known->first);
    activation_->watch(known->first, clock_.now());
    known = registered_.erase(known);
  }
  publish_devices();
  asio::post(io_, [this] { pump_devices(); });
}

void Shell::Loop::carry_out(const std::vector<engine::Effect>& effects) {
  if (!activation_ || effects.empty()) return;
  const Instant now = clock_.now();
  for (const auto& effect : effects) {
    if (effect.kind == engine::Effect::Kind::kLight)
      activation_->want_lit(config_of(effect), now);
    else
      activation_->want_dark(effect.lightpath, now);
  }
  asio::post(io_, [this] { pump_devices(); });
}

void Shell::Loop::pump_devices() {
  if (!activation_ || !engine_) return;
  for (const auto& request : activation_->take_requests()) send(request);
  // Nothing else that is done here is news for the watch: a promise more does not make it look.
  const auto outcomes = activation_->take_outcomes();
  if (!outcomes.empty()) schedule_watch();
  for (const auto& outcome : outcomes) {
    if (outcome.verdict == activation::Verdict::kFailing)
      spdlog::warn("{}: {}; retrying", outcome.lightpath, outcome.message);
    submit(
        engine_->handle(engine::LightpathNews{outcome.lightpath, light_of(outcome.verdict), outcome.message},
                        clock_.now()),
        nullptr);
    if (!engine_) return;
  }
  arm_timer();
}

// A node is asked one thing at a time, also where the last one was asked before a reload.
void Shell::Loop::send(const activation::Request& request) {
  if (!asked_.insert(request.node).second) {
    held_back_.insert_or_assign(request.node, request);
    return;
  }
  // An answer that comes after a reload belongs to an Activation that is gone; the new one looks for itself.
  const auto generation = generation_;
  if (request.kind == activation::Request::Kind::kApply) {
    devices_->apply(request.node, request.desired,
                    [this, gate = gate_, generation, node = request.node](ApplyReport report) {
                      gate->post([this, generation, node, report = std::move(report)] {
                        answered(node);
                        if (generation != generation_ || !activation_) return;
                        activation_->on_report(node, report, clock_.now());
                        pump_devices();
                      });
                    });
    return;
  }
  devices_->observe(request.node,
                    [this, gate = gate_, generation, node = request.node](NodeObserved observed) {
                      gate->post([this, generation, node, observed = std::move(observed)] {
                        answered(node);
                        if (generation != generation_ || !activation_) return;
                        watch_->on_observed(observed);
                        activation_->on_observed(observed, clock_.now());
                        pump_devices();
                        schedule_watch();
                      });
                    });
}

void Shell::Loop::answered(const std::string& node) {
  asked_.erase(node);
  if (const auto next = held_back_.extract(node); !next.empty()) send(next.mapped());
}

// However much is heard in one turn of the loop, it is looked at once.
void Shell::Loop::schedule_watch() {
  if (!watch_ || watch_posted_) return;
  watch_posted_ = true;
  asio::post(io_, [this] { run_watch(); });
}

void Shell::Loop::run_watch() {
  watch_posted_ = false;
  if (!watch_ || !engine_) return;
  const Instant now = clock_.now();
  for (const auto& command : watch_->evaluate(*activation_, *engine_, now)) {
    auto decision = engine_->handle(command, now);
    if (!decision.changes.empty()) submit(std::move(decision), nullptr);
    if (!engine_) return;
  }
  publish_devices();
  arm_timer();
}

std::vector<DeviceView> Shell::Loop::device_views() const {
  auto views = engine_->devices();
  if (!activation_) return views;
  std::map<std::string, activation::NodeStatus> states;
  for (auto& status : activation_->states()) states.emplace(status.node, std::move(status));
  for (auto& view : views) {
    const auto status = states.find(view.record.site);
    if (status == states.end()) continue;
    view.last_seen = status->second.last_seen;
    view.drift = static_cast<std::int64_t>(status->second.drift);
  }
  return views;
}

// Apart from publish_figures, which every promise passes: only the watch and the registry change them.
void Shell::Loop::publish_devices() {
  if (!engine_) return;
  std::vector<DeviceFigures> figures;
  for (const auto& view : device_views()) {
    DeviceFigures of_one{view.record.node, view.state, view.drift, {}};
    of_one.counters.site = view.record.site;
    figures.push_back(std::move(of_one));
  }
  const std::lock_guard lock(published_mutex_);
  figures_.devices = std::move(figures);
}

}  // namespace lightloom
