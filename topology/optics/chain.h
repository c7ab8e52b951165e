// A chain of elements given outright, without a network: what `lightloom qot` evaluates.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "topology/optics/fibre.h"
#include "topology/optics/noise_shares.h"
#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::optics {

class GgnTables;

/// Equal channels at equal distances, all launched with the same power.
struct ChannelComb {
  std::size_t count = 0;  ///< 1 to kMaxChannels
  double first_frequency_hz = 0;
  double spacing_hz = 0;    ///< at least the symbol rate, where there is more than one channel
  double baud_rate_hz = 0;  ///< > 0
  double roll_off = 0;
  Dbm launch_power;  ///< of each channel, at the chain's input
  bool operator==(const ChannelComb&) const = default;
};

/// A gain and a noise figure, as measured.
struct PlainAmplifier {
  Decibel gain, noise_figure;
  bool operator==(const PlainAmplifier&) const = default;
};
/// Amplifiers side by side, one a band; a coupler before and behind them splits and joins the light.
struct BandAmplifier {
  double f_min_hz = 0, f_max_hz = 0;
  PlainAmplifier amplifier;
  bool operator==(const BandAmplifier&) const = default;
};
struct MultibandAmplifier {
  std::vector<BandAmplifier> bands;  ///< apart from each other
  bool operator==(const MultibandAmplifier&) const = default;
};
struct Attenuator {
  Decibel loss;
  bool operator==(const Attenuator&) const = default;
};
using ChainElement = std::variant<Fibre, PlainAmplifier, Attenuator, MultibandAmplifier>;

inline constexpr std::size_t kMaxChannels = 2'000;
inline constexpr std::size_t kMaxElements = 10'000;
/// Analytic GN with ASE, no Raman effect.
inline constexpr const char* kAnalyticGn = "gn-analytic";
/// Generalised GN with ASE on power profiles with the Raman effect between channels.
inline constexpr const char* kIsrsGgn = "isrs-ggn";
/// Whether `evaluate` computes it.
bool is_supported_model(std::string_view model);

struct QotCase {
  std::string id;
  std::string model;
  std::vector<ChannelComb> channels;   ///< one a band, rising; empty where the model is not one of ours
  std::vector<ChainElement> elements;  ///< likewise
  bool operator==(const QotCase&) const = default;
};

/// One number a channel, in rising frequency. A ratio without noise is infinite.
struct QotResult {
  std::vector<double> gsnr_0p1nm_db;
  std::vector<double> gsnr_signal_bandwidth_db;
  std::vector<double> osnr_ase_0p1nm_db;
  std::vector<double> snr_nli_signal_bandwidth_db;
  std::vector<double> power_dbm;  ///< of the signal
  std::vector<double> chromatic_dispersion_ps_per_nm;
  std::vector<double> pmd_ps;
  std::vector<double> latency_us;
};

/// What happened to the light on its way.
struct QotTrace {
  struct Stage {
    std::size_t element = 0;
    double length_m = 0;           ///< of fibre up to here
    std::vector<double> ase, nli;  ///< noise over signal so far, one a channel, in its own bandwidth
  };
  std::vector<double> frequency_hz, baud_rate_hz;
  std::vector<Stage> stages;  ///< one an element
};
/// Channels times elements that a trace may have: some 64 MB.
inline constexpr std::size_t kMaxTraced = 4'000'000;
/// Of one channel of a trace: each fibre with what stands behind it up to the next, named `fibre 3 (element
/// 4)`; what stands before the first fibre is a stretch of its own. Noise in 0.1 nm, no transmitter.
NoiseShares shares_of(const QotTrace& trace, const QotCase& qot_case, std::size_t channel);

/// Pure; any thread. kInvalidArgument naming the case where the model is not supported, a channel lies in no
/// band of an amplifier, or a quantity leaves what a double holds (a gain of 4,000 dB).
Result<QotResult> evaluate(const QotCase& qot_case);
/// The same with tables kept from case to case (topology/optics/ggn_tables.h), and with what happened on the
/// way where that is asked: kInvalidArgument where there are more than kMaxTraced.
Result<QotResult> evaluate(const QotCase& qot_case, GgnTables& tables, QotTrace* trace = nullptr);

}  // namespace lightloom::optics
