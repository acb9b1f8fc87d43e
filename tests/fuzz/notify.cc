// GOV.UK Notify: what it answers, what it calls back with, what it lists when it is asked, and the
// key that it gives out. The first byte chooses; of an answer two more make the status.
#include "channels/notify.h"

#include "daemon/notify_callback.h"
#include "daemon/notify_page.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

constexpr const char* secret = "0f3a9c1b-77aa-4bcd-8ef0-123456789abc";
constexpr const char* template_id = "0e1d2c3b-4a59-4687-9f00-aabbccddeeff";

NotifyService service() {
    NotifyService service;
    service.name = "notify";
    service.key = {"26785a09-ab16-4eb0-8407-a37497a57506", secret};
    service.template_id = template_id;
    return service;
}

Message message() {
    Message message;
    message.id = {7};
    message.reference = "toc-7";
    message.to = "+447700900101";
    message.text = "Sev 1";
    return message;
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

void check_answer(std::string_view bytes) {
    static const NotifyChannel channel{service()};
    WireAnswer answer;
    answer.status = static_cast<long>(next_byte(bytes) * 4 + next_byte(bytes) % 4);
    answer.sent_whole = true;
    answer.body = bytes;
    const Outcome sent = channel.interpret(message(), answer);
    check(sent);
    must(sent.verdict != Verdict::accepted || (answer.status >= 200 && answer.status < 300),
         "only a 2xx accepts");
    check(channel.interpret_look_up(message(), answer));
    channel.clock_ahead(answer, message().at);
}

void check_receipt(const std::string& body) {
    const auto result = read_notify_receipt(body, "notify", {{template_id, "notify-mail"}});
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) return check_refusal(*refusal);
    const std::string& channel = std::get<Receipt>(result).channel;
    must(channel == "notify" || channel == "notify-mail", "a receipt is of a channel we have");
}

void check_reply(const Replied& replied) {
    must(replied.channel == "notify", "a reply is of its channel");
    must(is_utf8(replied.text) && replied.text.size() <= reply_bytes_max, "a reply is bounded");
    must(is_honest(replied.from) && is_honest(replied.id), "its number and its id are one line");
}

void check_text(const std::string& body) {
    const auto result = read_notify_text(body, "notify");
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) return check_refusal(*refusal);
    check_reply(std::get<Replied>(result));
}

void check_texts(const std::string& body) {
    const auto page = read_notify_texts(body, "notify");
    if (!page) return;
    for (const NotifyItem& item : *page) check_reply(std::get<Replied>(item.what));
}

void check_ended(const std::string& body) {
    const auto page = read_notify_ended(body, "notify", {{template_id, "notify-mail"}});
    if (!page) return;
    for (const NotifyItem& item : *page) {
        const auto& receipt = std::get<Receipt>(item.what);
        must(receipt.channel == "notify" || receipt.channel == "notify-mail",
             "a receipt is of a channel we have");
        must(is_honest(receipt.detail) && is_honest(receipt.provider_reference),
             "its words are one line each");
        must(!item.key.empty(), "an item can be told from another");
    }
}

void check_key(std::string_view text) {
    const auto key = parse_notify_key(text);
    if (!key) return;
    must(is_uuid(key->service_id) && is_uuid(key->secret), "a key is two ids");
    must(text.ends_with(key->service_id + "-" + key->secret), "at its end");
    const std::string token = notify_token(*key, Instant{});
    must(std::count(token.begin(), token.end(), '.') == 2, "a token has three parts");
}

void run(std::string_view bytes) {
    switch (next_byte(bytes) % 6) {
        case 0:
            return check_answer(bytes);
        case 1:
            return check_receipt(std::string(bytes));
        case 2:
            return check_text(std::string(bytes));
        case 4:
            return check_texts(std::string(bytes));
        case 5:
            return check_ended(std::string(bytes));
        default:
            return check_key(bytes);
    }
}

const Target target{"notify", run};

}  // namespace
}  // namespace tocsin::fuzz
