#include "daemon/rota_routes.h"

#include "core/compose.h"
#include "daemon/file_text.h"
#include "daemon/incident_json.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"
#include "daemon/plain_text.h"
#include "daemon/rota_text.h"
#include "daemon/rota_words.h"
#include "rota/clock_words.h"
#include "rota/sheet.h"

#include <charconv>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

constexpr std::size_t reason_signs_max = 200;

// What is wrong, why, and what to do.
std::string sentences(const Problem& problem) {
    return problem.what + (problem.why.empty() ? "" : ". " + capitalised(problem.why)) +
           (problem.fix.empty() ? "" : ". " + capitalised(problem.fix));
}

ProblemDetail rota_refusal(const Problems& problems) {
    ProblemDetail detail{.slug = "rota-refused"};
    std::size_t wrong = 0;
    for (const Problem& one : problems) {
        if (one.warning) continue;
        ++wrong;
        detail.errors.push_back(
            {"#" + std::to_string(one.mark.line) + ":" + std::to_string(one.mark.column),
             sentences(one)});
    }
    detail.detail = std::to_string(wrong) + (wrong == 1 ? " error" : " errors") +
                    ". The rota in force stays in force.";
    return detail;
}

struct UploadAsked {
    bool dry_run = false;
    bool accept_gaps = false;
    std::string by;
    std::string reason;
    std::optional<Instant> activate_at;
};

// Somebody who meant to look only, and wrote it otherwise, must not put a rota in force.
UploadAsked asked_of(const Visit& visit, const Zone& zone) {
    UploadAsked asked;
    asked.by = visit.who.name;
    const auto refuse = [](const std::string& why) {
        throw Refused({.slug = "request", .detail = why + " Nothing was changed."});
    };
    const auto truth = [&](const std::string& name, const std::string& value) {
        if (value != "true" && value != "false") refuse(name + " is true or false.");
        return value == "true";
    };
    for (const auto& [name, value] : visit.query) {
        if (name == "dry-run") {
            asked.dry_run = truth(name, value);
        } else if (name == "accept-gaps") {
            asked.accept_gaps = truth(name, value);
        } else if (name == "by" && !plain_line(value).empty()) {
            asked.by = cut_to_signs(plain_line(value), reason_signs_max);
        } else if (name == "reason") {
            asked.reason = cut_to_signs(plain_line(value), reason_signs_max);
        } else if (name == "activate-at") {
            const auto when = parse_when(value, zone);
            if (!when) refuse("activate-at is a time: 2026-11-30T08:00 or 2026-11-30T08:00Z.");
            asked.activate_at = when->at;
        } else {
            refuse(
                "An upload takes dry-run=true, accept-gaps=true, by, reason and "
                "activate-at=2026-11-30T08:00, and nothing else there.");
        }
    }
    if (asked.accept_gaps && asked.reason.empty()) {
        throw Refused({.slug = "request",
                       .detail = "Gaps are accepted by name and with a reason: add reason=... "
                                 "Nothing was changed."});
    }
    return asked;
}

Problem mismatch(const std::string& what, const std::string& why) {
    return {"rota", {1, 1}, what, why, "", false};
}

// What is in force before, and how everybody is called.
struct Before {
    int version = 0;
    RotaNames names;
};

Before before(const Engine& engine, const std::string& name) {
    const RotaVersion* rota = engine.state().rotas().find(name);
    return {rota == nullptr ? 0 : rota->latest, rota_names(engine.directory(), engine.state())};
}

[[noreturn]] void refuse_gaps(const Answer& answer, const RotaNames& names, const Zone& zone) {
    ProblemDetail detail{.slug = "rota-refused"};
    for (const Gap& gap : answer.new_gaps) {
        detail.errors.push_back({"#gap", gap_words(names, zone, gap) +
                                             ". Calls of that time would go on to the next level "
                                             "at once (HSSI-16)"});
    }
    detail.detail =
        std::to_string(answer.new_gaps.size()) +
        (answer.new_gaps.size() == 1 ? " new gap" : " new gaps") +
        ". Name somebody, or accept it by name and reason: accept-gaps, reason. The rota in force "
        "stays in force.";
    throw Refused(std::move(detail));
}

std::string warnings_json(const Problems& problems) {
    JsonList warnings;
    for (const Problem& one : problems) {
        warnings.text("line " + std::to_string(one.mark.line) + ": " + sentences(one));
    }
    return warnings.str();
}

}  // namespace

void RotaRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Access access,
                         Response (RotaRoutes::*handler)(const Visit&) const) {
        router.add(method, pattern, access,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("GET", "/v1/rotas", Scope::read, &RotaRoutes::list);
    add("GET", "/v1/rotas/template", Scope::read, &RotaRoutes::csv_template);
    add("PUT", "/v1/rotas/{name}", Scope::rota, &RotaRoutes::put);
    add("PUT", "/v1/rotas/{name}/{week}", Scope::rota, &RotaRoutes::put);
    add("DELETE", "/v1/rotas/{name}/planned/{plan}", Scope::rota, &RotaRoutes::withdraw);
    add("POST", "/v1/rotas/{name}/rollback", Scope::rota, &RotaRoutes::roll_back);
    add("POST", "/v1/rotas/{name}/swaps", Scope::rota, &RotaRoutes::swap);
    add("POST", "/v1/rotas/{name}/{week}/publish", Scope::rota, &RotaRoutes::publish);
}

Response RotaRoutes::put(const Visit& visit) const {
    const std::string& name = *find_field(visit.path, "name");
    const std::string* week_text = find_field(visit.path, "week");
    const std::optional<Day> week = week_text == nullptr ? std::nullopt : parse_week(*week_text);
    if (week_text != nullptr && !week) {
        throw Refused({.slug = "request",
                       .detail =
                           "A week is its Monday, 2026-11-23, or its number, 2026-W48. Nothing "
                           "was changed."});
    }
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Directory& directory = configuration->directory;
    const Zone& zone = directory.calendar.zone;
    const UploadAsked asked = asked_of(visit, zone);
    RotaText read = read_rota_text(visit.request.body, "rota", name, directory);
    if (refused(read.problems)) throw Refused(rota_refusal(read.problems));
    Problems wrong;
    if (read.name != name) {
        wrong.push_back(mismatch("the file is for rota \"" + read.name + "\"",
                                 "it was uploaded as \"" + name + "\""));
    }
    if (week && (read.rolling || read.weeks.size() != 1 || read.weeks.front().week != *week)) {
        wrong.push_back(
            mismatch("the file is for " +
                         std::string(read.rolling ? "a rolling rota from " : "the week of ") +
                         iso_day(read.weeks.front().week),
                     "it was uploaded for the week of " + iso_day(*week)));
    }
    if (!wrong.empty()) throw Refused(rota_refusal(wrong));

    RotaUploaded uploaded{read.weeks,   sha256_hex(visit.request.body),
                          asked.by,     asked.accept_gaps ? asked.reason : "",
                          read.rolling, asked.activate_at};
    Before was;
    Answer answer;
    api_.look([&](const Engine& engine, Instant now) {
        was = before(engine, name);
        if (asked.dry_run)
            answer = decide(engine.state(), {uploaded, 0}, now, engine.directory()).answer;
    });
    for (const WeeklyRota& one : read.weeks) {
        for (const Person& person : one.contacts) was.names.people[person.id] = person.name;
    }
    if (!asked.dry_run) {
        Reply reply = api_.ask(visit.asked, std::move(uploaded), Lane::first);
        if (!reply.durable) refuse_unsaved();
        answer = std::move(reply.answer);
        if (answer.kind == Kind::gaps_refused) refuse_gaps(answer, was.names, zone);
    }
    JsonList weeks;
    for (const WeeklyRota& one : read.weeks) weeks.text(iso_day(one.week));
    return json_response(200,
                         JsonObject()
                             .text("rota", name)
                             .text("week", iso_day(read.weeks.front().week))
                             .raw("weeks", weeks.str())
                             .truth("rolling", read.rolling)
                             .number("version", answer.version)
                             .number("plan", static_cast<std::int64_t>(answer.plan))
                             .truth("active", !asked.dry_run && answer.plan == 0)
                             .raw("changes", changes_json(answer, was.names))
                             .raw("gaps", gaps_json(answer))
                             .raw("warnings", warnings_json(read.problems))
                             .text("words", outcome_words(answer, was.version, was.names, zone))
                             .str());
}

Response RotaRoutes::list(const Visit&) const {
    JsonList rotas;
    JsonList planned;
    api_.look([&](const Engine& engine, Instant) {
        for (const auto& [plan, one] : engine.state().planned_rotas()) {
            const RotaUploaded& upload = one.uploaded;
            planned.raw(JsonObject()
                            .number("plan", static_cast<std::int64_t>(plan))
                            .text("rota", upload.weeks.front().name)
                            .text("at", iso_utc(one.at))
                            .text("by", upload.by)
                            .text("reason", upload.reason)
                            .truth("rolling", upload.rolling)
                            .text("from", iso_day(upload.weeks.front().week))
                            .number("weeks", static_cast<std::int64_t>(upload.weeks.size()))
                            .str());
        }
        for (const auto& [name, rota] : engine.state().rotas()) {
            JsonList versions;
            const auto& editions = engine.state().rota_editions();
            for (auto row = editions.lower_bound({name, 0});
                 row != editions.end() && row->first.first == name; ++row) {
                const RotaEdition& edition = row->second;
                versions.raw(JsonObject()
                                 .number("version", row->first.second)
                                 .text("at", iso_utc(edition.at))
                                 .text("by", edition.by)
                                 .text("reason", edition.reason)
                                 .truth("rolling", edition.rolling)
                                 .number("restores", edition.restores)
                                 .text("from", iso_day(edition.weeks.front().week))
                                 .number("weeks", static_cast<std::int64_t>(edition.weeks.size()))
                                 .str());
            }
            JsonList swaps;
            for (const Swap& swap : rota.rota.swaps) {
                swaps.raw(JsonObject()
                              .text("role", swap.role)
                              .text("out", swap.out)
                              .text("in", swap.in)
                              .text("from", iso_utc(swap.span.from))
                              .text("to", iso_utc(swap.span.to))
                              .str());
            }
            rotas.raw(JsonObject()
                          .text("rota", name)
                          .number("version", rota.latest)
                          .raw("versions", versions.str())
                          .raw("swaps", swaps.str())
                          .str());
        }
    });
    return json_response(
        200, JsonObject().raw("rotas", rotas.str()).raw("planned", planned.str()).str());
}

Response RotaRoutes::csv_template(const Visit& visit) const {
    const std::string* text = find_field(visit.query, "week");
    const std::optional<Day> week = text == nullptr ? std::nullopt : parse_week(*text);
    if (!week) {
        throw Refused(
            {.slug = "request",
             .detail = "week is the week to fill in: ?week=2026-11-23, its Monday, or 2026-W48."});
    }
    return {.status = 200,
            .content_type = "text/csv; charset=utf-8",
            .headers = {},
            .body = sheet_template(configuration_()->directory.calendar, monday_of(*week))};
}

Response RotaRoutes::roll_back(const Visit& visit) const {
    const std::string& name = *find_field(visit.path, "name");
    RotaRestored restored = checked(read_restore(visit.request.body, name, visit.who.name));
    Before was;
    api_.look([&](const Engine& engine, Instant) { was = before(engine, name); });
    Reply reply = api_.ask(visit.asked, std::move(restored), Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown",
                       .detail = "That version is not kept. GET /v1/rotas lists those that are. "
                                 "Nothing was changed."});
    }
    const Zone& zone = configuration_()->directory.calendar.zone;
    return json_response(
        200, JsonObject()
                 .text("rota", name)
                 .number("version", reply.answer.version)
                 .raw("changes", changes_json(reply.answer, was.names))
                 .raw("gaps", gaps_json(reply.answer))
                 .text("words", outcome_words(reply.answer, was.version, was.names, zone))
                 .str());
}

Response RotaRoutes::withdraw(const Visit& visit) const {
    const std::string& text = *find_field(visit.path, "plan");
    RotaPlanWithdrawn withdrawn{*find_field(visit.path, "name"), 0, visit.who.name};
    std::from_chars(text.data(), text.data() + text.size(), withdrawn.plan);
    const Reply reply = api_.ask(visit.asked, std::move(withdrawn), Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown",
                       .detail = "No upload of that number waits. GET /v1/rotas lists those that "
                                 "do."});
    }
    return {.status = 204};
}

Response RotaRoutes::publish(const Visit& visit) const {
    const std::string& name = *find_field(visit.path, "name");
    const std::optional<Day> week = parse_week(*find_field(visit.path, "week"));
    if (!week) {
        throw Refused({.slug = "request",
                       .detail = "A week is its Monday, 2026-11-23, or its number, 2026-W48. "
                                 "Nothing was sent."});
    }
    const Reply reply =
        api_.ask(visit.asked, PublishRota{name, monday_of(*week), visit.who.name}, Lane::first);
    if (!reply.durable) refuse_unsaved();
    const Answer& answer = reply.answer;
    if (answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown",
                       .detail = "No rota of that name and week has been uploaded. Nothing was "
                                 "sent."});
    }
    if (answer.kind == Kind::refused) {
        throw Refused({.slug = "request", .detail = answer.detail + " Nothing was sent."});
    }
    return json_response(200, JsonObject()
                                  .text("rota", name)
                                  .text("week", iso_day(monday_of(*week)))
                                  .number("version", answer.version)
                                  .text("to", answer.detail)
                                  .str());
}

Response RotaRoutes::swap(const Visit& visit) const {
    const std::string& name = *find_field(visit.path, "name");
    const Zone zone = configuration_()->directory.calendar.zone;
    RotaSwapped swapped = checked(read_swap(visit.request.body, name, zone, visit.who.name));
    Before was;
    api_.look([&](const Engine& engine, Instant) { was = before(engine, name); });
    Reply reply = api_.ask(visit.asked, std::move(swapped), Lane::first);
    if (!reply.durable) refuse_unsaved();
    const Answer& answer = reply.answer;
    if (answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown", .detail = "No rota of that name has been uploaded."});
    }
    if (answer.kind == Kind::refused) {
        throw Refused({.slug = "swap-refused", .detail = answer.detail + " Nothing was changed."});
    }
    return json_response(200,
                         JsonObject()
                             .text("rota", name)
                             .raw("changes", changes_json(answer, was.names))
                             .raw("gaps", gaps_json(answer))
                             .text("words", outcome_words(answer, was.version, was.names, zone))
                             .str());
}

}  // namespace tocsin
