// Whoever watches a story being played, and tells it: from what the engine decided, entry by entry.
#pragma once

#include "daemon/story_play.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

class StoryWitness {
public:
    // Both outlive it.
    StoryWitness(const VirtualHouse& house, const Story& story) : house_(house), story_(story) {}

    // What one step of the house decided.
    void look_at(const Effects& effects);

    // Somebody does this, as the story says.
    void note_act(IncidentId incident, const std::string& words);

    // What is said twice in a moment, of two providers' refusals say, is one line.
    void tell(IncidentId incident, const std::string& words, const std::string& text = {});

    // "INC-3", the name of a task (its latest), or empty: the first incident. 0: none.
    IncidentId incident_named(const std::string& name) const;

    // What the incident follows; nullptr: it was never opened.
    const Procedure* procedure_of_incident(IncidentId id) const;

    // All of it, as it stands now; without what is amiss.
    Told told() const;

private:
    struct Look;
    // One fact is one text and one mail to a person; a second of a kind is the next fact.
    struct News {
        IncidentId incident;
        PersonId person;
        std::string text_id;
        std::string text;
        std::set<Medium> media;
    };

    std::string words_of(const Entry& entry);
    std::string shown(const SendOffered& offered) const;
    static std::string reader(const News& news);
    void add_news(const SendOffered& offered, IncidentId incident);
    void tell_news();
    void see(const IncidentOpened& event);
    void see(const TaskOpened& event);
    void see(const CallMade& made, IncidentId incident);
    void see(const SendOffered& offered, IncidentId incident);
    void see(const SendSettled& settled);
    void see(const ObligationBegan& began);
    void see(const ObligationMoved& moved);
    void stand(ToldOwed& row, const ObligationMoved& moved, const std::string& how);
    ToldOwed* owed(IncidentId incident, const std::string& name);
    ToldIncident what_is_left(IncidentId id, const std::string& what) const;

    const VirtualHouse& house_;
    const Story& story_;
    std::map<IncidentId, std::string> opened_;
    std::map<IncidentId, std::string> status_;
    std::map<IncidentId, const Procedure*> procedures_;
    std::map<std::string, IncidentId> tasks_;
    std::map<IncidentId, std::vector<std::string>> task_rules_;
    std::map<CallId, std::string> codes_;
    std::map<HoldId, std::size_t> holds_;  // as the story counts them
    std::vector<News> news_;
    Told told_;
};

}  // namespace tocsin
