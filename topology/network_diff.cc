#include "topology/network_diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "topology/line_ports.h"

namespace lightloom {
namespace {

template <class Value>
struct Kept {
  const Value& before;
  const Value& after;
};

// What two lists have in common and what not. Looks into the lists.
template <class Value>
struct Matches {
  std::vector<const Value*> added, removed;
  std::vector<Kept<Value>> kept;
};

// In the order of keys, each of which a list holds once.
template <class Value, class KeyOf>
Matches<Value> match(const std::vector<Value>& before, const std::vector<Value>& after, KeyOf key_of) {
  std::map<decltype(key_of(before.front())), std::pair<const Value*, const Value*>> both;
  for (const auto& value : before) both[key_of(value)].first = &value;
  for (const auto& value : after) both[key_of(value)].second = &value;
  Matches<Value> matches;
  for (const auto& [key, values] : both) {
    const auto [was, is] = values;
    if (was == nullptr)
      matches.added.push_back(is);
    else if (is == nullptr)
      matches.removed.push_back(was);
    else
      matches.kept.push_back({*was, *is});
  }
  return matches;
}

template <class Value>
Matches<Value> match(const std::vector<Value>& before, const std::vector<Value>& after) {
  return match(before, after, [](const Value& value) { return std::string_view(value.name); });
}

template <class Value>
std::vector<const Value*> unequal(const Matches<Value>& matches) {
  std::vector<const Value*> values;
  for (const auto& [before, after] : matches.kept)
    if (before != after) values.push_back(&after);
  return values;
}

template <class Value>
bool differ(const Matches<Value>& matches) {
  return !matches.added.empty() || !matches.removed.empty() || !unequal(matches).empty();
}

std::string label(const Site& site) { return site.name; }
std::string label(const Link& link) { return link.name; }
std::string label(const Mode& mode) { return mode.transceiver + " " + mode.name; }

template <class Value>
void append(std::vector<std::string>& names, const std::vector<const Value*>& values) {
  for (const auto* value : values) names.push_back(label(*value));
}

// A site may be called as a cable is.
void sort_once_each(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

bool has_fewer_ports(const Site& before, const Site& after) {
  return after.regenerators < before.regenerators || end_ports(after) < end_ports(before);
}

class LinkComparison {
 public:
  LinkComparison(const NetworkRecord& before, const NetworkRecord& after) : before_(before), after_(after) {}

  bool is_reshaped(const Link& before, const Link& after) const {
    return site(before_, before.a_site) != site(after_, after.a_site) ||
           site(before_, before.z_site) != site(after_, after.z_site) || before.a_port != after.a_port ||
           before.z_port != after.z_port || fibre(before_, before) != fibre(after_, after) ||
           before.length != after.length || before.spans != after.spans ||
           !are_same(before.amps_az, after.amps_az) || !are_same(before.amps_za, after.amps_za);
  }

 private:
  static const std::string& site(const NetworkRecord& record, SiteIndex index) {
    return record.sites[index.at()].name;
  }
  static const std::string& fibre(const NetworkRecord& record, const Link& link) {
    return record.equipment.fibres[link.fibre_type.at()].name;
  }
  bool are_same(const std::vector<Amplifier>& before, const std::vector<Amplifier>& after) const {
    return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                      [this](const Amplifier& was, Amplifier is) {
                        if (before_.equipment.amplifiers[was.type.at()].name !=
                            after_.equipment.amplifiers[is.type.at()].name)
                          return false;
                        is.type = was.type;
                        return was == is;
                      });
  }

  const NetworkRecord& before_;
  const NetworkRecord& after_;
};

bool is_relabelled(const Link& before, const Link& after) {
  const auto set_of = [](const std::vector<std::string>& names) {
    return std::set<std::string_view>(names.begin(), names.end());
  };
  return before.fibre != after.fibre || set_of(before.srlgs) != set_of(after.srlgs);
}

void compare_sites(const NetworkRecord& before, const NetworkRecord& after, NetworkDiff& found) {
  const auto sites = match(before.sites, after.sites);
  append(found.added, sites.added);
  append(found.removed, sites.removed);
  append(found.removed_sites, sites.removed);
  append(found.changed, unequal(sites));
  for (const auto& [was, is] : sites.kept)
    if (has_fewer_ports(was, is)) found.fewer_ports.push_back({is.name, end_ports(is), is.regenerators});
}

void compare_links(const NetworkRecord& before, const NetworkRecord& after, NetworkDiff& found) {
  const auto links = match(before.links, after.links);
  append(found.added, links.added);
  append(found.removed, links.removed);
  append(found.removed_links, links.removed);
  const LinkComparison comparison(before, after);
  for (const auto& [was, is] : links.kept) {
    const bool reshaped = comparison.is_reshaped(was, is);
    if (reshaped) found.reshaped_links.push_back(is.name);
    if (reshaped || is_relabelled(was, is)) found.changed.push_back(is.name);
  }
}

void compare_equipment(const Equipment& before, const Equipment& after, NetworkDiff& found) {
  const auto modes = match(before.modes, after.modes,
                           [](const Mode& mode) { return std::tie(mode.transceiver, mode.name); });
  found.equipment_changed = differ(modes) || differ(match(before.amplifiers, after.amplifiers)) ||
                            differ(match(before.fibres, after.fibres)) || before.roadm != after.roadm ||
                            before.line != after.line;
  append(found.changed_modes, unequal(modes));
  append(found.removed_modes, modes.removed);
}

}  // namespace

NetworkDiff diff(const NetworkRecord& before, const NetworkRecord& after) {
  NetworkDiff found;
  compare_sites(before, after, found);
  compare_links(before, after, found);
  compare_equipment(before.equipment, after.equipment, found);
  for (auto* names :
       {&found.added, &found.changed, &found.removed, &found.changed_modes, &found.removed_modes})
    sort_once_each(*names);
  return found;
}

}  // namespace lightloom
