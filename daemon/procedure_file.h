// A procedure as people write it, in YAML, and as core/procedure.h means it. Strict: whatever the
// engine could stumble over at night is a problem here, with its line and column.
#pragma once

#include "core/procedure.h"
#include "rota/tree.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tocsin {

// Who and what may be named in a procedure.
struct KnownContacts {
    std::set<std::string> people;
    std::set<std::string> desks;
    // Those of either whom a configured channel can reach.
    std::set<std::string> reachable;
    std::set<std::string> services{};
    std::set<std::string> contact_words{};  // by which services name their contacts: "supplier"
    std::set<std::string> outside{};        // of other organisations (DSPT-10)
    std::optional<Day> today = {};          // terms that end soon are warned of
};

// The procedure that `text` describes; nothing when its problems refuse it. Every problem is added
// to `problems` at once, under the name `file`. The hash is the SHA-256 of `text`.
// `known` is nullptr for a version that the journal remembers: the people it names may have left
// since, and then it is the directory of the day that finds them or not.
[[nodiscard]] std::optional<Procedure> parse_procedure(std::string_view text,
                                                       const std::string& file, Problems& problems,
                                                       const KnownContacts* known);

}  // namespace tocsin
