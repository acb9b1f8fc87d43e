// Texts and phone calls by Twilio.
#include "daemon/channel_reader.h"

namespace tocsin {
namespace {

class TwilioReader : public ChannelReader {
public:
    explicit TwilioReader(const ChannelReader& entry) : ChannelReader(entry) {}

    ChannelRead sms() {
        need_medium(Medium::sms, "twilio-sms sends texts");
        TwilioSms settings;
        settings.name = common_.name;
        settings.account = account();
        settings.from = map_.text("from", 20).value_or("");
        settings.messaging_service = map_.text("messaging-service", 40).value_or("");
        settings.in_flight_max = common_.in_flight_max.value_or(settings.in_flight_max);
        adopt(problems(settings));
        const bool two_way = settings.two_way();
        return {std::move(settings), calling_back(two_way)};
    }

    ChannelRead voice() {
        need_medium(Medium::voice, "twilio-voice makes phone calls");
        TwilioVoice settings;
        settings.name = common_.name;
        settings.account = account();
        settings.from =
            map_.need_text("from", 20, "write the number that calls, such as \"+447700900900\"")
                .value_or("");
        complained_ = complained_ || settings.from.empty();
        settings.voice.language = map_.text("language", 20).value_or(settings.voice.language);
        settings.voice.name = map_.text("voice", 60).value_or("");
        if (const auto rings =
                map_.duration("rings", std::chrono::seconds(5), std::chrono::minutes(10))) {
            settings.rings = std::chrono::floor<std::chrono::seconds>(*rings);
        }
        settings.machine_detection =
            map_.yes_no("machine-detection").value_or(settings.machine_detection);
        settings.in_flight_max = common_.in_flight_max.value_or(settings.in_flight_max);
        adopt(problems(settings));
        return {std::move(settings), calling_back(false)};
    }

private:
    TwilioAccount account() {
        TwilioAccount account;
        account.url = map_.text("url").value_or(account.url);
        http_url("url", account.url, account.plain, account.private_addresses);
        while (account.url.ends_with('/')) account.url.pop_back();
        account.sid = sid("account", "AC");
        tokens_ = secrets("auth-token", "an auth token");
        who_we_are(account);
        const bool wanted = map_.yes_no("callbacks").value_or(true);
        if (!wanted) tokens_.clear();
        if (!tokens_.empty()) account.callbacks = callbacks(account.private_addresses);
        network(account.private_addresses, account.trusted_certificates, account.timeouts);
        return account;
    }

    // An API key where there is one: it can be withdrawn by itself. Callbacks are signed with the
    // auth token in any case.
    void who_we_are(TwilioAccount& account) {
        const Node* node = map_.find("api-key");
        if (node) {
            MapReader key(*node, "\"api-key\" of " + map_.name(), map_.complaints());
            account.user = key.need_text("sid", 40, "copy the SID of the key: SK...").value_or("");
            const Node* file = key.need("secret", "name the file that holds the secret of the key");
            if (file) account.password = secret(*file, "the secret of the API key").value_or("");
            key.refuse_unknown();
            complained_ = complained_ || account.user.empty() || !file;
        } else if (!tokens_.empty()) {
            account.user = account.sid;
            account.password = tokens_.front();
        } else if (!map_.find("auth-token")) {
            complain("auth-token", "nothing of " + map_.name() + " authenticates us",
                     "name the file that holds the auth token, or give an \"api-key\" as well");
        }
    }

    std::string sid(const std::string& key, const std::string& letters) {
        const auto text = map_.need_text(key, 40, "copy it from Twilio: " + letters + "...");
        if (text && is_twilio_sid(*text, letters)) return *text;
        if (text) {
            complain(key, in_quotes(key) + " of " + map_.name() + " is no SID of Twilio",
                     "copy it from Twilio: " + letters + " and 32 signs");
        }
        complained_ = true;
        return "";
    }

    // Twilio refuses a text whose status it has nowhere to tell.
    std::string callbacks(bool here) {
        return ChannelReader::callbacks(
            "auth-token", "Twilio", here, "write \"callbacks: no\" here",
            "receipts, replies and keys would be lost, and it refuses every text");
    }

    std::optional<CallingBack> calling_back(bool two_way) const {
        if (tokens_.empty()) return std::nullopt;
        return CallingBack{.channel = common_.name,
                           .proof = TwilioProof{tokens_},
                           .poll = std::nullopt,
                           .two_way = two_way,
                           .senders = {}};
    }

    std::vector<std::string> tokens_;
};

}  // namespace

ChannelRead read_twilio_sms(const ChannelReader& entry) {
    return TwilioReader(entry).sms();
}

ChannelRead read_twilio_voice(const ChannelReader& entry) {
    return TwilioReader(entry).voice();
}

}  // namespace tocsin
