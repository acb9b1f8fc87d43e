// What every reader of a monitor's body keeps to: how much of each part of an alarm is kept, and
// how text from outside becomes it. What does not fit is cut and not refused; the raw text keeps
// it.
#pragma once

#include "core/input.h"
#include "rota/tree.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// Of more alarms in one message the firing ones are taken first, and one further alarm says how
// many were left. Alertmanager, for one, puts no limit on a group.
inline constexpr std::size_t alerts_max = 1000;

inline constexpr std::size_t service_signs_max = 100;
inline constexpr std::size_t summary_signs_max = 500;
inline constexpr std::size_t description_signs_max = 20'000;
inline constexpr std::size_t place_signs_max = 100;
inline constexpr std::size_t field_signs_max = 2000;

// The service of an alarm that names none.
inline constexpr const char* unreadable_service = "Unreadable alarm";

// The severity of an alarm whose source says nothing that we know.
inline constexpr int severity_unsaid = 2;

// What a word for a severity means in that table, which does not mind capitals; nothing for a word
// that is not in it.
std::optional<int> level_of(const std::map<std::string, int>& table, std::string_view word);

// A scalar as it is, anything else as JSON; empty when it is absent.
std::string text_of(const Node* node);

// What makes an alarm the same again, from what a sender calls it: a long one is hashed.
// Empty when that says nothing.
std::string alarm_key(std::string_view said);

// When an alarm began. A beginning that is more than 5 minutes ahead, by a clock that was put right
// since perhaps, would make later alarms look old: it counts as not said.
std::optional<Instant> began_by(std::optional<Instant> said, Instant now);

// Whether `text` is an address that may be shown as a link.
bool is_link(std::string_view text);

// What else an alarm said, by name, at most so many of them; how many more there were stands in
// "left-out".
class AlarmFields {
public:
    // Nothing for an empty text, and for a second one of the same name.
    void add(std::string_view name, const std::string& text);
    std::map<std::string, std::string> take(const std::string& what_they_are) &&;

private:
    std::map<std::string, std::string> fields_;
    std::size_t left_ = 0;
};

// An alarm of the default procedure: somebody must look, as nobody can tell what it was. `who` is
// the source as a person knows it, `raw` what came.
Alarm unreadable_alarm(const std::string& who, const std::string& why, const std::string& raw);

// `left` alarms of one message that was too long, as one alarm. `group` tells such messages apart.
Alarm left_out_alarm(const std::string& who, std::size_t left, const std::string& group);

}  // namespace tocsin
