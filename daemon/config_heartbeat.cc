// The block "heartbeat": where ours goes, how often, and when it stays away.
#include "daemon/channel_reader.h"

namespace tocsin {
namespace {

class HeartbeatReader : private ChannelReader {
public:
    using ChannelReader::ChannelReader;

    std::optional<HeartbeatSettings> read() {
        HeartbeatSettings settings;
        bool plain = false;
        if (const auto url = map_.text("url")) {
            settings.url = *url;
            http_url("url", settings.url, plain, settings.private_addresses);
        } else if (const auto hidden = secret_url(plain, settings.private_addresses)) {
            settings.url = *hidden;
        } else if (!complained_) {
            complain("url", map_.name() + " has no \"url\"",
                     "write where it goes, url: https://..., or the file that holds it, url-file: "
                     "keys/heartbeat");
        }
        read_times(settings);
        read_headers(settings);
        network(settings.private_addresses, settings.trusted_certificates, settings.timeouts);
        map_.refuse_unknown();
        return settings;
    }

private:
    void read_times(HeartbeatSettings& settings) {
        using namespace std::chrono_literals;
        if (const auto every = map_.duration("every", 1s, 1h)) settings.every = *every;
        if (const auto after = map_.duration("withheld-after", 1s, 1h))
            settings.withheld_after = *after;
    }

    void read_headers(HeartbeatSettings& settings) {
        if (const Node* node = map_.find("bearer")) {
            if (const auto token = secret(*node, "the token"))
                settings.headers.emplace_back("Authorization", "Bearer " + *token);
        }
        for (const auto& [name, node] : map_.entries("headers")) {
            const auto value = one_line(*node, "the header " + name, map_.complaints());
            if (name.empty() || name.find_first_not_of(token_signs) != std::string::npos) {
                complain("headers", in_quotes(name) + " is no name of a header",
                         "write letters, digits and '-'");
            } else if (value) {
                settings.headers.emplace_back(name, *value);
            }
        }
    }

    static constexpr std::string_view token_signs =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
};

}  // namespace

std::optional<HeartbeatSettings> read_heartbeat(MapReader& file, const Surroundings& around,
                                                const Directory& house) {
    const Node* node = file.find("heartbeat");
    if (node == nullptr) return std::nullopt;
    MapReader map(*node, "the block \"heartbeat\"", file.complaints());
    return HeartbeatReader(map, {}, around, house).read();
}

}  // namespace tocsin
