// The page behind the link of a call (/a/{token}): what is broken, one button to take it, whom to
// phone. It draws what it is told; whether a link is good, who has taken what and what a press does
// are decided elsewhere. Showing a page changes nothing, so the same view may be drawn at will.
#pragma once

#include "channels/page.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

enum class AckState {
    open,          // the call runs and nobody has taken it
    press_again,   // a press too soon, or without the form value: asked once more
    wrong_digits,  // the digits typed are not those of this call
    locked,        // 3 times wrong: this link takes no more answers
    taken_by_you,
    taken_by_you_late,  // taken, after the next rung was called
    taken_by_other,
    passed_on,
    over,          // stood down, cancelled or closed
    link_ended,    // expired, used, or older than another link of the same call
    unknown_link,  // says the same for every wrong token, whether or not it ever existed
    not_saved,     // the journal refused: not taken
    too_many,      // too many wrong tokens from one address
};

// One incident of the call.
struct AckIncident {
    std::string ref;      // INC-2041
    std::string service;  // GP Records; empty: details by phone only (a security task)
    std::string state;    // down, degraded (slow)
    int severity = 0;     // 1 to 5; 0: not shown
    std::string place;
    std::string impact;
    Time began;
};

// Something that follows from taking: "the first message to users is due by", 02:30.
struct AckDue {
    std::string words;
    Time at;
};

// Fields a state does not speak of may be empty; an empty field leaves its line out.
struct AckView {
    AckState state = AckState::unknown_link;
    bool exercise = false;
    std::string exercise_line;  // what to do in the drill; empty: press as if real, then stop

    std::vector<AckIncident> incidents;  // worst first; several for a merged call
    std::string person;                  // who was called: the button speaks in this name
    std::string role;                    // EDM
    Time called;
    std::string channels;  // text and email
    std::string next;      // the rung that is called next, "level 3"; empty at the ladder's end
    Time next_at;          // when that happens, or (taken_by_you_late) happened
    std::string pass_to;   // whom the second button passes to, "level 3"; empty: no such button
    Time link_until;       // when the link stops working; may be empty

    Time taken;                // by you, to the second; by another, since when
    std::vector<AckDue> due;   // taken by you: what happens next
    std::string other_person;  // taken_by_other: who has it; passed_on: who is called
    std::string other_role;    // level 3
    std::string ended;         // over: Stood down, Cancelled, Closed
    Time ended_at;
    bool still_running = false;  // link_ended: the call goes on, and a newer text has a link

    PhoneDesk desk;
    std::string form;         // the signed time of issue, sent back by a press
    std::string action;       // the address of this page, /a/7k2m9x4qvt3hc8rw
    bool ask_digits = false;  // the link came by mail: the 4 digits of the call must be typed
    int tries_left = 0;       // wrong_digits: how often they may still be typed
};

// Any thread; no failure. At most 4 kB for a call of one incident whose values keep to the lengths
// of the message set; a merged call adds a line an incident.
[[nodiscard]] Page ack_page(const AckView& view);

}  // namespace tocsin
