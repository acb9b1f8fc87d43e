#include "core/terms.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr Day first_of_days = std::chrono::year{1970} / 1 / 1;

Instant midnight(const Zone& zone, Day day) {
    return zone.instant(day, std::chrono::minutes(0));
}

bool within_hours(const RoleSource& line, const Procedure& procedure, const Calendar& calendar,
                  Instant at) {
    switch (line.when) {
        case Applies::always:
            return true;
        case Applies::core_hours:
            return within(calendar, procedure.core_hours, at);
        case Applies::out_of_hours:
            return !within(calendar, procedure.core_hours, at);
    }
    return false;
}

bool in_force(const RoleSource& line, Day day) {
    if (!line.term) return true;
    return (!line.term->from || *line.term->from <= day) &&
           (!line.term->until || day <= *line.term->until);
}

bool interim(const RoleSource& line) {
    return line.term && line.term->interim;
}

Day begins(const RoleSource& line) {
    return line.term->from.value_or(first_of_days);
}

// Those of the hours between core hours or out of them, alone.
std::vector<Vacancy> vacancies_in(const Role& role, Applies hours) {
    std::vector<const RoleSource*> lines;
    for (const RoleSource& line : role.sources) {
        if (line.when != Applies::always && line.when != hours) continue;
        // Not every service names somebody.
        if (!line.of_service.empty()) continue;
        if (!line.term) return {};
        lines.push_back(&line);
    }
    if (lines.empty()) return {};
    std::ranges::stable_sort(lines, {}, [](const RoleSource* line) { return begins(*line); });
    std::vector<Vacancy> all;
    const RoleSource* latest = nullptr;  // whose term ends last so far
    std::optional<Day> free;             // the day after it
    for (const RoleSource* line : lines) {
        const Term& term = *line->term;
        if (term.from && (!free || *free < *term.from)) {
            all.push_back({hours, free, term.from, latest, line});
        }
        if (!term.until) return all;
        const Day next = plus_days(*term.until, 1);
        if (!free || *free < next) {
            free = next;
            latest = line;
        }
    }
    all.push_back({hours, free, {}, latest, nullptr});
    return all;
}

}  // namespace

const RoleSource* source_at(const Procedure& procedure, const Role& role, const Calendar& calendar,
                            Instant at, const Service* service) {
    const Day today = calendar.zone.day(at);
    const RoleSource* found = nullptr;
    for (const RoleSource& line : role.sources) {
        if (!within_hours(line, procedure, calendar, at) || !in_force(line, today)) continue;
        if (!line.of_service.empty() && service_contacts(service, line.of_service).empty())
            continue;
        if (found == nullptr) found = &line;
        if (!interim(*found)) break;
        if (line.term && !line.term->interim) return &line;
    }
    return found;
}

Span term_span(const Term& term, const Zone& zone) {
    return {term.from ? midnight(zone, *term.from) : Instant{},
            term.until ? midnight(zone, plus_days(*term.until, 1)) : never};
}

Instant next_term_change(const Role& role, const Zone& zone, Instant at) {
    Instant next = never;
    for (const RoleSource& line : role.sources) {
        if (!line.term) continue;
        const Span span = term_span(*line.term, zone);
        for (const Instant change : {span.from, span.to}) {
            if (change > at) next = std::min(next, change);
        }
    }
    return next;
}

Span Vacancy::span(const Zone& zone) const {
    return {from ? midnight(zone, *from) : Instant{}, to ? midnight(zone, *to) : never};
}

std::vector<Vacancy> vacancies(const Role& role) {
    std::vector<Vacancy> all = vacancies_in(role, Applies::core_hours);
    std::vector<Vacancy> others = vacancies_in(role, Applies::out_of_hours);
    for (Vacancy& one : all) {
        Vacancy other = one;
        other.hours = Applies::out_of_hours;
        if (std::erase(others, other) > 0) one.hours = Applies::always;
    }
    all.insert(all.end(), others.begin(), others.end());
    std::ranges::stable_sort(all, {},
                             [](const Vacancy& one) { return one.from.value_or(first_of_days); });
    return all;
}

std::vector<TermOverlap> term_overlaps(const Role& role) {
    std::vector<TermOverlap> all;
    for (auto first = role.sources.begin(); first != role.sources.end(); ++first) {
        for (auto second = first + 1; second != role.sources.end(); ++second) {
            if (!first->term || !second->term || interim(*first) || interim(*second)) continue;
            const bool meet = first->when == Applies::always || second->when == Applies::always ||
                              first->when == second->when;
            const Day from = std::max(begins(*first), begins(*second));
            std::optional<Day> until = first->term->until;
            if (!until || (second->term->until && *second->term->until < *until)) {
                until = second->term->until;
            }
            if (meet && (!until || from <= *until)) {
                all.push_back({&*first, &*second, from, until});
            }
        }
    }
    return all;
}

}  // namespace tocsin
