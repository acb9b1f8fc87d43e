// Whether the providers can be reached: a connection to each, with its TLS handshake, and not a
// byte of a message. For `tocsin doctor`, which asks at noon what must hold at night.
#pragma once

#include "rota/time.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct Door {
    std::string name;       // of the channel
    std::string url;        // https://, http://, smtp:// or smtps://
    bool starttls = false;  // of smtp://: the conversation turns to TLS
    bool private_addresses = false;
    std::string trusted_certificates{};  // a PEM file; empty: those of the system
};

struct Reached {
    std::string why;  // it cannot be reached; empty: it can. Names no path and no query of the URL
    std::chrono::milliseconds took{0};
    std::optional<std::chrono::sys_seconds> certificate_ends{};  // of a door under TLS
};

// Knocks at all of them at once, and waits `within` at most. In the order of `doors`. Any thread.
// Throws std::runtime_error when libcurl cannot be set up.
std::vector<Reached> reach(const std::vector<Door>& doors, std::chrono::milliseconds within);

// "Nov 27 09:46:19 2027 GMT", as OpenSSL writes a date. Nothing when it is none.
std::optional<std::chrono::sys_seconds> read_certificate_date(const std::string& text);

}  // namespace tocsin
