#include "daemon/cli_note.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"

namespace tocsin {

NoteCommands::NoteCommands(Commands& commands) : commands_(commands) {
    CLI::App* note = commands.command(commands.app(), "note",
                                      "Notes something on an incident; a closed one is corrected.",
                                      "  tocsin note INC-42 \"supplier reroutes\" --kind progress\n"
                                      "  tocsin note INC-42 \"it began at 01:40, not 01:52\"",
                                      [this] { return note_incident(); });
    note->require_subcommand(0, 1);
    note->add_option("INCIDENT", incident_, "such as INC-42");
    note->add_option("TEXT", text_, "one line");
    note->add_option("--kind", kind_, "note, action, observation or progress");
    CLI::App* handover =
        commands.command(*note, "handover", "Notes something for the next handover.",
                         "  tocsin note handover \"Supplier phones again at 09:00\"\n"
                         "  tocsin note handover --kind expected \"22:00 CHG-0077, Mail Relay\"",
                         [this] { return note_handover(); });
    handover->add_option("TEXT", text_, "one line")->required();
    handover->add_option("--kind", kind_, "information, change, expected, management-only");
    for (CLI::App* sub : {note, handover}) {
        sub->add_option("--by", by_, "who says so; else whoever runs this");
        commands.add_daemon_options(sub);
    }
}

std::string NoteCommands::body() const {
    JsonObject body;
    body.text("text", text_);
    if (!kind_.empty()) body.text("kind", kind_);
    if (!by_.empty()) body.text("by", by_);
    return body.str();
}

// CLI11 cannot require these two: "note handover" has neither.
int NoteCommands::note_incident() const {
    if (text_.empty()) {
        throw CommandFailed(exit_asked_wrongly, "nothing is noted", "",
                            "tocsin note INC-42 \"...\", or tocsin note handover \"...\"");
    }
    const std::string path = "/v1/incidents/" + percent_encoded(incident_) + "/notes";
    const Node done = json_of(ask(commands_.client(), "POST", path, body()));
    commands_.terminal().out << text_of(done, "incident") << ": noted\n";
    return exit_done;
}

int NoteCommands::note_handover() const {
    const Node done = json_of(ask(commands_.client(), "POST", "/v1/notes", body()));
    commands_.terminal().out << "Noted (" << text_of(done, "kind")
                             << "): it stands in the next handover.\n";
    return exit_done;
}

}  // namespace tocsin
