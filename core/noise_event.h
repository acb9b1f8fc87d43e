// What is decided about alarms that open nothing, and about signs of life, in the past tense.
#pragma once

#include "core/input.h"
#include "core/noise.h"

#include <string>

namespace tocsin {

// Its number is that of its entry.
struct SilenceSet {
    Silence silence;
    std::string by;
};

// Ended by hand, before its time.
struct SilenceEnded {
    std::uint64_t silence = 0;
    std::string by;
};

// It fires, and opens nothing. Said again when what it says has changed.
struct AlarmSuppressed {
    std::string source;
    std::string by;
    Alarm alarm;
    Suppressor suppressor;
};

// It is over, or has opened an incident.
struct SuppressionEnded {
    std::string source;
    std::string key;
    IncidentId opened;  // 0: it is over
};

// Nothing is kept by it any more: it has ended, and what still fired is an incident.
struct SuppressorSpent {
    Suppressor suppressor;
};

// Another alarm of the group an incident stands for. It is over when all of them are.
struct AlarmJoined {
    IncidentId incident;
    std::string source;
    Alarm alarm;
    std::string group;
};

// Its alarm was over once more and flaps: the incident is over when it stays so until then. No
// openings: nothing is awaited any more.
struct ClearAwaited {
    IncidentId incident;
    Instant until;
    int openings = 0;
};

// Expected by then. Said when it is first configured or its rule has changed, and when it came at
// long intervals, for what is read again after a restart is that of some days.
struct HeartbeatExpected {
    std::string name;
    Instant due;
    Duration grace{0};
    bool came = false;
};

// It came, and the next one is due.
struct HeartbeatCame {
    std::string name;
    Instant due;
};

struct HeartbeatMissed {
    std::string name;
};

// The configuration has it no more.
struct HeartbeatDropped {
    std::string name;
};

}  // namespace tocsin
