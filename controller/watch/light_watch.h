// What receivers say beside what was predicted for the channels lit now, and bins of it. Pure; one thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/engine/engine.h"
#include "controller/watch/alarm_book.h"
#include "topology/optics/line_model.h"

namespace lightloom::watch {

class LightWatch {
 public:
  struct Options {
    Duration sample_every = std::chrono::seconds(10);
    Decibel tolerance{1.0};                ///< measured and predicted power may differ by so much
    std::size_t predictions_at_once = 24;  ///< a step of `advance`: a millisecond or two
  };
  LightWatch(std::shared_ptr<const Network> network, optics::LineModel optics, Options options);

  /// Lightpaths that were ordered lit, all of them.
  void set_lightpaths(const std::vector<engine::LitLightpath>& lightpaths, Instant now);
  /// A device that does not answer says nothing: no sample, and nothing that could be off.
  void on_observed(const NodeObserved& observed);
  /// Its device is gone.
  void forget(const std::string& site) { received_.erase(site); }
  /// Samples and predicts what is due.
  void advance(Instant now);
  std::optional<Instant> next_due() const;

  /// Receivers whose power is off the prediction.
  void add_conditions(Conditions& conditions) const;
  /// A lightpath that is lit, of which a receiver was not heard yet, or not predicted.
  bool is_open(const std::string& lightpath) const;
  /// Receivers of a lightpath, measured and predicted, and its bin that is not complete yet.
  void complete(LightpathReport& report) const;
  /// Bins of a quarter of an hour that is over; empties the box.
  std::vector<engine::PerformanceNews> take_bins();

 private:
  struct Sum {
    double least = 0, sum = 0, greatest = 0;
    std::uint32_t count = 0;
    void add(double value);
    Spread spread() const;
  };
  struct Receiver {
    SiteIndex site;
    std::optional<optics::Received> predicted;
    Sum power, gsnr, ber;
    std::uint32_t samples = 0, dark_samples = 0;
  };
  struct Watched {
    engine::LitLightpath path;
    std::array<Receiver, 2> receivers;  // at `from`, at `to`
  };

  void sample(Instant now);
  void close_bins(std::int64_t quarter);
  void keep_bins(const Watched& watched);
  void predict(Watched& watched) const;
  void crowd_changed(const engine::LitLightpath& path);
  const NodeObserved::Light* measured(const std::string& site, const std::string& lightpath) const;
  PerformanceBin bin_of(const Receiver& receiver, std::int64_t quarter) const;

  std::shared_ptr<const Network> network_;
  optics::LineModel optics_;
  Options options_;
  std::map<std::uint64_t, Watched> watched_;                  // by number
  std::map<LinkIndex, std::set<std::uint64_t>> lit_on_link_;  // those that are lit
  std::set<std::uint64_t> unpredicted_;
  // By site, those that answer; then by lightpath.
  std::map<std::string, std::map<std::string, NodeObserved::Light>> received_;
  std::optional<Instant> next_sample_, next_prediction_;
  std::int64_t quarter_ = 0;
  std::vector<std::pair<LightpathId, PerformanceBin>> ready_;  // of this quarter, complete before it is over
  std::vector<engine::PerformanceNews> bins_;
};

}  // namespace lightloom::watch
