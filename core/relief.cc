#include "core/relief.h"

#include "core/terms.h"

#include <algorithm>

namespace tocsin {
namespace {

// A desk that has a role at every hour has it for good: nobody looks further for its relief.
constexpr Duration looked_ahead = std::chrono::hours(24 * 40);

bool same(const Meaning& one, const Meaning& other) {
    return one.called == other.called &&
           std::ranges::equal(one.people, other.people, {}, &Callee::person, &Callee::person);
}

// When the answer may be another one.
Instant next_look(const Directory& directory, const Procedure& procedure, const Role& role,
                  const Meaning& now, Instant at) {
    Instant next = now.until.value_or(never);
    next = std::min(next, next_term_change(role, directory.calendar.zone, at));
    const bool by_hours = std::ranges::any_of(
        role.sources, [](const RoleSource& line) { return line.when != Applies::always; });
    if (!by_hours) return next;
    return std::min(next, next_change(directory.calendar, procedure.core_hours, at));
}

}  // namespace

Relief relief(const State& state, const Directory& directory, const Procedure& procedure,
              const std::string& name, Instant at) {
    Relief found;
    found.now = meaning(state, directory, procedure, name, at);
    const Role* role = procedure.find_role(name);
    if (role == nullptr) return found;
    found.until = next_look(directory, procedure, *role, found.now, at);
    while (found.until < never) {
        found.then = meaning(state, directory, procedure, name, found.until);
        if (!same(found.now, found.then)) return found;
        const Instant further = next_look(directory, procedure, *role, found.then, found.until);
        // A term is known for half a year and more, so it is looked for however far it ends.
        found.until = found.until < at + looked_ahead
                          ? further
                          : next_term_change(*role, directory.calendar.zone, found.until);
    }
    return found;
}

}  // namespace tocsin
