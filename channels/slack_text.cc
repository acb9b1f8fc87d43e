#include "channels/slack_text.h"

#include "channels/place.h"
#include "channels/template.h"
#include "core/utf8.h"

namespace tocsin {
namespace {

// Slack cuts a text at 40,000 signs and asks for fewer than 4,000.
constexpr std::size_t text_signs_max = 3900;

std::string shortened(const std::string& text) {
    std::string begin = first_signs(text, text_signs_max);
    return begin.size() < text.size() ? begin + "..." : begin;
}

}  // namespace

std::string slack_text(std::string_view text) {
    std::string out;
    for (const char sign : text) {
        if (sign == '&') {
            out += "&amp;";
        } else if (sign == '<') {
            out += "&lt;";
        } else if (sign == '>') {
            out += "&gt;";
        } else {
            out += sign;
        }
    }
    return out;
}

std::string slack_post(const Message& message) {
    return json_member("text", slack_text(shortened(room_text(message)))) +
           ",\"mrkdwn\":false,\"unfurl_links\":false,\"unfurl_media\":false";
}

}  // namespace tocsin
