#include "southbound/device/backoff.h"

#include <algorithm>
#include <vector>

namespace lightloom::southbound {
namespace {

std::mt19937_64 generator_of(std::uint64_t seed, std::string_view name) {
  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)};
  for (const char c : name) words.push_back(static_cast<unsigned char>(c));
  std::seed_seq sequence(words.begin(), words.end());
  return std::mt19937_64(sequence);
}

}  // namespace

Backoff::Backoff(Duration least, Duration most, std::uint64_t seed, std::string_view name)
    : least_(std::max(least, Duration{1})),
      most_(std::max(most, least_)),
      random_(generator_of(seed, name)) {}

Duration Backoff::next() {
  base_ = base_ == Duration{0} ? least_ : std::min(base_ * 2, most_);
  const auto half = static_cast<std::uint64_t>(base_.count() / 2) + 1;
  return base_ - Duration{static_cast<Duration::rep>(random_() % half)};
}

}  // namespace lightloom::southbound
