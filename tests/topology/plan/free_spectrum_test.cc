#include "topology/plan/free_spectrum.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/plan/plan_cases.h"

namespace lightloom {
namespace {

using testing::pick;

SliceMap random_taken() {
  SliceMap taken;
  for (int i = pick<int>(0, 60); i > 0; --i) {
    const auto first = pick<std::int32_t>(0, kMaxSlices);
    taken.occupy(first, std::min(kMaxSlices - first, pick<std::int32_t>(1, 70)));
  }
  return taken;
}

SlotNeed random_need() {
  const auto from = pick<std::int32_t>(0, kMaxSlices);
  return {{},
          pick<std::int64_t>(1, 5),
          2 * pick<std::int32_t>(1, 40),
          from,
          pick<std::int32_t>(from, kMaxSlices + 1)};
}

RC_GTEST_PROP(RunStarts, AreTheBitsWhereARunIsFree, ()) {
  const auto taken = random_taken();
  const auto need = random_need();
  const auto starts = run_starts(taken, need);
  for (std::int32_t bit = 0; bit < kMaxSlices; ++bit) {
    const bool fits = bit >= need.from && bit + need.width <= need.to && taken.is_free(bit, need.width);
    RC_ASSERT(starts.is_taken(bit) == fits);
  }
}

RC_GTEST_PROP(FirstFits, AreTheLowestThatDoNotOverlap, ()) {
  auto taken = random_taken();
  const auto need = random_need();
  const auto firsts = first_fits(taken, need);
  RC_ASSERT(firsts.has_value() == (slots_that_fit(taken, need) == need.count));
  if (!firsts) return;
  for (const auto first : *firsts) {
    RC_ASSERT(first_fit(taken, need.width, need.from, need.to) == first);
    taken.occupy(first, need.width);
  }
}

}  // namespace
}  // namespace lightloom
