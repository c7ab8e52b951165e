// The calls of the API, by the file that serves them. Each reads its request, asks its handler, and answers
// once. Inside this folder only.
#pragma once

#include "northbound/http/call.h"

namespace lightloom::northbound::calls {

// reservation_calls.cc
void create_reservation(const Call& call);
void list_reservations(const Call& call);
void show_reservation(const Call& call);
void commit(const Call& call);
void release(const Call& call);
void renew(const Call& call);
void compute_paths(const Call& call);
void list_decisions(const Call& call);
void show_decision(const Call& call);

// plant_calls.cc
void list_sites(const Call& call);
void list_nodes(const Call& call);
void list_links(const Call& call);
void show_spectrum(const Call& call);
void show_network(const Call& call);
void apply_network(const Call& call);
void list_devices(const Call& call);
void show_device(const Call& call);
void add_device(const Call& call);
void remove_device(const Call& call);
void list_alarms(const Call& call);
void acknowledge(const Call& call);
void show_lightpath(const Call& call);

// daemon_calls.cc
void stream_events(const Call& call);
void show_health(const Call& call);
void show_metrics(const Call& call);

}  // namespace lightloom::northbound::calls
