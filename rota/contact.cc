#include "rota/contact.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

bool digit(char letter) {
    return '0' <= letter && letter <= '9';
}

bool alphanumeric(char letter) {
    return digit(letter) || ('a' <= letter && letter <= 'z') || ('A' <= letter && letter <= 'Z');
}

bool good_domain(std::string_view domain) {
    if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
    while (true) {
        const std::size_t dot = domain.find('.');
        const std::string_view label = domain.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
            return false;
        if (!std::ranges::all_of(label, [](char c) { return alphanumeric(c) || c == '-'; }))
            return false;
        if (dot == std::string_view::npos) return true;
        domain.remove_prefix(dot + 1);
    }
}

bool good_local_part(std::string_view local) {
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
    if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.')
        return false;
    if (local.find("..") != std::string_view::npos) return false;
    return std::ranges::all_of(
        local, [&](char c) { return alphanumeric(c) || others.find(c) != std::string_view::npos; });
}

}  // namespace

Checked parse_mail(std::string_view text) {
    // RFC 5321, 4.5.3.1.3: a path has 256 octets with its angle brackets.
    if (text.size() > 254) return {"", "a mail address has 254 letters at most"};
    const auto forbidden = [](char c) { return c <= ' ' || c > '~' || c == '<' || c == '>'; };
    if (std::ranges::any_of(text, forbidden)) {
        return {"", "a mail address has no spaces, brackets, accents or control characters"};
    }
    if (std::ranges::count(text, '@') != 1) return {"", "a mail address has exactly one @"};
    const std::size_t at = text.find('@');
    if (!good_local_part(text.substr(0, at))) {
        return {"", "what stands before the @ is not one name of letters, digits and dots"};
    }
    if (!good_domain(text.substr(at + 1))) {
        return {"", "what stands after the @ is not a domain such as example.org"};
    }
    return {std::string(text), ""};
}

}  // namespace tocsin
