// A picture of one chain: ratios over frequency, and along the line. SVG, as a browser shows it.
#pragma once

#include <string>

#include "topology/optics/chain.h"

namespace lightloom::cli {

/// Two panels: GSNR, OSNR and SNR of interference over frequency; the best, mean and worst channel's GSNR
/// along the line. All in 0.1 nm. Self-contained, 960 by 420 units, readable on light and dark ground.
std::string line_plot(const optics::QotCase& qot_case, const optics::QotResult& result,
                      const optics::QotTrace& trace);

}  // namespace lightloom::cli
