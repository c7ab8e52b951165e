// How long the emulated glass takes: 1,000 lightpaths lit at once on the national network, then one of them
// going and coming, and a cable cut. Fails past its budgets.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "tests/lab/glass/lit_network.h"
#include "tests/topology/national_network.h"

namespace lightloom::lab {
namespace {

constexpr std::size_t kLightpaths = 1'000;
constexpr int kRounds = 20;
constexpr double kAllBudgetMs = 1'000;
constexpr double kOneBudgetMs = 10;

template <class Change>
double milliseconds(Glass& glass, const Change& change) {
  const auto start = std::chrono::steady_clock::now();
  change();
  glass.take_changed();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// The mean over both ways of a change, each time at another lightpath.
double one_laser_ms(testing::LitNetwork& lit, const std::vector<testing::Lightpath>& paths) {
  double sum = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto& path = paths[static_cast<std::size_t>(round) * paths.size() / kRounds];
    const SiteConfig before = lit.config(path.a);
    std::erase_if(lit.config(path.a).transmitters,
                  [&](const Transmitter& laser) { return laser.line_port == path.a_port; });
    sum += milliseconds(lit.glass(), [&] { lit.tell(path.a); });
    lit.config(path.a) = before;
    sum += milliseconds(lit.glass(), [&] { lit.tell(path.a); });
  }
  return sum / (2 * kRounds);
}

double one_cut_ms(testing::LitNetwork& lit) {
  double sum = 0;
  const auto links = static_cast<std::uint32_t>(lit.network().links().size());
  for (std::uint32_t round = 0; round < kRounds; ++round) {
    const LinkIndex link{round * links / kRounds};
    sum += milliseconds(lit.glass(), [&] { lit.glass().cut(link, Glass::Direction::kBoth); });
    sum += milliseconds(lit.glass(), [&] { lit.glass().splice(link); });
  }
  return sum / (2 * kRounds);
}

bool run() {
  testing::LitNetwork lit(lightloom::testing::national_network());
  const auto paths = lit.light_many(kLightpaths, 1);
  std::size_t hops = 0;
  for (const auto& path : paths) hops += path.hops.size();
  const double all_ms = milliseconds(lit.glass(), [&] { lit.tell_all(); });
  const double laser_ms = one_laser_ms(lit, paths);
  const double cut_ms = one_cut_ms(lit);
  fmt::print(
      "glass    {} lightpaths over {} cables: {:.1f} ms (budget {:.0f}); one laser off or on {:.2f} ms, one "
      "cable cut or spliced {:.2f} ms (budget {:.0f})\n",
      paths.size(), hops, all_ms, kAllBudgetMs, laser_ms, cut_ms, kOneBudgetMs);
  return all_ms <= kAllBudgetMs && std::max(laser_ms, cut_ms) <= kOneBudgetMs;
}

}  // namespace
}  // namespace lightloom::lab

int main() { return lightloom::lab::run() ? EXIT_SUCCESS : EXIT_FAILURE; }
