// One entry under "channels" of the main file, whatever its type: what all types read alike. For
// the parts that read channels, and for nobody else.
#pragma once

#include "daemon/config_parts.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// What every channel says, whatever its type.
struct Common {
    std::string name;
    Medium medium = Medium::sms;
    std::optional<int> in_flight_max;
};

// Map, surroundings and house outlive it. Of the house, mail-domain and base-url are known.
class ChannelEntry {
public:
    ChannelEntry(MapReader& map, Common common, const Surroundings& around, const Directory& house)
        : map_(map), common_(std::move(common)), around_(around), house_(house) {}

protected:
    void complain(const std::string& key, std::string what, std::string fix, std::string why = {});

    // Complains when the channel is of another medium than its type can send.
    void need_medium(Medium medium, const std::string& sends);

    std::string mail_or(const std::string& key, std::string otherwise);

    // An address that is spoken to; complains when it may not be. A loopback one needs no TLS.
    void http_url(const std::string& key, const std::string& text, bool& plain,
                  bool& private_addresses);
    // A drill must not be able to reach anybody outside this machine.
    void only_here(const std::string& key, const UrlParts& url);

    void network(bool& private_addresses, std::string& trusted_certificates, Timeouts& timeouts);

    // The secret that `node` names; complains when there is none.
    std::optional<std::string> secret(const Node& node, const std::string& what);
    // One or several of them under `key`; empty when it is absent, or none can be read.
    std::vector<std::string> secrets(const std::string& key, const std::string& what);

    // What the channel itself would refuse, unless it follows from what has been told here.
    void adopt(const std::vector<std::string>& problems);

    MapReader& map_;
    Common common_;
    const Surroundings& around_;
    const Directory& house_;
    bool complained_ = false;
};

// A channel as it was read, and how it is called back; nothing when nobody calls it back.
struct ChannelRead {
    ChannelSettings settings;
    std::optional<CallingBack> calling_back{};
};

ChannelRead read_twilio_sms(const ChannelEntry& entry);
ChannelRead read_twilio_voice(const ChannelEntry& entry);
ChannelRead read_aws_sns(const ChannelEntry& entry);

}  // namespace tocsin
