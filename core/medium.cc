#include "core/medium.h"

namespace tocsin {
namespace {

struct Words {
    std::string_view name;
    std::string_view one;
    std::string_view many;
};

constexpr Words words(Medium medium) {
    switch (medium) {
        case Medium::sms:
            return {"sms", "text", "texts"};
        case Medium::email:
            return {"email", "mail", "email"};
        case Medium::voice:
            return {"voice", "phone call", "phone calls"};
        case Medium::push:
            return {"push", "push message", "push messages"};
        case Medium::chat:
            return {"chat", "chat message", "chat"};
        case Medium::hook:
            return {"hook", "webhook", "webhooks"};
        case Medium::page:
            return {"page", "status page post", "status page posts"};
    }
    return {};
}

}  // namespace

std::string_view medium_name(Medium medium) {
    return words(medium).name;
}

std::string_view medium_word(Medium medium) {
    return words(medium).one;
}

std::string_view medium_words(Medium medium) {
    return words(medium).many;
}

}  // namespace tocsin
