// A procedure: what is accepted has a ladder that always goes on.
#include "core/state.h"
#include "daemon/procedure_file.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

bool has_role(const Procedure& procedure, const std::string& name) {
    return std::any_of(procedure.roles.begin(), procedure.roles.end(),
                       [&](const Role& role) { return role.name == name; });
}

void check(const Procedure& procedure) {
    must(!procedure.name.empty() && procedure.hash.size() == 64, "it has a name and a hash");
    must(!procedure.ladder.rungs.empty(), "somebody is called");
    for (const Rung& rung : procedure.ladder.rungs) {
        must(has_role(procedure, rung.role), "a rung calls a role that there is");
        must(rung.attempts >= 1 && rung.share() > Duration::zero(), "an attempt has its time");
    }
    must(has_role(procedure, procedure.ladder.last_resort), "there is a last resort");
    must(procedure.ladder.last_resort_every > Duration::zero(), "which is called again");
    must(std::count(procedure.statuses.begin(), procedure.statuses.end(),
                    procedure.ladder.starts) == 1,
         "the ladder begins with a status that there is");
    for (const Audience& audience : procedure.notices.audiences) {
        must(!audience.media.empty() && !audience.stages.empty(),
             "an audience is told of something");
    }
    for (const HoldRule& rule : procedure.notices.holds) {
        must(!rule.when.empty() && !rule.why.empty(), "a hold says of what, and why");
        for (const std::string& role : rule.lift) must(has_role(procedure, role), "a role decides");
    }
    for (const Role& role : procedure.roles) {
        must(!role.sources.empty(), "a role has people");
        for (const RoleSource& source : role.sources) {
            const int ways = (source.rota_role.empty() ? 0 : 1) +
                             (source.of_service.empty() ? 0 : 1) + (source.people.empty() ? 0 : 1);
            must(ways == 1, "by rota, by the service or by name");
        }
    }
}

// Whatever it asks, nobody has answered yet.
void check_severity(const SeverityRules& rules) {
    const Incident incident;
    for (const std::string& way : rules.ways) {
        const Assessment found = assess(rules, way, {}, {incident, true, 100});
        must(!found.severity || (*found.severity >= 1 && *found.severity <= 5), "a severity");
        for (const std::string& name : found.missing) must(rules.find(name), "a question of it");
    }
}

void run(std::string_view bytes) {
    static const KnownContacts known{{"pat.ash", "jo.oak"}, {"nsd"}, {"pat.ash", "nsd"}};
    for (const KnownContacts* contacts : {&known, static_cast<const KnownContacts*>(nullptr)}) {
        Problems problems;
        const auto procedure = parse_procedure(bytes, "hssi.yaml", problems, contacts);
        must(procedure.has_value() != refused(problems), "a procedure, or a problem");
        check_problems(problems, bytes);
        if (!procedure) continue;
        check(*procedure);
        check_severity(procedure->severity);
    }
}

const Target target{"procedure", run};

}  // namespace
}  // namespace tocsin::fuzz
