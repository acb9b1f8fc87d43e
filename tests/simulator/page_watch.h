// Status pages elsewhere (HSSI-34, 38, 40). What a page shows a service as is the worst that the
// messages to users say of its open incidents, and working when all of them are over; of these
// states the newest alone is sent, when the turn of the oldest that has given way to it has come.
// Every message is posted, in its order, none merged into another,
// and none once a patient has come to harm. In the end each page really shows that, or level 1 was
// told what it does not show. Worked out from what stands in the journal, and from what each page
// has taken.
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tocsin {

class PageWatch : public Watcher {
public:
    explicit PageWatch(const Directory& directory) : directory_(directory) {}

    // The page shows this from here on, whatever it answers; what it has had by this reference it
    // knows again.
    void takes(const Message& message);

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void remembered() override;
    void ended(Instant at) override;

private:
    using Component = std::pair<std::string, std::string>;  // the page, and the service there
    using Post = std::pair<std::string, std::pair<IncidentId, int>>;  // the page; which message

    struct Shown {
        std::string state = "working";  // or "degraded", "down"
        bool everybody = false;
        int badness() const;
        std::string words() const;
        bool operator==(const Shown&) const = default;
    };
    // What users have heard of one incident.
    struct Heard {
        std::string service;
        std::string all_users;  // how a message reads that is of all users of the service
        bool over = false;
        Shown said;
        int messages = 0;
    };
    struct Sent {
        std::string page;
        std::string reference;
        std::optional<Component> component;
        std::optional<Post> post;
        bool handed = false;
        IncidentId incident;
        SendId turn;           // by which it leaves: its own, or one's that has given way to it
        Instant not_before{};  // while it waits
        Instant give_up{};
    };

    bool is_page(const std::string& channel) const;
    Shown worst(const std::string& service) const;
    void noticed(const NoticeSent& event);
    void offered(const SendOffered& event, const Step* step);
    void leaves(SendId id, bool judged);
    void settled(const SendSettled& event, const Step* step);
    void dropped(const SendDropped& event, Instant at, bool judged);
    std::map<Component, SendId> turns_come(Instant now) const;
    void judge_turns(const Step& step) const;
    void judge_told(const Step& step, IncidentId incident) const;

    const Directory& directory_;
    std::map<IncidentId, Heard> heard_;
    std::set<IncidentId> harmed_;
    std::map<SendId, Sent> sends_;      // unsettled
    std::set<std::string> references_;  // of every message to a page
    std::map<Component, Shown> told_;   // the newest that was decided
    std::map<Component, SendId> newest_;
    std::map<Component, std::pair<SendId, Instant>> left_turns_;  // of what gave way, and when
    std::map<Component, SendId> could_leave_;                     // behind the last step: by turn
    std::map<Post, std::string> posts_;                           // their references
    std::set<Post> lost_posts_;                                   // level 1 posts them
    std::set<Component> lost_;  // level 1 sets them, or nobody knows any more

    // The pages themselves, which no crash of ours changes.
    struct Board {
        Shown shown;
        std::string reference;
    };
    std::map<Component, Board> boards_;
    std::set<std::string> taken_;  // references
};

}  // namespace tocsin
