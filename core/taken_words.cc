#include "core/taken_words.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/obligations.h"
#include "rota/clock_words.h"
#include "rota/words.h"

namespace tocsin {
namespace {

// More do not fit into one text.
constexpr std::size_t listed_max = 3;

// What taking it makes this person owe: a conference call that somebody asked for (HSSI-18).
std::string owing(const Draft& draft, const Incident& incident, const PersonId& taker) {
    const auto& rungs = draft.procedure(incident).ladder.rungs;
    const auto called = incident.called.find(taker);
    const std::size_t rung = called == incident.called.end()
                                 ? rungs.size()
                                 : static_cast<std::size_t>(called->second.rung);
    const auto expected =
        expected_of_taker(draft, incident, rung < rungs.size() ? rungs[rung].role : std::string());
    if (!expected) return "";
    const Zone& zone = draft.directory.calendar.zone;
    return "\n" + capitalised(expected->title) + ": by " +
           short_time(zone, expected->due, draft.now);
}

std::string list_of(const std::vector<IncidentId>& ids) {
    std::vector<std::string> names;
    for (const IncidentId id : ids) {
        if (names.size() < listed_max) names.push_back(reference(id));
    }
    const std::string more =
        ids.size() > listed_max ? " and " + std::to_string(ids.size() - listed_max) + " more" : "";
    return join_words(names, ", ") + more;
}

// Who is being called above the person who takes it late, and since when.
Values above(const Draft& draft, const Incident& incident) {
    const std::string role = rung_called(draft, incident, incident.climb.rung);
    Instant since = incident.climb.rung_began;
    for (const auto& [person, called] : incident.called) {
        if (called.rung == incident.climb.rung) since = called.first;
    }
    return {{"above", capitalised(role)},
            {"sent", short_time(draft.directory.calendar.zone, since, draft.now)}};
}

}  // namespace

TakenWords taken_words(const Draft& draft, const Incident& first, const PersonId& taker,
                       const std::vector<IncidentId>& taken, bool late) {
    const Zone& zone = draft.directory.calendar.zone;
    TakenWords words{taken.size() > 1 ? "reply.taken.merged" : "reply.taken",
                     {{"time", short_time(zone, draft.now, draft.now)},
                      {"owing", owing(draft, first, taker)},
                      {"count", std::to_string(taken.size())},
                      {"list", list_of(taken)}}};
    if (late) {
        words.text_id = "reply.taken.late";
        words.values.merge(above(draft, first));
    }
    return words;
}

}  // namespace tocsin
