#include "db/memory_store.h"

#include "tests/db/store_conformance.h"

namespace lightloom {
namespace {

struct MemoryMaker {
  std::unique_ptr<Store> make() { return std::make_unique<db::MemoryStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreConformance, MemoryMaker);

TEST(MemoryStore, SaysThatItIsNotDurable) { EXPECT_FALSE(db::MemoryStore().is_durable()); }

}  // namespace
}  // namespace lightloom
