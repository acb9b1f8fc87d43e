#include "core/public_record.h"

#include "core/audience.h"
#include "core/notice_values.h"

#include <algorithm>

namespace tocsin {

std::vector<PublicMessage> public_messages(const Incident& incident) {
    std::vector<PublicMessage> messages;
    if (!incident.notices || incident.drill) return messages;
    for (const ToldNotice& told : incident.notices->told) {
        if (!told.page) continue;
        messages.push_back({told.number, notice_title(told), told.headline, told.page_text,
                            told.stage == NoticeStage::last ? "working" : told.state, told.at,
                            told.corrects});
    }
    return messages;
}

PublicWords public_words(const Incident& incident) {
    PublicWords words = incident.words ? *incident.words : PublicWords{};
    if (!incident.notices) return words;
    for (const ToldNotice& told : incident.notices->told) {
        if (!told.page) continue;
        if (!told.state.empty()) {
            words.state = told.state;
            words.degree = told.degree;
        }
        if (!told.impact.empty()) words.impact = told.impact;
        if (!told.location.empty()) words.place = told.location;
    }
    return words;
}

bool publicly_told(const State& state, const Directory& directory, const Incident& incident,
                   Instant now) {
    // The public never reads of a drill (DSPT-10).
    if (incident.drill) return false;
    const Procedure& procedure = procedure_of(directory, incident);
    const bool core_hours = within(directory.calendar, procedure.core_hours, now);
    const auto fits = [&](const auto& rule) { return matches(rule.when, incident, core_hours); };
    const Notices& notices = procedure.notices;
    return std::ranges::none_of(notices.never, fits) &&
           std::ranges::none_of(notices.holds,
                                [&](const HoldRule& rule) {
                                    return (rule.hides || rule.lift.empty()) &&
                                           covers(rule.of, false) && fits(rule);
                                }) &&
           !closed_rollout(state, procedure, incident);
}

}  // namespace tocsin
