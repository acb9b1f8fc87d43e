#include "daemon/cli_simulate.h"

#include "daemon/cli_ask.h"
#include "daemon/cli_moment.h"
#include "daemon/config.h"
#include "daemon/fields.h"
#include "daemon/file_text.h"
#include "daemon/json_writer.h"
#include "daemon/rehearsal_words.h"
#include "daemon/rota_text.h"
#include "daemon/setup.h"
#include "daemon/simulate_body.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <sstream>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

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

Configuration configuration_of(const fs::path& path, Instant now, Terminal& terminal) {
    Loaded loaded = load_configuration(path, load_zone("Europe/London").day(now));
    if (loaded.configuration) return std::move(*loaded.configuration);
    terminal.err << loaded.words("Nothing was looked at.");
    throw CommandFailed(exit_asked_wrongly, path.string() + " cannot be used", "",
                        "tocsin check --config " + path.string());
}

RotaUploaded rota_of(const fs::path& path, const Directory& directory, Terminal& terminal) {
    const FileText file = read_file(path);
    if (!file.text) {
        throw CommandFailed(exit_asked_wrongly, path.string() + " cannot be read", file.why);
    }
    const std::string name = path.filename().string();
    RotaText read =
        read_rota_text(*file.text, path.string(), rota_of_file(name, directory), directory);
    if (refused(read.problems)) {
        terminal.err << format_problems(read.problems, *file.text, "Nothing was looked at.");
        throw CommandFailed(exit_asked_wrongly, path.string() + " is no rota that can be used");
    }
    return {std::move(read.weeks), sha256_hex(*file.text), "file " + name, "", read.rolling};
}

Looked asked_of_files(const SimulateOptions& options, const std::string& body, Instant now,
                      Terminal& terminal) {
    auto configuration =
        std::make_shared<const Configuration>(configuration_of(options.config, now, terminal));
    const Directory& directory = configuration->directory;
    std::vector<std::string> complaints;
    std::vector<RotaUploaded> rotas = new_rotas(*configuration, {}, complaints);
    for (const std::string& complaint : complaints) terminal.err << complaint << "\n";
    for (const fs::path& path : options.rotas) rotas.push_back(rota_of(path, directory, terminal));
    const auto read = read_simulate(body, directory, now);
    if (const auto* wrong = std::get_if<ProblemDetail>(&read)) {
        std::string why;
        for (const FieldError& error : wrong->errors) {
            why += (why.empty() ? "" : "\n") + error.pointer + ": " + error.detail;
        }
        throw refusal_in_flags(options, why);
    }
    const auto& call = std::get<SimulateCall>(read);
    RehearsalGround ground{std::shared_ptr<const Directory>(configuration, &directory), {}, {}};
    const Zone& zone = directory.calendar.zone;
    int version = 0;
    for (RotaUploaded& rota : rotas) {
        ++version;
        for (WeeklyRota& week : rota.weeks) {
            if (!needed_by_rehearsal(zone, week.week, call.supposed.at)) continue;
            ground.rotas.push_back(
                {std::move(week), rota.sha256, rota.by, version, rota.rolling, 0, ""});
        }
    }
    const Rehearsal rehearsal = rehearse(ground, call.supposed);
    return {options.json ? rehearsal_json(rehearsal, zone)
                         : rehearsal_text(rehearsal, zone, call.texts),
            needs_somebody(rehearsal)};
}

}  // namespace

int simulate(const std::function<Client()>& client, const SimulateOptions& options, Instant now,
             Terminal& terminal) {
    const std::optional<Instant> at =
        asked_moment(options.at, load_zone("Europe/London"), terminal);
    const std::string body = body_of(options, at);
    const Looked looked = options.config.empty() ? asked_of_daemon(client(), options, body)
                                                 : asked_of_files(options, body, now, terminal);
    const std::string& answer = looked.answer;
    terminal.out << (options.json ? answer : fit_for_terminal(answer))
                 << (answer.ends_with('\n') ? "" : "\n");
    return looked.needs_you ? exit_needs_you : exit_done;
}

}  // namespace tocsin
