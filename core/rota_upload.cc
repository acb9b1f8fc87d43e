#include "core/rota_upload.h"

#include "core/rota_duties.h"

#include <algorithm>

namespace tocsin {
namespace {

const Rota& rota_before(const Draft& draft, const std::string& name) {
    static const Rota none;
    const RotaVersion* known = draft.state.rotas().find(name);
    return known == nullptr ? none : known->rota;
}

// The weeks that an upload can change, joined and without what is over: its own, and those of the
// rolling rota that it ends.
std::vector<Span> affected(const Draft& draft, const Rota& before, const RotaUploaded& uploaded) {
    std::map<Day, Span> weeks;
    for (const WeeklyRota& week : uploaded.weeks) weeks[week.week] = week.span;
    if (uploaded.rolling) {
        const auto first = before.rolling.lower_bound(uploaded.weeks.front().week);
        for (auto old = first; old != before.rolling.end(); ++old) {
            weeks[old->first] = old->second.span;
        }
    }
    std::vector<Span> spans;
    for (const auto& [monday, span] : weeks) {
        const Span ahead{std::max(span.from, draft.now), span.to};
        if (ahead.empty()) continue;
        if (!spans.empty() && spans.back().to == ahead.from) {
            spans.back().to = ahead.to;
        } else {
            spans.push_back(ahead);
        }
    }
    return spans;
}

// Whether nobody was on call in any of it, though a week said who is.
bool stood_before(const Draft& draft, const Rota& before, const Gap& gap) {
    const Zone& zone = draft.directory.calendar.zone;
    for (Day monday = week_at(zone, gap.span.from); week_span(zone, monday).from < gap.span.to;
         monday = plus_days(monday, 7)) {
        if (week_in_force(before, monday) == nullptr) return false;
    }
    const std::vector<OnCall> all = stretches(before, gap.role, gap.span);
    return std::ranges::all_of(all, [](const OnCall& one) { return one.people.empty(); });
}

void find_gaps(Draft& draft, const Rota& before, const Rota& after, Span within) {
    Answer& answer = draft.decision.answer;
    for (const Duty& duty : duties(draft)) {
        if (duty.procedure->rota != after.name) continue;
        for (const Gap& gap : gaps_of(draft, duty, after, within)) {
            // Two procedures may ask for the same duty.
            if (std::ranges::find(answer.gaps, gap) != answer.gaps.end()) continue;
            answer.gaps.push_back(gap);
            if (!stood_before(draft, before, gap)) answer.new_gaps.push_back(gap);
        }
    }
}

// What it leaves open, and what it changes, into the answer.
void prove(Draft& draft, const RotaUploaded& uploaded) {
    const Rota& before = rota_before(draft, uploaded.weeks.front().name);
    Rota after = before;
    for (const WeeklyRota& week : uploaded.weeks) put_week(after, week, uploaded.rolling);
    for (const Span& span : affected(draft, before, uploaded)) {
        add_changes(draft, before, after, span);
        find_gaps(draft, before, after, span);
    }
}

// After prove().
void put_in_force(Draft& draft, const RotaUploaded& uploaded, int restores) {
    const std::string& name = uploaded.weeks.front().name;
    const RotaVersion* known = draft.state.rotas().find(name);
    Answer& answer = draft.decision.answer;
    answer.version = (known == nullptr ? 0 : known->latest) + 1;
    for (const WeeklyRota& week : uploaded.weeks) {
        draft.add(RotaActivated{week, uploaded.sha256, uploaded.by, answer.version,
                                uploaded.rolling, restores, uploaded.reason});
    }
    tell_gaps(draft, name, answer.gaps);
}

}  // namespace

void activate_rota(Draft& draft, const RotaUploaded& uploaded) {
    prove(draft, uploaded);
    Answer& answer = draft.decision.answer;
    if (!answer.new_gaps.empty() && uploaded.reason.empty()) {
        answer.kind = Answer::Kind::gaps_refused;
    } else if (!uploaded.activate_at || *uploaded.activate_at <= draft.now) {
        put_in_force(draft, uploaded, 0);
    } else {
        answer.plan = draft.state.next_seq();
        for (const WeeklyRota& week : uploaded.weeks) {
            draft.add(RotaPlanned{week, uploaded.sha256, uploaded.by, uploaded.reason,
                                  uploaded.rolling, answer.plan, *uploaded.activate_at});
        }
        tell_gaps(draft, uploaded.weeks.front().name, answer.gaps);
    }
}

void activate_planned(Draft& draft, std::uint64_t plan) {
    const RotaUploaded uploaded = draft.state.planned_rotas().find(plan)->uploaded;
    draft.add(RotaPlanEnded{uploaded.weeks.front().name, plan, true, ""});
    prove(draft, uploaded);
    put_in_force(draft, uploaded, 0);
}

void withdraw_plan(Draft& draft, const RotaPlanWithdrawn& withdrawn) {
    const PlannedRota* planned = draft.state.planned_rotas().find(withdrawn.plan);
    if (planned == nullptr || planned->uploaded.weeks.front().name != withdrawn.rota) {
        draft.decision.answer.kind = Answer::Kind::not_found;
        return;
    }
    draft.add(RotaPlanEnded{withdrawn.rota, withdrawn.plan, false, withdrawn.by});
}

void restore_rota(Draft& draft, const RotaRestored& restored) {
    const RotaEdition* edition =
        draft.state.rota_editions().find({restored.rota, restored.version});
    if (edition == nullptr) {
        draft.decision.answer.kind = Answer::Kind::not_found;
        return;
    }
    const RotaUploaded again{edition->weeks, edition->sha256, restored.by, restored.reason,
                             edition->rolling};
    prove(draft, again);
    put_in_force(draft, again, restored.version);
}

void add_changes(Draft& draft, const Rota& before, const Rota& after, Span within) {
    std::set<std::string> all = roles(before);
    all.merge(roles(after));
    for (const std::string& role : all) {
        for (Change& change : changes(before, after, role, within)) {
            draft.decision.answer.changes.push_back(std::move(change));
        }
    }
}

}  // namespace tocsin
