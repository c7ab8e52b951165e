// A counted reference to a node of a persistent tree. std::shared_ptr will not do: its use_count() is a
// relaxed load, so a writer that saw 1 could still overtake the last reads of a snapshot dropped on another
// thread.
#pragma once

#include <atomic>
#include <cassert>
#include <utility>

namespace lightloom::calendar {

/// Points to a `Node` that holds `mutable std::atomic<std::uint32_t> refs{1}` and `static void
/// dispose(Node*)`. What it points to is constant to all but a sole owner, who may `edit()` it.
template <class Node>
class Ref {
 public:
  Ref() = default;
  /// Takes over the one count that a new node is born with.
  static Ref adopt(Node* node) {
    Ref ref;
    ref.node_ = node;
    return ref;
  }
  Ref(const Ref& other) : node_(other.node_) {
    if (node_ != nullptr) node_->refs.fetch_add(1, std::memory_order_relaxed);
  }
  Ref(Ref&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Ref& operator=(const Ref& other) {
    if (this != &other) {
      Ref copy(other);
      std::swap(node_, copy.node_);
    }
    return *this;
  }
  Ref& operator=(Ref&& other) noexcept {
    Ref taken(std::move(other));
    std::swap(node_, taken.node_);
    return *this;
  }
  ~Ref() {
    if (node_ != nullptr && node_->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) Node::dispose(node_);
  }

  explicit operator bool() const { return node_ != nullptr; }
  const Node* get() const { return node_; }
  const Node* operator->() const { return node_; }
  const Node& operator*() const { return *node_; }

  /// True where nobody else can reach the node through another reference to it. The acquire pairs with the
  /// release of whoever let go last: all its reads happened before.
  bool is_sole() const { return node_->refs.load(std::memory_order_acquire) == 1; }
  /// Precondition: sole owner of the node and of every node above it.
  Node& edit() {
    assert(is_sole() && "a node that a snapshot can see must be copied before it is changed");
    return *node_;
  }
  void reset() { *this = Ref(); }

 private:
  Node* node_ = nullptr;
};

/// Makes `slot` a solely owned node: a new one where it was empty, a copy where it was shared. Called from
/// the root downwards it copies exactly the path that a snapshot shares.
template <class Node>
Node& own(Ref<Node>& slot) {
  if (!slot) {
    slot = Ref<Node>::adopt(new Node);
  } else if (!slot.is_sole()) {
    slot = Ref<Node>::adopt(new Node(*slot));
  }
  return slot.edit();
}

}  // namespace lightloom::calendar
