#include "daemon/archive.h"

#include "channels/sabotage.h"
#include "daemon/sqlite_journal.h"

#include <algorithm>

namespace tocsin {

std::vector<Entry> Archive::about(IncidentId id) {
    const std::lock_guard lock(mutex_);
    std::vector<Entry> entries;
    for (std::uint64_t after = 0;;) {
        stand_still(Standstill::archive);
        const std::vector<Row> page = history_.about(id.value, after, 1000);
        if (page.empty()) return entries;
        for (const Row& row : page) entries.push_back(entry_of(row));
        after = page.back().seq;
    }
}

std::vector<Entry> Archive::disturbances(const std::vector<Entry>& entries) {
    const std::lock_guard lock(mutex_);
    const Entry& first = entries.front();
    const Entry& last = entries.back();
    std::vector<Entry> found;
    // A clock that was set back writes later entries with earlier instants.
    const auto [earliest, latest] =
        std::minmax_element(entries.begin(), entries.end(),
                            [](const Entry& one, const Entry& other) { return one.at < other.at; });
    const Span meanwhile{earliest->at - std::chrono::hours(24),
                         latest->at + std::chrono::hours(24)};
    for (const Row& row : history_.disturbances(first.seq, last.seq, meanwhile)) {
        found.push_back(entry_of(row));
    }
    return found;
}

std::vector<Entry> Archive::of_kinds(const std::string& kind, const std::string& other,
                                     Instant since) {
    const std::lock_guard lock(mutex_);
    std::vector<Entry> entries;
    for (std::uint64_t after = 0;;) {
        const std::vector<Row> page = history_.of_kinds(kind, other, since, after);
        if (page.empty()) return entries;
        for (const Row& row : page) entries.push_back(entry_of(row));
        after = page.back().seq;
    }
}

std::set<std::string> Archive::files() {
    const std::lock_guard lock(mutex_);
    std::set<std::string> names;
    for (std::uint64_t after = 0;;) {
        const std::vector<Row> page = history_.archivings(after);
        if (page.empty()) return names;
        for (const Row& row : page) names.insert(std::get<Archived>(entry_of(row).event).file.name);
        after = page.back().seq;
    }
}

std::optional<Verified> Archive::verify_part(std::uint64_t first, std::uint64_t last) {
    // A second's reading: an incident that was open for days of a busy house is proved as a whole,
    // by `tocsin audit verify`.
    constexpr std::uint64_t rows_max = 50'000;
    if (last - first > rows_max) return std::nullopt;
    const std::lock_guard lock(mutex_);
    return history_.verify_part(first, last);
}

std::optional<Verified> Archive::verify(std::chrono::milliseconds patience) {
    const OneAtATime::Taken place(proving_, patience);
    if (!place) return std::nullopt;
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
