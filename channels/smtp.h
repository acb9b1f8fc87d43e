// Mail through a relay: one recipient a transaction, so that every answer is about one person.
// STARTTLS is required unless the relay says `plain`. The envelope is checked here, because
// libcurl 7.88 would carry a CR LF in an address to the server as a command.
#pragma once

#include "channels/channel.h"

#include <string>

namespace tocsin {

struct SmtpRelay {
    std::string name;
    std::string host;
    int port = 587;
    bool implicit_tls = false;  // smtps, usually port 465
    bool plain = false;         // no TLS: loopback, or because the operator said so
    std::string ehlo = "localhost";
    std::string user;  // empty: no authentication
    std::string password;
    std::string from;       // bare address
    std::string from_name;  // "Tocsin"; empty: the address alone
    std::string reply_to;   // bare address; empty: none
    bool private_addresses = false;
    std::string trusted_certificates;
    int in_flight_max = 4;
    Timeouts timeouts;
};

// What is wrong with a relay, one sentence each; empty when it can be used.
std::vector<std::string> problems(const SmtpRelay& relay);

class SmtpChannel : public Channel {
public:
    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit SmtpChannel(SmtpRelay relay);

    const std::string& name() const override { return relay_.name; }
    Medium medium() const override { return Medium::email; }
    int in_flight_max() const override { return relay_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;

private:
    SmtpRelay relay_;
};

}  // namespace tocsin
