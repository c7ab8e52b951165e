#include "lab/glass/mixing_table.h"

#include <cstdlib>

#include "lab/glass/constants.h"
#include "lab/glass/silica.h"

namespace lightloom::lab::physics {
namespace {

// Far more than a band of fixed slots has; lasers tuned at random come to it in the end.
constexpr std::size_t kMostPairs = 65'536;

}  // namespace

MixingTable::MixingTable(const Link& link, const FibreType& type) : link_(link), type_(type) {}

std::size_t MixingTable::KeyHash::operator()(const Key& key) const {
  constexpr std::uint64_t kMultiplier = 0x9e37'79b9'7f4a'7c15;  // 2^64 over the golden ratio
  std::uint64_t hash = 0;
  for (const Mhz part : {key.distance, key.own_baud, key.other_baud, key.twice_middle})
    hash = (hash ^ (hash >> 29U) ^ static_cast<std::uint64_t>(part.value)) * kMultiplier;
  return hash ^ (hash >> 32U);
}

MixingTable::Key MixingTable::key_of(const Carrier& own, const Carrier& other) const {
  const Mhz distance{std::abs(other.frequency.value - own.frequency.value)};
  const Mhz middle = type_.dispersion_slope_s_per_m3 ? own.frequency + other.frequency : Mhz{0};
  return {distance, own.baud_rate, other.baud_rate, middle};
}

void MixingTable::make_spans() {
  spans_.reserve(link_.spans.size());
  for (const Span& span : link_.spans)
    spans_.emplace_back(attenuation_per_m(span.loss_db_per_km) * static_cast<double>(span.length.value));
}

void MixingTable::learn(Load& load) {
  load.pairs.clear();
  if (load.carriers.empty()) return;
  if (spans_.empty()) make_spans();
  if (known_.size() > kMostPairs) {
    known_.clear();
    efficiency_.clear();
    ++generation_;
  }
  load.pairs.reserve(load.carriers.size() * load.carriers.size());
  for (const Carrier& own : load.carriers) {
    for (const Carrier& other : load.carriers) {
      const Key key = key_of(own, other);
      const auto found = known_.find(key);
      load.pairs.push_back(found != known_.end() ? found->second : add(key));
    }
  }
}

std::uint32_t MixingTable::add(const Key& key) {
  const double middle = key.twice_middle.value > 0 ? hertz(key.twice_middle) / 2.0 : kReferenceFrequencyHz;
  const double beta2 = beta2_s2_per_m(type_, middle);
  const Island island{hertz(key.distance), hertz(key.own_baud), hertz(key.other_baud)};
  const auto index = static_cast<std::uint32_t>(efficiency_.size());
  std::vector<IslandPoint> points;
  double points_loss = -1;
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const double loss = link_.spans[i].loss_db_per_km;
    if (loss != points_loss) points = island_points(island, {attenuation_per_m(loss), beta2});
    points_loss = loss;
    efficiency_.push_back(island_efficiency(points, spans_[i]));
  }
  known_.emplace(key, index);
  return index;
}

}  // namespace lightloom::lab::physics
