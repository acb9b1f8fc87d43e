#include "daemon/cli_simulate.h"

#include "daemon/cli_ask.h"
#include "daemon/cli_moment.h"
#include "daemon/config.h"
#include "daemon/file_text.h"
#include "daemon/json_writer.h"
#include "daemon/rehearsal_words.h"
#include "daemon/rota_text.h"
#include "daemon/setup.h"
#include "daemon/simulate_body.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/words.h"

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

std::string asked_of_daemon(const Client& client, const std::string& body, bool json) {
    try {
        return ask(client, "POST", "/v1/simulate", body, json ? "application/json" : "text/plain")
            .body;
    } catch (const CommandFailed& refusal) {
        // What the daemon refuses here was a mistake of whoever typed it.
        if (refusal.exit_code != exit_needs_you) throw;
        throw CommandFailed(exit_asked_wrongly, refusal.what(), refusal.why,
                            "tocsin simulate --help");
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

std::string asked_of_files(const SimulateOptions& options, const std::string& body, Instant now,
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
        throw CommandFailed(exit_asked_wrongly, "that cannot be simulated", why,
                            "tocsin simulate --help");
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
    return options.json ? rehearsal_json(rehearsal, zone)
                        : rehearsal_text(rehearsal, zone, call.texts);
}

}  // namespace

int simulate(const std::function<Client()>& client, const SimulateOptions& options, Instant now,
             Terminal& terminal) {
    const std::optional<Instant> at =
        asked_moment(options.at, load_zone("Europe/London"), terminal);
    const std::string body = body_of(options, at);
    const std::string answer = options.config.empty()
                                   ? asked_of_daemon(client(), body, options.json)
                                   : asked_of_files(options, body, now, terminal);
    terminal.out << (options.json ? answer : fit_for_terminal(answer))
                 << (answer.ends_with('\n') ? "" : "\n");
    return exit_done;
}

}  // namespace tocsin
