#include "daemon/twilio_callback.h"

#include "channels/twilio.h"
#include "channels/wire.h"
#include "daemon/base64.h"
#include "daemon/callback_fields.h"
#include "daemon/form.h"
#include "daemon/mac.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

namespace tocsin {
namespace {

using State = Receipt::State;

// "https://host:443" for "https://host", and the other way round; the same when it has a port that
// is not its scheme's.
std::string with_other_port(const std::string& base_url) {
    const bool tls = base_url.starts_with("https://");
    const std::string port = tls ? ":443" : ":80";
    const std::size_t host = base_url.find("//") + 2;
    const std::size_t path = std::min(base_url.find('/', host), base_url.size());
    const std::string authority = base_url.substr(host, path - host);
    std::string other = authority;
    if (authority.ends_with(port)) {
        other.resize(authority.size() - port.size());
    } else if (authority.find(
                   ':', authority.rfind(']') == std::string::npos ? 0 : authority.rfind(']')) ==
               std::string::npos) {
        other += port;
    }
    return base_url.substr(0, host) + other + base_url.substr(path);
}

// Every way in which Twilio may have read the address of this request.
std::set<std::string> addresses(const std::string& base_url, const Request& request) {
    std::set<std::string> found;
    for (const std::string& base : {base_url, with_other_port(base_url)}) {
        const std::string plain = base + request.target;
        if (request.query.empty()) {
            found.insert(plain);
            continue;
        }
        found.insert(plain + "?" + request.query);
        found.insert(plain + "?" + form_text(parse_form(request.query)));
    }
    return found;
}

std::optional<int> error_code(const std::string& word) {
    int code = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), code);
    if (word.empty() || fault != std::errc{} || end != word.data() + word.size()) return {};
    return code;
}

// A carrier filters it, or it is dearer than the account allows: that says nothing of the number.
bool of_this_text(int error) {
    return error == 30007 || error == 30010;
}

State state_of_text(std::string_view status, std::optional<int> error) {
    if (status == "delivered" || status == "read") return State::delivered;
    if (status == "canceled") return State::failed;
    if (status != "failed" && status != "undelivered") return State::unknown_state;
    const std::optional<Verdict> means = error ? twilio_verdict(*error) : std::nullopt;
    if (means == Verdict::misconfigured) return State::provider_failed;
    return means == Verdict::refused && !of_this_text(*error) ? State::failed_for_good
                                                              : State::failed;
}

// That the phone was answered says nothing about the person. What a machine answered is tried
// again: some phones let the second call of a number through at night.
State state_of_call(std::string_view status, bool machine, std::string_view sip) {
    if (status == "completed") return machine ? State::failed : State::delivered;
    if (status == "failed" && (sip == "404" || sip == "604")) return State::failed_for_good;
    const bool failed =
        status == "busy" || status == "no-answer" || status == "failed" || status == "canceled";
    return failed ? State::failed : State::unknown_state;
}

Receipt receipt_of_call(CallbackFields& fields, const Fields& form) {
    Receipt receipt;
    receipt.provider_reference = fields.need_word("CallSid");
    receipt.detail = fields.need_word("CallStatus");
    const std::string sip = fields.word("SipResponseCode");
    const bool machine = answered_by_machine(form);
    receipt.state = state_of_call(receipt.detail, machine, sip);
    if (receipt.detail == "completed" && machine) receipt.detail = "answered by a machine";
    if (receipt.state != State::delivered && !sip.empty() && receipt.detail == "failed") {
        receipt.detail += ", SIP " + sip;
    }
    return receipt;
}

Receipt receipt_of_text(CallbackFields& fields) {
    Receipt receipt;
    receipt.provider_reference = fields.need_word("MessageSid");
    receipt.detail = fields.need_word("MessageStatus");
    const std::string error = fields.word("ErrorCode");
    receipt.state = state_of_text(receipt.detail, error_code(error));
    if (!error.empty()) receipt.detail += ", error " + error;
    return receipt;
}

}  // namespace

std::string twilio_signature(std::string_view auth_token, std::string_view url,
                             const Fields& parameters) {
    const std::set<std::pair<std::string, std::string>> each(parameters.begin(), parameters.end());
    std::string text(url);
    for (const auto& [name, value] : each) text += name + value;
    return hmac(HashName::sha1, auth_token, text);
}

bool twilio_signed(std::span<const std::string> auth_tokens, const std::string& base_url,
                   const Request& request) {
    const std::string* header = find_header(request.headers, twilio_signature_header);
    const std::optional<std::string> given = header ? base64_decoded(*header) : std::nullopt;
    if (!given) return false;
    const Fields parameters = request.method == "POST" ? parse_form(request.body) : Fields{};
    const std::set<std::string> urls = addresses(base_url, request);
    bool right = false;
    for (const std::string& token : auth_tokens) {
        for (const std::string& url : urls) {
            right |= same_bytes(twilio_signature(token, url, parameters), *given);
        }
    }
    return right;
}

std::variant<Receipt, ProblemDetail> read_twilio_receipt(const Fields& form,
                                                         const std::string& channel) {
    CallbackFields fields(form);
    const bool call = find_field(form, "CallSid") != nullptr;
    Receipt receipt = call ? receipt_of_call(fields, form) : receipt_of_text(fields);
    receipt.channel = channel;
    if (!fields.good()) return fields.refusal();
    return receipt;
}

std::variant<Replied, ProblemDetail> read_twilio_text(const Fields& form,
                                                      const std::string& channel) {
    CallbackFields fields(form);
    Replied replied = fields.reply(channel, {"MessageSid", "From", "To", "Body"});
    if (!fields.good()) return fields.refusal();
    return replied;
}

bool answered_by_machine(const Fields& form) {
    const std::string* by = find_field(form, "AnsweredBy");
    return by != nullptr && (by->starts_with("machine") || *by == "fax");
}

}  // namespace tocsin
