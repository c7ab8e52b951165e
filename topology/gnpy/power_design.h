// Power along a line: how much each amplifier shall give, for the load that the library's `SI` describes.
#pragma once

#include <vector>

#include "topology/gnpy/amplifier_catalogue.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/gnpy/span_loss.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// The load that a network is designed for: equal channels that fill the band of `SI`, of the C band at most.
struct ReferenceLoad {
  double channel_dbm = 0;      ///< what a booster gives a channel where nothing else is said
  double total_dbm = 0;        ///< of all channels
  double transmitter_dbm = 0;  ///< of a channel where it leaves a transceiver
  double baud_rate_hz = 0, spacing_hz = 0;
  bool operator==(const ReferenceLoad&) const = default;
};
/// kInvalidArgument where no channel fits into the band.
Result<ReferenceLoad> reference_load(const Library& library);

/// A ROADM's target for a channel of that load.
double reference_power_dbm(const Equalisation& equalisation, const ReferenceLoad& load);

/// What a line brings along in one band, in dB over the reference channel: the power that was meant for the
/// channel, and the attenuation after the last amplifier.
struct BandPower {
  double delta_p_db = 0;
  double voa_db = 0;
};
/// How a band's power departs from that of the strongest band after a fibre, and how it is tilted within.
struct BandDeviation {
  double power_db = 0;
  double tilt_db = 0;
};

/// An amplifier's place on its line.
struct AmplifierPlace {
  ElementIndex amplifier = 0, before = 0, after = 0;
  double loss_before_db = 0;  ///< of the span that ends here
  double loss_after_db = 0;   ///< of the one that begins here
  bool after_is_roadm = false;
  bool raman_allowed = false;
};

/// What design asks of an amplifier.
struct AmplifierTarget {
  double gain_db = 0;
  double power_dbm = 0;  ///< of the whole load
  double delta_p_db = 0;
  double tilt_db = 0;
  double voa_db = 0;  ///< as given, else 0
};

/// The rules by which lines are designed, ready for use. Network and library must outlive it.
class PowerDesign {
 public:
  /// kInvalidArgument naming the field of `Span` or `SI`, or the amplifier type, that cannot be used.
  static Result<PowerDesign> build(const PlannerNetwork& network, const Library& library);

  Result<AmplifierPlace> place(ElementIndex amplifier, ElementIndex before, ElementIndex after);

  /// With `power_mode` a line is designed by power: the more the next span loses, the more it gets, and given
  /// gains do not count. Without it, given gains count and power follows.
  AmplifierTarget target(const AmplifierElement& amplifier, const AmplifierPlace& place,
                         const BandPower& before, const BandDeviation& deviation) const;

  /// Chooses the type of an amplifier that has none, out of `among`, and sets gain, delta_p, tilt and
  /// attenuator. A type's power bounds the gain. Returns what the line brings to the next amplifier.
  Result<BandPower> set(AmplifierElement& amplifier, const AmplifierPlace& place,
                        const AmplifierTarget& target, const BandPower& before,
                        const std::vector<CatalogueIndex>& among) const;

  const AmplifierCatalogue& catalogue() const { return catalogue_; }
  SpanLosses& losses() { return losses_; }
  const ReferenceLoad& load() const { return load_; }
  const Library& library() const { return *library_; }
  double extended_gain_db() const { return library_->span.target_extended_gain_db; }

 private:
  PowerDesign(const PlannerNetwork& network, const Library& library, AmplifierCatalogue catalogue,
              const ReferenceLoad& load);
  double wanted_delta_p_db(const AmplifierPlace& place, double deviation_db) const;

  const PlannerNetwork* network_;
  const Library* library_;
  AmplifierCatalogue catalogue_;
  ReferenceLoad load_;
  SpanLosses losses_;
};

}  // namespace lightloom::gnpy
