#include "daemon/archive.h"

#include "daemon/sqlite_journal.h"

namespace tocsin {

std::vector<Entry> Archive::about(IncidentId id) {
    const std::lock_guard lock(mutex_);
    std::vector<Entry> entries;
    for (std::uint64_t after = 0;;) {
        const std::vector<Row> page = history_.about(id.value, after, 1000);
        if (page.empty()) return entries;
        for (const Row& row : page) entries.push_back(entry_of(row));
        after = page.back().seq;
    }
}

std::optional<Verified> Archive::verify(std::chrono::milliseconds patience) {
    const std::unique_lock lock(proving_, patience);
    if (!lock.owns_lock()) return std::nullopt;
    return proof_.verify();
}

std::optional<Incident> rebuilt(const std::vector<Entry>& entries, IncidentId id) {
    State state;
    std::optional<Incident> incident;
    for (const Entry& entry : entries) {
        state.apply(entry);
        if (const Incident* there = state.incidents().find(id)) incident = *there;
    }
    // The last entry of an incident that is over takes it out of the state.
    if (incident && state.incidents().find(id) == nullptr) {
        incident->closed = true;
        incident->status = "closed";
    }
    return incident;
}

}  // namespace tocsin
