#include "lab/device/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "topology/line_ports.h"

namespace lightloom::lab {
namespace {

std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = 14'695'981'039'346'656'037U) {
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 1'099'511'628'211U;
  }
  return hash;
}

Leaves amplifier_defaults(const Network& network, const PlacedAmplifier& amplifier) {
  constexpr std::string_view kConfig = "/optical-amplifier/amplifiers/amplifier/config/";
  const auto leaf = [&](std::string_view name) {
    return Leaf{schema().at(std::string(kConfig) + std::string(name)), {amplifier.name}};
  };
  constexpr int kDigits = 2;
  return {{leaf("name"), amplifier.name},
          {leaf("type"), network.equipment().amplifiers[amplifier.built.type.at()].name},
          {leaf("target-gain"), decimal_of(amplifier.built.gain.value, kDigits)},
          {leaf("target-gain-tilt"), decimal_of(amplifier.built.tilt.value, kDigits)},
          {leaf("enabled"), true}};
}

}  // namespace

Identity identity_of(std::string_view lab, const Site& site) {
  const auto hash = fnv1a(site.name, fnv1a("/", fnv1a(lab)));
  const auto byte = [hash](unsigned place) { return static_cast<unsigned>(hash >> (8 * place) & 0xffU); };
  // 02: locally administered, one station; 4c 4c: ours among those. Three bytes of hash may meet in a very
  // large lab, so the other five are folded in first.
  const unsigned first = byte(0) ^ byte(3) ^ byte(6), second = byte(1) ^ byte(4) ^ byte(7),
                 third = byte(2) ^ byte(5);
  return {fmt::format("02:4c:4c:{:02x}:{:02x}:{:02x}", first, second, third), "roadm-" + site.name};
}

DeviceFacts::DeviceFacts(std::shared_ptr<const Network> network, SiteIndex site, Identity identity)
    : network_(std::move(network)), site_(site), identity_(std::move(identity)) {
  for (std::uint32_t index = 0; index < network_->links().size(); ++index) {
    const LinkIndex at{index};
    const auto& link = network_->link(at);
    if (link.a_site == site_) degrees_.push_back({link.a_port, at, true, link.z_site, link.z_port});
    if (link.z_site == site_) degrees_.push_back({link.z_port, at, false, link.a_site, link.a_port});
    place_amplifiers(at);
  }
  list_lines();
  for (const auto& amplifier : amplifiers_) defaults_.merge(amplifier_defaults(*network_, amplifier));
}

void DeviceFacts::place_amplifiers(LinkIndex index) {
  const auto& link = network_->link(index);
  const bool is_a = link.a_site == site_;
  if (!is_a && link.z_site != site_) return;
  const auto place = [&](bool forward, std::size_t position) {
    const auto& built = forward ? link.amps_az[position] : link.amps_za[position];
    amplifiers_.push_back({fmt::format("amp-{}-{}-{}", link.name, forward ? "az" : "za", position), index,
                           forward, position, built});
  };
  // At the far end stand the preamplifier of az and the booster of za; all others belong to the a-site.
  for (std::size_t position = 0; position < link.amps_az.size(); ++position)
    if ((position + 1 < link.amps_az.size()) == is_a) place(true, position);
  for (std::size_t position = 0; position < link.amps_za.size(); ++position)
    if ((position > 0) == is_a) place(false, position);
}

const PlacedAmplifier* DeviceFacts::find_amplifier(std::string_view name) const {
  const auto found = std::find_if(amplifiers_.begin(), amplifiers_.end(),
                                  [&](const PlacedAmplifier& amplifier) { return amplifier.name == name; });
  return found == amplifiers_.end() ? nullptr : &*found;
}

bool DeviceFacts::is_degree(std::string_view port) const {
  return std::any_of(degrees_.begin(), degrees_.end(),
                     [&](const Degree& degree) { return degree.port == port; });
}

std::optional<std::uint32_t> DeviceFacts::line_number(std::string_view port) const {
  constexpr std::string_view kLine = "line-";
  if (port.substr(0, kLine.size()) != kLine) return std::nullopt;
  const auto digits = port.substr(kLine.size());
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_number =
      problem == std::errc() && end == digits.data() + digits.size() && digits.front() != '0';
  return is_number && is_line_port(network_->site(site_), number) ? std::optional(number) : std::nullopt;
}

bool DeviceFacts::is_listed(std::string_view port) const {
  const auto number = line_number(port);
  return number && std::binary_search(listed_lines_.begin(), listed_lines_.end(), *number);
}

void DeviceFacts::list_lines() {
  constexpr std::size_t kMostListed = 512;
  const auto& site = network_->site(site_);
  for (PortNumber port = 1; port <= kMaxLinePorts; ++port)
    if (is_regenerator_port(site, port) || port <= site.line_ports.value_or(0)) listed_lines_.push_back(port);
  if (listed_lines_.size() > kMostListed) listed_lines_.clear();
}

std::optional<ModeIndex> DeviceFacts::mode_of(std::uint64_t mode_id) const {
  if (mode_id == 0 || mode_id > network_->equipment().modes.size()) return std::nullopt;
  return ModeIndex{static_cast<std::uint32_t>(mode_id - 1)};
}

}  // namespace lightloom::lab
