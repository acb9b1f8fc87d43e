#include "channels/template.h"

#include "channels/channel.h"
#include "channels/utf8.h"

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

// Calls `literal` with what stands between names and `name` with each name.
void walk(std::string_view text, const std::function<void(std::string_view)>& literal,
          const std::function<void(std::string_view)>& name) {
    std::size_t from = 0;
    while (true) {
        const std::size_t open = text.find('{', from);
        if (open == std::string_view::npos) break;
        const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(open) + 1,
                                          text.end(), is_name_sign);
        const auto close = static_cast<std::size_t>(end - text.begin());
        const bool ours = close < text.size() && text[close] == '}' && close > open + 1;
        literal(text.substr(from, ours ? open - from : open + 1 - from));
        if (ours) name(text.substr(open + 1, close - open - 1));
        from = ours ? close + 1 : open + 1;
    }
    literal(text.substr(from));
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
        [&](std::string_view name) {
            const auto value = values.find(name);
            if (value == values.end()) {
                throw Unsendable("The template asks for {" + std::string(name) +
                                 "}, which nobody gives.");
            }
            out += escaped(value->second, place, name);
        });
    return out;
}

std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    walk(
        text, [](std::string_view) {}, [&](std::string_view name) { names.emplace_back(name); });
    return names;
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
