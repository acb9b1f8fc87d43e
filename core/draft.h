// A decision in the making: the events so far, and the numbers, codes and room at providers they
// have used up. Everything decide's leaves share; it lives for one decision.
#pragma once

#include "core/decide.h"
#include "core/wording.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

class Draft {
public:
    Draft(const State& state_now, const Directory& directory_now, Instant now_,
          std::uint64_t entropy)
        : state(state_now),
          directory(directory_now),
          now(now_),
          epoch(state_now.epoch()),
          entropy_(entropy),
          incident_(state_now.next_incident()),
          call_(state_now.next_call()),
          send_(state_now.next_send()) {}

    const State& state;
    const Directory& directory;
    const Instant now;
    Decision decision;
    std::uint64_t epoch;            // of the process that decides: in references
    std::set<SendId> failed_sends;  // by this decision
    // Of providers that have said so in this decision, whether they work: the state does not know.
    std::map<std::string, bool> works;
    std::set<SendId> dropped_sends;
    std::vector<SendId> kept_waiting;   // their time has come: they leave as soon as there is room
    std::set<IncidentId> over;          // by this decision: the state does not know yet
    std::map<IncidentId, int> climbed;  // to which rung, by this Tick: the state does not know yet
    // The same of trends: which incidents it has counted, and which major ones it has opened.
    std::map<TrendKey, std::vector<IncidentId>> counted;
    std::map<TrendKey, IncidentId> majors;

    void add(Event event);

    IncidentId new_incident() { return {incident_.value++}; }
    CallId new_call() { return {call_.value++}; }

    // Four digits that nobody can take for a time of day, that this person was not sent lately,
    // that are no reference of an open incident (wording 2.2), and that no other open call to the
    // same phone has, for two people may share one.
    std::string new_code(const Callee& callee);

    // Whether an exercise keeps what is about these incidents from whoever is outside (DSPT-10).
    bool kept_from(const Callee& reader, const std::vector<IncidentId>& about) const;

    // Offers one message to the provider it names already, or else to the first of its medium, if
    // that has not had it; in the wording that fits the provider and the call. It waits until
    // hand_out(). False when there is no such provider, or when an exercise keeps it from its
    // reader, which is then in the record.
    bool offer(SendOffered offered, int preferred = 0);

    // Ends the decision: whoever has room gets those who wait, of before and of this decision, best
    // first, with this very commit. Only now is it known which sends it has settled or dropped.
    void hand_out();

    // A send that the state still has in hand is so no more.
    void freed(const std::string& channel) { --given_[channel]; }

    // Whether others go first.
    bool passed_by(const std::string& provider) const;

    // Whether a call would leave there at once: nothing that is urgent waits before it.
    bool idle(const Provider& provider) const;

    // Of those that could leave by this provider now, the first, which is not among `passed`.
    std::optional<SendId> next_waiting(const std::string& channel,
                                       const std::set<SendId>& passed = {}) const;

    // Where its ladder is, with what this decision has done; -1: it does not run.
    int rung(const Incident& incident) const {
        const auto here = climbed.find(incident.id);
        if (here != climbed.end()) return here->second;
        return incident.climb.running ? incident.climb.rung : -1;
    }

    const Procedure& procedure(const Incident& incident) const {
        return procedure_of(directory, incident);
    }

private:
    int in_hand(const Provider& provider) const;
    bool room(const Provider& provider, bool urgent) const;
    const Provider* choose(const SendOffered& offered, int preferred) const;
    bool pace_allows(const Provider& provider, bool urgent) const;
    void note_pace(const Provider& provider, bool more_waits);
    bool begins_thread(const SendOffered& offered);
    bool withhold(const SendOffered& offered);
    SendOffered& offered_at(std::size_t event) {
        return std::get<SendOffered>(decision.events[event]);
    }

    std::uint64_t entropy_;
    IncidentId incident_;
    CallId call_;
    SendId send_;
    std::map<std::string, int> given_;   // by this draft, beyond what the state says
    std::map<std::string, int> left_;    // with this decision, by provider
    std::map<std::string, int> urgent_;  // calls and answers offered to it by this decision
    std::set<SendId> gone_;              // of those that the state has waiting
    std::set<ThreadKey> threads_;        // of places, which this decision sends something
    std::map<std::string, std::vector<std::size_t>> offered_;  // by channel: where in the events
    std::set<std::pair<std::string, std::string>> codes_;      // by person, and by phone
};

// What no limit holds up: a call for a severity 1, and the answer to whoever has spoken. They come
// first among all that waits. Of a SendOffered or a SendState.
template <class Send>
bool is_worst(const Send& send) {
    return send.message.urgent && send.severity == 1 && !send.drill;
}

// "INC-42".
std::string reference(IncidentId id);

}  // namespace tocsin
