// A chain of elements given outright, without a network: what `lightloom qot` evaluates.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "topology/optics/fibre.h"
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
struct Attenuator {
  Decibel loss;
  bool operator==(const Attenuator&) const = default;
};
using ChainElement = std::variant<Fibre, PlainAmplifier, Attenuator>;

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
  ChannelComb channels;                ///< empty where the model is not one of ours
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

/// Pure; any thread. kInvalidArgument naming the case where the model is not supported or a quantity leaves
/// what a double holds (a gain of 4,000 dB).
Result<QotResult> evaluate(const QotCase& qot_case);
/// The same with tables kept from case to case (topology/optics/ggn_tables.h).
Result<QotResult> evaluate(const QotCase& qot_case, GgnTables& tables);

}  // namespace lightloom::optics
