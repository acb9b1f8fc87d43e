#include "daemon/cli_document.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"

namespace tocsin {
namespace {

int list_documents(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/documents");
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const Node list = json_of(answer);
    std::vector<Cells> rows;
    for (const Node& paper : items_of(list, "documents")) {
        const std::string name = text_of(paper, "name");
        const std::string of = text_of(paper, "of");
        rows.push_back({name, text_of(paper, "title"), text_of(paper, "format"),
                        of == "drill" ? "tocsin drill report INC-1"
                                      : "tocsin document " + name +
                                            (of == "log" ? " --from DAY --to DAY" : " INC-1")});
    }
    if (rows.empty()) {
        terminal.out << "No procedure has documents: they stand under \"documents\" in its file.\n";
    }
    terminal.out << columns(rows, 3);
    return exit_done;
}

std::string path_of(const DocumentOptions& options) {
    const std::string name = "/documents/" + percent_encoded(options.name);
    if (!options.incident.empty()) {
        return "/v1/incidents/" + percent_encoded(options.incident) + name;
    }
    std::string query;
    const auto add = [&](const char* field, const std::string& value) {
        if (value.empty()) return;
        query += (query.empty() ? "?" : "&") + std::string(field) + "=" + percent_encoded(value);
    };
    add("from", options.from);
    add("to", options.to);
    return "/v1" + name + query;
}

}  // namespace

int print_document(const Client& client, const DocumentOptions& options, Terminal& terminal) {
    if (options.name.empty()) return list_documents(client, options.json, terminal);
    try {
        // As it is: what was written into it has lost whatever moves a cursor.
        terminal.out << ask(client, "GET", path_of(options), "", "*/*").body;
        return exit_done;
    } catch (const CommandFailed& failed) {
        if (failed.exit_code != exit_not_found) throw;
        const bool log = options.incident.empty();
        throw CommandFailed(exit_not_found,
                            log ? "no log is called \"" + options.name + "\""
                                : "no document \"" + options.name + "\" of " + options.incident,
                            failed.why,
                            log ? "of one incident: tocsin document " + options.name +
                                      " INC-1; all: tocsin document"
                                : "tocsin document");
    }
}

DocumentCommand::DocumentCommand(Commands& commands) : commands_(commands) {
    add_document();
}

void DocumentCommand::add_document() {
    CLI::App* sub = commands_.command(
        commands_.app(), "document", "Prints a report, a letter or a log from the journal.",
        "  tocsin document\n"
        "  tocsin document hssi-report INC-2041 > report.md\n"
        "  tocsin document incident-log --from 2026-11-01 --to 2026-11-30 > log.csv",
        [this] {
            document_.json = commands_.json();
            return print_document(commands_.client(), document_, commands_.terminal());
        });
    sub->add_option("NAME", document_.name, "which; without: lists them");
    CLI::Option* incident =
        sub->add_option("INCIDENT", document_.incident, "such as INC-2041; without: a log");
    sub->add_option("--from", document_.from, "of a log: the first day; else a month ago")
        ->excludes(incident);
    sub->add_option("--to", document_.to, "the last day; else today")->excludes(incident);
    commands_.add_json(sub);
    commands_.add_daemon_options(sub);
}

}  // namespace tocsin
