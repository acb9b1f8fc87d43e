// Places that are told of incidents: what they are told leaves in order, one after another, a room
// is opened before anything is said in it (DPS-01), what becomes of an incident is told at once,
// and no drill reaches another program (DSPT-10). Worked out from what stands in the journal.
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace tocsin {

class PlaceWatch : public Watcher {
public:
    explicit PlaceWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    using Line = std::pair<IncidentId, std::string>;  // and the channel

    void offered(const SendOffered& event, bool judged);
    void leaves(SendId send) const;
    void settled(SendId send);
    void judge_severity(const Event& event);
    // Whether it is owed what becomes of the incident: it asks for such, or has begun to hear of
    // it.
    bool hears(const Provider& provider, IncidentId incident) const;

    const Directory& directory_;
    std::map<Line, std::deque<SendId>> queues_;
    std::map<SendId, Line> lines_;
    std::set<IncidentId> drills_;
    std::map<IncidentId, int> severities_;
    std::set<IncidentId>
        moved_;  // whose severity moved in this step: before or after it, either will do
};

}  // namespace tocsin
