#include "channels/twilio.h"

#include "channels/endpoint.h"
#include "channels/json_field.h"
#include "channels/mask.h"
#include "channels/provider.h"
#include "channels/secret_forms.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

// 50 messages of 1,600 signs each in JSON.
constexpr std::size_t list_bytes_max = 1024 * 1024;

struct Row {
    int code;
    Verdict verdict;
};

constexpr Row rows[] = {
    // The account, and what only its owner can mend.
    {20003, Verdict::misconfigured},  // authentication failed
    {20005, Verdict::misconfigured},  // the account is not active
    {20404, Verdict::misconfigured},  // there is no such resource
    {21205, Verdict::misconfigured},  // the URL of a call is none
    {21212, Verdict::misconfigured},  // From is no number we own
    {21213, Verdict::misconfigured},  // From is missing
    {21215, Verdict::misconfigured},  // calls to that country are switched off
    {21219, Verdict::misconfigured},  // on trial, and To is not verified
    {21408, Verdict::misconfigured},  // texts to that country are switched off
    {21603, Verdict::misconfigured},  // From is missing
    {21606, Verdict::misconfigured},  // From cannot send texts, or is not ours
    {21608, Verdict::misconfigured},  // on trial, and To is not verified
    {21609, Verdict::misconfigured},  // StatusCallback is none
    {21659, Verdict::misconfigured},  // From is not of this account
    {21660, Verdict::misconfigured},  // From is not of this messaging service
    {21703, Verdict::misconfigured},  // the messaging service has no number
    {21704, Verdict::misconfigured},  // the messaging service cannot send
    {30002, Verdict::misconfigured},  // the account is suspended
    {30034, Verdict::misconfigured},  // the sender is not registered
    // Too much at once.
    {14107, Verdict::deferred},
    {20429, Verdict::deferred},
    {21611, Verdict::deferred},  // the queue of From is full
    {63038, Verdict::deferred},
    // This number.
    {21211, Verdict::refused},  // To is no number
    {21214, Verdict::refused},  // To cannot be reached
    {21217, Verdict::refused},  // To is no number
    {21610, Verdict::refused},  // the person has sent STOP
    {21612, Verdict::refused},  // not from there to there
    {21614, Verdict::refused},  // To is no mobile
    {21635, Verdict::refused},  // To is a landline
    {30004, Verdict::refused},  // the handset blocks us
    {30005, Verdict::refused},  // there is no such handset
    {30006, Verdict::refused},  // a landline, or a carrier that cannot be reached
    // This text: of another, nothing is known.
    {21602, Verdict::refused},  // without words
    {21617, Verdict::refused},  // longer than 1,600
    {21619, Verdict::refused},  // nothing to send
    {21620, Verdict::refused},  // an attachment that is none
    {30007, Verdict::refused},  // a carrier filters it
    {30010, Verdict::refused},  // dearer than the account allows
    // Not this time.
    {30001, Verdict::deferred},  // a queue is full
    {30003, Verdict::deferred},  // the handset is off, or without a signal
    {30008, Verdict::deferred},  // nobody knows why
    {30009, Verdict::deferred},  // a part is missing
    {30410, Verdict::deferred},  // the carrier did not answer
};

std::optional<int> code_in(const WireAnswer& answer) {
    const std::string text = json_field(answer.body, "code", 1).value_or("");
    int code = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), code);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return code;
}

Verdict verdict_of(const WireAnswer& answer) {
    switch (answer.status) {
        case 401:
        case 403:
        case 404:
            return Verdict::misconfigured;
        case 429:
            return Verdict::deferred;
        case 502:
        case 504:
            // A gateway's words: what stands behind it may have taken the message.
            return Verdict::unknown;
        default:
            break;
    }
    if (answer.status >= 400 && answer.status < 500) {
        const std::optional<int> code = code_in(answer);
        const std::optional<Verdict> known = code ? twilio_verdict(*code) : std::nullopt;
        if (known) return *known;
    }
    return default_verdict(answer.status);
}

}  // namespace

std::vector<std::string> problems(const TwilioAccount& account) {
    std::vector<std::string> found;
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back(what);
    };
    need(is_base_url(account.url, account.plain), "`url` is no address of Twilio");
    need(is_twilio_sid(account.sid, "AC"), "`account` is no SID of an account");
    need(account.user == account.sid || is_twilio_sid(account.user, "SK"),
         "the API key is no SID of a key");
    need(!account.password.empty() && is_one_line(account.password), "nothing authenticates us");
    need(account.callbacks.empty() || is_base_url(account.callbacks, account.plain),
         "Twilio cannot call back an address that is not https://");
    return found;
}

bool is_twilio_sid(std::string_view text, std::string_view letters) {
    return text.size() == letters.size() + 32 && text.starts_with(letters) &&
           text.find_first_not_of("0123456789abcdefABCDEF", letters.size()) ==
               std::string_view::npos;
}

std::optional<Verdict> twilio_verdict(int code) {
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [code](const Row& one) { return one.code == code; });
    if (row != std::end(rows)) return row->verdict;
    if (code / 1000 == 21) return Verdict::refused;
    if (code / 1000 == 30) return Verdict::deferred;
    return std::nullopt;
}

WireRequest twilio_request(const TwilioAccount& account, const std::string& resource) {
    WireRequest request;
    request.url = account.url + "/2010-04-01/Accounts/" + account.sid + "/" + resource;
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.user = account.user;
    request.password = account.password;
    request.trusted_certificates = account.trusted_certificates;
    request.private_addresses = account.private_addresses;
    request.timeouts = account.timeouts;
    return request;
}

WireRequest twilio_list_request(const TwilioAccount& account, const std::string& resource,
                                const std::vector<std::pair<std::string, std::string>>& fields) {
    WireRequest asked = twilio_request(account, resource + "?" + form_text(fields));
    asked.method = "GET";
    asked.headers.clear();
    asked.answer_max = list_bytes_max;
    asked.timeouts.total = std::min(asked.timeouts.total, HttpChannel::look_up_max);
    asked.timeouts.connect = std::min(asked.timeouts.connect, HttpChannel::look_up_max);
    return asked;
}

std::optional<std::vector<std::string_view>> twilio_listed(const WireAnswer& answer,
                                                           std::string_view key) {
    if (answer.curl_code != 0 || answer.status != 200 || answer.body_cut) return std::nullopt;
    return json_objects(answer.body, key);
}

std::string twilio_words(const TwilioAccount& account, const std::string& channel,
                         const WireAnswer& answer) {
    std::string said = answer.curl_error;
    if (answer.curl_code == 0) {
        said = channel + " answered " + std::to_string(answer.status);
        const std::optional<int> code = code_in(answer);
        const std::string words = json_field(answer.body, "message", 1).value_or("");
        if (answer.status >= 300 && code) said += ", error " + std::to_string(*code);
        if (answer.status >= 300 && !words.empty()) said += ": " + words;
    }
    return fit_to_show(said, login_secrets(account.user, account.password));
}

Outcome twilio_outcome(const TwilioAccount& account, const std::string& channel,
                       const Message& message, const WireAnswer& answer,
                       const std::vector<std::string>& letters) {
    const std::string words = twilio_words(account, channel, answer);
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    Outcome result = outcome(message, verdict_of(answer), words);
    if (result.verdict == Verdict::deferred && answer.retry_after) {
        result.retry_after = std::min(*answer.retry_after, HttpChannel::retry_after_max);
    }
    if (result.verdict != Verdict::accepted) return result;
    const std::string sid = json_field(answer.body, "sid", 1).value_or("");
    const bool ours = std::any_of(letters.begin(), letters.end(), [&](const std::string& begin) {
        return is_twilio_sid(sid, begin);
    });
    if (!ours) {
        return outcome(message, Verdict::unknown,
                       words + " without the id it owes: it may have taken the message.");
    }
    result.provider_reference = sid;
    return result;
}

}  // namespace tocsin
