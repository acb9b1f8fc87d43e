#include "daemon/doctor_house.h"

#include "core/channel_health.h"
#include "core/crew.h"
#include "core/ladder.h"
#include "daemon/columns.h"
#include "rota/clock_words.h"
#include "rota/counted.h"
#include "rota/words.h"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin {
namespace {

using std::chrono::hours;

constexpr Duration horizon = hours(24 * 35);
constexpr Duration gap_wrong = hours(24 * 7);
constexpr Duration gap_soon = hours(24 * 21);
constexpr Duration crew_ahead = hours(24 * 7);
constexpr Duration silence_long = hours(24 * 7);

// Whom the procedures ask a rota for, once each.
struct Duty {
    std::string rota;
    Required required;
};

std::vector<Duty> duties_of(const Directory& directory) {
    std::vector<Duty> duties;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& [name, procedure] : directory.procedures) {
        for (const Role& role : procedure.roles) {
            for (const RoleSource& source : role.sources) {
                if (source.rota_role.empty()) continue;
                if (!seen.emplace(procedure.rota, source.rota_role).second) continue;
                duties.push_back({procedure.rota,
                                  {source.rota_role, source.when == Applies::out_of_hours,
                                   procedure.core_hours}});
            }
        }
    }
    return duties;
}

Finding judge_gap(const Duty& duty, const Gap& gap, const Zone& zone, Instant now) {
    const Duration left = std::max(gap.span.from - now, Duration{0});
    const std::string says =
        "nobody is " + duty.required.role + " of the rota " + duty.rota +
        (left == Duration{0}
             ? " now"
             : " from " + short_time(zone, gap.span.from, now) + ", in " + duration_words(left)) +
        ", until " + short_time(zone, gap.span.to, now);
    const std::string remedy = "fill the week: tocsin rota upload, or tocsin rota swap";
    if (left < gap_wrong) return wrong("rota", says, remedy);
    if (left < gap_soon) return warning("rota", says, remedy);
    return fine("rota", duty.required.role + " of the rota " + duty.rota + " is filled for " +
                            counted(static_cast<std::size_t>(left / hours(24)), "day"));
}

Findings look_at_rotas(const Engine& engine, Instant now) {
    Findings found;
    const Calendar& calendar = engine.directory().calendar;
    for (const Duty& duty : duties_of(engine.directory())) {
        const RotaVersion* there = engine.state().rotas().find(duty.rota);
        const std::vector<Gap> open = gaps(there == nullptr ? Rota{} : there->rota, duty.required,
                                           calendar, {now, now + horizon});
        found.push_back(open.empty()
                            ? fine("rota", duty.required.role + " of the rota " + duty.rota +
                                               " is filled for more than 35 days")
                            : judge_gap(duty, open.front(), calendar.zone, now));
    }
    return found;
}

// A person once, by the worst of their shifts.
Findings look_at_crew(const Draft& draft) {
    std::map<PersonId, ShiftReadiness> worst;
    std::set<PersonId> ready;
    for (const ShiftReadiness& row : readiness(draft, crew_ahead)) {
        if (row.person.empty()) continue;
        if (row.readiness == Readiness::ready) {
            ready.insert(row.person);
            continue;
        }
        const auto [at, fresh] = worst.emplace(row.person, row);
        if (!fresh && row.readiness > at->second.readiness) at->second = row;
    }
    Findings found;
    for (const auto& [person, row] : worst) {
        const std::string says =
            row.name + ", on call within 7 days, is " + std::string(words(row.readiness)) +
            (row.readiness == Readiness::partly ? " reachable: " : ": ") + join_words(row.why);
        const std::string remedy = row.fix.empty() ? "tocsin contacts verify " + person : row.fix;
        found.push_back(row.readiness == Readiness::unreachable
                            ? wrong("contacts", says, remedy)
                            : warning("contacts", says, remedy));
    }
    if (found.empty()) {
        found.push_back(fine("contacts",
                             "all who are on call within 7 days have proved phone and "
                             "mail: " +
                                 std::to_string(ready.size())));
    }
    return found;
}

bool dead(const State& state, const PersonId& person, const std::string& address) {
    const AddressState* known = state.addresses().find({person, address});
    return address.empty() || (known != nullptr && known->failed);
}

// Level 1 is told of everything, and is the only one who knows what the others do not.
Findings look_at_level_1(const Engine& engine, Instant now) {
    Findings found;
    std::set<std::string> seen;
    const std::string mend =
        "mend its phone and mail in the configuration; try them: tocsin "
        "channel test CHANNEL --to ADDRESS";
    for (const auto& [name, procedure] : engine.directory().procedures) {
        const Meaning level_1 =
            meaning(engine.state(), engine.directory(), procedure, procedure.level_1, now);
        if (level_1.people.empty() && seen.insert("").second)
            found.push_back(wrong("level 1", "nobody is level 1 of " + name + " now", mend));
        for (const Callee& one : level_1.people) {
            if (!seen.insert(one.person).second) continue;
            const bool no_phone = dead(engine.state(), one.person, one.phone);
            const bool no_mail = dead(engine.state(), one.person, one.mail);
            if (no_phone && no_mail) {
                found.push_back(wrong(
                    "level 1", one.name + " can be reached neither by text nor by mail", mend));
            } else if (no_phone || no_mail) {
                found.push_back(warning(
                    "level 1",
                    one.name + " can be reached by " + (no_phone ? "mail" : "text") + " alone",
                    mend));
            } else {
                found.push_back(fine("level 1", one.name + " has a phone and a mail address"));
            }
        }
    }
    return found;
}

Findings look_at_channels(const Engine& engine, Instant now) {
    Findings found;
    using Standing = ChannelHealth::Standing;
    for (const ChannelHealth& one : channel_health(engine.state(), engine.directory(), now)) {
        const std::string& name = one.provider.name;
        if (one.fails()) {
            found.push_back(
                wrong("channels",
                      name + " fails, " + counted(static_cast<std::size_t>(one.failures), "time") +
                          " in a row: " + one.last_failure,
                      "tocsin channels; when it is mended: tocsin channel test " + name));
        } else if (one.standing == Standing::never_used) {
            found.push_back(warning("channels", name + " has never sent anything that is known",
                                    "try it: tocsin channel test " + name));
        } else {
            found.push_back(fine("channels", name + " is good"));
        }
    }
    return found;
}

Findings look_at_silences(const Engine& engine, Instant now) {
    Findings found;
    std::size_t running = 0;
    for (const auto& [number, row] : engine.state().silences()) {
        const Silence& silence = row.silence;
        if (row.ended || silence.from > now || now >= silence.until) continue;
        ++running;
        if (silence.until - silence.from <= silence_long) continue;
        found.push_back(
            warning("silences",
                    "silence " + std::to_string(number) + " of " + row.by +
                        " keeps alarms back for " + duration_words(silence.until - silence.from) +
                        " in all, " + std::to_string(row.suppressed) + " so far",
                    "is it wanted still? tocsin silence end " + std::to_string(number)));
    }
    if (found.empty())
        found.push_back(fine("silences", std::to_string(running) + " in force, none of them long"));
    return found;
}

Findings look_at_heartbeats(const Engine& engine) {
    Findings found;
    for (const auto& [name, row] : engine.state().heartbeats()) {
        if (!row.missing) continue;
        found.push_back(warning("heartbeats", "the heartbeat " + name + " does not come",
                                "look at the job that sends it"));
    }
    return found;
}

}  // namespace

Findings look_at_house(const Engine& engine, Instant now) {
    Findings found = look_at_rotas(engine, now);
    add(found, look_at_crew(Draft(engine.state(), engine.directory(), now, 0)));
    add(found, look_at_level_1(engine, now));
    add(found, look_at_channels(engine, now));
    add(found, look_at_silences(engine, now));
    add(found, look_at_heartbeats(engine));
    return found;
}

}  // namespace tocsin
