#include "daemon/cli_audit.h"

#include "daemon/ascii.h"
#include "daemon/backup.h"
#include "daemon/cli_ask.h"
#include "daemon/fields.h"
#include "daemon/verified_json.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// "INC-2039" of "inc-2039" or "2039".
std::string reference_of(const std::string& text) {
    const bool named = text.size() > 4 && same_word(text.substr(0, 4), "INC-");
    const std::string number = named ? text.substr(4) : text;
    const bool whole =
        !number.empty() && number.size() <= 18 && std::ranges::all_of(number, ascii_digit);
    if (whole) return "INC-" + number;
    throw CommandFailed(exit_asked_wrongly, "\"" + text + "\" is no incident", "",
                        "write one such as INC-2039");
}

std::string sound_words(const std::string& entries, const std::string& left) {
    const std::string words = "Sound: every one of " + entries + " entries fits the one before it";
    if (left.empty() || left == "0") return words + ".\n";
    return words + ";\n       " + left + " of them have left the journal, and their hashes fit.\n";
}

}  // namespace

int verify_audit(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/audit");
    const Node audit = json_of(answer);
    const std::string verdict = text_of(audit, "sound");
    if (verdict != "true" && verdict != "false") {
        throw CommandFailed(exit_silent, "the daemon's answer is not about its journal");
    }
    const bool sound = verdict == "true";
    const int code = sound ? exit_done : exit_needs_you;
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return code;
    }
    const std::string entries = text_of(audit, "entries");
    const std::string head = text_of(audit, "head");
    if (sound) {
        terminal.out << sound_words(entries, text_of(audit, "left")) << "Head   " << head << "\n";
        return code;
    }
    terminal.out << alarming(terminal, "NOT SOUND") << ": entry " << text_of(audit, "first_bad")
                 << " is the first that does not hold.\n"
                 << "Why    " << text_of(audit, "why") << "\n"
                 << "Head   " << head << "\n\n"
                 << "Keep the file as it is, and compare it with a backup.\n";
    return code;
}

int verify_file(const std::filesystem::path& file, bool json, Terminal& terminal) {
    try {
        const FileProof proof = prove_file(file);
        const Verified& verified = proof.verified;
        const std::string head = to_hex(verified.head.hash);
        if (json) {
            terminal.out << verified_json(verified) << "\n";
        } else if (verified.sound) {
            terminal.out << sound_words(std::to_string(verified.head.seq),
                                        std::to_string(verified.left))
                         << "Head   " << head << "\n";
            if (proof.backed_up) terminal.out << "Made   " << iso_utc(*proof.backed_up) << "\n";
        } else {
            terminal.out << alarming(terminal, "NOT SOUND") << ": " << verified.why << ".\n"
                         << "Head   " << head << ", of entry " << verified.head.seq << "\n\n"
                         << "Do not restore it: take another.\n";
        }
        return verified.sound ? exit_done : exit_needs_you;
    } catch (const StoreError& failure) {
        throw CommandFailed(exit_asked_wrongly, file.string() + " cannot be verified",
                            failure.what());
    }
}

int explain(const Client& client, const ExplainOptions& options, Terminal& terminal) {
    std::string path = "/v1/incidents/" + reference_of(options.incident) + "/explain";
    if (!options.person.empty()) {
        if (!plain_name(options.person)) {
            throw CommandFailed(exit_asked_wrongly, "\"" + options.person + "\" is no person", "",
                                "write an id such as pat.ash");
        }
        path += "?person=" + options.person;
    }
    const bool json = options.json;
    const DaemonAnswer answer =
        ask(client, "GET", path, "", json ? "application/json" : "text/plain");
    terminal.out << (json ? answer.body : fit_for_terminal(answer.body))
                 << (answer.body.ends_with('\n') ? "" : "\n");
    return exit_done;
}

AuditCommands::AuditCommands(Commands& commands) : commands_(commands) {
    add_audit();
    add_explain();
}

void AuditCommands::add_audit() {
    CLI::App* audit = commands_.group("audit", "Proves that the journal is whole.");
    CLI::App* sub = commands_.command(
        *audit, "verify", "Verifies the chain of the journal.",
        "  tocsin audit verify\n"
        "  tocsin audit verify --file tocsin-20261127T031500Z-48213-9f3a60c1d2e4.db",
        [this] {
            if (!file_.empty()) {
                return verify_file(file_, commands_.json(), commands_.terminal());
            }
            return verify_audit(commands_.client(), commands_.json(), commands_.terminal());
        });
    sub->add_option("--file", file_, "a backup, without asking any daemon");
    commands_.add_json(sub);
    commands_.add_daemon_options(sub);
}

void AuditCommands::add_explain() {
    CLI::App* sub =
        commands_.command(commands_.app(), "explain", "Says why people were called, or were not.",
                          "  tocsin explain INC-2039\n"
                          "  tocsin explain INC-2039 --person kit.fir",
                          [this] {
                              explaining_.json = commands_.json();
                              return explain(commands_.client(), explaining_, commands_.terminal());
                          });
    sub->add_option("INCIDENT", explaining_.incident, "such as INC-2039")->required();
    sub->add_option("--person", explaining_.person,
                    "why this person was called, or was not: pat.ash");
    commands_.add_json(sub);
    commands_.add_daemon_options(sub);
}

}  // namespace tocsin
