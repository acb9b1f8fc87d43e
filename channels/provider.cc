#include "channels/provider.h"

#include "channels/endpoint.h"
#include "channels/json_field.h"
#include "channels/mask.h"
#include "channels/place.h"
#include "channels/recipient.h"
#include "channels/secret_forms.h"
#include "channels/template.h"
#include "core/gsm7.h"
#include "core/utf8.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

// A text nobody has answered for four hours has long been overtaken by the ladder.
constexpr std::chrono::seconds lasts_unless_said{4 * 60 * 60};
constexpr std::size_t reference_max = 128;

Place place_of(BodyKind kind) {
    switch (kind) {
        case BodyKind::json:
            return Place::json;
        case BodyKind::form:
            return Place::form;
        case BodyKind::none:
        case BodyKind::plain:
            return Place::plain;
    }
    return Place::plain;
}

std::string content_type(BodyKind kind) {
    switch (kind) {
        case BodyKind::json:
            return "application/json";
        case BodyKind::form:
            return "application/x-www-form-urlencoded";
        case BodyKind::plain:
            return "text/plain; charset=utf-8";
        case BodyKind::none:
            return "";
    }
    return "";
}

std::string expires_s(const Message& message) {
    if (!message.expires) return std::to_string(lasts_unless_said.count());
    const auto left = std::chrono::floor<std::chrono::seconds>(*message.expires - message.at);
    return std::to_string(std::max<std::int64_t>(1, left.count()));
}

Values standing(const HttpProvider& provider) {
    Values values{{"from", provider.from}};
    for (const auto& [name, value] : provider.settings) values["setting." + name] = value;
    for (const auto& [name, value] : provider.secrets) values["secret." + name] = value;
    return values;
}

Values values_of(const HttpProvider& provider, const Message& message) {
    Values values = standing(provider);
    const bool lower = provider.gsm7 && message.medium == Medium::sms;
    values["to"] = message.to;
    values["to_digits"] = message.to.starts_with('+') ? message.to.substr(1) : message.to;
    values["text"] = lower ? gsm7_text(message.text) : message.text;
    const bool plain = sms_size(values["text"]).alphabet == SmsAlphabet::gsm7;
    values["text_type"] = plain ? "text" : "unicode";
    values["subject"] = message.subject;
    values["reference"] = message.reference;
    values["message_id"] = message.message_id;
    values["expires_s"] = expires_s(message);
    values["urgent"] = message.urgent ? "yes" : "";
    values["link"] = message.link;
    values["title"] = message.subject;
    values["thread"] = message.thread;
    for (const std::string_view name : fact_names) {
        values["fact." + std::string(name)] = fact(message, std::string(name));
    }
    add_words(values, provider.maps);
    return values;
}

std::string between(const std::string& body, const std::string& after, const std::string& until) {
    const std::size_t mark = body.find(after);
    if (mark == std::string::npos) return "";
    const std::size_t from = mark + after.size();
    const std::size_t to = until.empty() ? body.size() : body.find(until, from);
    return to == std::string::npos ? "" : body.substr(from, to - from);
}

// Empty when the answer holds none that could be stored.
std::string reference_in(const ReferenceRule& rule, const std::string& body) {
    std::string found;
    if (!rule.json_key.empty()) {
        found = json_field(body, rule.json_key).value_or("");
    } else if (!rule.after.empty()) {
        found = between(body, rule.after, rule.until);
    }
    // It is journalled as JSON, and must come back out of it as the same.
    found = well_formed(found);
    return found.size() <= reference_max && is_one_line(found) ? found : "";
}

bool fits(const AnswerRule& rule, const WireAnswer& answer) {
    return answer.status >= rule.from && answer.status <= rule.to &&
           answer.body.find(rule.contains) != std::string::npos &&
           (rule.json_key.empty() || json_says(answer.body, rule.json_key, rule.is));
}

// What the answer means, and how long to wait for better.
AnswerRule rule_of(const HttpProvider& provider, const WireAnswer& answer) {
    const auto rule = std::ranges::find_if(
        provider.answers, [&](const AnswerRule& one) { return fits(one, answer); });
    if (rule != provider.answers.end()) return *rule;
    AnswerRule usual;
    usual.verdict = default_verdict(answer.status);
    return usual;
}

// As they leave, the login among them.
Secrets secrets_of(const HttpProvider& provider, const Message& message) {
    Secrets secrets;
    // Their names are anybody's, and must not take the place of those below.
    for (const auto& [name, secret] : provider.secrets) secrets["given " + name] = secret;
    if (provider.url_is_secret) secrets.merge(url_secrets(provider.url));
    if (provider.user.empty() && provider.password.empty()) return secrets;
    const Values values = values_of(provider, message);
    const std::string user = fill(provider.user, values, Place::plain);
    secrets.merge(login_secrets(user, fill(provider.password, values, Place::plain)));
    secrets["user"] = user;
    return secrets;
}

bool is_for_tests(const RequestRule& rule) {
    const auto events = rule.when.find("fact.event");
    return events != rule.when.end() &&
           std::ranges::find(events->second, "test") != events->second.end();
}

// What is right for all messages is not for a test where the public reads it.
void check_test(const Message& message, const HttpProvider& provider, const RequestRule* rule) {
    if (message.medium == Medium::page && (rule == nullptr || !is_for_tests(*rule))) {
        throw Unsendable(
            "A test would stand on a page that the public reads, and none of the "
            "channel's requests is for a test. Nothing was sent.");
    }
    if (rule == nullptr && !provider.requests.empty()) {
        throw Unsendable("None of the channel's requests is for a test. Nothing was sent.");
    }
}

// http and https URLs whose host no message can choose.
bool is_fixed_url(const std::string& url, bool plain) {
    const bool tls = url.starts_with("https://");
    if (!tls && !(plain && url.starts_with("http://"))) return false;
    const std::size_t host = url.find("//") + 2;
    const std::string authority = url.substr(host, url.find_first_of("/?#", host) - host);
    const std::vector<std::string> names = names_in(authority);
    return !authority.empty() && authority.find('@') == std::string::npos &&
           std::all_of(names.begin(), names.end(),
                       [](const std::string& name) { return name.starts_with("setting."); });
}

}  // namespace

std::vector<std::string> problems(const HttpProvider& provider) {
    std::vector<std::string> found;
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back("channel '" + provider.name + "': " + what);
    };
    const auto need_url = [&](const std::string& url) {
        need(is_fixed_url(url, provider.plain),
             "a URL is not https://, or its host comes from a message (http:// needs `plain`)");
    };
    const Values known = values_of(provider, Message{});
    const auto need_names = [&](const std::string& text) {
        for (const std::string& name : names_in(text)) {
            need(known.contains(name), "nobody gives {" + name + "}");
        }
        for (const std::string& escape : escapes_in(text)) {
            need(is_escape(escape),
                 "nobody knows the escape in {...|" + escape + "}: markdown is one");
        }
    };
    const auto need_method = [&](const std::string& method) {
        need(method == "POST" || method == "GET" || method == "PUT" || method == "PATCH",
             "the method is not POST, PUT, PATCH or GET");
    };
    need_url(provider.url);
    need_method(provider.method);
    std::vector<std::string> templates{provider.url, provider.body, provider.user,
                                       provider.password};
    for (const RequestRule& rule : provider.requests) {
        if (!rule.url.empty()) need_url(rule.url);
        if (!rule.method.empty()) need_method(rule.method);
        templates.push_back(rule.url);
        templates.push_back(rule.body);
        for (const auto& [name, words] : rule.when) {
            need(known.contains(name), "nobody gives {" + name + "}");
        }
    }
    for (const auto& [name, map] : provider.maps) {
        need(known.contains(map.of) && !map.of.starts_with("map."),
             "nobody gives {" + map.of + "}, which the map '" + name + "' is of");
    }
    for (const auto& [name, value] : provider.headers) {
        need(!name.empty() && is_one_line(name) && name.find_first_of(": ") == std::string::npos,
             "a header has no proper name");
        templates.push_back(value);
    }
    if (provider.look_up) {
        need_url(provider.look_up->url);
        need(!provider.look_up->found.empty(), "the look-up does not say what it looks for");
        templates.push_back(provider.look_up->url);
        templates.push_back(provider.look_up->found);
    }
    std::for_each(templates.begin(), templates.end(), need_names);
    const bool body = !provider.body.empty() ||
                      std::ranges::any_of(provider.requests, [](const RequestRule& rule) {
                          return !rule.body.empty();
                      });
    need(provider.kind != BodyKind::none || !body, "a body without a kind");
    need(!provider.reference.required || !provider.reference.json_key.empty() ||
             !provider.reference.after.empty(),
         "a reference is demanded but not described");
    need(provider.in_flight_max > 0, "`in_flight_max` is less than one");
    return found;
}

Verdict default_verdict(long status) {
    if (status >= 200 && status < 300) return Verdict::accepted;
    if (status >= 300 && status < 400) return Verdict::misconfigured;  // never followed
    if (status == 401 || status == 403 || status == 407) return Verdict::misconfigured;
    if (status == 408 || status == 425 || status == 429) return Verdict::deferred;
    if (status >= 400 && status < 500) return Verdict::refused;
    if (status >= 500 && status < 600) return Verdict::deferred;
    return Verdict::unknown;
}

HttpChannel::HttpChannel(HttpProvider provider) : provider_(std::move(provider)) {
    const std::vector<std::string> found = problems(provider_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest HttpChannel::request(const std::string& method, const std::string& url,
                                 const std::string& body, const Values& values) const {
    WireRequest request;
    request.method = method;
    request.url = fill(url, values, Place::url);
    if (provider_.kind != BodyKind::none && method != "GET") {
        request.headers.emplace_back("Content-Type", content_type(provider_.kind));
    }
    for (const auto& [name, value] : provider_.headers) {
        request.headers.emplace_back(name, fill(value, values, Place::header));
    }
    request.body = fill(body, values, place_of(provider_.kind));
    request.user = fill(provider_.user, values, Place::header);
    request.password = fill(provider_.password, values, Place::header);
    request.trusted_certificates = provider_.trusted_certificates;
    request.private_addresses = provider_.private_addresses;
    request.timeouts = provider_.timeouts;
    return request;
}

WireRequest HttpChannel::compose(const Message& message) const {
    check_recipient(message);
    const Values values = values_of(provider_, message);
    const RequestRule* rule = rule_for(provider_.requests, values);
    if (is_test(message)) check_test(message, provider_, rule);
    if (provider_.requests.empty())
        return request(provider_.method, provider_.url, provider_.body, values);
    if (rule == nullptr) throw NothingToTell();
    const auto own = [](const std::string& of_rule, const std::string& of_all) {
        return of_rule.empty() ? of_all : of_rule;
    };
    return request(own(rule->method, provider_.method), own(rule->url, provider_.url),
                   own(rule->body, provider_.body), values);
}

std::string HttpChannel::words_of(const Message& message, const WireAnswer& answer) const {
    std::string said = answer.curl_error;
    if (answer.curl_code == 0) {
        said = name() + " answered " + std::to_string(answer.status);
        if (!answer.body.empty() && answer.status >= 300) said += ": " + answer.body;
    }
    return fit_to_show(said, secrets_of(provider_, message));
}

Outcome HttpChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(message, answer);
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    const AnswerRule rule = rule_of(provider_, answer);
    Outcome result = judged(message, rule.verdict, words, answer);
    if (result.verdict == Verdict::deferred && !result.retry_after) result.retry_after = rule.pause;
    if (result.verdict != Verdict::accepted) return result;
    result.provider_reference = reference_in(provider_.reference, answer.body);
    if (provider_.reference.required && result.provider_reference.empty()) {
        return outcome(message, Verdict::unknown,
                       words + " without the reference it owes: it may have taken the message.");
    }
    return result;
}

std::optional<WireRequest> HttpChannel::look_up(const Message& message) const {
    if (!provider_.look_up) return std::nullopt;
    check_recipient(message);
    WireRequest asked = request("GET", provider_.look_up->url, "", values_of(provider_, message));
    asked.timeouts.total = std::min(asked.timeouts.total, look_up_max);
    asked.timeouts.connect = std::min(asked.timeouts.connect, look_up_max);
    return asked;
}

Outcome HttpChannel::interpret_look_up(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(message, answer);
    const bool answered = answer.curl_code == 0 && answer.status >= 200 && answer.status < 300;
    if (answered && provider_.look_up) {
        const std::string sought =
            fill(provider_.look_up->found, values_of(provider_, message), Place::plain);
        if (answer.body.find(sought) != std::string::npos) {
            Outcome found = outcome(message, Verdict::accepted, "The provider has it already.");
            found.provider_reference = reference_in(provider_.reference, answer.body);
            return found;
        }
        if (!answer.body_cut)
            return outcome(message, Verdict::deferred, "The provider has not got it.");
    }
    if (answer.curl_code == 0 && answer.status == 404) {
        return outcome(message, Verdict::deferred, "The provider has not got it.");
    }
    return outcome(message, Verdict::unknown, words);
}

}  // namespace tocsin
