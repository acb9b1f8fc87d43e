#include "daemon/cli_incident.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/cli_moment.h"
#include "daemon/json_writer.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

std::string body_of(const IncidentAct& act) {
    JsonObject body;
    for (const auto& [field, words] : act.fields) {
        if (!words.empty()) body.text(field, words);
    }
    if (act.down) body.text("state", "down");
    if (act.degraded) body.text("state", "degraded");
    if (act.severity != 0) body.number("severity", act.severity);
    return body.str();
}

// Opens an incident and says its name.
int open_incident(const Client& client, const IncidentAct& act, Terminal& terminal) {
    const Node answer = json_of(ask(client, "POST", "/v1/incidents", body_of(act)));
    const std::string incident = text_of(answer, "incident");
    const bool again = text_of(answer, "repeat") == "true";
    terminal.out << incident << (again ? ": known already, reported again" : ": opened") << "\n"
                 << "See who is called: tocsin show " << incident << "\n";
    return exit_done;
}

// POSTs the act to `verb` of the incident ("confirm") and says what it is now: `done`.
int act_on_incident(const Client& client, const std::string& verb, const IncidentAct& act,
                    const std::string& done, Terminal& terminal) {
    const std::string path = "/v1/incidents/" + percent_encoded(act.incident) + "/" + verb;
    const Node answer = json_of(ask(client, "POST", path, body_of(act)));
    terminal.out << text_of(answer, "incident") << ": " << done << "\n";
    return exit_done;
}

}  // namespace

IncidentCommands::IncidentCommands(Commands& commands) : commands_(commands) {
    add_open();
    add_work();
}

// A field of the body, as the API calls it.
CLI::Option* IncidentCommands::add_field(CLI::App* sub, const std::string& option,
                                         const std::string& field, const std::string& words) {
    return sub->add_option(option, act_.fields[field], words);
}

void IncidentCommands::add_state(CLI::App* sub) {
    CLI::Option* down = sub->add_flag("--down", act_.down, "the service is down");
    sub->add_flag("--degraded", act_.degraded, "the service is degraded")->excludes(down);
}

// A moment as people write it behind the option of that name, for the API.
std::string IncidentCommands::in_utc(const std::string& field) {
    const auto at = asked_moment("--" + field, act_.fields[field], load_zone("Europe/London"),
                                 commands_.terminal());
    return at ? iso_utc(*at) : "";
}

void IncidentCommands::add_open() {
    CLI::App* sub = commands_.command(
        commands_.app(), "open", "Opens an incident, which calls whoever is on duty.",
        "  tocsin open gp-records --down --sev 1 --summary \"GP Records do not open\"\n"
        "  tocsin open ward-orders --degraded --summary \"orders wait\" --place Northtown",
        [this] {
            for (const char* moment : {"began", "resolved"}) act_.fields[moment] = in_utc(moment);
            return open_incident(commands_.client(), act_, commands_.terminal());
        });
    add_field(sub, "SERVICE", "service", "its name or its id")->required();
    add_field(sub, "--summary", "summary", "what is wrong, in one line")->required();
    sub->add_option("--sev", act_.severity, "severity; else 2")->check(CLI::Range(1, 5));
    add_state(sub);
    add_field(sub, "--place", "place", "else the service's own");
    add_field(sub, "--procedure", "procedure", "else the service's own");
    add_field(sub, "--key", "key", "the same key again is the same trouble");
    add_field(sub, "--began", "began", "UK time such as 2026-11-26T13:50; else now");
    CLI::Option* resolved =
        add_field(sub, "--resolved", "resolved", "it is over, since then: nobody is called");
    add_field(sub, "--resolution", "resolution", "what mended it")->needs(resolved);
    add_field(sub, "--impact", "impact", "what users could not do")->needs(resolved);
    commands_.add_daemon_options(sub);
}

// What people do to one incident. `verb` is the end of its address.
CLI::App* IncidentCommands::incident_command(const std::string& name, const std::string& verb,
                                             const std::string& sentence,
                                             const std::string& examples, const std::string& done) {
    CLI::App* sub =
        commands_.command(commands_.app(), name, sentence, examples, [this, verb, done] {
            return act_on_incident(commands_.client(), verb, act_, done, commands_.terminal());
        });
    sub->add_option("INCIDENT", act_.incident, "such as INC-42")->required();
    commands_.add_daemon_options(sub);
    return sub;
}

void IncidentCommands::add_work() {
    CLI::App* confirm = incident_command(
        "confirm", "confirm", "Confirms an incident: the status page shows it.",
        "  tocsin confirm INC-42 --down --impact \"Users cannot open shared records\"\n"
        "  tocsin confirm INC-42 --degraded --degree slow --place Northtown",
        "confirmed");
    add_state(confirm);
    add_field(confirm, "--degree", "degree", "slow, or partly working");
    add_field(confirm, "--impact", "impact", "what users cannot do");
    add_field(confirm, "--place", "place", "where");
    CLI::App* ack = incident_command("ack", "acknowledge",
                                     "Records that a person has it: nobody else is called.",
                                     "  tocsin ack INC-42 --as kim.hazel\n"
                                     "  tocsin ack INC-42 --as sam.elm",
                                     "taken");
    CLI::App* pass_on =
        incident_command("pass-on", "pass-on", "A person who was called hands it on.",
                         "  tocsin pass-on INC-42 --as kim.hazel --to level-3\n"
                         "  tocsin pass-on INC-42 --as kim.hazel --to sam.elm",
                         "passed on");
    CLI::App* escalate =
        incident_command("escalate", "escalate", "Calls a higher rung, or a person, now.",
                         "  tocsin escalate INC-42 --to level-3 --reason \"two sites now\"\n"
                         "  tocsin escalate INC-42 --to sam.elm --reason \"knows the link\"",
                         "escalated");
    for (CLI::App* sub : {ack, pass_on})
        add_field(sub, "--as", "person", "who has it: the id of a person")->required();
    for (CLI::App* sub : {pass_on, escalate})
        add_field(sub, "--to", "to", "a role of the procedure, or a person's id")->required();
    add_field(escalate, "--reason", "reason", "why")->required();
    CLI::App* resolve = incident_command(
        "resolve", "resolve", "Says that it works again: nobody is called any more.",
        "  tocsin resolve INC-42 --summary \"network link replaced\"\n"
        "  tocsin resolve INC-42 --summary \"supplier rerouted\" --by \"Kim Hazel\"",
        "resolved");
    add_field(resolve, "--summary", "summary", "what mended it, in one line");
    CLI::App* close = incident_command("close", "close", "Closes the record of an incident.",
                                       "  tocsin close INC-42\n"
                                       "  tocsin close INC-42 --as jo.oak",
                                       "closed");
    for (CLI::App* sub : {confirm, resolve, close}) {
        add_field(sub, "--by", "by", "who says so; else whoever runs this");
        add_field(sub, "--as", "person", "a person's id, where the procedure says who may");
    }
}

}  // namespace tocsin
