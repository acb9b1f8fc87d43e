// A second, simple look at what is owed. State knows what is due because decide() and apply() kept
// it so, entry by entry; a mistake there stops an escalation without a word. This reads the same
// entries by a few rules of its own, shares no code with State, and says where the two differ: what
// the journal says is owed must be due, in time, in the state that acts.
//
// It claims only what must not be missing. What is due too much calls somebody too often, and is
// seen. And it claims nothing of what has left the journal, though it may have read some of its
// entries before they left, or read those that stay: only what is over leaves.
#pragma once

#include "core/event.h"
#include "core/state.h"
#include "rota/zone.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// What a claim is about: an incident's ladder, an obligation, a message that has not been settled,
// an alarm that is suppressed.
using Subject = std::variant<IncidentId, ObligationKey, SendId, AlarmKey>;

class SecondLook {
public:
    // Every entry of the journal, in order, from the first.
    void read(const Entry& entry);

    // The kinds of entries that say anything here (core/timeline.h). Of others, it is enough to
    // know that they are there.
    static const std::set<std::string, std::less<>>& kinds();
    void pass(std::uint64_t seq) { seq_ = seq; }

    // The last entry read or passed; 0 before the first.
    std::uint64_t seq() const { return seq_; }

    // All there is to claim now.
    std::vector<Subject> subjects() const;

    // How the state that acts differs: a sentence, or nothing where it does not. `live` must be as
    // it was after entry seq(), or later: then what it did since may seem to be missing, and only
    // what differs again after more was read is a difference. Nothing is said of an incident that
    // has moved since.
    std::optional<std::string> difference(const Subject& subject, const State& live, Instant now,
                                          const Zone& zone) const;

    // What is due may be so late before it counts as forgotten.
    static constexpr Duration late_after = std::chrono::minutes(1);

private:
    struct Ladder {
        Instant by{};           // its next step must be due then, or before
        bool standing = false;  // somebody has it; it ends with this rung
    };
    struct Owed {
        std::uint64_t number = 0;
        bool calendar = false;          // no clock step moves it
        std::optional<Instant> look{};  // it must be looked at then, or before
    };
    struct Sent {
        std::string to;
        std::vector<IncidentId> about;
        Instant at{};
    };
    // An instant that the state must have; nothing where it has none.
    static std::optional<std::string> late(const std::string& what, Instant by,
                                           const std::optional<Instant>& due, Instant now,
                                           const Zone& zone);

    void on(const Entry& entry, const IncidentOpened& event);
    void on(const Entry& entry, const StatusMoved& event);
    void on(const Entry& entry, const StepBegan& event);
    void on(const Entry& entry, const StepFailed& event);
    void on(const Entry& entry, const Climbed& event);
    void on(const Entry& entry, const Taken& event);
    void on(const Entry& entry, const ObligationBegan& event);
    void on(const Entry& entry, const ObligationMoved& event);
    void on(const Entry& entry, const SendOffered& event);
    void on(const Entry& entry, const SendSettled& event);
    void on(const Entry& entry, const SendDropped& event);
    void on(const Entry& entry, const AlarmSuppressed& event);
    void on(const Entry& entry, const SuppressionEnded& event);
    void on(const Entry& entry, const ClockStepped& event);
    void on(const Entry& entry, const Archived& event);
    template <class Other>
    void on(const Entry&, const Other&) {}

    std::optional<std::string> of(IncidentId id, const State& live, Instant now,
                                  const Zone& zone) const;
    std::optional<std::string> of(const ObligationKey& key, const State& live, Instant now,
                                  const Zone& zone) const;
    std::optional<std::string> of(SendId id, const State& live, Instant now,
                                  const Zone& zone) const;
    std::optional<std::string> of(const AlarmKey& key, const State& live, Instant now,
                                  const Zone& zone) const;

    std::uint64_t seq_ = 0;
    Instant latest_{};  // of the entries read: no clock that is put back makes it earlier
    std::map<IncidentId, Ladder> ladders_;
    std::map<ObligationKey, Owed> owed_;
    std::map<SendId, Sent> sends_;
    std::set<AlarmKey> suppressed_;
};

}  // namespace tocsin
