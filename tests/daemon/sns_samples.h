// A sender like Amazon SNS: a key and a certificate of its own, and messages signed with it.
#pragma once

#include "daemon/sns_message.h"

#include <map>
#include <memory>
#include <string>

struct evp_pkey_st;

namespace tocsin {

inline constexpr const char* sample_topic = "arn:aws:sns:eu-west-2:111122223333:ops";
inline constexpr const char* sample_certificate_url =
    "https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-0000.pem";

class SnsSample {
public:
    explicit SnsSample(int bits = 2048);

    // PEM, of its own key; `name` is whom it is for.
    std::string certificate(const std::string& name, Instant begins, Instant ends) const;

    // The body of a message, signed. `fields` go over those of the sample; an empty text takes one
    // away.
    std::string body(const std::string& type, std::map<std::string, std::string> fields = {},
                     const std::string& version = "2") const;

    // A body whose signature is over other fields than SNS's list for this type.
    std::string signed_as_notification(const std::string& type) const;

private:
    std::string signature_of(const std::string& text, bool sha256) const;

    std::shared_ptr<evp_pkey_st> key_;
};

// The alarm of CloudWatch as the text of a message.
std::string cloudwatch_alarm(const std::string& state,
                             const std::string& changed = "2026-01-04T02:11:05.472+0000");

}  // namespace tocsin
