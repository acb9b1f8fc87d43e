#include "daemon/json_text.h"

#include <algorithm>
#include <cstddef>

namespace tocsin {
namespace {

// How many bytes the UTF-8 sequence at the front of `text` has; 0 when there is no valid one.
std::size_t sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool overlong = first == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = first == 0xed && byte(1) > 0x9f;
        return !overlong && !surrogate && tail(1) && tail(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool overlong = first == 0xf0 && byte(1) < 0x90;
        const bool beyond = first == 0xf4 && byte(1) > 0x8f;
        return !overlong && !beyond && tail(1) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

// How many bytes at the front of `text` stand for themselves.
std::size_t plain(std::string_view text) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte >= 0x80 || c == '"' || c == '\\';
    });
    return static_cast<std::size_t>(end - text.begin());
}

void append_escaped(std::string& out, char c) {
    constexpr char digits[] = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
        out += c;
        return;
    }
    out += "\\u00";
    out += digits[byte >> 4];
    out += digits[byte & 0xf];
}

}  // namespace

std::string json_quoted(std::string_view text) {
    std::string out;
    append_json_quoted(out, text);
    return out;
}

void append_json_quoted(std::string& out, std::string_view text) {
    out.reserve(out.size() + text.size() + 2);
    out += '"';
    while (!text.empty()) {
        // Nearly all text is plain, and goes in one piece.
        if (const std::size_t length = plain(text); length > 0) {
            out += text.substr(0, length);
            text.remove_prefix(length);
            continue;
        }
        const std::size_t length = sequence(text);
        if (length == 1) {
            append_escaped(out, text.front());
        } else if (length > 1) {
            out += text.substr(0, length);
        } else {
            out += "\xef\xbf\xbd";
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

}  // namespace tocsin
