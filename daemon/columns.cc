#include "daemon/columns.h"

#include "daemon/fields.h"

#include <algorithm>

namespace tocsin {

namespace {

// Signs as a terminal shows them: what colours them takes no room.
std::size_t room_of(const std::string& cell) {
    std::size_t room = signs(cell);
    for (std::size_t at = cell.find("\033["); at != std::string::npos;
         at = cell.find("\033[", at + 1)) {
        const std::size_t end = cell.find('m', at);
        if (end != std::string::npos) room -= end - at + 1;
    }
    return room;
}

}  // namespace

std::string columns(const std::vector<Cells>& rows, std::size_t apart) {
    std::vector<std::size_t> widths;
    for (const Cells& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], room_of(row[i]));
        }
    }
    std::string text;
    for (const Cells& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] - room_of(row[i]) + apart, ' ');
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
    std::string out;
    std::string line;
    std::size_t from = 0;
    while (from < text.size()) {
        // The blanks before a word belong to it, unless a line begins with it.
        const std::size_t word = std::min(text.find_first_not_of(' ', from), text.size());
        const std::size_t end = std::min(text.find(' ', word), text.size());
        const bool first = line.find_first_not_of(' ') == std::string::npos;
        if (!first && signs(line) + signs(text.substr(from, end - from)) > width) {
            out += line + "\n";
            line = std::string(indent, ' ') + text.substr(word, end - word);
        } else {
            line += text.substr(from, end - from);
        }
        from = end;
    }
    return out + line;
}

}  // namespace tocsin
