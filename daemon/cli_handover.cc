#include "daemon/cli_handover.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"

namespace tocsin {
namespace {

void print(const Node& handover, Terminal& terminal) {
    terminal.out << text_of(handover, "subject") << "\n\n" << text_of(handover, "text");
}

// A refusal of what is not there, in the words of handovers.
DaemonAnswer ask_of(const Client& client, const std::string& method, const std::string& path,
                    const std::string& body, const CommandFailed& none) {
    try {
        return ask(client, method, path, body);
    } catch (const CommandFailed& failed) {
        if (failed.exit_code != exit_not_found) throw;
        throw none;
    }
}

const CommandFailed nothing_given(exit_not_found, "nothing has been handed over in the last month",
                                  "", "tocsin handover --now shows what would be handed over now");
const CommandFailed no_call_waits(exit_not_found, "no handover waits for its phone call",
                                  "it is recorded already, or another number is meant",
                                  "tocsin handover shows the last one");

}  // namespace

int show_handover(const Client& client, bool now, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask_of(
        client, "GET", now ? "/v1/handovers/now" : "/v1/handovers/latest", "", nothing_given);
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const Node read = json_of(answer);
    if (!now) {
        print(read, terminal);
        const Node* call = read.find("call");
        const bool waits = call != nullptr && text_of(*call, "needed") == "true" &&
                           text_of(*call, "recorded") == "false";
        if (waits) terminal.out << "\nThe phone call is not recorded: tocsin handover call\n";
        return waits ? exit_needs_you : exit_done;
    }
    bool first = true;
    for (const Node& one : items_of(read, "handovers")) {
        if (!first) terminal.out << "\n----\n\n";
        first = false;
        print(one, terminal);
    }
    if (first) terminal.out << "Nobody would hand over to anybody at this moment.\n";
    return exit_done;
}

int record_handover_call(const Client& client, const std::string& id, const std::string& by,
                         const std::string& note, Terminal& terminal) {
    JsonObject body;
    if (!by.empty()) body.text("by", by);
    if (!note.empty()) body.text("note", note);
    const std::string path =
        "/v1/handovers/" + (id.empty() ? "latest" : percent_encoded(id)) + "/call";
    const Node done = json_of(ask_of(client, "POST", path, body.str(), no_call_waits));
    terminal.out << "The handover call " << text_of(done, "handover") << " is recorded.\n";
    return exit_done;
}

HandoverCommands::HandoverCommands(Commands& commands) : commands_(commands) {
    add_handover();
}

void HandoverCommands::add_handover() {
    CLI::App* show = commands_.command(
        commands_.app(), "handover", "Shows the last handover, or records its call.",
        "  tocsin handover\n  tocsin handover --now", [this] {
            return show_handover(commands_.client(), now_, commands_.json(), commands_.terminal());
        });
    show->add_flag("--now", now_, "what would be handed over at this moment; nothing is sent");
    commands_.add_json(show);
    commands_.add_daemon_options(show);
    CLI::App* call = commands_.command(
        *show, "call", "Records that the phone call of a handover was made.",
        "  tocsin handover call --by \"Kim Hazel\"\n"
        "  tocsin handover call --id 4711 --note \"divert set, heard it ring\"",
        [this] {
            return record_handover_call(commands_.client(), id_, by_, note_, commands_.terminal());
        });
    call->add_option("--id", id_, "which handover; else the one that waits for its call");
    call->add_option("--by", by_, "who says so; else whoever runs this");
    call->add_option("--note", note_, "what was agreed");
    commands_.add_daemon_options(call);
}

}  // namespace tocsin
