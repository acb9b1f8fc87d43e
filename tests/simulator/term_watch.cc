#include "tests/simulator/term_watch.h"

#include "rota/clock_words.h"

namespace tocsin {
namespace {

bool held(const Role& role, Day day) {
    return std::ranges::any_of(role.sources, [&](const RoleSource& line) {
        return !line.term || ((!line.term->from || *line.term->from <= day) &&
                              (!line.term->until || day <= *line.term->until));
    });
}

}  // namespace

void TermWatch::forget() {
    patience_.forget();
    told_.clear();
}

void TermWatch::entry(const Record& record, const Step* step) {
    patience_.entry(record);
    const auto* told = std::get_if<TermTold>(&record.entry.event);
    if (told == nullptr) return;
    const bool first =
        told_.emplace(told->procedure, told->role, told->vacant.from, told->stage).second;
    if (step == nullptr) return;
    if (!first) throw Broken("WSIC-11", "the end of the term of " + told->role + " is told twice");
    const std::string text = told->stage == "now" ? "term.ended" : "term.ends";
    const bool said = std::ranges::any_of(step->records, [&](const Record& other) {
        const auto* offered = std::get_if<SendOffered>(&other.entry.event);
        return offered != nullptr && offered->text_id == text;
    });
    if (!said) throw Broken("WSIC-11", "the end of a term is told to nobody");
}

void TermWatch::stepped(const Step& step) {
    if (const auto now = patience_.after(step)) judge(*now);
}

void TermWatch::ended(Instant now) {
    if (const auto judged = patience_.ended(now)) judge(*judged);
}

void TermWatch::judge(Instant engine_now) const {
    for (const auto& [name, procedure] : directory_.procedures) {
        for (const Role& role : procedure.roles) {
            const bool always = std::ranges::any_of(
                role.sources, [](const RoleSource& line) { return !line.term; });
            if (!always) judge_role(procedure, role, engine_now);
        }
    }
}

void TermWatch::judge_role(const Procedure& procedure, const Role& role, Instant engine_now) const {
    const Zone& zone = directory_.calendar.zone;
    const Instant latest = engine_now - DiaryPatience::seconds;
    // A month back and two ahead: no term of the house ends elsewhere.
    for (int days = -30; days <= 60; ++days) {
        const Day day = plus_days(zone.day(latest), days);
        if (held(role, day) || !held(role, plus_days(day, -1))) continue;
        const Instant from = zone.instant(day, std::chrono::minutes(0));
        const auto missing = [&](const char* stage) {
            return !told_.contains({procedure.name, role.name, from, stage});
        };
        if (from <= latest ? missing("now")
                           : from - procedure.warn_terms <= latest && missing("ahead")) {
            throw Broken("WSIC-11", "nobody holds the role " + role.name + " from " + iso_day(day) +
                                        ", and nobody is told at " + iso_local(zone, engine_now));
        }
    }
}

}  // namespace tocsin
