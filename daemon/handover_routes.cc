#include "daemon/handover_routes.h"

#include "core/handover.h"
#include "core/handover_paper.h"
#include "core/timeline.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// One page of a list: a month of a house with three handovers a day.
constexpr std::size_t handovers_max = 100;

// Older ones are found by from=.
constexpr Duration looked_back = std::chrono::hours(24 * 31);

struct Given {
    HandoverGiven given;
    Instant at;
    std::optional<HandoverCallRecorded> recorded;
    Instant recorded_at{};
};

std::string one_json(const Given& one, const Zone& zone) {
    JsonObject call;
    call.truth("needed", one.given.call).truth("recorded", one.recorded.has_value());
    if (one.recorded) {
        call.text("by", one.recorded->by)
            .text("note", one.recorded->note)
            .text("at", iso_local(zone, one.recorded_at));
    }
    return JsonObject()
        .text("id", std::to_string(one.given.handover.value))
        .text("procedure", one.given.procedure)
        .text("from", one.given.from)
        .text("to", one.given.to)
        .text("due", iso_local(zone, one.given.due))
        .text("given", iso_local(zone, one.at))
        .text("covers_from", iso_local(zone, one.given.covers.from))
        .text("covers_to", iso_local(zone, one.given.covers.to))
        .number("open", one.given.open)
        .truth("empty", one.given.empty)
        .raw("call", call.str())
        .text("subject", one.given.subject)
        .text("text", one.given.text)
        .str();
}

// Those given since, the latest first.
std::vector<Given> given_since(Archive& archive, Instant since) {
    std::vector<Given> all;
    for (const Entry& entry : archive.of_kinds("handover-given", "handover-call-recorded", since)) {
        if (const auto* given = std::get_if<HandoverGiven>(&entry.event)) {
            all.push_back({*given, entry.at, {}, {}});
        } else if (const auto* recorded = std::get_if<HandoverCallRecorded>(&entry.event)) {
            const auto one = std::ranges::find(
                all, recorded->handover, [](const Given& made) { return made.given.handover; });
            if (one == all.end()) continue;
            one->recorded = *recorded;
            one->recorded_at = entry.at;
        }
    }
    std::ranges::reverse(all);
    return all;
}

}  // namespace

void HandoverRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Access access,
                         Response (HandoverRoutes::*handler)(const Visit&) const) {
        router.add(method, pattern, access,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("GET", "/v1/handovers", Scope::read, &HandoverRoutes::list);
    add("GET", "/v1/handovers/latest", Scope::read, &HandoverRoutes::latest);
    add("GET", "/v1/handovers/now", Scope::read, &HandoverRoutes::now);
    add("POST", "/v1/handovers/{id}/call", Scope::operate, &HandoverRoutes::call);
    add("POST", "/v1/notes", Scope::operate, &HandoverRoutes::note);
}

Response HandoverRoutes::list(const Visit& visit) const {
    const Zone zone = configuration_()->directory.calendar.zone;
    Instant since{};
    api_.look([&](const Engine&, Instant now) { since = now - looked_back; });
    if (const std::string* text = find_field(visit.query, "from")) {
        const std::optional<Day> day = parse_day(*text);
        const std::optional<When> when = parse_when(*text, zone);
        if (!day && !when) {
            throw Refused({.slug = "request",
                           .detail = "from is a day, 2026-11-23, or a time, 2026-11-23T17:30."});
        }
        since = day ? zone.instant(*day, std::chrono::minutes(0)) : when->at;
    }
    const std::string* role = find_field(visit.query, "role");
    JsonList list;
    std::size_t count = 0;
    for (const Given& one : given_since(archive_, since)) {
        const auto named = [&](const std::string& called) {
            return called == *role || called.starts_with(*role + " ");
        };
        if (role != nullptr && !named(one.given.from) && !named(one.given.to)) continue;
        if (count++ == handovers_max) break;
        list.raw(one_json(one, zone));
    }
    return json_response(200, JsonObject().raw("handovers", list.str()).str());
}

Response HandoverRoutes::latest(const Visit&) const {
    const Zone zone = configuration_()->directory.calendar.zone;
    Instant since{};
    api_.look([&](const Engine&, Instant now) { since = now - looked_back; });
    const std::vector<Given> all = given_since(archive_, since);
    if (all.empty()) {
        throw Refused({.slug = "unknown", .detail = "Nothing has been handed over in a month."});
    }
    return json_response(200, one_json(all.front(), zone));
}

Response HandoverRoutes::now(const Visit&) const {
    JsonList list;
    api_.look([&](const Engine& engine, Instant now) {
        const Draft draft(engine.state(), engine.directory(), now, 0);
        for (const auto& [name, procedure] : engine.directory().procedures) {
            for (const HandoverRule& rule : procedure.handovers.rules) {
                const auto paper = handover_paper(draft, procedure, rule, now);
                if (!paper) continue;
                list.raw(JsonObject()
                             .text("procedure", name)
                             .text("rule", rule_name(rule))
                             .text("from", paper->from_called)
                             .text("to", paper->to_called)
                             .truth("empty", paper->empty)
                             .text("subject", paper->document.subject)
                             .text("text", plain_text(paper->document))
                             .str());
            }
        }
    });
    return json_response(200, JsonObject().raw("handovers", list.str()).str());
}

Response HandoverRoutes::call(const Visit& visit) const {
    const std::string& id = *find_field(visit.path, "id");
    HandoverCall made = checked(read_handover_call(visit.request.body, visit.who.name));
    if (id != "latest") {
        const auto [end, error] =
            std::from_chars(id.data(), id.data() + id.size(), made.handover.value);
        if (error != std::errc{} || end != id.data() + id.size() || !made.handover) {
            throw Refused({.slug = "unknown", .detail = "No handover has that number."});
        }
    }
    const Reply reply = api_.ask(visit.asked, made, Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown",
                       .detail = id == "latest" ? "No handover waits for its phone call."
                                                : "No handover of the last days has that number."});
    }
    if (reply.answer.kind == Kind::wrong_state) {
        throw Refused({.slug = "wrong-state", .detail = "That call is recorded already."});
    }
    return json_response(200, JsonObject().text("handover", reply.answer.detail).str());
}

Response HandoverRoutes::note(const Visit& visit) const {
    NoteWritten note = checked(read_note(visit.request.body, visit.who.name));
    const std::string kind = note.kind;
    const Reply reply = api_.ask(visit.asked, std::move(note), Lane::first);
    if (!reply.durable) refuse_unsaved();
    return json_response(201, JsonObject().text("kind", kind).str());
}

}  // namespace tocsin
