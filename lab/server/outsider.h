// Follows a device that is not emulated here, so that its light crosses our glass.
#pragma once

#include <memory>
#include <string>

#include "lab/device/facts.h"
#include "lab/server/loop.h"
#include "lab/server/world.h"

namespace lightloom::lab {

class Outsider {
 public:
  /// Connects and subscribes, and again after every end; while it does not answer, its site has no power.
  /// Loop and world outlive it.
  Outsider(Loop& loop, World& world, SiteIndex site, std::string address);
  /// Waits for the call to end. Not on the loop.
  ~Outsider();
  Outsider(const Outsider&) = delete;
  Outsider& operator=(const Outsider&) = delete;

  SiteIndex site() const;
  const std::string& address() const;
  /// On the loop.
  bool is_answering() const;
  std::string name() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace lightloom::lab
