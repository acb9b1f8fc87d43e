#include "core/audience.h"

#include "core/ladder.h"
#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

bool closed_to(const State& state, const Audience& audience, const Incident& incident) {
    const std::string& service = incident.alarm.service;
    return audience.closed_for.contains(service) && state.rollouts().find(service) == nullptr;
}

class Gathering {
public:
    Gathering(const Draft& draft, const Procedure& procedure)
        : draft_(draft), procedure_(procedure) {}

    void add(const Audience& audience) {
        const auto add = [&](const PersonId& id) {
            this->add(id, audience.title, audience.media, audience.outside);
        };
        std::ranges::for_each(audience.people, add);
        const RotaVersion* rota = draft_.state.rotas().find(procedure_.rota);
        if (rota == nullptr) return;
        for (const std::string& duty : audience.on_duty) {
            for (const PersonId& id : on_call(rota->rota, duty, draft_.now).people) {
                add(id);
            }
        }
    }

    void add(const PersonId& id, const std::string& title, const std::set<Medium>& media,
             bool outside) {
        const auto callee = find_person(draft_.state, draft_.directory, id, draft_.now);
        if (!callee) {
            note_unreached(id);
            return;
        }
        const bool sms = media.contains(Medium::sms) && !callee->phone.empty();
        const bool mail = media.contains(Medium::email) && !callee->mail.empty();
        if (!sms && !mail) {
            note_unreached(callee->name);
            return;
        }
        Told& told = row(*callee, outside);
        told.outside = told.outside && outside;
        told.sms = told.sms || sms;
        told.mail = told.mail || mail;
        if (std::ranges::find(told.lists, title) == told.lists.end()) told.lists.push_back(title);
    }

    Readers readers;

private:
    Told& row(const Callee& callee, bool outside) {
        const auto [place, first] = rows_.emplace(callee.person, readers.people.size());
        if (!first && !sabotaged(Mutant::told_twice)) return readers.people[place->second];
        readers.people.push_back({callee, {}, false, false, outside});
        return readers.people.back();
    }

    void note_unreached(const std::string& name) {
        std::vector<std::string>& all = readers.unreached;
        if (std::ranges::find(all, name) == all.end()) all.push_back(name);
    }

    const Draft& draft_;
    const Procedure& procedure_;
    std::map<PersonId, std::size_t> rows_;  // where a person stands
};

}  // namespace

bool closed_rollout(const State& state, const Procedure& procedure, const Incident& incident) {
    return std::ranges::any_of(procedure.notices.audiences, [&](const Audience& audience) {
        return closed_to(state, audience, incident);
    });
}

Readers readers_of(const Draft& draft, const Procedure& procedure, const Incident& incident,
                   const WrittenNotice& notice, const std::vector<PersonId>& also) {
    const bool in_core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    Gathering gathering(draft, procedure);
    const bool closed = closed_rollout(draft.state, procedure, incident);
    for (const Audience& audience : procedure.notices.audiences) {
        if (!covers(audience.of, notice.management) || !audience.stages.contains(notice.stage))
            continue;
        const bool ours = closed_to(draft.state, audience, incident);
        // A list that was closed is one of the open ones afterwards.
        if (closed && !ours && !sabotaged(Mutant::closed_list_opened)) continue;
        if (!matches(audience.when, incident, in_core_hours)) continue;
        if (ours) gathering.readers.closed_for.push_back(audience.title);
        gathering.add(audience);
    }
    if (closed) return std::move(gathering.readers);
    for (const PersonId& id : also) {
        gathering.add(id, "read what this corrects", {Medium::sms, Medium::email}, false);
    }
    return std::move(gathering.readers);
}

}  // namespace tocsin
