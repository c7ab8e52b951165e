#include "controller/shell/engine_loader.h"

#include <string>
#include <utility>

namespace lightloom {

Result<void> EngineLoader::make_engine() {
  auto made = make_(stored_);
  if (!made) return fail(made.error());
  engine_.emplace(std::move(*made));
  for (const Record& meta : metas_)
    if (auto taken = engine_->load_record(meta.kind, meta.id, meta.bytes); !taken) return taken;
  return {};
}

Result<void> EngineLoader::take(RecordKind kind, std::string_view id, std::string_view bytes) {
  if (kind == RecordKind::kMeta) {
    if (id.substr(0, records::kNetworkId.size()) == records::kNetworkId) return stored_.take(id, bytes);
    metas_.push_back({kind, std::string(id), std::string(bytes)});
    return {};
  }
  // Kinds come in order: what follows stands on the network.
  if (!engine_)
    if (auto made = make_engine(); !made) return made;
  return engine_->load_record(kind, id, bytes);
}

Result<engine::Engine> EngineLoader::finish() {
  if (!engine_)
    if (auto made = make_engine(); !made) return fail(made.error());
  return std::move(*engine_);
}

}  // namespace lightloom
