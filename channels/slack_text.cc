#include "channels/slack_text.h"

#include "channels/place.h"
#include "channels/template.h"
#include "core/utf8.h"

namespace tocsin {
namespace {

// Slack cuts a text at 40,000 signs and asks for fewer than 4,000.
constexpr std::size_t text_signs_max = 3900;

// Of the text of a section Slack takes 3,000 signs; what an ampersand becomes has five.
constexpr std::size_t section_bytes_max = 2900;
constexpr std::size_t longest_escape = 5;

std::string shortened(const std::string& text) {
    std::string begin = first_signs(text, text_signs_max);
    return begin.size() < text.size() ? begin + "..." : begin;
}

// As much of it as Slack takes into one section, escaped.
std::string section_text(const std::string& text) {
    const std::string escaped = slack_text(text);
    if (escaped.size() <= section_bytes_max) return escaped;
    return slack_text(first_signs(text, section_bytes_max / longest_escape)) + "...";
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

std::string slack_button(const Message& message) {
    const std::string text = json_member("type", "plain_text") + "," +
                             json_member("text", section_text(room_text(message))) +
                             ",\"emoji\":false";
    const std::string label = json_member("type", "plain_text") + "," +
                              json_member("text", "I take " + fact(message, "ref"));
    return ",\"blocks\":[{\"type\":\"section\",\"text\":{" + text +
           "}},{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"style\":\"primary\"," +
           json_member("action_id", take_action) + "," +
           json_member("value", fact(message, "incident")) + ",\"text\":{" + label + "}}]}]";
}

std::string slack_post(const Message& message) {
    return json_member("text", slack_text(shortened(room_text(message)))) +
           ",\"mrkdwn\":false,\"unfurl_links\":false,\"unfurl_media\":false";
}

}  // namespace tocsin
