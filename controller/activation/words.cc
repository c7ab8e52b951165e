#include "controller/activation/words.h"

#include <fmt/format.h>

#include <cstddef>

namespace lightloom::activation {
namespace {

constexpr std::size_t kLongestWords = 200;

std::string with_words(const std::string& sentence, std::string_view device_words) {
  const std::string words = one_line(device_words);
  return words.empty() ? sentence : sentence + ": " + words;
}

std::string channel_gap(const std::optional<MediaChannel>& wanted, const std::optional<MediaChannel>& held) {
  if (!wanted) return fmt::format("still holds the channel {} - {}", held->in_port, held->out_port);
  const std::string ordered = fmt::format("channel {} - {} on slot ({}, {})", wanted->in_port,
                                          wanted->out_port, wanted->slot.n, wanted->slot.m);
  return held ? fmt::format("holds another channel than the {}", ordered)
              : fmt::format("holds no {}", ordered);
}

std::string laser_gap(const std::optional<Laser>& wanted, const std::optional<Laser>& held) {
  if (!wanted) return fmt::format("still holds the laser on {}", held->line_port);
  const std::string ordered =
      fmt::format("laser on {}, slot ({}, {})", wanted->line_port, wanted->slot.n, wanted->slot.m);
  return held ? fmt::format("holds another laser than the {}", ordered) : fmt::format("holds no {}", ordered);
}

}  // namespace

std::string one_line(std::string_view device_words) {
  const bool is_long = device_words.size() > kLongestWords;
  std::string line(device_words.substr(0, is_long ? kLongestWords - 3 : kLongestWords));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  // Not in the middle of a UTF-8 sequence: the line goes into JSON.
  while (is_long && !line.empty() && (static_cast<unsigned char>(line.back()) & 0x80U) != 0) line.pop_back();
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  return is_long ? line + "..." : line;
}

std::string gap_between(const Leaf& wanted, const Leaf& held) {
  if (wanted.channel != held.channel) return channel_gap(wanted.channel, held.channel);
  if (wanted.laser != held.laser) return laser_gap(wanted.laser, held.laser);
  return "holds what was ordered";
}

std::string silent_words(const Node& node, std::string_view why) {
  const bool said_why = node.report && node.report->verdict == ApplyReport::Verdict::kSilent;
  return with_words(fmt::format("{} does not answer", node.name), !why.empty() ? why
                                                                  : said_why
                                                                      ? std::string_view(node.report->message)
                                                                      : "");
}

std::string refusing_words(const Node& node, const std::string& lightpath, std::string_view device_words) {
  return with_words(fmt::format("{} refuses {}", node.name, lightpath), device_words);
}

std::string lying_words(const Node& node, const std::string& lightpath, const Leaf& wanted) {
  return fmt::format("{} said done for {} but {}", node.name, lightpath,
                     gap_between(wanted, node.held(lightpath)));
}

std::string unanswered_words(const Node& node, const std::string& lightpath, const Leaf& wanted) {
  return with_words(fmt::format("{} left the order for {} unanswered and {}", node.name, lightpath,
                                gap_between(wanted, node.held(lightpath))),
                    node.report ? node.report->message : "");
}

std::string lost_words(const Node& node, const std::string& lightpath) {
  return fmt::format("{} no longer holds all of {}, which is being put back", node.name, lightpath);
}

std::string no_light_words(const Node& node, const std::string& lightpath, const Node* silent) {
  const std::string words = fmt::format("no light of {} arrives at {}", lightpath, node.name);
  return silent == nullptr ? words + ", though all is configured"
                           : fmt::format("{}, and {} on its way does not answer", words, silent->name);
}

std::string strangers_words(const Node& node, const std::string& lightpath) {
  return fmt::format("{} holds other light under the name {}, which was not ordered here and is left alone",
                     node.name, lightpath);
}

}  // namespace lightloom::activation
