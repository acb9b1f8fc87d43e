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

int write_note(const Client& client, const std::string& kind, const std::string& text,
               const std::string& by, Terminal& terminal) {
    JsonObject body;
    body.text("text", text);
    if (!kind.empty()) body.text("kind", kind);
    if (!by.empty()) body.text("by", by);
    const Node done = json_of(ask(client, "POST", "/v1/notes", body.str()));
    terminal.out << "Noted (" << text_of(done, "kind") << "): it stands in the next handover.\n";
    return exit_done;
}

}  // namespace tocsin
