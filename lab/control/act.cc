#include "lab/control/act.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostText = 4'096;

/// What an act is called, and what is said with it. The first word of a kind is the one that we write.
struct Word {
  std::string_view name;
  Act::Kind kind;
  std::optional<Manner> manner = std::nullopt;
};
constexpr std::array kWords{
    Word{"cut", Act::Kind::kCut},
    Word{"splice", Act::Kind::kSplice},
    Word{"bend", Act::Kind::kBend},
    Word{"behave", Act::Kind::kBehave},
    Word{"reboot", Act::Kind::kReboot},
    Word{"drift", Act::Kind::kDrift},
    Word{"kill", Act::Kind::kBehave, Manner::kDead},
    Word{"start", Act::Kind::kBehave, Manner::kNormal},
    Word{"lie", Act::Kind::kBehave, Manner::kLying},
    Word{"honest", Act::Kind::kBehave, Manner::kNormal},
};

std::string_view word_of(Act::Kind kind) {
  return std::find_if(kWords.begin(), kWords.end(), [&](const Word& word) { return word.kind == kind; })
      ->name;
}

bool is_about_cable(Act::Kind kind) {
  return kind == Act::Kind::kCut || kind == Act::Kind::kSplice || kind == Act::Kind::kBend;
}

std::vector<std::string_view> fields_of(const Word& word) {
  switch (word.kind) {
    case Act::Kind::kCut:
      return {"cable", "direction", "km"};
    case Act::Kind::kSplice:
      return {"cable"};
    case Act::Kind::kBend:
      return {"cable", "loss_db"};
    case Act::Kind::kBehave:
      if (word.manner) return {"site"};
      return {"site", "manner", "delay_ms"};
    case Act::Kind::kReboot:
      return {"site"};
    case Act::Kind::kDrift:
      return {"site", "path", "value", "delete"};
  }
  return {};
}

Result<std::string> text_of(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains({field.data(), field.size()});
  if (value == nullptr) return invalid(fmt::format("{:?} is missing", field), std::string(field));
  const auto* text = value->if_string();
  if (text == nullptr || text->empty() || text->size() > kMostText)
    return invalid(fmt::format("{:?} takes a text of 1 to {} bytes", field, kMostText), std::string(field));
  return std::string(*text);
}

Result<std::optional<double>> number_of(const json::object& object, std::string_view field, double most) {
  const auto* value = object.if_contains({field.data(), field.size()});
  if (value == nullptr) return std::optional<double>();
  const double number = value->is_number() ? value->to_number<double>() : -1;
  if (!std::isfinite(number) || number < 0 || number > most)
    return invalid(fmt::format("{:?} takes a number of 0 to {}", field, most), std::string(field));
  return std::optional(number);
}

Result<Word> word_of(const json::object& object) {
  const auto name = text_of(object, "do");
  if (!name) return fail(name.error());
  std::vector<std::string_view> names;
  for (const auto& word : kWords) {
    if (word.name == *name) return word;
    names.push_back(word.name);
  }
  const auto nearest = nearest_of(*name, names);
  return invalid(fmt::format("\"do\": nothing is called {:?}; there are {}", *name, fmt::join(names, ", ")),
                 "do", nearest);
}

Result<void> check_fields(const json::object& object, const Word& word,
                          const std::vector<std::string_view>& also) {
  auto known = fields_of(word);
  known.emplace_back("do");
  known.insert(known.end(), also.begin(), also.end());
  for (const auto& member : object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return invalid(fmt::format("{:?} is no field of {}; it has {}", name.substr(0, kMostText), word.name,
                               fmt::join(fields_of(word), ", ")),
                   std::string(name.substr(0, kMostText)), nearest_of(name, known));
  }
  return {};
}

Result<void> read_cut(const json::object& object, Act& act) {
  constexpr double kMostKm = 20'000;
  if (object.contains("direction")) {
    const auto name = text_of(object, "direction");
    if (!name) return fail(name.error());
    const auto direction = direction_of(*name);
    if (!direction) return fail(direction.error());
    act.direction = *direction;
  }
  const auto km = number_of(object, "km", kMostKm);
  if (!km) return fail(km.error());
  act.km = *km;
  return {};
}

Result<void> read_bend(const json::object& object, Act& act) {
  constexpr double kMostDb = 60;
  const auto loss = number_of(object, "loss_db", kMostDb);
  if (!loss) return fail(loss.error());
  if (!*loss) return invalid("\"loss_db\" is missing", "loss_db");
  act.loss = Decibel{**loss};
  return {};
}

Result<void> read_behave(const json::object& object, const Word& word, Act& act) {
  constexpr double kMostMs = 600'000;
  if (word.manner) {
    act.manner = *word.manner;
    return {};
  }
  const auto name = text_of(object, "manner");
  if (!name) return fail(name.error());
  const auto manner = manner_of(*name);
  if (!manner) return fail(manner.error());
  act.manner = *manner;
  const auto delay = number_of(object, "delay_ms", kMostMs);
  if (!delay) return fail(delay.error());
  if (*delay) act.delay = std::chrono::milliseconds(static_cast<std::int64_t>(**delay));
  return {};
}

Result<void> read_drift(const json::object& object, Act& act) {
  auto path = text_of(object, "path");
  if (!path) return fail(path.error());
  act.path = std::move(*path);
  const auto* value = object.if_contains("value");
  const auto* removal = object.if_contains("delete");
  if (removal != nullptr && (!removal->is_bool() || !removal->get_bool()))
    return invalid("\"delete\" takes true; leave it out otherwise", "delete");
  if ((value == nullptr) == (removal == nullptr))
    return invalid("a drift takes either \"value\" or \"delete\": true", "value");
  if (value == nullptr) return {};
  act.value = value->is_string() ? std::string(value->get_string()) : json_text(*value);
  return {};
}

Result<void> read_rest(const json::object& object, const Word& word, Act& act) {
  switch (word.kind) {
    case Act::Kind::kCut:
      return read_cut(object, act);
    case Act::Kind::kBend:
      return read_bend(object, act);
    case Act::Kind::kBehave:
      return read_behave(object, word, act);
    case Act::Kind::kDrift:
      return read_drift(object, act);
    default:
      return {};
  }
}

}  // namespace

std::string_view name_of(CutDirection direction) {
  switch (direction) {
    case CutDirection::kForward:
      return "az";
    case CutDirection::kBackward:
      return "za";
    case CutDirection::kBoth:
      break;
  }
  return "both";
}

Result<CutDirection> direction_of(std::string_view name) {
  for (const auto direction : {CutDirection::kBoth, CutDirection::kForward, CutDirection::kBackward})
    if (name_of(direction) == name) return direction;
  return invalid(fmt::format("no direction {:?}; there are az, za and both", name), "direction", "both");
}

Result<Act> act_of(const json::object& object, const std::vector<std::string_view>& also) {
  const auto word = word_of(object);
  if (!word) return fail(word.error());
  if (auto known = check_fields(object, *word, also); !known) return fail(known.error());
  Act act;
  act.kind = word->kind;
  act.word = word->name;
  auto target = text_of(object, is_about_cable(act.kind) ? "cable" : "site");
  if (!target) return fail(target.error());
  act.target = std::move(*target);
  if (auto rest = read_rest(object, *word, act); !rest) return fail(rest.error());
  return act;
}

json::object json_of(const Act& act) {
  const auto text = [](std::string_view word) { return json::string(word.data(), word.size()); };
  json::object object;
  object["do"] = text(act.word.empty() ? word_of(act.kind) : act.word);
  object[is_about_cable(act.kind) ? "cable" : "site"] = text(act.target);
  if (act.kind == Act::Kind::kCut) {
    object["direction"] = text(name_of(act.direction));
    if (act.km) object["km"] = *act.km;
  }
  if (act.kind == Act::Kind::kBend) object["loss_db"] = act.loss.value;
  if (act.kind == Act::Kind::kBehave && (act.word.empty() || act.word == word_of(act.kind))) {
    object["manner"] = text(name_of(act.manner));
    object["delay_ms"] = act.delay.count();
  }
  if (act.kind == Act::Kind::kDrift) {
    object["path"] = text(act.path);
    if (act.value) {
      object["value"] = text(*act.value);
    } else {
      object["delete"] = true;
    }
  }
  return object;
}

Result<void> perform(const Act& act, Lab& lab) {
  switch (act.kind) {
    case Act::Kind::kCut:
      return lab.cut(act.target, act.direction, act.km);
    case Act::Kind::kSplice:
      return lab.splice(act.target);
    case Act::Kind::kBend:
      return lab.bend(act.target, act.loss);
    case Act::Kind::kBehave:
      return lab.behave(act.target, act.manner, act.delay);
    case Act::Kind::kReboot:
      return lab.reboot(act.target);
    case Act::Kind::kDrift:
      return lab.drift(act.target, act.path, act.value);
  }
  return {};
}

}  // namespace lightloom::lab
