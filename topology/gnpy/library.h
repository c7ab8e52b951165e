// A planner's equipment library, as GNPy writes it: every entry with its defaults filled in, nothing
// interpreted yet. docs/gnpy.md says what of the format is read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/optics/fibre.h"
#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::gnpy {

struct Band {
  double f_min_hz = 0, f_max_hz = 0;
  bool operator==(const Band&) const = default;
};

/// `Edfa` of the library. Quantities that a kind does not have are 0 or empty.
struct AmplifierVariety {
  enum class Kind {
    kVariableGain,
    kFixedGain,
    kAdvancedModel,
    kOpenRoadmIla,      ///< `openroadm`: the noise figure is a polynomial of the input power
    kOpenRoadmPreamp,   ///< `openroadm_preamp`
    kOpenRoadmBooster,  ///< `openroadm_booster`
    kDualStage,
    kMultiBand,
  };
  std::string name;  ///< type_variety
  Kind kind = Kind::kVariableGain;
  Band band;
  double gain_flatmax_db = 0, gain_min_db = 0;
  double p_max_dbm = 0;
  double nf_min_db = 0, nf_max_db = 0;          ///< kVariableGain
  double nf0_db = 0;                            ///< kFixedGain
  std::vector<double> nf_coef;                  ///< kOpenRoadmIla, highest power first
  std::vector<double> nf_fit_coeff;             ///< kAdvancedModel, highest power first
  std::vector<double> dgt;                      ///< dynamic gain tilt over the band, equal steps
  std::vector<double> gain_ripple_db;           ///< over the band, equal steps; empty: none
  std::vector<double> nf_ripple_db;             ///< likewise
  std::vector<double> ripple_frequency_hz;      ///< `f_ripple_ref`; empty: equal steps
  std::string preamp_variety, booster_variety;  ///< kDualStage
  std::vector<std::string> amplifiers;          ///< kMultiBand: the varieties of its bands
  bool out_voa_auto = false;
  bool allowed_for_design = false;
  bool raman = false;
  double pmd_s = 0, pdl_db = 0;
  bool operator==(const AmplifierVariety&) const = default;
};

/// `Fiber` of the library. What an element of the topology does not say itself it takes from here.
struct FibreVariety {
  std::string name;
  /// Length and connectors 0. Its loss is 0 where the library gives none (the element's is required then).
  optics::Fibre fibre;
  bool has_loss = false;
  bool has_effective_area = false;  ///< else from gamma, else GNPy's 83 um^2
  std::optional<double> gamma_per_w_per_m;
  bool operator==(const FibreVariety&) const = default;
};

/// How a ROADM sets the power of a channel: the three equalisations. `value` in dBm, in mW/GHz of the symbol
/// rate, in mW/GHz of the slot.
struct Equalisation {
  enum class Kind { kPower, kSymbolRateDensity, kSlotDensity };
  Kind kind = Kind::kPower;
  double value = 0;
  bool operator==(const Equalisation&) const = default;
};

/// One band's figures of one way through a ROADM (`roadm-path-impairments`).
struct RoadmImpairment {
  std::optional<Band> band;  ///< nullopt: everywhere
  std::optional<double> pmd_s, pdl_db, osnr_db, maxloss_db;
  bool operator==(const RoadmImpairment&) const = default;
};
struct RoadmPathImpairments {
  enum class Way { kExpress, kAdd, kDrop };
  int id = 0;
  Way way = Way::kExpress;
  std::vector<RoadmImpairment> bands;
  bool operator==(const RoadmPathImpairments&) const = default;
};

struct RoadmVariety {
  std::string name = "default";
  Equalisation equalisation;
  double add_drop_osnr_db = 100;
  double pmd_s = 0, pdl_db = 0;
  std::vector<std::string> preamp_varieties, booster_varieties;  ///< `restrictions`
  std::vector<RoadmPathImpairments> impairments;
  std::vector<Band> design_bands;
  bool operator==(const RoadmVariety&) const = default;
};

/// Penalty in dB over an impairment, piecewise linear from boundary to boundary; beyond the last there is no
/// light. Units of the boundaries as in the file: ps/nm, ps, dB.
struct PenaltyCurve {
  std::vector<double> up_to, penalty_db;  ///< rising
  bool operator==(const PenaltyCurve&) const = default;
};

struct TransceiverMode {
  std::string format;
  double baud_rate_hz = 0, bit_rate_bps = 0;
  double roll_off = 0;
  double required_osnr_db = 0;  ///< `OSNR`, in 0.1 nm
  double tx_osnr_db = 0;
  double min_spacing_hz = 0;
  double cost = 1;
  double equalisation_offset_db = 0;
  PenaltyCurve chromatic_dispersion, pmd, pdl;  ///< empty: none
  bool operator==(const TransceiverMode&) const = default;
};
struct TransceiverVariety {
  std::string name;
  Band frequency;
  std::vector<TransceiverMode> modes;  ///< in file order
  bool operator==(const TransceiverVariety&) const = default;
};

/// `Span`: how a network is designed.
struct SpanRules {
  bool power_mode = true;
  std::vector<double> delta_power_range_db{0, 0, 0};  ///< min, max, step
  double max_fibre_lineic_loss_for_raman = 0.25;      ///< dB/km
  double target_extended_gain_db = 2.5;
  double max_length_m = 150e3;
  std::optional<double> max_loss_db;
  double padding_db = 10;
  double eol_db = 0, con_in_db = 0, con_out_db = 0;
  bool operator==(const SpanRules&) const = default;
};

/// `SI`: the load that it is designed for.
struct SpectrumRules {
  Band band{191.35e12, 196.1e12};
  double baud_rate_hz = 32e9, spacing_hz = 50e9;
  double power_dbm = 0;
  std::optional<double> tx_power_dbm;
  std::vector<double> power_range_db{0, 0, 0.5};
  double roll_off = 0.15;
  double tx_osnr_db = 45;
  double sys_margins_db = 0;
  bool operator==(const SpectrumRules&) const = default;
};

struct Library {
  std::string file;                                    ///< as errors call it
  std::map<std::string, AmplifierVariety> amplifiers;  ///< by type_variety
  std::vector<std::string> amplifier_order;            ///< as in the file: design looks at them in this order
  std::map<std::string, FibreVariety> fibres;          ///< `Fiber` and `RamanFiber`
  std::map<std::string, RoadmVariety> roadms;          ///< one is `default`
  std::map<std::string, TransceiverVariety> transceivers;
  SpanRules span;
  std::vector<SpectrumRules>
      spectrum;  ///< `SI`: the first is the default; one a band where there are several
  bool operator==(const Library&) const = default;
};

/// Where the text of a file that a library refers to is found (`advanced_config_from_json` and the like): its
/// bytes by the name given, or why not.
using FileSource = Result<std::string> (*)(const std::string& name, void* context);

/// Reads an equipment library. `beside` gives the files it refers to. kInvalidArgument naming file, entry,
/// field, found and needed.
Result<Library> read_library(std::string_view bytes, const std::string& file, FileSource beside,
                             void* context);

/// Adds the types of another library (GNPy's `--extra-equipment`) that `library` does not have, amplifiers
/// behind its own. `Span` and `SI` stay as they are.
void add_missing_types(Library& library, Library extra);

}  // namespace lightloom::gnpy
