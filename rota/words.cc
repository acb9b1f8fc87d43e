#include "rota/words.h"

#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

std::string small(std::string_view text) {
    std::string result(text);
    for (char& letter : result) {
        if ('A' <= letter && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return result;
}

// Letters put in, left out, changed, or two neighbours swapped.
std::size_t edits(std::string_view one, std::string_view other) {
    std::vector<std::size_t> before_last, last(other.size() + 1), row(other.size() + 1);
    for (std::size_t column = 0; column <= other.size(); ++column) last[column] = column;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const std::size_t change = one[i - 1] == other[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            const bool swapped =
                i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[other.size()];
}

bool continues_letter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return !continues_letter(c); }));
}

std::string_view line_of(std::string_view source, int number) {
    for (; number > 1; --number) {
        const std::size_t end = source.find('\n');
        if (end == std::string_view::npos) return {};
        source.remove_prefix(end + 1);
    }
    const std::string_view line = source.substr(0, source.find('\n'));
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

// Where the letter of `column` begins, in bytes; the end of `line` when it is shorter.
std::size_t byte_at(std::string_view line, int column) {
    std::size_t at = 0;
    for (int seen = 1; at < line.size(); ++at) {
        if (continues_letter(line[at])) continue;
        if (seen == column) break;
        ++seen;
    }
    return at;
}

// The word that begins at the front of `rest`: a quoted text, or up to what ends a scalar in YAML
// or a cell in CSV.
std::string_view word_at(std::string_view rest) {
    if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
        const std::size_t end = rest.find(rest[0], 1);
        return end == std::string_view::npos ? rest : rest.substr(0, end + 1);
    }
    std::size_t end = 0;
    for (; end < rest.size(); ++end) {
        const char next = end + 1 < rest.size() ? rest[end + 1] : ' ';
        if (std::string_view(",;\t[]{}").find(rest[end]) != std::string_view::npos) break;
        if (rest[end] == ':' && next == ' ') break;
        if (rest[end] == ' ' && next == '#') break;
    }
    while (end > 0 && rest[end - 1] == ' ') --end;
    return rest.substr(0, end);
}

// How many bytes the letter at the front takes; 0 when it must not reach a terminal: control
// characters, C1 among them, signs that turn the direction of writing, and what is no UTF-8.
std::size_t shown_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned head = byte(0);
    if (head < 0x80) return head >= ' ' && head != 0x7F ? 1 : 0;
    const std::size_t length = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : 2;
    if (head < 0xC2 || head > 0xF4) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0u) != 0x80) return 0;
    }
    const unsigned begin = head << 8 | byte(1);
    const bool overlong =
        (begin >= 0xE080 && begin < 0xE0A0) || (begin >= 0xF080 && begin < 0xF090);
    const bool no_sign = (begin >= 0xEDA0 && begin < 0xEDC0) || begin >= 0xF490;
    const bool control = begin >= 0xC280 && begin < 0xC2A0;
    const unsigned last = length == 3 ? byte(2) : 0;
    const bool turns = (begin == 0xE280 && (last == 0x8E || last == 0x8F)) ||
                       (begin == 0xE280 && last >= 0xAA && last <= 0xAE) ||
                       (begin == 0xE281 && last >= 0xA6 && last <= 0xA9);
    return overlong || no_sign || control || turns ? 0 : length;
}

// A hostile file must not move the terminal's cursor or reorder what stands on it.
std::string printable(std::string_view line) {
    std::string text;
    while (!line.empty()) {
        const std::size_t bytes = shown_bytes(line);
        if (line.front() == '\t') {
            text += ' ';
        } else if (bytes == 0) {
            // One mark for the letter, as the caret below counts letters.
            if (!continues_letter(line.front())) text += '?';
        } else {
            text += line.substr(0, bytes);
        }
        line.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return text;
}

std::string shown_line(const Mark& mark, std::string_view source) {
    constexpr std::size_t line_bytes_max =
        200;  // a longer line wraps, and the caret points nowhere
    const std::string_view line = line_of(source, mark.line);
    if (mark.line == 0 || line.empty() || line.size() > line_bytes_max) return "";
    std::string number = std::to_string(mark.line);
    if (number.size() < 5) number.insert(0, 5 - number.size(), ' ');
    std::string text = number + " | " + printable(line) + "\n";
    if (mark.column == 0) return text;

    const std::size_t begin = byte_at(line, mark.column);
    const std::size_t width = std::max<std::size_t>(1, letters_in(word_at(line.substr(begin))));
    text += std::string(number.size(), ' ') + " | " +
            std::string(letters_in(line.substr(0, begin)), ' ');
    return text + "^" + std::string(width - 1, '~') + "\n";
}

}  // namespace

std::string near(std::string_view word, const std::vector<std::string>& candidates) {
    // Nobody meant a name by a word this long, and the table below would grow with it.
    constexpr std::size_t word_bytes_max = 100;
    if (word.size() > word_bytes_max) return "";
    std::size_t least = std::max<std::size_t>(1, word.size() / 3);
    std::string found;
    bool tied = false;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > word_bytes_max || candidate == found) continue;
        const std::size_t count = edits(small(word), small(candidate));
        if (count > least) continue;
        tied = count == least && !found.empty();
        least = count;
        found = candidate;
    }
    return tied ? "" : found;
}

std::string join_words(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) {
        if (&word != words.data()) text += between;
        text += word;
    }
    return text;
}

std::string quoted(std::string_view text) {
    return "\"" + printable(text) + "\"";
}

std::string format_problem(const Problem& problem, std::string_view source) {
    std::string text = problem.file;
    if (problem.mark.line > 0) text += ":" + std::to_string(problem.mark.line);
    if (problem.mark.line > 0 && problem.mark.column > 0)
        text += ":" + std::to_string(problem.mark.column);
    text += std::string(": ") + (problem.warning ? "warning" : "error") + ": " +
            printable(problem.what) + "\n";
    if (!source.empty()) text += shown_line(problem.mark, source);
    if (!problem.why.empty()) text += "    why: " + printable(problem.why) + "\n";
    if (!problem.fix.empty()) text += "    do:  " + printable(problem.fix) + "\n";
    return text;
}

std::string format_problems(const Problems& problems, std::string_view source,
                            std::string_view closing) {
    std::string text;
    for (const Problem& problem : problems) text += format_problem(problem, source);
    if (!text.empty()) text += "\n";
    const auto warnings =
        static_cast<std::size_t>(std::ranges::count_if(problems, &Problem::warning));
    text +=
        counted(problems.size() - warnings, "error") + ", " + counted(warnings, "warning") + ".";
    if (!closing.empty()) text += " " + std::string(closing);
    return text + "\n";
}

}  // namespace tocsin
