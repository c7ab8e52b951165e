// Units as types: a number with a unit never meets a number with another. Counted things are integers;
// doubles live only in optics. Raw numbers exist only where bytes do (JSON, SQL, protobuf), and there the
// name carries the unit.
#pragma once

#include <chrono>
#include <cmath>
#include <compare>
#include <cstdint>

namespace lightloom {

/// A number with a unit. `Tag` makes the type distinct; arithmetic stays inside one unit.
template <class Tag, class Rep>
struct Quantity {
  Rep value{};

  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator+(Quantity other) const { return {static_cast<Rep>(value + other.value)}; }
  constexpr Quantity operator-(Quantity other) const { return {static_cast<Rep>(value - other.value)}; }
  constexpr Quantity operator-() const { return {static_cast<Rep>(-value)}; }
  constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
  constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }
  constexpr Quantity operator*(Rep factor) const { return {static_cast<Rep>(value * factor)}; }
};

/// Optical frequency or width. 6.25 GHz is 6'250 MHz, so every point of the flexible grid is a whole number.
using Mhz = Quantity<struct MhzTag, std::int64_t>;
using Metres = Quantity<struct MetresTag, std::int64_t>;
/// Client rate; `gbps` outside is in steps of 0.001, which is 1'000 kbit/s.
using Kbps = Quantity<struct KbpsTag, std::int64_t>;

/// A ratio on the logarithmic scale.
using Decibel = Quantity<struct DecibelTag, double>;
/// Absolute power on the logarithmic scale, 0 dBm = 1 mW.
using Dbm = Quantity<struct DbmTag, double>;
using Milliwatt = Quantity<struct MilliwattTag, double>;
/// A ratio on the linear scale. Noise-to-signal ratios add; decibels of them do not.
using LinearRatio = Quantity<struct LinearRatioTag, double>;

/// The only bridges between the two scales.
inline LinearRatio to_linear(Decibel ratio) { return {std::pow(10.0, ratio.value / 10.0)}; }
inline Decibel to_decibel(LinearRatio ratio) { return {10.0 * std::log10(ratio.value)}; }
inline Milliwatt to_linear(Dbm power) { return {std::pow(10.0, power.value / 10.0)}; }
inline Dbm to_dbm(Milliwatt power) { return {10.0 * std::log10(power.value)}; }
constexpr Dbm operator+(Dbm power, Decibel gain) { return {power.value + gain.value}; }
constexpr Dbm operator-(Dbm power, Decibel loss) { return {power.value - loss.value}; }

/// One-way propagation time. Picoseconds, so that the sum over a route is exact far below the whole
/// microseconds in which people ask; rounded up once, by `ceil_us`.
using Latency = std::chrono::duration<std::int64_t, std::pico>;
/// Whole microseconds, rounded up: the only form in which a latency leaves the program.
constexpr std::int64_t ceil_us(Latency latency) {
  return std::chrono::ceil<std::chrono::microseconds>(latency).count();
}

/// Wall-clock UTC. Always passed in, never read, below the shell.
using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;
/// The end of a window that has none.
inline constexpr Instant kForever = Instant::max();

/// A half-open interval of time [start, end). `end == kForever` where it is open.
struct Window {
  Instant start{};
  Instant end = kForever;

  constexpr bool operator==(const Window&) const = default;
  constexpr bool is_open_ended() const { return end == kForever; }
  constexpr bool contains(Instant at) const { return start <= at && at < end; }
  constexpr bool overlaps(const Window& other) const { return start < other.end && other.start < end; }
};

}  // namespace lightloom
