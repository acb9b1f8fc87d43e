#include "daemon/cli_drill.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"

namespace tocsin {
namespace {

std::string path_of(const DrillOptions& options, const std::string& what) {
    return "/v1/drills/" + percent_encoded(options.incident) + what;
}

void print_whole(const std::string& body, Terminal& terminal) {
    terminal.out << body << (body.ends_with('\n') ? "" : "\n");
}

int start_drill(const Client& client, const DrillOptions& options, Terminal& terminal) {
    JsonObject body;
    body.text("service", options.service).text("reason", options.reason);
    if (!options.severity.empty()) body.number("severity", std::stol(options.severity));
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) body.text(name, value);
    };
    add("procedure", options.procedure);
    add("place", options.place);
    add("summary", options.summary);
    add("by", options.by);
    const Node started = json_of(ask(client, "POST", "/v1/drills", body.str()));
    const std::string ref = text_of(started, "incident");
    terminal.out << "The drill " << ref
                 << " runs: whoever is on call is called, every message says EXERCISE.\n"
                    "End it: tocsin drill end "
                 << ref << "\n";
    return exit_done;
}

int list_drills(const Client& client, const DrillOptions& options, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/drills");
    if (options.json) {
        print_whole(answer.body, terminal);
        return exit_done;
    }
    std::vector<Cells> rows;
    const Node read = json_of(answer);
    for (const Node& drill : items_of(read, "drills")) {
        const Node* task = drill.find("task_of");
        rows.push_back({text_of(drill, "incident"), text_of(drill, "opened"),
                        text_of(drill, "service_name"), text_of(drill, "status"),
                        task == nullptr ? "" : "task of " + text_of(*task, "incident")});
    }
    if (rows.empty()) terminal.out << "No drill runs. Start one: tocsin drill start\n";
    terminal.out << columns(rows, 3);
    return exit_done;
}

int end_drill(const Client& client, const DrillOptions& options, Terminal& terminal) {
    JsonObject body;
    if (!options.by.empty()) body.text("by", options.by);
    const Node ended = json_of(ask(client, "POST", path_of(options, "/end"), body.str()));
    const std::string ref = text_of(ended, "incident");
    terminal.out << "The drill " << ref << " is over. What it showed: tocsin drill report " << ref
                 << "\n";
    return exit_done;
}

int print_drill_report(const Client& client, const DrillOptions& options, Terminal& terminal) {
    const std::string accept = options.json ? "application/json" : "*/*";
    print_whole(ask(client, "GET", path_of(options, "/report"), "", accept).body, terminal);
    return exit_done;
}

}  // namespace

DrillCommands::DrillCommands(Commands& commands) {
    CLI::App* drill = commands.group("drill", "Exercises an incident beside real ones.");
    CLI::App* start = commands.command(
        *drill, "start", "Opens an incident as an exercise: whoever is on call is called.",
        "  tocsin drill start --service records --sev 1 --reason \"yearly exercise\"\n"
        "  tocsin drill start --service records --procedure dspt --reason \"tabletop\"",
        [this, &commands] { return start_drill(commands.client(), drill_, commands.terminal()); });
    start->add_option("--service", drill_.service, "the id of a service, or any words")->required();
    start->add_option("--reason", drill_.reason, "why; it stands in the record")->required();
    start->add_option("--sev", drill_.severity, "1 to 5; else 2")->check(CLI::Range(1, 5));
    start->add_option("--procedure", drill_.procedure, "else the service's");
    start->add_option("--place", drill_.place, "else the service's");
    start->add_option("--summary", drill_.summary, "what is said to have happened");
    CLI::App* list = commands.command(
        *drill, "list", "Lists the drills that run.", "  tocsin drill list", [this, &commands] {
            drill_.json = commands.json();
            return list_drills(commands.client(), drill_, commands.terminal());
        });
    CLI::App* end = commands.command(
        *drill, "end", "Closes a drill, and tells whoever was called.", "  tocsin drill end INC-7",
        [this, &commands] { return end_drill(commands.client(), drill_, commands.terminal()); });
    CLI::App* report = commands.command(
        *drill, "report", "Prints who answered, how fast, and which windows were met.",
        "  tocsin drill report INC-7 > evidence.md\n  tocsin drill report INC-7 --json",
        [this, &commands] {
            drill_.json = commands.json();
            return print_drill_report(commands.client(), drill_, commands.terminal());
        });
    for (CLI::App* sub : {end, report})
        sub->add_option("INCIDENT", drill_.incident, "INC-7 or 7")->required();
    for (CLI::App* sub : {start, end})
        sub->add_option("--by", drill_.by, "who says so; else whoever runs this");
    for (CLI::App* sub : {list, report}) commands.add_json(sub);
    for (CLI::App* sub : {start, list, end, report}) commands.add_daemon_options(sub);
}

}  // namespace tocsin
