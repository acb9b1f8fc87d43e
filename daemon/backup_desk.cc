#include "daemon/backup_desk.h"

#include <algorithm>

namespace tocsin {
namespace {

// A name that lies further ahead was written by a clock that was wrong: it is no reason to wait.
constexpr Duration clocks_differ = std::chrono::hours(1);

}  // namespace

void BackupDesk::use(std::optional<BackupSettings> settings) {
    const std::lock_guard lock(mutex_);
    if (!settings) since_.reset();
    if (settings && !since_) since_ = clock_();
    tried_.reset();
    health_.settings = std::move(settings);
}

std::uint64_t BackupDesk::ask(std::optional<std::filesystem::path> where) {
    const std::lock_guard lock(mutex_);
    if (waiting_ || health_.running) return 0;
    const std::size_t keep = where ? 0 : health_.settings.value().keep;
    waiting_ = Wanted{where ? *where : health_.settings->folder / "", ++health_.asked, keep};
    return health_.asked;
}

void BackupDesk::look() {
    const std::optional<Wanted> one = wanted();
    if (!one) return;
    try {
        const BackupMade made =
            back_up(journal_, one->where, clock_(), [this] { return stopped_.load(); });
        if (one->keep > 0) prune_backups(one->where, one->keep);
        done(*one, made, "");
    } catch (const std::exception& failure) {
        done(*one, std::nullopt, failure.what());
    }
}

// A folder is written with its slash: one that is missing, as of a disk that is not mounted, is no
// name for a file.
std::optional<BackupDesk::Wanted> BackupDesk::wanted() {
    const std::lock_guard lock(mutex_);
    if (stopped_) return std::nullopt;
    if (waiting_) {
        health_.running = true;
        return std::exchange(waiting_, std::nullopt);
    }
    if (!health_.settings) return std::nullopt;
    const Instant now = clock_();
    if (tried_ && *tried_ <= now && now < *tried_ + again) return std::nullopt;
    const std::optional<Instant> last = newest(health_.settings->folder);
    if (last && now < *last + health_.settings->every) return std::nullopt;
    health_.running = true;
    return Wanted{health_.settings->folder / "", 0, health_.settings->keep};
}

std::optional<Instant> BackupDesk::newest(const std::filesystem::path& folder) const {
    const Instant latest = clock_() + clocks_differ;
    for (const BackupFile& one : backups_in(folder)) {
        if (one.at <= latest) return one.at;
    }
    return std::nullopt;
}

void BackupDesk::done(const Wanted& wanted, std::optional<BackupMade> made,
                      const std::string& why) {
    std::optional<Instant> last;
    {
        const std::lock_guard lock(mutex_);
        health_.running = false;
        health_.trouble = why;
        if (wanted.asked > 0) health_.answered = wanted.asked;
        if (made && wanted.asked > 0 && wanted.keep == 0) health_.placed = made;
        if (made) health_.last = std::move(made);
        if (stopped_) return;
        if (!why.empty()) ++health_.failures_total;
        if (wanted.asked > 0) return;  // whoever asked hears it
        if (!why.empty()) tried_ = clock_();
        last = newest(wanted.where);
    }
    told_(why, last);
}

BackupHealth BackupDesk::health() const {
    const std::lock_guard lock(mutex_);
    BackupHealth health = health_;
    std::optional<Instant> from = since_;
    if (health.settings) {
        const std::optional<Instant> last = newest(health.settings->folder);
        health.lacking = !last;
        if (last) from = last;
    } else if (health.last) {
        from = health.last->at;
    }
    if (from) {
        health.age = std::chrono::duration_cast<std::chrono::seconds>(
            std::max(clock_() - *from, Duration{0}));
    }
    return health;
}

}  // namespace tocsin
