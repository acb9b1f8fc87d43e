// The calendar of one person or one role: what a feed holds, before anybody knows in which format.
// Pure. A person's has their own stretches; a role's has everybody's, and where nobody is on call
// it says so. The names of others stand in it, never their numbers: those of the desk alone.
#pragma once

#include "core/directory.h"
#include "daemon/duty_book.h"

#include <string>
#include <vector>

namespace tocsin {

struct FeedEvent {
    std::string uid;  // the same for as long as somebody has this duty from this instant on
    Span span;
    std::string role;                 // "edm"
    std::string called;               // "EDM"
    std::vector<std::string> people;  // names; empty: a gap
    std::string summary;              // "EDM on call (Tocsin)"
    std::string description;          // lines: who comes next, and the desk's phone
    Instant changed{};                // when the rota last said something else about it
    int sequence = 0;                 // how often it has
};

struct Feed {
    std::string title;              // "On call: Pat Ash"
    std::vector<FeedEvent> events;  // by time, then role
};

// From the day 30 days before `now` to the end of the rotas.
Feed on_call_feed(const DutyRecord& record, const Directory& directory, const FeedState& whose,
                  Instant now);

// Everybody of the week of one rota; empty when there is no such rota.
Feed week_feed(const DutyRecord& record, const Directory& directory, const std::string& rota,
               Day monday, Instant now);

std::string feed_json(const Feed& feed);

}  // namespace tocsin
