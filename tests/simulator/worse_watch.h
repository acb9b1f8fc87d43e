// Whoever has an incident hears that it has become worse than it was (P11).
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

#include <map>
#include <utility>

namespace tocsin {

class WorseWatch : public Watcher {
public:
    explicit WorseWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    struct Known {
        int reported = 5;  // the worst that its monitor said
        int severity = 5;
        PersonId holder;
        std::string name;  // of the holder
        bool drill = false;
        bool over = false;
    };

    // The incident whose severity it sets, and which it was before; else none.
    std::pair<IncidentId, int> follow(const Event& event);
    bool can_be_told(const Known& known) const;

    const Directory& directory_;
    std::map<IncidentId, Known> known_;
    std::map<IncidentId, PersonId> untold_;  // of this step: who must hear of it
};

}  // namespace tocsin
