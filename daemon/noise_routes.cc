#include "daemon/noise_routes.h"

#include "core/draft.h"
#include "core/utf8.h"
#include "daemon/alarm_trial.h"
#include "daemon/body_road.h"
#include "daemon/clock.h"
#include "daemon/fields.h"
#include "daemon/hook_reading.h"
#include "daemon/json.h"
#include "daemon/json_writer.h"
#include "daemon/plain_text.h"
#include "rota/clock_words.h"

#include <charconv>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// A window that is longer is no window: what it keeps has long been forgotten by whoever asked.
constexpr Duration silence_max = std::chrono::hours(24 * 92);
constexpr std::size_t matchers_max = 20;
constexpr std::size_t suppressed_max = 500;

// Of one heartbeat: more often than any job has news.
constexpr int signs_per_minute = 60;

constexpr std::size_t failure_signs_max = 300;

[[noreturn]] void refuse_unexpected() {
    throw Refused({.slug = "unknown",
                   .detail = "No heartbeat of that name is expected: GET /v1/heartbeats, or "
                             "\"heartbeats\" of the configuration."});
}

std::string when_json(const AlarmMatcher& matcher) {
    JsonObject json;
    for (const auto& [name, patterns] : matcher.says) {
        JsonList list;
        for (const std::string& pattern : patterns) list.text(pattern);
        json.raw(name, list.str());
    }
    return json.str();
}

std::string state_word(const SilenceState& row, Instant now) {
    if (row.ended || row.silence.until <= now) return "ended";
    return now < row.silence.from ? "coming" : "running";
}

std::string silence_json(std::uint64_t number, const SilenceState& row, std::size_t kept,
                         const Zone& zone, Instant now) {
    JsonObject json;
    json.number("silence", static_cast<std::int64_t>(number))
        .text("state", state_word(row, now))
        .raw("when", when_json(row.silence.when))
        .text("words", words(row.silence.when))
        .text("from", iso_local(zone, row.silence.from))
        .text("until", iso_local(zone, row.silence.until))
        .truth("severity_1", row.silence.severity_1)
        .text("reason", row.silence.reason)
        .text("by", row.by)
        .number("suppressed", row.suppressed)
        .number("suppressed_now", static_cast<std::int64_t>(kept));
    if (row.ended) json.text("ended", iso_local(zone, *row.ended));
    if (!row.ended_by.empty()) json.text("ended_by", row.ended_by);
    return json.str();
}

// The end of a window: `until`, or `for` so long.
Instant read_until(Body& fields, const Silence& silence, const Zone& zone) {
    const std::string length = fields.line("for", 40);
    const std::string until = fields.line("until", 40);
    if (length.empty() && !until.empty()) return need_moment(fields, "until", zone);
    if (length.empty()) {
        fields.error("until",
                     "is needed: say until when, such as 2026-11-24 17:30, or instead "
                     "\"for\" how long, such as 2h");
        return {};
    }
    if (!until.empty()) fields.error("for", "and \"until\" say the same: leave one of them out");
    const auto read = parse_typed_duration(length);
    if (!read) fields.error("for", "is no length of time; write 2h, 90m or \"1 h 30 min\"");
    return silence.from + read.value_or(Duration{0});
}

std::variant<SilenceAsked, ProblemDetail> read_silence(const std::string& body, const Zone& zone,
                                                       Instant now, const std::string& principal) {
    return read_fields_of<SilenceAsked>(body, [&](Body& fields, SilenceAsked& asked) {
        Silence& silence = asked.silence;
        silence.when.says = fields.word_lists("when", matchers_max);
        if (silence.when.says.empty()) {
            fields.error("when",
                         "names nothing; say which alarms, as {\"service\": [\"gp-*\"]}, "
                         "or all of them: {\"source\": [\"*\"]}");
        }
        silence.from = now;
        const std::string from = fields.line("from", 40);
        if (!from.empty()) silence.from = need_moment(fields, "from", zone);
        silence.until = read_until(fields, silence, zone);
        if (fields.good() && silence.until <= std::max(silence.from, now))
            fields.error("until", "is not after its beginning, or over already");
        if (fields.good() && silence.until - silence.from > silence_max)
            fields.error("until", "is more than 92 days after its beginning");
        silence.severity_1 = fields.one_of("severity_1", {"yes", "no"}) == "yes";
        silence.reason = fields.need_line("reason", 200);
        asked.by = by_whom(fields, principal);
    });
}

std::uint64_t number_of(const Visit& visit) {
    const std::string& text = *find_field(visit.path, "number");
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end)
        throw Refused({.slug = "unknown", .detail = "A silence has a number: GET /v1/silences"});
    return number;
}

std::string heartbeat_json(const HeartbeatRule& rule, const HeartbeatState& row, const Zone& zone) {
    JsonObject json;
    json.text("heartbeat", rule.name)
        .text("state", row.missing ? "missing"
                       : row.last  ? "alive"
                                   : "awaited")
        .text("every", duration_words(rule.every))
        .text("grace", duration_words(rule.grace))
        .text("due", iso_local(zone, row.due));
    if (row.last) json.text("last", iso_local(zone, *row.last));
    return json.str();
}

// {"words": ...}, or whatever a job says of its failure: it is heard all the same.
std::string words_of_failure(const std::string& body) {
    const JsonResult json = parse_json(body);
    const Node* words =
        json.tree && json.tree->kind == Node::Kind::map ? json.tree->find("words") : nullptr;
    return cut_to_signs(plain_line(well_formed(words ? words->text : body)), failure_signs_max);
}

}  // namespace

void NoiseRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/silences", Scope::read,
               [this](const Visit& visit) { return silences(visit); });
    router.add("POST", "/v1/silences", Scope::operate,
               [this](const Visit& visit) { return silence(visit); });
    router.add("DELETE", "/v1/silences/{number}", Scope::operate,
               [this](const Visit& visit) { return end_silence(visit); });
    router.add("GET", "/v1/suppressed", Scope::read,
               [this](const Visit& visit) { return suppressed(visit); });
    router.add("GET", "/v1/heartbeats", Scope::read,
               [this](const Visit& visit) { return heartbeats(visit); });
    router.add("POST", "/v1/heartbeats/{name}", Scope::intake,
               [this](const Visit& visit) { return heartbeat(visit, false); });
    router.add("POST", "/v1/heartbeats/{name}/fail", Scope::intake,
               [this](const Visit& visit) { return heartbeat(visit, true); });
    router.add("POST", "/v1/sources/{source}/trial", Scope::read,
               [this](const Visit& visit) { return trial(visit); });
}

Response NoiseRoutes::silences(const Visit&) const {
    JsonList list;
    api_.look([&](const Engine& engine, Instant now) {
        const State& state = engine.state();
        const Zone& zone = engine.directory().calendar.zone;
        for (const auto& [number, row] : state.silences()) {
            const Suppressor by{Suppressor::Kind::silence, number};
            const std::size_t kept = state.suppressed_by(by, suppressed_max).size();
            list.raw(silence_json(number, row, kept, zone, now));
        }
    });
    return json_response(200, JsonObject().raw("silences", list.str()).str());
}

Response NoiseRoutes::silence(const Visit& visit) const {
    const auto configuration = configuration_();
    const Zone& zone = configuration->directory.calendar.zone;
    Instant now{};
    api_.look([&](const Engine&, Instant at) { now = at; });
    const SilenceAsked asked = checked(read_silence(visit.request.body, zone, now, visit.who.name));
    const Reply reply = api_.ask(visit.asked, asked, Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::refused)
        throw Refused({.slug = "wrong-state", .detail = reply.answer.detail});
    const std::uint64_t number = reply.answer.silence;
    Response response =
        json_response(201, silence_json(number, {asked.silence, asked.by, now}, 0, zone, now));
    response.headers.emplace_back("Location", "/v1/silences/" + std::to_string(number));
    return response;
}

Response NoiseRoutes::end_silence(const Visit& visit) const {
    const Reply reply =
        api_.ask(visit.asked, SilenceWithdrawn{number_of(visit), visit.who.name}, Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found)
        throw Refused({.slug = "unknown", .detail = "There is no such silence: GET /v1/silences"});
    if (reply.answer.kind == Kind::wrong_state)
        throw Refused({.slug = "wrong-state", .detail = reply.answer.detail});
    return {.status = 204};
}

Response NoiseRoutes::suppressed(const Visit&) const {
    JsonList list;
    std::size_t all = 0;
    api_.look([&](const Engine& engine, Instant) {
        const Zone& zone = engine.directory().calendar.zone;
        all = engine.state().suppressed().size();
        std::size_t shown = 0;
        for (const auto& [key, row] : engine.state().suppressed()) {
            if (shown++ == suppressed_max) break;
            const bool silence = row.suppressor.kind == Suppressor::Kind::silence;
            list.raw(JsonObject()
                         .text("source", key.first)
                         .text("key", key.second)
                         .text("service", row.alarm.service)
                         .number("severity", row.alarm.severity)
                         .text("summary", row.alarm.summary)
                         .text("since", iso_local(zone, row.since))
                         .text("why", silence ? "silence " + std::to_string(row.suppressor.id)
                                              : "explained by " + reference({row.suppressor.id}))
                         .str());
        }
    });
    return json_response(200, JsonObject()
                                  .number("count", static_cast<std::int64_t>(all))
                                  .raw("suppressed", list.str())
                                  .str());
}

Response NoiseRoutes::heartbeats(const Visit&) const {
    JsonList list;
    api_.look([&](const Engine& engine, Instant) {
        const Directory& directory = engine.directory();
        for (const auto& [name, rule] : directory.heartbeats) {
            const HeartbeatState* row = engine.state().heartbeats().find(name);
            if (row != nullptr) list.raw(heartbeat_json(rule, *row, directory.calendar.zone));
        }
    });
    return json_response(200, JsonObject().raw("heartbeats", list.str()).str());
}

SourcePlace NoiseRoutes::admit_sign(const Heartbeat& heartbeat) const {
    if (!configuration_()->directory.heartbeats.contains(heartbeat.name)) refuse_unexpected();
    auto admitted = signs_->admit(heartbeat.name + (heartbeat.failed ? "/fail" : ""),
                                  signs_per_minute, steady_now());
    if (auto* place = std::get_if<SourcePlace>(&admitted)) return std::move(*place);
    throw Refused({.slug = "too-many",
                   .detail = "A heartbeat is taken " + std::to_string(signs_per_minute) +
                             " times a minute, and this one has come more often. It was heard.",
                   .retry_after = std::get<Shed>(admitted).retry_after});
}

Response NoiseRoutes::heartbeat(const Visit& visit, bool failed) const {
    Heartbeat heartbeat{*find_field(visit.path, "name"), visit.who.name, failed};
    if (failed) heartbeat.words = words_of_failure(visit.request.body);
    const SourcePlace place = admit_sign(heartbeat);
    const Reply reply = api_.ask(visit.asked, heartbeat, Lane::intake);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found) refuse_unexpected();
    JsonList incidents;
    for (const IncidentId id : reply.answer.incidents) incidents.text(reference(id));
    return json_response(
        200,
        JsonObject().text("heartbeat", heartbeat.name).raw("incidents", incidents.str()).str());
}

Response NoiseRoutes::trial(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Source* source = find_source(*configuration, *find_field(visit.path, "source"));
    if (source == nullptr) throw Refused({.slug = "unknown", .detail = "There is no such source."});
    if (!source->keys.empty() || source->dialect == "aws-sns") {
        throw Refused({.slug = "wrong-state",
                       .detail = "Only messages to /v1/hooks/ can be tried, and no signed ones of "
                                 "Amazon SNS."});
    }
    Instant now{};
    api_.look([&](const Engine&, Instant at) { now = at; });
    const Reported reported =
        checked(read_hook(*configuration, *source, visit.request, visit.who.name, now));
    std::string body;
    api_.look(
        [&](const Engine& engine, Instant at) { body = alarm_trial_json(engine, reported, at); });
    return json_response(200, std::move(body));
}

}  // namespace tocsin
