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

// The rules for what follows +44. Empty: a number that may exist and that we may call.
std::string why_not_british(std::string_view national) {
    // A few old exchanges (016977) still have 9 digits.
    const bool length_good = national.size() == 10 || (national.size() == 9 && national[0] == '1');
    if (!length_good) {
        return "a United Kingdom number has 11 digits with its leading 0, this has " +
               std::to_string(national.size() + 1);
    }
    if (national.starts_with("70"))
        return "070 numbers are personal numbers, which texts do not reach";
    if (national.starts_with("76") && !national.starts_with("7624")) {
        return "076 numbers are pagers, which texts do not reach";
    }
    if (national.starts_with("9")) return "09 numbers are charged at premium rate";
    if (std::string_view("046").find(national[0]) != std::string_view::npos) {
        return "no United Kingdom number begins with 0" + std::string(1, national[0]);
    }
    return "";
}

// `digits` come after the +.
std::string why_not_number(std::string_view digits) {
    if (digits.starts_with("44")) return why_not_british(digits.substr(2));
    if (digits.starts_with("0")) return "no country code begins with 0";
    if (digits.size() < 7) return "it is too short for a phone number";
    if (digits.size() > 15) return "a phone number has 15 digits at most (E.164)";
    return "";
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

Checked parse_phone(std::string_view text) {
    std::string digits;
    bool plus = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        // "+44 (0)7700": the 0 in brackets is for callers at home.
        if (plus && text.substr(at).starts_with("(0)")) {
            at += 2;
        } else if (digit(letter)) {
            digits += letter;
        } else if (letter == '+' && digits.empty() && !plus) {
            plus = true;
        } else if (std::string_view(" ()-.").find(letter) == std::string_view::npos) {
            return {"", "a phone number is written with digits, spaces, +, -, . and brackets"};
        }
    }
    if (digits.empty()) return {"", "it has no digits"};
    if (!plus && digits.starts_with("00")) {
        digits.erase(0, 2);
    } else if (!plus && digits.starts_with("0")) {
        digits.replace(0, 1, "44");
    } else if (!plus && !(digits.starts_with("44") && digits.size() == 12)) {
        return {"", "it begins neither with 0 nor with + and the code of a country"};
    }
    std::string why = why_not_number(digits);
    if (!why.empty()) return {"", std::move(why)};
    return {"+" + digits, ""};
}

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

std::string spoken_phone(const std::string& e164) {
    // +44 7700 900101 is 07700 900101: eleven digits behind the trunk 0, in groups of 5 and 6.
    if (!e164.starts_with("+44") || e164.size() != 13) return e164;
    return "0" + e164.substr(3, 4) + " " + e164.substr(7);
}

}  // namespace tocsin
