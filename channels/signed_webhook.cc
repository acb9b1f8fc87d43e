#include "channels/signed_webhook.h"

#include "channels/place.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "channels/secret_forms.h"
#include "channels/template.h"
#include "channels/webhook_signature.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

constexpr const char* id_header = "webhook-id";

// What a receiver looks at first: {"type":...,"timestamp":...,"data":{...}}.
std::string body_of(const Message& message) {
    std::string data =
        json_member("title", message.subject) + "," + json_member("text", message.text);
    for (const std::string_view name : fact_names) {
        const std::string& value = fact(message, std::string(name));
        if (name == "event" || name == "at" || name == "title" || value.empty()) continue;
        data += "," + json_member(name, value);
    }
    return "{" + json_member("type", "incident." + fact(message, "event")) + "," +
           json_member("timestamp", fact(message, "at")) + ",\"data\":{" + data + "}}";
}

Verdict verdict_of(long status) {
    // A receiver that is gone for good, or does not know us: no message fares better.
    if (status == 404 || status == 410) return Verdict::misconfigured;
    return default_verdict(status);
}

}  // namespace

std::vector<std::string> problems(const SignedWebhook& hook) {
    std::vector<std::string> found = problems(static_cast<const Endpoint&>(hook));
    if (!is_whole_url(hook.url, hook.plain)) {
        found.push_back("channel '" + hook.name + "': its address is no address of a webhook");
    }
    if (hook.keys.empty()) found.push_back("channel '" + hook.name + "': there is no secret");
    return found;
}

SignedWebhookChannel::SignedWebhookChannel(SignedWebhook hook) : hook_(std::move(hook)) {
    const std::vector<std::string> found = problems(hook_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest SignedWebhookChannel::compose(const Message& message) const {
    check_recipient(message);
    if (tends_room(message) || answers_press(message)) throw NothingToTell();
    if (message.reference.find('.') != std::string::npos) {
        throw Unsendable("The reference holds a dot, which parts what is signed.");
    }
    WireRequest request = json_to(hook_, "", body_of(message));
    request.headers.emplace_back(id_header, message.reference);
    return request;
}

void SignedWebhookChannel::sign(WireRequest& request, Instant now) const {
    const auto id = std::find_if(request.headers.begin(), request.headers.end(),
                                 [](const auto& header) { return header.first == id_header; });
    if (id == request.headers.end()) throw std::runtime_error("The webhook has no id.");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
    const std::string at = std::to_string(seconds.count());
    std::string signatures;
    for (const std::string& key : hook_.keys) {
        signatures +=
            (signatures.empty() ? "" : " ") + webhook_signature(key, id->second, at, request.body);
    }
    request.headers.emplace_back("webhook-timestamp", at);
    request.headers.emplace_back("webhook-signature", signatures);
}

Outcome SignedWebhookChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const std::string said = answer.status >= 300 ? answer.body : "";
    Secrets secrets = url_secrets(hook_.url);
    for (const std::string& key : hook_.keys)
        secrets["key " + std::to_string(secrets.size())] = key;
    const std::string words = words_of(hook_, answer, said, secrets);
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    return judged(message, verdict_of(answer.status), words, answer);
}

}  // namespace tocsin
