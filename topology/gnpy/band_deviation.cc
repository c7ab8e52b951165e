#include "topology/gnpy/band_deviation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "topology/gnpy/design_arithmetic.h"

namespace lightloom::gnpy {
namespace {

constexpr double kCompensatedShare = 0.86;  // of the strongest band's power, by GNPy's rule
constexpr double kFlat = 1e-9;              // dB

struct Channel {
  double frequency_hz = 0;
  std::size_t band = 0;
};

// The one nearest to a frequency, of all bands' channels; the lower of two that are as near.
Channel nearest_channel(const std::vector<NamedBand>& bands, double spacing_hz, double frequency_hz) {
  Channel nearest;
  double distance = std::numeric_limits<double>::infinity();
  for (std::size_t band = 0; band < bands.size(); ++band) {
    const double first = bands[band].band.f_min_hz;
    const double channels = channels_in(bands[band].band, spacing_hz);
    const double guess = std::floor((frequency_hz - first) / spacing_hz);
    for (const double number : {guess, guess + 1}) {
      if (!(channels >= 1)) continue;
      const double channel = first + spacing_hz * std::clamp(number, 1.0, channels);
      if (std::abs(channel - frequency_hz) < distance) {
        distance = std::abs(channel - frequency_hz);
        nearest = {channel, band};
      }
    }
  }
  return nearest;
}

bool is_tabulated(const Element& element) {
  const auto* fibre = std::get_if<FibreElement>(&element.what);
  return fibre != nullptr && fibre->fibre.loss_table.value.size() > 1;
}

// Of the glass and the splices of a span: connectors are the same for all channels and do not count.
double span_loss_db(const PlannerNetwork& network, const std::vector<ElementIndex>& span,
                    double frequency_hz) {
  double loss = 0;
  for (const ElementIndex index : span) {
    const Element& element = network.elements[index];
    if (const auto* fibre = std::get_if<FibreElement>(&element.what)) {
      loss += glass_loss_db(fibre->fibre, frequency_hz);
    } else {
      loss += loss_db(element);
    }
  }
  return loss;
}

}  // namespace

Result<std::vector<BandDeviation>> band_deviations(const PlannerNetwork& network, SpanLosses& losses,
                                                   ElementIndex before, const std::vector<NamedBand>& bands,
                                                   const std::vector<double>& channel_dbm,
                                                   double spacing_hz) {
  std::vector<BandDeviation> deviations(bands.size());
  if (!is_a<FibreElement>(network.elements[before])) return deviations;
  auto span = losses.spliced(before, Direction::kBackward);
  if (!span) return fail(span.error());
  span->push_back(before);
  const bool is_flat = std::none_of(
      span->begin(), span->end(), [&](ElementIndex index) { return is_tabulated(network.elements[index]); });
  const auto power_dbm = [&](double frequency_hz) {
    const Channel channel = nearest_channel(bands, spacing_hz, frequency_hz);
    return channel_dbm[channel.band] - (is_flat ? 0.0 : span_loss_db(network, *span, channel.frequency_hz));
  };
  std::vector<double> centre_db;
  bool all_flat = true;
  for (std::size_t band = 0; band < bands.size(); ++band) {
    const Band& edges = bands[band].band;
    centre_db.push_back(power_dbm((edges.f_max_hz + edges.f_min_hz) / 2) - channel_dbm[band]);
    deviations[band].tilt_db = power_dbm(edges.f_min_hz) - power_dbm(edges.f_max_hz);
    all_flat &= std::abs(deviations[band].tilt_db) <= kFlat;
  }
  if (all_flat) return std::vector<BandDeviation>(bands.size());
  const double strongest = *std::max_element(centre_db.begin(), centre_db.end());
  for (std::size_t band = 0; band < bands.size(); ++band) {
    deviations[band].power_db = decibel_of(kCompensatedShare) + strongest - centre_db[band];
  }
  return deviations;
}

}  // namespace lightloom::gnpy
