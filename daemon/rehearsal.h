// What would happen: an incident of some kind at some instant, played through the daemon's own
// engine on a journal in memory. Providers accept at once unless they are said to fail, and nobody
// answers unless somebody is said to. Time jumps from one due to the next. Nothing is sent, and
// nothing outside is read or changed. Bounded: at most `rehearsal_steps_max` steps of the engine.
#pragma once

#include "core/directory.h"
#include "core/event.h"
#include "core/input.h"
#include "core/send.h"
#include "daemon/virtual_house.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// A ladder to its last resort's second round takes some fifty; the rest is for an answer that comes
// a day later, when the last resort has been called every minute.
inline constexpr int rehearsal_steps_max = 20000;
// A day: whoever has not been called by then will not be called by this ladder.
inline constexpr Duration rehearsal_horizon = std::chrono::hours(24);

// Somebody who takes it, `after` the incident began.
struct SupposedAnswer {
    PersonId person;  // empty: whoever was called last
    Duration after{};
};

struct Supposition {
    Alarm alarm;
    Instant at;
    std::vector<SupposedAnswer> answers;
    std::set<std::string> failing;  // channels that refuse everything
    Duration horizon = rehearsal_horizon;
};

// The weeks of `rotas` that a rehearsal at `at` can come to ask: the one before, and those to the
// end of the horizon.
bool needed_by_rehearsal(const Zone& zone, Day week, Instant at);

// One message. Reply codes are 0000, the reference is INC-0000 and the link is of its true length,
// so that the same question has the same answer and the same length as the real text.
struct RehearsedSend {
    SendId id;
    Medium medium = Medium::sms;
    std::string channel;
    std::string to;
    Verdict verdict = Verdict::unknown;
    bool replies = false;  // its words ask for a code in a reply
    std::string text_id;
    std::string subject;
    std::string text;
};

struct RehearsedLine {
    enum class Kind { call, gap, news, taken, shift };
    Kind kind = Kind::call;
    Instant at;
    std::string role;    // of the procedure: "level-2"; empty for news
    std::string called;  // "EDM"
    PersonId person;     // empty for a gap, and a shift that begins with nobody
    std::string name;
    int attempt = 0;
    int round = 0;  // of the last resort
    bool last_resort = false;
    std::optional<Instant> until;  // of a call: when its time to answer ends
    std::string why;               // why this person is called; empty at the first rung
    std::string words;             // of everything but a call: what it says
    int rota_version = 0;          // that named the person; 0: no rota was asked
    std::vector<RehearsedSend> sends;
};

struct Rehearsal {
    Supposition supposed;
    std::string service_name;
    std::string procedure;
    std::string procedure_hash;
    bool confirmed = false;  // the ladder starts with the confirmation: supposed at once
    std::vector<RehearsedLine> lines;
    Instant ends{};
    std::vector<SupposedAnswer> answered;  // those of `supposed` that came before the end
    enum class End { taken, last_resort, nobody_left, horizon, steps };
    Duration last_resort_every{};
    End end = End::horizon;
    std::vector<std::string> notes;  // clocks, bank holidays: a sentence each
};

// Whether some message of a call is accepted by a provider.
bool anybody_reached(const Rehearsal& rehearsal);
// Whether a rung has nobody on its rota.
bool has_gap(const Rehearsal& rehearsal);
// Either of them: somebody has to do something before this happens.
bool needs_somebody(const Rehearsal& rehearsal);

// Pure. What `supposed` names must be known to the directory.
Rehearsal rehearse(const RehearsalGround& ground, const Supposition& supposed);

}  // namespace tocsin
