// A cable in one direction of travel as a row of elements, and the journey of all its channels through them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lab/glass/edfa.h"
#include "lab/glass/light.h"
#include "topology/network.h"

namespace lightloom::lab::physics {

class MixingTable;

/// Losses of a span as factors, in the direction of travel.
struct SpanLoss {
  double before = 1, fibre = 1, after = 1;
  std::size_t record = 0;  ///< its place in the plant record, counted from a
  bool operator==(const SpanLoss&) const = default;
};
/// `edfas` has one more than `spans`: the first is the booster.
struct CableRow {
  std::vector<Edfa> edfas;
  std::vector<SpanLoss> spans;
  std::optional<std::size_t> broken_span;  ///< no light leaves it
  bool operator==(const CableRow&) const = default;
  /// Light that enters comes out again.
  bool is_whole() const;
};

/// The channels in a cable, in rising frequency, and where their mutual efficiencies stand in its table.
struct Load {
  std::vector<Carrier> carriers;
  std::vector<std::uint32_t> pairs;  ///< by own carrier, then other
};

/// What a cable does to each of its channels, and what its amplifiers' power meters say.
struct Transfer {
  std::vector<double> gain;                             ///< signal and noise that came along, linear
  std::vector<double> ase_w, nli_w;                     ///< added, as it is at the end
  std::vector<double> amplifier_in_w, amplifier_out_w;  ///< total, by position
  bool operator==(const Transfer&) const = default;
  Light at_end(std::size_t channel, const Light& launched) const {
    return Light{0, ase_w[channel], nli_w[channel]} + launched * gain[channel];
  }
};

/// Kinds of things that a row is made of. They outlive the calls.
struct Kinds {
  const Equipment& equipment;
  const std::vector<TwoStageNoise>& noise;  ///< by amplifier type
  const FibreType& fibre;
  const MixingTable& mixing;
};

/// Carries signal, ASE and NLI of all channels through each element in turn, to the end or as far as light
/// comes. Noise makes no NLI, NLI takes nothing from the signal, spans' NLI adds in power. An amplifier that
/// is not enabled passes nothing.
Transfer carry(const CableRow& row, const Load& load, std::span<const Light> launched, const Kinds& kinds);

}  // namespace lightloom::lab::physics
