// Texts by Amazon SNS.
#include "daemon/channel_reader.h"

namespace tocsin {
namespace {

class AwsReader : public ChannelReader {
public:
    explicit AwsReader(const ChannelReader& entry) : ChannelReader(entry) {}

    ChannelRead sns() {
        need_medium(Medium::sms, "aws-sns sends texts");
        AwsSns settings;
        settings.name = common_.name;
        settings.region = needed("region", "write the region, such as \"eu-west-2\"");
        settings.url =
            map_.text("url").value_or("https://sns." + settings.region + ".amazonaws.com");
        if (!complained_) {
            http_url("url", settings.url, settings.plain, settings.private_addresses);
        }
        while (settings.url.ends_with('/')) settings.url.pop_back();
        settings.access_key_id = needed("access-key-id", "write the id of the access key: AKIA...");
        if (const Node* node = map_.need("secret-access-key", "name the file that holds it")) {
            settings.secret_access_key = secret(*node, "the secret access key").value_or("");
        } else {
            complained_ = true;
        }
        if (const Node* node = map_.find("session-token")) {
            settings.session_token = secret(*node, "the session token").value_or("");
        }
        settings.sender_id = map_.text("sender-id", 20).value_or("");
        settings.origination_number = map_.text("origination-number", 20).value_or("");
        network(settings.private_addresses, settings.trusted_certificates, settings.timeouts);
        settings.in_flight_max = common_.in_flight_max.value_or(settings.in_flight_max);
        adopt(problems(settings));
        return {std::move(settings)};
    }

private:
    std::string needed(const std::string& key, const std::string& fix) {
        const auto text = map_.need_text(key, 100, fix);
        complained_ = complained_ || !text;
        return text.value_or("");
    }
};

}  // namespace

ChannelRead read_aws_sns(const ChannelReader& entry) {
    return AwsReader(entry).sns();
}

}  // namespace tocsin
