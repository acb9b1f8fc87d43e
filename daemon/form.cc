#include "daemon/form.h"

#include "daemon/ascii.h"

namespace tocsin {
namespace {

// The byte that the escape at `at` stands for; empty when there is no valid escape.
std::optional<char> escape_at(std::string_view text, std::size_t at) {
    if (text[at] != '%' || at + 2 >= text.size()) return {};
    const auto high = hex_value(text[at + 1]);
    const auto low = hex_value(text[at + 2]);
    if (!high || !low) return {};
    return static_cast<char>(*high * 16 + *low);
}

std::string decode_form(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const auto byte = escape_at(text, i)) {
            out += *byte;
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace

Fields parse_form(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        fields.emplace_back(decode_form(pair.substr(0, equals)), decode_form(value));
    }
    return fields;
}

std::optional<std::string> decode_segment(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto byte = escape_at(text, i);
        if (!byte) return {};
        out += *byte;
        i += 2;
    }
    return out;
}

}  // namespace tocsin
