// Words on their way out: escaped for pages, filled into templates, put into mails and requests.
// Parts: a value, and a template.
#include "channels/channel.h"
#include "channels/html.h"
#include "channels/template.h"
#include "core/wording.h"
#include "daemon/json.h"
#include "daemon/json_text.h"
#include "daemon/plain_text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

std::string unescaped(std::string_view text) {
    static const std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string out;
    while (!text.empty()) {
        char sign = text.front();
        std::size_t taken = 1;
        if (sign == '&') {
            const auto* found =
                std::find_if(std::begin(entities), std::end(entities),
                             [&](const auto& entity) { return text.starts_with(entity.first); });
            must(found != std::end(entities), "an ampersand begins an entity");
            sign = found->second;
            taken = found->first.size();
        }
        out += sign;
        text.remove_prefix(taken);
    }
    return out;
}

void check_html(std::string_view value) {
    const std::string out = escaped(value);
    must(is_utf8(out), "an escaped text is UTF-8");
    must(out.find_first_of("<>\"'") == std::string::npos, "an escaped text opens nothing");
    must(unescaped(out) == cleaned(value), "an escaped text says what was cleaned");
    must(cleaned(cleaned(value)) == cleaned(value), "a clean text stays");
    const std::string page = html_part("Title", std::string(value));
    must(html_part("Title", "").find("<script") == std::string::npos, "our pages have no script");
    must(std::count(page.begin(), page.end(), '<') == std::count(page.begin(), page.end(), '>'),
         "a value opens no element");
    must(page.find("<script") == std::string::npos, "a value brings no script");
}

void check_json(std::string_view value) {
    const auto quoted = parse_json(json_quoted(value));
    must(quoted.tree && is_utf8(quoted.tree->text), "a quoted text is JSON");
    must(!is_utf8(value) || quoted.tree->text == value, "and says the same");
    const auto inside = parse_json("\"" + json_inside(value) + "\"");
    must(inside.tree && is_utf8(inside.tree->text), "the inside of a string is one");
    must(!is_utf8(value) || inside.tree->text == value, "and says the same");
}

void check_templates(std::string_view value, std::string_view text) {
    const Values values{{"name", std::string(value)}, {"link", "https://a.example.org"}};
    const std::string out = filled(text, values);
    if (text.find('{') == std::string_view::npos) must(out == text, "no name, no change");
    for (const Place place : {Place::url, Place::form, Place::json, Place::header, Place::plain}) {
        try {
            const std::string put = fill("<{name}>", values, place);
            const std::string_view in = std::string_view(put).substr(1, put.size() - 2);
            if (place == Place::url || place == Place::form) {
                must(std::all_of(in.begin(), in.end(),
                                 [](char c) {
                                     return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                            (c >= '0' && c <= '9') ||
                                            std::string_view("-._~%+").find(c) !=
                                                std::string_view::npos;
                                 }),
                     "a value cannot leave its place in a URL");
            }
            if (place == Place::header) {
                must(in.find_first_of("\r\n") == std::string_view::npos, "a header is one line");
            }
            fill(text, values, place);
        } catch (const Unsendable&) {
            continue;
        }
    }
}

void check_plain(std::string_view value) {
    if (!is_utf8(value)) return;
    must(is_honest(plain_line(value)), "a plain line is one");
    must(is_honest(plain_lines(value), true), "plain lines are text");
    for (const std::size_t count : {std::size_t{0}, std::size_t{2}, std::size_t{20}}) {
        const std::string cut = cut_to_signs(std::string(value), count);
        must(is_utf8(cut) && signs_of(cut) <= count, "what was cut fits and is whole");
        const std::string bytes = cut_to_bytes(value, count);
        must(is_utf8(bytes) && bytes.size() <= count, "what was cut to bytes fits and is whole");
    }
}

void run(std::string_view bytes) {
    const std::string_view value = next_part(bytes);
    check_html(value);
    check_json(value);
    check_plain(value);
    check_templates(value, bytes);
}

const Target target{"text", run};

}  // namespace
}  // namespace tocsin::fuzz
