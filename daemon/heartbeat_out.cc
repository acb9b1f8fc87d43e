#include "daemon/heartbeat_out.h"

#include "daemon/json_writer.h"
#include "rota/clock_words.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

// What is read of an answer: nothing in it is of use to us.
constexpr std::size_t answer_max = 4096;

std::int64_t whole_seconds(Duration length) {
    return floor<seconds>(length).count();
}

}  // namespace

std::string heartbeat_json(const HeartbeatFacts& facts) {
    return JsonObject()
        .text("instance", facts.instance)
        .text("version", TOCSIN_VERSION)
        .text("time", iso_utc(facts.at))
        .truth("exercise", facts.exercise)
        .number("oldest_unsent_page_seconds", whole_seconds(facts.oldest_unsent))
        .number("overdue_seconds", whole_seconds(facts.overdue))
        .number("open_incidents", static_cast<std::int64_t>(facts.open_incidents))
        .raw("journal", JsonObject()
                            .number("entries", static_cast<std::int64_t>(facts.entries))
                            .text("head", facts.head)
                            .str())
        .str();
}

std::string why_withheld(const HeartbeatFacts& facts, Duration withheld_after) {
    if (facts.oldest_unsent > withheld_after)
        return "no provider has taken a page for " + duration_words(facts.oldest_unsent);
    if (facts.overdue > withheld_after)
        return "what is due is late by " + duration_words(facts.overdue);
    if (!facts.audit.empty()) return "what is owed will not be done: " + facts.audit;
    return "";
}

void HeartbeatOut::use(std::optional<HeartbeatSettings> settings, Steady now) {
    const std::lock_guard lock(mutex_);
    if (!settings_ || !settings) arrived_ = now;
    settings_ = std::move(settings);
    ++round_;
    due_ = now;
    asking_ = false;
    failing_ = false;
    if (!settings_) withheld_ = false;
}

void HeartbeatOut::look(const std::function<HeartbeatFacts()>& facts, Steady now) {
    const std::lock_guard lock(mutex_);
    if (!settings_ || asking_ || now < due_) return;
    const HeartbeatFacts seen = facts();
    const std::string why = why_withheld(seen, settings_->withheld_after);
    if (!why.empty()) return withhold(why, now);
    if (withheld_) spdlog::warn("the heartbeat is sent again");
    withheld_ = false;
    send(seen, now);
}

void HeartbeatOut::withhold(const std::string& why, Steady now) {
    due_ = now + std::min(settings_->every, soon);
    if (withheld_) return;
    withheld_ = true;
    ++counts_.withheld_total;
    spdlog::error("the heartbeat is withheld: {}", why);
}

void HeartbeatOut::send(const HeartbeatFacts& facts, Steady now) {
    WireJob job;
    job.request.url = settings_->url;
    job.request.headers = settings_->headers;
    job.request.headers.emplace_back("Content-Type", "application/json");
    job.request.body = heartbeat_json(facts);
    job.request.trusted_certificates = settings_->trusted_certificates;
    job.request.private_addresses = settings_->private_addresses;
    job.request.answer_max = answer_max;
    job.request.timeouts = settings_->timeouts;
    // A place of its own: it waits for no page, and no page for it.
    job.channel = "heartbeat out";
    job.in_flight_max = 1;
    job.done = [this, round = round_](const WireAnswer& answer) { answered(answer, round); };
    asked_ = now;
    due_ = now + settings_->every;
    asking_ = offer_(std::move(job));
    if (!asking_) failed("it cannot be handed over");
}

void HeartbeatOut::answered(const WireAnswer& answer, std::uint64_t round) {
    const std::lock_guard lock(mutex_);
    if (round != round_) return;  // of another configuration
    asking_ = false;
    if (answer.curl_code != 0) return failed(answer.curl_error);
    if (answer.status < 200 || answer.status > 299)
        return failed("it answers " + std::to_string(answer.status));
    ++counts_.arrived_total;
    arrived_ = asked_;
    if (failing_) spdlog::info("the heartbeat arrives again");
    failing_ = false;
}

// Told only when it changes. libcurl's words may name the host; a URL that is a secret they do not.
void HeartbeatOut::failed(const std::string& why) {
    ++counts_.failures_total;
    due_ = asked_ + std::min(settings_->every, soon);
    if (!failing_) spdlog::warn("the heartbeat does not arrive: {}", why);
    failing_ = true;
}

HeartbeatHealth HeartbeatOut::health(Steady now) const {
    const std::lock_guard lock(mutex_);
    HeartbeatHealth health = counts_;
    health.configured = settings_.has_value();
    health.withheld = withheld_;
    health.age = floor<seconds>(now - arrived_);
    return health;
}

}  // namespace tocsin
