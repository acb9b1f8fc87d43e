// What is true at this moment, made by applying events and by nothing else: a restart replays the
// journal through the same apply(). Facts only; every judgement is in decide.
// Owned by the engine's thread.
#pragma once

#include "core/agenda.h"
#include "core/event.h"
#include "core/ids.h"
#include "core/obligation_state.h"
#include "core/rare.h"
#include "core/table.h"
#include "core/triage.h"
#include "rota/rota.h"
#include "rota/time.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// Somebody who was called for an incident, whenever that was.
struct Called {
    Callee callee;
    int rung = 0;
    CallId call;                       // the latest
    Instant first;                     // when the first call was made
    std::optional<Instant> delivered;  // when a provider last said that a call had arrived
};

struct Holder {
    PersonId person;
    std::string name;
    std::string called;
    std::string via;
    Instant at{};
};

// Where an incident is on its ladder. While `running`, exactly one due stands in the agenda.
struct Climb {
    bool running = false;
    bool standing =
        false;  // somebody has it; the calls of this rung go on, but it climbs no higher
    int rung = 0;
    int attempt = 0;  // begun at this rung; 0: none yet
    int round = 0;    // of the last resort
    Instant rung_began{};
    Instant due{};          // when the next step is due
    Instant due_set{};      // when that was decided: a reboot never makes a wait longer than it was
    Rare<Callee> named;     // called instead of the rung's role: a colleague named by hand
    PersonId passed_by;     // who handed it on to this rung; empty: it climbed, or was escalated
    Rare<Holder> given_up;  // had taken it, and handed it on to this rung
    std::string why;        // what the people of this rung are told
    std::set<CallId> pending;  // calls of the step in progress that have not failed
    std::string tries;         // "text 02:14 no answer, text 02:24 not delivered" of this rung
};

// What is known of a notice that went out.
struct ToldNotice {
    int number = 0;
    NoticeStage stage = NoticeStage::first;
    int update = 0;
    Instant at{};
    std::optional<Instant> next;
    bool management = false;
    int corrects = 0;
    std::string state;
    std::string degree;
    std::string impact;
    std::string location;
    bool page = false;
    std::string headline;
    std::string page_text;
    std::vector<PersonId> readers;
    std::uint64_t seq = 0;  // of its entry
    // Of one for management alone, which no page keeps.
    std::string said;
    std::string by;
};

struct NoticeBook {
    std::vector<ToldNotice> told;  // in order; the number of each is its place, from 1
};

struct HeldNotice {
    NoticeHeld held;
    Instant at{};
    std::vector<HoldReason> reasons;  // that are left
    std::vector<std::string> lifted;  // names of those decided
};

// A task as the incident that has it knows it.
struct TaskState {
    IncidentId incident;  // that is the task
    Instant opened{};
    std::optional<Instant> safe;  // when it was made safe
    std::uint64_t safe_seq = 0;   // of that entry
};

// A major incident, and those that are part of it.
struct MajorState {
    // So many of them are listed, the first that came.
    static constexpr std::size_t listed_max = 100;

    TrendOf of;  // with those listed
    int joined = 0;
};

struct Incident {
    IncidentId id;
    std::string source;
    Alarm alarm;  // without what is for the record alone, which the journal has: raw, fields, ...
    std::string procedure;
    std::string procedure_hash;
    std::string service_name;
    std::string status;
    int severity = 2;
    Instant opened{};
    Instant began{};
    std::optional<Instant> confirmed;
    std::optional<Instant> resolved;
    Rare<PublicWords> words;
    std::string resolution;
    Rare<Holder> holder;
    Climb climb;
    std::map<PersonId, Called> called;
    // Phones of calls that cannot be texted, and the providers who said so; none of them any more
    // when a text has arrived since.
    std::map<std::string, std::set<std::string>> dead_phones;
    Rare<Triage> triage;
    Rare<NoticeBook> notices;
    Rare<TaskOf> task_of;                             // it is a task
    Rare<std::map<std::string, TaskState>> tasks;     // by name: the latest of each
    Rare<Instant> over_since;                         // it was reported when it was resolved
    Rare<MajorState> trend_of;                        // it stands for several of a kind
    Rare<std::map<std::string, IncidentId>> part_of;  // by trend: the major one it belongs to
    int repeats = 0;
    bool owes = false;             // its procedure looks at it again when it changes
    std::optional<int> owes_rung;  // an obligation asks when this rung, or a higher one, was called
    std::map<int, Instant> reached;  // when each of those was, first
    int called_to = -1;              // the highest rung called, since it was opened (again)
    // With no unsettled send, and nothing owed: over, and forgotten here.
    bool closed = false;
    Instant closed_at{};
    bool drill = false;  // it is an exercise (DSPT-10)
    // Alarms that joined it: whether each still fires.
    Rare<std::map<AlarmKey, bool>> joined;
    int calms = 0;  // how often its alarm had opened lately, while its end is awaited; 0: it is not
    std::optional<Instant> reopened{};  // the last time that it was resolved too early
    Instant reviewed{};                 // when what it owes was last looked at
    std::uint64_t changed = 0;          // the last entry about it that was not only of a message

    // The words of a field; none when nobody has said any.
    const std::set<std::string>& values(const std::string& field) const;
    // Whether a flag stands.
    bool flagged(const std::string& flag) const;
    // Whether it has a task of that name that is open, or was made safe.
    bool has_task(const std::string& task, bool safe) const;
    // The task of its procedure that it follows; empty: it follows the procedure itself.
    const std::string& follows_task() const;
    // Whether its alarm fires, or one that joined it.
    bool firing() const;
};

struct Call {
    CallId id;
    Callee callee;
    std::string code;
    std::vector<Covered> covers;
    bool untouched = true;  // its step is in progress, and nobody has any of it, for all it covers
    int attempt = 1;
    Instant made{};           // of the latest attempt
    std::uint64_t epoch = 0;  // of the process that made it
    Instant until{};
    Instant link_expires{};
    bool failed = false;  // the latest attempt, for good
    int wrong_codes = 0;
    bool locked = false;           // three wrong codes: this road is closed, the calls go on (P12)
    std::set<SendId> sends;        // of the latest attempt, not failed
    int offered = 0;               // sends of the latest attempt
    std::set<std::string> phones;  // it was ever sent to: a reply counts from these alone (P12)
    int wrong_texts = 0;           // replies with a wrong code
    bool texts_locked = false;     // three of them
    std::set<SendId> earlier;      // sends of the attempt before: a receipt may still come
};

// It waits (due in the agenda), or is handed over, and then it is settled and not here. Never both.
// What a provider has settled as accepted, or has not settled at all, is kept among the landed ones
// for the receipt that may come, as long as an incident it is about.
struct SendState {
    Message message;
    CallId call;
    int attempt = 0;
    PersonId person;
    std::string text_id;
    std::vector<IncidentId> about;
    std::vector<std::string> tried;
    Instant give_up{};
    int severity = 5;
    bool handed = false;
    std::uint64_t epoch = 0;  // of the process that handed it over
    int hand_overs = 0;
    int unknowns = 0;
    int take_ups = 0;  // by later processes in a row, and no outcome since
    bool recalled = false;
    Instant not_before{};   // while it waits
    Instant waiting_set{};  // when its time was last agreed: a reboot never makes it longer
    bool two_way = false;
    std::string other_text_id;
    std::string other_text;
    int again = 0;
    int notice = 0;
    bool outside = false;
    bool drill = false;
    bool delivered = false;  // a receipt said so; a later one that denies it changes nothing
    std::string provider_reference;
    Instant handed_at{};  // last
    bool as_noticed = false;
    SendId turn{};  // as it was offered
    std::vector<std::string> busy;
    int round = 0;
};

// Who leaves first when a provider has room: what is real before drills (DSPT-10), calls before
// news, then by severity, then by age, which whatever gives way leaves to what follows it.
struct SendRank {
    bool drill = false;
    bool news = false;
    int severity = 5;
    SendId turn;
    SendId send;
    auto operator<=>(const SendRank&) const = default;
};

inline SendId turn_of(SendId send, SendId turn) {
    return turn ? turn : send;
}

// Of a SendState, or of a SendOffered that has its number.
template <class Send>
SendRank rank(const Send& send) {
    const SendId id = send.message.id;
    return {send.drill, !send.message.urgent, send.severity, turn_of(id, send.turn), id};
}

// The health of a provider, from what it answered.
struct ProviderState {
    int failures = 0;  // in a row; 0: the last answer was good
    // A refusal speaks of the address, and so does a receipt of what was not delivered; several in
    // a row, each of another address than the one before, speak of the provider.
    int refusals = 0;
    std::string refused_to;
    int losses = 0;
    std::string lost_to;
    Instant failing_since{};
    std::string detail;  // of the last failure
    int handed = 0;      // sends it has in hand

    // The last answers, the newest in bit 0: 1 was a failure.
    std::uint32_t answers = 0;
    int answers_known = 0;              // at most answers_kept
    std::optional<Instant> answered{};  // when it last did
    Duration latency{0};                // of its answers, smoothed; 0: none yet

    // Hand-overs by ten seconds, the newest slot first: what its pace is counted from.
    static constexpr Duration slot = std::chrono::seconds(10);
    std::array<int, 7> slots{};
    Instant slot_began{};
    Instant paced_until{};

    static constexpr int answers_kept = 20;
    // Failures among the last answers, in percent; 0 when none are known.
    int failed_percent() const;
    // In the sixty to seventy seconds before `now`.
    int handed_lately(Instant now) const;
    void note_handed(Instant at);

    // How often in a row it has failed; 0: it works, as far as is known.
    int failures_in_a_row() const;
    // What it said of a hand-over that took so long; below zero: nobody knows.
    void note(Verdict verdict, const std::string& to, const std::string& why, Instant at,
              Duration took);
    void note(Receipt::State said, Medium medium, const std::string& to, const std::string& why,
              Instant at);

private:
    // Addresses in a row that speak of the provider.
    static constexpr int addresses_count = 3;

    void note_answer(Instant at, Duration took, bool failure);
    void note_failure(int& row, const std::string& why, Instant at);
};

// What is told to a place about one incident, in order: one message leaves when the one before it
// is settled, for it continues what that began.
struct Thread {
    std::string reference;       // the provider's; empty: nothing has begun it
    std::deque<SendId> queue{};  // unsettled, the oldest first
};

using ThreadKey = std::pair<IncidentId, std::string>;  // and the channel

// A notice that is still being given to its readers, and what became of those who had it.
struct Broadcast {
    std::shared_ptr<const NoticeSent> sent;  // never null; it may have thousands of readers
    int readers = 0;                         // given their messages, in order
    int unsettled = 0;                       // messages that wait or are in hand
    int accepted = 0;
    int delivered = 0;
    int failed = 0;

    // So many of its messages are given to the providers at once: behind them calls and answers
    // find room, and memory stays small whatever the number of readers.
    static constexpr int window = 128;

    bool all_offered() const { return readers >= static_cast<int>(sent->readers.size()); }
};

using BroadcastKey = std::pair<IncidentId, int>;  // and the number of the notice

// An answer to a phone, remembered for as long as it counts against the next.
struct AnsweredReply {
    Instant at{};
    std::string text_id;
};

// The wrong codes that close a road (P12).
inline constexpr int wrong_codes_max = 3;

struct BoundKey {
    std::vector<IncidentId> incidents;
    std::optional<Instant> episode;
    std::string fingerprint;
    Instant at{};
    std::vector<Instant> openings{};  // of an alarm that fired, or did again; the last of them

    static constexpr std::size_t openings_kept = 20;
};

struct SilenceState {
    Silence silence;
    std::string by;
    Instant set{};
    std::optional<Instant> ended{};  // it is over, by itself or by hand
    std::string ended_by{};          // empty: by itself
    int suppressed = 0;              // alarms that it has kept from opening anything
};

// An alarm that fires and has opened nothing.
struct SuppressedAlarm {
    std::string by;
    Alarm alarm;  // whole: it may open an incident yet
    Suppressor suppressor;
    Instant since{};
};

// A sign of life that is expected.
struct HeartbeatState {
    Instant due{};
    Duration grace{0};
    std::optional<Instant> last{};  // when it came
    bool missing = false;
};

struct TokenState {
    std::string id;
    std::string name;
    std::string hash;
    std::string scopes;
    Instant created{};
    std::optional<Instant> expires;
    std::optional<Instant> revoked;
};

struct FeedState {
    std::string id;
    PersonId person;
    std::string role;
    std::string hash;
    std::string by;
    Instant opened{};
    std::optional<Instant> revoked;
};

struct RotaVersion {
    Rota rota;
    int latest = 0;               // version of the last upload
    std::uint64_t changed = 0;    // by this entry, the last upload or swap
    std::map<Day, int> versions;  // of the published weeks
    std::map<Day, int> rolling_versions;
    std::map<Day, std::string> hashes;
    std::set<std::string> seen;  // every content there ever was: a file is imported once (P20)

    // Of the week in force; 0 where there is none.
    int version_of(Day monday) const;
};

// One upload, kept so that its weeks can be put in force again.
struct RotaEdition {
    Instant at{};
    std::string sha256;
    std::string by;
    std::string reason;
    bool rolling = false;
    int restores = 0;
    std::vector<WeeklyRota> weeks;
};

// What was last said of a week's rota at one stage: "published", "missing", "late".
struct WeekStage {
    std::string procedure;
    Day week{};
    std::string stage;

    auto operator<=>(const WeekStage&) const = default;
};

// When a procedure was last exercised, and when level 1 was last told that it is due again.
struct Exercised {
    std::optional<Instant> held;
    std::optional<Instant> told;
};

struct WeekTold {
    Instant at{};
    int version = 0;
};

// What is still said of an incident that is closed, and the entry that says it: an erasure names
// entries.
template <class Fact>
struct Kept {
    Fact fact;
    std::uint64_t seq = 0;
};

struct KeptNote {
    std::string kind;
    std::string text;
    std::string by;
    Instant at{};
};

struct HandoverState {
    HandoverGiven given;
    std::optional<Instant> recorded;  // its phone call
    int reminders = 0;
};

struct HandoverKey {
    std::string procedure;
    std::string rule;
    Instant due;

    auto operator<=>(const HandoverKey&) const = default;
};

// The text of the mail that carries a week's rota.
inline constexpr const char* week_mail = "mail.rota.week";

// An upload that waits for its time.
struct PlannedRota {
    RotaUploaded uploaded;
    Instant at{};
};

// A question about shifts, kept for a while after they are over.
struct ShiftQuestion {
    enum class Standing { open, confirmed, declined, unconfirmed, stood_down };
    ShiftAsked asked;
    Standing standing = Standing::open;
    bool reminded = false;
    Instant due_set{};  // when what is due next was decided
    int wrong_codes = 0;
    bool locked = false;
    int wrong_texts = 0;
    bool texts_locked = false;
    std::set<SendId> landed;  // a receipt may still come

    // The text that is to be sent: the first one, or the reminder.
    int attempt() const { return reminded ? 2 : 1; }
    // The end of the last of its shifts.
    Instant ends() const;
};

// What is known of one address of one person.
struct AddressState {
    std::optional<Instant> verified;
    std::optional<Instant> answered;
    std::string how;                // of the last answer
    std::optional<Instant> failed;  // and nothing has arrived or answered since
    std::string why;                // it failed
};

// An address that is being proved.
struct AddressCheck {
    Medium medium = Medium::sms;
    std::string code;
    Instant until{};
    int wrong = 0;
};

using PersonAddress = std::pair<PersonId, std::string>;

using TrendMember = std::pair<TrendKey, IncidentId>;

// So many editions of a rota are kept.
inline constexpr int rota_editions_max = 20;

// The incident that an event opens, before anything is done about it.
Incident opened_incident(const IncidentOpened& event, Instant at);

class State {
public:
    // Makes the event true. Unknown ids are passed over: replay leaves out incidents that are over.
    void apply(const Entry& entry);

    // The earliest instant at which a Tick has something to do, or nothing.
    std::optional<Instant> next_due() const { return agenda_.next(); }

    // Ends a batch: what was applied stays, or never happened.
    void keep();
    void roll_back();

    // Incidents that ended since the last call: recovery need not read their entries again.
    std::vector<IncidentId> newly_over();

    const Table<IncidentId, Incident>& incidents() const { return incidents_; }
    const Table<CallId, Call>& calls() const { return calls_; }
    const Table<SendId, SendState>& sends() const { return sends_; }
    const Table<std::pair<std::string, std::string>, BoundKey>& keys() const { return keys_; }
    const Table<std::string, RotaVersion>& rotas() const { return rotas_; }
    // By name and version.
    const Table<std::pair<std::string, int>, RotaEdition>& rota_editions() const {
        return rota_editions_;
    }
    // By plan.
    const Table<std::uint64_t, PlannedRota>& planned_rotas() const { return planned_rotas_; }
    const Table<std::string, TokenState>& tokens() const { return tokens_; }
    const Table<std::string, FeedState>& feeds() const { return feeds_; }
    const Table<std::string, ProviderState>& providers() const { return providers_; }
    const Table<std::string, DirectoryActivated::Version>& procedures() const {
        return procedures_;
    }
    // What each place was told of each incident that is here.
    const Table<ThreadKey, Thread>& threads() const { return threads_; }
    // Notices whose messages are not all settled.
    const Table<BroadcastKey, Broadcast>& broadcasts() const { return broadcasts_; }
    // When texts left to this phone, within the last hour, oldest first.
    const std::vector<Instant>& texts_to(const std::string& phone) const;
    // As it is to be handed over: with its thread, and with the words of its notice.
    Message whole(const SendState& send) const;

    const Table<IncidentId, Kept<PublicKept>>& past() const { return past_; }
    const Table<SendId, SendState>& landed() const { return landed_; }
    // Whether a provider may still answer a send about it.
    bool unsettled(IncidentId id) const;
    const Table<CallId, ShiftQuestion>& shift_questions() const { return shift_questions_; }
    const Table<PersonAddress, AddressState>& addresses() const { return addresses_; }
    const Table<PersonAddress, AddressCheck>& address_checks() const { return address_checks_; }
    const Agenda& agenda() const { return agenda_; }

    // The best waiting send of a provider that may leave at `now` and has time left; those in
    // `gone` are passed over. Nothing when no more wait.
    std::optional<SendId> next_waiting(const std::string& channel, Instant now,
                                       const std::set<SendId>& gone) const;

    // What incidents owe, and owed while they are here; by the number of the entry that began it.
    const Table<std::uint64_t, ObligationState>& obligations() const { return obligations_; }
    const ObligationState* obligation(const ObligationKey& key) const;
    std::vector<const ObligationState*> obligations_of(IncidentId id) const;
    // What somebody asked for.
    const Table<ObligationKey, ObligationWish>& wishes() const { return wishes_; }

    // When the diary was first read: what was owed before then was nobody's to give.
    std::optional<Instant> diary_since() const { return facts_.diary_since; }
    // When a provider last accepted a mail with a week's rota.
    std::optional<Instant> week_mail_accepted() const { return facts_.week_mail_accepted; }
    const Table<WeekStage, WeekTold>& weeks_told() const { return weeks_told_; }
    // By procedure.
    const Table<std::string, Exercised>& exercised() const { return exercised_; }

    // Handovers of the last three days, by the number of their entry.
    const Table<std::uint64_t, HandoverState>& handovers() const { return handovers_; }
    bool handover_given(const HandoverKey& key) const {
        return handover_keys_.find(key) != nullptr;
    }
    // Of about a week, by the seq of their entry.
    const Table<std::uint64_t, KeptNote>& notes() const { return notes_; }
    // Closed incidents of about a week.
    const Table<IncidentId, Kept<IncidentKept>>& kept() const { return kept_; }

    // Notices that wait for somebody's decision, by hold.
    const Table<std::uint64_t, HeldNotice>& holds() const { return holds_; }
    // When the rollout of a service was approved, by its id.
    const Table<std::string, Instant>& rollouts() const { return rollouts_; }

    // Until when an incident counts towards a trend; and the last major one of each kind.
    const Table<TrendMember, Instant>& trend_counts() const { return trend_counts_; }
    const Table<TrendKey, IncidentId>& majors() const { return majors_; }

    // By number; those that ended within a week as well.
    const Table<std::uint64_t, SilenceState>& silences() const { return silences_; }
    const Table<AlarmKey, SuppressedAlarm>& suppressed() const { return suppressed_; }
    // The alarms that it keeps from opening anything, at most `most`.
    std::vector<AlarmKey> suppressed_by(const Suppressor& suppressor, std::size_t most) const;
    // An incident of the service that is not over, the oldest first.
    std::vector<IncidentId> open_of_service(const std::string& service) const;
    const Table<std::string, HeartbeatState>& heartbeats() const { return heartbeats_; }

    // Whether this gap was told at this stage already.
    bool gap_told(const GapWarned& gap) const;

    // Whether it was told already that nobody holds this role from then on.
    bool term_told(const TermTold& told) const;

    // Whether this was told of this person's shift already.
    bool shift_told(const ShiftTold& told) const;

    std::uint64_t next_seq() const { return facts_.seq + 1; }
    IncidentId next_incident() const { return {facts_.incident + 1}; }
    CallId next_call() const { return {facts_.call + 1}; }
    SendId next_send() const { return {facts_.send + 1}; }
    std::uint64_t epoch() const { return facts_.epoch; }
    const std::string& instance() const { return facts_.instance; }
    bool clean_stop() const { return facts_.stopped; }
    const std::string& directory_sha256() const { return facts_.directory_sha256; }
    // When level 1 was last told that a process had died, or nothing.
    std::optional<Instant> restart_told() const { return facts_.restart_told; }
    std::optional<Instant> disk_told() const { return facts_.disk_told; }
    std::optional<Instant> audit_told() const { return facts_.audit_told; }
    std::optional<Instant> backup_told() const { return facts_.backup_told; }
    Instant last_at() const { return facts_.at; }

    // Codes sent to this phone lately, newest last, at most 20 (wording 2.2).
    const std::vector<std::string>& recent_codes(const PersonId& person) const;

    // The calls to this person that an acknowledgement can still answer.
    std::vector<CallId> open_calls(const PersonId& person) const;

    // The calls that were ever sent to this phone, of incidents that are not forgotten.
    std::vector<CallId> calls_to(const std::string& phone) const;

    // What was answered to this phone within the last hour, oldest first.
    const std::vector<AnsweredReply>& answered(const std::string& phone) const;

    // The send a receipt is about, waiting, in hand or landed: by our reference, else by the
    // provider's. Nothing when neither is known at this provider.
    std::optional<SendId> find_send(const std::string& channel, const std::string& reference,
                                    const std::string& provider_reference) const;

private:
    // Single values, copied whole when a batch first touches them.
    struct Facts {
        std::uint64_t seq = 0;
        std::uint64_t incident = 0;
        std::uint64_t call = 0;
        std::uint64_t send = 0;
        std::uint64_t epoch = 0;
        bool stopped = true;
        std::string instance;
        std::string directory_sha256;
        Instant at{};
        std::optional<Instant> restart_told;
        std::optional<Instant> disk_told;
        std::optional<Instant> audit_told;
        std::optional<Instant> backup_told;
        std::optional<Instant> diary_since;
        std::optional<Instant> week_mail_accepted;
    };
    // Waits at a provider.
    struct Waiting {
        std::string channel;
        SendRank rank;
        auto operator<=>(const Waiting&) const = default;
    };
    struct GapKey {
        std::string role;
        Instant from;
        std::string stage;
        auto operator<=>(const GapKey&) const = default;
    };

    struct ShiftKey {
        std::string rota;
        std::string role;
        Instant from;
        PersonId person;
        std::string stage;
        auto operator<=>(const ShiftKey&) const = default;
    };
    static ShiftKey shift_key(const ShiftTold& told);

    struct TermKey {
        std::string procedure;
        std::string role;
        std::string hours;
        Instant from;
        std::string stage;
        auto operator<=>(const TermKey&) const = default;
    };

    void on(const Entry&, const IncidentOpened&);
    void on(const Entry&, const KeyBound&);
    void on(const Entry&, const AlarmRepeated&);
    void on(const Entry&, const AlarmCleared&);
    void on(const Entry&, const StatusMoved&);
    void on(const Entry&, const StepBegan&);
    void on(const Entry&, const StepFailed&);
    void on(const Entry&, const CallMade&);
    void on(const Entry&, const CallJoined&);
    void on(const Entry&, const CallFailed&);
    void on(const Entry&, const SendOffered&);
    void on(const Entry&, const SendHanded&);
    void on(const Entry&, const SendDeferred&);
    void on(const Entry&, const SendSettled&);
    void on(const Entry&, const SendDropped&);
    void on(const Entry&, const Taken&);
    void on(const Entry&, const WrongCode&);
    void on(const Entry&, const Climbed&);
    void on(const Entry&, const PublicKept&);
    void on(const Entry&, const GapWarned&);
    void on(const Entry&, const RotaActivated&);
    void on(const Entry&, const SwapMade&);
    void on(const Entry&, const RotaPlanned&);
    void on(const Entry&, const RotaPlanEnded&);
    void on(const Entry&, const FeedOpened&);
    void on(const Entry&, const FeedRevoked&);
    void on(const Entry&, const WeekPublished&);
    void on(const Entry&, const WeekMissed&);
    void on(const Entry&, const DiaryRead&);
    void on(const Entry&, const IncidentKept&);
    void on(const Entry&, const HandoverGiven&);
    void on(const Entry&, const HandoverCallRecorded&);
    void on(const Entry&, const HandoverReminded&);
    void on(const Entry&, const NoteTaken&);
    void on(const Entry&, const TermTold&);
    void on(const Entry&, const TokenIssued&);
    void on(const Entry&, const TokenWithdrawn&);
    void on(const Entry&, const DirectoryActivated&);
    void on(const Entry&, const TookOver&);
    void on(const Entry&, const Stopped&);
    void on(const Entry&, const ClockStepped&);
    void on(const Entry&, const DiskFull&);
    void on(const Entry&, const AuditDiffered&);
    void on(const Entry&, const Erased&);
    void on(const Entry&, const Archived&) {}  // it knows of none of them any more
    void on(const Entry&, const BackupMissed&);
    void note_change(const Entry& entry);
    void on(const Entry&, const NumbersDrawn&);
    void on(const Entry&, const ReplyCame&);
    void on(const Entry&, const ReceiptCame&);
    void on(const Entry&, const ShiftAsked&);
    void on(const Entry&, const ShiftMoved&);
    void on(const Entry&, const ShiftTold&);
    void on(const Entry&, const AddressProved&);
    void on(const Entry&, const AddressAsked&);
    void on(const Entry&, const AddressCodeWrong&);
    void on(const Entry&, const ObligationAsked&);
    void on(const Entry&, const ObligationBegan&);
    void on(const Entry&, const ObligationMoved&);
    void on(const Entry&, const ObligationsReviewed&);
    void on(const Entry&, const FieldsSet&);
    void on(const Entry&, const FlagRaised&);
    void on(const Entry&, const FlagRemoved&);
    void on(const Entry&, const SeverityProposed&);
    void on(const Entry&, const SeveritySet&);
    void on(const Entry&, const NoticeSent&);
    void on(const Entry&, const NoticeHeld&);
    void on(const Entry&, const HoldMoved&);
    void on(const Entry&, const RolloutRecorded&);
    void on(const Entry&, const TaskOpened&);
    void on(const Entry&, const TaskMadeSafe&);
    void on(const Entry&, const TrendCounted&);
    void on(const Entry&, const TrendJoined&);
    void on(const Entry&, const NoteAdded&) {}  // for the record alone
    void on(const Entry&, const Withheld&) {}   // for the record alone
    void on(const Entry&, const DrillHeld&);
    void on(const Entry&, const ExerciseTold&);
    void on(const Entry&, const ProviderPaced&);
    void on(const Entry&, const NoticeWentOn&);
    void on(const Entry&, const SilenceSet&);
    void on(const Entry&, const SilenceEnded&);
    void on(const Entry&, const AlarmSuppressed&);
    void on(const Entry&, const SuppressionEnded&);
    void on(const Entry&, const SuppressorSpent&);
    void on(const Entry&, const AlarmJoined&);
    void on(const Entry&, const ClearAwaited&);
    void on(const Entry&, const HeartbeatExpected&);
    void on(const Entry&, const HeartbeatCame&);
    void on(const Entry&, const HeartbeatMissed&);
    void on(const Entry&, const HeartbeatDropped&);
    void forget_suppressed(const AlarmKey& key);
    void let_explained_go(IncidentId id, Instant at);
    void expect_heartbeat(const std::string& name, HeartbeatState state);
    void arm_heartbeats();
    void shift_heartbeats(Instant now, Duration step, bool restarted);
    void set_open(const Incident& incident, bool open);
    void await_no_calm(Incident& incident);
    void fire_again(Incident& incident, const AlarmKey& key, Instant at);
    Exercised& exercised_row(const std::string& procedure);

    void bind(Instant at, const std::string& source, const std::string& key, BoundKey bound,
              bool fires);
    void set_climb_due(Incident& incident, Instant due, Instant decided);
    void stop_climb(Incident& incident);
    void start_climb(Incident& incident, Instant at, int rung);
    void touch_calls(const Incident& incident);
    void wait(SendState& send, Instant not_before, Instant now);
    void stop_waiting(const SendState& send);
    void note_handed(SendState& send, const Entry& entry);
    bool first_in_thread(const SendState& send) const;
    void join_thread(const SendState& send);
    void leave_thread(const SendState& send, Instant now);
    void forget_threads(IncidentId id);
    void broadcast_on(const SendState& send, Instant now, bool offered);
    void note_outcome(const SendState& send, Instant now, Verdict verdict, const std::string& why);
    void forget_send(SendId id);
    void note_phone(Call& call, const std::string& phone);
    void forget_phones(const Call& call);
    void note_references(const SendState& send);
    void forget_references(const SendState& send);
    void keep_landed(SendState send);
    void drop_landed(SendId id);
    void drop_landed_about(IncidentId id);
    void note_code(const PersonId& person, const std::string& code);
    void forget_shifts(Instant now);
    void supersede(Call& call);
    void forget_if_over(IncidentId id);
    void review(const Incident& incident);
    void note_reached(Incident& incident, int rung, Instant at);
    bool owing(IncidentId id) const;
    void forget_obligations(IncidentId id);
    void forget_wishes(IncidentId id);
    static TrendKey major_key(const Incident& major);
    void forget_major(const Incident& incident);
    void shift_obligation(Due due, const std::function<Instant(Instant, Instant)>& moved);
    void drop_holds(IncidentId id);
    void shift_dues(Instant now, Duration step, bool clamp);
    static Waiting waiting_key(const SendState& send);

    Table<IncidentId, Incident> incidents_;
    Table<CallId, Call> calls_;
    Table<SendId, SendState> sends_;
    Table<std::pair<IncidentId, SendId>, std::monostate> unsettled_;
    Table<Waiting, std::monostate> waiting_;
    Table<std::pair<std::string, std::string>, BoundKey> keys_;
    Table<std::string, RotaVersion> rotas_;
    Table<std::pair<std::string, int>, RotaEdition> rota_editions_;
    Table<std::uint64_t, PlannedRota> planned_rotas_;
    Table<std::string, TokenState> tokens_;
    Table<std::string, FeedState> feeds_;
    Table<std::string, ProviderState> providers_;
    Table<std::string, DirectoryActivated::Version> procedures_;  // by hash
    Table<std::pair<Instant, std::pair<std::string, std::string>>, std::monostate> key_ages_;
    Table<IncidentId, Kept<PublicKept>> past_;
    Table<GapKey, Instant> gaps_told_;
    Table<WeekStage, WeekTold> weeks_told_;
    Table<std::string, Exercised> exercised_;
    Table<std::uint64_t, HandoverState> handovers_;
    Table<HandoverKey, std::monostate> handover_keys_;
    Table<std::uint64_t, KeptNote> notes_;
    Table<IncidentId, Kept<IncidentKept>> kept_;
    Table<std::uint64_t, HeldNotice> holds_;
    Table<std::string, Instant> rollouts_;
    Table<PersonId, std::vector<std::string>> recent_codes_;
    Table<PersonId, std::set<CallId>> calls_of_;
    Table<std::string, std::set<CallId>> calls_to_;  // by phone
    Table<SendId, SendState> landed_;
    Table<std::pair<IncidentId, SendId>, std::monostate> landed_about_;
    Table<std::pair<std::string, std::string>, SendId> by_reference_;           // and channel
    Table<std::pair<std::string, std::string>, SendId> by_provider_reference_;  // and channel
    Table<std::string, std::vector<AnsweredReply>> answered_;                   // by phone
    Table<std::pair<Instant, std::string>, std::monostate> answered_ages_;
    Table<CallId, ShiftQuestion> shift_questions_;
    Table<ShiftKey, Instant> shifts_told_;  // when the shift ends
    Table<TermKey, std::monostate> terms_told_;
    Table<PersonAddress, AddressState> addresses_;
    Table<PersonAddress, AddressCheck> address_checks_;
    Table<std::uint64_t, ObligationState> obligations_;
    Table<ObligationKey, std::uint64_t> obligation_numbers_;
    Table<ObligationKey, ObligationWish> wishes_;
    Table<TrendMember, Instant> trend_counts_;
    Table<std::pair<Instant, TrendMember>, std::monostate> trend_ages_;
    Table<TrendKey, IncidentId> majors_;
    Table<ThreadKey, Thread> threads_;
    Table<BroadcastKey, Broadcast> broadcasts_;
    Table<std::string, std::vector<Instant>> texts_to_;  // by phone
    Table<std::pair<Instant, std::string>, std::monostate> text_ages_;
    Table<std::uint64_t, SilenceState> silences_;
    Table<AlarmKey, SuppressedAlarm> suppressed_;
    Table<std::pair<Suppressor, AlarmKey>, std::monostate> suppressed_by_;
    Table<std::pair<std::string, IncidentId>, std::monostate> open_of_service_;
    Table<std::string, HeartbeatState> heartbeats_;
    Table<std::pair<Instant, std::string>, std::monostate> heartbeats_due_;  // none is missing
    Agenda agenda_;
    Facts facts_;
    std::optional<Facts> facts_before_;
    std::vector<IncidentId> over_;
};

}  // namespace tocsin
