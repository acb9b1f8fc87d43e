#include "daemon/yaml_text.h"

#include <yaml-cpp/mark.h>

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr char32_t invalid = 0xFFFFFFFF;

struct Letter {
    char32_t code = invalid;
    std::size_t bytes = 1;
};

unsigned char byte(char letter) {
    return static_cast<unsigned char>(letter);
}

// The letter at the front of `text`, which is not empty. Overlong forms, surrogates and codes
// beyond Unicode are invalid.
Letter letter_of(std::string_view text) {
    const unsigned char first = byte(text[0]);
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {};
    char32_t code = first & (0xFFu >> (bytes + 1));
    for (const char next : text.substr(1, bytes - 1)) {
        if ((byte(next) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(next) & 0x3Fu);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = 0xD800 <= code && code <= 0xDFFF;
    if (code < least[bytes] || code > 0x10FFFF || surrogate) return {};
    return {code, bytes};
}

bool control(char32_t code) {
    return (code < ' ' && code != '\n' && code != '\t') || (0x7F <= code && code <= 0x9F);
}

// Marks that reorder or hide what stands around them, and line ends that editors show differently.
bool misleading(char32_t code) {
    return (0x202A <= code && code <= 0x202E) || (0x2066 <= code && code <= 0x2069) ||
           code == 0x2028 || code == 0x2029 || code == 0xFEFF || (0x200B <= code && code <= 0x200F);
}

}  // namespace

YamlText::YamlText(std::string_view text) : text_(text), lines_{0} {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    letters_before_.reserve(text_.size() + 1);
    std::uint32_t letters = 0;
    for (std::size_t at = 0; at < text_.size(); ++at) {
        letters_before_.push_back(letters);
        if ((byte(text_[at]) & 0xC0) != 0x80) ++letters;
        if (text_[at] == '\n') lines_.push_back(at + 1);
    }
    letters_before_.push_back(letters);
}

std::optional<Problem> YamlText::problem(const std::string& file) const {
    if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
        return Problem{file, Mark{1, 1}, "this is UTF-16 text, not UTF-8",
                       "some programs call it \"Unicode\"",
                       "save the file as UTF-8; in a spreadsheet as \"CSV UTF-8\""};
    }
    for (std::size_t at = 0; at < text_.size();) {
        const Letter letter = letter_of(text_.substr(at));
        const bool line_end = text_.substr(at).starts_with("\r\n");
        if (letter.code == invalid) {
            return Problem{file, mark_of(at), "this is not UTF-8 text",
                           "every byte must be part of a letter", "save the file as UTF-8"};
        }
        if (control(letter.code) && !line_end) {
            return Problem{file, mark_of(at), "a control character stands here",
                           "it shows nothing and may hide something", "delete it"};
        }
        if (misleading(letter.code)) {
            return Problem{file, mark_of(at), "an invisible sign stands here",
                           "it can make a line look other than it reads", "delete it"};
        }
        at += letter.bytes;
    }
    return std::nullopt;
}

Mark YamlText::mark(const YAML::Mark& mark) const {
    return mark_of(offset_of(mark));
}

bool YamlText::never_closed(const YAML::Mark& mark) const {
    const std::string_view rest = text_.substr(offset_of(mark));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return false;
    const char quote = rest[0];
    for (std::size_t at = 1; at < rest.size(); ++at) {
        const bool doubled = quote == '\'' && rest.substr(at).starts_with("''");
        const bool escaped = quote == '"' && rest[at] == '\\';
        if (doubled || escaped) {
            ++at;
        } else if (rest[at] == quote) {
            return false;
        }
    }
    return true;
}

int YamlText::indenting_tab(int line) const {
    if (line < 1 || static_cast<std::size_t>(line) > lines_.size()) return 0;
    const std::string_view rest = text_.substr(lines_[static_cast<std::size_t>(line) - 1]);
    const std::size_t end = std::min(rest.find_first_not_of(" \t"), rest.size());
    const std::size_t tab = rest.substr(0, end).find('\t');
    return tab == std::string_view::npos ? 0 : static_cast<int>(tab) + 1;
}

bool YamlText::has_control(std::string_view text) {
    while (!text.empty()) {
        const Letter letter = letter_of(text);
        if (letter.code == invalid || control(letter.code) || misleading(letter.code)) return true;
        text.remove_prefix(letter.bytes);
    }
    return false;
}

std::size_t YamlText::offset_of(const YAML::Mark& mark) const {
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    if (line >= lines_.size()) return text_.size();
    const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
    return std::min(lines_[line] + column, text_.size());
}

Mark YamlText::mark_of(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(lines_, offset);
    const std::size_t begin = *std::prev(after);
    const std::uint32_t letters = letters_before_[offset] - letters_before_[begin];
    return {static_cast<int>(after - lines_.begin()), static_cast<int>(letters) + 1};
}

}  // namespace tocsin
