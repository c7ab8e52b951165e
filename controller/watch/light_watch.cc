#include "controller/watch/light_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "controller/records/records.h"

namespace lightloom::watch {
namespace {

constexpr Duration kPredictPause = std::chrono::milliseconds(5);

std::string name_of(const engine::LitLightpath& path) { return records::name_of('l', path.id.value); }

std::int64_t quarter_of(Instant at) { return at.time_since_epoch() / records::kQuarter; }

}  // namespace

void LightWatch::Sum::add(double value) {
  least = count == 0 ? value : std::min(least, value);
  greatest = count == 0 ? value : std::max(greatest, value);
  sum += value;
  ++count;
}

Spread LightWatch::Sum::spread() const {
  if (count == 0) return {};
  return {least, sum / count, greatest};
}

LightWatch::LightWatch(std::shared_ptr<const Network> network, optics::LineModel optics, Options options)
    : network_(std::move(network)), optics_(std::move(optics)), options_(options) {}

void LightWatch::set_lightpaths(const std::vector<engine::LitLightpath>& lightpaths, Instant now) {
  std::map<std::uint64_t, Watched> before = std::exchange(watched_, {});
  for (const auto& path : lightpaths) {
    const auto known = before.extract(path.id.value);
    if (known.empty()) {
      Watched watched{path, {}};
      watched.receivers[0].site = path.from;
      watched.receivers[1].site = path.to;
      watched_.emplace_hint(watched_.end(), path.id.value, std::move(watched));
      if (path.is_lit) crowd_changed(path);
      continue;
    }
    Watched& kept = watched_.emplace_hint(watched_.end(), path.id.value, std::move(known.mapped()))->second;
    if (kept.path.is_lit == path.is_lit) continue;
    kept.path = path;
    crowd_changed(path);
  }
  for (auto& [number, gone] : before) {
    keep_bins(gone);
    gone.path.is_lit = false;
    crowd_changed(gone.path);
    unpredicted_.erase(number);
  }
  if (!unpredicted_.empty() && !next_prediction_) next_prediction_ = now;
  if (!watched_.empty() && !next_sample_) {
    next_sample_ = now + options_.sample_every;
    quarter_ = quarter_of(now);
  }
}

// All that shares a cable with it is to be predicted anew.
void LightWatch::crowd_changed(const engine::LitLightpath& path) {
  for (const Hop& hop : path.hops) {
    auto& lit = lit_on_link_[hop.link];
    if (path.is_lit)
      lit.insert(path.id.value);
    else
      lit.erase(path.id.value);
    unpredicted_.insert(lit.begin(), lit.end());
  }
  const auto watched = watched_.find(path.id.value);
  if (path.is_lit || watched == watched_.end()) return;
  unpredicted_.erase(path.id.value);
  for (Receiver& receiver : watched->second.receivers) receiver.predicted.reset();
}

void LightWatch::on_observed(const NodeObserved& observed) {
  if (!observed.reachable) return forget(observed.node);
  received_[observed.node] = observed.received;
}

void LightWatch::predict(Watched& watched) const {
  const auto& path = watched.path;
  std::vector<std::vector<optics::LitChannel>> on_hop;
  on_hop.reserve(path.hops.size());
  for (const Hop& hop : path.hops) {
    auto& channels = on_hop.emplace_back();
    for (const auto number : lit_on_link_.at(hop.link)) {
      const auto& other = watched_.at(number).path;
      channels.push_back({other.mode, other.slot.slices()});
    }
  }
  const auto received = optics_.as_lit_both_ways(path.mode, path.slot.slices(), path.hops, on_hop);
  watched.receivers[1].predicted = received ? std::optional(received->there) : std::nullopt;
  watched.receivers[0].predicted = received ? std::optional(received->back) : std::nullopt;
}

void LightWatch::advance(Instant now) {
  for (std::size_t i = 0; i < options_.predictions_at_once && !unpredicted_.empty(); ++i) {
    const auto number = *unpredicted_.begin();
    unpredicted_.erase(unpredicted_.begin());
    if (const auto watched = watched_.find(number); watched != watched_.end()) predict(watched->second);
  }
  next_prediction_ = unpredicted_.empty() ? std::nullopt : std::optional(now + kPredictPause);
  if (next_sample_ && *next_sample_ <= now) sample(now);
}

std::optional<Instant> LightWatch::next_due() const {
  return next_prediction_ ? std::min(*next_prediction_, next_sample_.value_or(kForever)) : next_sample_;
}

void LightWatch::sample(Instant now) {
  if (const auto quarter = quarter_of(now); quarter != quarter_) {
    close_bins(quarter_);
    quarter_ = quarter;
  }
  for (auto& [number, watched] : watched_) {
    const std::string name = name_of(watched.path);
    for (Receiver& receiver : watched.receivers) {
      const auto here = received_.find(network_->site(receiver.site).name);
      if (here == received_.end()) continue;
      const auto light = here->second.find(name);
      ++receiver.samples;
      if (light == here->second.end()) {
        ++receiver.dark_samples;
        continue;
      }
      receiver.power.add(light->second.power.value);
      receiver.gsnr.add(light->second.gsnr_0p1nm.value);
      if (light->second.pre_fec_ber) receiver.ber.add(*light->second.pre_fec_ber);
    }
  }
  const bool is_over = watched_.empty() && ready_.empty();
  next_sample_ = is_over ? std::nullopt : std::optional(now + options_.sample_every);
}

PerformanceBin LightWatch::bin_of(const Receiver& receiver, std::int64_t quarter) const {
  PerformanceBin bin;
  bin.start = Instant(quarter * records::kQuarter);
  bin.site = network_->site(receiver.site).name;
  bin.samples = receiver.samples;
  bin.dark_samples = receiver.dark_samples;
  bin.power_dbm = receiver.power.spread();
  bin.gsnr_0p1nm_db = receiver.gsnr.spread();
  if (receiver.ber.count > 0) bin.pre_fec_ber = receiver.ber.spread();
  return bin;
}

void LightWatch::keep_bins(const Watched& watched) {
  for (const Receiver& receiver : watched.receivers)
    if (receiver.samples > 0) ready_.emplace_back(watched.path.id, bin_of(receiver, quarter_));
}

void LightWatch::close_bins(std::int64_t quarter) {
  for (auto& [number, watched] : watched_) {
    keep_bins(watched);
    for (Receiver& receiver : watched.receivers) {
      receiver.power = receiver.gsnr = receiver.ber = {};
      receiver.samples = receiver.dark_samples = 0;
    }
  }
  std::map<std::uint32_t, engine::PerformanceNews> shards;
  for (auto& [lightpath, bin] : std::exchange(ready_, {})) {
    const auto shard = static_cast<std::uint32_t>(lightpath.value % records::kPerformanceShards);
    auto& news = shards.try_emplace(shard, engine::PerformanceNews{quarter, shard, {}}).first->second;
    news.receivers.emplace_back(lightpath, std::move(bin));
  }
  for (auto& [shard, news] : shards) bins_.push_back(std::move(news));
}

std::vector<engine::PerformanceNews> LightWatch::take_bins() { return std::exchange(bins_, {}); }

// Null where it is dark, or its device does not answer.
const NodeObserved::Light* LightWatch::measured(const std::string& site, const std::string& lightpath) const {
  const auto here = received_.find(site);
  if (here == received_.end()) return nullptr;
  const auto light = here->second.find(lightpath);
  return light == here->second.end() ? nullptr : &light->second;
}

void LightWatch::add_conditions(Conditions& conditions) const {
  for (const auto& [number, watched] : watched_) {
    if (!watched.path.is_lit) continue;
    const std::string name = name_of(watched.path);
    for (const Receiver& receiver : watched.receivers) {
      const std::string& site = network_->site(receiver.site).name;
      const auto* const light = measured(site, name);
      if (!receiver.predicted || light == nullptr) continue;
      const double off = light->power.value - receiver.predicted->power.value;
      if (std::abs(off) <= options_.tolerance.value) continue;
      Condition condition;
      condition.severity = Severity::kWarning;
      condition.message = fmt::format("{} arrives at {} with {:.1f} dBm, predicted {:.1f} dBm", name, site,
                                      light->power.value, receiver.predicted->power.value);
      condition.patience = std::chrono::seconds(3);
      conditions.emplace(engine::AlarmKey{"POWER_OFF_PREDICTION", name}, std::move(condition));
    }
  }
}

bool LightWatch::is_open(const std::string& lightpath) const {
  const auto number = records::number_of('l', lightpath);
  const auto found = number ? watched_.find(*number) : watched_.end();
  if (found == watched_.end() || !found->second.path.is_lit) return false;
  const auto& receivers = found->second.receivers;
  return std::any_of(receivers.begin(), receivers.end(), [this](const Receiver& receiver) {
    return !receiver.predicted || !received_.contains(network_->site(receiver.site).name);
  });
}

void LightWatch::complete(LightpathReport& report) const {
  const auto number = records::number_of('l', report.name);
  const auto found = number ? watched_.find(*number) : watched_.end();
  if (found == watched_.end()) return;
  for (std::size_t i = 0; i < report.receivers.size() && i < found->second.receivers.size(); ++i) {
    const Receiver& receiver = found->second.receivers.at(i);
    if (const auto* const light = measured(report.receivers[i].site, report.name))
      report.receivers[i].measured = *light;
    if (receiver.predicted) {
      report.receivers[i].predicted_power = receiver.predicted->power;
      report.receivers[i].predicted_gsnr_0p1nm = receiver.predicted->gsnr_0p1nm;
    }
    if (receiver.samples > 0) report.bins.push_back(bin_of(receiver, quarter_));
  }
}

}  // namespace lightloom::watch
