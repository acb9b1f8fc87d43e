#include "daemon/cli_archive.h"

#include "daemon/cli_ask.h"
#include "daemon/cli_backup.h"
#include "daemon/json_writer.h"
#include "rota/counted.h"

namespace tocsin {
namespace {

std::uint64_t number_of(const Node& answer, const char* key) {
    return std::stoull("0" + text_of(answer, key));
}

}  // namespace

ArchiveCommand::ArchiveCommand(Commands& commands) : commands_(commands) {
    CLI::App* sub = commands.command(
        commands.app(), "archive",
        "Lets what is old leave the journal, behind a verified file that has it; says what would, "
        "without --yes.",
        "  tocsin archive --before 2026-01-01\n"
        "  tocsin archive --before 2026-01-01 --to /srv/tocsin-archive --yes",
        [this] { return yes_ ? archive() : try_out(); });
    sub->add_option("--before", before_, "a day: what is older leaves, of incidents that are over")
        ->required();
    sub->add_option("--to", to_,
                    "a folder, or a new file; not among the backups, which are pruned");
    sub->add_option("--by", by_, "who says so; else whoever runs this");
    sub->add_flag("--yes", yes_, "do it: what has left is in the file alone");
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

std::string ArchiveCommand::body(const std::string& file) const {
    JsonObject body;
    body.text("before", before_);
    if (!by_.empty()) body.text("by", by_);
    if (file.empty()) {
        body.truth("trial", true);
    } else {
        body.text("file", file);
    }
    return body.str();
}

DaemonAnswer ArchiveCommand::trial() const {
    return ask(commands_.client(), "POST", "/v1/archive", body(""));
}

int ArchiveCommand::try_out() const {
    const DaemonAnswer answer = trial();
    Terminal& terminal = commands_.terminal();
    if (commands_.json()) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const Node would = json_of(answer);
    terminal.out << "Would    let " << (text_of(would, "more") == "true" ? "at least " : "")
                 << counted(number_of(would, "entries"), "entry") << " of "
                 << number_of(would, "all") << " leave, from before " << before_ << "\n"
                 << "\nNothing was changed. To archive them, say the same with --to PATH and "
                    "--yes.\n";
    return exit_done;
}

int ArchiveCommand::archive() const {
    if (to_.empty())
        throw CommandFailed(exit_asked_wrongly, "nothing says where the archive goes", "",
                            "add --to with a folder, or a new file");
    const Client client = commands_.client();
    Terminal& terminal = commands_.terminal();
    const DaemonAnswer trying = trial();
    const Node would = json_of(trying);
    // Whoever asks every month has done all there is to do.
    if (number_of(would, "entries") == 0 && text_of(would, "more") != "true") {
        terminal.out << (commands_.json() ? trying.body
                                          : "Nothing  from before " + before_ +
                                                " may leave: no file was made.\n");
        return exit_done;
    }
    const MadeBackup made = make_backup(client, to_);
    std::uint64_t entries = 0;
    try {
        Node answer;
        do {
            answer = json_of(ask(client, "POST", "/v1/archive", body(made.file)));
            entries += number_of(answer, "entries");
        } while (text_of(answer, "more") == "true");
    } catch (const CommandFailed&) {
        if (!commands_.json()) {
            terminal.out << "Archive  " << made.file << " has the " << counted(entries, "entry")
                         << " that have left so far, or some more. Keep it.\n";
        }
        throw;
    }
    if (commands_.json()) {
        terminal.out << JsonObject()
                            .text("file", made.file)
                            .text("head", made.head)
                            .number("entries", static_cast<std::int64_t>(entries))
                            .str()
                     << "\n";
        return exit_done;
    }
    terminal.out << "Archive  " << made.file << ", verified to the head " << made.head << "\n"
                 << "Left     " << counted(entries, "entry") << " from before " << before_
                 << "; their hashes stay, and the chain holds\n"
                 << "\nKeep the file: what has left is nowhere else. To read an incident of it:\n"
                    "tocsin show INC-42 --file "
                 << made.file << "\n";
    return exit_done;
}

}  // namespace tocsin
