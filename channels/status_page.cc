#include "channels/status_page.h"

#include "channels/html.h"
#include "channels/status_feed.h"
#include "channels/status_json.h"
#include "channels/status_sheet.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace tocsin {
namespace {

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
           sheet_link("", incident_path(incident), "All about " + ref) + "</p>\n</article>\n";
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
        out += "<p>Last incident: " + sheet_link("", incident_path(last), was(last)) +
               ", resolved " + time_html({last.to.iso, last.resolved}) + ".</p>\n";
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
        lines += "<li>" + sheet_link("", incident_path(incident), was(incident) + at) + ", " +
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
        main += " " + sheet_link("../../", "history/" + older + "/index.html", month_words(older));
    }
    main += "</p>\n";
    if (!incidents.empty()) {
        main += "<ol>\n";
        for (const StatusIncident* incident : incidents) {
            const std::string place =
                incident->place.empty() ? "" : escaped(incident->place) + ". ";
            main += "<li><h2>" + sheet_link("../../", incident_path(*incident), was(*incident)) +
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

}  // namespace

std::vector<File> status_files(const StatusView& view) {
    std::vector<File> files;
    const auto page = [&](const std::string& path, const Sheet& sheet) {
        files.push_back({path, "text/html; charset=utf-8", sheet_html(view, sheet)});
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

}  // namespace tocsin
