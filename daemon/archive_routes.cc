#include "daemon/archive_routes.h"

#include "daemon/body_road.h"
#include "daemon/json_writer.h"
#include "daemon/sha256.h"
#include "rota/clock_words.h"

#include <filesystem>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// Under the answer's own time, so that whoever asks hears how far it came.
constexpr auto archives_within = std::chrono::seconds(4);

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

[[noreturn]] void refuse_busy() {
    throw Refused({.slug = "busy",
                   .detail = "An erasure or another archive goes on. Ask again.",
                   .retry_after = std::chrono::seconds(2)});
}

struct Asking {
    Instant before{};
    std::string file;
    std::string by;
    bool trial = false;
};

JsonObject archived_json(const Asking& asking, std::uint64_t entries, InParts how) {
    return JsonObject()
        .truth("trial", asking.trial)
        .number("entries", static_cast<std::int64_t>(entries))
        .truth("more", how != InParts::done)
        .text("file", asking.file);
}

}  // namespace

void ArchiveRoutes::add_routes(Router& router) {
    router.add("POST", "/v1/archive", Scope::admin,
               [this](const Visit& visit) { return archive(visit); });
}

Response ArchiveRoutes::archive(const Visit& visit) const {
    Instant now{};
    std::optional<Zone> zone;
    std::uint64_t last = 0;
    api_.look([&](const Engine& engine, Instant at) {
        now = at;
        zone = engine.directory().calendar.zone;
        last = engine.state().next_seq() - 1;
    });
    const Day youngest = zone->day(now - Archiver::youngest);
    const auto asking =
        checked(read_fields_of<Asking>(visit.request.body, [&](Body& fields, Asking& read) {
            const std::optional<Day> day = parse_day(fields.need_line("before", 20));
            read.file = fields.line("file", 1000);
            read.by = by_whom(fields, visit.who.name);
            read.trial = fields.one_of("trial", {"true", "false"}) == "true";
            if (!day && fields.good()) fields.error("before", "is a day such as 2026-01-01");
            if (day && *day > youngest)
                fields.error("before", "is " + iso_day(youngest) +
                                           " or earlier: what is younger is read again by "
                                           "handovers, reports and feeds");
            if (read.file.empty() && !read.trial)
                fields.error("file", "is missing: the backup that has what leaves");
            if (day) read.before = zone->instant(*day, std::chrono::minutes(0));
        }));
    if (asking.trial) {
        const Archiver::Counted would = archiver_.count(asking.before, last, archives_within);
        if (would.how == InParts::busy) refuse_busy();
        return json_response(200, archived_json(asking, would.leaving, would.how)
                                      .number("all", static_cast<std::int64_t>(would.all))
                                      .str());
    }
    const ArchiveDone done =
        archiver_.archive({asking.before, file_at(asking.file), asking.by}, archives_within);
    if (done.how == InParts::busy) refuse_busy();
    // What has left is said; whoever asks again hears that no more is saved.
    if (done.how == InParts::unsaved && done.entries == 0) refuse_unsaved();
    return json_response(200, archived_json(asking, done.entries, done.how).str());
}

// What leaves must be somewhere: in a file that was proved to its end, and that nobody prunes.
ArchiveFile ArchiveRoutes::file_at(const std::string& path) const {
    const BackupHealth health = backups_.health();
    const std::optional<BackupMade>& made = health.placed;
    if (!made || made->file != path)
        refuse("wrong-state",
               "The last backup that was asked for by its place is " +
                   (made ? made->file.string() : std::string("none since the daemon was started")) +
                   ". Make one there first: tocsin backup PATH.");
    std::error_code error;
    if (health.settings && fs::equivalent(made->file.parent_path(), health.settings->folder, error))
        refuse("wrong-state",
               "That file is among the backups, which are removed when they are old. Make one "
               "elsewhere first: tocsin backup PATH.");
    if (fs::file_size(path, error) != made->bytes || error)
        refuse("wrong-state",
               "The file is not there as it was made. Make it again: tocsin backup PATH.");
    return {made->file.filename().string(), made->head.seq, to_hex(made->head.hash)};
}

}  // namespace tocsin
