#include "daemon/auditor.h"

#include "daemon/clock.h"
#include "daemon/sqlite_journal.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t rows_at_once = 1000;

// What goes on differing is said again so often.
constexpr std::chrono::minutes said_again{30};

}  // namespace

Auditor::Auditor(const std::filesystem::path& journal, Calls calls, AuditorSettings settings)
    : calls_(std::move(calls)), settings_(settings), history_(journal), looked_(steady_now()) {}

Auditor::~Auditor() {
    stop();
}

void Auditor::start() {
    thread_ = std::thread([this] { run(); });
}

void Auditor::stop() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

AuditHealth Auditor::health(std::chrono::steady_clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    AuditHealth health = health_;
    health.age = std::chrono::duration_cast<std::chrono::seconds>(now - looked_);
    return health;
}

void Auditor::run() {
    auto rest = settings_.first_after;
    while (wait(rest)) {
        rest = settings_.every;
        try {
            look_once();
        } catch (const std::exception& error) {
            {
                const std::lock_guard lock(mutex_);
                ++health_.failures_total;
            }
            calls_.failed(std::string("what is owed could not be looked at twice: ") +
                          error.what());
        }
    }
}

bool Auditor::wait(std::chrono::milliseconds length) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, length, [this] { return ending_; });
}

// What the engine did since the journal was read may seem to be missing: only what differs again
// and again, with more read in between, is a difference.
void Auditor::look_once() {
    if (!read_on()) return;
    std::vector<Subject> doubtful = second_look_.subjects();
    std::vector<std::string> words;
    for (int look = 1; !doubtful.empty(); ++look) {
        const std::optional<std::vector<Difference>> found = compare(doubtful);
        if (!found) return;
        doubtful.clear();
        words.clear();
        for (const Difference& one : *found) {
            doubtful.push_back(one.subject);
            words.push_back(one.words);
        }
        if (look == settings_.looks || doubtful.empty()) break;
        if (!wait(settings_.breath) || !read_on()) return;
    }
    report(std::move(words));
}

// To the journal's present end. False: it is to end.
bool Auditor::read_on() {
    for (;;) {
        const std::vector<Row> page = history_.page(second_look_.seq(), rows_at_once);
        if (page.empty()) return true;
        for (const Row& row : page) {
            if (SecondLook::kinds().contains(row.kind)) {
                second_look_.read(entry_of(row));
            } else {
                second_look_.pass(row.seq);
            }
        }
        // A long journal is read beside everything else that begins with the daemon.
        if (!wait(std::chrono::milliseconds(page.size() < rows_at_once ? 0 : 2))) return false;
    }
}

// Nothing: the engine cannot say, or keeps in memory what the journal has no room for.
std::optional<std::vector<Auditor::Difference>> Auditor::compare(
    const std::vector<Subject>& subjects) const {
    std::vector<Difference> found;
    for (std::size_t from = 0; from < subjects.size(); from += settings_.at_once) {
        const std::size_t to = std::min(from + settings_.at_once, subjects.size());
        bool degraded = false;
        const bool seen = calls_.look([&](const Engine& engine, Instant now) {
            degraded = engine.degraded();
            if (degraded) return;
            const Zone& zone = engine.directory().calendar.zone;
            for (std::size_t at = from; at < to; ++at) {
                auto words = second_look_.difference(subjects[at], engine.state(), now, zone);
                if (words) found.push_back({subjects[at], std::move(*words)});
            }
        });
        if (!seen || degraded) return std::nullopt;
    }
    return found;
}

void Auditor::report(std::vector<std::string> differences) {
    const auto now = steady_now();
    bool says = false;
    {
        const std::lock_guard lock(mutex_);
        const bool news = differences.size() > health_.differences.size();
        says = !differences.empty() && (news || now - told_ >= said_again);
        if (says) told_ = now;
        health_.differences = differences;
        ++health_.looks_total;
        looked_ = now;
    }
    if (says) calls_.found(std::move(differences));
}

}  // namespace tocsin
