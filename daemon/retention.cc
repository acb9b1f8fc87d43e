#include "daemon/retention.h"

#include "rota/clock_words.h"

namespace tocsin {
namespace {

// What the housekeeper works on is finished before a stop, so no part is long.
constexpr auto part = std::chrono::seconds(1);

}  // namespace

void Retention::look(Instant now, const Zone& zone, std::optional<Duration> kept) {
    const Day today = zone.day(now);
    const bool night =
        now >= zone.instant(today, night_begins) && now < zone.instant(today, night_ends);
    if (!night || night_ == today) return;
    try {
        if (begun_ != today) {
            again_ = eraser_.erased_since(now - erased_again);
            begun_ = today;
        } else if (!erase_again() && !erase_older(now, kept)) {
            end_night(today, now, "");
        }
    } catch (const StoreError& failure) {
        end_night(today, std::nullopt, failure.what());
    }
}

// False: nothing of that is left.
bool Retention::erase_again() {
    if (again_.empty()) return false;
    const WordFinder::Past past = again_.back();
    const NamedPerson person = past.incident ? NamedPerson{} : names_(past.person);
    const ErasureDone done = eraser_.erase(
        {past.incident, person, by_retention, "written behind an erasure", false}, part);
    count(done);
    if (done.how == InParts::done) again_.pop_back();
    return true;
}

// Likewise.
bool Retention::erase_older(Instant now, std::optional<Duration> kept) {
    if (!kept) return false;
    const ErasureDone done = eraser_.erase_older(now - *kept, "retention " + duration_words(*kept));
    count(done);
    return done.how == InParts::busy || done.entries > 0;
}

void Retention::count(const ErasureDone& done) {
    if (done.how == InParts::unsaved) throw StoreError("the journal took no more");
    const std::lock_guard lock(mutex_);
    health_.erased_total += done.entries;
}

void Retention::end_night(Day day, std::optional<Instant> done, const std::string& trouble) {
    night_ = day;
    const std::lock_guard lock(mutex_);
    if (done) health_.done = done;
    health_.trouble = trouble;
}

RetentionHealth Retention::health() const {
    const std::lock_guard lock(mutex_);
    return health_;
}

}  // namespace tocsin
