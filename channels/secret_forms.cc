#include "channels/secret_forms.h"

#include "channels/wire.h"
#include "core/utf8.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace tocsin {
namespace {

constexpr std::string_view hidden = "***";

// What is made of a secret and shorter than this stands in many a word.
constexpr std::size_t form_signs_min = 6;
// A part of base64 has no end that would tell it from others.
constexpr std::size_t part_signs_min = 8;
// "Bearer" may be followed by a word of a sentence, such as "authentication".
constexpr std::size_t credential_signs_min = 16;

// ---------------------------------------------------------------- the forms of a secret

// Without the padding.
std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    text.resize(text.find_last_not_of('=') + 1);
    return text;
}

// Of base64 of something longer: the signs that hold nothing but the secret, which stands `before`
// bytes behind a multiple of three.
std::string base64_part(std::string_view secret, std::size_t before) {
    const std::string text = base64(std::string(before, ' ') + std::string(secret));
    const std::size_t from = (8 * before + 5) / 6;
    const std::size_t to = 8 * (before + secret.size()) / 6;
    return to > from ? text.substr(from, to - from) : "";
}

std::string for_urls(std::string text) {
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

std::string hexadecimal(std::string_view bytes, std::string_view digits) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

void add_forms(std::vector<std::string>& forms, const std::string& secret) {
    if (secret.empty()) return;
    const auto add = [&](std::string form, std::size_t signs_min) {
        if (form.size() >= signs_min) forms.push_back(std::move(form));
    };
    add(secret, 1);
    add(hexadecimal(secret, "0123456789abcdef"), form_signs_min);
    add(hexadecimal(secret, "0123456789ABCDEF"), form_signs_min);
    // Encoded once for the address, and once more by whoever quotes it.
    add(percent_encoded(secret), form_signs_min);
    add(base64(secret), form_signs_min);
    add(for_urls(base64(secret)), form_signs_min);
    for (std::size_t before = 0; before < 3; ++before) {
        add(base64_part(secret, before), part_signs_min);
        add(for_urls(base64_part(secret, before)), part_signs_min);
    }
}

// Each once, and the longest first.
std::vector<std::string> forms_of(const Secrets& secrets) {
    std::vector<std::string> forms;
    for (const auto& [name, secret] : secrets) add_forms(forms, secret);
    std::ranges::sort(forms, [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
    return forms;
}

// ---------------------------------------------------------------- how a sign is written

unsigned long byte_of(char c) {
    return static_cast<unsigned char>(c);
}

// The number that `digits`, and nothing else, are.
std::optional<unsigned long> number(std::string_view digits, int base) {
    unsigned long value = 0;
    const char* end = digits.data() + digits.size();
    const auto [rest, fault] = std::from_chars(digits.data(), end, value, base);
    if (digits.empty() || fault != std::errc{} || rest != end) return std::nullopt;
    return value;
}

// %C3%A9, in either case. Each returns how many bytes of `text` stand for the sign; 0: they do not.
std::size_t percent(std::string_view text, std::string_view sign) {
    for (std::size_t i = 0; i < sign.size(); ++i) {
        const std::string_view here = text.substr(std::min(3 * i, text.size()), 3);
        if (here.size() != 3 || here[0] != '%') return 0;
        if (number(here.substr(1), 16) != byte_of(sign[i])) return 0;
    }
    return 3 * sign.size();
}

// \n, \", \x41, \u00e9, and \ud83d\ude00 beyond what four digits hold.
std::size_t backslash(std::string_view text, std::string_view sign) {
    constexpr std::string_view names = "nrtbf0", named{"\n\r\t\b\f\0", 6};
    if (text.size() < 2) return 0;
    const char kind = text[1];
    // A text may be cut within its last escape, which then is fewer digits than it takes.
    if (kind == 'x' && sign.size() == 1)
        return text.size() >= 4 && number(text.substr(2, 2), 16) == byte_of(sign[0]) ? 4 : 0;
    if (kind == 'u' || kind == 'U') {
        if (text.size() < 6) return 0;
        const std::u32string points = code_points(sign);
        const char32_t point = points.size() == 1 ? points.front() : 0;
        const auto first = number(text.substr(2, 4), 16);
        if (first == static_cast<unsigned long>(point)) return points.size() == 1 ? 6 : 0;
        if (point < 0x10000 || text.size() < 12 || text[6] != '\\') return 0;
        const bool pair = first == 0xD800 + ((point - 0x10000) >> 10) &&
                          number(text.substr(8, 4), 16) == 0xDC00 + ((point - 0x10000) & 0x3FF);
        return pair ? 12 : 0;
    }
    const std::size_t name = names.find(kind);
    if (name != names.npos && sign.size() == 1 && named[name] == sign[0]) return 2;
    const bool letter = (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z');
    return !letter && sign.size() == 1 && kind == sign[0] ? 2 : 0;
}

// &amp;, &#38;, &#x26;
std::size_t entity(std::string_view text, std::string_view sign) {
    struct Named {
        std::string_view name;
        char32_t sign;
    };
    static constexpr std::array<Named, 5> table{
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    constexpr std::size_t longest = 10;
    const std::size_t end = text.substr(0, longest).find(';');
    if (end == text.npos) return 0;
    const std::string_view name = text.substr(1, end - 1);
    const std::u32string points = code_points(sign);
    const auto is = [&](std::optional<unsigned long> point) {
        return point && points.size() == 1 && *point == points.front() ? end + 1 : 0;
    };
    if (name.starts_with("#x") || name.starts_with("#X")) return is(number(name.substr(2), 16));
    if (name.starts_with('#')) return is(number(name.substr(1), 10));
    const auto found = std::ranges::find(table, name, &Named::name);
    return found == table.end() ? 0 : is(found->sign);
}

// How many bytes at the begin of `text` stand for the sign; 0: none does.
std::size_t written(std::string_view text, std::string_view sign) {
    if (text.empty()) return 0;
    std::size_t length = 0;
    if (text.front() == '%') length = percent(text, sign);
    if (text.front() == '\\') length = backslash(text, sign);
    if (text.front() == '&') length = entity(text, sign);
    if (text.front() == '+' && sign == " ") length = 1;
    if (length > 0) return length;
    return text.starts_with(sign) ? sign.size() : 0;
}

bool begins_escape(char c) {
    return c == '%' || c == '\\' || c == '&' || c == '+';
}

std::size_t written_whole(std::string_view text, std::string_view form) {
    // Nearly every place of a text is passed by here.
    if (text.front() != form.front() && !begins_escape(text.front())) return 0;
    if (text.starts_with(form)) return form.size();
    std::size_t length = 0;
    while (!form.empty()) {
        const std::string_view sign = form.substr(0, first_sign(form).bytes);
        const std::size_t one = written(text.substr(length), sign);
        if (one == 0) return 0;
        length += one;
        form.remove_prefix(sign.size());
    }
    return length;
}

// The padding of base64 tells nothing, but looks like a piece of it.
std::size_t padding(std::string_view text) {
    std::size_t length = 0;
    while (const std::size_t one = written(text.substr(length), "=")) length += one;
    return length;
}

// ---------------------------------------------------------------- a credential by its place

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_credential_sign(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') ||
           std::string_view("+/=_.~-%").find(c) != std::string_view::npos;
}

bool starts_with_word(std::string_view text, std::string_view word) {
    return text.size() > word.size() &&
           std::equal(word.begin(), word.end(), text.begin(),
                      [](char a, char b) { return a == (is_letter(b) ? (b | 0x20) : b); });
}

// How much of `text` is "Basic " or the like; 0: it begins otherwise.
std::size_t scheme_before(std::string_view text) {
    for (const std::string_view scheme : {"basic", "bearer", "oauth"}) {
        if (!starts_with_word(text, scheme)) continue;
        std::size_t end = scheme.size();
        while (const std::size_t one = written(text.substr(end), " ")) end += one;
        return end == scheme.size() ? 0 : end;
    }
    return 0;
}

// How much of `text` reads like a credential; 0: it begins otherwise.
std::size_t credential_before(std::string_view text) {
    const auto end = std::ranges::find_if_not(text, is_credential_sign);
    const bool a_word = std::all_of(text.begin(), end, [](char c) { return c >= 'a' && c <= 'z'; });
    const auto length = static_cast<std::size_t>(end - text.begin());
    return a_word || length < credential_signs_min ? 0 : length;
}

std::string without_credentials(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t scheme = scheme_before(text);
        const std::size_t credential = scheme == 0 ? 0 : credential_before(text.substr(scheme));
        const std::size_t shown = std::max<std::size_t>(scheme, 1);
        out += text.substr(0, shown);
        if (credential > 0) out += hidden;
        text.remove_prefix(shown + credential);
    }
    return out;
}

}  // namespace

Secrets login_secrets(const std::string& user, const std::string& password) {
    if (password.empty()) return {};
    using namespace std::string_literals;
    return {{"password", password},
            {"basic", user + ":" + password},
            {"plain", "\0"s + user + "\0"s + password}};
}

std::string without_secrets(std::string_view text, const Secrets& secrets, std::size_t enough) {
    const std::vector<std::string> forms = forms_of(secrets);
    std::string out;
    while (!text.empty() && out.size() < enough) {
        std::size_t length = 0;
        for (const std::string& form : forms) length = std::max(length, written_whole(text, form));
        out += length == 0 ? text.substr(0, 1) : hidden;
        text.remove_prefix(length == 0 ? 1 : length + padding(text.substr(length)));
    }
    return without_credentials(out);
}

}  // namespace tocsin
