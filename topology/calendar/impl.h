// The root of the calendar's tree and the rows below it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "topology/calendar/calendar.h"
#include "topology/calendar/ref.h"
#include "topology/calendar/row.h"

namespace lightloom {
namespace calendar {

inline constexpr std::size_t kGroupRows = 64;

/// Rows between the root and a row, so that the first write after a snapshot copies tens of references and
/// not one for each of ten thousand cables.
struct Group {
  std::array<Ref<Row>, kGroupRows> rows;
  mutable std::atomic<std::uint32_t> refs{1};

  Group() = default;
  Group(const Group& other) : rows(other.rows) {}
  Group& operator=(const Group&) = delete;
  ~Group() = default;
  static void dispose(Group* group) { delete group; }
};

}  // namespace calendar

/// Cables are rows [0, links), sites follow.
struct Calendar::Impl {
  std::size_t links = 0;
  std::size_t sites = 0;
  std::size_t size = 0;
  std::vector<calendar::Ref<calendar::Group>> groups;
  mutable std::atomic<std::uint32_t> refs{1};

  Impl() = default;
  Impl(const Impl& other) : links(other.links), sites(other.sites), size(other.size), groups(other.groups) {}
  Impl& operator=(const Impl&) = delete;
  ~Impl() = default;
  static void dispose(Impl* impl) { delete impl; }

  std::size_t row_of(LinkIndex link) const {
    assert(link.at() < links && "a cable of another network has no row in this calendar");
    return link.at();
  }
  std::size_t row_of(SiteIndex site) const {
    assert(site.at() < sites && "a site of another network has no row in this calendar");
    return links + site.at();
  }
  /// Null where the row holds nothing.
  const calendar::Row* find(std::size_t row) const {
    const auto& group = groups[row / calendar::kGroupRows];
    return group ? group->rows[row % calendar::kGroupRows].get() : nullptr;
  }
  /// For the writer: the group is its own afterwards.
  calendar::Ref<calendar::Row>& own_slot(std::size_t row) {
    return own(groups[row / calendar::kGroupRows]).rows[row % calendar::kGroupRows];
  }
};

}  // namespace lightloom
