#include "daemon/virtual_house.h"

#include <algorithm>

namespace tocsin {
namespace {

std::vector<Entry> before(const RehearsalGround& ground, Instant at) {
    std::vector<Entry> entries;
    for (const RotaActivated& rota : ground.rotas) {
        entries.push_back({entries.size() + 1, at, 0, rota});
    }
    for (const SwapMade& swap : ground.swaps) {
        entries.push_back({entries.size() + 1, at, 0, swap});
    }
    return entries;
}

}  // namespace

VirtualHouse::VirtualHouse(const RehearsalGround& ground, Instant at)
    : journal_(before(ground, at)), engine_(journal_, ground.directory), now_(at) {
    engine_.recover();
    step(Started{1, "tocsin", false, false});
}

Effects VirtualHouse::step(const Occurrence& what) {
    ++steps_;
    const std::uint64_t entropy = static_cast<std::uint64_t>(steps_) * 0x9e3779b97f4a7c15ULL;
    Effects effects = engine_.step({{what, entropy}}, now_);
    for (const HandOver& handed : effects.hand_over) outcomes_.push_back(outcome(handed));
    return effects;
}

Outcome VirtualHouse::outcome(const HandOver& handed) const {
    Outcome said{handed.message.id, Verdict::accepted, "", "", {}};
    if (failing_.contains(handed.message.channel)) {
        said.verdict = Verdict::misconfigured;
        said.detail = "supposed to fail";
    }
    return said;
}

std::optional<Effects> VirtualHouse::next() {
    if (!outcomes_.empty()) {
        const Outcome said = outcomes_.front();
        outcomes_.pop_front();
        return step(Answered{said});
    }
    const std::optional<Instant> due = engine_.state().next_due();
    if (due && *due <= now_) return step(Tick{});
    return std::nullopt;
}

void VirtualHouse::wait_until(Instant at) {
    now_ = std::max(now_, at);
}

}  // namespace tocsin
