// How a handler answers.
#pragma once

#include <functional>
#include <tl/expected.hpp>

#include "northbound/proto/lightloom/v1/journal.pb.h"

namespace lightloom::northbound {

/// A message, or the error as clients see it.
template <class T>
using Answer = tl::expected<T, v1::Error>;
template <class T>
using Done = std::function<void(Answer<T>)>;
/// Runs a job on the thread that serves clients, later; drops it where that thread has ended. Any thread.
using Post = std::function<void(std::function<void()>)>;

}  // namespace lightloom::northbound
