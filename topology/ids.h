// Dense indices into a Network. They live as long as that Network does; what is stored or sent carries names
// instead.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace lightloom {

template <class Tag>
struct Index {
  std::uint32_t value{};
  constexpr auto operator<=>(const Index&) const = default;
  constexpr std::size_t at() const { return value; }
};

using SiteIndex = Index<struct SiteTag>;
using LinkIndex = Index<struct LinkTag>;
/// A transceiver mode of the equipment file, in file order.
using ModeIndex = Index<struct ModeTag>;
using FibreTypeIndex = Index<struct FibreTypeTag>;
using AmplifierTypeIndex = Index<struct AmplifierTypeTag>;

/// Number of a line port at its site, from 1 (`line-1`).
using PortNumber = std::uint32_t;

/// What occupies spectrum and ports. Unique for the life of a store; outside it is `l-<value>`.
struct LightpathId {
  std::uint64_t value{};
  constexpr auto operator<=>(const LightpathId&) const = default;
};

}  // namespace lightloom

template <class Tag>
struct std::hash<lightloom::Index<Tag>> {
  std::size_t operator()(lightloom::Index<Tag> index) const noexcept { return index.value; }
};
template <>
struct std::hash<lightloom::LightpathId> {
  std::size_t operator()(lightloom::LightpathId id) const noexcept { return id.value; }
};
