#include "daemon/eraser.h"

#include "daemon/clock.h"

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(1);

// More entries than the longest incident of a busy house has.
constexpr std::size_t counted_max = 1'000'000;

}  // namespace

bool Eraser::knows(IncidentId incident) {
    const OneAtATime::Taken place(one_, patience);
    // Somebody erases right now: that will say so.
    return !place || finder_.knows(incident);
}

ErasureDone Eraser::erase(const ErasureWanted& wanted, std::chrono::milliseconds within) {
    const Steady::time_point until = steady_now() + within;
    ErasureDone done;
    const OneAtATime::Taken place(one_, patience);
    if (!place) {
        done.how = InParts::busy;
    } else if (wanted.incident) {
        erase_incident(wanted, until, done);
    } else {
        erase_person(wanted, until, done);
    }
    return done;
}

void Eraser::erase_incident(const ErasureWanted& wanted, Steady::time_point until,
                            ErasureDone& done) {
    done.stays = finder_.stays(wanted.incident, now_());
    if (wanted.trial) {
        erase(finder_.of(wanted.incident, now_(), counted_max), wanted, done);
        return;
    }
    for (;;) {
        const FoundWords found = finder_.of(wanted.incident, now_(), at_once);
        if (found.entries.empty() || !erase(found, wanted, done)) return;
        if (steady_now() >= until) {
            done.how = InParts::parted;
            return;
        }
    }
}

void Eraser::erase_person(const ErasureWanted& wanted, Steady::time_point until,
                          ErasureDone& done) {
    for (std::uint64_t after = 0;;) {
        const WordFinder::Pass pass = finder_.naming(wanted.person, now_(), after, at_once);
        for (const auto& [kind, count] : pass.stays) done.stays[kind] += count;
        if (!pass.found.entries.empty() && !erase(pass.found, wanted, done)) return;
        if (!pass.more) return;
        if (steady_now() >= until) {
            done.how = InParts::parted;
            return;
        }
        after = pass.until;
    }
}

bool Eraser::erase(const FoundWords& found, const ErasureWanted& wanted, ErasureDone& done) {
    if (!wanted.trial) {
        std::vector<IncidentId> of = found.of;
        // The one that was asked for comes first, whatever else the entries are about.
        std::erase(of, wanted.incident);
        if (wanted.incident) of.insert(of.begin(), wanted.incident);
        const std::optional<Reply> reply =
            ask_({std::move(of), wanted.person.id, found.entries, wanted.by, wanted.reason});
        if (!reply || !reply->durable || reply->answer.kind != Answer::Kind::done) {
            done.how = InParts::unsaved;
            return false;
        }
    }
    done.entries += found.entries.size();
    done.of.insert(found.of.begin(), found.of.end());
    return true;
}

ErasureDone Eraser::erase_older(Instant before, const std::string& reason) {
    ErasureDone done;
    const OneAtATime::Taken place(one_, patience);
    if (!place) {
        done.how = InParts::busy;
        return done;
    }
    const FoundWords found = finder_.older(before, now_(), at_once);
    if (!found.entries.empty()) erase(found, {{}, {}, by_retention, reason, false}, done);
    return done;
}

std::vector<WordFinder::Past> Eraser::erased_since(Instant since) {
    const OneAtATime::Taken place(one_, patience);
    return place ? finder_.erased_since(since) : std::vector<WordFinder::Past>{};
}

}  // namespace tocsin
