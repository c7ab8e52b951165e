#include "northbound/cli/line_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace lightloom::cli {
namespace {

using Points = std::vector<std::pair<double, double>>;

struct Curve {
  const char* name;
  const char* colour;
  Points points;
};

// Text of a case goes into markup.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

// 1, 2 or 5 times a power of ten, so that some five of them span `range`.
double step_for(double range) {
  constexpr double kWanted = 5;
  const double rough = std::max(range, 1e-9) / kWanted;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * decade >= rough) return factor * decade;
  return 10.0 * decade;
}

struct Axis {
  double least = std::numeric_limits<double>::infinity();
  double greatest = -std::numeric_limits<double>::infinity();
  double step = 1;

  void hold(double value) {
    if (!std::isfinite(value)) return;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  // Ends on whole steps, so that every tick is a round number.
  void settle() {
    if (!(least <= greatest)) least = 0, greatest = 1;
    if (greatest - least < 1e-9) least -= 0.5, greatest += 0.5;
    step = step_for(greatest - least);
    least = std::floor(least / step) * step;
    greatest = std::ceil(greatest / step) * step;
  }
  std::vector<double> ticks() const {
    const auto steps = static_cast<int>(std::lround((greatest - least) / step));
    std::vector<double> ticks;
    ticks.reserve(static_cast<std::size_t>(steps) + 1);
    for (int i = 0; i <= steps; ++i) ticks.push_back(least + i * step);
    return ticks;
  }
  double share(double value) const { return (value - least) / (greatest - least); }
};

class Panel {
 public:
  Panel(double left, std::string title, std::string below)
      : left_(left), title_(std::move(title)), below_(std::move(below)) {}

  void add(Curve curve) {
    for (const auto& [x, y] : curve.points) {
      x_.hold(x);
      y_.hold(y);
    }
    curves_.push_back(std::move(curve));
  }

  std::string svg() {
    x_.settle();
    y_.settle();
    std::string out =
        fmt::format("<text x='{}' y='{}' font-weight='bold'>{}</text>\n", left_, kTop - 22, title_);
    for (const double tick : y_.ticks())
      out += fmt::format(
          "<line x1='{}' x2='{}' y1='{:.1f}' y2='{:.1f}' stroke='#8888' stroke-width='0.5'/>"
          "<text x='{}' y='{:.1f}' text-anchor='end'>{:.4g}</text>\n",
          left_, left_ + kWidth, y(tick), y(tick), left_ - 6, y(tick) + 4, tick);
    for (const double tick : x_.ticks())
      out += fmt::format(
          "<line x1='{0:.1f}' x2='{0:.1f}' y1='{1}' y2='{2}' stroke='#888'/>"
          "<text x='{0:.1f}' y='{3}' text-anchor='middle'>{4:.6g}</text>\n",
          x(tick), kTop + kHeight, kTop + kHeight + 4, kTop + kHeight + 17, tick);
    out += fmt::format("<text x='{}' y='{}' text-anchor='middle'>{}</text>\n", left_ + kWidth / 2,
                       kTop + kHeight + 36, below_);
    double legend = left_;
    for (const auto& curve : curves_) {
      out += fmt::format("<polyline fill='none' stroke='{}' stroke-width='1.8' points='", curve.colour);
      for (const auto& [at, value] : curve.points)
        if (std::isfinite(value)) out += fmt::format("{:.1f},{:.1f} ", x(at), y(value));
      out += fmt::format("'/>\n<text x='{}' y='{}' fill='{}'>{}</text>\n", legend, kTop - 6, curve.colour,
                         curve.name);
      legend += kWidth / 3;
    }
    return out;
  }

 private:
  static constexpr double kTop = 70, kWidth = 390, kHeight = 270;
  double x(double value) const { return left_ + kWidth * x_.share(value); }
  double y(double value) const { return kTop + kHeight * (1 - y_.share(value)); }

  double left_;
  std::string title_, below_;
  std::vector<Curve> curves_;
  Axis x_, y_;
};

// A line is a point where there is one channel: drawn as a short dash.
Points over_frequency(const optics::QotTrace& trace, const std::vector<double>& values,
                      const std::vector<double>& shift_db) {
  Points points;
  for (std::size_t i = 0; i < values.size(); ++i)
    points.emplace_back(trace.frequency_hz[i] * 1e-12, values[i] + shift_db[i]);
  if (points.size() == 1) points.emplace_back(points.front().first + 0.01, points.front().second);
  return points;
}

}  // namespace

std::string line_plot(const optics::QotCase& qot_case, const optics::QotResult& result,
                      const optics::QotTrace& trace) {
  constexpr double kReferenceHz = 12.5e9;
  const std::vector<double> as_it_is(trace.frequency_hz.size());
  std::vector<double> to_0p1nm;
  for (const double baud : trace.baud_rate_hz) to_0p1nm.push_back(10.0 * std::log10(baud / kReferenceHz));

  Panel spectrum(60, "Over frequency at the end, dB in 0.1 nm", "THz");
  spectrum.add({"GSNR", "#2a7de1", over_frequency(trace, result.gsnr_0p1nm_db, as_it_is)});
  spectrum.add({"OSNR (ASE)", "#d9822b", over_frequency(trace, result.osnr_ase_0p1nm_db, as_it_is)});
  spectrum.add({"SNR (NLI)", "#2fa35a", over_frequency(trace, result.snr_nli_signal_bandwidth_db, to_0p1nm)});

  Panel line(540, "GSNR along the line, dB in 0.1 nm", "km");
  Points best;
  Points mean;
  Points worst;
  for (const auto& stage : trace.stages) {
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    double sum = 0;
    for (std::size_t i = 0; i < stage.ase.size(); ++i) {
      const double gsnr = -10.0 * std::log10(stage.ase[i] + stage.nli[i]) + to_0p1nm[i];
      least = std::min(least, gsnr);
      most = std::max(most, gsnr);
      sum += gsnr;
    }
    const double km = stage.length_m * 1e-3;
    worst.emplace_back(km, least);
    best.emplace_back(km, most);
    mean.emplace_back(km, sum / static_cast<double>(stage.ase.size()));
  }
  line.add({"best channel", "#2fa35a", best});
  line.add({"mean", "#2a7de1", mean});
  line.add({"worst channel", "#d0453c", worst});

  return fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 420' font-family='sans-serif' font-size='12' "
      "fill='#888'>\n<text x='60' y='22' font-size='15' font-weight='bold'>{}: {} channels, "
      "{}</text>\n{}{}</svg>\n",
      escaped(qot_case.id), trace.frequency_hz.size(), escaped(qot_case.model), spectrum.svg(), line.svg());
}

}  // namespace lightloom::cli
