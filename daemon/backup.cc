#include "daemon/backup.h"

#include "channels/sabotage.h"
#include "daemon/disk.h"
#include "daemon/sha256.h"
#include "daemon/sqlite.h"
#include "daemon/unfinished.h"
#include "rota/clock_words.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <tuple>
#include <unistd.h>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// What is not yet a backup. No such name is ever taken for one.
constexpr const char* unfinished = ".tocsin-part";

// A backup lies anywhere, on a share of files too, and nobody else has it open: it needs no locks,
// which such places promise and do not keep.
constexpr const char* without_locks = "unix-none";

// So many pages at once, then a breath: commits of the engine go to the same disk.
constexpr int pages_at_once = 256;
constexpr auto breath = std::chrono::milliseconds(2);
constexpr int pages_between_syncs = 4096;

constexpr const char* made_key = "backed-up-at";

std::optional<std::string> meta_of(const SQLite::Database& database, const std::string& key) {
    SQLite::Statement statement(database, "SELECT value FROM meta WHERE key = ?");
    Use row(statement, key);
    if (!row.step()) return std::nullopt;
    return row.text(0);
}

Head head_of(const SQLite::Database& database) {
    SQLite::Statement statement(database, "SELECT seq, hash FROM head");
    Use row(statement);
    Head head;
    if (!row.step() || !row.blob(1, head.hash)) throw StoreError("the journal has no head");
    head.seq = row.number(0);
    return head;
}

// Copies all pages of one moment. Commits go on meanwhile; the copy does not see them.
Head copy_pages(const fs::path& journal, const fs::path& part, const std::function<bool()>& stop) {
    SQLite::Database source = open_reader(journal, "");
    const SQLite::Transaction moment(source);
    const Head head = head_of(source);
    SQLite::Database target(part.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0,
                            without_locks);
    // What dies half-way is thrown away: it needs no journal of its own, and is synced at the end.
    pragma(target, "journal_mode = OFF");
    pragma(target, "synchronous = OFF");
    sqlite3_backup* copy =
        sqlite3_backup_init(target.getHandle(), "main", source.getHandle(), "main");
    if (copy == nullptr) throw SQLite::Exception(target.getHandle());
    int code = SQLITE_OK;
    for (int pages = 0; code == SQLITE_OK && !stop(); pages += pages_at_once) {
        code = sqlite3_backup_step(copy, pages_at_once);
        // In small parts: a sync of a gigabyte at once would hold up every commit.
        if (pages % pages_between_syncs == 0 && pages > 0) sync_file(part);
        if (code == SQLITE_OK) std::this_thread::sleep_for(breath);
    }
    sqlite3_backup_finish(copy);
    if (code == SQLITE_OK) throw StoreError("the daemon stops, and the backup with it");
    if (code != SQLITE_DONE) throw SQLite::Exception(target.getHandle(), code);
    return head;
}

// One file that needs no other beside it, and that knows when it was made.
void finish(const fs::path& part, Instant at) {
    SQLite::Database target(part.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0,
                            without_locks);
    // Without shared memory, which a file without locks cannot have.
    pragma(target, "locking_mode = EXCLUSIVE");
    if (pragma(target, "journal_mode = DELETE") != "delete") {
        throw StoreError("'" + part.string() + "' cannot be made one file");
    }
    SQLite::Statement note(target, "INSERT OR REPLACE INTO meta VALUES (?, ?)");
    Use(note, std::string(made_key), std::to_string(at.time_since_epoch().count())).run();
}

FileProof prove(const fs::path& file, const std::string& vfs) {
    FileProof proof;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
        throw StoreError("'" + file.string() + "' is no file that can be read");
    }
    try {
        const SQLite::Database database = open_reader(file, vfs);
        proof.kind = kind_of(database);
        if (const auto made = meta_of(database, made_key)) {
            proof.backed_up = Instant(Duration(std::stoll(*made)));
        }
        proof.numbers = meta_of(database, "numbers").value_or("");
        const std::string pages = pragma(database, "integrity_check(1)");
        if (pages != "ok") {
            proof.verified.why = "its pages are damaged: " + pages;
            return proof;
        }
    } catch (const SQLite::Exception& failure) {
        throw StoreError("'" + file.string() + "' cannot be read: " + failure.what());
    } catch (const std::logic_error&) {
        throw StoreError("'" + file.string() + "' does not say when it was made");
    }
    // Nobody waits behind it, and no log grows.
    proof.verified = History(file, {.query_longest = std::chrono::hours(24), .vfs = vfs}).verify();
    if (sabotaged(Bug::harm_unseen)) proof.verified.sound = true;
    return proof;
}

void create(const fs::path& part) {
    const int file = ::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        throw StoreError("'" + part.string() +
                         "' cannot be written: " + std::generic_category().message(errno));
    }
    ::close(file);
}

// Never over a file that is there: a link fails where a rename would replace.
void give_name(const fs::path& part, const fs::path& file) {
    sync_file(part);
    std::error_code error;
    fs::create_hard_link(part, file, error);
    if (error == std::errc::file_exists)
        throw StoreError("'" + file.string() + "' is there already");
    // Some shares know no links.
    if (error &&
        ::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) {
        throw StoreError("'" + file.string() +
                         "' cannot be written: " + std::generic_category().message(errno));
    }
    fs::remove(part, error);
    sync_folder(file.parent_path());
}

BackupMade make(const fs::path& journal, const fs::path& where, Instant at,
                const std::function<bool()>& stop) {
    std::error_code ignored;
    const bool folder = fs::is_directory(where, ignored);
    if (!folder && !where.has_filename()) {
        throw StoreError("'" + where.string() + "' is no folder that is there");
    }
    if (!folder && fs::exists(where, ignored)) {
        throw StoreError("'" + where.string() + "' is there already");
    }
    const fs::path start = folder ? where / "backup" : where;
    const Unfinished part(start.string() + unfinished);
    create(part.path());
    const Head head = copy_pages(journal, part.path(), stop);
    finish(part.path(), at);
    const FileProof proof = prove(part.path(), without_locks);
    if (!proof.verified.sound || proof.verified.head != head) {
        throw StoreError("the copy does not hold: " +
                         (proof.verified.why.empty() ? "it ends elsewhere" : proof.verified.why));
    }
    const fs::path file = folder ? where / backup_name(at, head) : where;
    const std::uint64_t bytes = fs::file_size(part.path());
    give_name(part.path(), file);
    return {file, at, head, bytes};
}

// "20261127T031500Z".
std::string stamp(Instant at) {
    std::string text = iso_utc(std::chrono::floor<std::chrono::seconds>(at));
    std::erase_if(text, [](char sign) { return sign == '-' || sign == ':'; });
    return text;
}

std::optional<Instant> time_in(const std::string& name) {
    constexpr std::string_view front = "tocsin-";
    if (!name.starts_with(front) || !name.ends_with(".db")) return std::nullopt;
    std::array<int, 6> parts{};
    char end = 0;
    const int read = std::sscanf(name.c_str() + front.size(), "%4d%2d%2dT%2d%2d%2d%c", &parts[0],
                                 &parts[1], &parts[2], &parts[3], &parts[4], &parts[5], &end);
    const auto [year, month, day, hour, minute, second] = parts;
    const std::chrono::year_month_day on{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
    if (read != 7 || end != 'Z' || !on.ok()) return std::nullopt;
    const Instant at = std::chrono::sys_days(on) + std::chrono::hours(hour) +
                       std::chrono::minutes(minute) + std::chrono::seconds(second);
    // Only what reads as it was written: "tocsin- 26..." is somebody else's.
    return name.compare(front.size(), 16, stamp(at)) == 0 ? std::optional(at) : std::nullopt;
}

}  // namespace

BackupMade back_up(const fs::path& journal, const fs::path& where, Instant at,
                   const std::function<bool()>& stop) {
    try {
        return make(journal, where, at, stop);
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + where.string() + "': " + error.what());
    } catch (const fs::filesystem_error& error) {
        throw StoreError("'" + where.string() + "': " + error.code().message());
    }
}

std::string backup_name(Instant at, const Head& head) {
    return "tocsin-" + stamp(at) + "-" + std::to_string(head.seq) + "-" +
           to_hex(head.hash).substr(0, 12) + ".db";
}

std::vector<BackupFile> backups_in(const fs::path& folder) {
    std::vector<BackupFile> found;
    std::error_code error;
    for (fs::directory_iterator one(folder, error), end; !error && one != end;
         one.increment(error)) {
        if (const auto at = time_in(one->path().filename().string()))
            found.push_back({one->path(), *at});
    }
    std::ranges::sort(found, [](const BackupFile& one, const BackupFile& other) {
        return std::tie(one.at, one.file) > std::tie(other.at, other.file);
    });
    return found;
}

void prune_backups(const fs::path& folder, std::size_t keep) {
    std::error_code ignored;
    const std::vector<BackupFile> all = backups_in(folder);
    for (std::size_t i = keep; i < all.size(); ++i) fs::remove(all[i].file, ignored);
}

FileProof prove_file(const fs::path& file) {
    return prove(file, "");
}

}  // namespace tocsin
