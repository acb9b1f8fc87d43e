#include "daemon/cli_noise.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/file_text.h"
#include "daemon/json_writer.h"

#include <map>

namespace tocsin {
namespace {

// "service=gp-*" and "service=lims" are two patterns of one name.
std::string when_json(const std::vector<std::string>& when) {
    std::map<std::string, JsonList> names;
    for (const std::string& one : when) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw CommandFailed(exit_asked_wrongly,
                                "\"" + fit_for_terminal(one) +
                                    "\" says not which alarms: write "
                                    "service=gp-records, source=zabbix or \"key=*\"");
        }
        names[one.substr(0, equals)].text(one.substr(equals + 1));
    }
    JsonObject json;
    for (const auto& [name, patterns] : names) json.raw(name, patterns.str());
    return json.str();
}

std::string body_of(const SilenceOptions& options) {
    JsonObject body;
    body.raw("when", when_json(options.when)).text("reason", options.reason);
    if (!options.from.empty()) body.text("from", options.from);
    if (!options.until.empty()) body.text("until", options.until);
    if (!options.length.empty()) body.text("for", options.length);
    if (!options.by.empty()) body.text("by", options.by);
    if (options.severity_1) body.text("severity_1", "yes");
    return body.str();
}

std::string minute_of(const std::string& at) {
    return at.substr(0, 10) + (at.size() > 16 ? " " + at.substr(11, 5) : "");
}

int add_silence(const Client& client, const SilenceOptions& options, bool json,
                Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "POST", "/v1/silences", body_of(options));
    if (json) {
        terminal.out << answer.body << "\n";
        return exit_done;
    }
    const Node said = json_of(answer);
    terminal.out << "Silence " << text_of(said, "silence") << ": " << text_of(said, "words")
                 << ", until " << minute_of(text_of(said, "until")) << ".\n"
                 << "What fires then calls people.";
    if (!options.severity_1) terminal.out << " Severity 1 calls them at once.";
    terminal.out << "\n";
    return exit_done;
}

int list_silences(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/silences");
    if (json) {
        terminal.out << answer.body << "\n";
        return exit_done;
    }
    const Node said = json_of(answer);
    std::vector<Cells> rows;
    for (const Node& one : items_of(said, "silences")) {
        rows.push_back({text_of(one, "silence"), text_of(one, "state"),
                        minute_of(text_of(one, "from")), minute_of(text_of(one, "until")),
                        text_of(one, "suppressed") + " kept", text_of(one, "words"),
                        text_of(one, "by") + ": " + text_of(one, "reason")});
    }
    terminal.out << (rows.empty() ? "Nothing is silent.\n" : columns(rows));
    return exit_done;
}

int list_suppressed(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/suppressed");
    if (json) {
        terminal.out << answer.body << "\n";
        return exit_done;
    }
    const Node said = json_of(answer);
    std::vector<Cells> rows;
    for (const Node& one : items_of(said, "suppressed")) {
        rows.push_back({minute_of(text_of(one, "since")), "sev " + text_of(one, "severity"),
                        text_of(one, "service"), text_of(one, "source"), text_of(one, "why"),
                        text_of(one, "summary")});
    }
    terminal.out << (rows.empty() ? "Nothing is suppressed.\n" : columns(rows));
    const std::size_t all = std::stoul("0" + text_of(said, "count"));
    if (all > rows.size()) terminal.out << "and " << all - rows.size() << " more\n";
    return exit_done;
}

// Exit code 1 when one is missing.
int list_heartbeats(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/heartbeats");
    const Node said = json_of(answer);
    bool missing = false;
    std::vector<Cells> rows;
    for (const Node& one : items_of(said, "heartbeats")) {
        const std::string state = text_of(one, "state");
        missing = missing || state == "missing";
        const std::string last = text_of(one, "last");
        rows.push_back({text_of(one, "heartbeat"), state,
                        last.empty() ? "never came" : "last " + minute_of(last),
                        "due " + minute_of(text_of(one, "due")),
                        "every " + text_of(one, "every") + ", grace " + text_of(one, "grace")});
    }
    if (json) {
        terminal.out << answer.body << "\n";
    } else {
        terminal.out << (rows.empty() ? "No heartbeat is expected.\n" : columns(rows));
    }
    return missing ? exit_needs_you : exit_done;
}

int send_heartbeat(const Client& client, const std::string& name, bool fails,
                   const std::string& why, Terminal& terminal) {
    const std::string path = "/v1/heartbeats/" + percent_encoded(name) + (fails ? "/fail" : "");
    const Node said = json_of(ask(
        client, "POST", path, fails && !why.empty() ? JsonObject().text("words", why).str() : ""));
    terminal.out << (fails ? "Heard that it failed" : "Heard");
    const std::string incidents = joined(items_of(said, "incidents"));
    if (!incidents.empty()) terminal.out << ": " << incidents;
    terminal.out << ".\n";
    return exit_done;
}

int try_route(const Client& client, const std::string& path, const std::string& source, bool json,
              Terminal& terminal) {
    const FileText file = read_file(path == "-" ? "/dev/stdin" : path);
    if (!file.text) throw CommandFailed(exit_asked_wrongly, path + " cannot be read: " + file.why);
    const DaemonAnswer answer =
        ask(client, "POST", "/v1/sources/" + percent_encoded(source) + "/trial", *file.text);
    if (json) {
        terminal.out << answer.body << "\n";
        return exit_done;
    }
    const Node said = json_of(answer);
    for (const Node& alarm : items_of(said, "alarms")) {
        const std::string route = text_of(alarm, "route");
        terminal.out << text_of(alarm, "key") << ": " << text_of(alarm, "says") << ", "
                     << text_of(alarm, "service") << ", severity " << text_of(alarm, "severity")
                     << ", procedure " << text_of(alarm, "procedure") << ", "
                     << (route.empty() ? "by no route" : "by the route " + route) << "\n  "
                     << text_of(alarm, "summary") << "\n";
    }
    terminal.out << "It would now:\n";
    for (const Node& line : items_of(said, "would"))
        terminal.out << "  " << fit_for_terminal(line.text) << "\n";
    return exit_done;
}

}  // namespace

NoiseCommands::NoiseCommands(Commands& commands) {
    add_silences(commands);
    add_heartbeats(commands);
    add_routes(commands);
}

void NoiseCommands::add_silences(Commands& commands) {
    CLI::App* group = commands.group("silence", "Maintenance windows: alarms that call nobody.");
    CLI::App* add = commands.command(
        *group, "add", "Sets one. It ends by itself; severity 1 breaks through.",
        "  tocsin silence add service=gp-records --for 2h --reason CHG-0077\n"
        "  tocsin silence add source=zabbix \"service=ward-*\" --from \"2026-11-28 22:00\" "
        "--until \"2026-11-29 02:00\" --reason \"switch replaced\"",
        [this, &commands] {
            return add_silence(commands.client(), silence_, commands.json(), commands.terminal());
        });
    add->add_option("NAME=PATTERN", silence_.when,
                    "which alarms: any pattern of a name, and all names")
        ->required();
    add->add_option("--from", silence_.from, "local time; else now");
    add->add_option("--until", silence_.until, "local time");
    add->add_option("--for", silence_.length, "so long: 2h, 90m");
    add->add_option("--reason", silence_.reason, "why")->required();
    add->add_option("--by", silence_.by, "who asks for it");
    add->add_flag("--severity-1-too", silence_.severity_1,
                  "alarms of severity 1 call nobody either");
    CLI::App* list = commands.command(
        *group, "list", "Those that run, are to come, or ended within a week.",
        "  tocsin silence list\n  tocsin silence list --json", [&commands] {
            return list_silences(commands.client(), commands.json(), commands.terminal());
        });
    CLI::App* end = commands.command(
        *group, "end", "Ends one now: what still fires calls people.",
        "  tocsin silence end 4711\n  tocsin silence list", [this, &commands] {
            ask(commands.client(), "DELETE", "/v1/silences/" + percent_encoded(silence_.number));
            commands.terminal().out << "Ended. What still fires calls people now.\n";
            return exit_done;
        });
    end->add_option("NUMBER", silence_.number, "as tocsin silence list shows it")->required();
    CLI::App* kept = commands.command(
        commands.app(), "suppressed", "Alarms that fire and have called nobody, and why.",
        "  tocsin suppressed\n  tocsin suppressed --json", [&commands] {
            return list_suppressed(commands.client(), commands.json(), commands.terminal());
        });
    for (CLI::App* sub : {add, list, kept}) commands.add_json(sub);
    for (CLI::App* sub : {add, list, end, kept}) commands.add_daemon_options(sub);
}

void NoiseCommands::add_heartbeats(Commands& commands) {
    CLI::App* group = commands.group("heartbeat", "Signs of life that jobs must send.");
    CLI::App* list = commands.command(
        *group, "list", "Those that are expected: 1 when one is missing.",
        "  tocsin heartbeat list\n  tocsin heartbeat list --json", [&commands] {
            return list_heartbeats(commands.client(), commands.json(), commands.terminal());
        });
    commands.add_json(list);
    CLI::App* send =
        commands.command(*group, "send", "Sends one, or says that the job failed.",
                         "  nightly-backup && tocsin heartbeat send nightly-backup\n"
                         "  tocsin heartbeat send nightly-backup --failed \"disk full\"",
                         [this, &commands] {
                             return send_heartbeat(commands.client(), heartbeat_, fails_, failed_,
                                                   commands.terminal());
                         });
    send->add_option("NAME", heartbeat_, "as the configuration has it")->required();
    // An empty reason is one as well: a script may have nothing to say.
    send->add_option("--failed", failed_, "why it failed")->each([this](const std::string&) {
        fails_ = true;
    });
    for (CLI::App* sub : {list, send}) commands.add_daemon_options(sub);
}

void NoiseCommands::add_routes(Commands& commands) {
    CLI::App* group = commands.group("route", "What alarms mean here.");
    CLI::App* test = commands.command(
        *group, "test", "What a message of a monitor would become now, and why. Nothing changes.",
        "  tocsin route test payload.json --source zabbix\n"
        "  curl ... | tocsin route test - --source zabbix --json",
        [this, &commands] {
            return try_route(commands.client(), payload_, source_, commands.json(),
                             commands.terminal());
        });
    test->add_option("FILE", payload_, "the body as the monitor sends it, or -")->required();
    test->add_option("--source", source_, "as the configuration names it")->required();
    commands.add_json(test);
    commands.add_daemon_options(test);
}

}  // namespace tocsin
