#include "channels/template.h"

#include "channels/channel.h"
#include "channels/markdown.h"
#include "core/utf8.h"

#include <algorithm>
#include <functional>

namespace tocsin {
namespace {

bool is_name_sign(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

// Stands in a JSON string as it is.
bool is_plain(char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

// {name|escape}; the escape may be missing.
struct Asked {
    std::string_view name;
    std::string_view escape;
};

std::string_view name_before(std::string_view text) {
    const auto end = std::ranges::find_if_not(text, is_name_sign);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// What begins at the brace. Its length; 0: it is not ours.
std::size_t read_asked(std::string_view braced, Asked& asked) {
    asked.name = name_before(braced.substr(1));
    std::size_t end = 1 + asked.name.size();
    asked.escape = {};
    if (!asked.name.empty() && braced.substr(end).starts_with('|')) {
        asked.escape = name_before(braced.substr(end + 1));
        if (asked.escape.empty()) return 0;
        end += 1 + asked.escape.size();
    }
    return !asked.name.empty() && braced.substr(end).starts_with('}') ? end + 1 : 0;
}

// Calls `literal` with what stands between names and `value` with what is asked for.
void walk(std::string_view text, const std::function<void(std::string_view)>& literal,
          const std::function<void(const Asked&)>& value) {
    Asked asked;
    std::size_t from = 0;
    while (true) {
        const std::size_t open = text.find('{', from);
        if (open == std::string_view::npos) break;
        const std::size_t length = read_asked(text.substr(open), asked);
        literal(text.substr(from, length > 0 ? open - from : open + 1 - from));
        if (length > 0) value(asked);
        from = open + std::max<std::size_t>(length, 1);
    }
    literal(text.substr(from));
}

std::string first_escaped(const std::string& value, std::string_view escape) {
    if (escape.empty()) return value;
    if (!is_escape(escape)) {
        throw Unsendable("The template asks for |" + std::string(escape) + ", which is no escape.");
    }
    return markdown_text(value);
}

std::string escaped(const std::string& value, Place place, std::string_view name) {
    switch (place) {
        case Place::url:
        case Place::form:
            return percent_encoded(value);
        case Place::json:
            return json_inside(value);
        case Place::header:
            if (!is_one_line(value)) {
                throw Unsendable("{" + std::string(name) + "} holds a control character.");
            }
            return value;
        case Place::plain:
            return value;
    }
    return value;
}

}  // namespace

std::string fill(std::string_view text, const Values& values, Place place) {
    std::string out;
    walk(
        text, [&](std::string_view literal) { out += literal; },
        [&](const Asked& asked) {
            const auto value = values.find(asked.name);
            if (value == values.end()) {
                throw Unsendable("The template asks for {" + std::string(asked.name) +
                                 "}, which nobody gives.");
            }
            out += escaped(first_escaped(value->second, asked.escape), place, asked.name);
        });
    return out;
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    walk(
        text, [](std::string_view) {}, [&](const Asked& asked) { names.emplace_back(asked.name); });
    return names;
}

std::vector<std::string> escapes_in(std::string_view text) {
    std::vector<std::string> escapes;
    walk(
        text, [](std::string_view) {},
        [&](const Asked& asked) {
            if (!asked.escape.empty()) escapes.emplace_back(asked.escape);
        });
    return escapes;
}

bool is_escape(std::string_view name) {
    return name == "markdown";
}

std::string json_inside(std::string_view value) {
    constexpr std::string_view hex = "0123456789abcdef";
    // Nearly all text is plain.
    if (std::all_of(value.begin(), value.end(), is_plain)) return std::string(value);
    std::string out;
    out.reserve(value.size() + 16);
    for (const char32_t sign : code_points(value)) {
        if (sign == U'"' || sign == U'\\') {
            out += '\\';
            append_utf8(out, sign);
        } else if (sign == U'\n') {
            out += "\\n";
        } else if (sign < 0x20 || sign == 0x7F) {
            out += "\\u00";
            out += hex[(sign >> 4) & 15];
            out += hex[sign & 15];
        } else {
            append_utf8(out, sign);
        }
    }
    return out;
}

std::string json_member(std::string_view name, std::string_view value) {
    return "\"" + std::string(name) + "\":\"" + json_inside(value) + "\"";
}

}  // namespace tocsin
