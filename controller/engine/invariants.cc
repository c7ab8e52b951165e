// What must hold at every instant, checked from the records alone and against what was built from them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "controller/engine/impl.h"
#include "topology/line_ports.h"

namespace lightloom::engine {
namespace {

struct Hold {
  Window window;
  SliceRange bits;
  LightpathId lightpath;
};
using Sentences = std::vector<std::string>;

bool overlap(const Hold& left, const Hold& right) {
  return left.window.overlaps(right.window) && left.bits.first < right.bits.end() &&
         right.bits.first < left.bits.end();
}

// A sweep in time: each is compared with those that are not over when it starts.
void check_exclusive(std::vector<Hold>& holds, const std::string& where, Sentences& broken) {
  std::sort(holds.begin(), holds.end(),
            [](const Hold& left, const Hold& right) { return left.window.start < right.window.start; });
  std::vector<const Hold*> going_on;
  for (const auto& hold : holds) {
    std::erase_if(going_on, [&](const Hold* other) { return other->window.end <= hold.window.start; });
    for (const auto* other : going_on)
      if (overlap(*other, hold))
        broken.push_back(fmt::format("{}: l-{} and l-{} hold the same at once", where, other->lightpath.value,
                                     hold.lightpath.value));
    going_on.push_back(&hold);
  }
}

class Check {
 public:
  Check(const Ledger& ledger, const Planner& planner) : ledger_(ledger), planner_(planner) {}

  Sentences run() {
    for (const auto& [number, reservation] : ledger_.reservations()) check(reservation);
    const auto& network = ledger_.network();
    for (std::size_t link = 0; link < on_link_.size(); ++link)
      check_exclusive(on_link_[link], network.links()[link].name, broken_);
    for (auto& [port, holds] : on_port_)
      check_exclusive(holds, fmt::format("{} line-{}", network.site(port.first).name, port.second), broken_);
    if (bookings_ != ledger_.calendar().size())
      broken_.push_back(fmt::format("the calendar has {} bookings, records imply {}",
                                    ledger_.calendar().size(), bookings_));
    return std::move(broken_);
  }

 private:
  void check(const records::Reservation& reservation) {
    const auto sections = ledger_.sections_of(reservation);
    for (const auto number : reservation.circuits) check(ledger_.circuit(number), reservation, sections);
    auto at = reservation.from;
    for (const auto& section : sections) {
      if (section.front()->from != at)
        say("r-{} has a gap before l-{}", reservation.number, section.front()->id.value);
      at = section.front()->to;
    }
    if (at != reservation.to) say("r-{} does not reach its end", reservation.number);
    for (std::size_t i = 0; i < sections.size(); ++i) check_ports(reservation, sections, i);
  }

  // A reservation has one circuit.
  void check(const records::Circuit& circuit, const records::Reservation& reservation,
             const std::vector<Ledger::Section>& sections) {
    Latency latency{};
    for (const auto& section : sections) {
      Kbps capacity;
      for (const auto* lightpath : section) {
        capacity += ledger_.network().mode(lightpath->mode).rate;
        if (lightpath->to != section.front()->to || lightpath->hops != section.front()->hops)
          say("l-{} and l-{} take other ways", section.front()->id.value, lightpath->id.value);
        check(*lightpath, reservation);
      }
      if (circuit.rate > capacity)
        say("c-{} carries {} kbit/s on {} kbit/s", circuit.number, circuit.rate.value, capacity.value);
      latency += latency_of(*section.front());
    }
    // What is over may have led over cables that are others now.
    if (!is_final(reservation.state) && latency != circuit.latency)
      say("c-{} takes {} ps, its cables {}", circuit.number, circuit.latency.count(), latency.count());
    const auto budget = reservation.request.max_latency_us;
    if (budget && circuit.latency > std::chrono::microseconds(*budget))
      say("c-{} takes {} us, promised {}", circuit.number, ceil_us(circuit.latency), *budget);
  }

  // Ends are on the sites' own ports; in the middle both sections are on the same regenerators.
  void check_ports(const records::Reservation& reservation, const std::vector<Ledger::Section>& sections,
                   std::size_t index) {
    if (is_final(reservation.state)) return;
    const auto& network = ledger_.network();
    const auto& section = sections[index];
    for (std::size_t i = 0; i < section.size(); ++i) {
      const auto& path = *section[i];
      if (index == 0 && is_regenerator_port(network.site(path.from), path.from_port))
        say("l-{} begins at a regenerator", path.id.value);
      if (index + 1 == sections.size()) {
        if (is_regenerator_port(network.site(path.to), path.to_port))
          say("l-{} ends at a regenerator", path.id.value);
        continue;
      }
      if (!is_regenerator_port(network.site(path.to), path.to_port)) {
        say("l-{} ends at line-{}, which is no regenerator's", path.id.value, path.to_port);
        continue;
      }
      const auto regenerator = regenerator_ports(regenerator_with(path.to_port));
      const auto& next = sections[index + 1];
      if (path.to_port != regenerator.arriving ||
          (i < next.size() && next[i]->from_port != regenerator.leaving))
        say("l-{} is not joined to the next section", path.id.value);
    }
  }

  Latency latency_of(const records::Lightpath& lightpath) const {
    Latency latency{};
    for (const auto& hop : lightpath.hops) latency += ledger_.network().link(hop.link).latency;
    return latency;
  }

  void check(const records::Lightpath& lightpath, const records::Reservation& reservation) {
    const auto id = lightpath.id.value;
    auto site = lightpath.from;
    for (const auto& hop : lightpath.hops) {
      const auto& link = ledger_.network().link(hop.link);
      if ((hop.forward ? link.a_site : link.z_site) != site) say("l-{} has a gap before {}", id, link.name);
      site = hop.forward ? link.z_site : link.a_site;
    }
    if (site != lightpath.to) say("l-{} does not lead to where it ends", id);
    if (is_final(reservation.state)) return;
    check_light(lightpath);
    if (lightpath.occupied.start < lightpath.occupied.end) hold(lightpath);
  }

  void check_light(const records::Lightpath& lightpath) {
    const auto& mode = ledger_.network().mode(lightpath.mode);
    const auto gsnr = planner_.optics().admission_gsnr_0p1nm(lightpath.mode, lightpath.hops);
    const auto needed = mode.required_osnr + ledger_.network().equipment().line.margin;
    constexpr double kRounding = 1e-6;  // dB: the planner may have summed in another order
    // By the actual load what was promised depends on what was lit then.
    const bool is_repeatable = planner_.policy().load == AdmissionPolicy::Load::kFull;
    const auto promised = lightpath.gsnr_0p1nm;
    if (std::min(gsnr, promised).value < needed.value - kRounding ||
        (is_repeatable && std::abs(gsnr.value - promised.value) > kRounding))
      say("l-{} has GSNR {} dB, was promised {} and needs {}", lightpath.id.value, gsnr.value,
          lightpath.gsnr_0p1nm.value, needed.value);
  }

  void hold(const records::Lightpath& lightpath) {
    ++bookings_;
    const auto booking = booking_of(ledger_.network(), lightpath);
    const Hold slices{booking.window, booking.bits, booking.lightpath};
    for (const auto link : booking.links) {
      on_link_[link.at()].push_back(slices);
      SliceMap taken;
      ledger_.calendar().add_taken(link, booking.window, taken);
      for (auto bit = booking.bits.first; bit < booking.bits.end(); ++bit)
        if (!taken.is_taken(bit)) {
          say("l-{} is not in the calendar of {}", booking.lightpath.value,
              ledger_.network().link(link).name);
          break;
        }
    }
    hold_port(booking.a_site, booking.a_port, booking);
    hold_port(booking.z_site, booking.z_port, booking);
  }

  void hold_port(SiteIndex site, PortNumber port, const Booking& booking) {
    if (port == 0)
      say("l-{} has no line port at {}", booking.lightpath.value, ledger_.network().site(site).name);
    on_port_[{site, port}].push_back(
        {booking.window, {static_cast<std::int32_t>(port), 1}, booking.lightpath});
  }

  template <class... Values>
  void say(fmt::format_string<const Values&...> form, const Values&... values) {
    broken_.push_back(fmt::format(form, values...));
  }

  const Ledger& ledger_;
  const Planner& planner_;
  std::vector<std::vector<Hold>> on_link_ = std::vector<std::vector<Hold>>(ledger_.network().links().size());
  std::map<std::pair<SiteIndex, PortNumber>, std::vector<Hold>> on_port_;
  std::size_t bookings_ = 0;
  Sentences broken_;
};

}  // namespace

std::vector<std::string> Engine::check_invariants() const {
  return Check(impl_->ledger, impl_->planner).run();
}

}  // namespace lightloom::engine
