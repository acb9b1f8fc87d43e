#include "daemon/backup_routes.h"

#include "daemon/body_road.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

// Where a backup is to go; empty: where the configuration says.
struct BackupPlace {
    std::string path;
};

std::variant<BackupPlace, ProblemDetail> read_backup_place(const std::string& body) {
    return read_fields_of<BackupPlace>(body, [](Body& fields, BackupPlace& place) {
        place.path = fields.line("path", 1000);
        if (!place.path.empty() && !fs::path(place.path).is_absolute()) {
            fields.error("path", "begins with /: the daemon has a folder of its own");
        }
    });
}

std::string made_json(const BackupMade& made) {
    return JsonObject()
        .text("file", made.file.string())
        .text("at", iso_utc(made.at))
        .number("entries", static_cast<std::int64_t>(made.head.seq))
        .text("head", to_hex(made.head.hash))
        .number("bytes", static_cast<std::int64_t>(made.bytes))
        .str();
}

}  // namespace

std::string backup_figures(const BackupHealth& health) {
    std::string text =
        "# HELP tocsin_backup_failures_total Backups that could not be made.\n"
        "# TYPE tocsin_backup_failures_total counter\n"
        "tocsin_backup_failures_total " +
        std::to_string(health.failures_total) + "\n";
    // Nothing is said of an age where none is wanted: an absent family is no alarm.
    if (!health.age) return text;
    return text +
           "# HELP tocsin_backup_age_seconds Since the newest backup was made, or since the first "
           "one was wanted.\n"
           "# TYPE tocsin_backup_age_seconds gauge\n"
           "tocsin_backup_age_seconds " +
           std::to_string(health.age->count()) + "\n";
}

void BackupRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/backups", Scope::admin, [this](const Visit&) { return backups(); });
    router.add("POST", "/v1/backups", Scope::admin,
               [this](const Visit& visit) { return back_up(visit); });
}

Response BackupRoutes::backups() const {
    const BackupHealth health = desk_.health();
    JsonObject json;
    if (health.settings) {
        json.text("folder", health.settings->folder.string())
            .text("every", duration_words(health.settings->every))
            .number("keep", static_cast<std::int64_t>(health.settings->keep));
    }
    json.truth("running", health.running)
        .number("asked", static_cast<std::int64_t>(health.asked))
        .number("answered", static_cast<std::int64_t>(health.answered));
    if (health.age) json.number("age_seconds", health.age->count());
    if (health.last) json.raw("last", made_json(*health.last));
    json.text("trouble", health.trouble)
        .number("failures", static_cast<std::int64_t>(health.failures_total));
    return json_response(200, json.str());
}

Response BackupRoutes::back_up(const Visit& visit) const {
    const BackupPlace place = checked(read_backup_place(visit.request.body));
    // Whoever is on this machine can see what is there. From elsewhere no file of the daemon's
    // user is to be made at will.
    if (!place.path.empty() && !visit.request.local_uid) {
        refuse("scope",
               "From elsewhere a backup goes to the folder of the configuration alone. Leave "
               "\"path\" out, or ask on the machine itself.");
    }
    if (place.path.empty() && !desk_.health().settings) {
        refuse("wrong-state",
               "The configuration names no folder of backups. Write backup: with a folder:, or say "
               "where this one goes.");
    }
    std::optional<fs::path> where;
    if (!place.path.empty()) where = fs::path(place.path);
    const std::uint64_t number = desk_.ask(std::move(where));
    if (number == 0) refuse("wrong-state", "A backup is being made already. Ask again behind it.");
    return json_response(202,
                         JsonObject().number("asked", static_cast<std::int64_t>(number)).str());
}

}  // namespace tocsin
