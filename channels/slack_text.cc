#include "channels/slack_text.h"

#include "channels/place.h"
#include "channels/template.h"
#include "core/utf8.h"

namespace tocsin {
namespace {

// Slack cuts a text at 40,000 signs and asks for fewer than 4,000.
constexpr std::size_t text_signs_max = 3900;

// Of the text of a section Slack takes 3,000 signs.
constexpr std::size_t section_bytes_max = 2900;

std::string shortened(const std::string& text) {
    std::string begin = first_signs(text, text_signs_max);
    return begin.size() < text.size() ? begin + "..." : begin;
}

// As much of it as Slack takes into one section, escaped.
std::string section_text(const std::string& text) {
    std::string escaped = slack_text(text);
    for (std::size_t signs = section_bytes_max; escaped.size() > section_bytes_max; signs /= 2)
        escaped = slack_text(first_signs(text, signs)) + "...";
    return escaped;
}

// The members of a text object.
std::string plain(const std::string& text) {
    return json_member("type", "plain_text") + "," + json_member("text", text);
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

std::string slack_button_value(std::string_view instance, std::string_view incident) {
    return std::string(instance) + " " + std::string(incident);
}

std::string slack_spot(std::string_view channel, std::string_view thread) {
    return std::string(channel) + (thread.empty() ? "" : " ") + std::string(thread);
}

std::string slack_button(const Message& message, std::string_view instance) {
    const std::string& ref = fact(message, "ref");
    // A post is scrolled past with the thumb: one touch takes nothing (wording 2.8).
    const std::string asked = "\"title\":{" + plain("Take " + ref + "?") + "},\"text\":{" +
                              plain("It is yours then, and nobody else is called.") +
                              "},\"confirm\":{" + plain("I take it") + "},\"deny\":{" +
                              plain("No") + "}";
    return ",\"blocks\":[{\"type\":\"section\",\"text\":{" +
           plain(section_text(room_text(message))) +
           ",\"emoji\":false}},{\"type\":\"actions\",\"elements\":[{\"type\":\"button\"," +
           json_member("action_id", take_action) + "," +
           json_member("value", slack_button_value(instance, fact(message, "incident"))) +
           ",\"text\":{" + plain("I take " + ref) + "},\"confirm\":{" + asked + "}}]}]";
}

std::string slack_post(const Message& message) {
    return json_member("text", slack_text(shortened(room_text(message)))) +
           ",\"mrkdwn\":false,\"unfurl_links\":false,\"unfurl_media\":false";
}

}  // namespace tocsin
