// What places answer: Slack, Statuspage, a hook of Slack, a webhook; to a message and to a look-up.
// The first byte chooses, two more make the status.
#include "channels/signed_webhook.h"
#include "channels/slack.h"
#include "channels/slack_webhook.h"
#include "channels/statuspage.h"
#include "channels/webhook_signature.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <array>
#include <memory>

namespace tocsin::fuzz {
namespace {

constexpr const char* secret = "0f3a9c1b-s3cr3t";

std::unique_ptr<Channel> slack() {
    SlackWorkspace workspace;
    workspace.name = "slack";
    workspace.url = SlackWorkspace::real;
    workspace.token = secret;
    workspace.channel = "C0123ABCD";
    workspace.room_per_incident = true;
    workspace.invite = {"U0123ABCD"};
    workspace.archive_closed = true;
    return std::make_unique<SlackChannel>(workspace);
}

std::unique_ptr<Channel> statuspage() {
    Statuspage page;
    page.name = "statuspage";
    page.url = Statuspage::real;
    page.key = secret;
    page.page_id = "kctbh9vrtdwd";
    return std::make_unique<StatuspageChannel>(page);
}

std::unique_ptr<Channel> hook() {
    SlackWebhook hook;
    hook.name = "hook";
    hook.url = std::string("https://hooks.example.org/") + secret;
    return std::make_unique<SlackWebhookChannel>(hook);
}

std::unique_ptr<Channel> webhook() {
    SignedWebhook hook;
    hook.name = "webhook";
    hook.url = std::string("https://ledger.example.org/in?") + secret;
    hook.keys = {std::string(24, 'k')};
    return std::make_unique<SignedWebhookChannel>(hook);
}

void check(const Outcome& outcome) {
    must(outcome.id == SendId{7}, "an outcome is of its message");
    must(is_honest(outcome.detail) && signs_of(outcome.detail) <= 400,
         "a detail is one short line");
    must(outcome.detail.find(secret) == std::string::npos, "a detail tells no secret");
    must(is_honest(outcome.provider_reference) && outcome.provider_reference.size() <= 128,
         "a reference is one short line");
    must(!outcome.retry_after || *outcome.retry_after >= Duration::zero(), "a pause is one");
}

void check_answer(const Channel& channel, const Message& message, const WireAnswer& answer) {
    const Outcome said = channel.interpret(message, answer);
    check(said);
    must(said.verdict != Verdict::accepted || (answer.status >= 200 && answer.status < 300),
         "only a 2xx accepts");
    check(channel.interpret_look_up(message, answer));
}

void run(std::string_view bytes) {
    static const std::array<std::unique_ptr<Channel>, 4> channels = {slack(), statuspage(), hook(),
                                                                     webhook()};
    const std::size_t which = next_byte(bytes);
    if (which % 8 == 7) {
        const auto key = parse_webhook_secret(bytes);
        must(!key || (key->size() >= 24 && key->size() <= 64), "a secret is of a proper size");
        return;
    }
    WireAnswer answer;
    answer.status = static_cast<long>(next_byte(bytes) * 4 + next_byte(bytes) % 4);
    answer.sent_whole = true;
    answer.body = bytes;
    Message message;
    message.id = {7};
    message.reference = "k7q2-1-42";
    for (const char* event : {"opened", "open-room", "invite", "archive-room", "notice"}) {
        message.facts["event"] = event;
        for (const char* thread : {"", "C9ROOM", "p31zjtct2jer"}) {
            message.thread = thread;
            check_answer(*channels.at(which % channels.size()), message, answer);
        }
    }
}

const Target target{"places", run};

}  // namespace
}  // namespace tocsin::fuzz
