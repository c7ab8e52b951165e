#include "topology/gnpy/span_loss.h"

#include <algorithm>
#include <cstddef>

#include "topology/gnpy/design_arithmetic.h"

namespace lightloom::gnpy {
namespace {

constexpr std::size_t kWalksPerElement = 64;

double glass_db(const optics::Fibre& fibre, double frequency_hz) {
  const double per_m =
      fibre.loss_table.value.empty() ? fibre.loss_db_per_m : optics::value_at(fibre.loss_table, frequency_hz);
  return per_m * fibre.length_m;
}

double lumped_db(const optics::Fibre& fibre) {
  double sum = 0;
  // There and back as in GNPy, for the last bit's sake.
  for (const optics::LumpedLoss& lumped : fibre.lumped) {
    sum += decibel_of(1.0 / linear_of(-lumped.loss.value));
  }
  return sum;
}

// Fibres are joined by Fused elements only: where two fibres meet, design puts an amplifier between them.
bool are_spliced(const Element& one, const Element& other) {
  const auto is_part = [](const Element& element) {
    return is_a<FibreElement>(element) || is_a<FusedElement>(element);
  };
  return is_part(one) && is_part(other) && (is_a<FusedElement>(one) || is_a<FusedElement>(other));
}

bool reaches_reference(const optics::Fibre& fibre) {
  const optics::FrequencyTable& table = fibre.loss_table;
  return table.value.size() < 2 || (table.frequency_hz.front() <= fibre.reference_frequency_hz &&
                                    fibre.reference_frequency_hz <= table.frequency_hz.back());
}

Result<void> settle_connectors(PlannerNetwork& network, const SpanRules& rules) {
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    auto* fibre = std::get_if<FibreElement>(&network.elements[index].what);
    if (fibre == nullptr) continue;
    if (!reaches_reference(fibre->fibre)) {
      return refuse(network, index,
                    "its loss_coef over frequency does not reach the reference frequency, at which spans are "
                    "designed");
    }
    const ElementIndex next = first_neighbour(network.elements[index], Direction::kForward);
    if (next == kNoElement) return refuse_unconnected(network, index, Direction::kForward);
    fibre->con_in_db = fibre->con_in_db.value_or(rules.con_in_db);
    fibre->con_out_db = fibre->con_out_db.value_or(rules.con_out_db);
    if (!is_a<FusedElement>(network.elements[next])) *fibre->con_out_db += rules.eol_db;
    fibre->design_span_loss_db.reset();
  }
  return {};
}

Result<void> pad(PlannerNetwork& network, SpanLosses& losses, ElementIndex last, double padding_db) {
  const auto loss = losses.of(last);
  if (!loss) return fail(loss.error());
  auto& fibre = std::get<FibreElement>(network.elements[last].what);
  fibre.design_span_loss_db = *loss;
  if (*loss >= padding_db) return {};
  const auto before = losses.spliced(last, Direction::kBackward);
  if (!before) return fail(before.error());
  const ElementIndex first = before->empty() ? last : before->back();
  // A span that begins with a Fused has no booster, and no fibre there to pad.
  auto* first_fibre = std::get_if<FibreElement>(&network.elements[first].what);
  if (first_fibre == nullptr) return {};
  first_fibre->att_in_db = first_fibre->att_in_db + padding_db - *loss;
  // GNPy records the whole pad, also the part that the file gave and the loss already had; amplifiers are set
  // by this.
  *fibre.design_span_loss_db += first_fibre->att_in_db;
  return {};
}

}  // namespace

double glass_loss_db(const optics::Fibre& fibre, double frequency_hz) {
  return glass_db(fibre, frequency_hz) + lumped_db(fibre);
}

double loss_db(const Element& element) {
  if (const auto* fused = std::get_if<FusedElement>(&element.what)) return fused->loss_db;
  const auto* fibre = std::get_if<FibreElement>(&element.what);
  if (fibre == nullptr) return 0.0;
  // The order of these sums is GNPy's, to the last bit.
  return glass_db(fibre->fibre, fibre->fibre.reference_frequency_hz) + fibre->con_in_db.value_or(0.0) +
         fibre->con_out_db.value_or(0.0) + fibre->att_in_db + lumped_db(fibre->fibre);
}

SpanLosses::SpanLosses(const PlannerNetwork& network)
    : network_(&network), steps_left_(kWalksPerElement * (network.elements.size() + 16)) {}

Result<std::vector<ElementIndex>> SpanLosses::spliced(ElementIndex element, Direction direction) {
  const std::size_t longest = network_->elements.size();
  std::vector<ElementIndex> found;
  ElementIndex at = element;
  while (true) {
    const ElementIndex neighbour = first_neighbour(network_->elements[at], direction);
    if (neighbour == kNoElement) {
      if (is_a<TransceiverElement>(network_->elements[at])) return found;
      return refuse_unconnected(*network_, at, direction);
    }
    if (!are_spliced(network_->elements[at], network_->elements[neighbour])) return found;
    if (found.size() == longest || steps_left_ == 0) {
      return refuse(*network_, at,
                    "is part of a loop of Fiber and Fused, or of a span that many lines share");
    }
    --steps_left_;
    found.push_back(neighbour);
    at = neighbour;
  }
}

Result<double> SpanLosses::of(ElementIndex element) {
  const auto* fibre = std::get_if<FibreElement>(&network_->elements[element].what);
  if (fibre != nullptr && fibre->design_span_loss_db) return *fibre->design_span_loss_db;
  double loss = loss_db(network_->elements[element]);
  for (const Direction direction : {Direction::kBackward, Direction::kForward}) {
    const auto others = spliced(element, direction);
    if (!others) return fail(others.error());
    double sum = 0;
    for (const ElementIndex other : *others) sum += loss_db(network_->elements[other]);
    loss += sum;
  }
  return loss;
}

Result<void> settle_fibres(PlannerNetwork& network, const SpanRules& rules) {
  if (auto done = settle_connectors(network, rules); !done) return done;
  SpanLosses losses(network);
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    if (!is_a<FibreElement>(network.elements[index])) continue;
    const ElementIndex next = first_neighbour(network.elements[index], Direction::kForward);
    if (is_a<FusedElement>(network.elements[next])) continue;
    if (auto done = pad(network, losses, index, rules.padding_db); !done) return done;
  }
  for (Element& element : network.elements) {
    auto* fibre = std::get_if<FibreElement>(&element.what);
    if (fibre == nullptr) continue;
    fibre->fibre.loss_in = {*fibre->con_in_db + fibre->att_in_db};
    fibre->fibre.loss_out = {*fibre->con_out_db};
  }
  return {};
}

}  // namespace lightloom::gnpy
