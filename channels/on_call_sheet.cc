#include "channels/on_call_sheet.h"

#include "channels/html.h"
#include "rota/clock_words.h"
#include "rota/sheet_words.h"

#include <algorithm>
#include <string_view>

namespace tocsin {
namespace {

constexpr std::string_view nobody = "NOBODY (GAP)";

constexpr std::string_view stale =
    "Tocsin writes this sheet again at least once a minute. If this time is more than 2 minutes "
    "ago, Tocsin is not running and nobody is being called: phone people by hand, as below.";

// Words, then weight, then colour: the sheet is read from paper as well. Contrast is 7:1 or better
// on both backgrounds.
constexpr std::string_view style = R"(
:root{color-scheme:light dark;--t:#14181c;--b:#fff;--m:#4a5560;--l:#0b4f9e;--r:#8c1d12;--rb:#fdeeec}
@media (prefers-color-scheme:dark){:root{--t:#f3f5f7;--b:#11161b;--m:#b6c0ca;--l:#9cccff;--r:#ffb9ae;--rb:#3a1612}}
body{margin:0 auto;max-width:56rem;padding:.5rem 1rem;background:var(--b);color:var(--t);font:1.0625rem/1.4 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0}h2{font-size:1.25rem;margin:1.5rem 0 .25rem}h3{font-size:1.0625rem;margin:1rem 0 .25rem}
a{color:var(--l);white-space:nowrap}.written{border:2px solid;padding:.5rem .75rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid var(--m)}
.now th,.now td{vertical-align:baseline}.now td{font-size:1.1875rem}.gap{color:var(--r);background:var(--rb);font-weight:700}.meta{color:var(--m)}
@media (max-width:40rem){.now tr,.ahead tr{display:block;padding:.375rem 0;border-top:1px solid var(--m)}.now td,.now th,.ahead td{display:block;border:0;padding:0}.ahead thead{display:none}.ahead td:nth-child(2)::before{content:"to "}}
@page{size:A4;margin:14mm}
@media print{:root{--t:#000;--b:#fff;--m:#444;--l:#000;--r:#000;--rb:#fff}body{font-size:10pt;padding:0;max-width:none}a{text-decoration:none}tr,li,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}.now td{font-size:11pt}}
)";

// ---------------------------------------------------------------- HTML

std::string phone_link(const SheetPerson& person) {
    if (person.phone.empty()) return "";
    return "<a href=\"tel:" + escaped(person.tel) + "\">" + escaped(person.phone) + "</a>";
}

// A number in a sentence never breaks across lines.
std::string step_html(const std::string& step) {
    const auto digit = [](char sign) { return sign >= '0' && sign <= '9'; };
    std::string out;
    const std::string text = escaped(step);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool inside = text[at] == ' ' && at > 0 && at + 1 < text.size() &&
                            digit(text[at - 1]) && digit(text[at + 1]);
        out += inside ? "&nbsp;" : std::string(1, text[at]);
    }
    return out;
}

std::string people_html(const std::vector<SheetPerson>& people) {
    std::string out;
    for (const SheetPerson& person : people) {
        out += (out.empty() ? "" : "<br>") + escaped(person.name);
    }
    return out.empty() ? "<span class=\"gap\">" + std::string(nobody) + "</span>" : out;
}

std::string reach_html(const std::vector<SheetPerson>& people) {
    std::string out;
    for (const SheetPerson& person : people) {
        const std::string phone = phone_link(person);
        out += (out.empty() ? "" : "<br>") + (phone.empty() ? escaped(person.mail) : phone);
    }
    return out;
}

std::string roles_html(const std::vector<SheetRole>& roles) {
    std::string out = "<table class=\"now\">\n<tbody>\n";
    for (const SheetRole& role : roles) {
        out += "<tr><th scope=\"row\">" + escaped(role.called) + "</th><td>" +
               people_html(role.people) + "</td><td>" + reach_html(role.people) + "</td><td>" +
               escaped(role.until) + "</td></tr>\n";
    }
    return out + "</tbody>\n</table>\n";
}

std::string open_html(const OnCallSheet& sheet) {
    if (sheet.open.empty()) return "<p>None.</p>\n";
    std::string out = "<ul>\n";
    for (const SheetIncident& one : sheet.open) {
        out += "<li>" + escaped(one.ref) + ", " + escaped(one.words) + "</li>\n";
    }
    if (sheet.more_open > 0) out += "<li>and " + std::to_string(sheet.more_open) + " more</li>\n";
    return out + "</ul>\n";
}

std::string ahead_html(const OnCallSheet& sheet) {
    std::string out;
    std::string called;
    for (const SheetStretch& one : sheet.ahead) {
        if (one.called != called) {
            out += (called.empty() ? "" : "</tbody>\n</table>\n");
            called = one.called;
            out += "<h3>" + escaped(called) +
                   "</h3>\n<table class=\"ahead\">\n<thead><tr><th scope=\"col\">From</th><th "
                   "scope=\"col\">To</th><th scope=\"col\">Who</th><th scope=\"col\">Phone</th>"
                   "</tr></thead>\n<tbody>\n";
        }
        out += "<tr><td>" + time_html(one.from) + "</td><td>" + time_html(one.to) + "</td><td>" +
               people_html(one.people) + "</td><td>" + reach_html(one.people) + "</td></tr>\n";
    }
    return called.empty() ? "<p>No rota says who is on call.</p>\n" : out + "</tbody>\n</table>\n";
}

std::string html(const OnCallSheet& sheet) {
    const std::string mark =
        sheet.exercise ? "<p class=\"gap\">EXERCISE. Nothing on this sheet is real.</p>\n" : "";
    const std::string title =
        (sheet.exercise ? "EXERCISE. " : "") + ("On call - " + escaped(sheet.site));
    std::string out =
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>" +
        title +
        "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n"
        // One that is left open shows the newest, and how old it is.
        "<meta http-equiv=\"refresh\" content=\"30\">\n<style>";
    out += style;
    out += "</style>\n</head>\n<body>\n" + mark +
           "<h1>On call</h1>\n<p class=\"written\"><strong>" + "Written " +
           time_html(sheet.written) + ".</strong> " + std::string(stale) + "</p>\n<h2>Now</h2>\n" +
           roles_html(sheet.now) + "<h2>When Tocsin is dead</h2>\n<ol>\n";
    for (const std::string& step : sheet.by_hand) out += "<li>" + step_html(step) + "</li>\n";
    out += "</ol>\n<h2>Desks</h2>\n" + roles_html(sheet.desks) +
           "<h2>Open incidents: " + std::to_string(sheet.open.size() + sheet.more_open) +
           "</h2>\n" + open_html(sheet) + "<h2>The next " + std::to_string(sheet.days) +
           " days</h2>\n" + ahead_html(sheet) + "<p class=\"meta\">";
    for (const std::string& source : sheet.sources) out += escaped(source) + "<br>\n";
    return out + "The same as text: on-call.txt. As a spreadsheet: on-call.csv.</p>\n" + mark +
           "</body>\n</html>\n";
}

// ---------------------------------------------------------------- text

std::size_t signs_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t signs = signs_in(text);
    return text + std::string(signs < width ? width - signs : 0, ' ');
}

using Line = std::vector<std::string>;

std::string lined_up(const std::vector<Line>& lines) {
    std::vector<std::size_t> widths;
    for (const Line& line : lines) {
        widths.resize(std::max(widths.size(), line.size()));
        for (std::size_t at = 0; at < line.size(); ++at)
            widths[at] = std::max(widths[at], signs_in(line[at]));
    }
    std::string out;
    for (const Line& line : lines) {
        std::string text;
        for (std::size_t at = 0; at < line.size(); ++at)
            text += padded(cleaned(line[at]), widths[at] + 2);
        out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
}

const std::string& reach(const SheetPerson& person) {
    return person.phone.empty() ? person.mail : person.phone;
}

std::string roles_text(const std::vector<SheetRole>& roles) {
    std::vector<Line> lines;
    for (const SheetRole& role : roles) {
        if (role.people.empty())
            lines.push_back({role.called, std::string(nobody), "", role.until});
        for (const SheetPerson& person : role.people) {
            const bool first = &person == role.people.data();
            lines.push_back({first ? role.called : "", person.name, reach(person), role.until});
        }
    }
    return lined_up(lines);
}

// Lines of at most 76 signs, so that a printer of 80 columns cuts none.
std::string folded(const std::string& text, const std::string& indent) {
    std::string out;
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (!line.empty() && signs_in(line) + 1 + signs_in(word) > 76) {
            out += line + "\n";
            line = indent + word;
        } else {
            line += (line.empty() ? "" : " ") + word;
        }
        at = end + 1;
    }
    return out + line + "\n";
}

std::string plain(const OnCallSheet& sheet) {
    const std::string mark = sheet.exercise ? "EXERCISE. Nothing on this sheet is real.\n\n" : "";
    std::string out = mark + "ON CALL, " + cleaned(sheet.site) + "\nWritten " +
                      sheet.written.words + "\n\n" + folded(std::string(stale), "") + "\nNOW\n" +
                      roles_text(sheet.now) + "\nWHEN TOCSIN IS DEAD\n";
    int number = 0;
    for (const std::string& step : sheet.by_hand)
        out += folded(std::to_string(++number) + ". " + cleaned(step), "   ");
    out += "\nDESKS\n" + roles_text(sheet.desks) +
           "\nOPEN INCIDENTS: " + std::to_string(sheet.open.size() + sheet.more_open) + "\n";
    for (const SheetIncident& one : sheet.open)
        out += cleaned(one.ref) + ", " + cleaned(one.words) + "\n";
    if (sheet.more_open > 0) out += "and " + std::to_string(sheet.more_open) + " more\n";
    out += "\nTHE NEXT " + std::to_string(sheet.days) + " DAYS\n";
    std::vector<Line> lines;
    for (const SheetStretch& one : sheet.ahead) {
        const auto add = [&](const std::string& name, const std::string& phone) {
            lines.push_back({one.called, one.from.words, "to " + one.to.words, name, phone});
        };
        if (one.people.empty()) add(std::string(nobody), "");
        for (const SheetPerson& person : one.people) add(person.name, reach(person));
    }
    out += lines.empty() ? "No rota says who is on call.\n" : lined_up(lines);
    out += "\n";
    for (const std::string& source : sheet.sources) out += cleaned(source) + "\n";
    return out + (mark.empty() ? "" : "\n" + mark);
}

// ---------------------------------------------------------------- CSV

// "08/07/2026" and "02:34" of "2026-07-08T02:34:00+01:00".
std::string day_of(const Time& time) {
    const std::optional<Day> day = parse_day(time.iso.substr(0, 10));
    return day ? sheet_day(*day) : "";
}

std::string clock_of(const Time& time) {
    return time.iso.size() < 16 ? "" : time.iso.substr(11, 5);
}

std::string csv(const OnCallSheet& sheet) {
    std::string out =
        csv_line({"When", "Role", "Name", "Phone", "Mail", "From", "From time", "To", "To time"});
    if (sheet.exercise) out += csv_line({"EXERCISE", "", "", "", "", "", "", "", ""});
    const auto add = [&](const std::string& when, const std::string& called,
                         const SheetPerson& person, const Time& from, const Time& to) {
        out += csv_line({when, cleaned(called), cleaned(person.name), person.phone, person.mail,
                         day_of(from), clock_of(from), day_of(to), clock_of(to)});
    };
    const SheetPerson gap{std::string(nobody), "", "", ""};
    out += csv_line(
        {"written", "", "", "", "", day_of(sheet.written), clock_of(sheet.written), "", ""});
    const auto add_roles = [&](const std::string& when, const std::vector<SheetRole>& roles) {
        for (const SheetRole& role : roles) {
            if (role.people.empty()) add(when, role.called, gap, {}, {});
            for (const SheetPerson& person : role.people) add(when, role.called, person, {}, {});
        }
    };
    add_roles("now", sheet.now);
    add_roles("desk", sheet.desks);
    for (const SheetStretch& one : sheet.ahead) {
        if (one.people.empty()) add("ahead", one.called, gap, one.from, one.to);
        for (const SheetPerson& person : one.people)
            add("ahead", one.called, person, one.from, one.to);
    }
    return out;
}

}  // namespace

std::vector<File> sheet_files(const OnCallSheet& sheet) {
    return {{"on-call.txt", "text/plain; charset=utf-8", plain(sheet)},
            {"on-call.csv", "text/csv; charset=utf-8", csv(sheet)},
            {"index.html", "text/html; charset=utf-8", html(sheet)}};
}

}  // namespace tocsin
