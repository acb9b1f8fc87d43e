#include "core/moments.h"

#include "core/ladder.h"

#include <algorithm>

namespace tocsin {
namespace {

using Of = Moment::Of;

std::optional<Came> once(std::optional<Instant> at) {
    return at ? std::optional(Came{*at}) : std::nullopt;
}

std::optional<Instant> status_since(const Procedure& procedure, const Incident& incident,
                                    const std::string& status) {
    if (status == procedure.statuses.front()) return incident.opened;
    if (status == "confirmed") return incident.confirmed;
    if (status == "resolved") return incident.resolved;
    if (status == "closed" && incident.closed) return incident.closed_at;
    return std::nullopt;
}

// The rung at which whoever has the incident was called; nothing: they were not.
std::optional<int> rung_of_holder(const Incident& incident) {
    if (!incident.holder) return std::nullopt;
    const auto called = incident.called.find(incident.holder->person);
    if (called == incident.called.end()) return std::nullopt;
    return called->second.rung;
}

std::optional<Instant> taken_since(const Procedure& procedure, const Incident& incident,
                                   const std::string& role) {
    if (!incident.holder) return std::nullopt;
    if (!role.empty() && rung_of_holder(incident) != rung_of(procedure, role)) return std::nullopt;
    return incident.holder->at;
}

// A correction says nothing new, and what is for management tells no users.
std::optional<Came> told_since(const Incident& incident, const Moment& moment) {
    if (!incident.notices) return std::nullopt;
    std::optional<Came> latest;
    int count = 0;
    for (const ToldNotice& told : incident.notices->told) {
        if (told.management || told.corrects > 0) continue;
        if (moment.name != Moment::any_notice && stage_name(told.stage) != moment.name) continue;
        latest = Came{told.at, told.seq};
        if (++count == moment.count) return latest;
    }
    return moment.count > 0 ? std::nullopt : latest;
}

std::optional<Came> flagged_since(const Incident& incident, const std::string& flag) {
    if (!incident.flagged(flag)) return std::nullopt;
    const Flagged& raised = incident.triage->flags.at(flag);
    return Came{raised.at, raised.seq};
}

// What the service says of its incidents is so from their opening on.
std::optional<Came> set_since(const Incident& incident, const Moment& moment) {
    std::optional<Came> latest;
    for (const std::string& word : incident.values(moment.name)) {
        if (!moment.to.empty() && word != moment.to) continue;
        const auto said = incident.triage->said.find({moment.name, word});
        const Came came = said == incident.triage->said.end()
                              ? Came{incident.opened}
                              : Came{said->second.at, said->second.seq};
        if (!latest || latest->seq < came.seq) latest = came;
    }
    return latest;
}

std::optional<Instant> reached_since(const Procedure& procedure, const Incident& incident,
                                     const std::string& role) {
    const std::optional<int> rung = rung_of(procedure, role);
    std::optional<Instant> first;
    for (const auto& [called, at] : incident.reached) {
        if (rung && called >= *rung && (!first || at < *first)) first = at;
    }
    return first;
}

template <class Use>
void each_moment(const ObligationRule& rule, const Use& use) {
    std::ranges::for_each(rule.starts, use);
    std::ranges::for_each(rule.starts_any, use);
    std::ranges::for_each(rule.met_by, use);
    if (rule.until) use(*rule.until);
}

}  // namespace

std::optional<Came> since(const State& state, const Procedure& procedure, const Incident& incident,
                          const Moment& moment, const std::string& of) {
    switch (moment.of) {
        case Of::began:
            return Came{incident.began};
        case Of::accepted:
            return once(incident.alarm.accepted);
        case Of::status:
            return once(status_since(procedure, incident, moment.name));
        case Of::taken:
            return once(taken_since(procedure, incident, moment.name));
        case Of::asked: {
            const ObligationWish* wish = state.wishes().find({incident.id, of});
            return wish == nullptr ? std::nullopt : once(wish->at);
        }
        case Of::met: {
            const ObligationState* one = state.obligation({incident.id, moment.name});
            if (one == nullptr || !one->last_met) return std::nullopt;
            return Came{*one->last_met, one->met_seq};
        }
        case Of::notice:
            return told_since(incident, moment);
        case Of::flag:
            return flagged_since(incident, moment.name);
        case Of::set:
            return set_since(incident, moment);
        case Of::reached:
            return once(reached_since(procedure, incident, moment.name));
        case Of::reopened:
            return once(incident.reopened);
    }
    return std::nullopt;
}

bool owes_with_report(const Procedure& procedure) {
    const auto comes = [&](const Moment& moment) {
        // A service may set a field of its incidents.
        return moment.of == Of::began || moment.of == Of::accepted || moment.of == Of::set ||
               (moment.of == Of::status && moment.name == procedure.statuses.front());
    };
    return std::ranges::any_of(procedure.obligations, [&](const ObligationRule& rule) {
        return std::ranges::all_of(rule.starts, comes) &&
               (rule.starts_any.empty() || std::ranges::any_of(rule.starts_any, comes));
    });
}

std::optional<int> lowest_rung_asked(const Procedure& procedure) {
    std::optional<int> lowest;
    for (const ObligationRule& rule : procedure.obligations) {
        each_moment(rule, [&](const Moment& moment) {
            if (moment.of != Of::reached) return;
            const std::optional<int> rung = rung_of(procedure, moment.name);
            if (rung && (!lowest || *rung < *lowest)) lowest = rung;
        });
    }
    return lowest;
}

}  // namespace tocsin
