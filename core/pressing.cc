#include "core/pressing.h"

#include "core/answering.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "core/taken_words.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// How it stands with the incident, as the texts that answer replies say it.
struct Words {
    std::string text_id;
    Values values{};
};

bool taken_late(const Draft& draft) {
    return std::ranges::any_of(draft.decision.events, [](const Event& event) {
        const auto* taken = std::get_if<Taken>(&event);
        return taken != nullptr && taken->late;
    });
}

Words words_for(const Draft& draft, const Incident& incident, const PersonId& person) {
    const auto time = [&](Instant at) {
        return short_time(draft.directory.calendar.zone, at, draft.now);
    };
    switch (draft.decision.answer.kind) {
        case Kind::taken: {
            TakenWords taken =
                taken_words(draft, incident, person, {incident.id}, taken_late(draft));
            return {taken.text_id, std::move(taken.values)};
        }
        case Kind::already_yours:
            return {"reply.yours", {{"time", time(incident.holder->at)}}};
        case Kind::taken_by_other:
            return {"reply.already",
                    {{"person", incident.holder->name},
                     {"role", incident.holder->called},
                     {"time", time(incident.holder->at)}}};
        case Kind::over:
            return {"reply.toolate", {{"end", time(*incident.resolved)}}};
        default:
            return {"press.unknown"};
    }
}

// Whoever pressed, as whom the incident is taken. Empty: nobody we know.
PersonId taker_of(const Draft& draft, const Pressed& said) {
    if (!sabotaged(Mutant::stranger_takes) || !said.person.empty()) return said.person;
    const auto& people = draft.directory.people;
    return people.empty() ? PersonId{} : people.begin()->first;
}

}  // namespace

void press(Draft& draft, const Pressed& said) {
    const Incident* incident = draft.state.incidents().find(said.incident);
    draft.decision.answer.kind = incident == nullptr ? Kind::not_found : Kind::unknown_person;
    if (incident == nullptr) {
        return answer_press(draft, said, "press.gone", {}, {});
    }
    const PersonId person = taker_of(draft, said);
    if (!person.empty()) {
        Acknowledgement taking;
        taking.incident = said.incident;
        taking.person = person;
        taking.via = "chat";
        acknowledge(draft, taking);
    }
    Words words = words_for(draft, *incident, person);
    const bool has_it = draft.decision.answer.kind == Kind::taken;
    if (sabotaged(Mutant::press_unanswered) && !has_it) return;
    answer_press(draft, said, words.text_id, std::move(words.values), {incident->id});
}

}  // namespace tocsin
