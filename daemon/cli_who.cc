#include "daemon/cli_who.h"

#include "core/compose.h"
#include "daemon/ascii.h"
#include "daemon/cli_ask.h"
#include "daemon/cli_moment.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/counted.h"
#include "rota/telephone.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

// "Wed 8 July 2026 02:16 BST".
std::string moment(const Zone& zone, Instant at) {
    const Day day = zone.day(at);
    const std::string long_form = long_time(zone, at);
    return short_day(day) + " " + std::to_string(static_cast<int>(day.year())) + " " +
           long_form.substr(0, 5) + " " + zone.abbreviation(at);
}

// "Wed 08:00" up to the next day, else "Mon 13 July 08:00"; with the name of the time where the
// clocks change between.
std::string until_words(const Zone& zone, Instant until, Instant at) {
    const Day day = zone.day(until);
    const bool near_day = day == zone.day(at) || day == plus_days(zone.day(at), 1);
    const std::string date = near_day ? std::string(short_name(weekday_of(day))) : short_day(day);
    const bool other_time = zone.offset(until) != zone.offset(at) || zone.in_repeated_hour(until);
    return date + " " + long_time(zone, until).substr(0, 5) +
           (other_time ? " " + zone.abbreviation(until) : "");
}

// "level-3" as "level 3", so that people may write it either way.
std::string with_blanks(std::string text) {
    std::ranges::replace(text, '-', ' ');
    return text;
}

// What stands before the people: "EDM", "Level 3", "Last resort"; not the name of a desk, which
// stands behind it.
std::string label_of(const Node& role) {
    std::string called = text_of(role, "called");
    const auto& people = items_of(role, "people");
    const bool same = people.size() == 1 && text_of(people[0], "name") == called;
    if (called.empty() || same) called = with_blanks(text_of(role, "role"));
    if (called.starts_with("the ")) called.erase(0, 4);
    return capitalised(called);
}

// The EDM is asked for in core hours, when somebody else has that role.
bool follows_as(const Node& role, const std::string& asked) {
    const Node* then = role.find("then");
    return then != nullptr && same_word(asked, with_blanks(text_of(*then, "called")));
}

bool answers_to(const Node& role, const std::string& word) {
    const std::string asked = with_blanks(word);
    return same_word(asked, with_blanks(text_of(role, "role"))) ||
           same_word(asked, with_blanks(text_of(role, "called"))) ||
           same_word(asked, label_of(role)) || follows_as(role, asked);
}

std::vector<Node> roles_asked(const Node& answer, const std::string& word) {
    const std::vector<Node>& all = items_of(answer, "roles");
    if (word.empty()) return all;
    std::vector<Node> asked;
    std::vector<std::string> names;
    std::string list;
    for (const Node& role : all) {
        if (answers_to(role, word)) asked.push_back(role);
        for (const std::string& name : {text_of(role, "role"), label_of(role)}) {
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
        }
        list += (list.empty() ? "" : ", ") + label_of(role);
    }
    if (!asked.empty()) return asked;
    const std::string meant = near(word, names);
    throw CommandFailed(exit_not_found, "no role \"" + word + "\" at that moment",
                        "the roles then are: " + list,
                        meant.empty() ? "tocsin who" : "did you mean \"" + meant + "\"?");
}

// Who comes next: "Jo Oak"; with the name of the role where it is another one: "EDM Jo Oak".
std::string then_words(const Node& role) {
    const Node* then = role.find("then");
    if (then == nullptr) return "";
    std::string names;
    for (const Node& person : items_of(*then, "people")) {
        names += (names.empty() ? "" : ", ") + text_of(person, "name");
    }
    const std::string called = text_of(*then, "called");
    const bool other = called != text_of(role, "called") && called != names;
    if (names.empty()) return ", then nobody";
    return ", then " + (other ? called + " " : "") + names;
}

// "interim to 31 December", "term to 31 December".
std::string term_words(const Node& role) {
    const Node* term = role.find("term");
    if (term == nullptr) return "";
    const auto until = parse_day(text_of(*term, "until"));
    return (text_of(*term, "interim") == "true" ? std::string("interim") : std::string("term")) +
           (until
                ? " to " + short_day(*until) + " " + std::to_string(static_cast<int>(until->year()))
                : " without end");
}

std::vector<Cells> rows_of(const Node& role, const Zone& zone, Instant at) {
    const auto until = parse_rfc3339(text_of(role, "until"));
    const std::string end =
        !until || *until >= never ? "always" : "until " + until_words(zone, *until, at);
    const std::string then = end == "always" ? "" : then_words(role);
    const std::string term = term_words(role);
    std::vector<Cells> rows;
    for (const Node& person : items_of(role, "people")) {
        const std::string phone = spoken_phone(text_of(person, "phone"));
        rows.push_back({rows.empty() ? label_of(role) : "", text_of(person, "name"),
                        phone.empty() ? text_of(person, "mail") : phone, end + then});
        if (!term.empty()) rows.back().push_back(term);
        const std::string swapped = text_of(person, "swapped_with");
        if (!swapped.empty()) rows.back().push_back("swapped with " + swapped);
    }
    // A gap without an end known ends when somebody is named, which is no promise at all.
    if (rows.empty()) {
        rows.push_back({label_of(role), std::string(gap_word), "",
                        end == "always" ? "until somebody is named" : end + then});
    }
    return rows;
}

// The rota that was asked; nothing where no role asks one.
std::string version_words(const std::vector<Node>& roles) {
    for (const Node& role : roles) {
        const std::string rota = text_of(role, "rota");
        if (rota.empty()) continue;
        const std::string version = text_of(role, "version");
        return "\nRota " + rota +
               (version == "0" ? ": none for this week" : ", version " + version) + "\n";
    }
    return "";
}

}  // namespace

int who(const Client& client, const WhoOptions& options, const Zone& zone, Terminal& terminal) {
    const auto asked = asked_moment("--at", options.at, zone, terminal);
    const std::string path = "/v1/on-call" + (asked ? "?at=" + iso_utc(*asked) : "");
    const DaemonAnswer answer = ask(client, "GET", path);
    const Node on_call = json_of(answer);
    const std::vector<Node> roles = roles_asked(on_call, options.role);
    const auto at = parse_rfc3339(text_of(on_call, "at"));
    if (!at || roles.empty()) {
        throw CommandFailed(exit_silent, "the daemon's answer is not about who is on call");
    }
    const auto empty = static_cast<std::size_t>(std::ranges::count_if(
        roles, [](const Node& role) { return items_of(role, "people").empty(); }));
    const int code = empty > 0 ? exit_needs_you : exit_done;
    if (options.json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return code;
    }
    std::vector<Cells> rows;
    for (const Node& role : roles) {
        for (Cells& row : rows_of(role, zone, *at)) rows.push_back(std::move(row));
    }
    if (options.role.empty()) {
        terminal.out << "On call " << (asked ? "at " : "now, ") << moment(zone, *at) << ", "
                     << (text_of(on_call, "core_hours") == "true" ? "core hours" : "out of hours")
                     << "\n\n";
    }
    terminal.out << with_red_gaps(columns(rows, 3), terminal);
    if (options.role.empty()) terminal.out << version_words(roles);
    if (options.role.empty() && empty > 0) {
        terminal.out << "\n"
                     << counted(empty, "role") << (empty == 1 ? " is" : " are")
                     << " empty: calls go on to the next level at once (HSSI-16).\n";
    }
    return code;
}

WhoCommand::WhoCommand(Commands& commands) : commands_(commands) {
    add_who();
}

void WhoCommand::add_who() {
    CLI::App* sub =
        commands_.command(commands_.app(), "who", "Says who is on call, and until when.",
                          "  tocsin who\n  tocsin who edm --at 2026-12-24T03:00", [this] {
                              who_.json = commands_.json();
                              const Zone zone = load_zone("Europe/London");
                              return who(commands_.client(), who_, zone, commands_.terminal());
                          });
    sub->add_option("ROLE", who_.role, "one role only");
    sub->add_option("--at", who_.at, "UK time such as 2026-12-24T03:00, or UTC with a Z");
    commands_.add_json(sub);
    commands_.add_daemon_options(sub);
}

}  // namespace tocsin
