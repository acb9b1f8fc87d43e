// What a provider answers, of texts and of mail. Two bytes make the status, two more say how the
// exchange went; the rest is the body, or what a mail server said last.
#include "channels/provider.h"

#include "channels/json_field.h"
#include "channels/smtp.h"
#include "daemon/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

constexpr const char* secret = "Bearer-0f3a";

HttpProvider described() {
    HttpProvider provider;
    provider.name = "sms";
    provider.url = "https://sms.example.org/messages";
    provider.body = R"({"to":"{to}","text":"{text}","reference":"{reference}"})";
    provider.headers = {{"Authorization", "{secret.key}"}};
    provider.secrets = {{"key", secret}};
    provider.answers = {{429, 429, "", Verdict::deferred},
                        {200, 200, "\"status\":\"queued\"", Verdict::accepted},
                        {200, 299, "error", Verdict::refused}};
    provider.reference.json_key = "id";
    provider.reference.required = true;
    provider.look_up =
        LookUpRule{"https://sms.example.org/messages?reference={reference}", "{reference}"};
    return provider;
}

HttpProvider marked() {
    HttpProvider provider = described();
    provider.reference = {"", "<id>", "</id>", false};
    return provider;
}

SmtpRelay relay() {
    SmtpRelay relay;
    relay.name = "mail";
    relay.host = "mail.example.org";
    relay.user = "tocsin";
    relay.password = secret;
    relay.from = "tocsin@example.org";
    return relay;
}

Message message() {
    Message message;
    message.id = {7};
    message.reference = "toc-7";
    message.to = "+447700900101";
    message.text = "Sev 1";
    return message;
}

// No run of seven digits: a number of a phone cannot stand in it.
bool masked(std::string_view text) {
    int run = 0;
    for (const char c : text) {
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        if (run >= 7) return false;
    }
    return true;
}

void check(const Outcome& outcome) {
    must(outcome.id == SendId{7}, "an outcome is of its message");
    must(is_honest(outcome.detail), "a detail is one line");
    must(signs_of(outcome.detail) <= 300, "a detail is short");
    must(outcome.detail.find(secret) == std::string::npos, "a detail tells no secret");
    must(masked(outcome.detail), "a detail tells no number");
    must(outcome.provider_reference.size() <= 128, "a reference is short");
    must(is_honest(outcome.provider_reference), "a reference is one line");
    must(!outcome.retry_after || (*outcome.retry_after >= Duration::zero() &&
                                  *outcome.retry_after <= HttpChannel::retry_after_max),
         "a pause is bounded");
}

bool holds(const Node& node, std::string_view key, std::string_view text) {
    return std::any_of(node.items.begin(), node.items.end(),
                       [&](const Node& item) { return holds(item, key, text); }) ||
           std::any_of(node.fields.begin(), node.fields.end(), [&](const auto& field) {
               return (field.first.text == key && field.second.text == text) ||
                      holds(field.second, key, text);
           });
}

// A reader of fields may be lenient about what is no JSON; of JSON it says what stands there.
void check_field(const std::string& body) {
    const auto found = json_field(body, "id");
    const JsonResult json = parse_json(body);
    if (!found || !json.tree) return;
    const bool number = found->find_first_not_of("+-.0123456789eE") == std::string::npos;
    must(number || holds(*json.tree, "id", *found), "the id is a member of that name");
}

void run(std::string_view bytes) {
    static const HttpChannel channels[] = {HttpChannel{described()}, HttpChannel{marked()}};
    WireAnswer answer;
    answer.status = static_cast<long>(next_byte(bytes) * 4 + next_byte(bytes) % 4);
    const unsigned flags = next_byte(bytes);
    answer.sent_whole = (flags & 1u) != 0;
    answer.body_cut = (flags & 2u) != 0;
    answer.curl_code = (flags & 4u) != 0 ? static_cast<int>(next_byte(bytes)) : 0;
    if ((flags & 8u) != 0) answer.retry_after = std::chrono::seconds(next_byte(bytes));
    answer.body = std::string(bytes.substr(0, 64 * 1024));
    if ((flags & 16u) != 0) answer.curl_error = answer.body;
    for (const HttpChannel& channel : channels) {
        const Outcome sent = channel.interpret(message(), answer);
        check(sent);
        must(sent.verdict != Verdict::accepted || (answer.status >= 200 && answer.status < 300),
             "only a 2xx accepts");
        check(channel.interpret_look_up(message(), answer));
    }
    static const SmtpChannel mail{relay()};
    answer.last_reply = answer.body;
    const Outcome mailed = mail.interpret(message(), answer);
    check(mailed);
    must(mailed.verdict != Verdict::accepted || answer.status / 100 == 2, "only a 2yz accepts");
    check_field(answer.body);
}

const Target target{"provider", run};

}  // namespace
}  // namespace tocsin::fuzz
