// What can be bought: transceiver modes, amplifier and fibre types, and the defaults of a line system. Data,
// not code: read by formats/ from GNPy's equipment files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "topology/ids.h"
#include "topology/units.h"

namespace lightloom {

/// An operational mode of a transceiver.
struct Mode {
  std::string name;         ///< `format` of the equipment file, as 400G-PCS16QAM
  std::string transceiver;  ///< `type_variety` it belongs to
  Kbps rate;
  Mhz baud_rate;  ///< symbol rate as bandwidth; a rate that is not whole in MHz is refused by the reader
  Mhz min_spacing;
  Mhz f_min, f_max;  ///< the transceiver's tuning range: the whole slot lies in it
  double roll_off = 0;
  Decibel required_osnr;  ///< in 0.1 nm, without margin
  Decibel tx_osnr;        ///< of the transmitter, in 0.1 nm
  bool operator==(const Mode&) const = default;
};

struct AmplifierType {
  enum class Kind { kVariableGain, kFixedGain };
  std::string name;
  Kind kind = Kind::kVariableGain;
  Decibel gain_flatmax, gain_min;
  Dbm p_max;
  Decibel nf_min, nf_max;  ///< at gain_flatmax, at gain_min; equal where the gain is fixed
  Mhz f_min, f_max;
  bool allowed_for_design = true;
  bool operator==(const AmplifierType&) const = default;
};

struct FibreType {
  std::string name;
  double dispersion_s_per_m2 = 0;
  std::optional<double> dispersion_slope_s_per_m3;
  double effective_area_m2 = 0;
  std::optional<double> gamma_per_w_per_m;  ///< given instead of the effective area
  double pmd_s_per_sqrt_m = 0;
  double group_index = 1.468;                 ///< 1 to 2; about 1.003 in a hollow core
  double nonlinear_index_m2_per_w = 2.6e-20;  ///< of the Kerr effect; 0: none, as in a hollow core
  bool operator==(const FibreType&) const = default;
};

/// How a ROADM sets the power of a channel at its output: total power (signal and noise) per channel.
struct RoadmTarget {
  enum class Kind { kPerChannelDbm, kPerSymbolRateMwPerGhz, kPerSlotWidthMwPerGhz };
  Kind kind = Kind::kPerSlotWidthMwPerGhz;
  double value = 0;
  bool operator==(const RoadmTarget&) const = default;
};

struct RoadmType {
  std::string name = "default";
  RoadmTarget target;
  Decibel add_drop_osnr;  ///< in 0.1 nm, once a lightpath
  double pmd_s = 0;
  bool operator==(const RoadmType&) const = default;
};

/// Rules that designed the line, and the load that it was designed for (`Span` and `SI` of the file).
struct LineDefaults {
  Mhz f_min, f_max;  ///< band of the line system
  Mhz baud_rate, spacing;
  double roll_off = 0.1;
  Dbm launch_power;  ///< `SI.power_dbm`, of the design's reference channel, at the booster's output
  Decibel tx_osnr;
  Decibel margin;   ///< operator's margin: `SI.sys_margins`
  Decibel padding;  ///< a span that loses less is padded at its input
  Decibel connector_in, connector_out;
  Metres max_length;
  Decibel extended_gain{2.5};  ///< `Span.target_extended_gain`: how far above gain_flatmax a design may go
  bool operator==(const LineDefaults&) const = default;
};

struct Equipment {
  std::vector<Mode> modes;  ///< of every transceiver, in file order; ModeIndex
  std::vector<AmplifierType> amplifiers;
  std::vector<FibreType> fibres;
  RoadmType roadm;
  LineDefaults line;
  bool operator==(const Equipment&) const = default;
};

}  // namespace lightloom
