#include "topology/formats/single_csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace lightloom::formats {
namespace {

Result<NetworkRecord> read(const std::string& text) {
  return read_single_csv({"net.csv", text}, builtin_equipment().value());
}

TEST(SingleCsv, MakesANetworkOfFourColumns) {
  const auto record = read("cable,a_site,z_site,length_km\nx-y,x,y,200.5\ny-z,y,z,79.999\n");
  ASSERT_TRUE(record) << record.error().message;
  ASSERT_EQ(record->sites.size(), 3U);
  EXPECT_EQ(record->sites[2].name, "z");
  EXPECT_FALSE(record->sites[2].line_ports);
  const auto& link = record->links[0];
  ASSERT_EQ(link.spans.size(), 3U);
  EXPECT_EQ(link.spans[0].length, Metres{66'834});
  EXPECT_EQ(link.spans[2].length, Metres{66'833});
  EXPECT_EQ(link.fibre, "G.652.D");
  EXPECT_DOUBLE_EQ(link.spans[0].loss_db_per_km, 0.2);
  EXPECT_EQ(link.amps_az.size(), 4U);
  EXPECT_TRUE(link.srlgs.empty());
  EXPECT_EQ(record->links[1].spans.size(), 1U);
  const auto network = Network::build(*record);
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(network->link(LinkIndex{1}).a_port, "degree-2");
}

TEST(SingleCsv, PadsAShortCable) {
  const auto record = read("cable,a_site,z_site,length_km\nx-y,x,y,1\n");
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_NEAR(record->links[0].spans[0].pad.value, 8 - 0.2 - 0.5, 1e-12);
}

TEST(SingleCsv, RefusesWhatIsNoNetwork) {
  EXPECT_EQ(read("cable,a_site,z_site,length_km\n").error().message,
            "net.csv: has no cables; needs at least one");
  EXPECT_EQ(read("cable,a_site,z_site\n").error().message,
            "net.csv:1: column length_km is missing; the header needs it");
  EXPECT_EQ(read("cable,a_site,z_site,length_km\nx-y,x,,5\n").error().message,
            "net.csv:2: z_site: is empty; needs a name");
  EXPECT_EQ(read("cable,a_site,z_site,length_km\nx-y,x,x,5\n").error().message,
            "net.csv:2: z_site: cable x-y: both ends are x; a cable joins two sites");
  EXPECT_EQ(read("cable,a_site,z_site,length_km\nx-y,x,y,0.0001\n").error().message,
            "net.csv:2: length_km: \"0.0001\" is 0 m or less; needs more than 0");
}

RC_GTEST_PROP(SingleCsvProperty, CutsAnyCableIntoEqualSpansOfAtMost80Km, ()) {
  const auto metres = *rc::gen::inRange(1, 10'000'000);
  const auto record = read("cable,a_site,z_site,length_km\nx-y,x,y," + std::to_string(metres / 1'000) + "." +
                           std::to_string(1'000 + metres % 1'000).substr(1) + "\n");
  RC_ASSERT(record.has_value());
  const auto& spans = record->links[0].spans;
  Metres sum{};
  for (const auto& span : spans) sum += span.length;
  RC_ASSERT(sum == Metres{metres});
  RC_ASSERT(spans.front().length.value <= 80'000);
  RC_ASSERT(spans.front().length.value - spans.back().length.value <= 1);
  RC_ASSERT(static_cast<std::int64_t>(spans.size()) == (metres + 79'999) / 80'000);
  RC_ASSERT(Network::build(*record).has_value());
}

}  // namespace
}  // namespace lightloom::formats
