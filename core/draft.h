// A decision in the making: the events so far, and the numbers, codes and room at providers they
// have used up. Everything decide's leaves share; it lives for one decision.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/decide.h"
#include "core/wording.h"

namespace tocsin {

class Draft {
public:
    Draft(const State& state_now, const Directory& directory_now, Instant now_, std::uint64_t entropy)
        : state(state_now), directory(directory_now), now(now_), epoch(state_now.epoch()), entropy_(entropy),
          incident_(state_now.next_incident()), call_(state_now.next_call()),
          send_(state_now.next_send()) {}

    const State& state;
    const Directory& directory;
    const Instant now;
    Decision decision;
    std::uint64_t epoch;            // of the process that decides: in references
    std::set<SendId> failed_sends;  // by this decision
    std::set<SendId> dropped_sends;
    std::set<IncidentId> over;      // by this decision: the state does not know yet

    void add(Event event) { decision.events.push_back(std::move(event)); }

    IncidentId new_incident() { return {incident_.value++}; }
    CallId new_call() { return {call_.value++}; }

    // Four digits that nobody can take for a time of day, that this person was not sent lately, and
    // that are no reference of an open incident (wording 2.2).
    std::string new_code(const PersonId& person);

    // Offers one message to the first provider of its medium that has not had it; the provider with
    // room gets it with this very commit. False when there is no such provider.
    bool offer(SendOffered offered, int preferred = 0);

    // Whether a provider can be given one more. What this draft gave it or took back counts.
    bool room(const std::string& channel) const;
    void freed(const std::string& channel) { --given_[channel]; }
    void gave(const std::string& channel) { ++given_[channel]; }

    const Procedure& procedure(const Incident& incident) const {
        return directory.procedure(incident.procedure, incident.procedure_hash);
    }

private:
    std::uint64_t entropy_;
    IncidentId incident_;
    CallId call_;
    SendId send_;
    std::map<std::string, int> given_;  // by this draft, beyond what the state says
    std::set<std::pair<PersonId, std::string>> codes_;
};

// "INC-42".
std::string reference(IncidentId id);

}  // namespace tocsin
