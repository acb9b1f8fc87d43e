// A journal in memory, for what never happens: a rehearsal, a story. It replays what the contract
// of core/journal.h asks for and no more.
#pragma once

#include "core/journal.h"

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

namespace tocsin {

class MemoryJournal : public Journal {
public:
    MemoryJournal() = default;
    // Begins with what happened before: seq from 1, without holes.
    explicit MemoryJournal(std::vector<Entry> before) : entries_(std::move(before)) {}

    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override {
        entries_.insert(entries_.end(), entries.begin(), entries.end());
        over_.insert(over.begin(), over.end());
        return Committed::done;
    }

    void replay(const std::function<void(const Entry&)>& apply) override {
        for (const Entry& entry : entries_) {
            const std::vector<IncidentId> incidents = about(entry.event);
            const bool all_over = !incidents.empty() &&
                                  std::all_of(incidents.begin(), incidents.end(),
                                              [&](IncidentId id) { return over_.contains(id); });
            if (!all_over) apply(entry);
        }
    }

    const std::vector<Entry>& entries() const { return entries_; }

private:
    std::vector<Entry> entries_;
    std::set<IncidentId> over_;
};

}  // namespace tocsin
