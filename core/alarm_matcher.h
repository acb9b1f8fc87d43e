// Which alarms something is for, by what they say: a route, a silence. As people write it, a name
// and the words it may have; * stands for any signs.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Alarm;

// Of each name, any of the patterns; all of the names. Nothing named: every alarm.
struct AlarmMatcher {
    // "source", "service", "severity", "summary", "place", "state", "key", "procedure", else one of
    // the alarm's own fields: "label.team". What an alarm does not say is empty.
    std::map<std::string, std::vector<std::string>> says{};

    bool operator==(const AlarmMatcher&) const = default;
};

// What an alarm of that source says under a name; empty when it says nothing.
std::string said(const Alarm& alarm, const std::string& source, const std::string& name);

bool matches(const AlarmMatcher& matcher, const Alarm& alarm, const std::string& source);

// Whether the words fit the pattern, whatever the case of their (ASCII) letters.
bool fits(std::string_view pattern, std::string_view words);

// "source zabbix, service gp-* or lims"; "every alarm" when nothing is named.
std::string words(const AlarmMatcher& matcher);

}  // namespace tocsin
