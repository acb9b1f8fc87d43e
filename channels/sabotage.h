// Bugs planted on purpose into the daemon and its channels, as core/sabotage.h has those of core. A
// promise is believed only when its test has been seen to catch the bug that breaks it. In the
// program nothing of it leaves a trace; tocsin-sabotaged is compiled with TOCSIN_SABOTAGE, and
// tests/sabotage chooses a bug at run time.
#pragma once

#ifdef TOCSIN_SABOTAGE
#include <atomic>
#endif

namespace tocsin {

enum class Bug {
    none,
    refusal_succeeds,          // P2: whoever is refused reads 200
    refusal_withheld,          // P2: whoever is refused hears nothing, for ever
    page_dawdles,              // P6: what was committed waits before it leaves
    summer_forgotten,          // P10: every zone is that of Greenwich all year round
    look_takes,                // P12: opening a link takes the call
    full_disk_accepts,         // P13: what could not be saved is answered as if it was
    providers_queue,           // P14: all providers share the places of one
    descriptors_uncounted,     // P15: callers get the descriptors that the journal needs
    memory_want_survived,      // P15: a loop that had no memory goes on as if nothing was
    standstill_unseen,         // P16: systemd is told of life whatever stands still
    edit_unseen,               // P17: an entry's hash is not compared
    secret_told,               // P18: what proves us to a provider stands in the log
    scope_unasked,             // P19: a token may do anything
    harm_unseen,               // P21: a copy that was harmed is called good
    upgrade_in_parts,          // P22: each statement of an upgrade stands alone
    bad_configuration_counts,  // P20: a configuration that cannot be read takes the old one's place
};

// Where a thread of the daemon may be made to stand still for as long as a test wants (P16).
enum class Standstill {
    none,
    house,      // the thread that tells systemd of life
    engine,     // which decides
    journal,    // a commit that is not answered
    handover,   // the dispatcher, behind the engine's thread
    gate,       // which accepts and reads
    workers,    // which handle requests, all of them
    transfers,  // which move bytes to providers
    publisher,  // of the status page
    drawing,    // of the status page
    sheet,      // the on-call sheet's writer
    events,     // the stream of events
    archive,    // whoever reads the past
};

#ifdef TOCSIN_SABOTAGE
// A namespace of its own: in a program that has both forms each object keeps the one it was
// compiled with.
inline namespace with_sabotage {
inline std::atomic<Bug> planted_here = Bug::none;
inline std::atomic<Standstill> standing = Standstill::none;
inline bool sabotaged(Bug bug) {
    return planted_here.load(std::memory_order_relaxed) == bug;
}
// Returns when a test says so; at once where it has not asked for this place.
inline void stand_still(Standstill place) {
    standing.wait(place);
}
}  // namespace with_sabotage
#else
constexpr bool sabotaged(Bug) {
    return false;
}
constexpr void stand_still(Standstill) {}
#endif

}  // namespace tocsin
