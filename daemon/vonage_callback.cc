#include "daemon/vonage_callback.h"

#include "daemon/ascii.h"
#include "daemon/body.h"
#include "daemon/callback_fields.h"
#include "daemon/form.h"
#include "daemon/mac.h"
#include "daemon/sender_time.h"

#include <algorithm>

namespace tocsin {
namespace {

using State = Receipt::State;

// Of Vonage's clock before ours.
constexpr Duration clocks_differ = std::chrono::minutes(5);

std::string signed_text(const Fields& fields) {
    Fields sorted = fields;
    std::erase_if(sorted, [](const auto& field) { return field.first == "sig"; });
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    std::string text;
    for (auto& [name, value] : sorted) {
        std::replace_if(
            value.begin(), value.end(), [](char sign) { return sign == '&' || sign == '='; }, '_');
        text += "&" + name + "=" + value;
    }
    return text;
}

HashName hash_under(VonageMethod method) {
    switch (method) {
        case VonageMethod::md5_hash:
        case VonageMethod::md5_hmac:
            return HashName::md5;
        case VonageMethod::sha1_hmac:
            return HashName::sha1;
        case VonageMethod::sha256_hmac:
            return HashName::sha256;
        case VonageMethod::sha512_hmac:
            return HashName::sha512;
    }
    return HashName::sha256;
}

std::string small_letters(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), ascii_lower);
    return text;
}

// Of a text that is longer than one, each part comes alone, in any order, and may be lost alone.
bool is_part(const Fields& fields) {
    const std::string* all = find_field(fields, "concat-total");
    return all != nullptr && *all != "1" && *all != "0" && !all->empty();
}

// What the other parts say is not known: that is a doubt, and any doubt takes nothing (P12). It is
// put down as people put it, first, where no signature hides it; whoever wrote is asked for the
// code alone.
constexpr const char* the_rest = "(more?) ";

State state_of(std::string_view status) {
    if (status == "delivered") return State::delivered;
    const bool failed = status == "expired" || status == "failed" || status == "rejected";
    return failed ? State::failed : State::unknown_state;
}

}  // namespace

const std::vector<std::string>& vonage_methods() {
    static const std::vector<std::string> names = {"md5-hash", "md5-hmac", "sha1-hmac",
                                                   "sha256-hmac", "sha512-hmac"};
    return names;
}

std::optional<Fields> vonage_fields(const Request& request) {
    if (request.method == "GET") return parse_form(request.query);
    const std::size_t first = request.body.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || request.body[first] != '{') return parse_form(request.body);
    const auto tree = parse_body(request.body, "Nothing was taken.");
    const auto* node = std::get_if<Node>(&tree);
    if (node == nullptr) return std::nullopt;
    Fields fields;
    for (const auto& [key, value] : node->fields) {
        if (value.kind == Node::Kind::scalar) fields.emplace_back(key.text, value.text);
    }
    return fields;
}

std::string vonage_signature(VonageMethod method, std::string_view secret, const Fields& fields) {
    const std::string text = signed_text(fields);
    const HashName hash = hash_under(method);
    return hex_of(method == VonageMethod::md5_hash ? hash_of(hash, text + std::string(secret))
                                                   : hmac(hash, secret, text));
}

bool vonage_signed(VonageMethod method, std::span<const std::string> secrets, const Fields& fields,
                   Instant now) {
    const std::string* given = find_field(fields, "sig");
    const std::string* stamp = find_field(fields, "timestamp");
    const std::optional<Instant> at = stamp ? sender_time(*stamp) : std::nullopt;
    if (given == nullptr || !at) return false;
    const std::string small = small_letters(*given);
    bool right = false;
    for (const std::string& secret : secrets) {
        right |= same_bytes(vonage_signature(method, secret, fields), small);
    }
    return right && *at >= now - vonage_believed_for && *at <= now + clocks_differ;
}

std::variant<Receipt, ProblemDetail> read_vonage_receipt(const Fields& fields,
                                                         const std::string& channel) {
    CallbackFields read(fields);
    Receipt receipt;
    receipt.channel = channel;
    receipt.provider_reference = read.need_word("messageId");
    receipt.reference = read.word("client-ref");
    receipt.detail = read.need_word("status");
    receipt.state = state_of(receipt.detail);
    const std::string error = read.word("err-code");
    if (!error.empty() && error != "0") receipt.detail += ", error " + error;
    if (!read.good()) return read.refusal();
    return receipt;
}

std::variant<Replied, ProblemDetail> read_vonage_text(const Fields& fields,
                                                      const std::string& channel) {
    CallbackFields read(fields);
    Replied replied = read.reply(channel, {"messageId", "msisdn", "to", "text"});
    if (is_part(fields)) replied.text = the_rest + replied.text;
    replied.sent = sender_time(read.word("message-timestamp"));
    if (!read.good()) return read.refusal();
    return replied;
}

}  // namespace tocsin
