#include "core/week_publishing.h"

#include "core/ladder.h"
#include "core/news.h"
#include "core/rota_duties.h"
#include "core/sabotage.h"
#include "core/week_document.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// A rota that comes later than this is told as late.
constexpr Duration mail_lives = std::chrono::hours(4);

Instant missing_at(const Zone& zone, const RotaPublication& publication, Day monday) {
    return last_within(zone, publication.missing, plus_days(monday, -1));
}

Instant late_at(const Zone& zone, const RotaPublication& publication, Day monday) {
    return first_from(zone, publication.late, monday);
}

const WeeklyRota* week_of(const Draft& draft, const Procedure& procedure, Day monday) {
    const RotaVersion* known = draft.state.rotas().find(procedure.rota);
    return known == nullptr ? nullptr : week_in_force(known->rota, monday);
}

bool told(const Draft& draft, const Procedure& procedure, Day monday, const char* stage) {
    return draft.state.weeks_told().find({procedure.name, monday, stage}) != nullptr;
}

// Whether it went out at its time or later. What went out before, because somebody asked for it,
// does not take the place of Monday's.
const WeekTold* published(const Draft& draft, const Procedure& procedure, Day monday) {
    const Zone& zone = draft.directory.calendar.zone;
    const WeekTold* last = draft.state.weeks_told().find({procedure.name, monday, "published"});
    const bool in_time =
        last != nullptr && last->at >= goes_out(zone, *procedure.publication, monday);
    return in_time ? last : nullptr;
}

WeekPublished publish(Draft& draft, const Procedure& procedure, Day monday, const std::string& by) {
    const WeekPaper paper = week_paper(draft, procedure, monday);
    WeekPublished done{procedure.name,
                       procedure.rota,
                       monday,
                       paper.version,
                       {},
                       {},
                       static_cast<int>(paper.gaps.size()),
                       by};
    // The event stands before the sends it leads to.
    const std::size_t place = draft.decision.events.size();
    draft.add(done);
    for (const PersonId& id : procedure.publication->to) {
        const auto reader = find_person(draft.state, draft.directory, id, draft.now);
        const bool sent = reader && mail(draft, *reader, week_mail, paper.document,
                                         paper.attachments, mail_lives);
        (sent ? done.to : done.unreached).push_back(id);
    }
    draft.decision.events[place] = done;
    return done;
}

Values week_values(const Draft& draft, const Procedure& procedure, Day monday) {
    const Zone& zone = draft.directory.calendar.zone;
    const std::vector<Gap> gaps = gaps_of_week(draft, procedure, monday);
    std::string first = "no duty is asked for";
    if (!gaps.empty()) {
        const Gap& gap = gaps.front();
        first = duty_called(procedure, gap.role) + " " +
                std::string(short_name(weekday_of(zone.day(gap.span.from)))) + " " +
                short_time(zone, gap.span.from, gap.span.from);
    }
    const RotaVersion* known = draft.state.rotas().find(procedure.rota);
    std::string last = "Nothing has been uploaded yet.";
    if (known != nullptr && known->latest > 0) {
        Day reach{};
        for (const auto* weeks : {&known->rota.weeks, &known->rota.rolling}) {
            if (!weeks->empty()) reach = std::max(reach, weeks->rbegin()->first);
        }
        last = "Last upload: version " + std::to_string(known->latest) + ", reaching to " +
               long_day(plus_days(reach, 7)) + ".";
    }
    return {{"week", short_day(monday)},
            {"week_iso", iso_day(monday)},
            {"week_long", long_day(monday)},
            {"first", first},
            {"last", last},
            {"rota", procedure.rota},
            {"out", week_time_words(procedure.publication->publish)}};
}

void tell_missing(Draft& draft, const Procedure& procedure, Day monday) {
    draft.add(WeekMissed{procedure.name, procedure.rota, monday, "missing"});
    const Values values = week_values(draft, procedure, monday);
    tell_rota_team(draft, procedure, "rota.week", values);
    tell_level_1(draft, procedure, "rota.week", values, {}, 2);
}

void tell_late(Draft& draft, const Procedure& procedure, Day monday, std::string lack) {
    draft.add(WeekMissed{procedure.name, procedure.rota, monday, "late"});
    Values values = week_values(draft, procedure, monday);
    values["lack"] = std::move(lack);
    const RotaVersion* known = draft.state.rotas().find(procedure.rota);
    const bool weekly = known != nullptr && known->rota.weeks.contains(monday);
    values["stands"] = weekly                                         ? "The uploaded rota stands"
                       : week_of(draft, procedure, monday) != nullptr ? "The rolling rota stands"
                                                                      : "Nobody is on call by it";
    tell_level_1(draft, procedure, "rota.week.late", values, {}, 2);
}

}  // namespace

Instant goes_out(const Zone& zone, const RotaPublication& publication, Day monday) {
    return last_within(zone, publication.publish, monday);
}

void publish_in_time(Draft& draft, const Procedure& procedure, DiaryLook& look) {
    const Zone& zone = draft.directory.calendar.zone;
    const RotaPublication& when = *procedure.publication;
    const Day this_week = week_at(zone, draft.now);
    for (const Day monday : {this_week, plus_days(this_week, 7), plus_days(this_week, 14)}) {
        const bool begun = draft.now >= week_span(zone, monday).from;
        const bool there = week_of(draft, procedure, monday) != nullptr;
        const bool owed = look.has_come(goes_out(zone, when, monday));
        const WeekTold* out = published(draft, procedure, monday);
        bool fresh = false;
        if (owed && there && (out == nullptr || sabotaged(Mutant::week_again))) {
            publish(draft, procedure, monday, "");
            fresh = true;
        }
        if (look.has_come(missing_at(zone, when, monday)) && !there && !begun &&
            !told(draft, procedure, monday, "missing")) {
            tell_missing(draft, procedure, monday);
        }
        if (!look.has_come(late_at(zone, when, monday)) || !owed || fresh ||
            told(draft, procedure, monday, "late")) {
            continue;
        }
        const auto accepted = draft.state.week_mail_accepted();
        if (out == nullptr) {
            tell_late(draft, procedure, monday, there ? "Nobody sent it" : "No week is uploaded");
        } else if (!accepted || *accepted < out->at) {
            tell_late(draft, procedure, monday, "No mail server has taken it");
        }
    }
}

void publish_on_demand(Draft& draft, const PublishRota& asked) {
    Answer& answer = draft.decision.answer;
    answer.kind = Answer::Kind::refused;
    answer.detail = "No procedure says who reads the rota " + asked.rota +
                    ": it needs weekly-rota with a list \"to\".";
    for (const auto& [name, procedure] : draft.directory.procedures) {
        if (procedure.rota != asked.rota || !procedure.publication) continue;
        if (week_of(draft, procedure, asked.week) == nullptr) {
            answer.kind = Answer::Kind::not_found;
            return;
        }
        const WeekPublished done = publish(draft, procedure, asked.week, asked.by);
        if (answer.kind != Answer::Kind::done) answer.detail.clear();
        answer.kind = Answer::Kind::done;
        answer.version = done.version;
        for (const PersonId& id : done.to) {
            answer.detail += (answer.detail.empty() ? "" : ", ") + id;
        }
        for (const PersonId& id : done.unreached) {
            answer.detail += (answer.detail.empty() ? "" : ", ") + id + " (no mail address)";
        }
    }
}

}  // namespace tocsin
