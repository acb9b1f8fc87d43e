#include "daemon/duty_book.h"

#include <algorithm>

namespace tocsin {
namespace {

void add(Ledger& ledger, const Entry& entry, const RotaActivated& activated) {
    std::vector<LedgerEntry>& entries = ledger.entries;
    const bool same_upload =
        !entries.empty() && !entries.back().swap && entries.back().version == activated.version;
    if (!same_upload) {
        entries.push_back({.at = entry.at,
                           .number = entry.seq,
                           .by = activated.by,
                           .reason = activated.reason,
                           .version = activated.version,
                           .restores = activated.restores,
                           .rolling = activated.rolling,
                           .forced = false,
                           .weeks = {},
                           .swap = {}});
    }
    entries.back().weeks.push_back(activated.rota);
}

void add(Ledger& ledger, const Entry& entry, const SwapMade& made) {
    ledger.entries.push_back({.at = entry.at,
                              .number = entry.seq,
                              .by = made.by,
                              .reason = made.reason,
                              .version = made.version,
                              .restores = 0,
                              .rolling = false,
                              .forced = made.forced,
                              .weeks = {},
                              .swap = made.swap});
}

}  // namespace

DutyRecord duty_record(const std::vector<Entry>& entries) {
    DutyRecord record;
    const auto ledger = [&](const std::string& name) -> Ledger& {
        Ledger& found = record.ledgers[name];
        found.name = name;
        return found;
    };
    for (const Entry& entry : entries) {
        if (const auto* activated = std::get_if<RotaActivated>(&entry.event)) {
            add(ledger(activated->rota.name), entry, *activated);
        } else if (const auto* made = std::get_if<SwapMade>(&entry.event)) {
            add(ledger(made->rota), entry, *made);
        } else {
            continue;
        }
        record.rotas.apply(entry);
        record.last = entry.seq;
    }
    record.rotas.keep();
    return record;
}

std::uint64_t last_change(const State& state) {
    std::uint64_t last = 0;
    for (const auto& [name, rota] : state.rotas()) last = std::max(last, rota.changed);
    return last;
}

std::shared_ptr<const DutyRecord> DutyBook::record(std::uint64_t changed) {
    const std::lock_guard lock(mutex_);
    if (record_->last < changed) {
        record_ = std::make_shared<const DutyRecord>(
            duty_record(archive_.of_kinds("rota-activated", "swap-made", Instant::min())));
    }
    return record_;
}

}  // namespace tocsin
