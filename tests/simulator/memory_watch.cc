#include "tests/simulator/memory_watch.h"

#include "tests/simulator/watcher.h"

#include <algorithm>
#include <chrono>

namespace tocsin {
namespace {

// P3: the same key is the same incident for so long.
constexpr Duration key_kept = std::chrono::hours(72);

// Who is found to be in use then is looked at again as much later; and each that comes drops two.
constexpr Duration key_dropped = key_kept + std::chrono::hours(48);

// One week is busier than another.
constexpr std::size_t more(std::size_t rows) {
    return rows + rows / 2 + 30;
}

// By what they are of. The status page goes on showing what it showed, and grows; sends that have
// landed are kept for as long as their incident is open. Keys are as many as there were alarms, and
// judged one by one.
std::map<std::string, std::size_t> rows_of(const State& state) {
    return {{"incidents", state.incidents().size()},
            {"calls", state.calls().size()},
            {"sends", state.sends().size()},
            {"editions of rotas", state.rota_editions().size()},
            {"rotas that wait", state.planned_rotas().size()},
            {"feeds", state.feeds().size()},
            {"providers", state.providers().size()},
            {"versions of procedures", state.procedures().size()},
            {"threads", state.threads().size()},
            {"broadcasts", state.broadcasts().size()},
            {"questions about shifts", state.shift_questions().size()},
            {"addresses", state.addresses().size()},
            {"addresses to be proved", state.address_checks().size()},
            {"obligations", state.obligations().size()},
            {"wishes", state.wishes().size()},
            {"weeks that were told", state.weeks_told().size()},
            {"handovers", state.handovers().size()},
            {"notes", state.notes().size()},
            {"closed incidents", state.kept().size()},
            {"holds", state.holds().size()},
            {"trends", state.trend_counts().size()},
            {"major incidents", state.majors().size()},
            {"silences", state.silences().size()},
            {"suppressed alarms", state.suppressed().size()},
            {"heartbeats", state.heartbeats().size()},
            {"dues", state.agenda().size()}};
}

}  // namespace

void MemoryWatch::judge_keys(const State& state) {
    std::map<AlarmKey, Instant> idle;
    for (const auto& [name, key] : state.keys()) {
        const bool open = std::ranges::any_of(
            key.incidents, [&](IncidentId id) { return state.incidents().find(id) != nullptr; });
        if (open || state.last_at() < key.at + key_kept) continue;
        const auto before = idle_keys_.find(name);
        idle[name] = before == idle_keys_.end() ? state.last_at() : before->second;
        if (idle[name] + key_dropped < state.last_at())
            throw Broken("memory", "the key " + name.second + " is remembered for ever");
    }
    idle_keys_ = std::move(idle);
}

void MemoryWatch::look(int week, const State& state) {
    judge_keys(state);
    weeks_.resize(static_cast<std::size_t>(week) + 1);
    for (const auto& [table, count] : rows_of(state)) {
        const auto least = weeks_.back().emplace(table, count).first;
        least->second = std::min(least->second, count);
    }
}

void MemoryWatch::ended() const {
    if (weeks_.size() < 3 || weeks_[1].empty()) return;
    for (const auto& [table, count] : weeks_.back()) {
        const std::size_t before = weeks_[1].at(table);
        if (count <= more(before)) continue;
        throw Broken("memory", "never less than " + std::to_string(count) + " " + table +
                                   " in the last week, and " + std::to_string(before) +
                                   " in the second");
    }
}

}  // namespace tocsin
