// What an incident owed, as facts for documents, and how many of many were met in time (SIRI-09).
#pragma once

#include "core/facts.h"

#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// Gathers what one incident owes, entry by entry.
class OwedFacts {
public:
    explicit OwedFacts(const Zone& zone) : zone_(zone) {}

    void began(const ObligationBegan& event);
    void moved(const ObligationMoved& event, Instant at);

    // One line each, in the order in which they began: name, title, owner, due, outcome, and where
    // it was met, when, by whom and with which proof.
    std::vector<Facts> lines(Instant now) const;

private:
    struct Owed {
        std::string name;
        std::string title;
        std::string owner;
        Instant due{};
        std::string outcome;  // empty: it is owed
        std::optional<Instant> met;
        std::string by;
        std::string proof;
        bool paused = false;
    };

    Owed* find(const std::string& name);

    const Zone& zone_;
    std::vector<Owed> owed_;
};

Vocabulary owed_vocabulary();

// One line a target, in its order, counted over the lines "obligations" of these incidents: how
// many were due by now or met, how many of them in time, the percentage rounded down, whether the
// target is reached, and the exceptions: which were late. Nothing was due: no percentage, and
// reached. Waived, lapsed and ended ones do not count.
std::vector<Facts> figures(const std::vector<Facts>& incidents,
                           const std::vector<std::pair<std::string, int>>& targets);

Vocabulary figures_vocabulary();

}  // namespace tocsin
