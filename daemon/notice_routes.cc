#include "daemon/notice_routes.h"

#include "core/notice_plan.h"
#include "core/notice_record.h"
#include "core/noticing.h"
#include "core/patient_data.h"
#include "daemon/body.h"
#include "daemon/json_writer.h"
#include "daemon/notice_body.h"
#include "daemon/operate_body.h"
#include "rota/clock_words.h"

#include <charconv>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

IncidentId incident_of(const Visit& visit) {
    const auto id = read_incident_id(*find_field(visit.path, "id"));
    if (!id) throw Refused({.slug = "unknown", .detail = "An incident is named INC-42 or 42."});
    return *id;
}

std::vector<FieldError> errors_of(const std::vector<NoticeTrouble>& lacks) {
    std::vector<FieldError> errors;
    for (const NoticeTrouble& one : lacks) errors.push_back({json_pointer({one.part}), one.why});
    return errors;
}

[[noreturn]] void refuse_incomplete(const std::vector<NoticeTrouble>& lacks) {
    std::string parts;
    for (const NoticeTrouble& one : lacks) parts += (parts.empty() ? "" : ", ") + one.part;
    const std::string count = lacks.size() == 1
                                  ? "1 part is missing or wrong: "
                                  : std::to_string(lacks.size()) + " parts are missing or wrong: ";
    throw Refused({.slug = "sna-incomplete",
                   .detail = count + parts + ". Nothing was sent on any medium.",
                   .errors = errors_of(lacks)});
}

std::string texts_json(const std::vector<std::string>& texts) {
    JsonList list;
    for (const std::string& text : texts) list.text(text);
    return list.str();
}

std::string reasons_json(const std::vector<HoldReason>& reasons, const Draft& draft,
                         const Incident& incident) {
    JsonList list;
    for (const HoldReason& one : reasons) {
        list.raw(JsonObject()
                     .text("name", one.name)
                     .text("why", one.why)
                     .text("decides", who_decides(draft, incident, one))
                     .str());
    }
    return list.str();
}

std::string words_json(const WrittenNotice& notice, const Zone& zone) {
    JsonObject object;
    object.text("stage", stage_name(notice.stage));
    for (const auto& [name, text] :
         {std::pair{"happened", &notice.happened}, std::pair{"impact", &notice.impact},
          std::pair{"summary", &notice.summary}, std::pair{"state", &notice.state},
          std::pair{"degree", &notice.degree}, std::pair{"reason", &notice.reason},
          std::pair{"decided_by", &notice.decided_by}}) {
        if (!text->empty()) object.text(name, *text);
    }
    if (!notice.location.empty()) object.raw("location", texts_json(notice.location));
    if (notice.next) object.text("next", iso_local(zone, *notice.next));
    if (notice.management) object.truth("management", true);
    if (notice.corrects != 0) object.number("corrects", notice.corrects);
    return object.str();
}

// What may be a patient's is shown to nobody who only looks.
std::string shown(const std::string& text, Day today) {
    return masked(text, patient_data(text, today));
}

std::string media_json(const NoticeSent& sent, Day today) {
    JsonObject object;
    object.text("sms", shown(sent.sms, today))
        .text("subject", shown(sent.subject, today))
        .text("mail", shown(sent.mail, today));
    if (sent.page) {
        object.text("headline", shown(sent.headline, today))
            .text("page", shown(sent.page_text, today));
    }
    return object.str();
}

std::string result_json(const NoticeResult& result, const Zone& zone) {
    JsonObject object;
    object.text("result", result_word(result.state));
    if (result.at != Instant{}) object.text("at", iso_local(zone, result.at));
    if (!result.detail.empty()) object.text("detail", result.detail);
    return object.str();
}

std::string progress_json(const RecordedNotice& notice) {
    const NoticeProgress progress = progress_of(notice);
    return JsonObject()
        .number("readers", static_cast<std::int64_t>(notice.readers.size()))
        .number("messages", progress.messages)
        .number("sent", progress.sent)
        .number("delivered", progress.delivered)
        .number("failed", progress.failed)
        .number("waiting", progress.waiting)
        .number("stopped", progress.stopped)
        .number("not_sent", progress.not_sent)
        .str();
}

// `each`: with a line for each reader.
std::string notice_json(const RecordedNotice& notice, const Zone& zone, bool each) {
    const NoticeSent& sent = notice.sent;
    JsonList readers;
    for (const RecordedReader& one : notice.readers) {
        if (!each) break;
        JsonObject reader;
        reader.text("person", one.reader.person)
            .text("name", one.reader.name)
            .raw("lists", texts_json(one.reader.lists));
        if (one.sms) reader.raw("sms", result_json(*one.sms, zone));
        if (one.mail) reader.raw("email", result_json(*one.mail, zone));
        readers.raw(reader.str());
    }
    JsonObject object;
    object.number("number", sent.number)
        .text("title", sent.title)
        .text("stage", stage_name(sent.notice.stage))
        .text("at", iso_local(zone, notice.at))
        .text("by", sent.by)
        .text("location", sent.location)
        .truth("management", sent.notice.management)
        .truth("status_page", sent.page);
    if (!sent.notice.decided_by.empty()) object.text("decided_by", sent.notice.decided_by);
    if (sent.next) object.text("next", iso_local(zone, *sent.next));
    if (sent.notice.corrects != 0) object.number("corrects", sent.notice.corrects);
    if (sent.hold) object.text("hold", std::to_string(sent.hold.value));
    object.raw("progress", progress_json(notice))
        .text("sms", sent.sms)
        .text("subject", sent.subject)
        .text("mail", sent.mail)
        .text("page", sent.page_text);
    if (each) object.raw("readers", readers.str());
    return object.str();
}

}  // namespace

void NoticeRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Access access,
                         Response (NoticeRoutes::*handler)(const Visit&) const) {
        router.add(method, pattern, access,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("POST", "/v1/incidents/{id}/notices", Scope::operate, &NoticeRoutes::write);
    add("GET", "/v1/incidents/{id}/notices", Scope::read, &NoticeRoutes::list);
    add("GET", "/v1/holds", Scope::read, &NoticeRoutes::holds);
    add("POST", "/v1/holds/{id}", Scope::operate, &NoticeRoutes::decide);
    add("POST", "/v1/services/{id}/rollout", Scope::operate, &NoticeRoutes::approve);
}

Response NoticeRoutes::write(const Visit& visit) const {
    const Zone zone = configuration_()->directory.calendar.zone;
    Instant now{};
    api_.look([&](const Engine&, Instant at) { now = at; });
    NoticeBody body =
        checked(read_notice(visit.request.body, incident_of(visit), visit.who.name, zone, now));
    if (body.preview) return preview(body.written);
    return answered(api_.ask(visit.asked, std::move(body.written), Lane::first), "sent");
}

Response NoticeRoutes::preview(const NoticeWritten& written) const {
    std::string json;
    bool known = true;
    api_.look([&](const Engine& engine, Instant now) {
        const Incident* incident = engine.state().incidents().find(written.incident);
        known = incident != nullptr;
        if (!known) return;
        const Draft draft(engine.state(), engine.directory(), now, 0);
        const Zone& zone = engine.directory().calendar.zone;
        const Day today = zone.day(now);
        const NoticePlan plan = plan_notice(draft, *incident, written.notice, written.by);
        JsonList lacks;
        for (const NoticeTrouble& one : plan.lacks) {
            lacks.raw(JsonObject().text("part", one.part).text("detail", one.why).str());
        }
        JsonList readers;
        for (const NoticeReader& one : plan.sent.readers) {
            readers.raw(JsonObject()
                            .text("person", one.person)
                            .text("name", one.name)
                            .raw("lists", texts_json(one.lists))
                            .truth("sms", one.sms)
                            .truth("email", one.mail)
                            .str());
        }
        const bool refused = !plan.never.empty() || !plan.lacks.empty();
        JsonObject object;
        object.text("incident", reference(incident->id))
            .truth("preview", true)
            .text("would", refused              ? "be refused"
                           : plan.holds.empty() ? "be sent"
                                                : "be held");
        if (!plan.never.empty()) object.text("never", plan.never);
        object.raw("lacks", lacks.str())
            .raw("holds", reasons_json(plan.holds, draft, *incident))
            .text("found", plan.found)
            .raw("warnings", texts_json(plan.warnings));
        if (!refused) {
            object.text("location", plan.sent.location).truth("status_page", plan.sent.page);
            if (plan.sent.next) object.text("next", iso_local(zone, *plan.sent.next));
            object.raw("texts", media_json(plan.sent, today)).raw("readers", readers.str());
        }
        json = object.str();
    });
    if (!known) {
        throw Refused({.slug = "unknown",
                       .detail = "There is no " + reference(written.incident) + " that is open."});
    }
    return json_response(200, json);
}

Response NoticeRoutes::answered(const Reply& reply, const std::string& done) const {
    if (!reply.durable) refuse_unsaved();
    const Answer& answer = reply.answer;
    if (answer.kind == Kind::incomplete) refuse_incomplete(answer.lacks);
    if (answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown", .detail = "There is none of that number that is open."});
    }
    if (answer.kind == Kind::wrong_state) {
        throw Refused({.slug = "wrong-state", .detail = answer.detail + " Nothing was sent."});
    }
    if (answer.kind == Kind::refused) {
        throw Refused(
            {.slug = "wrong-state", .detail = "No message of it is ever sent: " + answer.detail});
    }
    JsonObject object;
    if (!answer.incidents.empty()) object.text("incident", reference(answer.incidents.front()));
    if (answer.kind == Kind::held) {
        object.text("done", "held")
            .text("hold", std::to_string(answer.hold.value))
            .text("found", answer.detail);
        api_.look([&](const Engine& engine, Instant now) {
            const Incident* incident = engine.state().incidents().find(answer.incidents.front());
            if (incident == nullptr) return;
            const Draft draft(engine.state(), engine.directory(), now, 0);
            object.raw("reasons", reasons_json(answer.holds, draft, *incident));
        });
        return json_response(202, object.raw("warnings", texts_json(answer.warnings)).str());
    }
    object.text("done", answer.notice != 0 ? "sent" : done);
    if (answer.notice != 0) object.number("notice", answer.notice);
    return json_response(answer.notice != 0 ? 201 : 200,
                         object.raw("warnings", texts_json(answer.warnings)).str());
}

Response NoticeRoutes::list(const Visit& visit) const {
    const IncidentId id = incident_of(visit);
    const std::vector<Entry> entries = archive_.about(id);
    if (entries.empty())
        throw Refused({.slug = "unknown", .detail = "There is no " + reference(id) + "."});
    const Zone zone = configuration_()->directory.calendar.zone;
    JsonList notices;
    const std::string* summary = find_field(visit.query, "summary");
    const bool each = summary == nullptr || *summary != "true";
    for (const RecordedNotice& one : recorded_notices(entries))
        notices.raw(notice_json(one, zone, each));
    return json_response(
        200, JsonObject().text("incident", reference(id)).raw("notices", notices.str()).str());
}

Response NoticeRoutes::holds(const Visit&) const {
    JsonList list;
    api_.look([&](const Engine& engine, Instant now) {
        const Draft draft(engine.state(), engine.directory(), now, 0);
        const Zone& zone = engine.directory().calendar.zone;
        for (const auto& [id, held] : engine.state().holds()) {
            const Incident* incident = engine.state().incidents().find(held.held.incident);
            if (incident == nullptr) continue;
            list.raw(
                JsonObject()
                    .text("hold", std::to_string(id))
                    .text("incident", reference(incident->id))
                    .text("by", held.held.by)
                    .text("at", iso_local(zone, held.at))
                    .raw("reasons", reasons_json(held.reasons, draft, *incident))
                    .text("found", held.held.found)
                    .raw("notice", words_json(masked_notice(held.held.notice, zone.day(now)), zone))
                    .str());
        }
    });
    return json_response(200, JsonObject().raw("holds", list.str()).str());
}

Response NoticeRoutes::decide(const Visit& visit) const {
    const std::string& id = *find_field(visit.path, "id");
    HoldId hold;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), hold.value);
    if (error != std::errc{} || end != id.data() + id.size()) {
        throw Refused({.slug = "unknown", .detail = "A hold has a number: GET /v1/holds"});
    }
    const Zone zone = configuration_()->directory.calendar.zone;
    Instant now{};
    api_.look([&](const Engine&, Instant at) { now = at; });
    HoldDecided decided =
        checked(read_hold_decision(visit.request.body, hold, visit.who.name, zone, now));
    return answered(api_.ask(visit.asked, std::move(decided), Lane::first), "withdrawn");
}

Response NoticeRoutes::approve(const Visit& visit) const {
    const std::string& service = *find_field(visit.path, "id");
    const Reply reply =
        api_.ask(visit.asked, checked(read_rollout(visit.request.body, service, visit.who.name)),
                 Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found)
        throw Refused({.slug = "unknown", .detail = "There is no such service."});
    if (reply.answer.kind == Kind::wrong_state)
        throw Refused({.slug = "wrong-state", .detail = reply.answer.detail});
    return json_response(200, JsonObject().text("done", "rollout approved").str());
}

}  // namespace tocsin
