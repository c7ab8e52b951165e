// Records as people see them, and as orders to the glass.
#pragma once

#include "controller/engine/engine.h"
#include "controller/engine/ledger.h"

namespace lightloom::engine {

/// `now`: up to when a service that is UP has delivered.
ReservationView view_of(const Ledger& ledger, const records::Reservation& reservation, Instant now);
Effect order_of(const Network& network, const records::Lightpath& lightpath, Effect::Kind kind);
/// The rate over [since, until), in kbit, saturating.
std::uint64_t delivered(Kbps rate, Instant since, Instant until);

}  // namespace lightloom::engine
