#include "channels/twilio_sms.h"

#include "channels/json_field.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "channels/twilio_receipts.h"
#include "core/gsm7.h"
#include "core/utf8.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

using std::chrono::seconds;

// Less is not worth sending, more Twilio does not take.
constexpr seconds lives_least{5};
constexpr seconds lives_most{36000};

// Of the same words, what Twilio took before this message was made is another message. Clocks may
// differ by so much.
constexpr Duration clocks_differ = std::chrono::minutes(1);

constexpr const char* life_field = "ValidityPeriod";

// When the text expires, in seconds since 1970: from compose() to sign(). It never leaves.
constexpr const char* expires_header = "Tocsin-Expires";

bool is_phone(std::string_view text) {
    const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
    return digits.size() >= 3 && digits.size() <= 15 &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_sender_name(std::string_view text) {
    const auto letter = [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
    };
    return text.size() <= 11 && std::any_of(text.begin(), text.end(), letter) &&
           std::all_of(text.begin(), text.end(), [&](char sign) {
               return letter(sign) || (sign >= '0' && sign <= '9') || sign == ' ' || sign == '-' ||
                      sign == '_';
           });
}

// As the last field of a text has it.
std::string life_left(Duration left) {
    return std::to_string(
        std::clamp(std::chrono::floor<seconds>(left), lives_least, lives_most).count());
}

std::string day_of(Instant at) {
    return iso_utc(at).substr(0, 10);
}

// One of the list, when it is our message: to that number, in those words, and not from before.
bool is_message(std::string_view listed, const Message& message) {
    const auto field = [&](const char* name) { return json_field(listed, name, 1).value_or(""); };
    const auto made = parse_http_date(field("date_created"));
    return field("to") == message.to && field("body") == gsm7_text(message.text) &&
           field("direction").starts_with("outbound") && made &&
           *made >= message.at - clocks_differ;
}

}  // namespace

bool TwilioSms::two_way() const {
    return from.empty() || is_phone(from);
}

std::vector<std::string> problems(const TwilioSms& settings) {
    std::vector<std::string> found = problems(settings.account);
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back(what);
    };
    need(settings.from.empty() != settings.messaging_service.empty(),
         "texts leave from a number or from a messaging service: give one of them");
    need(settings.from.empty() || is_phone(settings.from) || is_sender_name(settings.from),
         "`from` is no number such as +447700900900, and no name of up to 11 letters");
    need(settings.messaging_service.empty() || is_twilio_sid(settings.messaging_service, "MG"),
         "`messaging-service` is no SID of a messaging service");
    need(settings.in_flight_max > 0, "`in-flight` is less than one");
    for (std::string& one : found) one = "channel '" + settings.name + "': " + one;
    return found;
}

TwilioSmsChannel::TwilioSmsChannel(TwilioSms settings) : settings_(std::move(settings)) {
    const std::vector<std::string> found = problems(settings_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest TwilioSmsChannel::compose(const Message& message) const {
    if (message.medium != Medium::sms) throw Unsendable("This channel is of another medium.");
    check_recipient(message);
    const std::string text = gsm7_text(message.text);
    if (code_points(text).size() > signs_max) {
        throw Unsendable("The text is longer than Twilio takes.");
    }
    std::vector<std::pair<std::string, std::string>> fields = {{"To", message.to}};
    if (settings_.messaging_service.empty()) {
        fields.emplace_back("From", settings_.from);
    } else {
        fields.emplace_back("MessagingServiceSid", settings_.messaging_service);
    }
    fields.emplace_back("Body", text);
    if (!settings_.account.callbacks.empty()) {
        fields.emplace_back("StatusCallback", twilio_receipts(settings_.account, message));
    }
    WireRequest request = twilio_request(settings_.account, "Messages.json");
    if (message.expires) {
        const Instant expires = *message.expires;
        fields.emplace_back(life_field, life_left(expires - message.at));
        request.headers.emplace_back(
            expires_header,
            std::to_string(std::chrono::floor<seconds>(expires).time_since_epoch().count()));
    }
    request.body = form_text(fields);
    return request;
}

// A text that has waited for its provider ends with its try all the same: it would wake its reader
// when another has been called.
void TwilioSmsChannel::sign(WireRequest& request, Instant now) const {
    const auto header = std::ranges::find(request.headers, expires_header,
                                          &std::pair<std::string, std::string>::first);
    if (header == request.headers.end()) return;
    const Instant expires{seconds(std::stoll(header->second))};
    request.headers.erase(header);
    const std::string field = "&" + std::string(life_field) + "=";
    const std::size_t value = request.body.rfind(field) + field.size();
    request.body.replace(value, std::string::npos, life_left(expires - now));
}

Outcome TwilioSmsChannel::interpret(const Message& message, const WireAnswer& answer) const {
    return twilio_outcome(settings_.account, settings_.name, message, answer, {"SM", "MM"});
}

std::optional<WireRequest> TwilioSmsChannel::look_up(const Message& message) const {
    check_recipient(message);
    std::vector<std::pair<std::string, std::string>> fields = {{"To", message.to}};
    if (!settings_.from.empty()) fields.emplace_back("From", settings_.from);
    fields.emplace_back("DateSent>", day_of(message.at - clocks_differ));
    fields.emplace_back("PageSize", "50");
    return twilio_list_request(settings_.account, "Messages.json", fields);
}

Outcome TwilioSmsChannel::interpret_look_up(const Message& message,
                                            const WireAnswer& answer) const {
    const std::string words = twilio_words(settings_.account, settings_.name, answer);
    const auto listed = twilio_listed(answer, "messages");
    if (!listed) return outcome(message, Verdict::unknown, words + " instead of a list.");
    for (const std::string_view one : *listed) {
        if (!is_message(one, message)) continue;
        const std::string sid = json_field(one, "sid", 1).value_or("");
        const std::string status = json_field(one, "status", 1).value_or("");
        if (status == "failed" || status == "undelivered" || status == "canceled") continue;
        Outcome found = outcome(message, Verdict::accepted, "Twilio has it already.");
        if (is_twilio_sid(sid, "SM") || is_twilio_sid(sid, "MM")) found.provider_reference = sid;
        return found;
    }
    return outcome(message, Verdict::deferred, "Twilio has not got it.");
}

}  // namespace tocsin
