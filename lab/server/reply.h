// How answers to one reader are written: its prefix comes back, paths are relative to it, in its encoding.
#pragma once

#include <memory>
#include <optional>

#include "lab/device/device.h"
#include "lab/server/messages.h"

namespace gnmi {
class GetRequest;
class GetResponse;
class Notification;
}  // namespace gnmi

namespace lightloom::lab {

class Reply {
 public:
  Reply(const gnmi::Path& prefix, Encoding encoding);
  Reply(Reply&&) noexcept;
  Reply& operator=(Reply&&) noexcept;
  ~Reply();

  /// A notification with the prefix and the present time.
  void begin(gnmi::Notification& notification) const;
  void add(const Leaf& leaf, const Value& value, gnmi::Notification& notification) const;
  /// The same, standing for `duplicates` values before it.
  void add(const Change& change, std::uint32_t duplicates, gnmi::Notification& notification) const;
  /// Every place that `selections` mean, each with all that lies below it as one JSON value.
  void add_trees(const Selections& selections, const Leaves& leaves, gnmi::Notification& notification) const;
  Encoding encoding() const { return encoding_; }

 private:
  std::unique_ptr<gnmi::Path> prefix_;
  std::size_t skipped_ = 0;  ///< elements that the prefix says already
  Encoding encoding_;
};

/// One notification for each path. kNotFound and kInvalidArgument as `select` and `path_of`.
Result<void> answer_get(const Device& device, const gnmi::GetRequest& request, Encoding encoding,
                        gnmi::GetResponse& response);

}  // namespace lightloom::lab
