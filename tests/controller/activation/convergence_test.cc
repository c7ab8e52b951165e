// Whatever was ordered and however devices behaved in between: once they behave, the glass is as ordered, and
// no laser ever shone into a ROADM that had no channel for it, unless a device lost one.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <ostream>

#include "controller/activation/activation.h"
#include "tests/controller/activation/glass.h"

namespace lightloom::activation {
namespace {

using fakes::Manner;

const std::vector<std::string> kNodes{"a", "b", "c", "d", "e"};

const std::vector<LightpathConfig>& all_paths() {
  static const std::vector<LightpathConfig> kPaths{
      lightpath_over("l-1", {"a", "b", "c"}, 4), lightpath_over("l-2", {"b", "c", "d"}, 20),
      lightpath_over("l-3", {"a", "e"}, 40), lightpath_over("l-4", {"d", "c", "b", "a"}, 60)};
  return kPaths;
}

NodeDesired foreign_light() {
  NodeDesired light;
  light.channels["alien"] = channel_to("degree-9", 200);
  light.lasers["alien"] = laser_on("line-9", 200);
  return light;
}

// One turn of a random history: an order, a change of manners, an accident, or only time.
struct Turn {
  int what = 0, node = 0, path = 0, manner = 0, wait_ms = 0;
};
void showValue(const Turn& turn, std::ostream& os) {
  os << '{' << turn.what << ", node " << turn.node << ", path " << turn.path << ", manner " << turn.manner
     << ", " << turn.wait_ms << " ms}";
}

rc::Gen<Turn> any_turn(int kinds) {
  const auto below = [](int limit) { return rc::gen::inRange(0, limit); };
  return rc::gen::build<Turn>(
      rc::gen::set(&Turn::what, below(kinds)), rc::gen::set(&Turn::node, below(5)),
      rc::gen::set(&Turn::path, below(4)), rc::gen::set(&Turn::manner, below(6)),
      rc::gen::set(&Turn::wait_ms,
                   rc::gen::oneOf(rc::gen::just(0), below(300), below(5'000), rc::gen::just(70'000))));
}

// Watches every change in the glass.
class Watchman {
 public:
  explicit Watchman(Glass& glass) : glass_(glass) {
    glass.devices.on_glass([this](const std::string&) { look(); });
  }
  bool saw_stray_laser() const { return saw_stray_laser_; }

 private:
  void look() {
    for (const LightpathConfig& path : all_paths()) {
      const bool has_laser = std::any_of(path.lasers.begin(), path.lasers.end(), [&](const auto& laser) {
        return glass_.devices.holds(laser.first).lasers.contains(path.name);
      });
      const bool has_all = std::all_of(path.channels.begin(), path.channels.end(), [&](const auto& channel) {
        return glass_.devices.holds(channel.first).channels.contains(path.name);
      });
      saw_stray_laser_ = saw_stray_laser_ || (has_laser && !has_all);
    }
  }

  Glass& glass_;
  bool saw_stray_laser_ = false;
};

void behave(Glass& glass, const Turn& turn) {
  constexpr std::array<Manner, 5> kManners{Manner::kPrompt, Manner::kSilent, Manner::kMute, Manner::kRefusing,
                                           Manner::kLying};
  const std::string& node = kNodes[static_cast<std::size_t>(turn.node)];
  if (turn.manner < 5) {
    glass.devices.behave(node, kManners.at(static_cast<std::size_t>(turn.manner)));
  } else {
    glass.devices.unplug_after(node, turn.path);
  }
}

enum What { kLight, kDarken, kBehave, kDelay, kRefuse, kRestart, kKindsWithoutLoss, kReboot = 6, kKinds };

void take_turn(Glass& glass, const Turn& turn, std::map<std::string, bool>& wanted) {
  const std::string& node = kNodes[static_cast<std::size_t>(turn.node)];
  const LightpathConfig& path = all_paths()[static_cast<std::size_t>(turn.path)];
  switch (turn.what) {
    case kLight:
      wanted[path.name] = true;
      glass.want_lit(path);
      break;
    case kDarken:
      wanted[path.name] = false;
      glass.want_dark(path.name);
      break;
    case kBehave:
      behave(glass, turn);
      break;
    case kDelay:
      glass.devices.delay(node, milliseconds(turn.manner * 450));
      break;
    case kRefuse:
      glass.devices.refuse(node, path.name, {"no", turn.manner % 2 == 0, turn.manner > 2});
      break;
    case kRestart: {
      std::vector<LightpathConfig> known;
      for (const LightpathConfig& each : all_paths()) {
        if (wanted.contains(each.name)) known.push_back(each);
      }
      glass.restart(known);
      for (const auto& [name, is_lit] : wanted) {
        if (!is_lit) glass.want_dark(name);
      }
      break;
    }
    default:
      glass.devices.reboot_empty(node);
      break;
  }
  glass.run_for(milliseconds(turn.wait_ms));
}

void heal(Glass& glass) {
  for (const std::string& node : kNodes) {
    glass.devices.behave(node, Manner::kPrompt);
    glass.devices.delay(node, Duration{0});
    for (const LightpathConfig& path : all_paths()) glass.devices.accept(node, path.name);
  }
  glass.run_for(seconds(300));
}

NodeDesired expected_at(const std::string& node, const std::map<std::string, bool>& wanted,
                        NodeDesired light) {
  for (const LightpathConfig& path : all_paths()) {
    const auto it = wanted.find(path.name);
    if (it == wanted.end() || !it->second) continue;
    if (path.channels.contains(node)) light.channels[path.name] = path.channels.at(node);
    if (path.lasers.contains(node)) light.lasers[path.name] = path.lasers.at(node);
  }
  return light;
}

RC_GTEST_PROP(Convergence, TheGlassIsAsOrderedOnceDevicesBehaveAndNoLaserEverStrays, ()) {
  const auto turns = *rc::gen::container<std::vector<Turn>>(any_turn(kKindsWithoutLoss));
  Options options;
  options.seed = *rc::gen::arbitrary<std::uint64_t>();
  Glass glass(kNodes, options);
  for (const std::string& node : kNodes) glass.devices.tamper(node, foreign_light(), true);
  const Watchman watchman(glass);
  std::map<std::string, bool> wanted;
  for (const Turn& turn : turns) take_turn(glass, turn, wanted);
  heal(glass);
  for (const std::string& node : kNodes) {
    RC_ASSERT(glass.devices.holds(node) == expected_at(node, wanted, foreign_light()));
  }
  RC_ASSERT(!watchman.saw_stray_laser());
  RC_ASSERT(!glass.devices.calls_overlapped());
}

RC_GTEST_PROP(Convergence, SurvivesReboots, ()) {
  const auto turns = *rc::gen::container<std::vector<Turn>>(any_turn(kKinds));
  Glass glass(kNodes);
  std::map<std::string, bool> wanted;
  for (const Turn& turn : turns) take_turn(glass, turn, wanted);
  heal(glass);
  for (const std::string& node : kNodes) {
    RC_ASSERT(glass.devices.holds(node) == expected_at(node, wanted, {}));
  }
  for (const NodeStatus& status : glass.activation().states()) {
    RC_ASSERT(status.state == DeviceState::kUp);
    RC_ASSERT(status.drift == 0U);
  }
}

RC_GTEST_PROP(Convergence, TheLastNewsOfALightpathIsWhatBecameOfTheLastOrder, ()) {
  const auto turns = *rc::gen::container<std::vector<Turn>>(any_turn(kRestart));
  Glass glass(kNodes);
  std::map<std::string, bool> wanted;
  std::map<std::string, std::string> last;
  for (const Turn& turn : turns) take_turn(glass, turn, wanted);
  heal(glass);
  for (const std::string& news : glass.news()) {
    const std::string name = news.substr(0, news.find(' '));
    last[name] = news;
  }
  for (const auto& [name, is_lit] : wanted) RC_ASSERT(last[name] == name + (is_lit ? " LIT" : " DARK"));
}

RC_GTEST_PROP(Convergence, TheSameHistoryGivesTheSameRequests, ()) {
  const auto turns = *rc::gen::container<std::vector<Turn>>(any_turn(kKinds));
  const auto play = [&turns] {
    Glass glass(kNodes);
    std::map<std::string, bool> wanted;
    for (const Turn& turn : turns) take_turn(glass, turn, wanted);
    return std::pair{glass.sent(), glass.news()};
  };
  RC_ASSERT(play() == play());
}

}  // namespace
}  // namespace lightloom::activation
