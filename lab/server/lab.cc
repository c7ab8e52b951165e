#include "lab/server/lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lab/server/doors.h"
#include "lab/server/lab_impl.h"

namespace lightloom::lab {
namespace {

Result<std::set<SiteIndex>> emulated_sites(const LabOptions& options) {
  std::set<SiteIndex> sites;
  for (const auto& name : options.only) {
    const auto site = options.network->find_site(name);
    if (!site) return fail(site.error());
    sites.insert(*site);
  }
  for (std::uint32_t site = 0; options.only.empty() && site < options.network->sites().size(); ++site)
    sites.insert(SiteIndex{site});
  for (const auto& [name, address] : options.external) {
    const auto site = options.network->find_site(name);
    if (!site) return fail(site.error());
    sites.erase(*site);
  }
  return sites;
}

Glass::Direction glass_direction(CutDirection direction) {
  switch (direction) {
    case CutDirection::kForward:
      return Glass::Direction::kForward;
    case CutDirection::kBackward:
      return Glass::Direction::kBackward;
    case CutDirection::kBoth:
      break;
  }
  return Glass::Direction::kBoth;
}

}  // namespace

Result<std::unique_ptr<Lab>> Lab::start(LabOptions options) {
  const auto sites = emulated_sites(options);
  if (!sites) return fail(sites.error());
  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  std::unique_ptr<Lab> lab(new Lab(std::move(impl)));
  auto opened = lab->impl_->open(*sites);
  if (!opened) return fail(opened.error());
  return lab;
}

Lab::Lab(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lab::~Lab() { impl_->close(); }

std::vector<DeviceStatus> Lab::devices() const { return impl_->devices(); }
LabStatus Lab::status() const { return impl_->status(); }
const std::string& Lab::ca_pem() const { return impl_->ca_pem(); }

Result<void> Lab::cut(const std::string& cable, CutDirection direction, std::optional<double> km) {
  const auto link = impl_->find_cable(cable);
  if (!link) return fail(link.error());
  const auto metres = static_cast<double>(impl_->options.network->link(*link).length.value);
  constexpr double kMetresPerKm = 1'000;
  if (km && !(*km >= 0 && *km * kMetresPerKm <= metres))
    return invalid(fmt::format("{} at km {}: the cable is {:.3f} km long", cable, *km, metres / kMetresPerKm),
                   "km");
  impl_->change_glass([&](Glass& glass) { glass.cut(*link, glass_direction(direction), km); });
  return {};
}

Result<void> Lab::splice(const std::string& cable) {
  const auto link = impl_->find_cable(cable);
  if (!link) return fail(link.error());
  impl_->change_glass([&](Glass& glass) { glass.splice(*link); });
  return {};
}

Result<void> Lab::bend(const std::string& cable, Decibel loss) {
  const auto link = impl_->find_cable(cable);
  if (!link) return fail(link.error());
  constexpr double kMostDb = 60;
  if (!(loss.value >= 0 && loss.value <= kMostDb))
    return invalid(fmt::format("{} bent by {} dB: takes 0 to {} dB", cable, loss.value, kMostDb), "loss");
  impl_->change_glass([&](Glass& glass) { glass.bend(*link, loss); });
  return {};
}

Result<void> Lab::behave(const std::string& site, Manner manner, std::chrono::milliseconds delay) {
  const auto node = impl_->find_node(site);
  if (!node) return fail(node.error());
  return impl_->behave(**node, manner, delay);
}

Result<void> Lab::reboot(const std::string& site) {
  const auto node = impl_->find_node(site);
  if (!node) return fail(node.error());
  return impl_->reboot(**node);
}

Result<void> Lab::drift(const std::string& site, const std::string& path,
                        const std::optional<std::string>& value) {
  const auto node = impl_->find_node(site);
  if (!node) return fail(node.error());
  auto parsed = parse_path(path);
  if (!parsed) return fail(parsed.error());
  Edit edit{value ? Edit::Kind::kUpdate : Edit::Kind::kDelete, std::move(*parsed)};
  if (value) edit.value = Plain{*value};
  return impl_->drift(**node, edit);
}

}  // namespace lightloom::lab
