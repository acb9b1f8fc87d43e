#include "daemon/cli_show.h"

#include "channels/wire.h"
#include "core/draft.h"
#include "daemon/archive.h"
#include "daemon/cli_ask.h"
#include "daemon/cli_list.h"
#include "daemon/clock.h"
#include "daemon/incident_json.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

namespace tocsin {
namespace {

// What a glance needs to write times as people say them.
struct Glance {
    Zone zone = load_zone("Europe/London");
    Instant now = machine_time().utc;

    std::string when(const std::string& utc) const {
        const auto at = parse_rfc3339(utc);
        return at ? short_time(zone, *at, now) : "";
    }
};

std::string path_of(const std::string& incident, const std::string& rest = {}) {
    return "/v1/incidents/" + percent_encoded(incident) + rest;
}

// The one line that says what it is.
std::string headline(const Node& incident) {
    const Node* said = incident.find("public");
    const std::string state = said == nullptr ? "" : text_of(*said, "state");
    return text_of(incident, "incident") + "  " + text_of(incident, "service_name") +
           (state.empty() ? "" : " " + state) + ", sev " + text_of(incident, "severity") + ", " +
           text_of(incident, "status") + (text_of(incident, "drill") == "true" ? ", a drill" : "");
}

void add_row(std::vector<Cells>& rows, const std::string& what, const std::string& text) {
    if (!text.empty()) rows.push_back({what, text});
}

std::string fields_of(const Node& incident) {
    const Node* fields = incident.find("fields");
    std::string all;
    if (fields == nullptr) return all;
    for (const auto& [name, values] : fields->fields) {
        if (values.items.empty()) continue;
        all += (all.empty() ? "" : "  ") + fit_for_terminal(name.text) + "=" +
               joined(values.items, ",");
    }
    return all;
}

std::vector<Cells> facts(const Node& incident, const Glance& glance, const Terminal& terminal) {
    std::vector<Cells> rows;
    add_row(rows, "Summary", text_of(incident, "summary"));
    add_row(rows, "Opened",
            glance.when(text_of(incident, "opened")) + " by " + text_of(incident, "source"));
    if (const Node* said = incident.find("public")) {
        add_row(rows, "Impact", text_of(*said, "impact"));
        add_row(rows, "Where", text_of(*said, "place"));
    }
    add_row(rows, "Fields", fields_of(incident));
    const bool over = !text_of(incident, "resolved").empty();
    if (over) add_row(rows, "Resolved", glance.when(text_of(incident, "resolved")));
    const std::string holder = holder_words(incident);
    const Node* who = incident.find("holder");
    rows.push_back({"Holder", who != nullptr
                                  ? holder + " since " + glance.when(text_of(*who, "at")) +
                                        ", by " + text_of(*who, "via")
                              : over ? holder
                                     : alarming(terminal, holder)});
    if (const Node* step = incident.find("step")) {
        add_row(rows, "Ladder",
                text_of(*step, "where") + "; next at " + glance.when(text_of(*step, "next_due")));
    }
    for (const Node& one : items_of(incident, "called")) {
        const std::string delivered = text_of(one, "delivered");
        add_row(rows, "Called",
                text_of(one, "name") + " (" + text_of(one, "called") + ") " +
                    glance.when(text_of(one, "first")) + (delivered.empty() ? "" : ", arrived"));
    }
    return rows;
}

// What whoever reported it said beyond the summary.
void print_alarms(const Node& read, Terminal& terminal) {
    for (const Node& one : items_of(read, "alarms")) {
        std::vector<Cells> rows;
        add_row(rows, "Said", text_of(one, "description"));
        add_row(rows, "More", text_of(one, "link"));
        if (rows.empty()) continue;
        terminal.out << "\n"
                     << text_of(one, "source") << ", " << text_of(one, "key") << "\n"
                     << columns(rows);
    }
}

// Whether something is late.
bool print_owed(const Node& read, Terminal& terminal) {
    std::vector<Cells> rows;
    for (const Node& one : items_of(read, "obligations")) {
        const std::string when = text_of(one, "when");
        const bool late = text_of(one, "late") == "true";
        rows.push_back({late ? alarming(terminal, when) : when, text_of(one, "due_words"),
                        text_of(one, "what"), text_of(one, "owner")});
    }
    if (rows.empty()) {
        terminal.out << "\nNothing is owed.\n";
        return false;
    }
    terminal.out << "\nOwed\n" << columns(rows, 3);
    return text_of(read, "late") != "0";
}

void print_timeline(const Node& read, std::size_t last, const Glance& glance, Terminal& terminal) {
    const std::vector<Node>& entries = items_of(read, "entries");
    const std::size_t skipped = entries.size() > last ? entries.size() - last : 0;
    std::vector<Cells> rows;
    for (std::size_t i = skipped; i < entries.size(); ++i)
        rows.push_back({glance.when(text_of(entries[i], "at")), text_of(entries[i], "sentence")});
    terminal.out << "\nTimeline"
                 << (skipped == 0 ? "" : ", without " + counted(skipped, "earlier line")) << "\n"
                 << columns(rows);
}

// As the daemon says it; of what is over and owes nothing, it knows nothing.
std::string owed_by(const Client& client, const std::string& incident) {
    try {
        return ask(client, "GET", "/v1/obligations?incident=" + percent_encoded(incident)).body;
    } catch (const CommandFailed& failure) {
        if (failure.exit_code != exit_not_found) throw;
        return R"({"late":0,"obligations":[]})";
    }
}

std::string without_end(std::string body) {
    while (body.ends_with('\n')) body.pop_back();
    return body;
}

}  // namespace

ShowCommand::ShowCommand(Commands& commands) : commands_(commands) {
    CLI::App* sub = commands.command(
        commands.app(), "show", "Shows an incident: who has it, what is owed, what happened.",
        "  tocsin show INC-42\n  tocsin show INC-42 --last 50 --json\n"
        "  tocsin show INC-42 --file tocsin-20261127T031500Z-48213-9f3a60c1d2e4.db",
        [this] { return file_.empty() ? show() : show_from_file(); });
    sub->add_option("INCIDENT", incident_, "such as INC-42")->required();
    sub->add_option("--last", last_, "so many entries of its timeline; else 8")
        ->check(CLI::Range(1, 100000));
    sub->add_option("--file", file_,
                    "its whole timeline from a backup or an archive, without asking any daemon");
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

int ShowCommand::show() const {
    const Client client = commands_.client();
    Terminal& terminal = commands_.terminal();
    const DaemonAnswer about = ask(client, "GET", path_of(incident_));
    const std::string owed = owed_by(client, incident_);
    const DaemonAnswer past = ask(client, "GET", path_of(incident_, "/timeline"));
    const DaemonAnswer alarms = ask(client, "GET", path_of(incident_, "/alarms"));
    const Node owing = json_of(DaemonAnswer{200, "", owed});
    if (commands_.json()) {
        terminal.out << JsonObject()
                            .raw("incident", without_end(about.body))
                            .raw("alarms", without_end(alarms.body))
                            .raw("obligations", without_end(owed))
                            .raw("timeline", without_end(past.body))
                            .str()
                     << "\n";
        return text_of(owing, "late") == "0" ? exit_done : exit_needs_you;
    }
    const Glance glance;
    const Node incident = json_of(about);
    terminal.out << headline(incident) << "\n\n" << columns(facts(incident, glance, terminal), 3);
    print_alarms(json_of(alarms), terminal);
    const bool late = print_owed(owing, terminal);
    print_timeline(json_of(past), static_cast<std::size_t>(last_), glance, terminal);
    return late ? exit_needs_you : exit_done;
}

int ShowCommand::show_from_file() const try {
    const std::optional<IncidentId> id = read_incident_id(incident_);
    if (!id)
        throw CommandFailed(exit_asked_wrongly, "\"" + incident_ + "\" is no incident", "",
                            "write one such as INC-2039");
    const std::vector<Entry> entries = Archive(file_).about(*id);
    if (entries.empty())
        throw CommandFailed(exit_not_found, "there is no " + reference(*id) + " in " + file_);
    Directory directory;
    directory.calendar.zone = load_zone("Europe/London");
    Terminal& terminal = commands_.terminal();
    if (commands_.json()) {
        terminal.out << timeline_json(entries, directory) << "\n";
    } else {
        terminal.out << fit_for_terminal(timeline_text(entries, directory));
    }
    return exit_done;
} catch (const StoreError& failure) {
    throw CommandFailed(exit_asked_wrongly, "\"" + file_ + "\" cannot be read", failure.what());
}

}  // namespace tocsin
