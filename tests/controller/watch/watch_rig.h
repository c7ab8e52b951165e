// A whole plant without threads: an engine, activation and watch as the shell runs them, and a glass in which
// light arrives where cables, channels and lasers lead it.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/watch/watch.h"
#include "tests/controller/engine/world.h"
#include "tests/controller/watch/reports.h"

namespace lightloom::watch {

inline engine::Engine::Options only_seen() {
  engine::Engine::Options options;
  options.planning_only = false;
  options.set_up = options.tear_down = Duration(0);
  return options;
}

class WatchRig {
 public:
  explicit WatchRig(std::shared_ptr<const Network> on = triangle())
      : world(only_seen(), std::move(on)), watch_(new_watch()), activation_(new_activation()) {
    world.now = kStart;
    for (const Site& site : world.network->sites()) {
      world.ask(engine::AddDevice{{node_at(site.name), site.name, "127.0.0.1:9339", {}, {}, {}}});
      activation_->watch(site.name, world.now);
    }
    run();
  }

  static std::string node_at(const std::string& site) { return "roadm-" + site; }

  /// All that is due now.
  void run() {
    for (int turns = 0; exchange(); ++turns)
      if (turns > 10'000) throw std::runtime_error("watch and devices never come to rest");
  }
  void pass(Duration time) {
    constexpr Duration kStep = milliseconds(100);
    for (const Instant until = world.now + time; world.now < until;) {
      world.now = std::min(until, world.now + kStep);
      for (const Site& site : world.network->sites()) news(site.name);
      run();
    }
  }
  /// The process is killed and started again; the store has all that was decided.
  void restart() {
    world.engine = world.reloaded();
    watch_ = new_watch();
    watch_->adopt(world.engine);
    activation_ = new_activation();
    activation_->adopt(orders(), world.now);
    for (const auto& order : world.engine.standing_orders()) carry_out(order);
    for (const Site& site : world.network->sites()) activation_->watch(site.name, world.now);
  }

  /// Makes a reservation, and waits until its light is up.
  ReservationView light(const std::string& from, const std::string& to) {
    auto asked = engine::request(from, to);
    asked.rate = {100'000'000};
    auto made = world.ask(asked);
    if (!made) throw std::runtime_error(made.error().error.message);
    run();
    pass(milliseconds(100));
    return world.see(made->name);
  }

  void cut_cable(const std::string& name) {
    change([&] { cut_.insert(name); });
  }
  void splice(const std::string& name) {
    change([&] { cut_.erase(name); });
  }
  /// One direction only: `site` hears nothing on it any more.
  void deafen(const std::string& site, const std::string& port) {
    change([&] { deaf_.insert({site, port}); });
  }
  void silence(const std::string& site, bool is_silent = true) {
    silent_.erase(site);
    if (is_silent) silent_.insert(site);
    activation_->on_news(unreachable(site, ""), world.now);
    run();
  }
  /// Power is gone: it answers nothing, and passes no light.
  void kill(const std::string& site) {
    silent_.insert(site);
    change([&] { dead_.insert(site); });
    silence(site);
  }
  void revive(const std::string& site) {
    silent_.erase(site);
    change([&] { dead_.erase(site); });
  }
  /// A receiver finds no light though all is configured, or other power than usual.
  void shade(const std::string& site, const std::string& lightpath) {
    change([&] { shaded_.insert({site, lightpath}); });
  }
  void unshade() {
    change([&] { shaded_.clear(); });
  }
  void receive(const std::string& site, const std::string& lightpath, Dbm power) {
    change([&] { powers_[{site, lightpath}] = power; });
  }
  /// What a node holds, for whoever tampers with it.
  NodeDesired& holds(const std::string& site) { return holds_[site]; }
  void amplifier(const std::string& site, const std::string& name, Dbm input) {
    amplifiers_[site][name] = input;
  }
  /// Every device makes news of what it sees.
  void change(const std::function<void()>& what) {
    what();
    for (const Site& site : world.network->sites()) news(site.name);
    run();
  }

  /// Kind and resource of each active alarm.
  std::vector<std::string> alarms() const {
    std::vector<std::string> words;
    for (const auto& alarm : world.engine.active_alarms()) words.push_back(alarm.kind + " " + alarm.resource);
    std::sort(words.begin(), words.end());
    return words;
  }
  std::optional<AlarmView> alarm(const std::string& kind) const {
    for (const auto& alarm : world.engine.active_alarms())
      if (alarm.kind == kind) return alarm;
    return std::nullopt;
  }
  std::size_t alarms_ever() const { return world.count(RecordKind::kAlarm); }
  LinkState link(const std::string& name) const { return world.engine.link(name)->status.state; }
  DeviceState device(const std::string& site) const {
    for (const auto& view : world.engine.devices())
      if (view.record.site == site) return view.state;
    return DeviceState::kConnecting;
  }
  Watch& watch() { return *watch_; }
  activation::Activation& activation() { return *activation_; }

  engine::World world;

 private:
  using Port = std::pair<std::string, std::string>;

  std::unique_ptr<Watch> new_watch() const {
    return std::make_unique<Watch>(world.network, world.engine.optics());
  }
  static std::unique_ptr<activation::Activation> new_activation() {
    return std::make_unique<activation::Activation>(activation::Options{});
  }

  static activation::LightpathConfig config_of(const engine::Effect& order) {
    activation::LightpathConfig config{order.lightpath, {}, {}};
    for (const auto& channel : order.channels) config.channels[channel.node] = channel.channel;
    for (const auto& laser : order.lasers) config.lasers[laser.node] = laser.laser;
    return config;
  }
  std::vector<activation::LightpathConfig> orders() const {
    std::vector<activation::LightpathConfig> configs;
    std::set<std::string> lighting;
    for (const auto& path : world.engine.shining())
      if (path.is_lighting) lighting.insert(records::name_of('l', path.id.value));
    for (const auto& order : world.engine.standing_orders())
      if (!lighting.contains(order.lightpath)) configs.push_back(config_of(order));
    return configs;
  }

  bool is_dark(const Link& link) const {
    return cut_.contains(link.name) || dead_.contains(world.network->site(link.a_site).name) ||
           dead_.contains(world.network->site(link.z_site).name);
  }
  bool arrives(const engine::LitLightpath& path, const std::string& name) {
    const auto has_laser = [&](SiteIndex site) {
      return holds_[world.network->site(site).name].lasers.contains(name);
    };
    return has_laser(path.from) && has_laser(path.to) &&
           std::all_of(path.hops.begin(), path.hops.end(), [&](const Hop& hop) {
             const Link& link = world.network->link(hop.link);
             return !is_dark(link) && holds_[world.network->site(link.a_site).name].channels.contains(name) &&
                    holds_[world.network->site(link.z_site).name].channels.contains(name);
           });
  }

  NodeObserved seen(const std::string& site) {
    NodeObserved observed = report(site, all_well(*world.network).at(site).neighbours);
    for (const Link& link : world.network->links())
      for (const auto& [end, port] : {Port(world.network->site(link.a_site).name, link.a_port),
                                      Port(world.network->site(link.z_site).name, link.z_port)})
        if (end == site && (is_dark(link) || deaf_.contains({end, port}))) observed.neighbours.erase(port);
    observed.holds = holds_[site];
    observed.amplifier_input = amplifiers_[site];
    for (const auto& path : world.engine.shining()) {
      const std::string name = records::name_of('l', path.id.value);
      const bool is_end =
          world.network->site(path.from).name == site || world.network->site(path.to).name == site;
      if (!is_end || !arrives(path, name) || shaded_.contains({site, name})) continue;
      const auto power = powers_.find({site, name});
      observed.received[name] = {power == powers_.end() ? predicted(site, name) : power->second, {23.0}, {}};
    }
    return observed;
  }
  // What was predicted, so that nothing is off by itself.
  Dbm predicted(const std::string& site, const std::string& name) {
    auto lightpath = world.engine.lightpath(name);
    watch_->complete(*lightpath);
    for (const auto& receiver : lightpath->receivers)
      if (receiver.site == site && receiver.predicted_power) return *receiver.predicted_power;
    return Dbm{-17.0};
  }

  void news(const std::string& site) {
    if (silent_.contains(site)) return;
    const auto observed = seen(site);
    watch_->on_observed(observed);
    activation_->on_news(observed, world.now);
  }

  bool exchange() {
    world.settle();
    bool is_busy = !world.effects.empty();
    for (const auto& effect : std::exchange(world.effects, {})) carry_out(effect);
    activation_->advance(world.now);
    for (const auto& request : activation_->take_requests()) {
      is_busy = true;
      answer(request);
    }
    for (const auto& outcome : activation_->take_outcomes()) {
      is_busy = true;
      world.hear(outcome.lightpath,
                 outcome.verdict == activation::Verdict::kLit    ? engine::Light::kLit
                 : outcome.verdict == activation::Verdict::kDark ? engine::Light::kDark
                                                                 : engine::Light::kFailing,
                 outcome.message);
    }
    const auto before = world.engine.revision();
    for (const auto& command : watch_->evaluate(*activation_, world.engine, world.now)) world.handle(command);
    return is_busy || world.engine.revision() != before;
  }
  void carry_out(const engine::Effect& order) {
    if (order.kind == engine::Effect::Kind::kLight)
      activation_->want_lit(config_of(order), world.now);
    else
      activation_->want_dark(order.lightpath, world.now);
  }
  void answer(const activation::Request& request) {
    const std::string& site = request.node;
    const bool is_silent = silent_.contains(site);
    if (request.kind == activation::Request::Kind::kApply) {
      if (!is_silent) holds_[site] = request.desired;
      activation_->on_report(
          site, {is_silent ? ApplyReport::Verdict::kSilent : ApplyReport::Verdict::kDone, "", {}}, world.now);
      return;
    }
    const auto observed = is_silent ? unreachable(site, "no reply within 2 s") : seen(site);
    watch_->on_observed(observed);
    activation_->on_observed(observed, world.now);
  }

  std::unique_ptr<Watch> watch_;
  std::unique_ptr<activation::Activation> activation_;
  std::map<std::string, NodeDesired> holds_;
  std::map<std::string, std::map<std::string, Dbm>> amplifiers_;
  std::set<std::string> cut_, silent_, dead_;
  std::set<Port> deaf_, shaded_;
  std::map<Port, Dbm> powers_;
};

}  // namespace lightloom::watch
