// Where a provider is and how it may be spoken to: what every adapter of HTTP is told, and what it
// makes of it. It knows no provider.
#pragma once

#include "channels/channel.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Endpoint {
    std::string name;  // of the channel
    Medium medium = Medium::hook;
    std::string url;
    bool plain = false;  // http:// is allowed: loopback, or because the operator said so
    bool private_addresses = false;
    std::string trusted_certificates;
    int in_flight_max = 8;
    Timeouts timeouts;
};

// A POST to the endpoint's URL with `path` behind it.
WireRequest request_to(const Endpoint& endpoint, const std::string& path = {});

// The same with a body of JSON.
WireRequest json_to(const Endpoint& endpoint, const std::string& path, std::string body);

// A GET that must not hold up a message whose fate is unknown. Lists may be long.
WireRequest question_to(const Endpoint& endpoint, const std::string& path);

// Is `url` https:// (http:// when `plain`), with no slash at its end, no query and no user?
bool is_base_url(std::string_view url, bool plain);

// Is `url` https:// (http:// when `plain`), with a host and no user? It may have a path and a
// query.
bool is_whole_url(std::string_view url, bool plain);

// What must not be shown of a URL that is itself a secret: all of it, its path, its query, and
// every long part of those.
std::map<std::string, std::string> url_secrets(const std::string& url);

// What is wrong with the endpoint but its URL, one sentence each; empty when it can be used.
std::vector<std::string> problems(const Endpoint& endpoint);

// "NAME answered 400 invalid_payload", fit to show: `said` is the provider's word for what went
// wrong, and may be empty. What libcurl says of an exchange that broke off.
std::string words_of(const Endpoint& endpoint, const WireAnswer& answer, std::string_view said,
                     const std::map<std::string, std::string>& secrets);

// The outcome of a verdict. A deferred one waits as long as the provider asks, and never long.
Outcome judged(const Message& message, Verdict verdict, std::string words,
               const WireAnswer& answer);

}  // namespace tocsin
