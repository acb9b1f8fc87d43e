#include "tests/simulator/memory_journal.h"

#include <algorithm>
#include <utility>

namespace tocsin {

Committed MemoryJournal::commit(const std::vector<Entry>& entries,
                                const std::vector<IncidentId>& over) {
    std::uint64_t seq = last_seq();
    for (const Entry& entry : entries) {
        if (entry.seq != ++seq) return Committed::refused;
        if (entry.epoch < epoch_) return Committed::fenced;
    }
    const Mishap mishap = std::exchange(mishap_, Mishap::none);
    if (mishap == Mishap::crash_before || mishap == Mishap::torn) throw Crash{};
    if (mishap == Mishap::unknown_lost) return Committed::unknown;
    if (mishap == Mishap::refused) return Committed::refused;
    if (mishap == Mishap::fenced) return Committed::fenced;
    if (full_) return Committed::full;
    take(entries, over);
    if (mishap == Mishap::crash_after) throw Crash{};
    return mishap == Mishap::unknown_taken ? Committed::unknown : Committed::done;
}

void MemoryJournal::take(const std::vector<Entry>& entries, const std::vector<IncidentId>& over) {
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    over_.insert(over.begin(), over.end());
    if (!entries.empty()) epoch_ = entries.back().epoch;
}

void MemoryJournal::replay(const std::function<void(const Entry&)>& apply) {
    for (const Entry& entry : entries_) {
        const std::vector<IncidentId> incidents = about(entry.event);
        const bool left_out =
            !incidents.empty() && std::all_of(incidents.begin(), incidents.end(),
                                              [&](IncidentId id) { return over_.contains(id); });
        if (!left_out) apply(entry);
    }
}

void MemoryJournal::read_all(const std::function<void(const Entry&)>& each) const {
    for (const Entry& entry : entries_) each(entry);
}

}  // namespace tocsin
