#include "daemon/channel_entry.h"
#include "rota/words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin {

namespace {

using std::chrono::seconds;

class ChannelReader : public ChannelEntry {
public:
    explicit ChannelReader(const ChannelEntry& entry) : ChannelEntry(entry) {}

    FileFolder file() {
        FileFolder channel;
        channel.name = common_.name;
        channel.medium = common_.medium;
        const std::string standard = common_.medium == Medium::email
                                         ? "out/mail"
                                         : "out/" + std::string(medium_name(common_.medium));
        channel.folder = around_.data / map_.text("folder").value_or(standard);
        channel.from = mail_or("from", "tocsin@" + house_.mail_domain);
        channel.in_flight_max = common_.in_flight_max.value_or(channel.in_flight_max);
        return channel;
    }

    SmtpRelay smtp() {
        SmtpRelay relay;
        relay.name = common_.name;
        need_medium(Medium::email, "smtp sends mail");
        if (const auto url = map_.need_text("url", 1000, "write \"url: smtp://HOST:587\"")) {
            smtp_url(relay, *url);
        }
        // Plain only where somebody has said so by name; a relay may not talk us out of TLS.
        if (const auto tls = map_.one_of("tls", {"required", "none"})) relay.plain = *tls == 1;
        relay.from = mail_or("from", "tocsin@" + house_.mail_domain);
        relay.from_name = map_.text("from-name", 60).value_or("Tocsin");
        relay.reply_to = mail_or("reply-to", "");
        relay.ehlo = map_.text("ehlo").value_or(house_.mail_domain);
        relay.user = map_.text("user").value_or("");
        if (const Node* node = map_.find("password-file")) {
            relay.password =
                read_secret(*node, "the password file of the channel " + in_quotes(relay.name),
                            around_.home, map_.complaints())
                    .value_or("");
        }
        if (relay.user.empty() == (map_.find("password-file") != nullptr)) {
            map_.complaints().error(map_.mark(),
                                    "the channel " + in_quotes(relay.name) +
                                        " has a user or a password file, and not the other",
                                    "", "give both, or neither");
        }
        network(relay.private_addresses, relay.trusted_certificates, relay.timeouts);
        relay.in_flight_max = common_.in_flight_max.value_or(relay.in_flight_max);
        adopt(problems(relay));
        return relay;
    }

    ChannelRead http() {
        HttpProvider provider;
        provider.name = common_.name;
        provider.medium = common_.medium;
        provider.method = map_.text("method").value_or(provider.method);
        if (const auto url = map_.need_text("url")) {
            provider.url = *url;
            http_url("url", *url, provider.plain, provider.private_addresses);
        }
        for (const auto& [name, value] : map_.entries("headers")) {
            const auto line = one_line(*value, "the header " + in_quotes(name), map_.complaints());
            if (line) provider.headers.emplace_back(name, *line);
        }
        provider.body = map_.long_text("body").value_or("");
        provider.kind = provider.body.empty() ? BodyKind::none : BodyKind::json;
        if (const auto kind = map_.one_of("content-type", {"json", "form", "plain", "none"})) {
            provider.kind =
                std::vector{BodyKind::json, BodyKind::form, BodyKind::plain, BodyKind::none}[*kind];
        }
        provider.user = map_.text("user").value_or("");
        provider.password = map_.text("password").value_or("");
        if (!provider.password.empty() && !provider.password.starts_with("{secret.")) {
            complain("password", "a password stands in the configuration itself",
                     "write \"{secret.NAME}\", and name its file under \"secrets\"");
        }
        provider.from = map_.text("from").value_or("");
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
        for (const Node* item : map_.items("answers")) answer(*item, provider);
        reference(provider);
        look_up(provider);
        provider.gsm7 = map_.yes_no("gsm7").value_or(true);
        network(provider.private_addresses, provider.trusted_certificates, provider.timeouts);
        provider.in_flight_max = common_.in_flight_max.value_or(provider.in_flight_max);
        adopt(problems(provider));
        return {std::move(provider), callbacks()};
    }

    ChannelRead notify() {
        NotifyService service;
        service.name = common_.name;
        service.medium = common_.medium;
        service.url = map_.text("url").value_or(service.url);
        http_url("url", service.url, service.plain, service.private_addresses);
        while (service.url.ends_with('/')) service.url.pop_back();
        notify_key(service);
        if (const auto id = map_.need_text("template-id", 100,
                                           "make a template in Notify that is ((message)) and "
                                           "nothing else, and copy its id")) {
            service.template_id = id_of("template-id", *id);
        } else {
            complained_ = true;
        }
        service.text_placeholder = map_.text("placeholder", 100).value_or(service.text_placeholder);
        const bool sms = service.medium == Medium::sms;
        if (sms) {
            service.sms_sender_id = id_of("sms-sender-id", map_.text("sms-sender-id").value_or(""));
        } else {
            service.subject_placeholder =
                map_.text("subject-placeholder", 100).value_or(service.subject_placeholder);
            service.email_reply_to_id =
                id_of("email-reply-to-id", map_.text("email-reply-to-id").value_or(""));
        }
        network(service.private_addresses, service.trusted_certificates, service.timeouts);
        service.in_flight_max = common_.in_flight_max.value_or(service.in_flight_max);
        adopt(problems(service));
        std::vector<SecretHash> tokens = callback_tokens();
        const auto poll = map_.duration("poll", seconds(5), std::chrono::minutes(10));
        if (tokens.empty() && !poll) return {std::move(service)};
        std::optional<CallingBack> back = calling_back(BearerProof{std::move(tokens)});
        back->poll = poll;
        return {std::move(service), std::move(back)};
    }

private:
    // At ten tries a minute nobody guesses what is this long.
    static constexpr std::size_t token_signs_min = 16;

    void notify_key(NotifyService& service) {
        const Node* node = map_.need("api-key", "name the file that holds the key of the API");
        const auto text = !node ? std::nullopt
                                : read_secret(*node, "the API key of " + map_.name(), around_.home,
                                              map_.complaints());
        if (!text) {
            complained_ = true;
            return;
        }
        const auto key = parse_notify_key(*text);
        if (!key) {
            complain("api-key", "the API key of " + map_.name() + " is no key of GOV.UK Notify",
                     "copy the whole key: its name, then two ids of 36 signs",
                     "a key is shown once, when it is made");
            return;
        }
        service.key = *key;
    }

    std::string id_of(const std::string& key, const std::string& text) {
        if (text.empty() || is_uuid(text)) return text;
        complain(key, in_quotes(key) + " of " + map_.name() + " is no id of GOV.UK Notify",
                 "copy it from Notify: 36 signs such as f0f0f0f0-1111-4222-8333-444455556666");
        return "";
    }

    void smtp_url(SmtpRelay& relay, const std::string& text) {
        const auto url = split_url(text);
        if (!url || (url->scheme != "smtp" && url->scheme != "smtps") || url->credentials ||
            (!url->rest.empty() && url->rest != "/")) {
            complain(
                "url", "\"url\" of " + map_.name() + " is no address of a mail relay",
                "write smtp://HOST:587 or smtps://HOST:465; user and password-file stand apart");
            return;
        }
        only_here("url", *url);
        relay.host = url->host;
        relay.implicit_tls = url->scheme == "smtps";
        relay.port = url->port.value_or(relay.implicit_tls ? 465 : 587);
        relay.private_addresses = url->loopback();
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
        map.refuse_unknown();
        provider.answers.push_back(std::move(rule));
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

    std::optional<CallingBack> calling_back(CallbackProof proof) const {
        return CallingBack{.channel = common_.name,
                           .proof = std::move(proof),
                           .poll = std::nullopt,
                           .two_way = true,
                           .senders = {}};
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
        return calling_back(std::move(proof));
    }

    // What Notify must bear when it calls back; empty: it does not.
    std::vector<SecretHash> callback_tokens() {
        std::vector<SecretHash> tokens;
        for (const Node* item : map_.items("callback-token")) {
            const auto token = secret(*item, "a callback token");
            if (!token) continue;
            if (token->size() < token_signs_min || token->find(' ') != std::string::npos) {
                map_.complaints().error(
                    item->mark, "a callback token of " + map_.name() + " is short, or has a blank",
                    "whoever has it can take a call in another's name",
                    "put 32 letters and digits into its file: openssl rand -hex 32");
                continue;
            }
            tokens.push_back(hash_secret(*token));
        }
        return tokens;
    }
};

struct TypeOfChannel {
    const char* name;
    ChannelRead (*read)(const ChannelEntry& entry);
};

const std::vector<TypeOfChannel>& types() {
    static const std::vector<TypeOfChannel> all = {
        {"file",
         [](const ChannelEntry& entry) -> ChannelRead { return {ChannelReader(entry).file()}; }},
        {"http", [](const ChannelEntry& entry) { return ChannelReader(entry).http(); }},
        {"smtp",
         [](const ChannelEntry& entry) -> ChannelRead { return {ChannelReader(entry).smtp()}; }},
        {"govuk-notify", [](const ChannelEntry& entry) { return ChannelReader(entry).notify(); }},
        {"twilio-sms", read_twilio_sms},
        {"twilio-voice", read_twilio_voice},
        {"aws-sns", read_aws_sns},
    };
    return all;
}

std::vector<std::string> names_of_types() {
    std::vector<std::string> names;
    for (const TypeOfChannel& one : types()) names.emplace_back(one.name);
    return names;
}

// In the order of the words that people write.
constexpr std::array media = {Medium::sms, Medium::email, Medium::voice};

std::vector<std::string> names_of_media() {
    std::vector<std::string> names;
    for (const Medium medium : media) names.emplace_back(medium_name(medium));
    return names;
}

}  // namespace

ChannelsRead read_channels(MapReader& file, const Surroundings& around, const Directory& house) {
    ChannelsRead read;
    file.need("channels", "add at least one channel that sends texts or mail");
    for (const auto& [name, node] : file.entries("channels")) {
        need_plain_name(name, "a channel", node->mark, file.complaints());
        MapReader map(*node, "the channel " + in_quotes(name), file.complaints());
        Common common{name, Medium::sms, std::nullopt};
        map.need("medium", "write \"medium: sms\", \"medium: email\" or \"medium: voice\"");
        const auto medium = map.one_of("medium", names_of_media());
        if (medium) common.medium = media[*medium];
        if (const auto places = map.whole("in-flight", 1, 64)) {
            common.in_flight_max = static_cast<int>(*places);
        }
        map.need("type", "write one of " + join_words(names_of_types()));
        const auto type = map.one_of("type", names_of_types());
        if (!type || !medium) continue;
        ChannelRead one = types()[*type].read(ChannelEntry(map, std::move(common), around, house));
        read.channels.push_back(std::move(one.settings));
        if (one.calling_back) read.calling_back.push_back(*std::move(one.calling_back));
        map.refuse_unknown();
    }
    know_senders(read, file);
    return read;
}

const std::string& channel_name(const ChannelSettings& channel) {
    return std::visit([](const auto& settings) -> const std::string& { return settings.name; },
                      channel);
}

}  // namespace tocsin
