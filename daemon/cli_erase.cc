#include "daemon/cli_erase.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"
#include "rota/counted.h"

namespace tocsin {
namespace {

struct WordsErased {
    std::uint64_t entries = 0;
    Node last;  // answer of the daemon
};

// A part at a time, until there is no more.
WordsErased erase_all(const Client& client, const std::string& path, const std::string& body) {
    for (WordsErased erased;;) {
        erased.last = json_of(ask(client, "POST", path, body));
        erased.entries += std::stoull("0" + text_of(erased.last, "entries"));
        if (text_of(erased.last, "more") != "true") return erased;
    }
}

// Whoever asked must know what still holds the words.
void print_what_stays(const Node& answer, bool person, Terminal& terminal) {
    if (const Node* stays = answer.find("stays"); stays != nullptr && !stays->fields.empty()) {
        std::string kinds;
        for (const auto& [kind, count] : stays->fields)
            kinds += (kinds.empty() ? "" : ", ") + fit_for_terminal(count.text + " " + kind.text);
        terminal.out << "Stays    " << kinds
                     << ": of what is open or in force, or of the last days, which a start "
                        "reads.\n         What is left of the last days goes by itself at "
                        "night.\n";
    }
    if (person) {
        terminal.out << "Stays    what they did: who took, wrote or closed something is the "
                        "record, under their id.\n";
    }
    if (const std::string archives = joined(items_of(answer, "archives")); !archives.empty())
        terminal.out << "Archives " << archives
                     << ": what has left the journal keeps its words there.\n";
    const Node* backups = answer.find("backups");
    if (backups == nullptr) return;
    const std::string count = text_of(*backups, "count");
    terminal.out << "Backups  " << count << " in " << text_of(*backups, "folder");
    if (count != "0") {
        terminal.out << ", of " << text_of(*backups, "oldest") << " to "
                     << text_of(*backups, "newest")
                     << ": those made before keep the words\n         until they are removed";
    }
    terminal.out << ".\n";
}

}  // namespace

EraseCommand::EraseCommand(Commands& commands) : commands_(commands) {
    CLI::App* sub = commands.command(
        commands.app(), "erase",
        "Takes what people wrote out of the journal, for good; says what it would, without --yes.",
        "  tocsin erase INC-42 --reason \"request 17 of 2026\" --yes\n"
        "  tocsin erase --person pat.ash --also \"P. Ash\" --reason \"request 18 of 2026\"",
        [this] { return erase(); });
    CLI::Option* incident = sub->add_option("INCIDENT", incident_, "such as INC-42; it is over");
    CLI::Option* person =
        sub->add_option("--person", person_, "whatever names this person: pat.ash");
    person->excludes(incident);
    sub->add_option("--also", also_, "a name or an address that the person had as well")
        ->needs(person);
    sub->add_option("--reason", reason_, "why, without the words themselves: it stays")->required();
    sub->add_option("--by", by_, "who says so; else whoever runs this");
    sub->add_flag("--yes", yes_, "do it: nothing brings the words back");
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

std::string EraseCommand::body() const {
    JsonObject body;
    body.text("reason", reason_);
    if (!by_.empty()) body.text("by", by_);
    if (!yes_) body.truth("trial", true);
    if (!also_.empty()) {
        JsonList also;
        for (const std::string& word : also_) also.text(word);
        body.raw("also", also.str());
    }
    return body.str();
}

int EraseCommand::erase() const {
    if (incident_.empty() == person_.empty()) {
        throw CommandFailed(exit_asked_wrongly, "nothing is named to be erased", "",
                            "tocsin erase INC-42 --reason \"...\", or tocsin erase --person "
                            "pat.ash --reason \"...\"");
    }
    if (person_.empty() && !read_incident_id(incident_)) {
        throw CommandFailed(exit_asked_wrongly, "\"" + incident_ + "\" is no incident", "",
                            "write INC-42; whatever names a person: tocsin erase --person " +
                                incident_ + " --reason \"...\"");
    }
    const std::string path = person_.empty()
                                 ? "/v1/incidents/" + percent_encoded(incident_) + "/erase"
                                 : "/v1/people/" + percent_encoded(person_) + "/erase";
    Terminal& terminal = commands_.terminal();
    if (commands_.json()) {
        const DaemonAnswer answer = ask(commands_.client(), "POST", path, body());
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const WordsErased erased = erase_all(commands_.client(), path, body());
    const std::string of = joined(items_of(erased.last, "incidents"));
    terminal.out << (yes_ ? "Erased   " : "Would    erase ") << "the words of "
                 << counted(erased.entries, "entry") << (of.empty() ? "" : ", about " + of) << "\n";
    const Node* stays = erased.last.find("stays");
    const bool named = erased.entries > 0 || (stays != nullptr && !stays->fields.empty());
    if (!named && !person_.empty()) {
        terminal.out << "Mind     nothing names " << fit_for_terminal(person_)
                     << ": it was erased before, or they have another id (tocsin crew; names of "
                        "one\n         who has left: --also).\n";
    }
    print_what_stays(erased.last, !person_.empty(), terminal);
    if (!yes_) {
        terminal.out << "\nNothing was changed. To erase them for good, say the same with --yes.\n";
    }
    return exit_done;
}

}  // namespace tocsin
