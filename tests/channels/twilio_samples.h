// An account of Twilio as tests of its channels have it; nobody's.
#pragma once

#include "channels/twilio.h"

#include <string>

namespace tocsin {

inline const std::string twilio_account_sid = "AC00000000000000000000000000000001";

// Of the channel of that name.
inline TwilioAccount twilio_account(const std::string& channel) {
    TwilioAccount account;
    account.sid = twilio_account_sid;
    account.user = twilio_account_sid;
    account.password = "12345678901234567890123456789012";
    account.callbacks = "https://alert.example.org/v1/callbacks/" + channel;
    return account;
}

}  // namespace tocsin
