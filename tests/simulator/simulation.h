// One seed: the real engine in a house, a world around it that errs, and watchers that judge. Time
// goes from one happening to the next, or to what the engine owes next; nobody sleeps.
#pragma once

#include "core/second_look.h"
#include "daemon/engine.h"
#include "tests/simulator/change_watch.h"
#include "tests/simulator/delivery_watch.h"
#include "tests/simulator/diary_watch.h"
#include "tests/simulator/drill_watch.h"
#include "tests/simulator/faults.h"
#include "tests/simulator/feed_watch.h"
#include "tests/simulator/handover_watch.h"
#include "tests/simulator/intake_watch.h"
#include "tests/simulator/ladder_watch.h"
#include "tests/simulator/limit_watch.h"
#include "tests/simulator/memory_journal.h"
#include "tests/simulator/noise_watch.h"
#include "tests/simulator/notice_watch.h"
#include "tests/simulator/obligation_watch.h"
#include "tests/simulator/people_watch.h"
#include "tests/simulator/place_watch.h"
#include "tests/simulator/receipt_watch.h"
#include "tests/simulator/reply_watch.h"
#include "tests/simulator/shift_watch.h"
#include "tests/simulator/task_watch.h"
#include "tests/simulator/term_watch.h"
#include "tests/simulator/trend_watch.h"
#include "tests/simulator/triage_watch.h"

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <queue>

namespace tocsin {

struct Outline {
    std::uint64_t seed = 0;
    std::uint64_t transitions = 0;  // inputs decided and events applied
    std::uint64_t injected = 0;     // faults that happened
    std::uint64_t processes = 0;
    std::uint64_t hash = 0;  // of all entries: the same seed, the same hash
    std::string broken;      // the promise; empty: all were kept
    std::string how;
};

using JournalFactory = std::function<std::unique_ptr<SimulatedJournal>()>;
std::unique_ptr<SimulatedJournal> in_memory();

class Simulation {
public:
    // With `trace`, every input, entry and fault is told there, one line each.
    Simulation(std::uint64_t seed, const JournalFactory& journal, std::ostream* trace);

    Outline run();

private:
    // Called with the answer, or with nullptr when the process died or was away.
    using OnReply = std::function<void(const Reply*)>;
    struct Waiting {
        Input input;
        OnReply on_reply;
    };
    struct Happening {
        Instant at;
        std::uint64_t order = 0;
        std::function<void()> happens;
        bool operator>(const Happening& other) const {
            return std::pair(at, order) > std::pair(other.at, other.order);
        }
    };

    // simulation.cc: time, the process and its journal.
    void go_on(Instant until);
    void in(Duration wait, std::function<void()> happens);
    void submit(Occurrence what, OnReply on_reply, Asked asked = {});
    void flush(bool tick);
    void step(const std::vector<Input>& inputs, std::vector<Waiting>& waiting);
    void carry_out(const Effects& effects);
    void judge(const std::vector<Input>& inputs, const Effects& effects);
    void compare_second_look(const Step& step) const;
    void die(const std::string& why);
    void start_process();
    void compare_with_replay(bool whole);
    void plan_misfortunes();
    void misfortune();
    void step_clock(Duration step);
    void fault(const std::string& what);
    void say(const std::string& what);
    Instant engine_now() const { return now_ + offset_; }
    bool alive() const { return engine_ != nullptr && now_ >= asleep_until_; }
    Input drawn(Occurrence what) { return {std::move(what), chance_.next()}; }

    // providers.cc
    void hand_over(const HandOver& hand_over);
    void answer(SendId send, Verdict verdict, Duration after);
    void deliver(const HandOver& hand_over, Duration after);

    // texts.cc: what comes back over the air.
    bool replies(const HandOver& call);  // false: this person does otherwise
    void type(const HandOver& call, const std::string& code);
    void machine_answers(const HandOver& text);
    void reply(const std::string& channel, const std::string& from, Meant meant,
               const std::string& text);
    void receipts(const HandOver& message, Duration answered);
    void call_back(const Occurrence& what, Duration after);

    // people.cc: those who are called, and those who report and operate.
    void called(const HandOver& call);
    void asked(const HandOver& question);
    void answer_shift(const HandOver& question, bool declines, bool wrong_digits);
    void swap();
    void reopen(IncidentId id);
    void work_on_what_is_owed(IncidentId id);
    void acknowledge(const HandOver& call, bool wrong_digits);
    void pass_on(const HandOver& call);
    void alarm();
    void report(Reported reported, int tries);
    void operate();
    void clean_up();
    void upload_rota(Day monday);
    void feed();
    void triage();
    void notice();
    IncidentId some_incident();

    // changes.cc
    void plan_changes(Instant calm);
    void change();
    void ask_change(const IncidentNote& note, const Asked& asked, int tries);

    // noise.cc
    void plan_noise(Instant calm);
    void heartbeat(const std::string& name);
    void silence();
    void flap();

    Chance chance_;
    Chance noise_;
    bool noisy_;
    Chance changes_;
    Faults faults_;
    bool calm_ = false;  // faults are over, people are awake
    std::ostream* trace_;
    Outline outline_;
    Instant now_{};
    std::shared_ptr<const Directory> directory_;
    std::unique_ptr<SimulatedJournal> journal_;
    std::unique_ptr<Engine> engine_;
    std::uint64_t life_ = 0;  // of the process: answers to one that died go nowhere
    Duration offset_{};
    Instant asleep_until_{};
    bool rebooted_ = false;
    bool full_ = false;
    bool first_step_ = false;
    std::optional<Instant> tick_at_;
    std::priority_queue<Happening, std::vector<Happening>, std::greater<>> queue_;
    std::uint64_t order_ = 0;
    std::vector<Waiting> inbox_;
    std::vector<Record> records_;  // by seq - 1: when each entry was made
    std::vector<IncidentId> known_;
    std::vector<Reported> sent_;
    std::map<std::string, Instant> dead_until_;  // providers
    std::set<std::string> delivered_;            // by reference: a person reads it once
    int keys_ = 0;
    int opened_feeds_ = 0;
    int changes_asked_ = 0;
    std::vector<std::uint64_t> silences_;
    std::set<std::string> machines_;                 // phones that answer every text
    std::map<std::string, std::string> codes_seen_;  // by phone, the latest
    int texts_ = 0;

    LadderWatch ladders_;
    PeopleWatch people_;
    DeliveryWatch deliveries_;
    IntakeWatch intake_;
    ReplyWatch replies_;
    ReceiptWatch receipts_;
    ShiftWatch shifts_;
    FeedWatch feeds_;
    DiaryWatch diary_;
    HandoverWatch handovers_;
    ObligationWatch obligations_;
    TriageWatch triage_;
    TaskWatch tasks_;
    TrendWatch trends_;
    TermWatch terms_;
    NoticeWatch notices_;
    DrillWatch drills_;
    PlaceWatch places_;
    LimitWatch limits_;
    NoiseWatch noise_watch_;
    ChangeWatch change_watch_;
    SecondLook second_look_;
    std::vector<Watcher*> watchers_;
};

}  // namespace tocsin
