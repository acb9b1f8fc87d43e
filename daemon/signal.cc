#include "daemon/signal.h"

#include "daemon/ascii.h"

#include <utility>

namespace tocsin {
namespace {

// Empty when nobody, or more than one, is meant.
PersonId person_named(const Directory& directory, const std::string& author) {
    PersonId found;
    for (const auto& [id, person] : directory.people) {
        if (!same_word(id, author) && !same_word(person.contact.mail, author)) continue;
        if (!found.empty()) return "";
        found = id;
    }
    return found;
}

}  // namespace

std::vector<Alarm> alarms_of(std::vector<Signal> signals, const Directory& directory,
                             bool may_acknowledge) {
    std::vector<Alarm> alarms;
    alarms.reserve(signals.size());
    for (Signal& signal : signals) {
        Alarm& alarm = alarms.emplace_back(std::move(signal.alarm));
        alarm.firing = signal.kind == Signal::Kind::firing;
        const bool acknowledges = signal.kind == Signal::Kind::acknowledged;
        if (!acknowledges && signal.kind != Signal::Kind::noted) continue;
        AlarmRemark& remark = alarm.remark.emplace();
        remark.acknowledges = acknowledges;
        if (acknowledges && may_acknowledge && !signal.author.empty())
            remark.person = person_named(directory, signal.author);
        remark.author = std::move(signal.author);
        remark.comment = std::move(signal.comment);
    }
    return alarms;
}

}  // namespace tocsin
