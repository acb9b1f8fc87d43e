// What was decided, in the past tense. An event carries every fact that was looked up (person,
// address, due time, text), so that replay never asks today's rota, and "why was I called?" can be
// answered a year later. Events never change; daemon/codec.cc is the only mapping to bytes.
#pragma once

#include "core/ids.h"
#include "core/input.h"
#include "core/journal_event.h"
#include "core/matcher.h"
#include "core/noise_event.h"
#include "core/obligation_event.h"
#include "core/send.h"
#include "core/severity.h"
#include "core/task_event.h"
#include "core/trend_event.h"
#include "rota/rota.h"
#include "rota/time.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

struct IncidentOpened {
    IncidentId incident;
    std::string source;
    std::string by;
    Alarm alarm;
    std::string procedure;
    std::string procedure_hash;
    std::string service_name;
    bool listed =
        false;  // the directory has the service; if not, its name is the sender's free words
    std::string status;
    bool climbs = false;                         // its first rung is due with it
    int rung = 0;                                // that is the first for an incident such as this
    bool owes = false;                           // its procedure looks at it again when it changes
    bool owes_now = false;                       // and when it is opened
    FieldValues fields{};                        // what the service says of its incidents
    std::map<std::string, std::string> texts{};  // of fields that are texts
    std::optional<int> owes_rung{};              // the lowest that an obligation of it asks for
    std::optional<TaskOf> task_of{};
    std::optional<TrendOf> trend_of{};
    std::optional<Instant> over_since{};  // it was resolved before it was reported (HSSI-33)
    bool drill = false;                   // it is an exercise, beside whatever is real (DSPT-10)
    std::string drill_reason{};           // "yearly exercise"
    std::string group{};  // of alarms that it stands for, as the first of them; or empty
};

// The key of an alarm, or of an API call, belongs to an incident for at least 72 h (P3).
// Idempotency keys have source "idempotency:<principal>", or "idempotency-change:<principal>" where
// they are of a change. With no incident, an alarm of that episode was over before we heard of it.
struct KeyBound {
    std::string source;
    std::string key;
    std::vector<IncidentId> incidents;
    std::optional<Instant> episode;
    std::string fingerprint;
};

struct AlarmRepeated {
    IncidentId incident;
    std::string summary;
    int severity = 0;
    // Of an alarm that was over and fires again; else empty.
    std::string source{};
    std::string key{};
};

struct AlarmCleared {
    IncidentId incident;
    // Of an alarm that joined the incident; empty: the alarm that opened it.
    std::string source{};
    std::string key{};
};

struct StatusMoved {
    IncidentId incident;
    std::string to;
    std::string by;
    std::string note;
    std::optional<PublicWords> words;  // with a confirmation
    bool climbs = false;               // the first rung is due with it
    bool over = false;                 // nobody needs to be called any more
    int rung = 0;                      // the first for an incident such as this, if it climbs
    bool reopens = false;              // it was resolved, and is no more
};

struct Callee {
    PersonId person;
    std::string name;
    std::string called;  // "EDM", "level 3"
    std::string phone;   // E.164, or empty
    std::string mail;
    bool outside = false;  // of another organisation: no exercise contacts them (DSPT-10)
    std::string push{};    // a topic, or empty

    bool operator==(const Callee&) const = default;
};

// "Pat Ash, Sam Elm"; "nobody" when there is none.
std::string names_of(const std::vector<Callee>& callees);

// One go at a rung. `until` ends its share; the next step is then due.
// No callees: nobody is on duty, which is a failed attempt at once (HSSI-16).
struct StepBegan {
    IncidentId incident;
    int rung = 0;     // index; the last resort follows the last rung
    int attempt = 1;  // counts from 1
    int round = 0;    // of the last resort; 0 elsewhere
    std::string role;
    std::string called;
    Instant rung_began;
    Instant until;
    std::vector<Callee> callees;
    std::string why;              // "EDM not reached, you are level 3"; empty for the first rung
    int rota_version = 0;         // of the week that was asked for them; 0: no rota was asked
    std::optional<Span> on_duty;  // their stretch in it, or the gap's
};

struct StepFailed {
    IncidentId incident;
    int rung = 0;
    int attempt = 1;
    std::string why;    // "text 02:14 no answer"
    bool last = false;  // of this rung's attempts
};

// One line of a call: which incident, at which step of its ladder.
struct Covered {
    IncidentId incident;
    int rung = 0;
    int attempt = 1;

    bool operator==(const Covered&) const = default;
};

// A person is asked, for one incident or several; the sends follow as SendOffered.
struct CallMade {
    CallId call;
    Callee callee;
    std::string code;
    int attempt = 1;  // of this call
    std::vector<Covered> covers;
    Instant until;
    Instant link_expires;
};

// An incident that fell due within 30 s of an unanswered call to the same person shares it.
// It says all about the call again, for what the call was made for may be over before this is.
struct CallJoined {
    CallId call;
    Covered covers;
    Callee callee;
    std::string code;
    int attempt = 1;
    Instant made;
    Instant until;
    Instant link_expires;
    // Said before it was shared: three of a kind lock their road, whatever is over since (P12).
    int wrong_codes = 0;
    int wrong_texts = 0;
};

// Every send of a call's attempt failed for good.
struct CallFailed {
    CallId call;
    int attempt = 1;
    std::vector<IncidentId> incidents;
    std::string why;
};

struct SendOffered {
    Message message;
    CallId call;      // 0: news, which nobody needs to answer
    int attempt = 0;  // of the call
    PersonId person;
    std::string text_id;  // of the wording: "call.open"
    std::vector<IncidentId> about;
    std::vector<std::string> tried;  // providers that had this message before
    Instant give_up;                 // no hand-over after this
    bool handed = false;             // the provider had room: handed over with this very commit
    int severity = 5;
    // A text of a call comes in two wordings: with a code to reply with, for a provider whose texts
    // can be answered (`two_way`), and with a link. The one in the message fits its provider; the
    // other is kept for the next provider. Empty: one wording serves for all.
    bool two_way = false;
    std::string other_text_id;
    std::string other_text;
    int again = 0;   // how often all providers have had it before, and said later that it failed
    int notice = 0;  // the number of the incident's notice that it carries; 0: of none
    bool outside = false;  // whoever it is for is of another organisation
    bool drill = false;    // all it is about is exercised: whatever is real leaves before it
    // Its subject, text and HTML are those of the notice, which holds them once for everybody: here
    // they are empty, and the state fills them in.
    bool as_noticed = false;
    SendId turn;  // it leaves when this one would have, which has given way to it; 0: in its own
    // Of those tried, the providers that could not take it then: the next round asks them again,
    // and not those that never will.
    std::vector<std::string> busy;
    int round = 0;         // how many rounds there were before this one
    Instant not_before{};  // it waits until then, for a round has just ended; 0: at once

    // No provider has had it before.
    bool first() const { return tried.empty() && round == 0; }
};

struct SendHanded {
    SendId send;
    bool again = false;  // it may have arrived before: ask the provider first, if it can be asked
    std::vector<IncidentId> about;
};

// Not now, or not known: it is handed over again at `until`, with the same reference.
struct SendDeferred {
    SendId send;
    Verdict verdict = Verdict::deferred;  // or unknown
    Instant until;
    std::string why;
    std::vector<IncidentId> about;
};

struct SendSettled {
    SendId send;
    Verdict verdict = Verdict::unknown;
    std::string channel;
    std::string detail;
    std::string provider_reference;
    std::vector<IncidentId> about;
};

// It never left, and now it need not; or (`asked_back`) it may have left and is asked back.
struct SendDropped {
    SendId send;
    bool asked_back = false;
    std::string why;
    std::vector<IncidentId> about;
};

struct Taken {
    IncidentId incident;
    PersonId person;
    std::string name;
    std::string called;
    std::string via;
    std::string by;
    CallId call;
    bool late = false;  // a higher rung was called already; its call stands (HSSI-14)
};

struct WrongCode {
    CallId call;
    std::vector<IncidentId> about;
    bool locked = false;
    std::string via{};  // "text": by a reply; empty: on the page of a mail's link
};

// The ladder goes on at `rung` now; with `named`, that person is called first.
struct Climbed {
    IncidentId incident;
    int rung = 0;
    std::optional<Callee> named;
    std::string why;  // what the person called is told
    std::string by;
    bool passed = false;  // handed on by a person who was called, who has it no longer
};

// One message as the status page shows it, for ever.
struct PublicMessage {
    int number = 0;     // of the incident's notices
    std::string title;  // "Update 2"
    std::string headline;
    std::string text;
    std::string state;  // "down", "degraded", or "working"; as the message said it
    Instant at{};
    int corrects = 0;

    bool operator==(const PublicMessage&) const = default;
};

// What the public could read of an incident that is closed. It belongs to the house, so that the
// status page keeps its history when the incident has left the state.
struct PublicKept {
    IncidentId of;
    std::string service;  // id
    std::string service_name;
    PublicWords words;
    Instant began;
    Instant confirmed;
    Instant resolved;
    std::vector<PublicMessage> messages{};  // in order; none: those that a confirmation makes
};

// A look at the rotas: a gap that was told (stage "upload", "day", "now"), or, with an empty stage,
// nothing to tell; and when to look again.
struct GapWarned {
    std::string role;
    Span gap;
    std::string stage;
    std::optional<Instant> look_again;
};

// One week. The weeks of one upload have the same version and follow one another.
struct RotaActivated {
    WeeklyRota rota;
    std::string sha256;
    std::string by;
    int version = 0;
    bool rolling = false;
    int restores = 0;    // the version whose weeks these were; 0: a new one
    std::string reason;  // why its gaps were accepted, or why it is back
};

// One week of an upload that comes into force later; those of one upload have the same plan.
struct RotaPlanned {
    WeeklyRota rota;
    std::string sha256;
    std::string by;
    std::string reason;
    bool rolling = false;
    std::uint64_t plan = 0;
    Instant at{};
};

// It came into force, or was taken back.
struct RotaPlanEnded {
    std::string rota;
    std::uint64_t plan = 0;
    bool active = false;
    std::string by;
};

struct SwapMade {
    std::string rota;
    Swap swap;
    int version = 0;  // of the week it stands above
    std::string by;
    std::string reason;
    bool forced = false;
};

// One stretch of a duty in a rota.
struct ShiftLine {
    std::string rota;
    std::string role;    // the duty: "edm"
    std::string called;  // "EDM"
    Span span;

    bool operator==(const ShiftLine&) const = default;
};

// Whose shift begins is asked to confirm it (HSSI-15); the sends follow as SendOffered. A question
// has a number of the calls, for its code and its link work as theirs do.
struct ShiftAsked {
    CallId question;
    std::string procedure;  // whose level 1 is warned
    Callee callee;
    std::string code;
    std::vector<ShiftLine> shifts;  // all that begin together for the person; in order of time
    Instant remind;
    Instant until;  // level 1 is warned then
    Instant link_expires;
};

// What became of the question.
struct ShiftMoved {
    enum class To {
        reminded,
        confirmed,
        declined,     // cannot do it: level 1 finds cover, and calls go on to the person until then
        unconfirmed,  // level 1 is warned; it can be confirmed all the same
        stood_down,   // none of its shifts is the person's any more
    };
    CallId question;
    To to = To::reminded;
    std::string via;  // "text", "link", "API"; of an answer
    std::string by;   // the principal who said so on the person's behalf
    std::string why;
};

// Told ahead of a shift, once: what is open before it ("live", HSSI-67), or that nothing reaches
// its person ("unreachable").
struct ShiftTold {
    ShiftLine shift;
    PersonId person;
    std::string stage;
};

// What one address of one person has shown. It says nothing about the next address they have.
struct AddressProved {
    enum class Proof {
        verified,  // its code came back
        answered,  // a call or a question was answered by it
        failed,    // a provider says: never, for this address
        works,     // after a failure, something has arrived
    };
    PersonId person;
    std::string address;  // E.164 or mail
    Proof proof = Proof::answered;
    std::string how;  // "text", "link", "code", what the provider said
};

// A code is on its way to an address.
struct AddressAsked {
    PersonId person;
    std::string address;
    Medium medium = Medium::sms;
    std::string code;
    Instant until;
    std::string by;
};

// A wrong code was said for an address that is being proved; the last one ends it.
struct AddressCodeWrong {
    PersonId person;
    std::string address;
    bool last = false;
};

// A calendar of who is on call may be read by a secret link, of which only the hash is kept.
struct FeedOpened {
    std::string id;
    PersonId person;   // whose shifts it holds; empty: those of `role`
    std::string role;  // of the rotas: "edm"
    std::string hash;  // SHA-256 of the secret, hexadecimal
    std::string by;
};

struct FeedRevoked {
    std::string id;
    std::string by;
};

// The rota of a week went out by mail. A procedure with a publication says when it does.
struct WeekPublished {
    std::string procedure;
    std::string rota;
    Day week{};
    int version = 0;  // of the week; 0: none stands
    std::vector<PersonId> to;
    std::vector<PersonId> unreached;  // of the recipients: they have no mail address
    int gaps = 0;
    std::string by;  // on demand; empty: at its time
};

// Level 1 and the rota team were told that there is no rota for a week (stage "missing"), or level
// 1 that a week's rota has not gone out (stage "late"). Once each.
struct WeekMissed {
    std::string procedure;
    std::string rota;
    Day week{};
    std::string stage;
};

// Somebody called, or who took it, as a handover speaks of it.
struct KeptCall {
    std::string name;
    std::string called;
    Instant at{};

    bool operator==(const KeptCall&) const = default;
};

// A notice that went to the management list alone (HSSI-37).
struct KeptMessage {
    Instant at{};
    std::string text;
    std::string by;

    bool operator==(const KeptMessage&) const = default;
};

// What a handover may still say of an incident that is closed. It belongs to the house, so that the
// next handovers know it when the incident has left the state (HSSI-19).
struct IncidentKept {
    IncidentId of;
    std::string service_name;
    int severity = 0;
    std::string state;
    std::string place;
    Instant opened{};
    Instant began{};
    std::optional<Instant> resolved;
    std::string resolution;
    std::vector<KeptCall> calls;  // in order of time
    std::optional<KeptCall> taken;
    std::vector<KeptMessage> management;  // in order of time

    bool operator==(const IncidentKept&) const = default;
};

// A written handover went out: its mails follow. `handover` is the seq of its own entry.
struct HandoverGiven {
    HandoverId handover;
    std::string procedure;
    std::string rule;  // "nsd > service-bridge 08:00"
    std::string from;  // as the document names them
    std::string to;
    std::vector<PersonId> from_people;
    Instant due{};
    Span covers;
    int open = 0;
    bool empty = false;
    bool call = false;  // a phone call goes with it, and is to be recorded
    std::vector<PersonId> mailed;
    std::vector<PersonId> unreached;  // they have no mail address
    std::string subject;
    std::string text;  // the document, plain
};

struct HandoverCallRecorded {
    HandoverId handover;
    std::string by;
    std::string note;
};

// Who hands over was reminded that the call is not recorded, for the `count`th time due.
struct HandoverReminded {
    HandoverId handover;
    int count = 0;
};

struct NoteTaken {
    std::string kind;
    std::string text;
    std::string by;
};

// A look at what is owed by the calendar, and when to look again. Nothing: no procedure owes any.
struct DiaryRead {
    std::optional<Instant> look_again;
};

// Level 1 and the rota team were told that nobody holds a role: some time before its last term ends
// (stage "ahead"), and when it has (stage "now"). Once each (WSIC-11).
struct TermTold {
    std::string procedure;
    std::string role;
    std::string called;
    std::string hours;  // "in core hours", "out of hours"; empty: at any time
    Span vacant{};
    std::vector<PersonId> held_by;  // until then
    std::string stage;
};

struct TokenIssued {
    std::string id;
    std::string name;
    std::string hash;
    std::string scopes;
    std::optional<Instant> expires;
    std::string by;
};

struct TokenWithdrawn {
    std::string id;
    std::string by;
};

// The configuration with this SHA-256 is in force; procedures by name, hash and whole text.
struct DirectoryActivated {
    struct Version {
        std::string name;
        std::string hash;
        std::string text;
    };
    std::string sha256;
    std::vector<Version> procedures;
};

struct TookOver {
    std::uint64_t epoch = 0;
    std::string instance;
    bool rebooted = false;
    bool unclean = false;
    bool told = false;  // level 1 is told of it
};

struct Stopped {};

// How far numbers have been drawn. Entries about nothing but incidents that are over are not read
// again; their numbers must not be given again all the same, for they are in references (P5).
struct NumbersDrawn {
    IncidentId incident_last;
    CallId call_last;
    SendId send_last;
};

struct ClockStepped {
    Duration step{};
};

// Somebody replied to one of our texts: as it came, what it was read as, and what was answered.
struct ReplyCame {
    std::string channel;
    std::string id;    // the provider's
    std::string from;  // E.164
    std::string to;
    std::string text;  // as typed
    std::optional<Instant> sent;
    PersonId person;      // whose phone it is; empty: an unknown one
    std::string read_as;  // "take", "no number": for the timeline
    std::string answer;   // the id of the text that answers it; empty: silence
    std::vector<IncidentId> about;
};

// A provider said later what became of a message.
struct ReceiptCame {
    SendId send;
    Receipt::State state = Receipt::State::unknown_state;
    Medium medium = Medium::sms;
    std::string channel;
    std::string detail;
    PersonId person;
    std::vector<IncidentId> about;
};

// The journal had no room: what was decided until it had was kept in memory. Level 1 is told of it
// behind the first batch that was kept so, hence this follows that batch's entries.
struct DiskFull {
    bool told = false;  // level 1 is told of it
};

// The second look at what is owed came to something else than the first (daemon/auditor.h).
struct AuditDiffered {
    int count = 0;
    std::string first;  // a sentence
    bool told = false;  // level 1 is told of it
};

// What is said here takes the place of what was said of these fields before. No words: nobody has
// said.
struct FieldsSet {
    IncidentId incident;
    FieldValues fields;
    std::string by;
    std::string reason;
    std::map<std::string, std::string> texts{};  // of fields that are texts; empty: nobody has said
};

struct FlagRaised {
    IncidentId incident;
    std::string flag;
    std::string by;
    std::string reason;
};

// It was raised in error: there is no other way to lose a flag (HSSI-45).
struct FlagRemoved {
    IncidentId incident;
    std::string flag;
    std::string by;
    std::string reason;
};

// Severity was worked out from answers, and proposed. It changes nothing by itself (HSSI-04).
struct SeverityProposed {
    IncidentId incident;
    std::string way;
    std::vector<AnswerLine> answers;
    std::string result;
    int severity = 0;  // 0: the way proposes none, and leaves it to people
    std::string by;
};

// A person decided. What was proposed at that time is kept beside it; 0: nothing was.
struct SeveritySet {
    IncidentId incident;
    int from = 0;
    int to = 0;
    int proposed = 0;
    std::string by;
    std::string reason;
};

// A notice went out: its texts and mails follow as SendOffered. An event of it that recovery lacks
// would be a message sent twice, so it has everything that was said to whom.
struct NoticeSent {
    IncidentId incident;
    int number = 0;               // of the incident's notices, from 1
    WrittenNotice notice;         // with what its author left to be as before
    int update = 0;               // of its updates, from 1; 0: it is none
    std::string title;            // "Update 2"
    std::string location;         // as it reads (HSSI-31)
    bool page = false;            // the status page says it as well
    std::optional<Instant> next;  // update: what is said to be due; nothing: as before
    std::string sms;
    std::string subject;
    std::string mail;
    std::string headline;
    std::string page_text;
    std::vector<NoticeReader> readers;
    std::string by;
    HoldId hold;            // that was lifted for it; 0: none
    bool in_parts = false;  // its readers are given their messages one part after another
};

struct NoticeHeld {
    HoldId hold;
    IncidentId incident;
    WrittenNotice notice;
    std::vector<HoldReason> reasons;  // at least one
    std::string found;                // "1 NHS number in happened": kinds alone
    std::string by;
};

// What became of a hold.
struct HoldMoved {
    enum class To {
        eased,  // somebody has decided on a part of it: `reasons` are left
        lifted,
        withdrawn,
        rewritten,  // another text takes its place
    };
    HoldId hold;
    IncidentId incident;
    To to = To::eased;
    std::vector<HoldReason> reasons;
    std::vector<std::string> lifted;  // names of the reasons that are decided
    std::string by;
    std::string reason;
};

// Something for the record of an incident; of a closed one a "correction".
struct NoteAdded {
    IncidentId incident;
    std::string kind;
    std::string text;
    std::string by;
};

// From here on everybody is told of the service, not its closed list alone.
struct RolloutRecorded {
    std::string service;
    std::string by;
    std::string reason;
};

// A drill of a procedure has begun: the next one is due some time from now. It belongs to the
// house, which knows of it when the drill has long left the state.
struct DrillHeld {
    std::string procedure;
    IncidentId of;
};

// Level 1 was told that an exercise of a procedure is due (DSPT-10).
struct ExerciseTold {
    std::string procedure;
};

// A message of an exercise that was not sent, since whoever it is for is outside (DSPT-10).
struct Withheld {
    std::vector<IncidentId> about;
    PersonId person;
    std::string name;
    std::string text_id;
};

// A provider has had all that it may have in a minute: what waits for it goes on then.
struct ProviderPaced {
    std::string channel;
    Instant until;
};

// The next readers of a notice have been given their messages; `readers` is how many have by now.
struct NoticeWentOn {
    IncidentId incident;
    int notice = 0;
    int readers = 0;
};

using AnyEvent = std::variant<
    IncidentOpened, KeyBound, AlarmRepeated, AlarmCleared, StatusMoved, StepBegan, StepFailed,
    CallMade, CallJoined, CallFailed, SendOffered, SendHanded, SendDeferred, SendSettled,
    SendDropped, Taken, WrongCode, Climbed, PublicKept, GapWarned, RotaActivated, TokenIssued,
    TokenWithdrawn, DirectoryActivated, TookOver, Stopped, ClockStepped, NumbersDrawn, ReplyCame,
    ReceiptCame, DiskFull, SwapMade, RotaPlanned, RotaPlanEnded, ShiftAsked, ShiftMoved, ShiftTold,
    AddressProved, AddressAsked, AddressCodeWrong, FeedOpened, FeedRevoked, WeekPublished,
    WeekMissed, DiaryRead, IncidentKept, HandoverGiven, HandoverCallRecorded, HandoverReminded,
    NoteTaken, ObligationAsked, ObligationBegan, ObligationMoved, ObligationsReviewed, FieldsSet,
    FlagRaised, FlagRemoved, SeverityProposed, SeveritySet, TermTold, NoticeSent, NoticeHeld,
    HoldMoved, RolloutRecorded, TaskOpened, TaskMadeSafe, NoteAdded, TrendCounted, TrendJoined,
    Withheld, DrillHeld, ExerciseTold, ProviderPaced, NoticeWentOn, SilenceSet, SilenceEnded,
    AlarmSuppressed, SuppressionEnded, SuppressorSpent, AlarmJoined, ClearAwaited,
    HeartbeatExpected, HeartbeatCame, HeartbeatMissed, HeartbeatDropped, AuditDiffered, Erased,
    BackupMissed, Archived>;

// One of them. Its copies are made in one place: written out wherever an event is copied, they took
// half the time of every compilation.
struct Event : AnyEvent {
    using AnyEvent::AnyEvent;

    Event();
    Event(const Event& other);
    Event(Event&& other) noexcept;
    Event& operator=(const Event& other);
    Event& operator=(Event&& other) noexcept;
    ~Event();
};

// A dated line of the journal. `seq` counts from 1 without holes; the engine chooses it.
struct Entry {
    std::uint64_t seq = 0;
    Instant at;
    std::uint64_t epoch = 0;
    Event event;
};

// The incidents an event concerns; empty for what concerns the house (keys, rotas, tokens, starts).
std::vector<IncidentId> about(const Event& event);

}  // namespace tocsin
