#include "channels/aws_sns.h"

#include "channels/endpoint.h"
#include "channels/mask.h"
#include "channels/notify_token.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "core/gsm7.h"
#include "core/utf8.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

struct Row {
    std::string_view code;
    Verdict verdict;
};

constexpr Row rows[] = {
    {"Throttling", Verdict::deferred},
    {"ThrottlingException", Verdict::deferred},
    {"Throttled", Verdict::deferred},
    {"InternalError", Verdict::deferred},
    // Of this number or this text; a person who has opted out is among them.
    {"InvalidParameter", Verdict::refused},
    {"ParameterValueInvalid", Verdict::refused},
    {"ValidationException", Verdict::refused},
    {"OptedOut", Verdict::refused},
    {"EndpointDisabled", Verdict::refused},
    // Whoever runs the account must mend it; the last three may be our clock.
    {"AuthorizationError", Verdict::misconfigured},
    {"InvalidSecurity", Verdict::misconfigured},
    {"InvalidClientTokenId", Verdict::misconfigured},
    {"NotFound", Verdict::misconfigured},
    {"PlatformApplicationDisabled", Verdict::misconfigured},
    {"ExpiredToken", Verdict::misconfigured},
    {"RequestExpired", Verdict::misconfigured},
    {"SignatureDoesNotMatch", Verdict::misconfigured},
};

// What stands in the first element of that name. Nothing of what it holds needs unescaping.
std::string element(std::string_view xml, std::string_view name) {
    const std::string open = "<" + std::string(name) + ">";
    const std::size_t at = xml.find(open);
    if (at == std::string_view::npos) return "";
    const std::size_t from = at + open.size();
    const std::size_t to = xml.find("</" + std::string(name) + ">", from);
    return to == std::string_view::npos ? "" : std::string(xml.substr(from, to - from));
}

Verdict verdict_of(const WireAnswer& answer) {
    if (answer.status == 502 || answer.status == 504) return Verdict::unknown;  // a gateway's words
    if (answer.status >= 400) {
        const std::string code = element(answer.body, "Code");
        if (code.starts_with("KMS")) return Verdict::misconfigured;
        const auto row = std::find_if(std::begin(rows), std::end(rows),
                                      [&](const Row& one) { return one.code == code; });
        if (row != std::end(rows)) return row->verdict;
    }
    return default_verdict(answer.status);
}

bool all_of_signs(std::string_view text, std::string_view signs) {
    return text.find_first_not_of(signs) == std::string_view::npos;
}

constexpr std::string_view small_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

}  // namespace

std::vector<std::string> problems(const AwsSns& settings) {
    std::vector<std::string> found;
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back("channel '" + settings.name + "': " + what);
    };
    need(settings.region.size() >= 5 && all_of_signs(settings.region, small_and_digits),
         "`region` is no region of Amazon, such as eu-west-2");
    need(settings.url.empty() || is_base_url(settings.url, settings.plain),
         "`url` is no address of Amazon SNS");
    need(
        !settings.access_key_id.empty() && all_of_signs(settings.access_key_id, letters_and_digits),
        "`access-key-id` is no id of a key");
    need(!settings.secret_access_key.empty() && is_one_line(settings.secret_access_key),
         "the secret access key is none");
    need(is_one_line(settings.session_token), "the session token is none");
    need(settings.sender_id.empty() || (settings.sender_id.size() <= 11 &&
                                        all_of_signs(settings.sender_id, letters_and_digits) &&
                                        !all_of_signs(settings.sender_id, digits)),
         "`sender-id` is not up to 11 letters and digits, with a letter");
    need(settings.origination_number.empty() ||
             (settings.origination_number.starts_with('+') &&
              all_of_signs(settings.origination_number.substr(1), digits)),
         "`origination-number` is no number such as +447700900900");
    need(settings.in_flight_max > 0, "`in-flight` is less than one");
    return found;
}

AwsSnsChannel::AwsSnsChannel(AwsSns settings) : settings_(std::move(settings)) {
    const std::vector<std::string> found = problems(settings_);
    if (!found.empty()) throw std::runtime_error(found.front());
    if (settings_.url.empty()) settings_.url = "https://sns." + settings_.region + ".amazonaws.com";
}

WireRequest AwsSnsChannel::compose(const Message& message) const {
    if (message.medium != Medium::sms) throw Unsendable("This channel is of another medium.");
    check_recipient(message);
    const std::string text = gsm7_text(message.text);
    if (code_points(text).size() > signs_max) {
        throw Unsendable("The text is longer than Amazon takes.");
    }
    std::vector<std::pair<std::string, std::string>> fields = {{"Action", "Publish"},
                                                               {"Version", "2010-03-31"},
                                                               {"PhoneNumber", message.to},
                                                               {"Message", text}};
    int count = 0;
    const auto attribute = [&](const std::string& name, const std::string& value) {
        if (value.empty()) return;
        const std::string entry = "MessageAttributes.entry." + std::to_string(++count);
        fields.emplace_back(entry + ".Name", name);
        fields.emplace_back(entry + ".Value.DataType", "String");
        fields.emplace_back(entry + ".Value.StringValue", value);
    };
    attribute("AWS.SNS.SMS.SMSType", "Transactional");
    attribute("AWS.SNS.SMS.SenderID", settings_.sender_id);
    attribute("AWS.MM.SMS.OriginationNumber", settings_.origination_number);
    WireRequest request;
    request.url = settings_.url + "/";
    request.headers.emplace_back("Content-Type",
                                 "application/x-www-form-urlencoded; charset=utf-8");
    if (!settings_.session_token.empty()) {
        request.headers.emplace_back("X-Amz-Security-Token", settings_.session_token);
    }
    request.body = form_text(fields);
    request.user = settings_.access_key_id;
    request.password = settings_.secret_access_key;
    request.aws_signature = "aws:amz:" + settings_.region + ":sns";
    request.trusted_certificates = settings_.trusted_certificates;
    request.private_addresses = settings_.private_addresses;
    request.timeouts = settings_.timeouts;
    return request;
}

Outcome AwsSnsChannel::interpret(const Message& message, const WireAnswer& answer) const {
    std::string words = answer.curl_error;
    if (answer.curl_code == 0) {
        words = settings_.name + " answered " + std::to_string(answer.status);
        const std::string code = element(answer.body, "Code");
        const std::string said = element(answer.body, "Message");
        if (answer.status >= 300 && !code.empty()) words += " " + code;
        if (answer.status >= 300 && !said.empty()) words += ": " + said;
    }
    words = fit_to_show(words, {{"key", settings_.secret_access_key},
                                {"token", settings_.session_token},
                                {"id", settings_.access_key_id}});
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    Outcome result = outcome(message, verdict_of(answer), words);
    if (result.verdict == Verdict::deferred && answer.retry_after) {
        result.retry_after = std::min(*answer.retry_after, HttpChannel::retry_after_max);
    }
    if (result.verdict != Verdict::accepted) return result;
    const std::string id = element(answer.body, "MessageId");
    if (!is_uuid(id)) {
        return outcome(message, Verdict::unknown,
                       words + " without the id it owes: it may have taken the message.");
    }
    result.provider_reference = id;
    return result;
}

}  // namespace tocsin
