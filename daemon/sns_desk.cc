#include "daemon/sns_desk.h"

#include "core/draft.h"
#include "daemon/clock.h"
#include "daemon/json_writer.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::seconds;
using Kind = SnsMessage::Kind;

// A certificate stands at an address of its own, and a new one at a new address.
constexpr auto certificate_kept_for = std::chrono::hours(24);
constexpr auto failure_kept_for = seconds(10);
constexpr std::size_t certificates_max = 32;
constexpr std::size_t fetched_at_once_max = 4;
constexpr std::size_t waiting_max = 256;
constexpr std::size_t answer_bytes_max = 16 * 1024;

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail) + " Nothing was taken."});
}

// SNS comes again after it.
[[noreturn]] void refuse_for_now(std::string detail) {
    throw Refused({.slug = "busy",
                   .detail = std::move(detail) + " Send it again after 10 s.",
                   .retry_after = seconds(10)});
}

Response taken(IncidentId incident) {
    JsonList incidents;
    if (incident) incidents.text(reference(incident));
    return json_response(200, JsonObject().raw("incidents", incidents.str()).str());
}

// "arn:aws:sns:REGION:ACCOUNT:NAME"
std::string region_of(const std::string& topic) {
    std::size_t from = 0;
    for (int colons = 0; colons < 3; ++colons) {
        from = topic.find(':', from);
        if (from == std::string::npos) return "";
        ++from;
    }
    return topic.substr(from, topic.find(':', from) - from);
}

// What is to be confirmed stands where the topic does.
void need_place(const SnsMessage& message) {
    if (message.kind != Kind::subscription) return;
    const std::string host = "https://sns." + region_of(message.topic) + ".amazonaws.com";
    if (message.subscribe_url.starts_with(host + "/") ||
        message.subscribe_url.starts_with(host + ".cn/")) {
        return;
    }
    refuse("forged", "SubscribeURL is not of the topic's region.");
}

}  // namespace

// Everything that is needed once the proof is there, as the request and its visit are gone by then.
struct SnsDesk::Delivery {
    Source source;
    SnsMessage message;
    Reported what;
    Instant now{};
};

Handled SnsDesk::take(const Visit& visit, const Source& source, Instant now) {
    if (find_header(visit.request.headers, "x-amz-sns-rawdelivery") != nullptr) {
        refuse("forged", "A raw message bears no signature. End raw delivery of the subscription.");
    }
    auto read = read_sns_message(visit.request.body);
    if (auto* wrong = std::get_if<ProblemDetail>(&read)) throw Refused(std::move(*wrong));
    auto delivery = std::make_shared<Delivery>();
    delivery->source = source;
    delivery->message = std::move(std::get<SnsMessage>(read));
    delivery->now = now;
    const SnsMessage& message = delivery->message;
    if (std::ranges::find(source.topics, message.topic) == source.topics.end()) {
        spdlog::warn("a message to the source {} is of a topic that it does not list", source.name);
        refuse("scope", "The source does not list this topic.");
    }
    need_place(message);
    Signal signal;
    switch (message.kind) {
        case Kind::notification:
            signal = read_sns_notification(message, source, now).front();
            break;
        case Kind::unsubscription:
            signal = sns_unsubscribed(message, source);
            break;
        case Kind::subscription:
            signal.kind = Signal::Kind::over;
            signal.alarm.firing = false;
            signal.alarm.key = sns_unsubscribed_key(message.topic);
            break;
    }
    delivery->what = desk_.report_of(std::move(signal), source);
    return Later{[this, delivery = DeliveryPtr(delivery)](Tell tell) {
        with_certificate(delivery->message.certificate_url,
                         [this, delivery, tell = std::move(tell)](const auto& pem) {
                             prove(delivery, pem, tell);
                         });
    }};
}

void SnsDesk::with_certificate(const std::string& url, Told use) {
    std::optional<Known> known;
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(url);
        if (found != known_.end() && found->second.until > steady_now()) {
            known = found->second;
        } else if (const auto waits = waiting_.find(url); waits != waiting_.end()) {
            if (waits->second.size() < waiting_max) {
                waits->second.push_back(std::move(use));
                return;
            }
            known = Known{};
        } else if (waiting_.size() >= fetched_at_once_max) {
            known = Known{};
        } else {
            waiting_[url].push_back(std::move(use));
        }
    }
    if (known) return use(known->pem);
    fetch_(url, [this, url](const auto& pem) { keep_certificate(url, pem); });
}

void SnsDesk::keep_certificate(const std::string& url, const std::optional<std::string>& pem) {
    std::vector<Told> waiting;
    {
        const std::lock_guard lock(mutex_);
        const auto until =
            steady_now() +
            (pem ? std::chrono::duration_cast<seconds>(certificate_kept_for) : failure_kept_for);
        if (known_.size() >= certificates_max) {
            known_.erase(std::min_element(known_.begin(), known_.end(),
                                          [](const auto& one, const auto& other) {
                                              return one.second.until < other.second.until;
                                          }));
        }
        known_[url] = {pem, until};
        waiting = std::move(waiting_[url]);
        waiting_.erase(url);
    }
    for (const Told& use : waiting) use(pem);
}

void SnsDesk::prove(const DeliveryPtr& delivery, const std::optional<std::string>& pem,
                    const Tell& tell) {
    const std::string& source = delivery->source.name;
    if (!pem) {
        spdlog::warn(
            "a message to the source {} waits: the certificate of its signature cannot "
            "be fetched",
            source);
        return tell([]() -> Response { refuse_for_now("The certificate cannot be fetched."); });
    }
    if (!is_signed_by_sns(delivery->message, *pem, delivery->now)) {
        spdlog::warn("a message to the source {} is not signed by Amazon SNS", source);
        return tell([]() -> Response { refuse("forged", "Amazon SNS has not signed it."); });
    }
    if (door_.seen().seen(source, delivery->message.id, delivery->now)) {
        return tell([] { return taken({}); });
    }
    if (delivery->message.kind == Kind::subscription) return confirm(delivery, tell);
    pass_on(delivery, tell);
}

void SnsDesk::pass_on(const DeliveryPtr& delivery, const Tell& tell) {
    const auto answer = [this, delivery](IncidentId incident) {
        door_.seen().note(delivery->source.name, delivery->message.id, delivery->now);
        return taken(incident);
    };
    SourcePlace place;
    try {
        place = door_.admit(delivery->source);
    } catch (const Refused& refused) {
        return tell([&]() -> Response { throw Refused(refused); });
    }
    desk_.pass_on(delivery->what, std::move(place), answer).begin(tell);
}

// Whoever can have it confirmed could have us ask any address of SNS: so it is asked only for a
// topic that is listed, and only when SNS itself wants it.
void SnsDesk::confirm(const DeliveryPtr& delivery, const Tell& tell) {
    fetch_(delivery->message.subscribe_url, [this, delivery, tell](const auto& body) {
        const SnsMessage& message = delivery->message;
        if (!body) {
            spdlog::warn("the subscription of {} cannot be confirmed: {} does not answer",
                         delivery->source.name, "Amazon SNS");
            return tell([]() -> Response { refuse_for_now("It cannot be confirmed."); });
        }
        spdlog::info("the topic {} reports to the source {} from here on", message.topic,
                     delivery->source.name);
        pass_on(delivery, tell);
    });
}

SnsDesk::Fetch fetch_by(Transfers& transfers) {
    return [&transfers](const std::string& url, SnsDesk::Told told) {
        WireJob job;
        job.request.method = "GET";
        job.request.url = url;
        job.request.answer_max = answer_bytes_max;
        // Places of its own: asking must not keep a page waiting.
        job.channel = "aws-sns intake";
        job.in_flight_max = 4;
        job.done = [told](const WireAnswer& answer) {
            const bool whole = answer.curl_code == 0 && answer.status == 200 && !answer.body_cut;
            told(whole ? std::optional(answer.body) : std::nullopt);
        };
        if (!transfers.offer(std::move(job))) told(std::nullopt);
    };
}

}  // namespace tocsin
