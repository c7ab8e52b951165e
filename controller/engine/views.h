// Records as people see them, and as orders to the glass.
#pragma once

#include <string>
#include <string_view>

#include "controller/engine/engine.h"
#include "controller/engine/ledger.h"

namespace lightloom::engine {

/// `now`: up to when a service that is UP has delivered.
ReservationView view_of(const Ledger& ledger, const records::Reservation& reservation, Instant now);
Effect order_of(const Network& network, const records::Lightpath& lightpath, Effect::Kind kind);
/// Words from outside, as they are stored and shown: at most `longest` bytes, and whatever is not plain text
/// a question mark. Bytes that are no UTF-8 could be written, but not read again.
std::string plain_text(std::string_view words, std::size_t longest);
/// The rate over [since, until), in kbit, saturating.
std::uint64_t delivered(Kbps rate, Instant since, Instant until);

}  // namespace lightloom::engine
