// A journal in memory that answers as it is told, for stories of full and broken disks.
#pragma once

#include "daemon/memory_journal.h"

namespace tocsin {

class FailingJournal : public MemoryJournal {
public:
    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override {
        return answer == Committed::done ? MemoryJournal::commit(entries, over) : answer;
    }

    Committed answer = Committed::done;
};

}  // namespace tocsin
