#include "tests/powercut/cut_journal.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tocsin {

void CutJournal::open() {
    journal_.reset();
    store_.reset();
    store_ = recording_.place.open(recording_.disk, salts_of(1));
    journal_ = std::make_unique<SqliteJournal>(*store_, nullptr);
}

Committed CutJournal::commit(const std::vector<Entry>& entries,
                             const std::vector<IncidentId>& over) {
    const Mishap mishap = std::exchange(mishap_, Mishap::none);
    if (mishap == Mishap::crash_before) {
        open();
        throw Crash{};
    }
    if (mishap == Mishap::unknown_lost) return Committed::unknown;
    if (full_) return Committed::full;
    const bool leads = std::any_of(entries.begin(), entries.end(), [](const Entry& entry) {
        return std::holds_alternative<TookOver>(entry.event);
    });
    if (leads) store_->take_over("simulated");
    const std::size_t begun = recording_.disk.operations().size();
    if (journal_->commit(entries, over) != Committed::done) {
        throw std::runtime_error("the store: " + journal_->why_not());
    }
    recording_.batches.push_back({begun, recording_.disk.operations().size(), entries});
    if (mishap == Mishap::crash_after) {
        open();
        throw Crash{};
    }
    return mishap == Mishap::unknown_taken ? Committed::unknown : Committed::done;
}

void CutJournal::read_all(const std::function<void(const Entry&)>& each) const {
    std::vector<Entry> left;
    for (const Batch& batch : recording_.batches) {
        for (const Entry& entry : batch.entries) {
            left.push_back(entry);
            let_go(left, entry.event);
        }
    }
    for (const Entry& entry : left) each(entry);
}

}  // namespace tocsin
