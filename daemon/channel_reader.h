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

// Everything it is given outlives it.
class ChannelReader {
public:
    ChannelReader(MapReader& map, ChannelCommon common, const Surroundings& around)
        : map_(map), common_(std::move(common)), around_(around) {}

protected:
    void complain(const std::string& key, std::string what, std::string fix, std::string why = {});

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

    // What the channel itself would refuse, unless it follows from what has been told here.
    void adopt(const std::vector<std::string>& found, const std::string& name);

    MapReader& map_;
    ChannelCommon common_;
    const Surroundings& around_;
    bool complained_ = false;
};

// Each reads the channel of its type; the map is then asked for nothing else.
HttpProvider read_http(MapReader& map, const ChannelCommon& common, const Surroundings& around);
SlackWorkspace read_slack(MapReader& map, const ChannelCommon& common, const Surroundings& around);
SlackWebhook read_slack_webhook(MapReader& map, const ChannelCommon& common,
                                const Surroundings& around);
Statuspage read_statuspage(MapReader& map, const ChannelCommon& common, const Surroundings& around);
SignedWebhook read_webhook(MapReader& map, const ChannelCommon& common, const Surroundings& around);

}  // namespace tocsin
