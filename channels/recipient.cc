#include "channels/recipient.h"

#include "channels/mask.h"

#include <algorithm>

namespace tocsin {
namespace {

bool is_e164(std::string_view number) {
    return number.size() >= 3 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
           std::all_of(number.begin() + 1, number.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

bool is_reference(std::string_view reference) {
    return !reference.empty() && reference.size() <= 128 &&
           std::all_of(reference.begin(), reference.end(),
                       [](char c) { return c > ' ' && c < 0x7F; });
}

// The name that an app listens to: it stands in URLs, and whoever knows it may listen as well.
bool is_topic(std::string_view topic) {
    return !topic.empty() && topic.size() <= 200 &&
           std::all_of(topic.begin(), topic.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

bool holds_link_mark(std::string_view text) {
    return text.find("{link}") != std::string_view::npos;
}

}  // namespace

void check_recipient(const Message& message) {
    const bool phone = message.medium == Medium::sms || message.medium == Medium::voice;
    if (phone && !is_e164(message.to)) {
        throw Unsendable(mask_phone(message.to) + " is no phone number in the form +447700900123.");
    }
    if (message.medium == Medium::email && !is_mail_address(message.to)) {
        throw Unsendable(fit_to_show(mask_mail(message.to)) +
                         " is no mail address we can write to.");
    }
    if (message.medium == Medium::push && !is_topic(message.to)) {
        throw Unsendable("The person has no topic that an app could listen to.");
    }
    if (!is_reference(message.reference)) throw Unsendable("The reference cannot be sent.");
    if (holds_link_mark(message.text) || holds_link_mark(message.html)) {
        throw Unsendable("The link has not been put in.");
    }
}

}  // namespace tocsin
