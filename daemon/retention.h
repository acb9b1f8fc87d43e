// What is older than the configuration keeps loses its words at night, a part a second, so that no
// call waits behind it. So does what was written again of whom somebody has asked to forget: a
// receipt that came late, a handover that a start could still read.
#pragma once

#include "daemon/eraser.h"
#include "rota/zone.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct RetentionHealth {
    std::uint64_t erased_total = 0;  // entries, by this process
    std::optional<Instant> done{};   // when nothing was left, last
    std::string trouble{};           // why last night did not come to its end; empty: it did
};

class Retention {
public:
    // The hours of the night, local: few work then, and most of what is due is due by day.
    static constexpr std::chrono::hours night_begins{1};
    static constexpr std::chrono::hours night_ends{5};
    // So long behind an erasure by hand it is looked for again.
    static constexpr std::chrono::days erased_again{14};

    // How a person is named today; by an id of theirs.
    using Names = std::function<NamedPerson(const PersonId&)>;

    // `eraser` outlives it.
    Retention(Eraser& eraser, Names names) : eraser_(eraser), names_(std::move(names)) {}

    // One part of the work, if it is night and some is left; one thread. `kept`: how long words are
    // kept; nothing: for ever.
    void look(Instant now, const Zone& zone, std::optional<Duration> kept);

    // Any thread.
    RetentionHealth health() const;

private:
    bool erase_again();
    bool erase_older(Instant now, std::optional<Duration> kept);
    void count(const ErasureDone& done);
    void end_night(Day day, std::optional<Instant> done, const std::string& trouble);

    Eraser& eraser_;
    const Names names_;
    std::optional<Day> night_;             // that is over, or was given up
    std::optional<Day> begun_;             // the one that `again_` is of
    std::vector<WordFinder::Past> again_;  // left of this night
    mutable std::mutex mutex_;
    RetentionHealth health_;
};

}  // namespace tocsin
