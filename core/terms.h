// Roles that people hold for a term: which line of a role counts, and when nobody has it (WSIC-11).
// Terms are of whole days, local.
#pragma once

#include "core/directory.h"

#include <optional>
#include <vector>

namespace tocsin {

// The line of a role that counts at `at`: the first whose hours and term hold. Whoever stands in
// gives way to somebody who is appointed, wherever the lines stand. A line that asks the service is
// passed over where `service` names nobody, or is nullptr. nullptr: nobody has the role.
const RoleSource* source_at(const Procedure& procedure, const Role& role, const Calendar& calendar,
                            Instant at, const Service* service);

// From the first midnight to the one after its last day; without an end, to `never`.
Span term_span(const Term& term, const Zone& zone);

// When a term of the role begins or ends after `at`; `never` when none does.
Instant next_term_change(const Role& role, const Zone& zone, Instant at);

// Days on which nobody holds a role, though terms were given: before, between or after them.
struct Vacancy {
    Applies hours = Applies::always;    // nobody in these hours alone
    std::optional<Day> from;            // nothing: there was nobody before
    std::optional<Day> to;              // the first day of whoever follows; nothing: nobody does
    const RoleSource* ended = nullptr;  // the line whose term ends with it
    const RoleSource* follows = nullptr;

    bool operator==(const Vacancy&) const = default;
    Span span(const Zone& zone) const;
};

// In order of time. Points into `role`.
std::vector<Vacancy> vacancies(const Role& role);

// Two lines of appointed people whose hours and terms meet: only the first of them counts then.
struct TermOverlap {
    const RoleSource* first = nullptr;
    const RoleSource* second = nullptr;
    Day from{};
    std::optional<Day> until;
};
std::vector<TermOverlap> term_overlaps(const Role& role);

}  // namespace tocsin
