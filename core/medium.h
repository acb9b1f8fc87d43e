// The kinds of roads a message can take. Four lead to people; three to places that are told of an
// incident as a whole: a room where people talk, another program, a status page kept elsewhere.
#pragma once

#include <array>
#include <string_view>

namespace tocsin {

enum class Medium {
    sms,
    email,
    voice,  // a phone call that speaks, and listens for keys
    push,   // to an app on a phone
    chat,   // a room: Slack, Teams
    hook,   // another program: a webhook, PagerDuty
    page,   // a status page elsewhere: Statuspage, Cachet
};

// In the order in which people are reached when nothing else is said.
inline constexpr std::array people_media = {Medium::sms, Medium::email, Medium::push,
                                            Medium::voice};
inline constexpr std::array place_media = {Medium::chat, Medium::hook, Medium::page};

constexpr bool is_place(Medium medium) {
    return medium >= Medium::chat;
}

// As the configuration, the procedures and the API write it: "sms", "email", "voice".
std::string_view medium_name(Medium medium);

// As people read it, of one message: "text", "mail", "phone call", "push message".
std::string_view medium_word(Medium medium);

// Of all that go this way: "texts", "mail", "phone calls".
std::string_view medium_words(Medium medium);

}  // namespace tocsin
