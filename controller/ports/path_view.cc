#include "controller/ports/path_view.h"

namespace lightloom {

PathView path_view(const Network& network, const Route& route) {
  PathView view;
  view.latency_us = ceil_us(route.latency);
  view.length = length_of(network, route);
  for (const auto site : sites_of(network, route)) view.sites.push_back(network.site(site).name);
  for (const auto& hop : route.hops) view.links.push_back(network.link(hop.link).name);
  return view;
}

PathView path_view(const Network& network, const PathPlan& plan) {
  PathView view = path_view(network, plan.route);
  for (const auto& lightpath : plan.lightpaths)
    view.lightpaths.push_back({{},
                               network.mode(lightpath.mode).name,
                               lightpath.slot,
                               lightpath.gsnr_0p1nm,
                               lightpath.margin,
                               view.links});
  return view;
}

PathView path_view(const Network& network, const RegeneratedPath& path) {
  PathView view;
  view.latency_us = ceil_us(path.latency);
  for (const auto& section : path.sections) {
    const auto part = path_view(network, section);
    view.length += part.length;
    // Where one section ends the next begins.
    view.sites.insert(view.sites.end(), part.sites.begin() + (view.sites.empty() ? 0 : 1), part.sites.end());
    view.links.insert(view.links.end(), part.links.begin(), part.links.end());
    view.lightpaths.insert(view.lightpaths.end(), part.lightpaths.begin(), part.lightpaths.end());
  }
  return view;
}

}  // namespace lightloom
