#include "daemon/role_checks.h"

#include "core/names.h"
#include "daemon/procedure_file.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr Applies both_hours[] = {Applies::core_hours, Applies::out_of_hours};

std::string hour_words(Applies hour) {
    return hour == Applies::core_hours ? "in core hours" : "out of hours";
}

// The lines of `role` that may count in `hour`: up to the first that no term ends.
std::vector<const RoleSource*> sources_in(const Role& role, Applies hour) {
    std::vector<const RoleSource*> lines;
    for (const RoleSource& line : role.sources) {
        if (line.when != Applies::always && line.when != hour) continue;
        if (!line.of_service.empty()) continue;  // not every service names somebody
        lines.push_back(&line);
        if (!line.term) break;
    }
    return lines;
}

// Level 1 hears in place of whoever is outside, so it may not be outside itself.
void warn_of_outsiders(const Role& role, Mark mark, const std::string& title,
                       const KnownContacts& known, Complaints& complaints) {
    const bool outside = std::ranges::any_of(role.sources, [&](const RoleSource& line) {
        return line.outside || std::ranges::any_of(line.people, [&](const auto& id) {
                   return known.outside.contains(id);
               });
    });
    if (!outside) return;
    complaints.warning(mark,
                       title + " (the role " + in_quotes(role.name) + ") is outside, or partly",
                       "an exercise or a drill contacts nobody outside: nobody might hear of it",
                       "name somebody of your own, or delete \"outside\"");
}

}  // namespace

const Role* role_named(const Procedure& procedure, const std::string& name, Mark mark,
                       Complaints& complaints) {
    if (const Role* role = procedure.find_role(name)) return role;
    complaints.error(mark, "no role is called " + in_quotes(name),
                     "a ladder names roles of the same file",
                     suggest(name, names(procedure.roles), "add the role under \"roles\" first"));
    return nullptr;
}

void must_always_reach(const Role& role, Mark mark, const std::string& title,
                       const KnownContacts* known, Complaints& complaints) {
    if (!known) return;
    warn_of_outsiders(role, mark, title, *known, complaints);
    std::string silent;
    for (const Applies hour : both_hours) {
        const auto reaches = [&](const RoleSource* line) {
            return line->rota_role.empty() &&
                   std::any_of(line->people.begin(), line->people.end(),
                               [&](const auto& id) { return known->reachable.contains(id); });
        };
        const std::vector<const RoleSource*> lines = sources_in(role, hour);
        const bool reached =
            !lines.empty() && !lines.back()->term && std::ranges::all_of(lines, reaches);
        if (reached) continue;
        const std::string word = hour_words(hour);
        silent = silent.empty() ? word : "at any hour";
    }
    if (silent.empty()) return;
    complaints.error(
        mark, title + " (the role " + in_quotes(role.name) + ") reaches nobody for sure " + silent,
        "it is told when everything else has failed, so it may not depend on a "
        "rota, which may be empty, on a term, which ends, nor on somebody without phone and "
        "mail",
        "name a desk or a person with a phone or mail for every hour");
}

void warn_of_empty_hours(const Role& role, Mark mark, Complaints& complaints) {
    for (const Applies hour : both_hours) {
        if (!sources_in(role, hour).empty()) continue;
        complaints.warning(mark,
                           "the role " + in_quotes(role.name) + " has nobody " + hour_words(hour),
                           "this rung then fails at once, and the next one is called",
                           "add a line to the role for those hours");
    }
}

}  // namespace tocsin
