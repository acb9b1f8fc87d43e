#include "channels/press_page.h"

#include "channels/html.h"

#include <utility>

namespace tocsin {
namespace {

// Words carry the meaning; the colours are 7:1 or better on both backgrounds.
constexpr std::string_view style = R"(
:root{color-scheme:light dark;--t:#14181c;--b:#fff;--m:#4a5560;--l:#0b4f9e;--go:#0a6640;--on:#fff;--f:#0b4f9e}
@media (prefers-color-scheme:dark){:root{--t:#f3f5f7;--b:#11161b;--m:#b6c0ca;--l:#9cccff;--go:#5fd39a;--on:#06180f;--f:#ffdc94}}
body{margin:0;background:var(--b);color:var(--t);font:1.125rem/1.5 system-ui,sans-serif}
main,footer{max-width:34rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 .75rem}h2{font-size:1.25rem;margin:1.5rem 0 .5rem}
a{color:var(--l)}
button{display:block;box-sizing:border-box;width:100%;min-height:3.5rem;margin:1rem 0;padding:.75rem;border:2px solid var(--go);border-radius:.5rem;background:var(--go);color:var(--on);font:inherit;font-weight:700}
button.other{background:transparent;color:var(--t);border-color:var(--m)}
label{display:block}
input{box-sizing:border-box;width:8rem;height:3.5rem;border:2px solid var(--m);border-radius:.5rem;padding:.75rem;background:var(--b);color:var(--t);font:inherit;letter-spacing:.25em}
a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid var(--f);outline-offset:3px}
.state{border-left:.5rem solid var(--m);padding-left:.75rem}.done{border-color:var(--go)}.ref{white-space:nowrap}
dt{color:var(--m)}dd{margin:0 0 .75rem}
footer{color:var(--m);font-size:1rem}
)";

// Marked at the first and the last word of the title and of the page, so that no half of either can
// be taken for the real thing.
void mark_exercise(const std::string& exercise_line, PressContent& content) {
    const std::string line =
        exercise_line.empty() ? "Press as if real, then stop." : escaped(exercise_line);
    content.title = "EXERCISE. " + content.title + ". EXERCISE";
    content.before = state_line("EXERCISE.", line) + content.before;
    content.h1 = "EXERCISE<br>" + content.h1;
}

}  // namespace

Page press_page(PressContent content, bool exercise, const std::string& exercise_line,
                const PhoneDesk& desk) {
    if (exercise) mark_exercise(exercise_line, content);

    std::string html =
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>";
    html += content.title;
    html +=
        "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"robots\" content=\"noindex, nofollow, noarchive\">\n<style>";
    html += style;
    html += "</style>\n</head>\n<body>\n<main>\n";
    html += content.before + "<h1>" + content.h1 + "</h1>\n" + content.after;
    html += "</main>\n<footer>\n<p>Tocsin, for the " + escaped(desk.name) +
            ". Opening this page changes nothing; only a button does.</p>\n";
    if (exercise) html += "<p>" + strong("EXERCISE") + "</p>\n";
    html += "</footer>\n</body>\n</html>\n";
    return {.status = content.status, .html = std::move(html), .csp = style_policy(style)};
}

std::string strong(std::string_view html) {
    return "<strong>" + std::string(html) + "</strong>";
}

std::string state_line(const std::string& bold, const std::string& rest, bool done) {
    return "<p class=\"state" + std::string(done ? " done" : "") + "\">" + strong(bold) +
           (rest.empty() ? "" : " " + rest) + "</p>\n";
}

std::string press_form(const std::string& action, const std::string& form,
                       const std::string& inside) {
    return "<form method=\"post\" action=\"" + escaped(action) +
           "\">\n<input type=\"hidden\" name=\"form\" value=\"" + escaped(form) + "\">\n" + inside +
           "</form>\n";
}

// No autocomplete: a remembered answer would be given without being read.
std::string digits_field(const std::string& label) {
    return "<label for=\"digits\">" + label +
           "</label>\n"
           "<input id=\"digits\" name=\"digits\" inputmode=\"numeric\" pattern=\"[0-9]{4}\" "
           "maxlength=\"4\" autocomplete=\"off\" required>\n";
}

std::string press_button(const std::string& value, const std::string& html, bool other) {
    return "<button type=\"submit\"" + std::string(other ? " class=\"other\"" : "") +
           " name=\"do\" value=\"" + value + "\">" + html + "</button>\n";
}

}  // namespace tocsin
