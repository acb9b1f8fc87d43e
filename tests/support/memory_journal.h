// A journal in memory, for stories: it answers as it is told, and replays what the contract of
// core/journal.h asks for and no more.
#pragma once

#include "core/journal.h"

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

namespace tocsin {

class MemoryJournal : public Journal {
public:
    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override {
        if (answer != Committed::done) return answer;
        entries_.insert(entries_.end(), entries.begin(), entries.end());
        over_.insert(over.begin(), over.end());
        return answer;
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

    Committed answer = Committed::done;

private:
    std::vector<Entry> entries_;
    std::set<IncidentId> over_;
};

}  // namespace tocsin
