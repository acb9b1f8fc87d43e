// Channels of type http: a provider described by data.
#include "daemon/channel_reader.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

class HttpReader : private ChannelReader {
public:
    explicit HttpReader(const ChannelReader& entry) : ChannelReader(entry) {}

    ChannelRead read() {
        HttpProvider provider;
        provider.name = common_.name;
        provider.medium = common_.medium;
        provider.method = map_.text("method").value_or(provider.method);
        where(provider);
        headers(provider);
        credentials(provider);
        provider.from = map_.text("from").value_or("");
        given_values(provider);
        for (const auto& [name, node] : map_.entries("maps")) word_map(name, *node, provider);
        for (const Node* item : map_.items("requests")) request(*item, provider);
        kind_of_body(provider);
        for (const Node* item : map_.items("answers")) answer(*item, provider);
        reference(provider);
        look_up(provider);
        provider.gsm7 = map_.yes_no("gsm7").value_or(true);
        network(provider.private_addresses, provider.trusted_certificates, provider.timeouts);
        provider.in_flight_max = common_.in_flight_max.value_or(provider.in_flight_max);
        adopt(problems(provider));
        return {std::move(provider), callbacks()};
    }

private:
    // The address, in the open or in a file of its own.
    void where(HttpProvider& provider) {
        if (map_.find("url-file")) {
            provider.url_is_secret = true;
            provider.url = secret_url(provider.plain, provider.private_addresses).value_or("");
            if (map_.find("url")) {
                complain("url", map_.name() + " has both \"url\" and \"url-file\"",
                         "keep \"url-file\" where the address is a secret, else \"url\"");
            }
        } else if (const auto url = map_.need_text("url")) {
            provider.url = *url;
            http_url("url", *url, provider.plain, provider.private_addresses);
        } else {
            complained_ = true;
        }
    }

    void headers(HttpProvider& provider) {
        for (const auto& [name, value] : map_.entries("headers")) {
            const auto line = one_line(*value, "the header " + in_quotes(name), map_.complaints());
            if (line) provider.headers.emplace_back(name, *line);
        }
    }

    void credentials(HttpProvider& provider) {
        provider.user = map_.text("user").value_or("");
        provider.password = map_.text("password").value_or("");
        if (!provider.password.empty() && !provider.password.starts_with("{secret.")) {
            complain("password", "a password stands in the configuration itself",
                     "write \"{secret.NAME}\", and name its file under \"secrets\"");
        }
    }

    void given_values(HttpProvider& provider) {
        for (const auto& [name, value] : map_.entries("settings")) {
            const auto line = one_line(*value, "the setting " + in_quotes(name), map_.complaints());
            if (line) provider.settings[name] = *line;
        }
        for (const auto& [name, value] : map_.entries("secrets")) {
            // A secret that could not be read has been told; its name is known all the same.
            provider.secrets[name] = read_secret(*value, "the secret " + in_quotes(name),
                                                 around_.home, map_.complaints())
                                         .value_or("");
        }
    }

    void kind_of_body(HttpProvider& provider) {
        provider.body = map_.long_text("body").value_or("");
        const bool body = !provider.body.empty() ||
                          std::ranges::any_of(provider.requests, [](const RequestRule& rule) {
                              return !rule.body.empty();
                          });
        provider.kind = body ? BodyKind::json : BodyKind::none;
        if (const auto kind = map_.one_of("content-type", {"json", "form", "plain", "none"})) {
            provider.kind =
                std::vector{BodyKind::json, BodyKind::form, BodyKind::plain, BodyKind::none}[*kind];
        }
    }

    void word_map(const std::string& name, const Node& node, HttpProvider& provider) {
        MapReader map(node, "the map " + in_quotes(name) + " of " + map_.name(), map_.complaints());
        WordMap words;
        words.of =
            map.need_text("of", 100, "name the value it is of, such as fact.severity").value_or("");
        if (words.of.empty()) complained_ = true;
        for (const auto& [from, value] : map.entries("to")) {
            const auto word = one_line(*value, "a word of " + map.name(), map_.complaints());
            if (word) words.to[from] = *word;
        }
        words.otherwise = map.text("else").value_or("");
        map.refuse_unknown();
        provider.maps[name] = std::move(words);
    }

    void request(const Node& node, HttpProvider& provider) {
        MapReader map(node, "a request of " + map_.name(), map_.complaints());
        RequestRule rule;
        const Node* when = map.need("when", "say for which messages: { fact.event: [opened] }");
        if (when) {
            MapReader conditions(*when, "\"when\" of a request of " + map_.name(),
                                 map_.complaints());
            for (const auto& [key, value] : when->fields) {
                std::vector<std::string>& words = rule.when[key.text];
                for (const Node* item : conditions.items(key.text)) {
                    const auto word =
                        one_line(*item, "a word of " + in_quotes(key.text), map_.complaints());
                    if (word) words.push_back(*word);
                }
            }
        }
        rule.method = map.text("method").value_or("");
        rule.url = map.text("url").value_or("");
        if (!rule.url.empty()) {
            http_url("requests", rule.url, provider.plain, provider.private_addresses);
        }
        rule.body = map.long_text("body").value_or("");
        map.refuse_unknown();
        provider.requests.push_back(std::move(rule));
    }

    // "400" or "200-299".
    void statuses(MapReader& map, AnswerRule& rule) {
        const auto word = map.text("status");
        if (!word) return;
        const std::size_t dash = word->find('-');
        const auto number = [&word](std::size_t begin, std::size_t end) {
            int value = 0;
            const auto [stop, fault] =
                std::from_chars(word->data() + begin, word->data() + end, value);
            return fault == std::errc{} && stop == word->data() + end ? value : 0;
        };
        const std::size_t split = std::min(dash, word->size());
        rule.from = number(0, split);
        rule.to = dash == std::string::npos ? rule.from : number(dash + 1, word->size());
        if (rule.from >= 100 && rule.from <= rule.to && rule.to <= 599) return;
        map_.complaints().error(map.mark("status"),
                                in_quotes(*word) + " is no status an answer can have", "",
                                "write one such as 202, or a range such as 200-299");
    }

    void answer(const Node& node, HttpProvider& provider) {
        MapReader map(node, "an answer of " + map_.name(), map_.complaints());
        AnswerRule rule;
        statuses(map, rule);
        rule.contains = map.text("contains").value_or("");
        rule.json_key = map.text("json-key", 100).value_or("");
        rule.is = map.text("is", 100).value_or("");
        if (rule.json_key.empty() != rule.is.empty()) {
            map_.complaints().error(map.mark(), map.name() + " has \"json-key\" or \"is\" alone",
                                    "the one names a member, the other its value", "give both");
        }
        map.need("means", "write one of accepted, deferred, refused, misconfigured, unknown");
        const auto means =
            map.one_of("means", {"accepted", "deferred", "refused", "misconfigured", "unknown"});
        if (means) {
            rule.verdict = std::vector{Verdict::accepted, Verdict::deferred, Verdict::refused,
                                       Verdict::misconfigured, Verdict::unknown}[*means];
        }
        rule.pause = map.duration("pause", std::chrono::seconds(1), std::chrono::minutes(5));
        if (means && rule.verdict != Verdict::deferred) need_no_pause(map);
        map.refuse_unknown();
        provider.answers.push_back(std::move(rule));
    }

    void need_no_pause(MapReader& map) {
        if (!map.find("pause")) return;
        map_.complaints().error(
            map.mark("pause"),
            "an answer of " + map_.name() + " has \"pause\", and does not mean deferred",
            "only what is deferred is tried again by the same channel",
            "write \"means: deferred\", or delete \"pause\"");
    }

    void reference(HttpProvider& provider) {
        const Node* node = map_.find("reference");
        if (!node) return;
        MapReader map(*node, "\"reference\" of " + map_.name(), map_.complaints());
        provider.reference.json_key = map.text("json-key").value_or("");
        provider.reference.after = map.text("after").value_or("");
        provider.reference.until = map.text("until").value_or("");
        provider.reference.required = map.yes_no("required").value_or(false);
        map.refuse_unknown();
    }

    void look_up(HttpProvider& provider) {
        const Node* node = map_.find("look-up");
        if (!node) return;
        MapReader map(*node, "\"look-up\" of " + map_.name(), map_.complaints());
        const auto url = map.need_text("url");
        const auto found = map.need_text("found");
        map.refuse_unknown();
        if (!url || !found) return;
        provider.look_up = LookUpRule{*url, *found};
        http_url("look-up", *url, provider.plain, provider.private_addresses);
    }

    // Of a provider that is described: whose way of signing it has.
    std::optional<CallingBack> callbacks() {
        const Node* node = map_.find("callbacks");
        if (!node) return std::nullopt;
        MapReader map(*node, "\"callbacks\" of " + map_.name(), map_.complaints());
        map.need("from", "write \"from: vonage\"");
        map.one_of("from", {"vonage"});
        VonageProof proof;
        if (const auto method = map.one_of("method", vonage_methods())) {
            proof.method = static_cast<VonageMethod>(*method);
        }
        map.need("secret", "name the file that holds the signature secret");
        for (const Node* item : map.items("secret")) {
            if (auto one = secret(*item, "a signature secret")) proof.secrets.push_back(*one);
        }
        map.refuse_unknown();
        if (proof.secrets.empty()) return std::nullopt;
        return CallingBack{.channel = common_.name,
                           .proof = std::move(proof),
                           .poll = std::nullopt,
                           .two_way = true,
                           .senders = {}};
    }
};

}  // namespace

ChannelRead read_http(const ChannelReader& entry) {
    return HttpReader(entry).read();
}

}  // namespace tocsin
