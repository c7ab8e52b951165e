// What a network's kinds of glass, gain and ROADM are to one comb, each made when light first meets it.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "topology/gnpy/light_elements.h"
#include "topology/optics/gain_shape.h"
#include "topology/optics/nli_kernel.h"

namespace lightloom::gnpy {

/// One kind of glass, and what the last signal that met it made: NLI over the signal for `reach` of formula
/// (25) without the effective length. It holds for as long as the signal's shape over frequency does.
struct GlassTable {
  optics::NliKernel kernel;
  std::vector<double> dispersion_s_per_m2;  ///< accumulated, per metre
  std::vector<double> nli_to_signal;
  std::uint64_t shape = 0;  ///< of the signal
  double level = 0;         ///< of the signal, when it was made
};
/// A span whose glass loses differently by channel.
struct LossTable {
  std::vector<double> through, effective_length_m;
};
/// A way through a ROADM.
struct ImpairmentTable {
  std::vector<double> passing;  ///< linear, what its loss leaves; empty: everything
  std::vector<double> pmd_squared_s2, pdl_squared_db2, noise;
};
struct GainTable {
  optics::ChannelRange range;
  optics::GainShape shape;
};

class CombTables {
 public:
  /// `elements` must outlive it. Channels in rising frequency.
  CombTables(const LightElements& elements, std::vector<double> frequency_hz, double baud_rate_hz,
             double slot_width_hz);

  const std::vector<double>& frequency_hz() const { return frequency_hz_; }
  const std::vector<double>& baud_rate_hz() const { return baud_rate_hz_; }
  double slot_width_hz() const { return slot_width_hz_; }

  /// Null where a table of the glass does not reach over the comb. Holds until the next kind of glass is
  /// asked for, which may drop the others to keep memory bounded.
  GlassTable* glass(KindIndex glass);
  const LossTable& loss(const FibrePass& fibre);
  const GainTable& gain(KindIndex kind);
  const ImpairmentTable& impairment(KindIndex kind);

 private:
  ImpairmentTable make(const std::vector<RoadmImpairment>& bands) const;

  const LightElements& elements_;
  std::vector<double> frequency_hz_, baud_rate_hz_;
  double slot_width_hz_;
  std::vector<std::optional<GlassTable>> glasses_;
  std::size_t weights_ = 0;  // coefficients in all kernels
  std::vector<std::optional<GainTable>> gains_;
  std::vector<std::optional<ImpairmentTable>> impairments_;
  std::unordered_map<const optics::Fibre*, LossTable> losses_;
};

/// Whether a band holds the whole slot around a frequency.
bool holds(const Band& band, double frequency_hz, double slot_width_hz);

}  // namespace lightloom::gnpy
