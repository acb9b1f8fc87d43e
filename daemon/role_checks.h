// What a procedure may ask of its roles: that they exist, and that whoever is told when all else
// fails is there at every hour.
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <string>

namespace tocsin {

struct KnownContacts;

// The role called `name`; nullptr, and a problem at `mark`, when there is none.
const Role* role_named(const Procedure& procedure, const std::string& name, Mark mark,
                       Complaints& complaints);

// P11: such a role reaches somebody at every hour, whatever a rota says. `title` is what sentences
// call it: "level 1". Not judged where no configuration says who can be reached (`known` nullptr).
void must_always_reach(const Role& role, Mark mark, const std::string& title,
                       const KnownContacts* known, Complaints& complaints);

// A rung whose role has no line for some hours fails at once then.
void warn_of_empty_hours(const Role& role, Mark mark, Complaints& complaints);

}  // namespace tocsin
