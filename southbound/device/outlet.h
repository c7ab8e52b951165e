// News of one site on their way to the core: in order, one piece at a time, the latest alone where several
// wait. The devices that stood there one after the other share it, so that a former one cannot speak after
// its successor.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "controller/ports/devices.h"

namespace lightloom::southbound {

class Outlet {
 public:
  using News = std::function<void(NodeObserved)>;

  explicit Outlet(News news) : news_(std::move(news)) {}

  /// From now on only the source that was given this number is heard.
  std::uint64_t next_source();
  /// `sequence` rises with each look that `source` takes at itself: what comes late is older, and dropped.
  /// What was told last is not told again. Calls the core, unless another thread does and takes this along.
  void tell(std::uint64_t source, std::uint64_t sequence, NodeObserved observed);

 private:
  const News news_;
  std::mutex mutex_;  // guards all below; never held while the core is called
  std::uint64_t source_ = 0, sequence_ = 0;
  std::optional<NodeObserved> waiting_, told_;
  bool is_telling_ = false;
};

}  // namespace lightloom::southbound
