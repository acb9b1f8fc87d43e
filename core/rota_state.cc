// What the state knows of the rotas: what is in force, and what was.
#include "core/state.h"

namespace tocsin {
namespace {

constexpr Due rota_watch{Due::Kind::rota_watch, 0};
constexpr Due diary{Due::Kind::diary, 0};

Due plan_of(std::uint64_t plan) {
    return {Due::Kind::rota_plan, plan};
}

// A swap is read for as long as somebody may ask who was on call in a week that has just ended.
constexpr Duration swaps_kept = std::chrono::hours(24 * 8);

}  // namespace

int RotaVersion::version_of(Day monday) const {
    if (const auto week = versions.find(monday); week != versions.end()) return week->second;
    const auto week = rolling_versions.find(monday);
    return week == rolling_versions.end() ? 0 : week->second;
}

void State::on(const Entry& entry, const RotaActivated& event) {
    const std::string& name = event.rota.name;
    if (rotas_.find(name) == nullptr) rotas_.put(name, {});
    RotaVersion& rota = *rotas_.change(name);
    rota.changed = entry.seq;
    put_week(rota.rota, event.rota, event.rolling);
    auto& versions = event.rolling ? rota.rolling_versions : rota.versions;
    if (event.rolling) versions.erase(versions.lower_bound(event.rota.week), versions.end());
    versions[event.rota.week] = event.version;
    if (!event.rolling) rota.hashes[event.rota.week] = event.sha256;
    rota.latest = std::max(rota.latest, event.version);
    rota.seen.insert(event.sha256);

    const std::pair key{name, event.version};
    if (rota_editions_.find(key) == nullptr) {
        rota_editions_.put(
            key,
            {entry.at, event.sha256, event.by, event.reason, event.rolling, event.restores, {}});
        rota_editions_.erase({name, event.version - rota_editions_max});
    }
    rota_editions_.change(key)->weeks.push_back(event.rota);
    agenda_.set(rota_watch, entry.at);
    if (facts_.diary_since) agenda_.set(diary, entry.at);
}

void State::on(const Entry& entry, const SwapMade& event) {
    RotaVersion* rota = rotas_.change(event.rota);
    if (rota == nullptr) return;
    rota->changed = entry.seq;
    std::erase_if(rota->rota.swaps,
                  [&](const Swap& swap) { return swap.span.to + swaps_kept <= entry.at; });
    rota->rota.swaps.push_back(event.swap);
    agenda_.set(rota_watch, entry.at);
    if (facts_.diary_since) agenda_.set(diary, entry.at);
}

void State::on(const Entry&, const RotaPlanned& event) {
    if (planned_rotas_.find(event.plan) == nullptr) {
        const RotaUploaded uploaded{{}, event.sha256, event.by, event.reason, event.rolling};
        planned_rotas_.put(event.plan, {uploaded, event.at});
    }
    planned_rotas_.change(event.plan)->uploaded.weeks.push_back(event.rota);
    agenda_.set(plan_of(event.plan), event.at);
}

void State::on(const Entry&, const RotaPlanEnded& event) {
    planned_rotas_.erase(event.plan);
    agenda_.set(plan_of(event.plan), std::nullopt);
}

void State::on(const Entry& entry, const WeekPublished& event) {
    weeks_told_.put({event.procedure, event.week, "published"}, {entry.at, event.version});
}

void State::on(const Entry& entry, const WeekMissed& event) {
    weeks_told_.put({event.procedure, event.week, event.stage}, {entry.at, 0});
}

Exercised& State::exercised_row(const std::string& procedure) {
    if (exercised_.find(procedure) == nullptr) exercised_.put(procedure, {});
    return *exercised_.change(procedure);
}

void State::on(const Entry& entry, const DrillHeld& event) {
    exercised_row(event.procedure).held = entry.at;
}

void State::on(const Entry& entry, const ExerciseTold& event) {
    exercised_row(event.procedure).told = entry.at;
}

bool State::term_told(const TermTold& told) const {
    return terms_told_.find(
               {told.procedure, told.role, told.hours, told.vacant.from, told.stage}) != nullptr;
}

// A term ends a few times a year: what was told of it is never forgotten.
void State::on(const Entry&, const TermTold& event) {
    terms_told_.put({event.procedure, event.role, event.hours, event.vacant.from, event.stage}, {});
}

void State::on(const Entry& entry, const DiaryRead& event) {
    agenda_.set(diary, event.look_again);
    if (event.look_again && !facts_.diary_since) facts_.diary_since = entry.at;
}

}  // namespace tocsin
