#include "channels/paper.h"

#include "channels/html.h"
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

// Nobody reads more.
constexpr std::size_t nested_max = 12;

// ---------------------------------------------------------------- the tags of a template

struct Tag {
    char kind = 0;  // '#', '^', '/', '!'; 0: a value
    std::string name;
    std::size_t begin = 0;  // of its braces
    std::size_t end = 0;    // behind them
    int line = 1;
};

struct Tags {
    std::vector<Tag> all;
    std::vector<TemplateFault> faults;
};

std::string trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return "";
    return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

bool plain(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '_' ||
               sign == '-' || sign == '.';
    });
}

Tags tags_of(std::string_view text) {
    Tags tags;
    int line = 1;
    std::size_t counted = 0;
    for (std::size_t at = 0; (at = text.find("{{", at)) != std::string_view::npos;) {
        line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                            text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        counted = at;
        const std::size_t close = text.find("}}", at);
        if (close == std::string_view::npos) {
            tags.faults.push_back({line, "\"{{\" is never closed", "write \"}}\" behind the name"});
            return tags;
        }
        Tag tag{0, trimmed(text.substr(at + 2, close - at - 2)), at, close + 2, line};
        at = close + 2;
        if (!tag.name.empty() &&
            std::string_view("#^/!").find(tag.name[0]) != std::string_view::npos) {
            tag.kind = tag.name[0];
            tag.name = trimmed(std::string_view(tag.name).substr(1));
        }
        if (tag.kind != '!' && !plain(tag.name)) {
            tags.faults.push_back({line, "{{" + tag.name + "}} is no name",
                                   "a name has small letters, digits, \"_\", \"-\" and \".\"; "
                                   "every value is escaped, "
                                   "and there are no partials"});
            continue;
        }
        tags.all.push_back(std::move(tag));
    }
    return tags;
}

bool field(const std::string& name) {
    return name.starts_with(field_prefix) && name.size() > std::string_view(field_prefix).size();
}

const Vocabulary& vocabulary_of(const DocumentTemplate& paper) {
    return paper.of == DocumentTemplate::Of::log ? log_vocabulary() : incident_vocabulary();
}

// Follows the sections of a template, and the names that each of them gives.
class Checker {
public:
    explicit Checker(const DocumentTemplate& paper)
        : paper_(paper), tags_(tags_of(paper.text)), faults_(tags_.faults) {}

    std::vector<TemplateFault> faults() {
        words_.push_back(&vocabulary_of(paper_));
        for (const Tag& tag : tags_.all) look_at(tag);
        for (const auto& [tag, list] : open_) {
            say(*tag, "{{#" + tag->name + "}} is never closed", "write {{/" + tag->name + "}}");
        }
        if (paper_.format == Format::csv) cells();
        std::ranges::stable_sort(faults_, {}, &TemplateFault::line);
        return std::move(faults_);
    }

private:
    void look_at(const Tag& tag) {
        if (tag.kind == '!') return;
        if (tag.kind == '/') return close(tag);
        const Vocabulary* list = nullptr;
        bool known = field(tag.name);
        for (const Vocabulary* words : words_) {
            known = known || std::ranges::find(words->names, tag.name) != words->names.end();
            if (const auto found = words->lists.find(tag.name); found != words->lists.end()) {
                list = &found->second;
            }
        }
        if (!known && list == nullptr) unknown(tag);
        if (tag.kind == 0 && !known && list != nullptr) {
            say(tag, "{{" + tag.name + "}} is a list",
                "write {{#" + tag.name + "}}...{{/" + tag.name + "}}");
        }
        if (tag.kind == 0) return;
        const bool opens = tag.kind == '#' && list != nullptr;
        if (opens && std::ranges::find(words_, list) != words_.end()) {
            say(tag, "the list {{#" + tag.name + "}} stands within itself", "close it first");
        }
        open_.emplace_back(&tag, opens);
        if (open_.size() == nested_max)
            say(tag, "there are too many sections within one another", "close some of them first");
        if (opens) words_.push_back(list);
    }

    void close(const Tag& tag) {
        if (open_.empty() || open_.back().first->name != tag.name) {
            say(tag, "{{/" + tag.name + "}} closes nothing",
                open_.empty() ? "delete it" : "close {{#" + open_.back().first->name + "}} first");
            return;
        }
        if (open_.back().second) words_.pop_back();
        open_.pop_back();
    }

    void unknown(const Tag& tag) {
        std::string all;
        for (const std::string& name : words_.back()->names) {
            all += (all.empty() ? "" : ", ") + name;
        }
        for (const auto& [name, list] : words_.back()->lists) all += ", " + name;
        say(tag, "nobody gives {{" + tag.name + "}} there",
            "write {{" + (field_prefix + tag.name) +
                "}} for what an incident is reported with, or one of " + all);
    }

    // A value brings its own quotes, so it fills a cell: on both sides, sections aside, there is a
    // comma or the end of a line.
    void cells() {
        for (std::size_t index = 0; index < tags_.all.size(); ++index) {
            const Tag& tag = tags_.all[index];
            if (tag.kind != 0 || (border(before(index)) && border(after(index)))) continue;
            say(tag, "{{" + tag.name + "}} shares its cell",
                "in CSV a value is a cell of its own: put a comma or a line break on both sides");
        }
    }

    static bool border(char sign) { return sign == ',' || sign == '\n' || sign == '\r'; }

    // What stands before a tag where it is shown; '}' for another value.
    char before(std::size_t index) const {
        std::size_t at = tags_.all[index].begin;
        while (index > 0 && tags_.all[index - 1].end == at) {
            const Tag& tag = tags_.all[--index];
            if (tag.kind == 0) return '}';
            // {{/a}}{{^a}}: either the one is shown or the other.
            const bool other =
                tag.kind == '^' && index > 0 && tags_.all[index - 1].end == tag.begin &&
                tags_.all[index - 1].kind == '/' && tags_.all[index - 1].name == tag.name;
            if (other) {
                while (index > 0 &&
                       !(tags_.all[index].kind == '#' && tags_.all[index].name == tag.name)) {
                    --index;
                }
            }
            at = tags_.all[index].begin;
        }
        return at == 0 ? '\n' : paper_.text[at - 1];
    }

    char after(std::size_t index) const {
        const std::vector<Tag>& all = tags_.all;
        std::size_t at = all[index].end;
        while (index + 1 < all.size() && all[index + 1].begin == at) {
            const Tag& tag = all[++index];
            if (tag.kind == 0) return '}';
            const bool other = tag.kind == '/' && index + 1 < all.size() &&
                               all[index + 1].begin == tag.end && all[index + 1].kind == '^' &&
                               all[index + 1].name == tag.name;
            if (other) {
                ++index;
                while (index + 1 < all.size() &&
                       !(all[index].kind == '/' && all[index].name == tag.name)) {
                    ++index;
                }
            }
            at = all[index].end;
        }
        return at < paper_.text.size() ? paper_.text[at] : '\n';
    }

    void say(const Tag& tag, std::string what, std::string fix) {
        faults_.push_back({tag.line, std::move(what), std::move(fix)});
    }

    const DocumentTemplate& paper_;
    Tags tags_;
    std::vector<TemplateFault> faults_;
    std::vector<const Vocabulary*> words_;
    std::vector<std::pair<const Tag*, bool>> open_;
};

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
    if (field(name)) name.erase(0, std::string_view(field_prefix).size());
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
std::string with_keys(const std::string& text, const std::vector<Tag>& tags) {
    const std::string_view whole = text;
    std::string out;
    std::size_t from = 0;
    for (const Tag& tag : tags) {
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
    Binding(Format format, const std::vector<Tag>& tags) : format_(format) {
        for (const Tag& tag : tags) {
            if (tag.kind != '!') asked_.insert(tag.name);
        }
    }

    mustache::data bound(const Facts& facts, const Vocabulary& words) const {
        mustache::data data;
        for (const std::string& name : words.names) bind(data, facts, name);
        for (const std::string& name : asked_) {
            if (field(name)) bind(data, facts, name);
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

std::vector<TemplateFault> faults_of(const DocumentTemplate& paper) {
    return Checker(paper).faults();
}

std::string filled_in(const DocumentTemplate& paper, const Facts& facts, bool exercise) {
    const Tags tags = tags_of(paper.text);
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
