#include "daemon/sample_words.h"

#include "channels/link.h"

namespace tocsin {
namespace {

// A call token has one sign for its number in a new house and four after half a million calls.
constexpr std::string_view link_path = "/a/00000000000000000000";

bool digit(const std::string& text, std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

}  // namespace

void replace_number(std::string& text, const std::string& from, const std::string& to) {
    if (from.empty()) return;
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        const bool alone = (at == 0 || !digit(text, at - 1)) && !digit(text, at + from.size());
        if (alone) text.replace(at, from.size(), to);
        at += alone ? to.size() : 1;
    }
}

std::string with_sample_link(std::string text, const std::string& base_url) {
    Message message;
    message.text = std::move(text);
    return fill_link(std::move(message), base_url + std::string(link_path)).text;
}

}  // namespace tocsin
