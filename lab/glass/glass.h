// The light between emulated devices: from what they were told, what arrives where. Physics of its own, never
// topology/optics, in another form (numerical integrals, powers in watt carried span by span), so that a
// wrong formula there cannot agree with itself here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "topology/network.h"

namespace lightloom::lab {

/// A laser that is on. One a port: of two at one port the first counts. A mode that the equipment lacks, or a
/// power that is no number, makes no light.
struct Transmitter {
  std::string line_port;  ///< `line-7`
  ModeIndex mode;
  Mhz frequency;  ///< centre
  Dbm power{0};   ///< at the ROADM's add port
  bool operator==(const Transmitter&) const = default;
};
/// Frequencies [lower, upper) that a ROADM passes from one port to another, one way. A channel passes if its
/// whole symbol rate lies inside, and leaves with no more than the equipment's target for that width. From a
/// line port light of its laser comes, into a line port it is dropped; ports that are not there pass nothing.
struct Cross {
  std::string source, dest;  ///< `line-7`, `degree-3`
  Mhz lower, upper;
  bool operator==(const Cross&) const = default;
};
/// An amplifier whose setting is not the plant record's. It counts at the site that owns the amplifier
/// (docs/wire.md): the a-site, or the z-site for those at its end.
struct AmplifierSetting {
  LinkIndex link;
  bool forward = true;       ///< carries light from a to z
  std::size_t position = 0;  ///< 0 is the booster
  Decibel gain, tilt;
  bool enabled = true;
  bool operator==(const AmplifierSetting&) const = default;
};
/// All that the device of one site was told, as far as light minds it.
struct SiteConfig {
  std::vector<Transmitter> transmitters;
  std::vector<Cross> crosses;
  std::vector<AmplifierSetting> amplifiers;  ///< only those that differ from the record
  bool operator==(const SiteConfig&) const = default;
};

/// A channel as a receiver that is on finds it.
struct Reception {
  Dbm power;           ///< total of the channel at the drop port
  Decibel esnr;        ///< ASE, NLI, transmitter and add/drop, in the symbol rate
  Decibel osnr_0p1nm;  ///< the same without NLI
  double pre_fec_ber = 0;
  double chromatic_dispersion_ps_per_nm = 0;
  std::string from_site;  ///< where its laser stands
};
/// A channel at the end of a cable.
struct MonitoredChannel {
  Mhz lower, upper;  ///< of the media channel that let it in
  Dbm power;
};
/// One cable in one direction.
struct Fibre {
  bool is_dark = false;  ///< broken, or its neighbour's device is gone: no supervisory light arrives
  std::vector<Dbm> amplifier_in, amplifier_out;  ///< total power by position; -60 dBm is darkness
  std::vector<MonitoredChannel> channels;        ///< at its end, in rising frequency
};

/// One thread. Nothing is computed before it is asked for; what did not change is not computed again. What is
/// seen follows from the state alone, to the last bit, whatever came before. Sites and links are those of the
/// network.
class Glass {
 public:
  explicit Glass(std::shared_ptr<const Network> network);
  ~Glass();

  void set_site(SiteIndex site, SiteConfig config);
  /// A site without power: no light enters or leaves there, and it keeps what it was told. `set_site` has no
  /// effect on that. Amplifiers along its cables have power of their own.
  void set_power(SiteIndex site, bool on);
  /// Breaks a cable, or one of its two fibres, `km` from the a-site (default: in the middle); mends it.
  enum class Direction { kBoth, kForward, kBackward };
  void cut(LinkIndex link, Direction direction, std::optional<double> km_from_a = std::nullopt);
  void splice(LinkIndex link);
  bool is_cut(LinkIndex link, bool forward) const;
  /// Extra loss at the a-end of a cable's first span, both ways: a bent fibre. 0 straightens it; a splice
  /// does not.
  void bend(LinkIndex link, Decibel loss);

  /// What the receiver of a laser that is on finds at its frequency on its port; nothing where it is dark.
  std::optional<Reception> reception(SiteIndex site, const std::string& line_port);
  /// Good until the glass is changed.
  const Fibre& fibre(LinkIndex link, bool forward);
  /// Sites of which something that `reception` or `fibre` would say changed since the last call, by more than
  /// 0.005 dB, or came or went: those at which light ends, and both ends of cables (the a-site has the
  /// amplifiers along it). In rising order.
  std::vector<SiteIndex> take_changed();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::lab
