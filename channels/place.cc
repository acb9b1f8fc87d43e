#include "channels/place.h"

namespace tocsin {

const std::string& fact(const Message& message, const std::string& name) {
    static const std::string none;
    const auto found = message.facts.find(name);
    return found == message.facts.end() ? none : found->second;
}

bool opens_room(const Message& message) {
    return fact(message, "event") == "open-room";
}

std::string room_text(const Message& message) {
    std::string text = message.subject;
    if (!message.text.empty()) text += (text.empty() ? "" : "\n") + message.text;
    const std::string& url = fact(message, "url");
    if (!url.empty() && text.find(url) == std::string::npos) text += "\n" + url;
    return text;
}

}  // namespace tocsin
