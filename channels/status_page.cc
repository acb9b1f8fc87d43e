#include "channels/status_page.h"

#include "channels/html.h"
#include "channels/status_feed.h"
#include "channels/status_json.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
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
article{border-left:.375rem solid var(--m);padding-left:1rem;margin:1rem 0}
time,.meta{color:var(--m)}
@media print{.skip,nav{display:none}body{color:#000;background:#fff}}
)";

enum class Place { now, history, elsewhere };

// A page of the site: `root` leads from its folder to the site's.
struct Sheet {
    std::string title;  // escaped; the site's name is added
    std::string root;   // "" for index.html, "../../" for incidents/<ref>/index.html
    Place place = Place::elsewhere;
    std::string main;  // HTML
};

std::string link(const std::string& root, const std::string& path, const std::string& html) {
    return "<a href=\"" + root + path + "\">" + html + "</a>";
}

std::string incident_path(const StatusIncident& incident) {
    return "incidents/" + folder_name(incident.ref) + "/index.html";
}

std::string count(std::size_t n, std::string_view one) {
    return std::to_string(n) + " " + std::string(one) + (n == 1 ? "" : "s");
}

std::string state_html(ServiceState state) {
    switch (state) {
        case ServiceState::down:
            return "<span aria-hidden=\"true\">&#9632; </span>Down";
        case ServiceState::degraded:
            return "<span aria-hidden=\"true\">&#9650; </span>Degraded";
        case ServiceState::working:
            return "<span aria-hidden=\"true\">&#9679; </span>Working";
        case ServiceState::unknown:
            return "<span aria-hidden=\"true\">&#9671; </span>Not known";
    }
    return {};
}

std::string tag(ServiceState state, const std::string& degree) {
    const bool with_degree = state == ServiceState::degraded && !degree.empty();
    return "<span class=\"tag " + state_word(state) + "\">" + state_html(state) +
           (with_degree ? " (" + escaped(degree) + ")" : "") + "</span>";
}

// ---- one incident

// "down", "degraded (slow)"; escaped.
std::string in_words(const StatusIncident& incident) {
    const bool with_degree = incident.state == ServiceState::degraded && !incident.degree.empty();
    return state_word(incident.state) + (with_degree ? " (" + escaped(incident.degree) + ")" : "");
}

std::string was(const StatusIncident& incident) {
    return escaped(incident.service) + " was " + in_words(incident);
}

std::string message_list(const StatusIncident& incident) {
    if (incident.messages.empty()) return "<p>None.</p>\n";
    std::string out = "<ol reversed>\n";
    for (const StatusMessage& message : incident.messages) {
        out += "<li id=\"" + folder_name(incident.ref) + "-" + std::to_string(message.n) +
               "\"><strong>" + escaped(message.title) + "</strong>, " + time_html(message.at) +
               ". " + escaped(message.text);
        if (message.corrected) {
            out += " <strong>Corrected at " + time_html(*message.corrected) + ".</strong>";
        }
        out += "</li>\n";
    }
    return out + "</ol>\n";
}

std::string impact(const StatusIncident& incident) {
    return incident.impact.empty() ? "" : "<p>" + escaped(incident.impact) + ".</p>\n";
}

std::string where_and_when(const StatusIncident& incident) {
    std::string out = "<p>";
    if (!incident.place.empty()) out += "Where: " + escaped(incident.place) + "<br>\n";
    out += "Since: " + time_html(incident.since);
    if (incident.next_update) out += "<br>\nNext update: by " + time_html(*incident.next_update);
    return out + "</p>\n";
}

// "<from> to 05:05", with the times of a resolved incident.
std::string from_to(const StatusIncident& incident) {
    return time_html(incident.since) + " to " + escaped(incident.to.words);
}

std::string open_article(const StatusIncident& incident) {
    const std::string id = folder_name(incident.ref);
    const std::string ref = escaped(incident.ref);
    std::string out = "<article aria-labelledby=\"" + id + "\">\n<h3 id=\"" + id + "\">" +
                      escaped(incident.service) + " " + tag(incident.state, incident.degree) +
                      "</h3>\n" + impact(incident) + where_and_when(incident);
    if (!incident.messages.empty()) {
        out += "<h4>Messages, newest first</h4>\n" + message_list(incident);
    }
    return out + "<p class=\"meta\">Reference " + ref + ". " +
           link("", incident_path(incident), "All about " + ref) + "</p>\n</article>\n";
}

// ---- the front page

struct Counts {
    std::size_t down = 0;
    std::size_t degraded = 0;
    std::size_t working = 0;
    std::size_t unknown = 0;
};

Counts counts(const StatusView& view) {
    Counts out;
    for (const StatusService& service : view.services) {
        switch (service.state) {
            case ServiceState::down:
                ++out.down;
                break;
            case ServiceState::degraded:
                ++out.degraded;
                break;
            case ServiceState::working:
                ++out.working;
                break;
            case ServiceState::unknown:
                ++out.unknown;
                break;
        }
    }
    return out;
}

// The answer in words: with verbs "1 service is down, 1 is degraded", without "1 service down, 1
// degraded".
std::string answer(const StatusView& view, bool verbs) {
    const Counts n = counts(view);
    const auto are = [&](std::size_t many) {
        return !verbs ? std::string() : many == 1 ? std::string(" is") : std::string(" are");
    };
    std::string out;
    if (n.down > 0) out = count(n.down, "service") + are(n.down) + " down";
    if (n.degraded > 0) {
        out += out.empty() ? count(n.degraded, "service") : ", " + std::to_string(n.degraded);
        out += are(n.degraded) + " degraded";
    }
    if (!out.empty()) return out;
    return view.open.empty() ? "No open incidents" : count(view.open.size(), "open incident");
}

std::string how_many_work(const StatusView& view) {
    const Counts n = counts(view);
    const std::size_t all = view.services.size();
    const std::string told = ", as far as we have been told.";
    if (all == 0) return "<p>No services are listed.</p>\n";
    if (n.working == all) {
        const std::string which =
            all == 1 ? "The 1 service is" : "All " + std::to_string(all) + " services are";
        return "<p>" + which + " working" + told + "</p>\n";
    }
    std::string out = "<p>" + std::to_string(n.working) + " of " + count(all, "service") +
                      (n.working == 1 ? " is" : " are") + " working" + told;
    if (n.unknown > 0) out += " The state of " + std::to_string(n.unknown) + " is not known.";
    return out + "</p>\n";
}

std::string nothing_open(const StatusView& view) {
    std::string out = how_many_work(view);
    if (!view.resolved.empty()) {
        const StatusIncident& last = view.resolved.front();
        out += "<p>Last incident: " + link("", incident_path(last), was(last)) + ", resolved " +
               time_html({last.to.iso, last.resolved}) + ".</p>\n";
    }
    return out + "<p>" + phone_html("If something is not working for you, phone", view.desk) +
           ". It may be the first report.</p>\n";
}

std::string open_section(const StatusView& view) {
    std::vector<StatusIncident> incidents = view.open;
    std::stable_sort(incidents.begin(), incidents.end(),
                     [](const StatusIncident& a, const StatusIncident& b) {
                         if (a.state != b.state) return a.state < b.state;
                         return utc(a.since.iso) > utc(b.since.iso);
                     });
    std::string out = "<section aria-labelledby=\"open\">\n<h2 id=\"open\">Open incidents</h2>\n";
    for (const StatusIncident& incident : incidents) out += open_article(incident);
    return out + "</section>\n";
}

std::string services_section(const StatusView& view) {
    std::string out =
        "<section aria-labelledby=\"services\">\n<h2 id=\"services\">All services</h2>\n";
    if (view.services.empty()) return out + "<p>None.</p>\n</section>\n";
    out += "<ul class=\"services\">\n";
    for (const StatusService& service : view.services) {
        out +=
            "<li>" + escaped(service.name) + " " + tag(service.state, service.degree) + "</li>\n";
    }
    return out + "</ul>\n</section>\n";
}

std::string recent_section(const StatusView& view) {
    std::string lines;
    for (const StatusIncident& incident : view.resolved) {
        if (!incident.recent) continue;
        const std::string at = incident.place.empty() ? "" : " at " + escaped(incident.place);
        lines += "<li>" + link("", incident_path(incident), was(incident) + at) + ", " +
                 from_to(incident) + " (" + escaped(incident.duration) + ")</li>\n";
    }
    return "<section aria-labelledby=\"recent\">\n"
           "<h2 id=\"recent\">Resolved in the last 7 days</h2>\n" +
           (lines.empty() ? "<p>None.</p>\n" : "<ul>\n" + lines + "</ul>\n") + "</section>\n";
}

Sheet front(const StatusView& view) {
    const std::string head = "<h1>" + answer(view, true) + "</h1>\n";
    return {.title = answer(view, false),
            .root = "",
            .place = Place::now,
            .main = head + (view.open.empty() ? nothing_open(view) : open_section(view)) +
                    services_section(view) + recent_section(view)};
}

// ---- the other pages

Sheet incident_sheet(const StatusIncident& incident, bool open) {
    const std::string what =
        open ? escaped(incident.service) + " is " + in_words(incident) : was(incident);
    std::string main = "<h1>" + what + "</h1>\n" + impact(incident);
    if (open) {
        main += where_and_when(incident);
    } else {
        if (!incident.place.empty())
            main += "<p>Where: " + escaped(incident.place) + "<br>\n";
        else
            main += "<p>";
        main += from_to(incident) + ", " + escaped(incident.duration) + "</p>\n";
    }
    main += "<h2>Messages, newest first</h2>\n" + message_list(incident) +
            "<p class=\"meta\">Reference " + escaped(incident.ref) + "</p>\n";
    return {.title = what + ", " + escaped(incident.ref),
            .root = "../../",
            .place = Place::elsewhere,
            .main = main};
}

// "2026-07" of an RFC 3339 time; a time that is not one belongs to no month.
std::string month_of(const Time& time) {
    return utc(time.iso).empty() ? "" : time.iso.substr(0, 7);
}

std::string month_words(const std::string& month) {
    static constexpr std::array<std::string_view, 12> names = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const auto index = static_cast<std::size_t>((month[5] - '0') * 10 + (month[6] - '0') - 1);
    return std::string(names.at(index)) + " " + month.substr(0, 4);
}

using Months = std::map<std::string, std::vector<const StatusIncident*>>;

// The resolved incidents by the month in which they began, each month in the order of the view.
// The month of writing is there even when it is empty: the menu leads to it.
Months months(const StatusView& view) {
    Months out;
    if (const std::string now = month_of(view.written); !now.empty()) out[now];
    for (const StatusIncident& incident : view.resolved) {
        if (const std::string month = month_of(incident.since); !month.empty()) {
            out[month].push_back(&incident);
        }
    }
    return out;
}

Sheet month_sheet(const Months& all, Months::const_iterator month) {
    const std::string title = "Incidents in " + month_words(month->first);
    const auto& incidents = month->second;
    std::string main = "<h1>" + title + "</h1>\n<p>" +
                       (incidents.empty() ? "None." : count(incidents.size(), "incident") + ".");
    if (month != all.begin()) {
        const std::string& older = std::prev(month)->first;
        main += " " + link("../../", "history/" + older + "/index.html", month_words(older));
    }
    main += "</p>\n";
    if (!incidents.empty()) {
        main += "<ol>\n";
        for (const StatusIncident* incident : incidents) {
            const std::string place =
                incident->place.empty() ? "" : escaped(incident->place) + ". ";
            main += "<li><h2>" + link("../../", incident_path(*incident), was(*incident)) +
                    "</h2>\n<p>" + place + from_to(*incident) + ", " + escaped(incident->duration) +
                    ". " + count(incident->messages.size(), "message") + ".</p></li>\n";
        }
        main += "</ol>\n";
    }
    return {.title = title, .root = "../../", .place = Place::history, .main = main};
}

Sheet words_sheet() {
    const auto line = [](ServiceState state, std::string_view says) {
        return "<dt>" + tag(state, "") + "</dt>\n<dd>" + std::string(says) + "</dd>\n";
    };
    return {
        .title = "What the words mean",
        .root = "../",
        .place = Place::elsewhere,
        .main =
            "<h1>What the words mean</h1>\n<dl>\n" +
            line(ServiceState::down, "The service cannot be used by those at the place named.") +
            line(ServiceState::degraded,
                 "The service can be used, but it is slow or only partly working.") +
            line(ServiceState::working, "The service is working, as far as we have been told.") +
            line(ServiceState::unknown, "Nobody has told us the state of the service.") +
            "</dl>\n"};
}

// ---- what all pages share

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
           ". It does not reload by itself: " + link(sheet.root, "index.html", "load the newest") +
           ".</p>\n<p>" +
           phone_html("If a next update is late here, or you need help now, phone", view.desk) +
           ".</p>\n<p>All times are UK time. What the words mean: " +
           link(sheet.root, "words/index.html", "down, degraded, working") + ".</p>\n" +
           (view.exercise ? "<p><strong>EXERCISE</strong></p>\n" : "") + "</footer>\n";
}

// An exercise is marked at the first and the last word of the title and of the page.
std::string html(const StatusView& view, const Sheet& sheet) {
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
    out += "</style>\n</head>\n<body>\n" + first;
    out += "<a class=\"skip\" href=\"#main\">Skip to current status</a>\n<header>\n<p><strong>" +
           escaped(view.site) + "</strong></p>\n" + nav(view, sheet) + "</header>\n";
    return out + "<main id=\"main\">\n" + main + "</main>\n" + footer(view, sheet) +
           "</body>\n</html>\n";
}

}  // namespace

std::string folder_name(const std::string& ref) {
    std::string out;
    for (const char c : ref) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') out += c;
    }
    return out;
}

std::vector<File> status_files(const StatusView& view) {
    std::vector<File> files;
    const auto page = [&](const std::string& path, const Sheet& sheet) {
        files.push_back({path, "text/html; charset=utf-8", html(view, sheet)});
    };
    page("index.html", front(view));
    files.push_back({"status.json", "application/json", status_json(view)});
    files.push_back({"feed.atom", "application/atom+xml", status_feed(view)});
    page("words/index.html", words_sheet());
    for (const StatusIncident& incident : view.open) {
        page(incident_path(incident), incident_sheet(incident, true));
    }
    for (const StatusIncident& incident : view.resolved) {
        page(incident_path(incident), incident_sheet(incident, false));
    }
    const Months all = months(view);
    for (auto month = all.begin(); month != all.end(); ++month) {
        page("history/" + month->first + "/index.html", month_sheet(all, month));
    }
    return files;
}

std::string status_policy() {
    return style_policy(style);
}

}  // namespace tocsin
