// From stored records to an engine. Which network it stands on is told by the first of them, so the engine is
// made in their midst.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "controller/engine/engine.h"
#include "controller/records/network_codec.h"

namespace lightloom {

class EngineLoader {
 public:
  /// An engine on the stored network, or on another where none is stored.
  using Make = std::function<Result<engine::Engine>(const records::StoredNetwork&)>;
  explicit EngineLoader(Make make) : make_(std::move(make)) {}

  /// In the order of Store::load. After an error nothing more is to be taken.
  Result<void> take(RecordKind kind, std::string_view id, std::string_view bytes);
  /// The engine, before its finish_load. Once.
  Result<engine::Engine> finish();
  /// In which the stored network lies; 0 where none is stored.
  std::size_t network_chunks() const { return stored_.chunks(); }

 private:
  Result<void> make_engine();

  Make make_;
  records::StoredNetwork stored_;
  std::vector<Record> metas_;  // until there is an engine
  std::optional<engine::Engine> engine_;
};

}  // namespace lightloom
