// What the readers of every type of channel share: where it is, how it may be spoken to, and how
// its mistakes are told. Each type is read by a class of its own that begins with this one.
#pragma once

#include "channels/endpoint.h"
#include "daemon/config_parts.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// What every channel says, whatever its type.
struct ChannelCommon {
    std::string name;
    Medium medium = Medium::sms;
    std::optional<int> in_flight_max;
};

// Map, surroundings and house outlive it. Of the house, mail-domain and base-url are known.
class ChannelReader {
public:
    ChannelReader(MapReader& map, ChannelCommon common, const Surroundings& around,
                  const Directory& house)
        : map_(map), common_(std::move(common)), around_(around), house_(house) {}

protected:
    void complain(const std::string& key, std::string what, std::string fix, std::string why = {});

    // Complains when the channel is of another medium than its type can send.
    void need_medium(Medium medium, const std::string& sends);

    std::string mail_or(const std::string& key, std::string otherwise);

    // A drill must not be able to reach anybody outside this machine.
    void only_here(const std::string& key, const UrlParts& url);

    // Judges the address that stands under `key`.
    void http_url(const std::string& key, const std::string& text, bool& plain,
                  bool& private_addresses);

    // url, or `otherwise`: without a slash at its end.
    void base_url(Endpoint& endpoint, const std::string& otherwise);

    // url-file: an address that is itself a secret. Nothing when it is absent or wrong.
    std::optional<std::string> secret_url(bool& plain, bool& private_addresses);

    // private-addresses, trusted-certificates, timeouts.
    void network(bool& private_addresses, std::string& trusted_certificates, Timeouts& timeouts);

    // Name, medium, in-flight and the network.
    void endpoint(Endpoint& endpoint);

    // The secret under `key`, which must be there. Empty when it is not: that has been told.
    std::string need_secret(const std::string& key, const std::string& what,
                            const std::string& fix);

    // The secret that `node` names; complains when there is none.
    std::optional<std::string> secret(const Node& node, const std::string& what);
    // One or several of them under `key`; empty when it is absent, or none can be read.
    std::vector<std::string> secrets(const std::string& key, const std::string& what);

    // Where its provider calls back: an address below base-url. Complains, at `key`, when nobody
    // outside this machine reaches that, and says what would be lost. `here`: the provider is a
    // fake of this machine.
    std::string callbacks(const std::string& key, const std::string& provider, bool here,
                          const std::string& fix, const std::string& lost);

    // What the channel itself would refuse, unless it follows from what has been told here.
    void adopt(const std::vector<std::string>& found);

    MapReader& map_;
    ChannelCommon common_;
    const Surroundings& around_;
    const Directory& house_;
    bool complained_ = false;
};

// A channel as it was read, and how it is called back; nothing when nobody calls it back.
struct ChannelRead {
    ChannelSettings settings;
    std::optional<CallingBack> calling_back{};
};

// Each reads the channel of its type; the map is then asked for nothing else.
ChannelRead read_http(const ChannelReader& entry);
ChannelRead read_twilio_sms(const ChannelReader& entry);
ChannelRead read_twilio_voice(const ChannelReader& entry);
ChannelRead read_aws_sns(const ChannelReader& entry);
ChannelRead read_slack(const ChannelReader& entry);
ChannelRead read_slack_webhook(const ChannelReader& entry);
ChannelRead read_statuspage(const ChannelReader& entry);
ChannelRead read_webhook(const ChannelReader& entry);

}  // namespace tocsin
