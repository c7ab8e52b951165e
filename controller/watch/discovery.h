// Which cables are there: what both ends hear of each other, held against the plant record. Pure; one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/activation/activation.h"
#include "controller/ports/plant.h"

namespace lightloom::watch {

/// What a device last said, as far as cables mind it.
struct SiteReport {
  bool is_reachable = false;
  std::string chassis_id;
  std::map<std::string, Neighbour> neighbours;  ///< by port
  std::map<std::string, Dbm> amplifier_input;   ///< by amplifier
};

/// A cable is UP when both ends hear each other on the recorded ports. Where one device is silent, what was
/// known stays (fail static), unless the other end hears nothing. A state that may pass on the way to another
/// (ONE_WAY, MISWIRED) has to last for `patience`.
class Discovery {
 public:
  explicit Discovery(std::shared_ptr<const Network> network, Duration patience = std::chrono::seconds(1));

  /// As stored: holds until devices say otherwise.
  void adopt(const PlantStatus& status);
  void on_observed(const NodeObserved& observed);
  /// Its device is gone: from now on nothing is known from there.
  void forget(const std::string& site);
  /// `is_seen`: whether the device of a site has told what it holds since the start; of the others, what was
  /// stored counts.
  void set_foreign(const std::vector<activation::ForeignLight>& foreign,
                   const std::function<bool(const std::string& site)>& is_seen);

  /// Cables whose status is another than was last given. `now` never goes back.
  std::vector<LinkView> take_changes(Instant now);
  /// When `take_changes` has something to do that needs no further report.
  std::optional<Instant> next_due() const;

  /// Seen, and in no record; by name.
  std::vector<LinkView> unrecorded() const;
  const LinkStatus& status(LinkIndex link) const { return known_[link.at()]; }
  /// The site at which a chassis stands, the first by name where several claim it; empty where none does.
  const std::string& site_of(const std::string& chassis_id) const;
  /// The span of a cable behind which amplifiers are dark; nullopt where none is, or all are.
  std::optional<AlarmSpan> dark_span(LinkIndex link) const;

 private:
  using Port = std::pair<std::string, std::string>;  // site, port
  struct End {
    enum class Hears { kUnknown, kNothing, kRight, kWrong } hears = Hears::kUnknown;
    std::string words;  // what is wrong
  };
  struct Pending {
    LinkState state;
    Instant since;
  };

  End end_of(const Port& here, const Port& there) const;
  LinkStatus judge(LinkIndex link) const;
  LinkStatus both_ends(LinkIndex link, const End& a, const End& z) const;
  const std::string& site_that(End::Hears hears, LinkIndex link, const End& a) const;
  std::string deaf_words(LinkIndex link, const End& a, const End& z) const;
  bool is_settled(std::size_t link, const LinkStatus& found, Instant now);
  void rename(const std::string& site, const std::string& before, const std::string& after);
  void find_unrecorded(std::vector<LinkView>& changes);
  bool is_gone(const LinkView& unrecorded) const;
  bool hears_no_more(const Port& here, const Port& there) const;
  std::optional<LinkView> unrecorded_at(const Port& here, const Neighbour& heard) const;
  std::vector<ForeignSlot> foreign_on(LinkIndex link) const;
  std::string heard_words(const Neighbour& heard) const;
  std::optional<bool> is_dark(const std::string& site, const std::string& amplifier) const;

  std::shared_ptr<const Network> network_;
  Duration patience_;
  std::map<Port, LinkIndex> recorded_;
  std::map<std::string, SiteReport> reports_;
  std::map<std::string, std::set<std::string>> sites_by_chassis_;
  std::map<LinkIndex, std::set<ForeignSlot>> foreign_;
  std::vector<LinkStatus> known_;  // by LinkIndex, as last given
  std::map<std::string, LinkView> unrecorded_;
  std::map<std::size_t, Pending> pending_;
  std::set<std::size_t> dirty_;
  bool ports_changed_ = false;
};

}  // namespace lightloom::watch
