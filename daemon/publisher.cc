#include "daemon/publisher.h"

#include "channels/sabotage.h"
#include "daemon/at_work.h"
#include "daemon/clock.h"
#include "daemon/file_text.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

struct Digested {
    File file;
    std::string digest;
};

struct Version {
    std::uint64_t number = 0;
    std::vector<Digested> pages;  // index.html last
};

struct Target {
    std::string url;  // without a slash at its end
    std::string lane;
    std::map<std::string, std::string> has;  // digest by path: what it is known to hold
    std::shared_ptr<const Version> sending;
    std::size_t next = 0;  // page of `sending`
    bool in_flight = false;
    Steady::time_point taken{};  // when `sending` was taken up
    Steady::time_point retry_at{};
    std::optional<Steady::time_point> lacking;  // since when something newer is missing
    int failures = 0;
    std::uint64_t failures_total = 0;
    std::string last_error;
    std::uint64_t published = 0;
};

std::shared_ptr<const Version> version_of(std::uint64_t number, std::vector<File> files) {
    std::stable_partition(files.begin(), files.end(),
                          [](const File& file) { return file.path != "index.html"; });
    auto version = std::make_shared<Version>();
    version->number = number;
    for (File& file : files) {
        std::string digest = sha256_hex(file.body);
        version->pages.push_back({std::move(file), std::move(digest)});
    }
    return version;
}

WireRequest request_for(const std::string& target, const File& file) {
    WireRequest request;
    request.url = target + "/" + percent_encoded(file.path, true);
    request.body = file.body;
    request.private_addresses = true;
    if (target.starts_with("file://")) {
        request.put_file = true;
        request.readable_by_all = true;
        return request;
    }
    request.method = "PUT";
    request.headers = {{"Content-Type", file.content_type}};
    return request;
}

// Empty: it arrived.
std::string failure(const WireAnswer& answer, bool is_file) {
    if (answer.curl_code != 0) {
        return answer.curl_error.empty() ? "The transfer failed." : answer.curl_error;
    }
    if (is_file || (answer.status >= 200 && answer.status < 300)) return {};
    return "HTTP " + std::to_string(answer.status);
}

}  // namespace

// Owned by the publisher; what is in flight only looks whether it is still there.
class Publisher::Rounds : public std::enable_shared_from_this<Rounds> {
public:
    Rounds(Transfers& transfers, std::vector<std::string> urls, PublisherPace pace)
        : transfers_(transfers), pace_(pace) {
        for (std::string& url : urls) {
            while (url.ends_with('/')) url.pop_back();
            Target target;
            target.lane = "publish:" + std::to_string(targets_.size());
            target.url = std::move(url);
            targets_.push_back(std::move(target));
        }
    }

    void start() {
        thread_ = std::thread([this] { run(); });
    }

    void publish(std::vector<File> files) {
        {
            const std::lock_guard lock(mutex_);
            fresh_ = std::move(files);
            ++newest_number_;
            for (Target& target : targets_) {
                if (!target.lacking) target.lacking = steady_now();
            }
        }
        wake_.notify_one();
    }

    std::vector<PublisherHealth> health() const {
        const std::lock_guard lock(mutex_);
        std::vector<PublisherHealth> all;
        for (const Target& target : targets_) {
            PublisherHealth one;
            one.target = all.size();
            one.failures = target.failures;
            one.failures_total = target.failures_total;
            one.last_error = target.last_error;
            one.published_version = target.published;
            one.newest_version = newest_number_;
            if (target.lacking) {
                one.age = std::chrono::floor<std::chrono::seconds>(steady_now() - *target.lacking);
            }
            all.push_back(std::move(one));
        }
        return all;
    }

    Steady::time_point last_turn() const { return at_work_.last_turn(); }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        const std::lock_guard joining(join_mutex_);
        if (thread_.joinable()) thread_.join();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            const std::optional<Steady::time_point> earliest = round(lock);
            const auto something = [&] { return stopping_ || fresh_ || turned_; };
            if (earliest) {
                wake_.wait_until(lock, *earliest, something);
            } else {
                wake_.wait(lock, something);
            }
            turned_ = false;
        }
    }

    // When to look again, where that depends on time alone.
    std::optional<Steady::time_point> round(std::unique_lock<std::mutex>& lock) {
        const AtWork::Piece piece(at_work_);
        if (fresh_) take_up(lock);
        std::optional<Steady::time_point> earliest;
        for (std::size_t index = 0; index < targets_.size(); ++index) {
            const auto retry = go_on(index);
            if (retry) earliest = std::min(*retry, earliest.value_or(*retry));
        }
        return earliest;
    }

    // Digests are made without the lock: nobody waits for them.
    void take_up(std::unique_lock<std::mutex>& lock) {
        std::vector<File> files = std::move(*fresh_);
        fresh_.reset();
        const std::uint64_t number = newest_number_;
        lock.unlock();
        stand_still(Standstill::publisher);
        auto version = version_of(number, std::move(files));
        lock.lock();
        newest_ = std::move(version);
    }

    // Holding the lock. Sends the next page the target lacks; returns when to look again, where
    // that depends on time alone.
    std::optional<Steady::time_point> go_on(std::size_t index) {
        Target& target = targets_[index];
        if (target.in_flight) return std::nullopt;
        if (steady_now() < target.retry_at) return target.retry_at;
        while (take_version(target)) {
            for (; target.next < target.sending->pages.size(); ++target.next) {
                const Digested& page = target.sending->pages[target.next];
                const auto held = target.has.find(page.file.path);
                if (held == target.has.end() || held->second != page.digest) {
                    return send(index, page);
                }
            }
            arrived_whole(target);
        }
        return std::nullopt;
    }

    bool take_version(Target& target) const {
        if (target.sending) return true;
        if (!newest_ || newest_->number <= target.published) return false;
        target.sending = newest_;
        target.next = 0;
        target.taken = steady_now();
        return true;
    }

    void arrived_whole(Target& target) const {
        target.published = target.sending->number;
        target.sending.reset();
        target.lacking.reset();
        // Whatever is newer came after this version was taken up.
        if (target.published < newest_number_) target.lacking = target.taken;
    }

    std::optional<Steady::time_point> send(std::size_t index, const Digested& page) {
        Target& target = targets_[index];
        WireJob job;
        job.request = request_for(target.url, page.file);
        job.channel = target.lane;
        job.in_flight_max = 1;
        job.done = [rounds = weak_from_this(), index](const WireAnswer& answer) {
            if (const auto self = rounds.lock()) self->landed(index, answer);
        };
        if (transfers_.offer(std::move(job))) {
            target.in_flight = true;
            return std::nullopt;
        }
        failed(target, "The transfers take nothing.");
        return target.retry_at;
    }

    // On the thread of the transfers.
    void landed(std::size_t index, const WireAnswer& answer) {
        {
            const std::lock_guard lock(mutex_);
            Target& target = targets_[index];
            target.in_flight = false;
            const std::string error = failure(answer, target.url.starts_with("file://"));
            if (error.empty()) {
                const Digested& page = target.sending->pages[target.next];
                target.has[page.file.path] = page.digest;
                ++target.next;
                target.failures = 0;
                target.last_error.clear();
            } else {
                failed(target, error);
            }
            turned_ = true;
        }
        wake_.notify_one();
    }

    // The target may hold the old page, the new one or a broken one. The newest version is taken up
    // when it is tried again.
    void failed(Target& target, const std::string& error) const {
        target.has.erase(target.sending->pages[target.next].file.path);
        target.sending.reset();
        ++target.failures;
        ++target.failures_total;
        target.last_error = error;
        // Past ten doublings any pause is the longest.
        const Duration pause = pace_.first * (1 << std::min(target.failures - 1, 10));
        target.retry_at = steady_now() + std::min(pause, pace_.longest);
    }

    Transfers& transfers_;
    const PublisherPace pace_;
    AtWork at_work_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::optional<std::vector<File>> fresh_;  // published, not yet taken up: only the newest
    std::shared_ptr<const Version> newest_;
    std::uint64_t newest_number_ = 0;
    std::vector<Target> targets_;
    bool turned_ = false;  // an answer came
    bool stopping_ = false;

    std::mutex join_mutex_;
    std::thread thread_;
};

Publisher::Publisher(Transfers& transfers, std::vector<std::string> targets, PublisherPace pace)
    : rounds_(std::make_shared<Rounds>(transfers, std::move(targets), pace)) {
    rounds_->start();
}
Publisher::~Publisher() {
    stop();
}
void Publisher::publish(std::vector<File> files) {
    rounds_->publish(std::move(files));
}
std::vector<PublisherHealth> Publisher::health() const {
    return rounds_->health();
}
Steady::time_point Publisher::last_turn() const {
    return rounds_->last_turn();
}
void Publisher::stop() {
    rounds_->stop();
}

}  // namespace tocsin
