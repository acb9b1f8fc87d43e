#include "channels/notify.h"

#include "channels/endpoint.h"
#include "channels/json_field.h"
#include "channels/markdown.h"
#include "channels/mask.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "channels/template.h"
#include "core/gsm7.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace tocsin {
namespace {

// Where the members of {"notifications":[{"id":...}]} stand.
constexpr int in_the_list = 3;

bool is_placeholder(std::string_view name) {
    return !name.empty() && name.size() <= 100 && is_one_line(name) &&
           name.find_first_of("()") == std::string_view::npos;
}

// The words of an error body; its contract is the status and the name of the error.
struct Said {
    std::string error;
    std::string message;
};

Said said_in(const WireAnswer& answer) {
    return {json_field(answer.body, "error").value_or(""),
            json_field(answer.body, "message").value_or("")};
}

Verdict verdict_of(const WireAnswer& answer) {
    const std::string error = said_in(answer).error;
    switch (answer.status) {
        case 400:
            // A key for the team only, a service on trial, a template without our placeholder: the
            // next person meets the same.
            return error == "BadRequestError" ? Verdict::misconfigured : Verdict::refused;
        case 404:
            return Verdict::misconfigured;  // the address is none of Notify's
        case 429:
            // The day's limit: no repetition mends it before midnight UTC, so the message goes
            // elsewhere and this way is not tried for it again.
            return error == "TooManyRequestsError" ? Verdict::misconfigured : Verdict::deferred;
        case 502:
        case 504:
            // A gateway's words: what stands behind it may have taken the message. It is asked.
            return Verdict::unknown;
        default:
            return default_verdict(answer.status);
    }
}

// What a receipt of this status says of a message. One that failed for a while, or for a fault of
// Notify, may be sent again: Notify has given it up.
Verdict verdict_of(std::string_view status) {
    if (status == "permanent-failure") return Verdict::refused;
    if (status == "temporary-failure" || status == "technical-failure") return Verdict::deferred;
    return Verdict::accepted;
}

// Notify's own Markdown begins a callout with a caret and a list with a dot. It has no escape for
// them: a backslash before them is shown, and keeps them from beginning a line.
std::string without_callouts(const std::string& text) {
    std::string out;
    bool line_begins = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = std::string_view(text).substr(at);
        if (line_begins && (rest.starts_with('^') || rest.starts_with("\u2022"))) out += '\\';
        const char c = text[at];
        line_begins = c == '\n' || c == '\r' || (line_begins && (c == ' ' || c == '\t'));
        out += c;
    }
    return out;
}

// Of a mail: Notify takes the values for Markdown. Its `sanitise_content_for` would take away every
// address too, among them the one that answers the call.
std::string mail_text(const std::string& text) {
    return without_callouts(markdown_text(text));
}

std::string older(char sign, const std::string& than) {
    return than.empty() ? "" : sign + ("older_than=" + percent_encoded(than));
}

}  // namespace

std::vector<std::string> problems(const NotifyService& service) {
    std::vector<std::string> found;
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back("channel '" + service.name + "': " + what);
    };
    const auto id = [](const std::string& text) { return text.empty() || is_uuid(text); };
    need(is_base_url(service.url, service.plain), "`url` is no address of GOV.UK Notify");
    need(is_uuid(service.key.service_id) && is_uuid(service.key.secret), "the API key is none");
    need(is_uuid(service.template_id), "`template-id` is no id of a template");
    need(is_placeholder(service.text_placeholder), "`placeholder` is no name of a placeholder");
    need(service.medium == Medium::sms || is_placeholder(service.subject_placeholder),
         "`subject-placeholder` is no name of a placeholder");
    need(service.medium == Medium::sms || service.subject_placeholder != service.text_placeholder,
         "subject and text share one placeholder");
    need(id(service.sms_sender_id), "`sms-sender-id` is no id of a sender");
    need(id(service.email_reply_to_id), "`email-reply-to-id` is no id of an address");
    need(service.in_flight_max > 0, "`in-flight` is less than one");
    return found;
}

NotifyChannel::NotifyChannel(NotifyService service) : service_(std::move(service)) {
    const std::vector<std::string> found = problems(service_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest NotifyChannel::request(const std::string& path) const {
    WireRequest request;
    request.url = service_.url + path;
    request.trusted_certificates = service_.trusted_certificates;
    request.private_addresses = service_.private_addresses;
    request.timeouts = service_.timeouts;
    return request;
}

WireRequest NotifyChannel::compose(const Message& message) const {
    if (message.medium != service_.medium) throw Unsendable("This channel is of another medium.");
    check_recipient(message);
    const bool sms = message.medium == Medium::sms;
    const std::string text = sms ? gsm7_text(message.text) : mail_text(message.text);
    if (sms && sms_size(text).units > text_units_max) {
        throw Unsendable("The text is longer than Notify takes.");
    }
    WireRequest sent = request(sms ? "/v2/notifications/sms" : "/v2/notifications/email");
    sent.headers.emplace_back("Content-Type", "application/json");
    std::string personal = json_member(service_.text_placeholder, text);
    if (!sms) personal += "," + json_member(service_.subject_placeholder, message.subject);
    sent.body = "{" + json_member(sms ? "phone_number" : "email_address", message.to) + "," +
                json_member("template_id", service_.template_id) + ",\"personalisation\":{" +
                personal + "}," + json_member("reference", message.reference);
    if (sms && !service_.sms_sender_id.empty()) {
        sent.body += "," + json_member("sms_sender_id", service_.sms_sender_id);
    }
    if (!sms && !service_.email_reply_to_id.empty()) {
        sent.body += "," + json_member("email_reply_to_id", service_.email_reply_to_id);
    }
    sent.body += "}";
    return sent;
}

void NotifyChannel::sign(WireRequest& request, Instant now) const {
    request.headers.emplace_back("Authorization", "Bearer " + notify_token(service_.key, now));
}

// Its words are all that tells a wrong clock from a wrong key.
std::optional<Duration> NotifyChannel::clock_ahead(const WireAnswer& answer,
                                                   Instant signed_at) const {
    if (answer.curl_code != 0 || answer.status != 403 || !answer.date) return std::nullopt;
    if (said_in(answer).message.find("system clock") == std::string::npos) return std::nullopt;
    return *answer.date - signed_at;
}

std::string NotifyChannel::words_of(const WireAnswer& answer) const {
    std::string said = answer.curl_error;
    if (answer.curl_code == 0) {
        said = service_.name + " answered " + std::to_string(answer.status);
        const Said words = said_in(answer);
        if (answer.status >= 300 && !words.error.empty()) said += " " + words.error;
        if (answer.status >= 300 && !words.message.empty()) said += ": " + words.message;
    }
    if (answer.signed_ahead != Duration{}) {
        const auto seconds = std::chrono::round<std::chrono::seconds>(answer.signed_ahead);
        said += said.ends_with('.') ? " " : ". ";
        said += "Notify's clock and ours differ by " + std::to_string(std::abs(seconds.count())) +
                " s.";
    }
    return fit_to_show(said, {{"secret", service_.key.secret}});
}

Outcome NotifyChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(answer);
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    Outcome result = judged(message, verdict_of(answer), words, answer);
    const bool deferred = result.verdict == Verdict::deferred;
    if (deferred && answer.status == 429 && !result.retry_after) {
        result.retry_after = pause_unless_said;
    }
    if (result.verdict != Verdict::accepted) return result;
    const std::string id = json_field(answer.body, "id", 1).value_or("");
    if (!is_uuid(id) || json_field(answer.body, "reference", 1) != message.reference) {
        return outcome(message, Verdict::unknown,
                       words + " without the id it owes: it may have taken the message.");
    }
    result.provider_reference = id;
    return result;
}

std::optional<WireRequest> NotifyChannel::look_up(const Message& message) const {
    check_recipient(message);
    WireRequest asked =
        request("/v2/notifications?reference=" + percent_encoded(message.reference));
    asked.method = "GET";
    asked.timeouts.total = std::min(asked.timeouts.total, HttpChannel::look_up_max);
    asked.timeouts.connect = std::min(asked.timeouts.connect, HttpChannel::look_up_max);
    return asked;
}

WireRequest NotifyChannel::listed(const std::string& path) const {
    WireRequest asked = request(path);
    asked.method = "GET";
    asked.answer_max = page_bytes_max;
    return asked;
}

WireRequest NotifyChannel::received_texts(const std::string& older_than) const {
    return listed("/v2/received-text-messages" + older('?', older_than));
}

WireRequest NotifyChannel::ended_messages(const std::string& older_than) const {
    return listed("/v2/notifications?template_type=" +
                  std::string(service_.medium == Medium::sms ? "sms" : "email") +
                  "&status=delivered&status=permanent-failure&status=temporary-failure"
                  "&status=technical-failure" +
                  older('&', older_than));
}

Outcome NotifyChannel::interpret_look_up(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(answer);
    if (answer.curl_code != 0 || answer.status != 200) {
        return outcome(message, Verdict::unknown, words);
    }
    const auto reference = json_field(answer.body, "reference", in_the_list);
    const auto id = json_field(answer.body, "id", in_the_list);
    if (reference == message.reference && id) {
        const std::string status = json_field(answer.body, "status", in_the_list).value_or("");
        const Verdict verdict = verdict_of(status);
        Outcome found = outcome(message, verdict,
                                verdict == Verdict::accepted
                                    ? "Notify has it already."
                                    : "Notify had it, and it was not delivered: " + status + ".");
        if (is_uuid(*id)) found.provider_reference = *id;
        return found;
    }
    const bool whole = !answer.body_cut && answer.body.find('}') != std::string::npos &&
                       answer.body.find("\"notifications\"") != std::string::npos;
    if (whole && !reference && !id) {
        return outcome(message, Verdict::deferred, "Notify has not got it.");
    }
    return outcome(message, Verdict::unknown, words + " with something we did not ask for.");
}

}  // namespace tocsin
