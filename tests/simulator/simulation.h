// One seed: the real engine in a house, a world around it that errs, and watchers that judge. Time
// goes from one happening to the next, or to what the engine owes next; nobody sleeps.
#pragma once

#include "core/second_look.h"
#include "daemon/engine.h"
#include "tests/simulator/change_watch.h"
#include "tests/simulator/chat_watch.h"
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
#include "tests/simulator/memory_watch.h"
#include "tests/simulator/noise_watch.h"
#include "tests/simulator/notice_watch.h"
#include "tests/simulator/obligation_watch.h"
#include "tests/simulator/page_watch.h"
#include "tests/simulator/people_watch.h"
#include "tests/simulator/place_watch.h"
#include "tests/simulator/press_watch.h"
#include "tests/simulator/receipt_watch.h"
#include "tests/simulator/reply_watch.h"
#include "tests/simulator/shift_watch.h"
#include "tests/simulator/task_watch.h"
#include "tests/simulator/term_watch.h"
#include "tests/simulator/trace.h"
#include "tests/simulator/trend_watch.h"
#include "tests/simulator/triage_watch.h"
#include "tests/simulator/worse_watch.h"

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>

namespace tocsin {

// What makes a run what it is.
struct Origin {
    std::uint64_t seed = 0;
    const Choices* again = nullptr;  // the run that made these choices; they outlive the run
    Choices* written = nullptr;      // where the choices of this one are written down; or nowhere
    int weeks = 0;                   // that the house is at work; 0: some hours of a day
};

struct Outline {
    std::uint64_t seed = 0;
    std::uint64_t transitions = 0;  // inputs decided and events applied
    std::uint64_t inputs = 0;       // but Ticks
    std::uint64_t processes = 0;
    std::set<PersonId> called;  // or asked about a shift
    FaultCounts faults{};
    Duration virtual_time{};
    std::uint64_t hash = 0;  // of all entries: the same seed, the same hash
    std::string broken;      // the promise; empty: all were kept
    std::string how;
};

using JournalFactory = std::function<std::unique_ptr<SimulatedJournal>()>;
std::unique_ptr<SimulatedJournal> in_memory();

class Simulation {
public:
    // With `trace`, the run is told there, as a story to read (trace.h).
    Simulation(const Origin& origin, const JournalFactory& journal, std::ostream* trace);

    Outline run();

private:
    // Called with the answer, or with nullptr when the process died or was away.
    using OnReply = std::function<void(const Reply*)>;
    struct Waiting {
        Input input;
        OnReply on_reply;
        Place place;
    };
    struct Happening {
        Instant at;
        std::uint64_t order = 0;
        std::function<void()> happens;
        Place place;
        bool operator>(const Happening& other) const {
            return std::pair(at, order) > std::pair(other.at, other.order);
        }
    };

    // simulation.cc and process.cc: time, the process and its journal.
    std::string origin_words() const;
    void play_hours();
    void set_off(Instant calm);
    void plan(const std::string& of, const char* word, int least, int most, Duration within,
              void (Simulation::*happens)());
    void end_well();
    void heal();
    void go_on(Instant until);
    std::optional<Instant> next_tick();
    void tell_waiting(std::vector<Waiting>& waiting, const std::vector<Reply>* replies);
    void in(Duration wait, std::function<void()> happens);
    void submit(Occurrence what, OnReply on_reply, Asked asked = {});
    void flush(bool tick);
    void step(const std::vector<Input>& inputs, std::vector<Waiting>& waiting);
    void judge(const std::vector<Input>& inputs, const Effects& effects);
    void compare(const SecondLook& look) const;
    std::vector<Record> recorded(const std::vector<Entry>& entries);
    void outline(const Entry& entry);
    void die(const std::string& how);
    void start_process();
    void find_records();
    void tell_watchers_again();
    Configured configured() const;
    void nothing_is_left();
    void compare_with_replay(bool whole);
    void misfortune();
    void misfortune_of_provider();
    void cut_short(Fault fault, Mishap mishap);
    void fill_disk();
    void step_clock(Duration step);
    bool strikes(Fault fault) { return swarm_.strikes(fault); }
    Instant engine_now() const { return now_ + offset_; }
    bool alive() const { return engine_ != nullptr && now_ >= asleep_until_; }
    Input drawn(Occurrence what) { return {std::move(what), chance_.entropy()}; }

    // weeks.cc: the house at work, week after week.
    void play_weeks();
    void begin_day(int day);
    void people_come_back();
    void tidy_up();

    // reload.cc: the configuration changes while it is in use.
    void reload(const std::function<void(Directory&)>& change);
    void plan_reloads(Instant calm);
    bool may_be_removed(const PersonId& person) const;
    void remove_person(const PersonId& person);
    void remove_channel();
    void replace_procedure();
    void remove_service();

    // providers.cc
    void hand_over(const HandOver& hand_over);
    void answer(const Message& message, Verdict verdict, Duration after);
    void deliver(const HandOver& hand_over, Duration after);

    // texts.cc: what comes back over the air.
    bool replies(const HandOver& call);                // false: this person does otherwise
    bool replies_with_its_code(const HandOver& call);  // false: the text asks for no reply
    void type(const HandOver& call, const std::string& code);
    void machine_answers(const HandOver& text);
    void read_in_a_room(const HandOver& post);
    void reply(const std::string& channel, const std::string& from, Meant meant,
               const std::string& text);
    void receipts(const HandOver& message, Duration answered, bool lost);
    void call_back(const Occurrence& what, Duration after);

    // people.cc: those who are called.
    Duration until_somebody_answers();
    void called(const HandOver& call);
    void asked(const HandOver& question);
    void answer_shift(const HandOver& question, bool declines, bool wrong_digits);
    void acknowledge(const HandOver& call, bool wrong_digits);
    void acknowledge_else(const HandOver& call);
    void pass_on(const HandOver& call);

    // senders.cc: those who report.
    Reported new_report();
    void alarm();
    void alarm_again();
    void report(Reported reported, int tries);

    // operators.cc and notices.cc: those who operate.
    void operate();
    void reopen(IncidentId id);
    void work_on_what_is_owed(IncidentId id);
    void clean_up();
    void put_away(IncidentId id);
    void feed();
    void triage();
    void notice();
    void updates();
    void say_state(IncidentId id, NoticeStage stage);

    // leaving.cc: what goes from the journal.
    bool leaves(std::size_t once_in);
    void ask_for_what_is_open();
    void archive();
    void forget_everything();

    IncidentId some_incident();

    // changes.cc
    void change();
    void ask_change(const IncidentNote& note, const Asked& asked, int tries);

    // rotas.cc
    void upload_rota(Day monday);
    void swap(Instant from);
    void roll_back();
    void rota_changes_during_a_call();

    // noise.cc
    void plan_noise();
    void heartbeat(const std::string& name);
    void silence();
    void flap();

    // What a seed's world does at all; none of it is a fault.
    struct Features {
        bool operators = false;  // people confirm, resolve, close, escalate
        bool replies = false;    // people answer by text, where they can
        bool receipts = false;   // providers tell what became of a message
        bool noise = false;      // silences, groups, alarms that need no call
    };
    Features draw_features();

    Outline outline_;
    int weeks_;
    Chance chance_;
    Trace trace_;
    Swarm swarm_;
    Features features_;
    bool calm_ = false;  // faults are over, people are awake
    Instant calm_since_{};
    Instant now_{};
    Duration offset_{};  // of the engine's clock
    // As it is now; the engine has a copy of its own, which a reload replaces.
    std::unique_ptr<Directory> directory_;
    std::map<PersonId, Person> staff_;  // as the house began
    int reloads_ = 0;
    std::unique_ptr<SimulatedJournal> journal_;
    std::unique_ptr<Engine> engine_;
    std::uint64_t life_ = 0;  // of the process: answers to one that died go nowhere
    Instant asleep_until_{};
    bool rebooted_ = false;
    bool full_ = false;
    bool first_step_ = false;
    std::optional<Instant> tick_at_;
    Place ticks_;  // where those are drawn that nobody's happening draws
    std::priority_queue<Happening, std::vector<Happening>, std::greater<>> queue_;
    std::uint64_t order_ = 0;
    std::vector<Waiting> inbox_;
    std::vector<Record> records_;  // by seq - 1: when each entry was made
    std::vector<IncidentId> known_;
    std::vector<Reported> sent_;
    std::map<std::string, Instant> dead_until_;  // providers
    std::map<std::string, Instant> slow_until_;
    std::map<std::string, std::uint64_t> messages_;  // to each address, so far
    std::set<std::string> delivered_;                // by reference: a person reads it once
    int keys_ = 0;
    int bodies_ = 0;
    int opened_feeds_ = 0;
    int changes_asked_ = 0;
    std::uint64_t leavings_ = 0;
    std::map<std::string, std::uint64_t> planned_;  // happenings of a word, so far
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
    PressWatch presses_;
    WorseWatch worse_;
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
    ChatWatch chats_;
    PageWatch pages_;
    LimitWatch limits_;
    NoiseWatch noise_watch_;
    ChangeWatch change_watch_;
    MemoryWatch memory_;
    SecondLook second_look_;
    bool gaps_ = false;  // entries have left the journal
    std::vector<Watcher*> watchers_;
};

}  // namespace tocsin
