#include "channels/slack_webhook.h"

#include "channels/place.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "channels/slack_text.h"

#include <stdexcept>

namespace tocsin {
namespace {

bool is_ok(const WireAnswer& answer) {
    return answer.status == 200 && answer.body == "ok";
}

Verdict verdict_of(const WireAnswer& answer) {
    const Verdict usual = default_verdict(answer.status);
    // Whoever stands between us and Slack answers 2xx as well, and Slack always says "ok" with 200.
    if (usual == Verdict::accepted && !is_ok(answer)) return Verdict::unknown;
    // The hook was taken away, or its room archived: no other message fares better.
    return usual == Verdict::refused ? Verdict::misconfigured : usual;
}

}  // namespace

std::vector<std::string> problems(const SlackWebhook& hook) {
    std::vector<std::string> found = problems(static_cast<const Endpoint&>(hook));
    if (!is_whole_url(hook.url, hook.plain)) {
        found.push_back("channel '" + hook.name + "': its address is no address of a webhook");
    }
    return found;
}

SlackWebhookChannel::SlackWebhookChannel(SlackWebhook hook) : hook_(std::move(hook)) {
    const std::vector<std::string> found = problems(hook_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest SlackWebhookChannel::compose(const Message& message) const {
    check_recipient(message);
    if (tends_room(message) || answers_press(message)) throw NothingToTell();
    return json_to(hook_, "", "{" + slack_post(message) + "}");
}

Outcome SlackWebhookChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const std::string said = is_ok(answer) ? "" : answer.body;
    const std::string words = words_of(hook_, answer, said, url_secrets(hook_.url));
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    return judged(message, verdict_of(answer), words, answer);
}

}  // namespace tocsin
