#include "lab/glass/cable_row.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lab/glass/constants.h"
#include "lab/glass/mixing_table.h"
#include "lab/glass/silica.h"

namespace lightloom::lab::physics {
namespace {

constexpr double kMixingWeight = 16.0 / 27.0;  // of dual-polarised Gaussian signals

class Journey {
 public:
  Journey(const Load& load, std::span<const Light> launched, const Kinds& kinds);
  void pass(const Edfa& edfa);
  void pass(const SpanLoss& span);
  void note_darkness(std::size_t amplifiers);
  Transfer result(std::span<const Light> launched) &&;

 private:
  struct Channel {
    double hertz, baud, gamma_squared;
    double accompanied;  // 1 + the noise it came with, over its signal
    double signal, ase, nli;
  };
  double total_w() const;
  void scale(double factor);
  void tilt(Decibel tilt, const AmplifierType& type);
  void mix(std::size_t span);

  const Kinds& kinds_;
  const Load& load_;
  std::vector<Channel> channels_;
  std::vector<double> density_squared_;
  Transfer transfer_;
};

Journey::Journey(const Load& load, std::span<const Light> launched, const Kinds& kinds)
    : kinds_(kinds), load_(load), density_squared_(launched.size()) {
  channels_.reserve(launched.size());
  for (std::size_t i = 0; i < launched.size(); ++i) {
    const double frequency = hertz(load.carriers[i].frequency);
    const double gamma = gamma_per_w_per_m(kinds.fibre, frequency);
    const double signal = launched[i].signal_w;
    channels_.push_back({frequency, hertz(load.carriers[i].baud_rate), gamma * gamma,
                         signal > 0 ? launched[i].total_w() / signal : 1.0, signal, 0, 0});
  }
}

double Journey::total_w() const {
  return std::accumulate(channels_.begin(), channels_.end(), 0.0, [](double sum, const Channel& channel) {
    return sum + channel.signal * channel.accompanied + channel.ase + channel.nli;
  });
}

void Journey::scale(double factor) {
  for (Channel& channel : channels_) {
    channel.signal *= factor;
    channel.ase *= factor;
    channel.nli *= factor;
  }
}

// The record's convention: the gain falls linearly in decibels from the lowest to the highest frequency of
// the amplifier's band, and its mean over the channels is the set one.
void Journey::tilt(Decibel tilt, const AmplifierType& type) {
  const double band = hertz(type.f_max - type.f_min);
  if (tilt.value == 0 || !(band > 0) || channels_.empty()) return;
  std::vector<double> factors;
  double sum = 0;
  for (const Channel& channel : channels_) {
    factors.push_back(ratio(-tilt * ((channel.hertz - hertz(type.f_min)) / band)));
    sum += factors.back();
  }
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    const double factor = factors[i] * static_cast<double>(channels_.size()) / sum;
    channels_[i].signal *= factor;
    channels_[i].ase *= factor;
    channels_[i].nli *= factor;
  }
}

void Journey::pass(const Edfa& edfa) {
  const double input = total_w();
  transfer_.amplifier_in_w.push_back(input);
  if (!edfa.enabled) scale(0);
  if (edfa.enabled && input > 0) {
    const AmplifierType& type = kinds_.equipment.amplifiers[edfa.type.at()];
    const Decibel gain = reached_gain(edfa.gain, type.p_max, input);
    const Decibel pad{std::max(type.gain_min.value - gain.value, 0.0)};
    const Decibel pumped = gain + pad;
    scale(ratio(-pad));
    // Spontaneous emission of both polarisations at the output, in each symbol rate.
    const double emission = kPlanck * kinds_.noise[edfa.type.at()].factor_at(pumped) * ratio(pumped);
    scale(ratio(pumped));
    for (Channel& channel : channels_) channel.ase += emission * channel.hertz * channel.baud;
    tilt(edfa.tilt, type);
    scale(ratio(-edfa.out_voa));
  }
  transfer_.amplifier_out_w.push_back(total_w());
}

void Journey::mix(std::size_t span) {
  const std::size_t count = channels_.size();
  for (std::size_t j = 0; j < count; ++j) {
    const double density = channels_[j].signal / channels_[j].baud;
    density_squared_[j] = density * density;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t* pairs = &load_.pairs[i * count];
    double cross = 0;
    for (std::size_t j = 0; j < count; ++j)
      cross += kinds_.mixing.by_span(pairs[j])[span] * density_squared_[j];
    const double self = kinds_.mixing.by_span(pairs[i])[span] * density_squared_[i];
    channels_[i].nli +=
        kMixingWeight * channels_[i].gamma_squared * channels_[i].signal * (2.0 * cross - self);
  }
}

void Journey::pass(const SpanLoss& span) {
  scale(span.before);
  mix(span.record);
  scale(span.fibre * span.after);
}

void Journey::note_darkness(std::size_t amplifiers) {
  transfer_.amplifier_in_w.resize(amplifiers, 0.0);
  transfer_.amplifier_out_w.resize(amplifiers, 0.0);
  scale(0);
}

Transfer Journey::result(std::span<const Light> launched) && {
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    const double signal = launched[i].signal_w;
    transfer_.gain.push_back(signal > 0 ? channels_[i].signal / signal : 0.0);
    transfer_.ase_w.push_back(channels_[i].ase);
    transfer_.nli_w.push_back(channels_[i].nli);
  }
  return std::move(transfer_);
}

}  // namespace

bool CableRow::is_whole() const {
  return !broken_span &&
         std::all_of(edfas.begin(), edfas.end(), [](const Edfa& edfa) { return edfa.enabled; });
}

Transfer carry(const CableRow& row, const Load& load, std::span<const Light> launched, const Kinds& kinds) {
  Journey journey(load, launched, kinds);
  journey.pass(row.edfas.front());
  for (std::size_t i = 0; i < row.spans.size(); ++i) {
    if (row.broken_span == i) break;
    journey.pass(row.spans[i]);
    journey.pass(row.edfas[i + 1]);
  }
  if (row.broken_span) journey.note_darkness(row.edfas.size());
  return std::move(journey).result(launched);
}

}  // namespace lightloom::lab::physics
