#include "northbound/handlers/answering.h"
#include "northbound/handlers/handlers.h"
#include "northbound/handlers/listing.h"
#include "northbound/json/plant_record.h"

namespace lightloom::northbound {
namespace {

SiteIndex site_index(std::size_t at) { return SiteIndex{static_cast<std::uint32_t>(at)}; }

bool is_site(std::size_t at, std::optional<SiteIndex> site) { return !site || site_index(at) == *site; }

/// Recorded cables, then those that were only seen.
class AllLinks {
 public:
  explicit AllLinks(const Snapshot& snapshot) : snapshot_(snapshot) {}
  std::size_t size() const { return recorded() + snapshot_.plant->unrecorded.size(); }

  bool ends_at(std::size_t at, SiteIndex site) const {
    const Network& network = *snapshot_.network;
    if (at < recorded()) {
      const Link& link = network.links()[at];
      return link.a_site == site || link.z_site == site;
    }
    const LinkView& seen = unrecorded(at);
    return seen.a_site == network.site(site).name || seen.z_site == network.site(site).name;
  }
  LinkState state(std::size_t at) const {
    return at < recorded() ? snapshot_.plant->links.at(at).state : unrecorded(at).status.state;
  }
  v1::Link message(std::size_t at) const {
    if (at >= recorded()) return to_message(unrecorded(at));
    return link_message(snapshot_, LinkIndex{static_cast<std::uint32_t>(at)});
  }

 private:
  std::size_t recorded() const { return snapshot_.network->links().size(); }
  const LinkView& unrecorded(std::size_t at) const { return snapshot_.plant->unrecorded[at - recorded()]; }
  const Snapshot& snapshot_;
};

}  // namespace

void Handlers::sites(const PlantPage& page, const Done<v1::ListSitesResponse>& done) {
  const auto snapshot = control_.snapshot();
  const Instant now = clock_.now();
  done(list<v1::ListSitesResponse>(*snapshot, page, snapshot->network->sites().size(), is_site,
                                   [&](v1::ListSitesResponse& response, std::size_t at) {
                                     *response.add_sites() = site_message(*snapshot, site_index(at), now);
                                   }));
}

void Handlers::nodes(const PlantPage& page, const Done<v1::ListNodesResponse>& done) {
  const auto snapshot = control_.snapshot();
  const auto sites = snapshot->network->sites();
  done(list<v1::ListNodesResponse>(*snapshot, page, sites.size(), is_site,
                                   [&](v1::ListNodesResponse& response, std::size_t at) {
                                     *response.add_nodes() = node_message(*snapshot, sites[at]);
                                   }));
}

void Handlers::links(const PlantPage& page, const Done<v1::ListLinksResponse>& done) {
  const auto snapshot = control_.snapshot();
  const AllLinks links(*snapshot);
  done(list<v1::ListLinksResponse>(
      *snapshot, page, links.size(),
      [&](std::size_t at, std::optional<SiteIndex> site) {
        return (!site || links.ends_at(at, *site)) &&
               (page.state.empty() || name_of(links.state(at)) == page.state);
      },
      [&](v1::ListLinksResponse& response, std::size_t at) { *response.add_links() = links.message(at); }));
}

void Handlers::network(const Done<v1::Network>& done) {
  done(network_message(*control_.snapshot(), clock_.now()));
}

void Handlers::apply_network(const v1::ApplyNetworkRequest& request,
                             const Done<v1::ApplyNetworkResponse>& done) {
  if (!request.has_network())
    return refuse(done, {ErrorCode::kInvalidArgument,
                         "network: missing; needs the whole record, as GET /v1/network prints it",
                         "network",
                         {},
                         {}});
  auto record = to_value(request.network());
  if (!record) return refuse(done, record.error());
  control_.apply_network(std::move(*record), request.dry_run(), answering<NetworkChanges>(post_, done));
}

}  // namespace lightloom::northbound
