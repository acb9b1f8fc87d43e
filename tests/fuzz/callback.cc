// What Twilio, Amazon and Vonage answer, and what they and Slack call back with: forms, JSON, lists
// of messages. The first byte chooses; the rest is a body, or a query and a body with a zero byte
// between them.
#include "channels/aws_sns.h"
#include "channels/twilio_sms.h"
#include "daemon/callback_fields.h"
#include "daemon/form.h"
#include "daemon/slack_callback.h"
#include "daemon/twilio_callback.h"
#include "daemon/vonage_callback.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

const std::string token = "12345678901234567890123456789012";

Message message() {
    Message message;
    message.id = {7};
    message.reference = "toc-7";
    message.to = "+447700900101";
    message.text = "Sev 1";
    return message;
}

void check(const Outcome& outcome, const WireAnswer& answer) {
    must(outcome.id == SendId{7}, "an outcome is of its message");
    must(is_honest(outcome.detail) && signs_of(outcome.detail) <= 400,
         "a detail is one short line");
    must(outcome.detail.find(token) == std::string::npos, "a detail tells no secret");
    must(is_honest(outcome.provider_reference) && outcome.provider_reference.size() <= 128,
         "a reference is one short line");
    must(outcome.verdict != Verdict::accepted || (answer.status >= 200 && answer.status < 300),
         "only a 2xx accepts");
    must(outcome.verdict != Verdict::accepted || !outcome.provider_reference.empty(),
         "what is accepted has an id");
}

void check_answer(std::string_view bytes) {
    TwilioSms twilio;
    twilio.name = "twilio";
    twilio.account.sid = twilio.account.user = "AC00000000000000000000000000000001";
    twilio.account.password = token;
    twilio.from = "+447700900999";
    AwsSns amazon;
    amazon.name = "amazon";
    amazon.region = "eu-west-2";
    amazon.access_key_id = "AKIAIOSFODNN7EXAMPLE";
    amazon.secret_access_key = token;
    WireAnswer answer;
    answer.status = static_cast<long>(next_byte(bytes) * 4 + next_byte(bytes) % 4);
    answer.sent_whole = true;
    answer.body = bytes;
    check(TwilioSmsChannel(twilio).interpret(message(), answer), answer);
    check(AwsSnsChannel(amazon).interpret(message(), answer), answer);
    const Outcome found = TwilioSmsChannel(twilio).interpret_look_up(message(), answer);
    must(found.verdict == Verdict::accepted || found.verdict == Verdict::deferred ||
             found.verdict == Verdict::unknown,
         "a look-up has it, has it not, or cannot say");
}

void check_receipt(const std::variant<Receipt, ProblemDetail>& read) {
    if (const auto* refusal = std::get_if<ProblemDetail>(&read)) return check_refusal(*refusal);
    const auto& receipt = std::get<Receipt>(read);
    must(is_honest(receipt.detail) && is_honest(receipt.reference) &&
             is_honest(receipt.provider_reference),
         "its words are one line each");
    must(!receipt.provider_reference.empty(), "a receipt is of a message");
}

void check_text(const std::variant<Replied, ProblemDetail>& read) {
    if (const auto* refusal = std::get_if<ProblemDetail>(&read)) return check_refusal(*refusal);
    const auto& replied = std::get<Replied>(read);
    must(is_utf8(replied.text) && replied.text.size() <= reply_bytes_max, "a reply is bounded");
    must(is_honest(replied.from) && is_honest(replied.id), "its number and its id are one line");
    must(!replied.from.empty() && !replied.id.empty(), "it has both");
}

Request request_of(std::string_view bytes, const char* method) {
    Request request;
    request.method = method;
    request.target = "/v1/callbacks/x/texts";
    request.query = next_part(bytes);
    request.body = bytes;
    return request;
}

void check_twilio(std::string_view bytes) {
    Request request = request_of(bytes, "POST");
    request.headers = {{"X-Twilio-Signature", "BiUnETfoqpE7Wrgw7YzEtZM7Yj0="}};
    const std::vector<std::string> tokens = {token};
    must(!twilio_signed(tokens, "https://alert.example.org", request),
         "nobody guesses a signature");
    const Fields form = parse_form(request.body);
    check_receipt(read_twilio_receipt(form, "x"));
    check_text(read_twilio_text(form, "x"));
}

void check_vonage(std::string_view bytes, const char* method) {
    const auto fields = vonage_fields(request_of(bytes, method));
    if (!fields) return;
    const std::vector<std::string> secrets = {token};
    must(!vonage_signed(VonageMethod::sha256_hmac, secrets, *fields, Instant{}),
         "nobody guesses a signature");
    check_receipt(read_vonage_receipt(*fields, "x"));
    check_text(read_vonage_text(*fields, "x"));
}

void check_slack(std::string_view bytes) {
    Request request = request_of(bytes, "POST");
    request.headers = {{"X-Slack-Request-Timestamp", "1767225600"},
                       {"X-Slack-Signature", "v0=" + std::string(64, '0')}};
    must(!slack_signed({token}, request, Instant{std::chrono::seconds(1767225600)}),
         "nobody guesses a signature");
    const auto read =
        read_slack_press({{"payload", request.body}}, "x", {{"U1", "pat.ash"}}, "k7q2");
    if (const auto* refusal = std::get_if<ProblemDetail>(&read)) return check_refusal(*refusal);
    const auto& pressed = std::get<std::optional<Pressed>>(read);
    if (!pressed) return;
    must(!pressed->presser.empty() && is_honest(pressed->presser) && is_honest(pressed->room),
         "its ids are one line each");
    must(pressed->person.empty() || pressed->presser == "U1", "whoever is known was named");
}

void run(std::string_view bytes) {
    switch (next_byte(bytes) % 5) {
        case 0:
            return check_answer(bytes);
        case 1:
            return check_twilio(bytes);
        case 2:
            return check_vonage(bytes, "GET");
        case 3:
            return check_vonage(bytes, "POST");
        default:
            return check_slack(bytes);
    }
}

const Target target{"callback", run};

}  // namespace
}  // namespace tocsin::fuzz
