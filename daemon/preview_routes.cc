#include "daemon/preview_routes.h"

#include "core/gsm7.h"
#include "core/patient_data.h"
#include "core/preview.h"
#include "daemon/json_writer.h"
#include "daemon/sample_words.h"

namespace tocsin {
namespace {

void add_size(JsonObject& json, const std::string& text) {
    const SmsSize size = sms_size(gsm7_text(text));
    json.number("characters", size.units).number("segments", size.segments);
}

std::string message_json(const PreviewedMessage& previewed, const std::string& base_url) {
    const Message& message = previewed.message;
    const std::string text = with_sample_link(message.text, base_url);
    JsonObject json;
    json.text("medium", medium_name(message.medium)).text("word", medium_word(message.medium));
    if (message.medium == Medium::sms) json.truth("answered_by_reply", previewed.two_way);
    if (!message.subject.empty()) json.text("subject", message.subject);
    json.text("text", text);
    if (message.medium == Medium::sms) add_size(json, text);
    return json.str();
}

std::string call_json(const PreviewedCall& call, const std::string& base_url) {
    JsonList messages;
    for (const PreviewedMessage& one : call.messages) messages.raw(message_json(one, base_url));
    return JsonObject()
        .text("stage", stage_word(call.stage))
        .text("called", call.called)
        .text("reader", call.reader)
        .raw("messages", messages.str())
        .str();
}

std::string news_json(const PreviewedNews& news) {
    JsonObject json;
    json.text("id", news.text_id).text("reader", news.reader).text("text", news.text);
    add_size(json, news.text);
    return json.str();
}

// What may be a patient's is shown to nobody who only looks.
std::string notice_json(const PreviewedNotice& notice, Day today) {
    const NoticePlan& plan = notice.plan;
    JsonObject json;
    json.text("stage", stage_name(notice.stage));
    if (!plan.never.empty()) return json.text("never", plan.never).str();
    JsonList lacks;
    for (const NoticeTrouble& one : plan.lacks)
        lacks.raw(JsonObject().text("part", one.part).text("detail", one.why).str());
    if (!lacks.empty()) return json.raw("lacks", lacks.str()).str();
    const auto add = [&](const char* name, const std::string& text) {
        if (!text.empty()) json.text(name, masked(text, patient_data(text, today)));
    };
    add("text", plan.sent.sms);
    add_size(json, plan.sent.sms);
    add("subject", plan.sent.subject);
    add("mail", plan.sent.mail);
    add("headline", plan.sent.headline);
    add("page", plan.sent.page_text);
    return json.number("readers", static_cast<std::int64_t>(plan.sent.readers.size())).str();
}

}  // namespace

void PreviewRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/incidents/{id}/preview", Scope::read,
               [this](const Visit& visit) { return show(visit); });
}

Response PreviewRoutes::show(const Visit& visit) const {
    const IncidentId id = incident_named(*find_field(visit.path, "id"));
    JsonObject json;
    api_.look([&](const Engine& engine, Instant now) {
        const Incident* incident = engine.state().incidents().find(id);
        if (incident == nullptr) {
            throw Refused(
                {.slug = "unknown", .detail = "There is no " + reference(id) + " that is open."});
        }
        const Directory& directory = engine.directory();
        Draft draft(engine.state(), directory, now, 0);
        const Preview all = preview(draft, *incident);
        JsonList calls;
        for (const PreviewedCall& one : all.calls) calls.raw(call_json(one, directory.base_url));
        JsonList news;
        for (const PreviewedNews& one : all.news) news.raw(news_json(one));
        JsonList notices;
        for (const PreviewedNotice& one : all.notices)
            notices.raw(notice_json(one, directory.calendar.zone.day(now)));
        json.text("incident", reference(id))
            .truth("nothing_is_sent", true)
            .raw("calls", calls.str())
            .raw("news", news.str())
            .raw("notices", notices.str());
    });
    return json_response(200, json.str());
}

}  // namespace tocsin
