#include "daemon/channel_reader.h"
#include "rota/contact.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {

namespace {

using std::chrono::seconds;

// A hundred a second: more than any provider takes of one customer.
constexpr long per_minute_max = 6000;

class OwnReader : private ChannelReader {
public:
    explicit OwnReader(const ChannelReader& entry) : ChannelReader(entry) {}

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

    ChannelRead notify() {
        NotifyService service;
        if (common_.medium != Medium::sms && common_.medium != Medium::email) {
            complain("medium", map_.name() + " of type govuk-notify sends texts or mail",
                     "write \"medium: sms\" or \"medium: email\"");
        }
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
        return {std::move(service), CallingBack{.channel = common_.name,
                                                .proof = BearerProof{std::move(tokens)},
                                                .poll = poll,
                                                .two_way = true,
                                                .senders = {}}};
    }

    // What a provider that calls back must bear. Empty: it does not call back.
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
};

struct TypeOfChannel {
    const char* name;
    ChannelRead (*read)(const ChannelReader& entry);
    std::optional<Medium> medium{};  // of the type, whoever writes it or not
};

const std::vector<TypeOfChannel>& types() {
    static const std::vector<TypeOfChannel> all = {
        {"file",
         [](const ChannelReader& entry) -> ChannelRead { return {OwnReader(entry).file()}; }},
        {"http", read_http},
        {"smtp",
         [](const ChannelReader& entry) -> ChannelRead { return {OwnReader(entry).smtp()}; }},
        {"govuk-notify", [](const ChannelReader& entry) { return OwnReader(entry).notify(); }},
        {"twilio-sms", read_twilio_sms},
        {"twilio-voice", read_twilio_voice},
        {"aws-sns", read_aws_sns},
        {"slack", read_slack, Medium::chat},
        {"slack-webhook", read_slack_webhook, Medium::chat},
        {"statuspage", read_statuspage, Medium::page},
        {"webhook", read_webhook, Medium::hook},
    };
    return all;
}

std::vector<std::string> names_of_types() {
    std::vector<std::string> names;
    for (const TypeOfChannel& one : types()) names.emplace_back(one.name);
    return names;
}

std::optional<Medium> read_medium(MapReader& map, const std::optional<Medium>& own) {
    std::vector<Medium> media(people_media.begin(), people_media.end());
    media.insert(media.end(), place_media.begin(), place_media.end());
    std::vector<std::string> names;
    for (const Medium medium : media) names.emplace_back(medium_name(medium));
    if (!own) map.need("medium", "write \"medium: sms\" or \"medium: email\"");
    const auto written = map.one_of("medium", names);
    if (!written) return map.find("medium") ? std::nullopt : own;
    if (own && media[*written] != *own) {
        map.complaints().error(
            map.mark("medium"),
            "the medium of " + map.name() + " cannot be " + in_quotes(names[*written]),
            "channels of this type are of one medium",
            "write \"medium: " + std::string(medium_name(*own)) + "\", or leave it out");
    }
    return own.value_or(media[*written]);
}

// As the core knows it.
Provider provider_of(const ChannelSettings& settings, Medium medium) {
    Provider provider;
    provider.medium = medium;
    std::visit(
        [&provider](const auto& channel) {
            provider.name = channel.name;
            provider.in_flight_max = channel.in_flight_max;
        },
        settings);
    if (const auto* slack = std::get_if<SlackWorkspace>(&settings)) {
        provider.opens = slack->room_per_incident;
        provider.invites = !slack->invite.empty();
        provider.archives = slack->archive_closed;
    }
    if (std::holds_alternative<Statuspage>(settings))
        provider.per_minute = StatuspageChannel::per_minute;
    return provider;
}

// False: its type or medium is not known, and so not what may stand in it.
bool read_channel(const std::string& name, MapReader& map, const Surroundings& around,
                  const Directory& house, ChannelsRead& read) {
    ChannelCommon common{name, Medium::sms, std::nullopt};
    map.need("type", "write one of " + join_words(names_of_types()));
    const auto index = map.one_of("type", names_of_types());
    if (!index) return false;
    const TypeOfChannel& type = types()[*index];
    const auto medium = read_medium(map, type.medium);
    if (const auto places = map.whole("in-flight", 1, 64)) {
        common.in_flight_max = static_cast<int>(*places);
    }
    const auto pace = map.whole("per-minute", 1, per_minute_max);
    if (!medium) return false;
    common.medium = *medium;
    const Tells tells = read_tells(map, *medium);
    ChannelRead one = type.read(ChannelReader(map, std::move(common), around, house));
    Provider provider = provider_of(one.settings, *medium);
    provider.tells = tells;
    if (pace) provider.per_minute = static_cast<int>(*pace);
    read.channels.push_back(std::move(one.settings));
    if (one.calling_back) read.calling_back.push_back(*std::move(one.calling_back));
    read.providers.push_back(std::move(provider));
    return true;
}

}  // namespace

void read_channels(MapReader& file, const Surroundings& around, const Directory& house,
                   ChannelsRead& read) {
    for (const auto& [name, node] : file.entries("channels")) {
        need_plain_name(name, "a channel", node->mark, file.complaints());
        MapReader map(*node, "the channel " + in_quotes(name), file.complaints());
        if (!read.written.insert({name, {node, &file.complaints()}}).second) {
            file.complaints().error(node->mark, "a second channel is called " + in_quotes(name),
                                    "another file has the first", "give one another name");
        }
        if (read_channel(name, map, around, house, read)) map.refuse_unknown();
    }
}

const std::string& channel_name(const ChannelSettings& channel) {
    return std::visit([](const auto& settings) -> const std::string& { return settings.name; },
                      channel);
}

}  // namespace tocsin
