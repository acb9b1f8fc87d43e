// The declarative HTTP channel: a provider described by data, no code of its own. Somebody else
// fills the description (from YAML); here it is turned into requests and its answers into verdicts.
//
// Templates hold {to} {to_digits} {from} {text} {text_type} {subject} {reference} {message_id}
// {expires_s} {urgent} {link} {setting.NAME} {secret.NAME} {map.NAME}, and of places {title}
// {thread} {fact.NAME} (place.h). A value is escaped for where it stands: percent-encoded in a URL
// and a form, as the inside of a string in JSON; in a header and in plain text it goes as it is.
// A control character in a value for a header makes the message Unsendable. {NAME|markdown} is of
// the value as Markdown that shows it as it is.
// {urgent}: "yes" for a call, else empty. {title}: the subject. {link}: of the page on which a call
// is answered. {expires_s}: whole seconds from `at` to `expires`, at least 1; 14400 when it does
// not expire. {text_type}: "text" when the {text} is all in GSM-7, else "unicode".
#pragma once

#include "channels/channel.h"
#include "channels/request_rule.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

enum class BodyKind { none, json, form, plain };

// Read from the top, the first rule that fits decides; then default_verdict() does.
struct AnswerRule {
    int from = 0;  // statuses from..to, both included
    int to = 599;
    std::string contains;  // in the body; empty: any body
    Verdict verdict = Verdict::accepted;
    std::string json_key{};  // a member of the body, at any depth, that is `is`; empty: any body
    std::string is{};
    // What was deferred waits so long where the answer names no time; none: as Tocsin does.
    std::optional<Duration> pause{};
};

// Where an accepted answer holds the provider's own id of the message.
struct ReferenceRule {
    std::string json_key;  // the first member of that name, at any depth; a string or a number
    std::string after;     // or: between these two markers
    std::string until;
    bool required = false;  // an accepted answer without it is not understood: unknown
};

struct LookUpRule {
    std::string url;    // template; asked with GET
    std::string found;  // template: what the body of a 2xx holds when the message is there
    bool operator==(const LookUpRule&) const = default;
};

struct HttpProvider {
    std::string name;
    Medium medium = Medium::sms;
    std::string method = "POST";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;  // Content-Type comes from `kind`
    BodyKind kind = BodyKind::json;
    std::string body;
    std::string user;  // templates, for HTTP basic authentication; empty: none
    std::string password;
    std::string from;  // {from}
    std::map<std::string, std::string> settings;
    std::map<std::string, std::string> secrets;
    std::map<std::string, WordMap> maps;
    std::vector<RequestRule> requests;  // none: one request for all; else no message without a rule
    std::vector<AnswerRule> answers;
    ReferenceRule reference;
    std::optional<LookUpRule> look_up;
    bool url_is_secret = false;  // whoever knows it may post: no detail shows it
    bool gsm7 = true;    // bring the {text} of an SMS to GSM-7 where that loses only accents
    bool plain = false;  // http:// is allowed: loopback, or because the operator said so
    bool private_addresses = false;
    std::string trusted_certificates;
    int in_flight_max = 8;
    Timeouts timeouts;
};

// What is wrong with a description, one sentence each; empty when it can be used.
std::vector<std::string> problems(const HttpProvider& provider);

// What a status means when no rule of the provider speaks of it.
Verdict default_verdict(long status);

class HttpChannel : public Channel {
public:
    // Retry-After is believed up to here: beyond it the next provider has long been tried.
    static constexpr Duration retry_after_max = std::chrono::seconds(30);
    // Asking must not hold up a page whose fate is unknown.
    static constexpr Duration look_up_max = std::chrono::seconds(2);

    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit HttpChannel(HttpProvider provider);

    const std::string& name() const override { return provider_.name; }
    Medium medium() const override { return provider_.medium; }
    int in_flight_max() const override { return provider_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;
    std::optional<WireRequest> look_up(const Message& message) const override;
    Outcome interpret_look_up(const Message& message, const WireAnswer& answer) const override;

private:
    WireRequest request(const std::string& method, const std::string& url, const std::string& body,
                        const Values& values) const;
    std::string words_of(const Message& message, const WireAnswer& answer) const;

    HttpProvider provider_;
};

}  // namespace tocsin
