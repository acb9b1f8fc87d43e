#include "channels/place.h"

#include "core/place_event.h"

namespace tocsin {

const std::string& fact(const Message& message, const std::string& name) {
    static const std::string none;
    const auto found = message.facts.find(name);
    return found == message.facts.end() ? none : found->second;
}

bool opens_room(const Message& message) {
    return is_of_event(message, open_room_event);
}

bool invites(const Message& message) {
    return is_of_event(message, invite_event);
}

bool archives_room(const Message& message) {
    return is_of_event(message, archive_room_event);
}

bool answers_press(const Message& message) {
    return is_of_event(message, answer_event);
}

bool tends_room(const Message& message) {
    return opens_room(message) || invites(message) || archives_room(message);
}

bool is_test(const Message& message) {
    return is_of_event(message, "test");
}

std::string room_text(const Message& message) {
    std::string text = message.subject;
    if (!message.text.empty()) text += (text.empty() ? "" : "\n") + message.text;
    const std::string& url = fact(message, "url");
    if (!url.empty() && text.find(url) == std::string::npos) text += "\n" + url;
    return text;
}

}  // namespace tocsin
