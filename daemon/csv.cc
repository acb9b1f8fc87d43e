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

char delimiter_of(std::string_view text) {
    const std::string_view line = first_line(text);
    const auto count = [&](char sign) { return std::ranges::count(line, sign); };
    char best = ',';
    for (const char sign : {';', '\t'}) {
        if (count(sign) > count(best)) best = sign;
    }
    return best;
}

// The line of the first byte that is not UTF-8 as RFC 3629 has it; 0 when all is well.
int bad_line(std::string_view text) {
    int line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == '\n') ++line;
        const std::size_t length = byte < 0x80                    ? 1
                                   : byte >= 0xC2 && byte <= 0xDF ? 2
                                   : byte >= 0xE0 && byte <= 0xEF ? 3
                                   : byte >= 0xF0 && byte <= 0xF4 ? 4
                                                                  : 0;
        if (length == 0 || at + length > text.size()) return line;
        for (std::size_t next = 1; next < length; ++next) {
            if ((static_cast<unsigned char>(text[at + next]) & 0xC0) != 0x80) return line;
        }
        at += length;
    }
    return 0;
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
    text = without_mark(text);
    if (const int line = bad_line(text); line != 0 || text.find('\0') != std::string_view::npos) {
        return {{},
                {problem(file, {line, 0}, "this text is not UTF-8", "names would be read wrongly",
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
    return {std::move(reading.rows), {}};
}

bool looks_like_csv(std::string_view text) {
    const std::string_view line = first_line(text);
    const char delimiter = delimiter_of(text);
    if (line.find(delimiter) == std::string_view::npos) return false;
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
