// What limits what leaves: a provider gets no more than it may have in a minute, but for calls of
// severity 1; news spares the texts of a number that has had its own; and a provider that fails
// again and again is not asked first while another works (P14). And what no limit holds up: a call
// of severity 1 does not wait for a provider beside one that works and has its hands free.
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace tocsin {

class LimitWatch : public Watcher {
public:
    explicit LimitWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    struct Send {
        std::string channel;
        std::string phone;  // of a text
        Medium medium = Medium::sms;
        bool urgent = false;  // a call
        bool worst = false;
        bool handed = false;
        bool fresh = false;             // offered in this step
        std::set<std::string> never{};  // who refused it
        std::uint64_t epoch = 0;
    };
    struct Health {
        int failures = 0;
        int refusals = 0;  // by whatever address: more than the daemon counts
        int losses = 0;
        Instant failed{};
        bool known = false;

        bool works() const { return known && failures + refusals + losses == 0; }
    };

    void offered(const SendOffered& event, const Entry& entry, bool judged);
    void handed(SendId id, const Entry& entry, bool judged);
    void stays(SendId id, const Entry& entry) const;
    void ended_up(SendId id, bool failure, bool counts, const Entry& entry);
    bool fails(const std::string& channel, Instant now) const;
    bool works(const std::string& channel) const;
    const Provider* free_beside(const Send& send) const;
    std::map<std::string, int> in_hand() const;

    const Directory& directory_;
    std::map<SendId, Send> sends_;
    std::map<std::string, std::deque<Instant>> left_;   // by provider, since the process began
    std::map<std::string, std::deque<Instant>> texts_;  // by phone
    std::map<std::string, Health> health_;
    std::map<std::string, Health> before_;  // this step
    std::map<std::string, int> in_hand_before_;
    std::set<std::tuple<CallId, int, Medium>> called_;
};

}  // namespace tocsin
