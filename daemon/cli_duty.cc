#include "daemon/cli_duty.h"

#include "channels/wire.h"
#include "core/compose.h"
#include "daemon/cli_ask.h"
#include "rota/clock_words.h"
#include "rota/counted.h"
#include "rota/telephone.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace tocsin {
namespace {

std::string path_of(const DutyOptions& options, const std::string& what) {
    return "/v1/rotas/" + percent_encoded(options.rota) + "/" + percent_encoded(what);
}

// As it came, for programs.
int as_it_came(const DaemonAnswer& answer, Terminal& terminal) {
    terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
    return exit_done;
}

// "Mon 16 November 2026 09:02".
std::string moment(const Zone& zone, const std::string& iso) {
    const auto at = parse_rfc3339(iso);
    if (!at) return iso;
    const Day day = zone.day(*at);
    return short_day(day) + " " + std::to_string(static_cast<int>(day.year())) + " " +
           iso_local(zone, *at).substr(11, 5);
}

// "Mon 23 November 17:30"; in the hour that occurs twice with the zone's name.
std::string short_moment(const Zone& zone, const std::string& iso) {
    const auto at = parse_rfc3339(iso);
    if (!at) return iso;
    return short_day(zone.day(*at)) + " " + iso_local(zone, *at).substr(11, 5) +
           (zone.in_repeated_hour(*at) ? " " + zone.abbreviation(*at) : "");
}

// "version 41, published Mon 16 November 2026 09:02 by kim.hazel".
std::string origin(const Node& week, const Zone& zone) {
    const std::string version = text_of(week, "version");
    if (version == "0") return "no week is in force";
    const std::string uploaded = text_of(week, "uploaded");
    const std::string by = text_of(week, "by");
    return "version " + version +
           (text_of(week, "rolling") == "true" ? ", from the rolling rota" : ", published") +
           (uploaded.empty() ? "" : " " + moment(zone, uploaded)) + (by.empty() ? "" : " by " + by);
}

std::vector<Cells> rows_of(const Node& shift, const Zone& zone) {
    const std::string called = capitalised(text_of(shift, "called"));
    const std::string when = short_moment(zone, text_of(shift, "from")) + " to " +
                             short_moment(zone, text_of(shift, "to"));
    std::vector<Cells> rows;
    for (const Node& person : items_of(shift, "persons")) {
        const std::string phone = text_of(person, "phone");
        const std::string out = text_of(person, "swapped_with");
        rows.push_back({rows.empty() ? called : "", rows.empty() ? when : "",
                        text_of(person, "name"),
                        phone.empty() ? text_of(person, "mail") : spoken_phone(phone),
                        out.empty() ? "" : "swapped with " + out});
    }
    if (rows.empty()) rows.push_back({called, when, std::string(gap_word), "", ""});
    return rows;
}

std::string iso_week_of(const std::string& monday) {
    const std::optional<Day> day = parse_day(monday);
    return day ? iso_week(*day) : monday;
}

// "13 h 30" of minutes.
std::string hours_words(const std::string& minutes) {
    long count = 0;
    std::from_chars(minutes.data(), minutes.data() + minutes.size(), count);
    const std::string rest = std::to_string(count % 60);
    return std::to_string(count / 60) + " h" +
           (count % 60 == 0 ? "" : (rest.size() == 1 ? " 0" : " ") + rest);
}

std::string with_indent(const std::string& lines, const std::string& indent) {
    std::string out;
    for (std::size_t from = 0; from < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', from), lines.size());
        out += indent + lines.substr(from, end - from) + "\n";
        from = end + 1;
    }
    return out;
}

}  // namespace

int show_rota(const Client& client, const DutyOptions& options, const Zone& zone, Instant now,
              Terminal& terminal) {
    const std::string asked = options.week.empty() ? iso_day(week_at(zone, now)) : options.week;
    const DaemonAnswer answer = ask(client, "GET", path_of(options, asked));
    const Node week = json_of(answer);
    const std::vector<Node>& shifts = items_of(week, "shifts");
    const auto gaps = static_cast<std::size_t>(std::ranges::count_if(
        shifts, [](const Node& shift) { return text_of(shift, "gap") == "true"; }));
    const int code = gaps > 0 ? exit_needs_you : exit_done;
    if (options.json) {
        as_it_came(answer, terminal);
        return code;
    }
    const std::string monday = text_of(week, "week");
    const std::optional<Day> day = parse_day(monday);
    terminal.out << "Rota " << text_of(week, "rota") << ", week of "
                 << (day ? short_day(*day) + " " + std::to_string(static_cast<int>(day->year()))
                         : monday)
                 << ": " << origin(week, zone) << "\n\n";
    std::vector<Cells> rows;
    for (const Node& shift : shifts) {
        for (Cells& row : rows_of(shift, zone)) rows.push_back(std::move(row));
    }
    terminal.out << with_red_gaps(columns(rows, 3), terminal) << "\n";
    if (gaps > 0) {
        terminal.out << counted(gaps, "gap") << (gaps == 1 ? ": its" : ": their")
                     << " calls go on to the next level at once (HSSI-16).\n"
                     << "Name cover: tocsin rota swap --help\n";
    } else {
        terminal.out << "Take it with you: tocsin rota export " << iso_week_of(monday)
                     << " --csv\n";
    }
    return code;
}

int rota_history(const Client& client, const DutyOptions& options, const Zone& zone,
                 Terminal& terminal) {
    const DaemonAnswer answer =
        ask(client, "GET", path_of(options, "history") + "?limit=" + std::to_string(options.limit));
    const Node history = json_of(answer);
    if (options.json) return as_it_came(answer, terminal);
    const std::vector<Node>& entries = items_of(history, "entries");
    const std::string all = text_of(history, "entries_in_all");
    terminal.out << "Rota " << text_of(history, "rota") << ": " << all
                 << (all == "1" ? " upload or swap" : " uploads and swaps");
    if (std::to_string(entries.size()) != all) terminal.out << ", the last " << entries.size();
    terminal.out << ", newest first\n";
    for (const Node& entry : entries) {
        const std::string by = text_of(entry, "by");
        const std::string reason = text_of(entry, "reason");
        terminal.out << "\n"
                     << moment(zone, text_of(entry, "at")) << "  " << text_of(entry, "what")
                     << (by.empty() ? "" : ", by " + by) << (reason.empty() ? "" : ": " + reason)
                     << "\n"
                     << with_indent(text_of(entry, "words"), "    ");
    }
    return exit_done;
}

int rota_hours(const Client& client, const DutyOptions& options, const Zone& zone,
               Terminal& terminal) {
    const std::string path = path_of(options, "hours") + "?from=" + percent_encoded(options.from) +
                             "&to=" + percent_encoded(options.to) +
                             (options.each ? "&each=true" : "");
    if (options.format == "csv") {
        terminal.out << ask(client, "GET", path, "", "text/csv").body;
        return exit_done;
    }
    const DaemonAnswer answer = ask(client, "GET", path);
    const Node hours = json_of(answer);
    if (options.json) return as_it_came(answer, terminal);
    terminal.out << "Rota " << text_of(hours, "rota") << ", hours on call from "
                 << text_of(hours, "from") << " to " << text_of(hours, "to") << "\n\n";
    std::vector<Cells> rows;
    for (const Node& part : items_of(hours, "worked")) {
        rows.push_back({text_of(part, "name"), text_of(part, "role"), text_of(part, "kind"),
                        short_moment(zone, text_of(part, "from")) + " to " +
                            short_moment(zone, text_of(part, "to")),
                        hours_words(text_of(part, "minutes"))});
    }
    for (const Node& tally : items_of(hours, "hours")) {
        rows.push_back(
            {text_of(tally, "name"), text_of(tally, "role"), text_of(tally, "kind"),
             text_of(tally, "shifts") + (text_of(tally, "shifts") == "1" ? " shift" : " shifts"),
             hours_words(text_of(tally, "minutes"))});
    }
    terminal.out << (rows.empty() ? "Nobody was on call.\n" : columns(rows, 3));
    terminal.out << "\nFor a spreadsheet: tocsin rota hours --from " << text_of(hours, "from")
                 << " --to " << text_of(hours, "to") << " --csv\n";
    return exit_done;
}

int export_rota(const Client& client, const DutyOptions& options, Terminal& terminal) {
    static const std::map<std::string, std::string> types = {{"csv", "text/csv"},
                                                             {"yaml", "application/yaml"},
                                                             {"ics", "text/calendar"},
                                                             {"json", "application/json"}};
    const auto type = types.find(options.format);
    if (type == types.end()) {
        throw CommandFailed(
            exit_asked_wrongly, "an export has a format", "none is given",
            "tocsin rota export " + options.week + " --csv, --yaml, --ics or --json");
    }
    const std::string body =
        ask(client, "GET", path_of(options, options.week), "", type->second).body;
    terminal.out << body << (body.ends_with('\n') ? "" : "\n");
    return exit_done;
}

}  // namespace tocsin
