// What people read about a node in trouble: one line, in words that do not change from attempt to attempt.
#pragma once

#include <string>
#include <string_view>

#include "controller/activation/tables.h"

namespace lightloom::activation {

/// A device's own words as one printable line of at most 200 bytes; a longer one ends in "...". Control
/// characters become spaces, bytes above ASCII stay as they are.
std::string one_line(std::string_view device_words);
/// What of `wanted` is not in `held`: "holds no laser on line-7", "still holds the channel degree-1 -
/// line-7".
std::string gap_between(const Leaf& wanted, const Leaf& held);

/// `why`: what the driver says of it.
std::string silent_words(const Node& node, std::string_view why);
std::string refusing_words(const Node& node, const std::string& lightpath, std::string_view device_words);
std::string lying_words(const Node& node, const std::string& lightpath, const Leaf& wanted);
std::string unanswered_words(const Node& node, const std::string& lightpath, const Leaf& wanted);
/// Does not say what is missing: that changes while it is put back, and would be told as news each time.
std::string lost_words(const Node& node, const std::string& lightpath);
/// `silent`: a node on its way that does not answer, or null.
std::string no_light_words(const Node& node, const std::string& lightpath, const Node* silent);
std::string strangers_words(const Node& node, const std::string& lightpath);

}  // namespace lightloom::activation
