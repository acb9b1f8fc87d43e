// Everything that can happen to us. The edge has checked it: sizes, spelling, signatures.
// decide(state, input, now, directory) turns each into events; nothing else judges.
#pragma once

#include "core/ids.h"
#include "core/noise.h"
#include "core/procedure.h"
#include "core/send.h"
#include "core/severity.h"
#include "rota/rota.h"
#include "rota/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// What a person said of an alarm in the monitor: they took note of it, or wrote a comment.
struct AlarmRemark {
    std::string author;   // as the monitor names them; may be empty
    std::string comment;  // may be empty
    bool acknowledges = false;
    PersonId person{};  // the author, where the source is trusted to say who acknowledges; or empty
};

// One alarm of a monitor, or one report of a person, already mapped to our words.
struct Alarm {
    std::string key;     // what makes it the same trouble again, within its source; never empty
    bool firing = true;  // false: the monitor says that it is over
    std::optional<Instant> began;  // an alarm with the same key that began later is a new episode
    std::string service;    // id of a service of the directory, or any words when there is none
    std::string procedure;  // empty: the service's, or the default one
    int severity = 2;       // 1..5
    std::string summary;    // one line, as the sender wrote it; never public
    std::string description;
    std::string state;  // "down", "degraded", or empty: an alarm, nobody has said what it means
    std::string place;  // empty: the service's
    std::string link;   // where the sender shows more
    std::map<std::string, std::string> fields;  // whatever else it said
    std::string raw;                            // as received, for the record
    std::optional<Instant> accepted{};          // when the supplier took it on (HSSI-07)
    // It neither fires nor ends: somebody said something of it. Never journalled with it.
    std::optional<AlarmRemark> remark{};
};

// What is reported when it is over already (HSSI-33).
struct AlreadyOver {
    Instant resolved{};
    std::string resolution;
    std::string impact;  // empty: the service's
};

// What arrived together is decided together: all of it is on disk, or none.
// `idempotency_key` is the caller's (API calls only); `fingerprint` tells one body from another.
struct Reported {
    std::string source;  // "api", or the name of a hook source
    std::string by;      // the principal, for the record
    std::vector<Alarm> alarms;
    std::string idempotency_key;
    std::string fingerprint;
    std::optional<AlreadyOver> over = {};  // of a report of one alarm
    bool drill = false;                    // they are exercised, beside whatever is real (DSPT-10)
    std::string drill_reason{};            // "yearly exercise"
};

// What the public may read about a confirmed incident. Empty words: the service's own.
struct PublicWords {
    std::string state = "down";  // "down" or "degraded"
    std::string degree;          // "slow", "partly working"; of a degraded service
    std::string impact;
    std::string place;
};

struct Confirmed {
    IncidentId incident;
    std::string by;
    PublicWords words;
    PersonId person{};  // who confirms it, where the procedure says who may; or empty
};

struct Resolved {
    IncidentId incident;
    std::string by;
    std::string summary;
    PersonId person{};  // as in a confirmation
};

struct Closed {
    IncidentId incident;
    std::string by;
    PersonId person{};  // who closes it, where the procedure says who may; or empty
};

// A drill has come to its end, with all its tasks and all that it owes (DSPT-10).
struct DrillOver {
    IncidentId incident;
    std::string by;
};

// It is not over: somebody is still affected (HSSI-55).
struct Reopened {
    IncidentId incident;
    std::string by;
    std::string reason;
};

// For the record; `kind` is one of incident_note_kinds().
struct IncidentNote {
    IncidentId incident;
    std::string kind;
    std::string text;
    std::string by;
};

// By link (call and person are known from its signature), or by API (incident and person).
struct Acknowledgement {
    CallId call;          // 0: by API
    IncidentId incident;  // 0: everything the call covers
    PersonId person;
    std::string via;     // "link", "API"
    std::string by;      // the principal who said so on the person's behalf; empty for a link
    std::string digits;  // typed on the page of a mail's link; checked when `needs_digits`
    bool needs_digits = false;
};

// A person who was called hands it on (HSSI-17): to a role ("level-3") or to a named colleague.
struct PassOn {
    CallId call;  // 0: by API
    IncidentId incident;
    PersonId person;
    std::string to_role;
    PersonId to_person;
    std::string via;
    std::string digits;  // as in an acknowledgement: a program must not pass a call on either
    bool needs_digits = false;
};

// Always possible, with a reason (HSSI-23).
struct Escalate {
    IncidentId incident;
    std::string to_role;
    PersonId to_person;
    std::string reason;
    std::string by;
};

// A provider's answer to a hand-over, from the channels.
struct Answered {
    Outcome outcome;
};

// What somebody typed to one of our numbers. The edge has checked the provider's signature (P12).
struct Replied {
    std::string channel;  // that received it; the answer leaves by it where it can
    std::string id;       // the provider's id of it: one that repeats itself repeats the same reply
    std::string from;     // E.164
    std::string to;       // our number, E.164; may be empty
    std::string text;     // as typed, at most 1,600 bytes of UTF-8
    std::optional<Instant> sent;  // as the provider says
};

// Somebody has pressed the button that a post of a place bears: to take its incident. The edge has
// checked the place's signature, and whose id there the presser's is.
struct Pressed {
    std::string channel;  // the place, whose answer it is
    std::string presser;  // the place's id of whoever pressed
    std::string room;     // the place's id of where; the answer is shown there
    PersonId person;      // whose id that is; empty: nobody's that we know
    IncidentId incident;
};

// What a provider says later about the handset (a delivery receipt). It is never an answer.
struct Receipt {
    enum class State {
        delivered,
        failed_for_good,  // a bad number: never, for this address
        failed,           // not this time: again, or elsewhere
        unknown_state,
        provider_failed,  // for a fault of the provider, or of our account with it; elsewhere
    };
    std::string channel;
    std::string reference;           // ours, of the message; may be empty
    std::string provider_reference;  // the provider's id of it; may be empty
    State state = State::unknown_state;
    std::string detail;  // the provider's word: "permanent-failure"
};

// Checked weeks of one rota, at least one, in order; each takes the place of that week. Those of a
// rolling rota stand below the published ones, and end the rolling rota before them (HSSI-12).
struct RotaUploaded {
    std::vector<WeeklyRota> weeks;
    std::string sha256;
    std::string by;
    std::string reason;  // why gaps are accepted; empty: a new gap refuses it (HSSI-16)
    bool rolling = false;
    std::optional<Instant> activate_at = {};  // later; nothing: now
};

// An upload that waits for its time is taken back.
struct RotaPlanWithdrawn {
    std::string rota;
    std::uint64_t plan = 0;
    std::string by;
};

// The weeks of an earlier upload are in force again, with the gaps they have.
struct RotaRestored {
    std::string rota;
    int version = 0;
    std::string by;
    std::string reason;
};

// The week's rota goes out now, whatever went out before (HSSI-12).
struct PublishRota {
    std::string rota;
    Day week{};  // its Monday
    std::string by;
};

// The phone call of a handover was made: it proves that the divert is set or removed (HSSI-19).
struct HandoverCall {
    HandoverId handover;  // 0: the latest that waits for its call
    std::string by;
    std::string note;
};

// What the record cannot know, for the next handover. `kind` is one of note_kinds().
struct NoteWritten {
    std::string kind;
    std::string text;
    std::string by;
};

// These fields of an incident are so from here on (HSSI-64). No words: nobody knows.
struct SetFields {
    IncidentId incident;
    FieldValues fields;
    std::string by;
    std::string reason;  // may be empty
};

struct RaiseFlag {
    IncidentId incident;
    std::string flag;
    std::string by;
    std::string reason;
};

// It was raised in error; the reason says why (HSSI-45).
struct RemoveFlag {
    IncidentId incident;
    std::string flag;
    std::string by;
    std::string reason;
};

// Severity is worked out from answers and the record, set, or both (HSSI-04).
struct JudgeSeverity {
    IncidentId incident;
    bool propose = false;  // it is worked out
    std::string way;       // of the procedure; empty: its first
    Answers answers;
    int severity = 0;  // set to it; 0: not set
    std::string by;
    std::string reason;  // needed where what is set is not what is proposed
};

// A message to stakeholders; whether it leaves is decided (HSSI-28..41).
struct NoticeWritten {
    IncidentId incident;
    WrittenNotice notice;
    std::string by;
};

// What somebody decides about a notice that is held.
struct HoldDecided {
    enum class How { lift, withdraw, rewrite };
    HoldId hold;
    How how = How::lift;
    std::string by;  // to lift it: the id of the person who decides
    std::string reason;
    std::optional<WrittenNotice> rewritten;
};

// The closed lists of a service open (HSSI-38).
struct RolloutApproved {
    std::string service;  // id
    std::string by;
    std::string reason;
};

// Somebody gives up a stretch, somebody takes it, or both (HSSI-13).
struct RotaSwapped {
    std::string rota;
    Swap swap;
    std::string by;
    std::string reason;
    bool force = false;  // `in` may be on call twice
};

// Somebody says whether they do the shift they were asked about (HSSI-15): by link (its question),
// or by API (the person: all that person was asked).
struct ShiftAnswered {
    CallId question;  // 0: by API
    PersonId person;
    bool declines = false;  // "cannot do it"
    std::string via;        // "text", "link", "API"
    std::string by;         // the principal who said so on the person's behalf
    std::string digits;     // as in an acknowledgement
    bool needs_digits = false;
};

// A code is sent to the phone or the mail address that a person has today, which proves it when
// the person replies with it, or says it to somebody.
struct AddressChecked {
    PersonId person;
    Medium medium = Medium::sms;
    std::string by;
};

struct AddressCodeSaid {
    PersonId person;
    std::string code;
    std::string by;
};

// Either a person or a role of the rotas.
struct FeedAsked {
    std::string id;
    PersonId person;
    std::string role;
    std::string hash;  // of the secret, which was drawn at the edge
    std::string by;
};

struct FeedWithdrawn {
    std::string id;
    std::string by;
};

// Somebody works on what an incident owes.
struct ObligationAct {
    enum class Act {
        ask,      // it is wanted: `text` says why, or nothing
        meet,     // it is done: `text` is the proof
        waive,    // it is not needed: `text` says why
        put_off,  // it is due at `due`: `text` says why
        pause,    // its clock stands: `text` says why
        resume,
        reject,  // what was given is not enough: `text` says why
    };
    IncidentId incident;
    std::string name;
    Act act = Act::meet;
    std::string by;
    std::string text;
    Instant due{};
};

struct TokenAdded {
    std::string id;
    std::string name;
    std::string hash;
    std::string scopes;
    std::optional<Instant> expires;
    std::string by;
};

struct TokenRevoked {
    std::string id;
    std::string by;
};

// The configuration in force changed (or the daemon started with it).
struct Configured {
    std::string sha256;
    std::vector<Procedure> procedures;
};

// This process leads from here on. `rebooted`: the clock that counts suspend began anew, so
// relative dues keep at most their original time.
struct Started {
    std::uint64_t epoch = 0;
    std::string instance;  // drawn when the journal was made: no two installations share references
    bool rebooted = false;
    bool unclean = false;  // the last process did not say goodbye
};

struct Stopping {};

// The wall clock was moved by `step`; relative dues keep their remaining time.
struct ClockMoved {
    Duration step{};
};

// The journal has no room: nothing can be saved until somebody frees space (P13).
struct DiskFilled {};

// What the journal says is owed, and what is about to be done, are not the same: sentences, each
// with what it concerns. At least one.
struct AuditFound {
    std::vector<std::string> differences;
};

// Somebody's words are to be taken out of the journal. The shell has found the entries that hold
// them, for the state knows no more of what is over.
struct EraseAsked {
    std::vector<IncidentId> of;          // that those entries are about
    PersonId person;                     // whose name is asked for; empty: whole incidents are
    std::vector<std::uint64_t> entries;  // ascending; at least one
    std::string by;
    std::string reason;
};

// A verified copy of the journal.
struct ArchiveFile {
    std::string name;       // without its folder
    std::uint64_t seq = 0;  // its last entry
    std::string hash;       // of that entry, hexadecimal
};

// Entries that no start reads again are to leave the journal, for a file has them. The shell has
// verified the file and found the entries.
struct ArchiveAsked {
    std::vector<IncidentId> of;          // that those entries are about
    std::vector<std::uint64_t> entries;  // ascending; at least one
    ArchiveFile file;
    std::string by;
};

// A planned backup failed, or is overdue.
struct BackupFailed {
    std::string why;                   // a sentence
    std::optional<Instant> last_good;  // nothing: there was none yet
};

// Alarms that are expected need not call anybody, until then.
struct SilenceAsked {
    Silence silence;
    std::string by;
};

struct SilenceWithdrawn {
    std::uint64_t silence = 0;
    std::string by;
};

// A job gives a sign of life, or says itself that it has failed.
struct Heartbeat {
    std::string name;
    std::string by;
    bool failed = false;
    std::string words{};  // of a failure; may be empty
};

// The only door by which anything is ever called, repeated, escalated or warned of.
struct Tick {};

using AnyOccurrence =
    std::variant<Reported, Confirmed, Resolved, Closed, Acknowledgement, PassOn, Escalate, Answered,
                 Replied, Receipt, RotaUploaded, TokenAdded, TokenRevoked, Configured, Started,
                 Stopping, ClockMoved, DiskFilled, Tick, RotaRestored, RotaSwapped,
                 RotaPlanWithdrawn, ShiftAnswered, AddressChecked, AddressCodeSaid, FeedAsked,
                 FeedWithdrawn, PublishRota, HandoverCall, NoteWritten, ObligationAct, SetFields,
                 RaiseFlag, RemoveFlag, JudgeSeverity, NoticeWritten, HoldDecided, RolloutApproved,
                 Reopened, IncidentNote, DrillOver, SilenceAsked, SilenceWithdrawn, Heartbeat,
                 AuditFound, EraseAsked, ArchiveAsked, BackupFailed, Pressed>;

// One of them. Its copies are made in one place, as an event's are (core/event.h).
struct Occurrence : AnyOccurrence {
    using AnyOccurrence::AnyOccurrence;

    Occurrence();
    Occurrence(const Occurrence& other);
    Occurrence(Occurrence&& other) noexcept;
    Occurrence& operator=(const Occurrence& other);
    Occurrence& operator=(Occurrence&& other) noexcept;
    ~Occurrence();
};

// How a change is asked for by whoever may not hear the answer, or has seen what it is about.
struct Asked {
    std::string by;             // the principal, to whom the key belongs
    std::string key{};          // its Idempotency-Key; empty: none
    std::string fingerprint{};  // of the request: tells one from another under the same key
    // Only while that incident is as it was after that entry (If-Match, RFC 9110 13.1.1). 0:
    // however it is.
    IncidentId incident{};
    std::uint64_t unchanged_since = 0;
};

// `entropy` is drawn at the edge: codes come from it, so that a replay or a simulation draws the
// same.
struct Input {
    Occurrence what;
    std::uint64_t entropy = 0;
    Asked asked{};
};

}  // namespace tocsin
