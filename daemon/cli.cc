#include "daemon/cli.h"

#include "daemon/cli_archive.h"
#include "daemon/cli_audit.h"
#include "daemon/cli_backup.h"
#include "daemon/cli_channel.h"
#include "daemon/cli_check.h"
#include "daemon/cli_commands.h"
#include "daemon/cli_completion.h"
#include "daemon/cli_crew.h"
#include "daemon/cli_doctor.h"
#include "daemon/cli_document.h"
#include "daemon/cli_drill.h"
#include "daemon/cli_erase.h"
#include "daemon/cli_feed.h"
#include "daemon/cli_handover.h"
#include "daemon/cli_incident.h"
#include "daemon/cli_list.h"
#include "daemon/cli_manual.h"
#include "daemon/cli_noise.h"
#include "daemon/cli_note.h"
#include "daemon/cli_notice.h"
#include "daemon/cli_owed.h"
#include "daemon/cli_page.h"
#include "daemon/cli_preview.h"
#include "daemon/cli_rota_commands.h"
#include "daemon/cli_sheet.h"
#include "daemon/cli_show.h"
#include "daemon/cli_simulate.h"
#include "daemon/cli_socket.h"
#include "daemon/cli_token.h"
#include "daemon/cli_triage.h"
#include "daemon/cli_watch.h"
#include "daemon/cli_who.h"
#include "daemon/clock.h"
#include "daemon/schema.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// What ask a daemon, in the order in which --help lists them: the life of an incident first.
struct AskingCommands {
    explicit AskingCommands(Commands& commands)
        : incidents(commands),
          list(commands),
          show(commands),
          watch(commands),
          triage(commands),
          notices(commands),
          note(commands),
          owed(commands),
          audit(commands),
          who(commands),
          rota(commands),
          crew(commands),
          feed(commands),
          handover(commands),
          document(commands),
          simulate(commands),
          preview(commands),
          pages(commands),
          drills(commands),
          channels(commands),
          noise(commands),
          token(commands),
          doctor(commands),
          backup(commands),
          erase(commands),
          archive(commands) {}

    IncidentCommands incidents;
    ListCommand list;
    ShowCommand show;
    WatchCommand watch;
    TriageCommands triage;
    NoticeCommands notices;
    NoteCommands note;
    OwedCommands owed;
    AuditCommands audit;
    WhoCommand who;
    RotaCommands rota;
    CrewCommands crew;
    FeedCommands feed;
    HandoverCommands handover;
    DocumentCommand document;
    SimulateCommand simulate;
    PreviewCommand preview;
    PageCommands pages;
    DrillCommands drills;
    ChannelCommands channels;
    NoiseCommands noise;
    TokenCommands token;
    DoctorCommand doctor;
    BackupCommands backup;
    EraseCommand erase;
    ArchiveCommand archive;
};

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* sub : app.get_subcommands({})) names.push_back(sub->get_name());
    return names;
}

// Whether a word behind `app` may be something else than a command of its own.
bool takes_words(const CLI::App& app) {
    return std::ranges::any_of(app.get_options(),
                               [](const CLI::Option* option) { return option->get_positional(); });
}

// "tocsin token add".
std::string full_name(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    return (parent ? full_name(*parent) + " " : "") + app.get_name();
}

std::string help_of(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    return app.help(parent ? full_name(*parent) : "");
}

// What people type for a command that is called otherwise here.
std::string meant_by(const std::string& word, const std::vector<std::string>& names) {
    static const std::map<std::string, std::string> others = {
        {"report", "open"},     {"create", "open"}, {"take", "ack"},
        {"acknowledge", "ack"}, {"get", "show"},    {"ls", "list"},
        {"status", "list"},     {"tail", "watch"},  {"events", "watch"}};
    const auto other = others.find(word);
    const bool here =
        other != others.end() && std::ranges::find(names, other->second) != names.end();
    return here ? other->second : near(word, names);
}

class CommandLine {
public:
    CommandLine(Terminal& terminal, const std::function<int(const ServeOptions&)>& start)
        : commands_(terminal), terminal_(terminal), app_(commands_.app()), serve_(start) {
        app_.set_version_flag("--version", "tocsin " TOCSIN_VERSION ", journals of schema " +
                                               std::to_string(schema_version()));
        app_.require_subcommand(1);
        app_.footer(exit_codes_line());
        asking_.emplace(commands_);
        add_serve();
        add_check();
        add_sheet();
        add_completion();
        add_help();
    }

    int run(const std::vector<std::string>& arguments) {
        if (arguments.empty()) {
            terminal_.err << app_.help();
            return exit_asked_wrongly;
        }
        refuse_unknown_command(arguments);
        try {
            // CLI11 takes them from the last to the first.
            app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
        } catch (const CLI::CallForHelp&) {
            terminal_.out << help_of(deepest());
            return exit_done;
        } catch (const CLI::CallForVersion& version) {
            terminal_.out << version.what() << "\n";
            return exit_done;
        } catch (const CLI::ParseError& mistake) {
            throw CommandFailed(exit_asked_wrongly, mistake.what() + option_meant(), "",
                                full_name(deepest()) + " --help");
        }
        const int code = commands_.run_written();
        written_out();
        return code;
    }

private:
    void add_serve() {
        CLI::App* sub =
            commands_.command(app_, "serve", "Runs the daemon.",
                              "  tocsin serve --config /etc/tocsin/tocsin.yaml\n"
                              "  tocsin serve --config drill.yaml --exercise --speed 60 --begin "
                              "2026-11-28T03:00",
                              [this] { return start(); });
        sub->add_option("--config", serving_.config, "the configuration")->required();
        CLI::Option* exercise =
            sub->add_flag("--exercise", serving_.exercise, "a drill: nothing reaches real people");
        sub->add_option("--speed", serving_.speed, "how much faster time runs in a drill")
            ->check(CLI::Range(1, 60))
            ->needs(exercise);
        sub->add_option("--begin", serving_.begin, "local time at which a drill begins")
            ->needs(exercise);
    }

    void add_check() {
        CLI::App* sub =
            commands_.command(app_, "check", "Checks the configuration, procedures and rotas.",
                              "  tocsin check\n"
                              "  tocsin check --config tocsin.yaml rotas/2026-11-23.yaml",
                              [this] {
                                  checking_.config = commands_.config();
                                  return check(checking_, machine_time().utc, terminal_);
                              });
        commands_.add_config(sub, std::string("the configuration; else ") + default_config);
        sub->add_option("FILES", checking_.files, "rotas and procedures that are not in force yet");
    }

    void add_sheet() {
        CLI::App* sub = commands_.command(
            app_, "sheet", "Prints the on-call sheet from the disk; needs no daemon.",
            "  tocsin sheet\n  tocsin sheet --folder /srv/on-call", [this] {
                return print_sheet(
                    sheet_.empty() ? sheet_folder_of(commands_.config()) : fs::path(sheet_),
                    machine_time().utc, terminal_);
            });
        sub->add_option("--folder", sheet_, "where it lies; else as the configuration says");
        commands_.add_config(sub, std::string("else ") + default_config);
    }

    void add_completion() {
        CLI::App* sub = commands_.command(
            app_, "completion", "Prints a script by which your shell completes commands.",
            "  source <(tocsin completion bash)\n"
            "  tocsin completion zsh > ~/.zsh/functions/_tocsin",
            [this] {
                terminal_.out << (topic_ == "zsh" ? zsh_completion(app_) : bash_completion(app_));
                return exit_done;
            });
        sub->add_option("SHELL", topic_, "bash or zsh")
            ->required()
            ->check(CLI::IsMember({"bash", "zsh"}));
    }

    void add_help() {
        CLI::App* sub =
            commands_.command(app_, "help", "Explains a command, the exit codes, or all for man.",
                              "  tocsin help who\n  tocsin help exit", [this] { return help(); });
        sub->add_option("TOPIC", topic_, "a command; exit; or manual, which man reads");
    }

    int help() {
        if (topic_ == "exit") {
            terminal_.out << exit_codes_text();
        } else if (topic_ == "manual") {
            terminal_.out << manual(app_, TOCSIN_VERSION);
        } else if (topic_.empty()) {
            terminal_.out << app_.help();
        } else {
            refuse_unknown_command({topic_});
            terminal_.out << help_of(*app_.get_subcommand(topic_));
        }
        return exit_done;
    }

    int start() {
        // Which zone it means is in the configuration; here only whether it is a time at all.
        if (serving_.begin && !parse_when(*serving_.begin, Zone())) {
            throw CommandFailed(exit_asked_wrongly,
                                "no moment can be read from --begin \"" + *serving_.begin + "\"",
                                "", "write local time such as 2026-11-28T03:00");
        }
        return serve_(serving_);
    }

    void refuse_unknown_command(const std::vector<std::string>& words) const {
        const CLI::App* app = &app_;
        std::string before;
        for (const std::string& word : words) {
            const std::vector<std::string> names = commands_of(*app);
            if (names.empty() || word.starts_with('-')) return;
            if (std::ranges::find(names, word) == names.end()) {
                if (takes_words(*app)) return;
                const std::string meant = meant_by(word, names);
                std::string what = "no command \"" + before + word + "\"";
                what += meant.empty() ? "" : ". Did you mean \"" + before + meant + "\"?";
                throw CommandFailed(exit_asked_wrongly, what, "",
                                    meant.empty() ? "tocsin " + before + "--help" : "");
            }
            app = app->get_subcommand(word);
            before += word + " ";
        }
    }

    // Whoever sends what we say into a file believes the exit code.
    void written_out() const {
        if (terminal_.out.flush()) return;
        throw CommandFailed(exit_needs_you, "what it says could not be written", "",
                            "make room where the output goes; a change that was asked for is made");
    }

    // Of an option that the command has not: the one that it may be.
    std::string option_meant() const {
        const CLI::App& command = deepest();
        std::vector<std::string> names;
        for (const CLI::Option* option : command.get_options()) {
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
        }
        for (const std::string& word : app_.remaining(true)) {
            const std::string given = word.substr(0, word.find('='));
            const std::string meant = given.starts_with("--") ? near(given, names) : "";
            if (!meant.empty()) return ". Did you mean " + meant + "?";
        }
        return "";
    }

    // The command that the arguments reached before they went wrong or asked for help.
    const CLI::App& deepest() const {
        const CLI::App* app = &app_;
        while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
        return *app;
    }

    Commands commands_;
    Terminal& terminal_;
    CLI::App& app_;
    const std::function<int(const ServeOptions&)>& serve_;
    std::optional<AskingCommands> asking_;
    ServeOptions serving_;
    CheckOptions checking_;
    std::string sheet_;
    std::string topic_;
};

// Lines after the first stand below it.
void print(std::ostream& out, const std::string& label, const std::string& text) {
    if (text.empty()) return;
    out << label;
    for (const char sign : text) out << sign << (sign == '\n' ? "     " : "");
    out << "\n";
}

}  // namespace

int command_line(const std::vector<std::string>& arguments, Terminal& terminal,
                 const std::function<int(const ServeOptions&)>& serve) {
    try {
        return CommandLine(terminal, serve).run(arguments);
    } catch (const CommandFailed& failure) {
        print(terminal.err, "tocsin: ", failure.what());
        print(terminal.err, "why: ", failure.why);
        print(terminal.err, "do:  ", failure.fix);
        return failure.exit_code;
    }
}

}  // namespace tocsin
