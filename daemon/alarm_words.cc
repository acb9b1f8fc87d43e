#include "daemon/alarm_words.h"

#include "daemon/ascii.h"
#include "daemon/file_text.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"

namespace tocsin {
namespace {

constexpr std::size_t link_bytes_max = 2000;
constexpr std::size_t fields_max = 200;
constexpr std::size_t field_name_signs_max = 100;
constexpr std::size_t key_bytes_max = 255;
// Clocks differ. A beginning further ahead would make every later alarm look old until then.
constexpr Duration ahead_max = std::chrono::minutes(5);

}  // namespace

std::optional<int> level_of(const std::map<std::string, int>& table, std::string_view word) {
    for (const auto& [name, level] : table) {
        if (same_word(name, word)) return level;
    }
    return std::nullopt;
}

std::string text_of(const Node* node) {
    if (!node) return "";
    return node->kind == Node::Kind::scalar ? node->text : json_of(*node);
}

std::string alarm_key(std::string_view said) {
    const std::string key = plain_line(said);
    return key.size() > key_bytes_max ? sha256_hex(key) : key;
}

std::optional<Instant> began_by(std::optional<Instant> said, Instant now) {
    return said && *said <= now + ahead_max ? said : std::nullopt;
}

bool is_link(std::string_view text) {
    const bool web =
        same_word(text.substr(0, 8), "https://") || same_word(text.substr(0, 7), "http://");
    return web && text.size() <= link_bytes_max && text.find(' ') == std::string_view::npos;
}

void AlarmFields::add(std::string_view name, const std::string& text) {
    if (text.empty()) return;
    if (fields_.size() >= fields_max) {
        ++left_;
        return;
    }
    fields_.emplace(cut_to_signs(plain_line(name), field_name_signs_max),
                    cut_to_signs(text, field_signs_max));
}

std::map<std::string, std::string> AlarmFields::take(const std::string& what_they_are) && {
    if (left_ > 0) fields_["left-out"] = std::to_string(left_) + " more " + what_they_are;
    return std::move(fields_);
}

Alarm unreadable_alarm(const std::string& who, const std::string& why, const std::string& raw) {
    Alarm alarm;
    alarm.key = "unreadable:" + sha256_hex(raw);
    alarm.service = unreadable_service;
    alarm.severity = severity_unsaid;
    alarm.summary = cut_to_signs(plain_line(who + ": " + why + ". Look there."), summary_signs_max);
    alarm.raw = cut_to_bytes(raw, raw_bytes_max);
    return alarm;
}

Alarm left_out_alarm(const std::string& who, std::size_t left, const std::string& group) {
    Alarm alarm = unreadable_alarm(who,
                                   std::to_string(left) + " more alerts came than the " +
                                       std::to_string(alerts_max) + " of one message",
                                   group);
    alarm.key = "left-out:" + sha256_hex(group);
    return alarm;
}

}  // namespace tocsin
