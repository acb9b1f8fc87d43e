#include "daemon/archiver.h"

#include "daemon/clock.h"

#include <utility>

namespace tocsin {
namespace {

constexpr auto patience = std::chrono::seconds(1);

}  // namespace

ArchiveDone Archiver::archive(const ArchiveWanted& wanted, std::chrono::milliseconds within) {
    const auto until = steady_now() + within;
    ArchiveDone done;
    const OneAtATime::Taken place(one_, patience);
    if (!place) return {InParts::busy};
    const LeavingBounds bounds{wanted.before, wanted.file.seq};
    if (sweep_.bounds != bounds) sweep_ = {bounds};
    for (;;) {
        const LeavingFinder::Pass pass = finder_.next(bounds, sweep_.after, at_once);
        if (!pass.entries.empty() && !let_go(pass, wanted, done)) return done;
        sweep_.found |= !pass.entries.empty();
        sweep_.after = pass.more ? pass.until : 0;
        // What ends an incident may have to wait for a second sweep: until one finds nothing.
        if (!pass.more && !std::exchange(sweep_.found, false)) return done;
        if (steady_now() >= until) {
            done.how = InParts::parted;
            return done;
        }
    }
}

bool Archiver::let_go(const LeavingFinder::Pass& pass, const ArchiveWanted& wanted,
                      ArchiveDone& done) {
    const std::optional<Reply> reply = ask_({pass.of, pass.entries, wanted.file, wanted.by});
    if (!reply || !reply->durable || reply->answer.kind != Answer::Kind::done) {
        done.how = InParts::unsaved;
        return false;
    }
    done.entries += pass.entries.size();
    return true;
}

Archiver::Counted Archiver::count(Instant before, std::uint64_t last,
                                  std::chrono::milliseconds within) {
    const auto until = steady_now() + within;
    const OneAtATime::Taken place(one_, patience);
    if (!place) return {.how = InParts::busy};
    Counted counted{.all = finder_.entries()};
    for (LeavingFinder::Count part{.leaving = 0, .until = 0, .more = true}; part.more;) {
        part = finder_.count({before, last}, part.until);
        counted.leaving += part.leaving;
        if (!part.more || steady_now() < until) continue;
        counted.how = InParts::parted;
        break;
    }
    return counted;
}

}  // namespace tocsin
