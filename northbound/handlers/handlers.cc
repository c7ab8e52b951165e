#include "northbound/handlers/handlers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "northbound/json/plant.h"

namespace lightloom::northbound {
namespace {

template <class T>
void refuse(const Done<T>& done, const Error& error) {
  done(tl::unexpected(to_message(error)));
}

v1::Reservation message_of(const ReservationView& view) { return to_message(view); }
v1::Decision message_of(const DecisionView& view) { return to_message(view); }
std::vector<Event> message_of(std::vector<Event> events) { return events; }

v1::ListReservationsResponse message_of(const Page<ReservationView>& page) {
  v1::ListReservationsResponse message;
  for (const auto& item : page.items) *message.add_reservations() = to_message(item);
  message.set_next_page_token(page.next_page_token);
  message.set_last_event_id(to_string(page.last_event_id));
  return message;
}
v1::ListDecisionsResponse message_of(const Page<DecisionView>& page) {
  v1::ListDecisionsResponse message;
  for (const auto& item : page.items) *message.add_decisions() = to_message(item);
  message.set_next_page_token(page.next_page_token);
  message.set_last_event_id(to_string(page.last_event_id));
  return message;
}

// The token of a list of the plant is the index of its next element.
Result<std::size_t> first_of(const PlantPage& page) {
  std::size_t first = 0;
  if (page.token.empty()) return first;
  const char* last = page.token.data() + page.token.size();
  const auto [end, problem] = std::from_chars(page.token.data(), last, first);
  if (problem != std::errc{} || end != last)
    return invalid("page_token: not one that this list gave; leave it out to start again", "page_token");
  return first;
}

// Fills a list answer from the elements `keep` lets through; returns the error of a bad page or site.
template <class Response, class Keep, class Add>
Answer<Response> list(const Snapshot& snapshot, const PlantPage& page, std::size_t count, Keep keep,
                      Add add) {
  const auto first = first_of(page);
  if (!first) return tl::unexpected(to_message(first.error()));
  std::optional<SiteIndex> site;
  if (!page.site.empty()) {
    auto found = snapshot.network->find_site(page.site);
    if (!found) {
      found.error().field = "site";
      return tl::unexpected(to_message(found.error()));
    }
    site = *found;
  }
  Response response;
  response.set_last_event_id(to_string(snapshot.last_event_id));
  std::size_t given = 0;
  for (std::size_t i = *first; i < count; ++i) {
    if (site && !keep(i, *site)) continue;
    if (given++ == page.size) {
      response.set_next_page_token(std::to_string(i));
      break;
    }
    add(response, i);
  }
  return response;
}

SiteIndex site_index(std::size_t at) { return SiteIndex{static_cast<std::uint32_t>(at)}; }

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

void add_uses(const ReservationView& reservation, const std::string& link,
              std::vector<v1::SpectrumUse>& uses) {
  if (is_final(reservation.state)) return;
  for (const LightpathView& lightpath : reservation.path.lightpaths) {
    if (std::find(lightpath.links.begin(), lightpath.links.end(), link) == lightpath.links.end()) continue;
    v1::SpectrumUse& use = uses.emplace_back();
    use.mutable_slot()->set_n(lightpath.slot.n);
    use.mutable_slot()->set_m(lightpath.slot.m);
    use.set_state(use_of(reservation));
    use.set_reservation(reservation.name);
  }
}

}  // namespace

Handlers::Handlers(Control& control, const Clock& clock, Post post, Options options)
    : control_(control),
      clock_(clock),
      post_(std::move(post)),
      path_finder_(post_, {options.compute_threads, options.max_waiting}) {}

// Control answers on its own thread, which has better things to do than to write messages.
template <class Value, class Message>
Reply<Value> Handlers::answering(Done<Message> done) {
  return [post = post_, done = std::move(done)](Outcome<Value> outcome) {
    post([done, outcome = std::move(outcome)]() mutable {
      if (outcome)
        done(message_of(std::move(*outcome)));
      else
        done(tl::unexpected(to_message(outcome.error())));
    });
  };
}

void Handlers::create_reservation(const v1::ReservationRequest& request, const Done<v1::Reservation>& done) {
  auto value = to_value(request);
  if (!value) return refuse(done, value.error());
  control_.reserve(std::move(*value), answering<ReservationView>(done));
}

void Handlers::act(Action action, std::string name, const v1::ReservationAction& request,
                   Done<v1::Reservation> done) {
  auto reply = answering<ReservationView>(std::move(done));
  switch (action) {
    case Action::kCommit:
      return control_.commit(std::move(name), request.etag(), std::move(reply));
    case Action::kRelease:
      return control_.release(std::move(name), request.etag(), std::move(reply));
    case Action::kRenew:
      return control_.renew(std::move(name), request.etag(), std::move(reply));
  }
}

void Handlers::reservation(std::string name, Done<v1::Reservation> done) {
  control_.reservation(std::move(name), answering<ReservationView>(std::move(done)));
}

void Handlers::wait_for(std::string name, ReservationState state, Duration patience,
                        Done<v1::Reservation> done) {
  control_.wait_for(std::move(name), state, patience, answering<ReservationView>(std::move(done)));
}

void Handlers::reservations(ReservationQuery query, Done<v1::ListReservationsResponse> done) {
  control_.reservations(std::move(query), answering<Page<ReservationView>>(std::move(done)));
}

void Handlers::decision(std::string name, Done<v1::Decision> done) {
  control_.decision(std::move(name), answering<DecisionView>(std::move(done)));
}

void Handlers::decisions(DecisionQuery query, Done<v1::ListDecisionsResponse> done) {
  control_.decisions(std::move(query), answering<Page<DecisionView>>(std::move(done)));
}

void Handlers::sites(const PlantPage& page, const Done<v1::ListSitesResponse>& done) {
  const auto snapshot = control_.snapshot();
  const Instant now = clock_.now();
  done(list<v1::ListSitesResponse>(
      *snapshot, page, snapshot->network->sites().size(),
      [](std::size_t at, SiteIndex site) { return site_index(at) == site; },
      [&](v1::ListSitesResponse& response, std::size_t at) {
        *response.add_sites() = site_message(*snapshot, site_index(at), now);
      }));
}

void Handlers::nodes(const PlantPage& page, const Done<v1::ListNodesResponse>& done) {
  const auto snapshot = control_.snapshot();
  const auto sites = snapshot->network->sites();
  done(list<v1::ListNodesResponse>(
      *snapshot, page, sites.size(), [](std::size_t at, SiteIndex site) { return site_index(at) == site; },
      [&](v1::ListNodesResponse& response, std::size_t at) {
        *response.add_nodes() = node_message(sites[at]);
      }));
}

void Handlers::links(const PlantPage& page, const Done<v1::ListLinksResponse>& done) {
  const auto snapshot = control_.snapshot();
  const auto links = snapshot->network->links();
  done(list<v1::ListLinksResponse>(
      *snapshot, page, links.size(),
      [&](std::size_t at, SiteIndex site) { return links[at].a_site == site || links[at].z_site == site; },
      [&](v1::ListLinksResponse& response, std::size_t at) {
        *response.add_links() = link_message(*snapshot->network, links[at]);
      }));
}

void Handlers::network(const Done<v1::Network>& done) {
  done(network_message(*control_.snapshot(), clock_.now()));
}

struct Handlers::SpectrumSearch {
  std::string link;
  ReservationQuery query;
  std::vector<v1::SpectrumUse> uses;
  Done<v1::LinkSpectrum> done;
};

void Handlers::spectrum(const std::string& link, std::optional<Instant> start, std::optional<Instant> end,
                        const Done<v1::LinkSpectrum>& done) {
  const auto snapshot = control_.snapshot();
  if (!snapshot->network->find_link(link)) {
    std::vector<std::string_view> names;
    for (const Link& known : snapshot->network->links()) names.emplace_back(known.name);
    std::string nearest = nearest_of(link, names);
    std::string message = fmt::format("link {}: there is none of that name", link);
    if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
    return refuse(done, {ErrorCode::kNotFound, std::move(message), {}, std::move(nearest), {}});
  }
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
      std::stable_sort(search->uses.begin(), search->uses.end(), [](const auto& left, const auto& right) {
        return left.slot().n() - left.slot().m() < right.slot().n() - right.slot().m();
      });
      v1::LinkSpectrum message;
      for (const auto& use : search->uses) {
        *message.add_az() = use;
        *message.add_za() = use;
      }
      message.set_last_event_id(to_string(page->last_event_id));
      search->done(std::move(message));
    });
  });
}

void Handlers::compute_paths(const v1::ComputePathsRequest& request,
                             const Done<v1::ComputePathsResponse>& done) {
  path_finder_.find(control_.snapshot(), request, clock_.now(), done);
}

void Handlers::events(EventId after, std::size_t limit, Done<std::vector<Event>> done) {
  control_.events(after, limit, answering<std::vector<Event>>(std::move(done)));
}

EventId Handlers::last_event_id() const { return control_.snapshot()->last_event_id; }

}  // namespace lightloom::northbound
