// P12 in texts: a call is taken or handed on by nobody's word but that of the phone it was sent to,
// with its own code; three wrong codes close that road; a reply counts once however often the
// provider delivers it; and whoever said something to us is answered, though no machine for ever.
// What each reply meant is known from the person who typed it, not from reading it.
#pragma once

#include "tests/simulator/ladder_watch.h"

#include <deque>

namespace tocsin {

// What somebody meant who typed a reply.
struct Meant {
    enum class Wish { take, pass, nothing, wrong_code, machine };
    Wish wish = Wish::nothing;
    std::string code;  // as it was meant, without slips of the thumb
};

class ReplyWatch : public Watcher {
public:
    ReplyWatch(const Directory& directory, const LadderWatch& ladders);

    // Somebody types; `id` is the provider's name for it.
    void typed(const std::string& id, Meant meant, Instant at) {
        meant_[id] = std::move(meant);
        typed_[id] = at;
    }

    // What was meant; nothing for what nobody typed.
    const Meant* meaning(const Replied& said) const;

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void ended(Instant at) override;

private:
    struct Asked {
        PersonId person;
        std::string code;
        std::set<std::string> phones;
        std::set<IncidentId> about;
        int wrong = 0;  // replies with a wrong code, and nothing else has happened to it since
        bool slipped = false;  // one at any time
        bool passed = false;   // handed on by this person, and by nobody since
    };

    void judge(const Step& step, CallId call, Meant::Wish wish, const std::string& what) const;
    void judge_taken(const Step& step, const Taken& taken) const;
    void judge_passed(const Step& step, const Climbed& climbed) const;
    void touched(IncidentId incident);
    void answers(const Step& step);
    void judge_answered(const Step& step, const Replied& said);
    void judge_right_code(const Step& step, const Replied& said) const;
    void count_wrong(const Replied& said);
    bool known_phone(const std::string& phone) const;
    bool clock_is_calm(Instant at) const;

    const Directory& directory_;
    const LadderWatch& ladders_;
    std::map<std::string, Meant> meant_;
    std::map<std::string, Instant> typed_;
    std::map<CallId, Asked> asked_;
    std::set<std::string> came_;  // replies that are on disk
    std::set<IncidentId> climbing_;
    std::map<std::string, std::deque<std::pair<Instant, std::string>>> answered_;  // by phone
    std::set<std::string> phones_;
    Instant clock_moved_{};
};

}  // namespace tocsin
