#include "daemon/cli_simulate.h"

#include "daemon/cli_ask.h"
#include "daemon/cli_moment.h"
#include "daemon/cli_story.h"
#include "daemon/clock.h"
#include "daemon/fields.h"
#include "daemon/ground_files.h"
#include "daemon/json_writer.h"
#include "daemon/rehearsal_words.h"
#include "daemon/simulate_body.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <sstream>

namespace tocsin {
namespace {

std::string words(const std::vector<std::string>& all) {
    JsonList list;
    for (const std::string& one : all) list.text(one);
    return list.str();
}

// The same body for the daemon and for the files: one road, one set of refusals.
std::string body_of(const SimulateOptions& options, const std::optional<Instant>& at) {
    JsonObject body;
    body.text("service", options.service).number("severity", options.severity);
    if (options.down) body.text("state", "down");
    if (options.degraded) body.text("state", "degraded");
    if (at) body.text("at", iso_utc(*at));
    if (!options.procedure.empty()) body.text("procedure", options.procedure);
    if (!options.place.empty()) body.text("place", options.place);
    if (options.taken_at >= 0) body.number("taken_after_min", options.taken_at);
    if (!options.answers.empty()) body.raw("answers", words(options.answers));
    if (!options.fails.empty()) body.raw("fails", words(options.fails));
    body.truth("texts", options.texts);
    return body.str();
}

// A field of the body as whoever typed it knows it: --service "gp-recods".
std::string typed(const SimulateOptions& options, std::string_view field) {
    if (field == "service") return "--service " + in_quotes(options.service);
    if (field == "procedure") return "--procedure " + in_quotes(options.procedure);
    if (field == "place") return "--place " + in_quotes(options.place);
    if (field == "taken_after_min") return "--taken-at " + std::to_string(options.taken_at);
    if (field == "severity") return "--sev " + std::to_string(options.severity);
    if (field == "answers") return "--answer";
    if (field == "state") return options.down ? "--down" : "--degraded";
    return "--" + std::string(field);  // at, fails
}

// "#/service: is not known; did you mean "GP Records"?", a line a field, in the words of the
// command line: what is wrong, and then what to write. Other lines are about the body as a whole.
CommandFailed refusal_in_flags(const SimulateOptions& options, const std::string& errors) {
    constexpr std::string_view fields = "#/";
    constexpr std::string_view meant = "did you mean ";
    constexpr std::string_view known = "known are ";
    std::string why;
    std::string fix;
    std::istringstream lines(errors);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(": ");
        if (!line.starts_with(fields) || colon == std::string::npos) continue;
        const std::string field = line.substr(fields.size(), colon - fields.size());
        const std::string detail = line.substr(colon + 2);
        const std::size_t cut = std::min(detail.find("; "), detail.size());
        why += (why.empty() ? "" : "\n") + typed(options, field) + " " + detail.substr(0, cut);
        if (cut == detail.size()) continue;
        std::string advice = detail.substr(cut + 2);
        const std::string flag = typed(options, field);
        if (advice.starts_with(meant) && advice.ends_with('?')) {
            advice = "write " + flag.substr(0, flag.find(' ')) + " " +
                     advice.substr(meant.size(), advice.size() - meant.size() - 1);
        } else if (advice.starts_with(known)) {
            advice = "write one of these: " + advice.substr(known.size());
        }
        fix += (fix.empty() ? "" : "\n") + advice;
    }
    return {exit_asked_wrongly, "that cannot be simulated", why.empty() ? errors : why,
            fix.empty() ? "tocsin simulate --help" : fix};
}

struct Looked {
    std::string answer;
    bool needs_you = false;
};

Looked asked_of_daemon(const Client& client, const SimulateOptions& options,
                       const std::string& body) {
    try {
        DaemonAnswer answer = ask(client, "POST", "/v1/simulate", body,
                                  options.json ? "application/json" : "text/plain");
        return {std::move(answer.body), answer.needs_you};
    } catch (const CommandFailed& refusal) {
        // What the daemon refuses here was a mistake of whoever typed it.
        if (refusal.exit_code != exit_needs_you) throw;
        throw refusal_in_flags(options, refusal.why);
    }
}

Looked asked_of_files(const SimulateOptions& options, const std::string& body, Instant now,
                      Terminal& terminal) {
    RehearsalGround ground = ground_of_files(options.config, options.rotas, now, terminal);
    const Directory& directory = *ground.directory;
    const auto read = read_simulate(body, directory, now);
    if (const auto* wrong = std::get_if<ProblemDetail>(&read)) {
        std::string why;
        for (const FieldError& error : wrong->errors) {
            why += (why.empty() ? "" : "\n") + error.pointer + ": " + error.detail;
        }
        throw refusal_in_flags(options, why);
    }
    const auto& call = std::get<SimulateCall>(read);
    const Zone& zone = directory.calendar.zone;
    std::erase_if(ground.rotas, [&](const RotaActivated& rota) {
        return !needed_by_rehearsal(zone, rota.rota.week, call.supposed.at);
    });
    const Rehearsal rehearsal = rehearse(ground, call.supposed);
    return {options.json ? rehearsal_json(rehearsal, zone)
                         : rehearsal_text(rehearsal, zone, call.texts),
            needs_somebody(rehearsal)};
}

}  // namespace

int simulate(const std::function<Client()>& client, const SimulateOptions& options, Instant now,
             Terminal& terminal) {
    if (!options.story.empty()) return simulate_story(options, now, terminal);
    if (options.service.empty()) {
        throw CommandFailed(exit_asked_wrongly, "it is not said what happens", "",
                            "write --service \"GP Records\" --down, or --story FILE");
    }
    const std::optional<Instant> at =
        asked_moment("--at", options.at, load_zone("Europe/London"), terminal);
    const std::string body = body_of(options, at);
    const Looked looked = options.config.empty() ? asked_of_daemon(client(), options, body)
                                                 : asked_of_files(options, body, now, terminal);
    const std::string& answer = looked.answer;
    terminal.out << (options.json ? answer : fit_for_terminal(answer))
                 << (answer.ends_with('\n') ? "" : "\n");
    return looked.needs_you ? exit_needs_you : exit_done;
}

SimulateCommand::SimulateCommand(Commands& commands) : commands_(commands) {
    add_simulate();
}

void SimulateCommand::add_simulate() {
    CLI::App* sub = commands_.command(
        commands_.app(), "simulate", "Says who would be called when, by what and with which words.",
        "  tocsin simulate --service \"GP Records\" --down --sev 1 --at 2026-10-25T01:55\n"
        "  tocsin simulate --service gp-records --fails hospital-sms --answer sam.elm@+25m\n"
        "  tocsin simulate --story hssi-supplier-silent.yaml",
        [this] {
            simulating_.json = commands_.json();
            return simulate([this] { return commands_.client(); }, simulating_, machine_time().utc,
                            commands_.terminal());
        });
    SimulateOptions& options = simulating_;
    CLI::Option* service = sub->add_option("--service", options.service, "its name or its id");
    CLI::Option* down = sub->add_flag("--down", options.down, "the service is down");
    sub->add_flag("--degraded", options.degraded, "the service is degraded")->excludes(down);
    sub->add_option("--sev", options.severity, "severity; else 1")->check(CLI::Range(1, 5));
    sub->add_option("--at", options.at,
                    "UK time such as 2026-12-24T03:00, or UTC with a Z; else now");
    sub->add_option("--procedure", options.procedure, "else the service's own");
    sub->add_option("--place", options.place, "else the service's own");
    sub->add_option("--taken-at", options.taken_at,
                    "minutes after which whoever was called last takes it")
        ->check(CLI::Range(0, 24 * 60));
    sub->add_option("--answer", options.answers, "who takes it when: pat.ash@+12m");
    sub->add_option("--fails", options.fails, "a channel that refuses everything");
    sub->add_flag("--texts", options.texts, "every text and mail, not the first alone");
    commands_.add_json(sub);
    CLI::Option* files = sub->add_option("--config", options.config,
                                         "look at this configuration's files, ask no daemon");
    sub->add_option("--rota", options.rotas, "a rota that is not in its folder yet")->needs(files);
    sub->add_option("--story", options.story,
                    "play what this file says, by --config or by the one it names")
        ->excludes(service);
    commands_.add_daemon_options(sub);
}

}  // namespace tocsin
