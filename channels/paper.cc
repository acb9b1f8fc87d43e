#include "channels/paper.h"

#include "channels/html.h"
#include "channels/paper_tags.h"
#include "rota/sheet_words.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <set>

namespace tocsin {
namespace {

namespace mustache = kainjow::mustache;
using Format = DocumentTemplate::Format;

// Longer than this, the record has the rest.
constexpr std::size_t value_bytes_max = 8000;

// ---------------------------------------------------------------- values

// On one line, without what moves a cursor or turns the direction of writing.
std::string one_line(const std::string& value) {
    std::string line = cleaned(value);
    std::ranges::replace(line, '\n', ' ');
    std::ranges::replace(line, '\t', ' ');
    line = trimmed(line);
    if (line.size() <= value_bytes_max) return line;
    std::size_t end = value_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    return line.substr(0, end) + " (cut)";
}

// Whatever means something to a reader of CommonMark, wherever it stands; at the beginning also
// what makes a list, a rule or a heading of the line.
std::string for_markdown(const std::string& line) {
    std::string out;
    const std::size_t digits = line.find_first_not_of("0123456789");
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char sign = line[at];
        const bool anywhere =
            std::string_view("\\`*_{}[]<>#|~&$!").find(sign) != std::string_view::npos;
        const bool first = at == 0 && std::string_view("-+=:").find(sign) != std::string_view::npos;
        const bool number = at > 0 && at == digits && (sign == '.' || sign == ')');
        if (anywhere || first || number) out += '\\';
        out += sign;
    }
    return out;
}

std::string escaped_for(Format format, const std::string& value) {
    const std::string line = one_line(value);
    switch (format) {
        case Format::markdown:
            return for_markdown(line);
        case Format::text:
            return line;
        case Format::html:
            return escaped(line);
        case Format::csv: {
            const std::string row = csv_line({line});
            return row.substr(0, row.size() - 2);
        }
    }
    return "";
}

std::string to_be_filled(std::string name) {
    if (names_field(name)) name.erase(0, std::string_view(field_prefix).size());
    std::ranges::replace_if(
        name, [](char sign) { return sign == '_' || sign == '-'; }, ' ');
    return "[to be filled: " + name + "]";
}

// ---------------------------------------------------------------- filling in

// Mustache looks into `a.b` for a part of `a`. And a value that is shown is another one than that
// which a section asks for: it says so where nobody knows it.
std::string key(const std::string& name) {
    std::string out = name;
    std::ranges::replace(out, '.', ':');
    return out;
}
std::string shown_key(const std::string& name) {
    return key(name) + "~";
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Stands for the end of a line while the library fills in, which has rules of its own for lines
// that hold a tag alone. No value holds one.
constexpr char line_end = '\x1e';

// A section tag or a comment that has its line to itself takes the whole line with it.
std::string with_keys(const std::string& text, const std::vector<TemplateTag>& tags) {
    const std::string_view whole = text;
    std::string out;
    std::size_t from = 0;
    for (const TemplateTag& tag : tags) {
        const std::size_t newline =
            tag.begin == 0 ? std::string::npos : text.rfind('\n', tag.begin - 1);
        const std::size_t line = newline == std::string::npos ? 0 : newline + 1;
        const std::size_t next = std::min(text.find('\n', tag.end), text.size());
        const bool alone = tag.kind != 0 && blank(whole.substr(line, tag.begin - line)) &&
                           blank(whole.substr(tag.end, next - tag.end));
        out += whole.substr(from, (alone ? line : tag.begin) - from);
        from = alone ? std::min(next + 1, text.size()) : tag.end;
        if (tag.kind == 0) {
            out += "{{" + shown_key(tag.name) + "}}";
        } else if (tag.kind != '!') {
            out += "{{" + std::string(1, tag.kind) + key(tag.name) + "}}";
        }
    }
    out += text.substr(from);
    std::ranges::replace(out, '\n', line_end);
    return out;
}

class Binding {
public:
    Binding(Format format, const std::vector<TemplateTag>& tags) : format_(format) {
        for (const TemplateTag& tag : tags) {
            if (tag.kind != '!') asked_.insert(tag.name);
        }
    }

    mustache::data bound(const Facts& facts, const Vocabulary& words) const {
        mustache::data data;
        for (const std::string& name : words.names) bind(data, facts, name);
        for (const std::string& name : asked_) {
            if (names_field(name)) bind(data, facts, name);
        }
        for (const auto& [name, list] : words.lists) {
            if (!asked_.contains(name)) continue;
            mustache::data rows(mustache::data::type::list);
            if (const auto found = facts.lists.find(name); found != facts.lists.end()) {
                for (const Facts& row : found->second) rows << bound(row, list);
            }
            data.set(key(name), rows);
        }
        return data;
    }

private:
    void bind(mustache::data& data, const Facts& facts, const std::string& name) const {
        if (!asked_.contains(name)) return;
        const auto found = facts.values.find(name);
        const std::string value = found == facts.values.end() ? "" : one_line(found->second);
        const std::string shown = value.empty() ? "" : escaped_for(format_, value);
        if (value.empty()) {
            data.set(key(name), mustache::data(false));
        } else {
            data.set(key(name), shown);
        }
        data.set(shown_key(name), value.empty() ? to_be_filled(name) : shown);
    }

    Format format_;
    std::set<std::string> asked_;
};

std::string with_crlf(const std::string& text) {
    std::string out;
    for (const char sign : text) {
        if (sign == '\n' && !out.ends_with('\r')) out += '\r';
        out += sign;
    }
    return out;
}

// EXERCISE as the first and the last words of all of it (wording 2.9).
std::string marked(Format format, const std::string& text) {
    const std::string mark = format == Format::markdown ? "**EXERCISE**\n"
                             : format == Format::html   ? "<p><strong>EXERCISE</strong></p>\n"
                                                        : "EXERCISE\n";
    const std::string gap = format == Format::markdown ? "\n" : "";
    return mark + gap + text + gap + mark;
}

}  // namespace

std::string filled_in(const DocumentTemplate& paper, const Facts& facts, bool exercise) {
    const TemplateTags tags = tags_of(paper.text);
    mustache::mustache made(with_keys(paper.text, tags.all));
    // Each value is escaped for its format already.
    made.set_custom_escape([](const std::string& text) { return text; });
    std::string text =
        made.render(Binding(paper.format, tags.all).bound(facts, vocabulary_of(paper)));
    std::ranges::replace(text, line_end, '\n');
    if (!text.ends_with('\n')) text += '\n';
    if (exercise) text = marked(paper.format, text);
    return paper.format == Format::csv ? with_crlf(text) : text;
}

std::string_view content_type(Format format) {
    switch (format) {
        case Format::markdown:
            return "text/markdown; charset=utf-8";
        case Format::text:
            return "text/plain; charset=utf-8";
        case Format::csv:
            return "text/csv; charset=utf-8";
        case Format::html:
            return "text/html; charset=utf-8";
    }
    return "";
}

std::string_view word(Format format) {
    switch (format) {
        case Format::markdown:
            return "markdown";
        case Format::text:
            return "text";
        case Format::csv:
            return "csv";
        case Format::html:
            return "html";
    }
    return "";
}

std::string_view file_ending(Format format) {
    switch (format) {
        case Format::markdown:
            return "md";
        case Format::text:
            return "txt";
        case Format::csv:
            return "csv";
        case Format::html:
            return "html";
    }
    return "";
}

}  // namespace tocsin
