// Rooms of incidents' own (DPS-01). Whoever is to be in one is called into it once, as soon as it
// is there and unless its incident has been closed; it is archived once, when its incident is
// closed, behind the last thing that the closing tells; what is told between is told there, and
// nothing behind. Worked out from what stands in the journal, and from what really leaves.
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace tocsin {

class ChatWatch : public Watcher {
public:
    explicit ChatWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    using Line = std::pair<IncidentId, std::string>;  // and the channel

    struct Room {
        std::string name;  // as the provider gave it; empty: there is none
        bool invited = false;
        bool ends = false;  // it is to be archived
        bool archived = false;
    };

    const Provider* provider(const std::string& channel) const;
    void offered(const SendOffered& event, bool judged);
    void settled(const SendSettled& event, bool judged);
    void closed(IncidentId incident, bool judged);
    void left(SendId send, const Step& step) const;

    const Directory& directory_;
    std::map<Line, Room> rooms_;
    std::map<SendId, std::pair<Line, std::string>> sends_;  // what each is of which room
    std::set<IncidentId> closed_;
    std::set<Line> uninvited_;  // the room is there, and nobody has been called into it yet
    std::set<Line> ending_;     // it is to be archived, and its incident is not closed yet
};

}  // namespace tocsin
