// The calls of the API, message in, message out, whatever carries them: HTTP/JSON today. They translate, ask
// Control, and bring its answer back to the thread that serves the client.
#pragma once

#include <memory>

#include "controller/ports/clock.h"
#include "controller/ports/control.h"
#include "northbound/handlers/path_finder.h"
#include "northbound/json/translate.h"
#include "northbound/proto/lightloom/v1/operations.pb.h"

namespace lightloom::northbound {

/// Of a list: at most `size` (1 to 10,000) from `token` on, where the last page stopped.
struct PlantPage {
  std::size_t size = 1'000;
  std::string token;
  std::string site;   ///< only what stands at this site or ends there; empty: all
  std::string state;  ///< of links and devices: only those in it, as `UP`; empty: all
};

/// Every method answers once through `done`: at once on the caller's thread, or later from `post`. Only the
/// thread behind `post` may call. After an error nothing has changed.
class Handlers {
 public:
  struct Options {
    std::size_t compute_threads = 2;  ///< of paths:compute
    std::size_t max_waiting = 256;    ///< paths:compute asked and not answered; then UNAVAILABLE
  };
  /// `control` and `clock` outlive this.
  Handlers(Control& control, const Clock& clock, Post post, Options options);

  /// Waits for what runs in threads of its own.
  void stop() { path_finder_.stop(); }

  void create_reservation(const v1::ReservationRequest& request, const Done<v1::Reservation>& done);
  enum class Action { kCommit, kRelease, kRenew };
  void act(Action action, std::string name, const v1::ReservationAction& request, Done<v1::Reservation> done);
  void reservation(std::string name, Done<v1::Reservation> done);
  /// `patience` 0 to 600 s.
  void wait_for(std::string name, ReservationState state, Duration patience, Done<v1::Reservation> done);
  void reservations(ReservationQuery query, Done<v1::ListReservationsResponse> done);
  void decision(std::string name, Done<v1::Decision> done);
  void decisions(DecisionQuery query, Done<v1::ListDecisionsResponse> done);

  void sites(const PlantPage& page, const Done<v1::ListSitesResponse>& done);
  void nodes(const PlantPage& page, const Done<v1::ListNodesResponse>& done);
  void links(const PlantPage& page, const Done<v1::ListLinksResponse>& done);
  void network(const Done<v1::Network>& done);
  /// What is taken on a link during [start, end): by default from now on.
  void spectrum(const std::string& link, std::optional<Instant> start, std::optional<Instant> end,
                const Done<v1::LinkSpectrum>& done);
  void compute_paths(const v1::ComputePathsRequest& request, const Done<v1::ComputePathsResponse>& done);
  void apply_network(const v1::ApplyNetworkRequest& request, const Done<v1::ApplyNetworkResponse>& done);

  void devices(const PlantPage& page, const Done<v1::ListDevicesResponse>& done);
  /// By node.
  void device(std::string node, const Done<v1::Device>& done);
  void add_device(const v1::Device& device, const Done<v1::Device>& done);
  void remove_device(std::string node, Done<v1::Device> done);
  void alarms(AlarmQuery query, Done<v1::ListAlarmsResponse> done);
  void acknowledge(std::string alarm, Done<v1::Alarm> done);
  void lightpath(std::string name, Done<v1::LightpathReport> done);

  void events(EventId after, std::size_t limit, Done<std::vector<Event>> done);
  EventId last_event_id() const;
  v1::Health health() const { return to_message(control_.health()); }
  Control& control() { return control_; }

 private:
  struct SpectrumSearch;
  void next_spectrum_page(const std::shared_ptr<SpectrumSearch>& search);

  Control& control_;
  const Clock& clock_;
  Post post_;
  PathFinder path_finder_;
};

}  // namespace lightloom::northbound
