#include "channels/status_sheet.h"

#include "channels/html.h"

#include <cctype>
#include <string_view>

namespace tocsin {
namespace {

// Word, shape, then colour: the colours are 7:1 or better on both backgrounds, and say nothing that
// the words do not.
constexpr std::string_view style = R"(
:root{color-scheme:light dark;--t:#14181c;--b:#fff;--m:#4a5560;--l:#0b4f9e;--f:#0b4f9e;--down:#8c1d12;--downb:#fdeeec;--deg:#5f4200;--degb:#fff5dc;--ok:#0f5230;--okb:#e8f5ec;--un:#3c444c;--unb:#eef0f2}
@media (prefers-color-scheme:dark){:root{--t:#f3f5f7;--b:#11161b;--m:#b6c0ca;--l:#9cccff;--f:#ffdc94;--down:#ffb9ae;--downb:#3a1612;--deg:#ffdc94;--degb:#332703;--ok:#a4e6bd;--okb:#10301d;--un:#d3d9df;--unb:#2a3138}}
body{margin:0;background:var(--b);color:var(--t);font:1.0625rem/1.5 system-ui,sans-serif}
header,main,footer{max-width:46rem;margin:0 auto;padding:.5rem 1rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2}h2{font-size:1.375rem;margin-top:2rem}h3{font-size:1.125rem;margin-bottom:.25rem}
a{color:var(--l)}a:focus-visible{outline:3px solid var(--f);outline-offset:3px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
.tag{display:inline-block;padding:.125rem .5rem;border:2px solid;border-radius:.25rem;font-weight:700}
.down{color:var(--down);background:var(--downb)}.degraded{color:var(--deg);background:var(--degb)}
.working{color:var(--ok);background:var(--okb)}.unknown{color:var(--un);background:var(--unb)}
.services{list-style:none;padding:0}.services li{display:flex;flex-wrap:wrap;gap:.5rem;justify-content:space-between;padding:.5rem 0;border-top:1px solid var(--m)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;padding:0}dd{margin:.25rem 0 1rem}
article{border-left:.375rem solid var(--m);padding-left:1rem;margin:1rem 0}
time,.meta{color:var(--m)}
@media print{.skip,nav{display:none}body{color:#000;background:#fff}}
)";

std::string nav(const StatusView& view, const Sheet& sheet) {
    const std::string month = month_of(view.written);
    const auto item = [&](const std::string& path, std::string_view name, bool current) {
        return "<li><a href=\"" + sheet.root + path + "\"" +
               (current ? " aria-current=\"page\"" : "") + ">" + std::string(name) + "</a></li>\n";
    };
    std::string out =
        "<nav aria-label=\"Pages\">\n<ul>\n" + item("index.html", "Now", sheet.place == Place::now);
    if (!month.empty()) {
        out += item("history/" + month + "/index.html", "History", sheet.place == Place::history);
    }
    return out + item("feed.atom", "Feed", false) + "</ul>\n</nav>\n";
}

std::string footer(const StatusView& view, const Sheet& sheet) {
    return "<footer>\n<p>This page was written at " + time_html(view.written) +
           ". It does not reload by itself: " +
           sheet_link(sheet.root, "index.html", "load the newest") + ".</p>\n<p>" +
           phone_html("If a next update is late here, or you need help now, phone", view.desk) +
           ".</p>\n<p>All times are UK time. What the words mean: " +
           sheet_link(sheet.root, "words/index.html", "down, degraded, working") + ".</p>\n" +
           (view.exercise ? "<p><strong>EXERCISE</strong></p>\n" : "") + "</footer>\n";
}

}  // namespace

std::string sheet_html(const StatusView& view, const Sheet& sheet) {
    std::string title = sheet.title + " - " + escaped(view.site);
    std::string main = sheet.main;
    std::string first;
    if (view.exercise) {
        title = "EXERCISE. " + title + ". EXERCISE";
        first = "<p><strong>EXERCISE. Nothing on this page is real.</strong></p>\n";
        main.replace(main.find("<h1>"), 4, "<h1>EXERCISE<br>");
    }
    std::string out =
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>";
    out += title;
    out +=
        "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Service messages\" href=\"";
    out += sheet.root + "feed.atom\">\n<style>";
    out += style;
    out +=
        "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to current "
        "status</a>\n<header>\n" +
        first + "<p><strong>" + escaped(view.site) + "</strong></p>\n" + nav(view, sheet) +
        "</header>\n";
    return out + "<main id=\"main\">\n" + main + "</main>\n" + footer(view, sheet) +
           "</body>\n</html>\n";
}

std::string sheet_link(const std::string& root, const std::string& path, const std::string& html) {
    return "<a href=\"" + root + path + "\">" + html + "</a>";
}

std::string month_of(const Time& time) {
    return utc(time.iso).empty() ? "" : time.iso.substr(0, 7);
}

std::string folder_name(const std::string& ref) {
    std::string out;
    for (const char c : ref) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') out += c;
    }
    return out;
}

std::string status_policy() {
    return style_policy(style);
}

}  // namespace tocsin
