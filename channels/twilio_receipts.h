// Where Twilio says what became of a message or a call. Our reference stands in the address, which
// is signed with the rest: what Twilio says before its answer to the request has told us its own id
// is known all the same.
#pragma once

#include "channels/twilio.h"
#include "channels/wire.h"

#include <string>

namespace tocsin {

inline constexpr const char* twilio_reference_name = "reference";

inline std::string twilio_receipts(const TwilioAccount& account, const Message& message) {
    const std::string address = account.callbacks + "/receipts";
    if (message.reference.empty()) return address;
    return address + "?" + twilio_reference_name + "=" + percent_encoded(message.reference);
}

}  // namespace tocsin
