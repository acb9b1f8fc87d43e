#include "channels/webhook_signature.h"
#include "daemon/config_parts.h"

#include <algorithm>

namespace tocsin {

namespace {

// A key is all the proof there is, and must not be guessed at ten tries a minute.
constexpr std::size_t key_signs_min = 16;
constexpr long per_minute_max = 1'000'000;

void read_keys(MapReader& source, const std::string& list, const Surroundings& around,
               Source& read) {
    if (!source.need(list,
                     "name the files that hold its keys: " + list + ": [keys/" + read.name + "]"))
        return;
    for (const Node* item : source.items(list)) {
        const std::string name = "a key of " + source.name();
        const auto key = read_secret(*item, name, around.home, source.complaints());
        if (!key) continue;
        if (key->size() < key_signs_min) {
            source.complaints().error(item->mark, name + " is short",
                                      "it is all the proof there is",
                                      "put 32 letters and digits into its file: openssl rand -hex "
                                      "16");
            continue;
        }
        read.keys.push_back(hash_secret(*key));
    }
}

void read_topics(MapReader& source, Source& read) {
    if (!source.need("topics",
                     "list the topics that may report: "
                     "topics: [\"arn:aws:sns:eu-west-2:111122223333:ops\"]"))
        return;
    for (const Node* item : source.items("topics")) {
        const auto topic = one_line(*item, "a topic of " + source.name(), source.complaints());
        if (!topic) continue;
        const auto colons = std::count(topic->begin(), topic->end(), ':');
        if (!topic->starts_with("arn:aws") || topic->find(":sns:") == std::string::npos ||
            colons != 5) {
            source.complaints().error(item->mark, in_quotes(*topic) + " is no topic of Amazon SNS",
                                      "anybody may own a topic, so each is listed by its full name",
                                      "write it as \"arn:aws:sns:eu-west-2:111122223333:ops\"");
            continue;
        }
        read.topics.push_back(*topic);
    }
}

std::vector<std::string> read_hmac_secrets(MapReader& hmac, const Surroundings& around,
                                           bool standard) {
    std::vector<std::string> secrets;
    if (!hmac.need("secrets", "name the files that hold them")) return secrets;
    for (const Node* item : hmac.items("secrets")) {
        const std::string name = "a secret of " + hmac.name();
        const auto secret = read_secret(*item, name, around.home, hmac.complaints());
        if (!secret) continue;
        const auto key = standard ? parse_webhook_secret(*secret) : secret;
        if (key) {
            secrets.push_back(*key);
            continue;
        }
        hmac.complaints().error(item->mark, name + " is no secret of Standard Webhooks", "",
                                "it begins with whsec_, and base64 follows");
    }
    return secrets;
}

SignedBody read_signed_body(MapReader& hmac, const Surroundings& around) {
    SignedBody body;
    body.header =
        hmac.need_text("header", 100, "name the header that bears the signature").value_or("");
    body.timestamp_header = hmac.text("timestamp-header", 100).value_or("");
    body.separator = hmac.text("separator", 8).value_or(body.separator);
    body.prefix = hmac.text("prefix", 20).value_or("");
    body.base64 = hmac.one_of("encoding", {"hex", "base64"}) == 1U;
    body.secrets = read_hmac_secrets(hmac, around, false);
    return body;
}

void read_hmac(MapReader& source, const Surroundings& around, Source& read) {
    const Node* node = source.find("hmac");
    if (node == nullptr) return;
    MapReader hmac(*node, "\"hmac\" of " + source.name(), source.complaints());
    HookSignature signature;
    const bool standard = hmac.one_of("form", {"body", "standard-webhooks"}) == 1U;
    if (standard) {
        signature.how = StandardWebhooks{read_hmac_secrets(hmac, around, true)};
    } else {
        signature.how = read_signed_body(hmac, around);
    }
    signature.within = hmac.duration("window", std::chrono::seconds(10), std::chrono::hours(1))
                           .value_or(signature.within);
    hmac.refuse_unknown();
    read.hmac = std::move(signature);
}

}  // namespace

void read_trust(MapReader& source, const Surroundings& around, Source& read) {
    read.per_minute =
        static_cast<int>(source.whole("per-minute", 1, per_minute_max).value_or(read.per_minute));
    if (read.dialect == "pagerduty") return read_keys(source, "routing-keys", around, read);
    if (read.dialect == "opsgenie") return read_keys(source, "api-keys", around, read);
    if (read.dialect == "aws-sns") return read_topics(source, read);
    read_hmac(source, around, read);
}

void judge_keys(const std::vector<Source>& sources, MapReader& file) {
    for (const Source& one : sources) {
        for (const Source& other : sources) {
            if (&one >= &other || one.dialect != other.dialect) continue;
            const bool shared = std::ranges::any_of(one.keys, [&](const SecretHash& key) {
                return std::ranges::find(other.keys, key) != other.keys.end();
            });
            if (!shared) continue;
            file.complaints().error(file.mark("sources"),
                                    "the sources " + in_quotes(one.name) + " and " +
                                        in_quotes(other.name) + " have the same key",
                                    "nobody could tell which of them reports",
                                    "give one of them another key");
        }
    }
}

}  // namespace tocsin
