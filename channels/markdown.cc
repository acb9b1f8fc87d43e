#include "channels/markdown.h"

#include <algorithm>

namespace tocsin {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Not every reader of Markdown takes a backslash before these, and what follows them may be HTML.
std::string_view entity(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        default:
            return "";
    }
}

// What means something wherever it stands; and what does but inside an address.
constexpr std::string_view signs = "\\`*[]|";
constexpr std::string_view signs_outside = "_~";

// Of a line's beginning, behind its spaces: a heading, a list, a rule below a title.
bool begins_block(char c) {
    return std::string_view("#+-=:").find(c) != std::string_view::npos;
}

// "1." and "1)" begin a list: how many digits stand before the sign that does it; 0: none does.
std::size_t digits_of_list(std::string_view line) {
    const auto end = std::ranges::find_if_not(line, is_digit);
    const auto digits = static_cast<std::size_t>(end - line.begin());
    return end != line.end() && (*end == '.' || *end == ')') ? digits : 0;
}

std::string escaped_line(std::string_view line) {
    std::string out;
    const std::size_t text_from = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t digits = digits_of_list(line.substr(text_from));
    bool in_address = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        const std::string_view rest = line.substr(at);
        if (rest.starts_with("http://") || rest.starts_with("https://")) in_address = true;
        if (is_blank(c)) in_address = false;
        const bool block =
            (at == text_from && begins_block(c)) || (digits > 0 && at == text_from + digits);
        if (!entity(c).empty() && !(in_address && c == '&')) {
            out += entity(c);
            continue;
        }
        const bool outside = !in_address && signs_outside.find(c) != std::string_view::npos;
        if (block || outside || signs.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace

std::string markdown_text(std::string_view text) {
    std::string out;
    while (true) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        out += escaped_line(text.substr(0, end));
        if (end == text.size()) return out;
        out += text[end];
        text.remove_prefix(end + 1);
    }
}

}  // namespace tocsin
