// Any bytes as a file of chains; what is read is also evaluated.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "topology/formats/qot_file.h"
#include "topology/optics/chain.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto cases = lightloom::formats::read_qot_cases(text);
  if (!cases) {
    if (cases.error().message.empty()) std::abort();
    return 0;
  }
  for (const auto& each : *cases) {
    const auto result = lightloom::optics::evaluate(each);
    if (!result) continue;
    for (const double gsnr : result->gsnr_0p1nm_db) {
      if (std::isnan(gsnr)) std::abort();
    }
  }
  return 0;
}
