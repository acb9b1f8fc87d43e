#include "core/crew.h"

#include "core/ladder.h"
#include "core/rota_duties.h"
#include "core/terms.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

// After half a year without an answer nobody knows whether a number is still the person's.
constexpr Duration proof_lasts = std::chrono::hours(24 * 180);

bool confirms(const Procedure& procedure, const std::string& duty) {
    const std::vector<std::string>& duties = procedure.shift_start.duties;
    return std::find(duties.begin(), duties.end(), duty) != duties.end();
}

// Each duty of a rota once.
std::vector<Duty> duties_once(const Draft& draft) {
    std::map<std::pair<std::string, std::string>, Duty> once;
    for (const Duty& duty : duties(draft)) {
        const std::string& role = duty.required.role;
        const auto [there, added] = once.try_emplace({duty.procedure->rota, role}, duty);
        const bool better =
            confirms(*duty.procedure, role) && !confirms(*there->second.procedure, role);
        if (!added && better) there->second = duty;
    }
    std::vector<Duty> all;
    for (const auto& [name, duty] : once) all.push_back(duty);
    return all;
}

const Rota& rota_of(const Draft& draft, const std::string& name) {
    static const Rota none;
    const RotaVersion* rota = draft.state.rotas().find(name);
    return rota == nullptr ? none : rota->rota;
}

template <class Row>
void sort_by_time(std::vector<Row>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& one, const Row& other) {
        return one.line.span.from < other.line.span.from;
    });
}

// What is wrong with one address; empty when nothing is. `dead`: it is of no use at all.
std::string doubt_about(const Draft& draft, const PersonId& person, Medium medium,
                        const std::string& address, bool& dead) {
    const std::string what = medium == Medium::sms ? "phone" : "mail";
    const auto& providers = draft.directory.providers;
    const bool sent = std::any_of(providers.begin(), providers.end(),
                                  [&](const Provider& one) { return one.medium == medium; });
    dead = address.empty() || !sent;
    if (address.empty()) return medium == Medium::sms ? "no phone" : "no mail address";
    if (!sent) return medium == Medium::sms ? "no channel sends texts" : "no channel sends mail";
    const AddressState* known = draft.state.addresses().find({person, address});
    dead = known != nullptr && known->failed;
    if (dead) return what + " dead" + (known->why.empty() ? "" : ": " + known->why);
    const std::optional<Instant> proof =
        known == nullptr ? std::nullopt : std::max(known->verified, known->answered);
    if (!proof) return what + " not proved";
    if (*proof + proof_lasts > draft.now) return "";
    return what + " last answered " + duration_words(draft.now - *proof) + " ago";
}

// What the person has said about the shift, when that is a worry.
std::string doubt_about(const Draft& draft, const ShiftLine& line, const PersonId& person) {
    for (const auto& [id, question] : draft.state.shift_questions()) {
        if (question.asked.callee.person != person) continue;
        const auto& shifts = question.asked.shifts;
        const bool same = std::any_of(shifts.begin(), shifts.end(), [&](const ShiftLine& one) {
            return one.rota == line.rota && one.role == line.role &&
                   one.span.from == line.span.from;
        });
        if (!same) continue;
        if (question.standing == ShiftQuestion::Standing::declined) return "cannot do it";
        if (question.standing == ShiftQuestion::Standing::unconfirmed)
            return "has not confirmed it";
    }
    return "";
}

std::string fix_for(const ShiftReadiness& row, bool unproved) {
    if (row.person.empty() || row.readiness == Readiness::unreachable)
        return "tocsin rota swap " + row.line.role;
    return unproved ? "tocsin contacts verify " + row.person : "";
}

ShiftReadiness row_of(const Draft& draft, const CrewShift& shift) {
    ShiftReadiness row;
    row.line = shift.line;
    row.person = shift.person;
    row.name = shift.person;
    const Instant at = std::max(shift.line.span.from, draft.now);
    const auto person = find_person(draft.state, draft.directory, shift.person, at);
    if (!person) {
        row.readiness = Readiness::unreachable;
        row.why = {"nobody is known as " + shift.person};
        row.fix = fix_for(row, false);
        return row;
    }
    row.name = person->name;
    row.readiness = reach_of(draft, *person, row.why);
    const bool unproved = !row.why.empty();
    if (const std::string doubt = doubt_about(draft, shift.line, shift.person); !doubt.empty()) {
        row.readiness = std::max(row.readiness, Readiness::partly);
        row.why.insert(row.why.begin(), doubt);
    }
    row.fix = fix_for(row, unproved);
    if (row.fix.empty() && row.readiness != Readiness::ready)
        row.fix = "phone " + row.name + ", or tocsin rota swap " + row.line.role;
    return row;
}

// Roles that are held for terms, and the days on which nobody holds them (WSIC-11).
void add_terms(const Draft& draft, const Procedure& procedure, const Role& role, Span within,
               std::vector<ShiftReadiness>& rows) {
    const Zone& zone = draft.directory.calendar.zone;
    const auto seen = [&](Span span) { return span.from < within.to && within.from < span.to; };
    for (const RoleSource& line : role.sources) {
        if (!line.term || !seen(term_span(*line.term, zone))) continue;
        for (const PersonId& id : line.people) {
            const CrewShift held{
                &procedure, {"", role.name, line.called, term_span(*line.term, zone)}, id};
            rows.push_back(row_of(draft, held));
            rows.back().term = line.term;
            if (rows.back().readiness == Readiness::unreachable) rows.back().fix.clear();
        }
    }
    for (const Vacancy& vacancy : vacancies(role)) {
        const Span span = vacancy.span(zone);
        if (!seen(span)) continue;
        const RoleSource& held = vacancy.ended == nullptr ? *vacancy.follows : *vacancy.ended;
        ShiftReadiness row;
        row.line = {"", role.name, held.called, span};
        row.term = Term{vacancy.from, {}};
        if (vacancy.to) row.term->until = plus_days(*vacancy.to, -1);
        row.name = "nobody";
        row.readiness = Readiness::unreachable;
        row.why = {"nobody holds the role"};
        row.fix = "name somebody in the procedure " + procedure.name;
        rows.push_back(std::move(row));
    }
}

}  // namespace

bool CrewShift::asked_for() const {
    return confirms(*procedure, line.role);
}

std::vector<CrewShift> crew_shifts(const Draft& draft, Span within) {
    std::vector<CrewShift> shifts;
    for (const Duty& duty : duties_once(draft)) {
        const std::string& name = duty.procedure->rota;
        const Rota& rota = rota_of(draft, name);
        for (Instant at = within.from; at < within.to;) {
            const OnCall there = on_call(rota, duty.required.role, at);
            for (const PersonId& person : there.people) {
                const ShiftLine line{
                    name, duty.required.role, duty.called, {there.since, there.until}};
                shifts.push_back({duty.procedure, line, person});
            }
            at = there.until;
        }
    }
    sort_by_time(shifts);
    return shifts;
}

bool holds_shift(const Draft& draft, const ShiftLine& line, const PersonId& person) {
    const OnCall there =
        on_call(rota_of(draft, line.rota), line.role, std::max(draft.now, line.span.from));
    return there.since == line.span.from &&
           std::find(there.people.begin(), there.people.end(), person) != there.people.end();
}

std::string_view words(Readiness readiness) {
    switch (readiness) {
        case Readiness::ready:
            return "ready";
        case Readiness::partly:
            return "partly";
        case Readiness::unreachable:
            return "not reachable";
    }
    return "";
}

Readiness reach_of(const Draft& draft, const Callee& person, std::vector<std::string>& why) {
    bool dead_phone = false;
    bool dead_mail = false;
    for (const std::string& doubt :
         {doubt_about(draft, person.person, Medium::sms, person.phone, dead_phone),
          doubt_about(draft, person.person, Medium::email, person.mail, dead_mail)}) {
        if (!doubt.empty()) why.push_back(doubt);
    }
    if (dead_phone && dead_mail) return Readiness::unreachable;
    return why.empty() ? Readiness::ready : Readiness::partly;
}

std::vector<ShiftReadiness> readiness(const Draft& draft, Duration ahead) {
    const Span within{draft.now, draft.now + ahead};
    std::vector<ShiftReadiness> rows;
    for (const CrewShift& shift : crew_shifts(draft, within)) rows.push_back(row_of(draft, shift));
    for (const Duty& duty : duties_once(draft)) {
        const std::string& name = duty.procedure->rota;
        for (const Gap& gap : gaps_of(draft, duty, rota_of(draft, name), within)) {
            ShiftReadiness row;
            row.line = {name, gap.role, duty.called, gap.span};
            row.name = "nobody";
            row.readiness = Readiness::unreachable;
            row.why = {"nobody is on the rota"};
            row.fix = fix_for(row, false);
            rows.push_back(std::move(row));
        }
    }
    for (const auto& [name, procedure] : draft.directory.procedures) {
        for (const Role& role : procedure.roles) add_terms(draft, procedure, role, within, rows);
    }
    sort_by_time(rows);
    return rows;
}

}  // namespace tocsin
