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

OwedCommands::OwedCommands(Commands& commands) : commands_(commands) {
    add_owed();
}

// One command an act on what an incident owes. `text` is its option for proof or reason.
CLI::App* OwedCommands::add_owed_act(const std::string& name, const std::string& act,
                                     const std::string& text, bool needed, const std::string& about,
                                     const std::string& examples) {
    CLI::App* sub = commands_.command(commands_.app(), name, about, examples, [this, act] {
        owed_.act = act;
        return act_on_owed(commands_.client(), owed_, commands_.terminal());
    });
    sub->add_option("INCIDENT", owed_.incident, "INC-42 or 42")->required();
    sub->add_option("NAME", owed_.name, "as tocsin owed and the procedure name it")->required();
    sub->add_option(text, owed_.text, "one line, for the record")->required(needed);
    sub->add_option("--by", owed_.by, "who says so; else whoever runs this");
    commands_.add_daemon_options(sub);
    return sub;
}

void OwedCommands::add_owed() {
    CLI::App* show = commands_.command(
        commands_.app(), "owed", "Shows what is owed, by whom and until when; the next first.",
        "  tocsin owed\n  tocsin owed INC-42\n  tocsin owed --strict", [this] {
            return show_owed(commands_.client(), owed_.incident, strict_, commands_.json(),
                             commands_.terminal());
        });
    show->add_option("INCIDENT", owed_.incident, "INC-42 or 42: of this one alone");
    show->add_flag("--strict", strict_, "exit 1 when anything is owed, not only when it is late");
    commands_.add_json(show);
    commands_.add_daemon_options(show);
    add_owed_act("met", "meet", "--proof", false, "Records that what was owed is done.",
                 "  tocsin met INC-42 conference-call --by \"Kim Hazel\"\n"
                 "  tocsin met INC-42 report --proof \"DOC-7, in the shared folder\"");
    add_owed_act("ask", "ask", "--reason", false,
                 "Asks for what is owed only when it is wanted: a conference call.",
                 "  tocsin ask INC-42 conference-call --by \"Pat Ash\"");
    add_owed_act("waive", "waive", "--reason", true,
                 "Records that what is owed is not needed, and why.",
                 "  tocsin waive INC-42 conference-call --reason \"fixed meanwhile\"");
    CLI::App* later = add_owed_act(
        "put-off", "put-off", "--reason", true, "Sets another time for what is owed.",
        "  tocsin put-off INC-42 report --until \"2026-11-30 17:30\" --reason \"parts\"");
    later->add_option("--until", owed_.due, "local time, or with Z or an offset")->required();
    add_owed_act("pause", "pause", "--reason", true, "Stops the clock of what is owed.",
                 "  tocsin pause INC-42 report --reason \"disciplinary process\"");
    add_owed_act("reject", "reject", "--reason", true,
                 "Sends back what was given: it is owed again until it is enough.",
                 "  tocsin reject INC-42 report --reason \"no root cause\"");
    add_owed_act("resume", "resume", "--reason", false, "Lets the clock run on.",
                 "  tocsin resume INC-42 report");
}

}  // namespace tocsin
