#include "daemon/channel_routes.h"

#include "channels/mask.h"
#include "core/channel_health.h"
#include "core/test_message.h"
#include "daemon/body_road.h"
#include "daemon/json_writer.h"
#include "daemon/topic.h"
#include "daemon/verdict_name.h"
#include "rota/clock_words.h"
#include "rota/contact.h"
#include "rota/telephone.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t address_signs_max = 254;

std::int64_t milliseconds_of(Duration length) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

std::string health_json(const ChannelHealth& health, const Zone& zone) {
    const Provider& provider = health.provider;
    JsonObject json;
    json.text("channel", provider.name)
        .text("medium", medium_name(provider.medium))
        .text("sends", medium_words(provider.medium))
        .text("state", standing_word(health.standing));
    if (health.failing_since) json.text("failing_since", iso_local(zone, *health.failing_since));
    if (health.passed_by_until)
        json.text("passed_by_until", iso_local(zone, *health.passed_by_until));
    json.number("failures", health.failures)
        .number("answers", health.answers)
        .number("failed_percent", health.failed_percent)
        .number("latency_ms", milliseconds_of(health.latency))
        .number("in_hand", health.in_hand)
        .number("in_hand_max", provider.in_flight_max)
        .number("waiting", health.waiting)
        .number("oldest_ms", milliseconds_of(health.oldest))
        .number("handed_lately", health.handed_lately)
        .number("per_minute", provider.per_minute);
    if (!health.last_failure.empty()) json.text("last_failure", health.last_failure);
    return json.str();
}

std::string phone_of(Body& fields, const std::string& written, Medium medium,
                     const std::string& region) {
    const Phone phone = medium == Medium::voice ? parse_phone(written, region)
                                                : parse_texted_phone(written, region);
    if (!phone.why.empty()) fields.error("to", phone.why);
    return phone.value;
}

// What an address of the medium is, for a person.
std::string addresses_of(Medium medium) {
    if (medium == Medium::email) return "a mail address";
    return medium == Medium::push ? "a topic, as the app has it" : "a phone number";
}

// The address of a test. An error of `fields` where it is none of the medium's.
std::string address_of(Body& fields, Medium medium, const std::string& region) {
    if (is_place(medium)) {
        if (!fields.line("to", address_signs_max).empty())
            fields.error("to", "the channel is a place, which has no other address: leave it out");
        return "";
    }
    const std::string written = fields.line("to", address_signs_max);
    if (written.empty()) {
        if (fields.good())
            fields.error("to", "a test needs somebody to reach: " + addresses_of(medium) +
                                   " (tocsin channel test: --to)");
        return "";
    }
    if (medium == Medium::sms || medium == Medium::voice)
        return phone_of(fields, written, medium, region);
    if (medium == Medium::email) {
        const Checked mail = parse_mail(written);
        if (!mail.why.empty()) fields.error("to", mail.why);
        return mail.value;
    }
    if (!is_topic(written)) fields.error("to", "it is no name of a topic, as the app has it");
    return written;
}

std::variant<std::string, ProblemDetail> read_test(const std::string& body, Medium medium,
                                                   const std::string& region) {
    return read_fields_of<std::string>(
        body, [&](Body& fields, std::string& to) { to = address_of(fields, medium, region); });
}

const Provider& channel_of(const Directory& directory, const std::string& name) {
    const auto found = std::ranges::find(directory.providers, name, &Provider::name);
    if (found == directory.providers.end())
        throw Refused({.slug = "unknown", .detail = "There is no such channel: GET /v1/channels"});
    return *found;
}

std::string result_json(const ChannelTrial::Result& result, const Message& message) {
    JsonObject json;
    json.text("channel", message.channel).text("sends", medium_words(message.medium));
    if (!message.to.empty()) json.text("to", mask_address(message.medium, message.to));
    json.text("reference", message.reference).number("took_ms", result.took.count());
    if (!result.outcome) {
        json.text("verdict", verdict_name(Verdict::unknown))
            .text("said", "no answer yet; it may still arrive");
        return json.str();
    }
    json.text("verdict", verdict_name(result.outcome->verdict))
        .text("said", result.outcome->detail);
    if (!result.outcome->provider_reference.empty())
        json.text("provider_reference", result.outcome->provider_reference);
    return json.str();
}

}  // namespace

void ChannelRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/channels", Scope::read,
               [this](const Visit& visit) { return list(visit); });
    router.add("POST", "/v1/channels/{name}/test", Scope::operate,
               [this](const Visit& visit) { return test(visit); });
}

Response ChannelRoutes::list(const Visit&) const {
    JsonList list;
    api_.look([&](const Engine& engine, Instant now) {
        const Directory& directory = engine.directory();
        for (const ChannelHealth& one : channel_health(engine.state(), directory, now))
            list.raw(health_json(one, directory.calendar.zone));
    });
    return json_response(200, JsonObject().raw("channels", list.str()).str());
}

Response ChannelRoutes::test(const Visit& visit) {
    const std::string& name = *find_field(visit.path, "name");
    Provider channel;
    std::string region;
    api_.look([&](const Engine& engine, Instant) {
        channel = channel_of(engine.directory(), name);
        region = engine.directory().phone_region;
    });
    const std::string to = checked(read_test(visit.request.body, channel.medium, region));
    Message message;
    api_.look([&](const Engine& engine, Instant now) {
        const Draft draft(engine.state(), engine.directory(), now, 0);
        message = test_message(draft, channel, to, "test-" + unique_());
    });
    const ChannelTrial::Result result = trial_.run(message);
    spdlog::info("channel={} tested by {}: {} after {} ms", name, visit.who.name,
                 result.outcome ? verdict_name(result.outcome->verdict) : "no answer",
                 result.took.count());
    return json_response(200, result_json(result, message));
}

}  // namespace tocsin
