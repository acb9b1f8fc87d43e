// A run as a story to read: when, what came in, what was decided, what left, what went wrong, in
// plain sentences; and last the promise that was broken, what was expected, and what happened.
#pragma once

#include "core/event.h"
#include "daemon/engine.h"
#include "rota/zone.h"
#include "tests/simulator/faults.h"

#include <iosfwd>
#include <string>

namespace tocsin {

class Trace {
public:
    // `out` outlives it; nullptr: nothing is told. Times are those on a wall in `zone`.
    Trace(std::ostream* out, Zone zone) : out_(out), zone_(zone) {}

    void begins(const std::string& words);
    void came_in(Instant now, const Occurrence& what);
    void decided(Instant now, const Entry& entry);
    void left(Instant now, const HandOver& message);
    void went_wrong(Instant now, Fault fault);
    void happens(Instant now, const std::string& what);
    void broken(Instant now, const std::string& promise, const std::string& how);

private:
    void line(Instant now, const char* what, const std::string& words);

    std::ostream* out_;
    Zone zone_;
    std::string day_;
    std::string time_;  // of the line before
    std::string what_;
};

// "hook-one says that key-4 fires: records, severity 2"; empty for a Tick, which is nobody's word.
std::string words_of(const Occurrence& what, const Zone& zone);

// What a promise says: "P14" is "one bad provider delays nobody else"; empty when nobody knows it.
std::string promised(const std::string& promise);

}  // namespace tocsin
