// What the core was last told a node holds, and what it ordered since. An order may only change what the core
// knows of: light that appeared meanwhile was ordered by somebody else, and is left alone until the core was
// told of it and still does not want it.
#pragma once

#include <optional>
#include <string>

#include "controller/ports/devices.h"

namespace lightloom::southbound {

class Baseline {
 public:
  /// `settled`: every order so far has been read back, so this is the truth; else what was ordered remains
  /// known.
  void told(const NodeDesired& holds, bool settled) {
    told_ = holds;
    if (settled) ordered_.reset();
  }
  void ordered(const NodeDesired& desired) { ordered_ = desired; }

  /// Whether the core knows of it, so that its absence from an order means that it shall go.
  bool knows_channel(const std::string& name) const { return knows(&NodeDesired::channels, name); }
  bool knows_laser(const std::string& name) const { return knows(&NodeDesired::lasers, name); }
  /// Whether the core only carries along what it was told: if the node holds something else by now, that is
  /// news for the core and no order.
  bool carries_along(const std::string& name, const MediaChannel& value) const {
    return carries(&NodeDesired::channels, name, value);
  }
  bool carries_along(const std::string& name, const Laser& value) const {
    return carries(&NodeDesired::lasers, name, value);
  }

 private:
  template <class Member>
  bool knows(Member member, const std::string& name) const {
    return (told_.*member).contains(name) || (ordered_ && ((*ordered_).*member).contains(name));
  }
  template <class Member, class Value>
  bool carries(Member member, const std::string& name, const Value& value) const {
    const auto is_in = [&](const NodeDesired& node) {
      const auto it = (node.*member).find(name);
      return it != (node.*member).end() && it->second == value;
    };
    return is_in(told_) && (!ordered_ || is_in(*ordered_));
  }

  NodeDesired told_;
  std::optional<NodeDesired> ordered_;
};

}  // namespace lightloom::southbound
