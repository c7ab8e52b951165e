#include <fmt/format.h>

#include <algorithm>

#include "northbound/handlers/answering.h"
#include "northbound/handlers/handlers.h"

namespace lightloom::northbound {
namespace {

v1::SpectrumUse::State use_of(const ReservationView& reservation) {
  switch (reservation.state) {
    case ReservationState::kHeld:
      return v1::SpectrumUse::HELD;
    case ReservationState::kDeactivating:
      return v1::SpectrumUse::LIT;
    case ReservationState::kActive:
    case ReservationState::kDegraded:
      // Without devices nothing is lit, and there is no service.
      return reservation.service == Service::kNone ? v1::SpectrumUse::BOOKED : v1::SpectrumUse::LIT;
    default:
      return v1::SpectrumUse::BOOKED;
  }
}

void fill(v1::Slot& message, Slot slot) {
  message.set_n(slot.n);
  message.set_m(slot.m);
}

void add_uses(const ReservationView& reservation, const std::string& link,
              std::vector<v1::SpectrumUse>& uses) {
  if (is_final(reservation.state)) return;
  for (const LightpathView& lightpath : reservation.path.lightpaths) {
    if (std::find(lightpath.links.begin(), lightpath.links.end(), link) == lightpath.links.end()) continue;
    v1::SpectrumUse& use = uses.emplace_back();
    fill(*use.mutable_slot(), lightpath.slot);
    use.set_state(use_of(reservation));
    use.set_reservation(reservation.name);
  }
}

// The devices of both ends may see the same light: it is shown once.
void add_foreign(const LinkStatus& status, std::vector<v1::SpectrumUse>& uses) {
  std::optional<Slot> last;
  for (const ForeignSlot& foreign : status.foreign) {
    if (last == foreign.slot) continue;
    last = foreign.slot;
    v1::SpectrumUse& use = uses.emplace_back();
    fill(*use.mutable_slot(), foreign.slot);
    use.set_state(v1::SpectrumUse::FOREIGN);
    use.set_site(foreign.site);
    use.set_channel(foreign.name);
  }
}

v1::LinkSpectrum spectrum_message(std::vector<v1::SpectrumUse> uses, EventId last_event) {
  std::stable_sort(uses.begin(), uses.end(), [](const auto& left, const auto& right) {
    return left.slot().n() - left.slot().m() < right.slot().n() - right.slot().m();
  });
  v1::LinkSpectrum message;
  for (const auto& use : uses) {
    *message.add_az() = use;
    *message.add_za() = use;
  }
  message.set_last_event_id(to_string(last_event));
  return message;
}

Error no_such_link(const Network& network, const std::string& link) {
  std::vector<std::string_view> names;
  for (const Link& known : network.links()) names.emplace_back(known.name);
  std::string nearest = nearest_of(link, names);
  std::string message = fmt::format("link {}: there is none of that name", link);
  if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
  return {ErrorCode::kNotFound, std::move(message), {}, std::move(nearest), {}};
}

}  // namespace

struct Handlers::SpectrumSearch {
  std::string link;
  ReservationQuery query;
  std::vector<v1::SpectrumUse> uses;
  Done<v1::LinkSpectrum> done;
};

void Handlers::spectrum(const std::string& link, std::optional<Instant> start, std::optional<Instant> end,
                        const Done<v1::LinkSpectrum>& done) {
  const auto snapshot = control_.snapshot();
  if (!snapshot->network->find_link(link)) return refuse(done, no_such_link(*snapshot->network, link));
  const auto search = std::make_shared<SpectrumSearch>();
  search->link = link;
  search->query.link = link;
  search->query.start = start.value_or(clock_.now());
  search->query.end = end;
  search->query.page_size = 10'000;
  search->done = done;
  next_spectrum_page(search);
}

// The calendar knows lightpaths only; who they belong to and how they fare is asked page by page.
void Handlers::next_spectrum_page(const std::shared_ptr<SpectrumSearch>& search) {
  control_.reservations(search->query, [this, post = post_, search](Outcome<Page<ReservationView>> outcome) {
    post([this, search, page = std::move(outcome)] {
      if (!page) return search->done(tl::unexpected(to_message(page.error())));
      for (const auto& reservation : page->items) add_uses(reservation, search->link, search->uses);
      search->query.page_token = page->next_page_token;
      if (!page->next_page_token.empty()) return next_spectrum_page(search);
      // Looked at last: it is as new as the event id that the answer names, or newer.
      const auto snapshot = control_.snapshot();
      if (const auto index = snapshot->network->find_link(search->link))
        add_foreign(snapshot->plant->links.at(index->at()), search->uses);
      search->done(spectrum_message(std::move(search->uses), page->last_event_id));
    });
  });
}

}  // namespace lightloom::northbound
