#include "controller/activation/backoff.h"

#include <algorithm>

namespace lightloom::activation {
namespace {

// FNV-1a, 64 bit (RFC 9923): std::hash differs from library to library, and tests replay by seed.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1'099'511'628'211U;
  }
  return hash;
}

// The output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t mixed(std::uint64_t bits) {
  bits += 0x9e3779b97f4a7c15U;
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31U);
}

}  // namespace

Duration backoff(std::uint64_t seed, std::string_view what, int attempts, Duration least, Duration most) {
  Duration base = std::max(least, Duration{2});
  const Duration limit = std::max(most, base);
  for (int i = 1; i < attempts && base < limit; ++i) base = std::min(base * 2, limit);
  const auto half = static_cast<std::uint64_t>(base.count() / 2);
  const std::uint64_t drawn =
      mixed(mixed(seed ^ hash_of(what)) + static_cast<std::uint64_t>(attempts)) % half;
  return base - Duration{static_cast<Duration::rep>(drawn)};
}

}  // namespace lightloom::activation
