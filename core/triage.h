// What people say an incident is, in the words of its procedure: routing fields (HSSI-64) and flags
// (HSSI-42..46). Nobody guesses them: a field without a value is asked for, and a flag stands until
// somebody says that it was raised in error.
#pragma once

#include "core/ids.h"
#include "core/matcher.h"
#include "rota/time.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

class Draft;
struct Procedure;
struct RaiseFlag;
struct RemoveFlag;
struct SetFields;

// A field of the procedure's incidents.
struct Field {
    std::string name;                 // "category"
    std::string title;                // as people read it: "Category"
    std::vector<std::string> values;  // in order; none of a text
    bool several = false;             // it may have more than one of them
    std::vector<Matcher> asked;       // which incidents are asked for it; empty: all
    bool quiet = false;               // nobody is asked for it
    bool text = false;                // one line in somebody's own words (HSSI-08)
};

// So many bytes a text may have.
inline constexpr std::size_t field_text_max = 400;

// A flag that may be set on them.
struct Flag {
    std::string name;                    // "clinical"
    std::string title;                   // "Clinical safety"
    std::vector<Matcher> removal_needs;  // removed only from an incident that fits (HSSI-45)
};

// A flag of one incident. Raised again after it was removed, it begins anew.
struct Flagged {
    struct Removal {
        std::string by;
        std::string reason;  // why it was raised in error
        Instant at{};
    };
    std::string by;
    std::string reason;
    Instant at{};
    std::optional<Removal> removed{};
    std::uint64_t seq = 0;  // of the entry that raised it

    bool stands() const { return !removed; }
};

// The latest severity that was worked out.
struct Proposal {
    std::string way;
    std::string result;
    int severity = 0;  // 0: none is proposed
    std::string by;
    Instant at{};
};

// The latest that a person set.
struct Judgement {
    int from = 0;
    int to = 0;
    int proposed = 0;  // 0: nothing was
    std::string by;
    std::string reason;
    Instant at{};
};

// When a word of a field was said, by the entry `seq`.
struct Said {
    Instant at{};
    std::uint64_t seq = 0;
};

// All of it, of one incident.
struct Triage {
    FieldValues fields{};  // those with a value
    std::map<std::string, Flagged> flags{};
    std::optional<Proposal> proposal{};
    std::optional<Judgement> judgement{};
    // Of each field and word that it has; what the service says of it is not here.
    std::map<std::pair<std::string, std::string>, Said> said{};
};

// What of these values the procedure knows, as an incident of it may have them: the defaults of a
// service may be meant for another procedure.
FieldValues fitting(const FieldValues& values, const Procedure& procedure);

// What is wrong with setting these: a sentence for each field that is unknown, or cannot be that.
std::vector<std::string> wrong_with(const FieldValues& values, const Procedure& procedure);

// The fields that are asked for and have no value, in the procedure's order.
std::vector<const Field*> unset_fields(const Procedure& procedure, const Incident& incident,
                                       bool core_hours);

// The incident, as long as its record may change; else nullptr, and the answer says why not.
const Incident* changeable(Draft& draft, IncidentId id);

void set_fields(Draft& draft, const SetFields& said);
void raise_flag(Draft& draft, const RaiseFlag& said);
void remove_flag(Draft& draft, const RemoveFlag& said);

}  // namespace tocsin
