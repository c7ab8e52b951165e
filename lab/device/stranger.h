// What a device of somebody else says of itself, heard leaf by leaf, and as much of it as light can mind.
#pragma once

#include "lab/device/facts.h"
#include "lab/device/path.h"
#include "lab/device/schema.h"
#include "lab/glass/glass.h"

namespace lightloom::lab {

class Stranger {
 public:
  explicit Stranger(DeviceFacts facts) : facts_(std::move(facts)) {}

  /// What it has to be asked for.
  static const std::vector<std::string>& paths();
  /// Values that mean nothing here are left out, silently: it may know more than we do.
  void hear(const Path& path, const Written& value);
  void hear_no_more(const Path& path);

  /// Who it says it is; as we would call it where it does not say.
  Identity identity() const;
  /// Its lasers and channels, without those that its ports, band or modes could not have.
  SiteConfig site_config() const;

 private:
  Leaves sound_channels() const;
  std::optional<ModeIndex> mode_of(std::uint64_t mode_id) const;

  DeviceFacts facts_;
  Leaves leaves_;
};

}  // namespace lightloom::lab
