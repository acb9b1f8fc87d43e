// What Amazon SNS delivers over HTTPS: its envelope, the proof that it is SNS's own, and the alarm
// of CloudWatch in it. Pure: the certificate and the clock come from the caller.
//
// A signature proves that SNS sent the message, on behalf of whoever owns the topic, who may be
// anybody: nothing of a topic that the source does not list is believed.
#pragma once

#include "core/input.h"
#include "daemon/config.h"
#include "daemon/problem.h"
#include "daemon/signal.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

struct SnsMessage {
    enum class Kind { notification, subscription, unsubscription };

    Kind kind = Kind::notification;
    std::string id;  // the same when it is delivered again
    std::string topic;
    std::optional<std::string> subject;
    std::string message;
    std::string timestamp;
    std::string token;          // of what is not a notification
    std::string subscribe_url;  // likewise
    std::string signature;      // the bytes
    bool sha256 = false;        // signature version 2; else SHA-1
    std::string certificate_url;
};

// The envelope, or the refusal "not-json" or "fields". Whatever makes it one is there, and its
// addresses are SNS's own.
[[nodiscard]] std::variant<SnsMessage, ProblemDetail> read_sns_message(const std::string& body);

// Whether `url` is https at a host of SNS ("sns.eu-west-2.amazonaws.com"), without port or user.
// A certificate's path ends in ".pem".
bool is_sns_url(std::string_view url);
bool is_sns_certificate_url(std::string_view url);

// Whether SNS has signed the message with the key of this certificate (PEM), which is one for SNS,
// holds at `now`, and has an RSA key of 2,048 bits or more. Its issuer is not looked at: SNS gives
// out the certificate alone, and https has proved who gave it.
bool is_signed_by_sns(const SnsMessage& message, const std::string& certificate, Instant now);

// What was signed, as SNS puts it together; `as_notification` is how some senders sign the end of a
// subscription.
std::string sns_signed_text(const SnsMessage& message, bool as_notification = false);

// The key of the alarm that a topic no longer reports here, and that alarm.
std::string sns_unsubscribed_key(const std::string& topic);
Signal sns_unsubscribed(const SnsMessage& message, const Source& source);

// What a notification says: an alarm of CloudWatch (over when it is OK, noted when there is not
// enough data), or an alarm with the words of the message, which never ends by itself. `now` bounds
// when it can have begun.
std::vector<Signal> read_sns_notification(const SnsMessage& message, const Source& source,
                                          Instant now);

}  // namespace tocsin
