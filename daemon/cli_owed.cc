#include "daemon/cli_owed.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"

namespace tocsin {
namespace {

void print_settled(const Node& read, Terminal& terminal) {
    std::vector<Cells> rows;
    for (const Node& one : items_of(read, "settled")) {
        const std::string by = text_of(one, "by");
        const std::string text = text_of(one, "text");
        rows.push_back({text_of(one, "standing") + (text_of(one, "late") == "true" ? ", late" : ""),
                        text_of(one, "what"), by.empty() ? "" : "by " + by, text});
    }
    if (!rows.empty()) terminal.out << "\n" << columns(rows, 3);
}

std::string done_words(const std::string& act) {
    if (act == "meet") return "met";
    if (act == "ask") return "asked for";
    if (act == "waive") return "waived";
    if (act == "put-off") return "put off";
    if (act == "reject") return "rejected, and owed again";
    return act == "pause" ? "paused" : "running again";
}

}  // namespace

int show_owed(const Client& client, const std::string& incident, bool strict, bool json,
              Terminal& terminal) {
    const std::string query = incident.empty() ? "" : "?incident=" + percent_encoded(incident);
    const DaemonAnswer answer = ask(client, "GET", "/v1/obligations" + query);
    const Node read = json_of(answer);
    const std::vector<Node>& all = items_of(read, "obligations");
    const std::string late = text_of(read, "late");
    const bool needs_you = late != "0" || (strict && !all.empty());
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return needs_you ? exit_needs_you : exit_done;
    }
    if (all.empty()) {
        terminal.out << "Nothing is owed.\n";
        print_settled(read, terminal);
        return exit_done;
    }
    const std::size_t others = all.size() - std::stoul(late);
    if (late != "0") {
        terminal.out << late << " late"
                     << (others > 0 ? ", " + std::to_string(others) + " more" : "");
    } else {
        terminal.out << others << " owed, nothing late";
    }
    terminal.out << "\n\n";
    std::vector<Cells> rows;
    std::string example;
    for (const Node& one : all) {
        const std::string name = text_of(one, "name");
        const std::string when = text_of(one, "when");
        rows.push_back({text_of(one, "late") == "true" ? alarming(terminal, when) : when,
                        text_of(one, "due_words"), text_of(one, "incident"), text_of(one, "what"),
                        text_of(one, "owner"), text_of(one, "then")});
        if (example.empty() && !name.empty()) example = text_of(one, "incident") + " " + name;
    }
    terminal.out << columns(rows, 3);
    print_settled(read, terminal);
    if (!example.empty()) terminal.out << "\nMark one as met: tocsin met " << example << "\n";
    return needs_you ? exit_needs_you : exit_done;
}

int act_on_owed(const Client& client, const OwedAct& act, Terminal& terminal) {
    JsonObject body;
    body.text("act", act.act);
    if (!act.text.empty()) body.text(act.act == "meet" ? "proof" : "reason", act.text);
    if (!act.due.empty()) body.text("due", act.due);
    if (!act.by.empty()) body.text("by", act.by);
    ask(client, "POST",
        "/v1/incidents/" + percent_encoded(act.incident) + "/obligations/" +
            percent_encoded(act.name),
        body.str());
    terminal.out << act.incident << ": " << act.name << " is " << done_words(act.act) << ".\n";
    return exit_done;
}

}  // namespace tocsin
