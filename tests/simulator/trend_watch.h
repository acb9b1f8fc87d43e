// Several incidents of a kind within the window are one major incident, and no fewer are (WSIC-06).
// It counts for itself, by what the entries say, whenever an incident was looked at.
#pragma once

#include "tests/simulator/watcher.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace tocsin {

class TrendWatch : public Watcher {
public:
    explicit TrendWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void forget() override { seen_.clear(); }

private:
    struct Seen {
        std::string procedure;
        Instant opened{};  // by the engine's clock
        FieldValues fields;
        bool counts = true;      // neither a task nor a major one
        bool was_over = false;   // when it was reported
        bool looked_at = false;  // since it came to be of this kind
        bool over = false;
        bool closed = false;
        std::optional<IncidentId> part_of;
        bool major = false;
    };

    // The rule that it fits now, of the one trend that a procedure of the house has; or nullptr.
    const TrendRule* rule_of(const Seen& seen) const;
    void judge(IncidentId id, Seen& seen, Instant now);
    void opened_major(const IncidentOpened& event, Instant now);

    const Directory& directory_;
    std::map<IncidentId, Seen> seen_;
};

}  // namespace tocsin
