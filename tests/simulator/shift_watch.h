// HSSI-15: whoever has a duty that is confirmed is asked once, when it begins; nobody else is, and
// nobody about what is over; without an answer in time level 1 hears; and an answer is the word of
// the person asked (P12). What is open before a shift, its person hears ahead (HSSI-67). Read from
// the rotas, not from what the daemon makes of them.
#pragma once

#include "tests/simulator/reply_watch.h"

namespace tocsin {

class ShiftWatch : public Watcher {
public:
    ShiftWatch(const Directory& directory, const LadderWatch& ladders, const ReplyWatch& replies)
        : directory_(directory), ladders_(ladders), replies_(replies) {}

    // Whether this number is of a question, and not of a call.
    bool is_question(CallId id) const { return asked_.contains(id); }

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void ended(Instant at) override;

private:
    struct Asked {
        PersonId person;
        std::string phone;
        std::string code;
        std::vector<ShiftLine> shifts;
        Instant deadline{};  // in true time
        Duration length{};
        bool open = true;
        bool stood_down = false;
    };
    // A shift that has begun and nobody was asked about; with `live`, one that comes near and its
    // person was not told of what is open.
    struct Owed {
        std::string role;
        PersonId person;
        Instant from;
        bool live = false;
        auto operator<=>(const Owed&) const = default;
    };

    void judge(const Record& record, const ShiftAsked& asked) const;
    void judge(const Step& step, const ShiftMoved& moved) const;
    bool asked_about(const Owed& owed) const;
    std::set<Owed> owed(Instant engine_now) const;
    std::set<Owed> untold(Instant at, Instant engine_now) const;

    const Directory& directory_;
    const LadderWatch& ladders_;
    const ReplyWatch& replies_;
    Rota rota_;
    std::map<CallId, Asked> asked_;
    std::set<Owed> told_;
    std::map<IncidentId, Instant> live_since_;
    std::map<Owed, Instant> owed_;    // since which Tick
    std::map<CallId, Instant> late_;  // the same
};

}  // namespace tocsin
