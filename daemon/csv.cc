#include "daemon/csv.h"

#include <algorithm>
#include <csv.h>
#include <new>
#include <optional>
#include <utility>

namespace tocsin {
namespace {

constexpr std::size_t bytes_max = 1024 * 1024;
constexpr std::size_t rows_max = 20000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

std::string_view first_line(std::string_view text) {
    text = without_mark(text);
    const auto begin = text.find_first_not_of("\r\n\t ;,");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

// "sep=;": how some spreadsheets are told what stands between cells.
bool names_delimiter(std::string_view line) {
    return line.size() == 5 && line.starts_with("sep=");
}

char delimiter_of(std::string_view text) {
    const std::string_view line = first_line(text);
    if (names_delimiter(line)) return line.back();
    const auto count = [&](char sign) { return std::ranges::count(line, sign); };
    char best = ',';
    for (const char sign : {';', '\t'}) {
        if (count(sign) > count(best)) best = sign;
    }
    return best;
}

struct BadLetter {
    Mark mark;
    bool control = false;  // it is UTF-8 (RFC 3629), but shows nothing
};

// The first of them; nothing when all is well.
std::optional<BadLetter> bad_letter(std::string_view text) {
    Mark here{1, 1};
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const std::size_t length = byte < 0x80                    ? 1
                                   : byte >= 0xC2 && byte <= 0xDF ? 2
                                   : byte >= 0xE0 && byte <= 0xEF ? 3
                                   : byte >= 0xF0 && byte <= 0xF4 ? 4
                                                                  : 0;
        if (length == 0 || at + length > text.size()) return BadLetter{here};
        for (std::size_t next = 1; next < length; ++next) {
            if ((static_cast<unsigned char>(text[at + next]) & 0xC0) != 0x80)
                return BadLetter{here};
        }
        const bool second_set = byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
        const bool first_set =
            byte == 0x7F || (byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n');
        if (first_set || second_set) return BadLetter{here, true};
        at += length;
        here = byte == '\n' ? Mark{here.line + 1, 1} : Mark{here.line, here.column + 1};
    }
    return std::nullopt;
}

// libcsv counts neither lines nor columns, so it is fed byte by byte, and whoever feeds it counts.
class Reading {
public:
    explicit Reading(char delimiter) {
        if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
        csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading() { csv_free(&parser_); }

    // Where it stopped understanding; nothing when it understood all.
    std::optional<Mark> read(std::string_view text) {
        for (const char byte : text) {
            ended_ = false;
            if (csv_parse(&parser_, &byte, 1, on_cell, on_row, this) != 1) return here_;
            if (byte == '\n') {
                ++here_.line;
                here_.column = 1;
            } else if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) {
                ++here_.column;
            }
            if (ended_) start_ = here_;
            // Nothing has begun on a line that is still empty.
            if (row_.empty() && (byte == '\n' || byte == '\r')) start_ = here_;
        }
        if (csv_fini(&parser_, on_cell, on_row, this) != 0) return start_;
        return std::nullopt;
    }

    std::vector<SheetRow> rows;

private:
    static void on_cell(void* text, std::size_t size, void* self) {
        auto& reading = *static_cast<Reading*>(self);
        reading.row_.push_back({reading.start_, std::string(static_cast<char*>(text), size)});
        reading.ended_ = true;
    }

    static void on_row(int, void* self) {
        auto& reading = *static_cast<Reading*>(self);
        reading.rows.push_back(std::move(reading.row_));
        reading.row_.clear();
        reading.ended_ = true;
    }

    csv_parser parser_{};
    Mark here_{1, 1};
    Mark start_{1, 1};
    bool ended_ = false;  // a cell or a row, with the last byte
    SheetRow row_;
};

Problem problem(const std::string& file, Mark mark, std::string what, std::string why,
                std::string fix) {
    return {file, mark, std::move(what), std::move(why), std::move(fix)};
}

}  // namespace

CsvResult parse_csv(std::string_view text, const std::string& file) {
    if (text.size() > bytes_max) {
        return {{},
                {problem(file, {}, "this file is larger than 1 MiB", "a year of shifts is not",
                         "delete what is no rota")}};
    }
    if (text.starts_with("PK\x03\x04") || text.starts_with("\xD0\xCF\x11\xE0")) {
        return {{},
                {problem(file, {}, "this is a workbook, not CSV", "only its own program reads it",
                         "save it as \"CSV UTF-8\" and upload that")}};
    }
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return {{},
                {problem(file, {1, 1}, "this is UTF-16 text, not UTF-8",
                         "some programs call it \"Unicode\"", "save it as \"CSV UTF-8\"")}};
    }
    text = without_mark(text);
    if (const auto bad = bad_letter(text)) {
        if (bad->control) {
            return {{},
                    {problem(file, bad->mark, "a control character stands here",
                             "it shows nothing and may hide something", "delete it")}};
        }
        return {{},
                {problem(file, bad->mark, "this text is not UTF-8", "names would be read wrongly",
                         "save it as \"CSV UTF-8\"")}};
    }
    Reading reading(delimiter_of(text));
    if (const auto stopped = reading.read(text)) {
        return {{},
                {problem(file, *stopped, "a quoted cell is never closed, or has text behind it",
                         "a cell that begins with \" ends with \"",
                         "close the quotes, or delete them")}};
    }
    if (reading.rows.size() > rows_max) {
        return {{},
                {problem(file, {}, "this file has more than 20,000 lines",
                         "a year of shifts has not", "delete what is no rota")}};
    }
    if (names_delimiter(first_line(text)) && !reading.rows.empty()) {
        reading.rows.erase(reading.rows.begin());
    }
    return {std::move(reading.rows), {}};
}

bool looks_like_csv(std::string_view text) {
    const std::string_view line = first_line(text);
    const char delimiter = delimiter_of(text);
    if (names_delimiter(line)) return true;
    const auto delimiters = std::ranges::count(line, delimiter);
    if (delimiters == 0 || line.front() == '{' || line.front() == '[') return false;
    // YAML has no line like "edm,23/11/2026,night", whose headings have been forgotten.
    if (delimiters > 1 && line.find(": ") == std::string_view::npos) return true;
    std::string word;
    for (const char c : std::string(line) + delimiter) {
        if (c == delimiter) {
            if (word == "role" || word == "date") return true;
            word.clear();
        } else if (c != ' ' && c != '"') {
            word += 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return false;
}

}  // namespace tocsin
