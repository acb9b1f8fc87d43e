// What alarms become: an incident, a repeat, a part of a group, or nothing for now. Whatever
// arrives is decided here: from a monitor, by hand, by a heartbeat that did not come, or after a
// silence has ended.
#pragma once

#include "core/draft.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// What stands for a group of alarms, opened by this decision: the state does not know yet.
struct OpenedGroup {
    IncidentId incident;
    int severity = 0;
};
using OpenedGroups = std::map<std::string, OpenedGroup>;

// The alarms of one request: what the first of them opened, the next may repeat.
class Intake {
public:
    // `groups` are those of the decision so far; they outlive it.
    Intake(Draft& draft, const Reported& reported, OpenedGroups& groups);

    void take(const Alarm& alarm);

    // An alarm that no open incident has, as it was heard: it opens one, joins a group, or
    // something keeps it.
    void begin(const Alarm& heard);

    bool opened_any() const { return !opened_.empty(); }
    // What is reported as over, and is open here; 0: nothing is.
    IncidentId open_though_over() const { return open_though_over_; }
    // What became of the alarms, in order, without those that are suppressed.
    const std::vector<IncidentId>& incidents() const { return incidents_; }

private:
    const BoundKey* bound(const std::string& source, const std::string& key) const;
    const Incident* still_open(const BoundKey* key) const;
    bool known_episode(const Alarm& alarm) const;
    bool judged_here() const;
    void fire(const Alarm& alarm);
    void repeat(const Incident& incident, const Alarm& heard);
    bool fires(const Incident& incident, const AlarmKey& key) const;
    bool suppress(const Alarm& heard, const Alarm& alarm);
    IncidentId open_group(const Alarm& alarm, const std::string& group, Duration within) const;
    void join(IncidentId incident, const Alarm& alarm, const std::string& group);
    void open(const Alarm& alarm, const AlarmRoute* route, const std::string& group);
    void end(IncidentId id, const Alarm& alarm, const AlreadyOver& over);
    void clear(const Alarm& alarm);
    bool fires_still(const Incident& incident, const AlarmKey& cleared);
    void remark(const Alarm& alarm);

    Draft& draft_;
    const Reported& reported_;
    const std::string source_;
    std::map<std::string, IncidentId> opened_;  // by key
    OpenedGroups& groups_;
    std::set<AlarmKey> cleared_;
    IncidentId open_though_over_;
    std::vector<IncidentId> incidents_;
};

// The suppressed alarm of this key is looked at again.
void retake(Draft& draft, const AlarmKey& key, OpenedGroups& groups);

// An alarm that flaps has been quiet: its incident is over.
void calm(Draft& draft, IncidentId id);

// Words and place that the public may read, where they are left to the service.
PublicWords with_defaults(const Draft& draft, const std::string& service_id, PublicWords words);

}  // namespace tocsin
