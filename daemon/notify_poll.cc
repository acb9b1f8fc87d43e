#include "daemon/notify_poll.h"

#include "channels/json_field.h"
#include "daemon/clock.h"
#include "daemon/sender_time.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// Where the members of {"links":{"next":...}} stand.
constexpr int in_the_links = 2;

// The id behind which the next page begins; empty: there is none. Nothing else of the address is
// used: whoever writes an answer must not choose where our token goes.
std::string next_older_than(const std::string& body) {
    const std::string next = json_field(body, "next", in_the_links).value_or("");
    constexpr std::string_view name = "older_than=";
    const std::size_t at = next.find(name);
    if (at == std::string::npos) return "";
    const std::size_t from = at + name.size();
    const std::string id = next.substr(from, next.find_first_of("&#", from) - from);
    return is_uuid(id) ? id : "";
}

// When the last item of a page was created, which is its oldest.
std::optional<Instant> oldest_of(const std::string& body, std::string_view list) {
    const auto objects = json_objects(body, list);
    if (!objects || objects->empty()) return std::nullopt;
    return sender_time(json_field(objects->back(), "created_at", 1).value_or(""));
}

}  // namespace

struct NotifyPoll::Page {
    std::vector<NotifyItem> items;
    std::string older_than;  // asks for the next one; empty: there is none
    std::optional<Instant> oldest;
};

// One list of one channel. What is not const is guarded by the mutex of the poll.
struct NotifyPoll::Round {
    const Polled polled;
    const bool texts;  // else what became of messages
    bool asking = false;
    bool failing = false;
    Duration ahead{};  // of Notify's clock before ours
    std::chrono::steady_clock::time_point due{};
    std::set<std::string> kept;                           // on disk
    std::map<std::string, std::future<Reply>> submitted;  // on its way there
    // The way through the older pages.
    bool on_the_way = false;
    std::string older_than;        // the page that comes next, while on the way
    int pages = 0;                 // that were read on the way
    std::set<std::string> listed;  // what was seen on the way
    std::chrono::steady_clock::time_point way_due{};

    Round(Polled one, bool of_texts) : polled(std::move(one)), texts(of_texts) {}

    std::optional<Page> read(const WireAnswer& answer) const {
        if (answer.curl_code != 0 || answer.status != 200 || answer.body_cut) return std::nullopt;
        auto items = texts ? read_notify_texts(answer.body, polled.hears_texts)
                           : read_notify_ended(answer.body, polled.channel->name(), polled.senders);
        if (!items) return std::nullopt;
        return Page{*std::move(items), next_older_than(answer.body),
                    oldest_of(answer.body, texts ? "received_text_messages" : "notifications")};
    }

    Instant notify_time() const { return machine_time().utc + ahead; }

    void set_out() {
        on_the_way = true;
        pages = 0;
        listed.clear();
    }

    // What the page named as the next one is asked for at the next look, unless the way ends here.
    void go_on(const Page& page) {
        older_than = page.older_than;
        ++pages;
        const Instant bound = notify_time() - (texts ? believed_for : may_end_for);
        const bool far_enough = page.oldest && *page.oldest < bound;
        if (!older_than.empty() && !far_enough && pages < pages_max) return;
        // What Notify lists no more comes no more.
        std::erase_if(kept, [&](const std::string& key) { return !listed.contains(key); });
        rest();
    }

    void rest() {
        on_the_way = false;
        older_than.clear();
        way_due = steady_now() + rest_for;
    }

    // Told only when it changes.
    void fares(bool well, const std::string& why) {
        if (failing != well) return;
        failing = !well;
        if (well) spdlog::info("{} can be polled again", polled.channel->name());
        if (!well) spdlog::warn("{} cannot be polled: {}", polled.channel->name(), why);
    }

    // What has been saved need not be told again; what has not been will be.
    void settle() {
        for (auto one = submitted.begin(); one != submitted.end();) {
            if (one->second.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
                ++one;
                continue;
            }
            try {
                if (one->second.get().durable) kept.insert(one->first);
            } catch (const std::future_error&) {
                // The engine ended before it could commit.
            }
            one = submitted.erase(one);
        }
    }
};

NotifyPoll::NotifyPoll(Transfers& transfers, Submit submit)
    : transfers_(transfers), submit_(std::move(submit)) {}
NotifyPoll::~NotifyPoll() = default;

void NotifyPoll::use(std::vector<Polled> channels) {
    const std::lock_guard lock(mutex_);
    rounds_.clear();
    for (const Polled& one : channels) {
        for (const bool texts : {false, true}) {
            if (texts && one.channel->medium() != Medium::sms) continue;
            rounds_.push_back(std::make_shared<Round>(one, texts));
        }
    }
}

void NotifyPoll::look() {
    const std::lock_guard lock(mutex_);
    for (const auto& round : rounds_) {
        if (round->asking) continue;
        round->settle();
        if (steady_now() >= round->due) {
            ask(round, "");
        } else if (!round->older_than.empty() && round->submitted.empty()) {
            // Only when the page before is on disk: the engine's queue is short, and people wait
            // in it too.
            ask(round, round->older_than);
        }
    }
}

void NotifyPoll::ask(const std::shared_ptr<Round>& round, const std::string& older_than) {
    const NotifyChannel& channel = *round->polled.channel;
    const Instant signed_at = round->notify_time();
    if (older_than.empty()) round->due = steady_now() + round->polled.every;
    WireJob job;
    try {
        job.request =
            round->texts ? channel.received_texts(older_than) : channel.ended_messages(older_than);
        channel.sign(job.request, signed_at);
    } catch (const std::exception&) {
        // This is the engine's thread, which nothing may end. Its what() may hold a secret.
        if (!older_than.empty()) round->rest();
        return round->fares(false, "the request cannot be signed");
    }
    // Places of its own: asking must not keep a page waiting.
    job.channel = channel.name() + " polled";
    job.in_flight_max = 2;
    job.done = [this, round, signed_at, older_than](const WireAnswer& answer) {
        // The engine's thread waits for the mutex: a page is read before it is taken.
        const auto ahead = round->polled.channel->clock_ahead(answer, signed_at);
        const auto page = round->read(answer);
        const std::lock_guard lock(mutex_);
        answered(*round, older_than, answer, ahead, page);
    };
    round->asking = transfers_.offer(std::move(job)).has_value();
}

void NotifyPoll::answered(Round& round, const std::string& older_than, const WireAnswer& answer,
                          std::optional<Duration> ahead, const std::optional<Page>& page) {
    round.asking = false;
    const bool newest = older_than.empty();
    if (ahead) round.ahead += *ahead;
    if (!ahead) {
        round.fares(page.has_value(), answer.body_cut
                                          ? "the answer is longer than what is read of one"
                                          : "answer " + std::to_string(answer.status));
    }
    if (ahead || !page) {
        if (!newest) round.rest();
        return;
    }
    const bool sets_out = newest && !round.on_the_way && steady_now() >= round.way_due;
    if (sets_out) round.set_out();
    tell(round, *page);
    if (sets_out || !newest) round.go_on(*page);
}

void NotifyPoll::tell(Round& round, const Page& page) {
    const Instant oldest = round.notify_time() - believed_for;
    for (const NotifyItem& item : page.items) {
        if (round.on_the_way) round.listed.insert(item.key);
        const bool old = round.texts && item.at && *item.at < oldest;
        if (old || round.kept.contains(item.key) || round.submitted.contains(item.key)) continue;
        if (auto reply = submit_(item.what)) round.submitted.emplace(item.key, std::move(*reply));
    }
}

}  // namespace tocsin
