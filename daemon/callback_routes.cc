#include "daemon/callback_routes.h"

#include "channels/twilio_receipts.h"
#include "channels/twiml.h"
#include "daemon/callback_fields.h"
#include "daemon/clock.h"
#include "daemon/form.h"
#include "daemon/notify_callback.h"
#include "daemon/slack_callback.h"
#include "daemon/twilio_callback.h"

#include <spdlog/spdlog.h>

namespace tocsin {
namespace {

// It will not come again: whoever reads the log must hear of it. Fields only, no value (P18).
[[noreturn]] void refuse(const Visit& visit, ProblemDetail problem) {
    std::string fields;
    for (const FieldError& error : problem.errors) {
        fields += (fields.empty() ? " at " : ", ") + error.pointer;
    }
    spdlog::warn("a callback of {} was refused: {}{}", visit.who.name, problem.slug, fields);
    throw Refused(std::move(problem));
}

template <class What>
What checked(const Visit& visit, std::variant<What, ProblemDetail> read) {
    if (auto* wrong = std::get_if<ProblemDetail>(&read)) refuse(visit, std::move(*wrong));
    return std::move(std::get<What>(read));
}

void limit(const Visit& visit) {
    if (visit.request.body.size() <= callback_bytes_max) return;
    refuse(visit,
           {.slug = "too-large",
            .detail = "A callback has at most " + std::to_string(callback_bytes_max) + " bytes."});
}

// Only Vonage calls back by GET, which bears its signature as a POST does; a HEAD is nobody's.
void need_method(const Visit& visit, const CallingBack& channel) {
    const std::string& method = visit.request.method;
    const bool vonage = std::holds_alternative<VonageProof>(channel.proof);
    if (method == "POST" || (method == "GET" && vonage)) return;
    refuse(visit, {.slug = "method", .detail = "Callbacks of this channel come by POST."});
}

// Slack has neither receipts nor texts, and nobody else has buttons.
void need_buttons(const Visit& visit, const CallingBack& channel, bool buttons) {
    if (std::holds_alternative<SlackProof>(channel.proof) == buttons) return;
    refuse(visit, {.slug = "unknown",
                   .detail = buttons ? "The posts of this channel have no buttons."
                                     : "This channel has buttons, and no receipts or texts."});
}

// Its signature was over these very fields.
Fields fields_of_vonage(const Visit& visit) {
    return vonage_fields(visit.request).value_or(Fields{});
}

// With our reference, which the address bears that we gave with the message.
std::variant<Receipt, ProblemDetail> receipt_of_twilio(const Visit& visit,
                                                       const std::string& name) {
    auto read = read_twilio_receipt(visit.form, name);
    const Fields query = parse_form(visit.request.query);
    CallbackFields fields(query);
    const std::string reference = fields.word(twilio_reference_name);
    if (!fields.good()) return fields.refusal();
    if (auto* receipt = std::get_if<Receipt>(&read)) receipt->reference = reference;
    return read;
}

std::variant<Receipt, ProblemDetail> read_receipt(const CallingBack& channel, const Visit& visit) {
    const std::string& name = visit.who.name;
    if (std::holds_alternative<TwilioProof>(channel.proof)) {
        return receipt_of_twilio(visit, name);
    }
    if (std::holds_alternative<VonageProof>(channel.proof)) {
        return read_vonage_receipt(fields_of_vonage(visit), name);
    }
    return read_notify_receipt(visit.request.body, name, channel.senders);
}

std::variant<Replied, ProblemDetail> read_text(const CallingBack& channel, const Visit& visit,
                                               const std::string& name) {
    if (std::holds_alternative<TwilioProof>(channel.proof)) {
        return read_twilio_text(visit.form, name);
    }
    if (std::holds_alternative<VonageProof>(channel.proof)) {
        return read_vonage_text(fields_of_vonage(visit), name);
    }
    return read_notify_text(visit.request.body, name);
}

}  // namespace

void CallbackRoutes::add_routes(Router& router) {
    for (const char* method : {"POST", "GET"}) {
        router.add(method, "/v1/callbacks/{channel}/receipts", Access::callback,
                   [this](const Visit& visit) { return receipt(visit); });
        router.add(method, "/v1/callbacks/{channel}/texts", Access::callback,
                   [this](const Visit& visit) { return text(visit); });
    }
    router.add("POST", "/v1/callbacks/{channel}/presses", Access::callback,
               [this](const Visit& visit) { return press(visit); });
}

Response CallbackRoutes::receipt(const Visit& visit) const {
    limit(visit);
    const CallingBack channel = calling_back_(visit.who.name);
    need_method(visit, channel);
    need_buttons(visit, channel, false);
    keep(checked(visit, read_receipt(channel, visit)));
    return {.status = 204};
}

Response CallbackRoutes::text(const Visit& visit) const {
    limit(visit);
    const CallingBack channel = calling_back_(visit.who.name);
    need_method(visit, channel);
    need_buttons(visit, channel, false);
    keep(checked(visit, read_text(channel, visit, hears_texts_(visit.who.name))));
    // Twilio asks what to answer: nothing here, for ours is a message of its own.
    if (!std::holds_alternative<TwilioProof>(channel.proof)) return {.status = 204};
    return {.content_type = "text/xml; charset=utf-8", .headers = {}, .body = twiml_nothing()};
}

// Slack wants a 200 without a body; what came of it is a message of its own.
Response CallbackRoutes::press(const Visit& visit) const {
    limit(visit);
    const CallingBack channel = calling_back_(visit.who.name);
    need_buttons(visit, channel, true);
    std::string instance;
    api_.look([&](const Engine& engine, Instant) { instance = engine.state().instance(); });
    const auto pressed =
        checked(visit, read_slack_press(visit.form, visit.who.name, channel.pressers, instance));
    const std::string id = slack_press_id(visit.request);
    const Instant now = machine_time().utc;
    if (!pressed || seen_->seen(visit.who.name, id, now)) return {};
    const SourcePlace place = admit(*pressed);
    if (pressed->person.empty())
        spdlog::warn("{}: {} pressed a button of {}, and \"people\" names nobody with that id",
                     pressed->channel, pressed->presser, pressed->incident.value);
    keep(*pressed, press_time);
    seen_->note(visit.who.name, id, now);
    return {};
}

// A hand presses a few times; what is pressed without end would fill the journal.
SourcePlace CallbackRoutes::admit(const Pressed& pressed) const {
    auto admitted =
        presses_->admit(pressed.channel + " " + pressed.presser, presses_per_minute, steady_now());
    if (auto* place = std::get_if<SourcePlace>(&admitted)) return std::move(*place);
    throw Refused({.slug = "too-many",
                   .detail = "Somebody pressed more than " + std::to_string(presses_per_minute) +
                             " times a minute.",
                   .retry_after = std::get<Shed>(admitted).retry_after});
}

void CallbackRoutes::keep(Occurrence what, Duration within) const {
    if (api_.ask({}, std::move(what), Lane::first, within).durable) return;
    throw Refused({.slug = "not-durable",
                   .detail = "The journal could not be written, so this was not accepted.",
                   .retry_after = std::chrono::seconds(5)});
}

}  // namespace tocsin
