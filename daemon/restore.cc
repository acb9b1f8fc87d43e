#include "daemon/restore.h"

#include "core/timeline.h"
#include "daemon/codec.h"
#include "daemon/disk.h"
#include "daemon/sqlite.h"
#include "daemon/unfinished.h"
#include "daemon/word_finder.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// Above what was drawn after the backup, and written down nowhere that can be read.
constexpr std::uint64_t numbers_jump = 10'000;
constexpr std::uint64_t incidents_jump = 1'000;

constexpr std::size_t incidents_told = 20;

// What SQLite writes beside a journal, at the least, to read it with its log.
constexpr std::uint64_t index_bytes = 32 * 1024;

// What is known of the journal that is in place.
struct Present {
    bool there = false;
    bool read = false;  // and contains the backup's head
    std::uint64_t epoch = 0;
    std::uint64_t lost = 0;
    std::string numbers{};
    std::set<std::uint64_t> incidents{};
    std::set<std::string> erased{};
};

// What was erased behind the backup, as `tocsin erase` takes it.
std::set<std::string> erased_behind(const SQLite::Database& database, std::uint64_t seq) {
    std::set<std::string> named;
    SQLite::Statement rows(database,
                           "SELECT kind, body FROM entry WHERE seq > ? AND kind = 'erased'");
    Use row(rows, seq);
    while (row.step()) {
        const auto erased = std::get<Erased>(decode_erased(row.text(0), row.text(1)));
        // What is too old is erased again by itself.
        if (erased.by == by_retention) continue;
        if (!erased.person.empty()) {
            named.insert("--person " + erased.person);
        } else if (!erased.of.empty()) {
            named.insert("INC-" + std::to_string(erased.of.front().value));
        }
    }
    return named;
}

std::uint64_t number_in(const SQLite::Database& database, const char* sql, std::uint64_t value) {
    SQLite::Statement statement(database, sql);
    Use row(statement, value);
    return row.step() ? row.number(0) : 0;
}

// As SQLite's names of files have it, which can say more than a path.
std::string uri_of(const fs::path& file) {
    std::string uri = "file:";
    for (const char sign : file.string()) {
        switch (sign) {
            case '%':
                uri += "%25";
                break;
            case '?':
                uri += "%3f";
                break;
            case '#':
                uri += "%23";
                break;
            default:
                uri += sign;
        }
    }
    return uri;
}

// A daemon that runs has a log beside its journal, and the journal is read with it. With nothing
// beside it SQLite would make one; it is read as it lies then, and nothing is left behind.
SQLite::Database open_present(const fs::path& file) {
    for (const char* part : {"-wal", "-journal"}) {
        if (fs::exists(file.string() + part)) return open_reader(file, "");
    }
    return {uri_of(file) + "?immutable=1",
            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX};
}

void look_at(SQLite::Database database, const Head& backup, Present& present) {
    const SQLite::Transaction moment(database);
    kind_of(database);
    SQLite::Statement known(database,
                            "SELECT hash FROM entry WHERE seq = ?1 UNION ALL SELECT hash "
                            "FROM " +
                                archived_in(database) + " WHERE seq = ?1");
    Use entry(known, backup.seq);
    Digest hash{};
    const bool same =
        backup.seq == 0 || (entry.step() && entry.blob(0, hash) && hash == backup.hash);
    SQLite::Statement head(database, "SELECT epoch FROM head");
    if (Use row(head); row.step()) present.epoch = row.number(0);
    SQLite::Statement meta(database, "SELECT value FROM meta WHERE key = 'numbers'");
    if (Use row(meta); row.step()) present.numbers = row.text(0);
    // What has left since was behind it as well.
    const std::string behind =
        "SELECT (SELECT count(*) FROM entry WHERE seq > ?1) + "
        "(SELECT count(*) FROM " +
        archived_in(database) + " WHERE seq > ?1)";
    present.lost = number_in(database, behind.c_str(), backup.seq);
    SQLite::Statement about(database, "SELECT DISTINCT incident FROM about WHERE seq > ?");
    Use row(about, backup.seq);
    while (row.step()) present.incidents.insert(row.number(0));
    present.erased = erased_behind(database, backup.seq);
    present.read = same;
}

// Of a journal that is damaged, or another's, nothing is known; it is set aside all the same.
Present present_at(const fs::path& file, const Head& backup) {
    Present present;
    present.there = fs::exists(file);
    if (!present.there) return present;
    try {
        look_at(open_present(file), backup, present);
    } catch (const StoreError&) {
    } catch (const SQLite::Exception&) {
    }
    if (!present.read) {
        present.lost = 0;
        present.erased.clear();
    }
    return present;
}

NumbersDrawn numbers_of(const std::string& text) {
    if (text.empty()) return {};
    try {
        return std::get<NumbersDrawn>(decode(std::string(kind(NumbersDrawn{})), text, ""));
    } catch (const CodecError&) {
        return {};  // of a journal that is set aside because it is damaged
    }
}

NumbersDrawn numbers_behind(const FileProof& backup, const Present& present) {
    NumbersDrawn numbers = numbers_of(backup.numbers);
    const NumbersDrawn later = numbers_of(present.numbers);
    numbers.incident_last = std::max(numbers.incident_last, later.incident_last);
    numbers.call_last = std::max(numbers.call_last, later.call_last);
    numbers.send_last = std::max(numbers.send_last, later.send_last);
    numbers.call_last.value += numbers_jump;
    numbers.send_last.value += numbers_jump;
    if (!present.read) numbers.incident_last.value += incidents_jump;
    return numbers;
}

std::uint64_t far_above(std::uint64_t epoch) {
    const Salt drawn = system_salt();
    const std::uint64_t jump = drawn[0] | drawn[1] << 8 | drawn[2] << 16;
    return epoch + 1 + (1 << 20) + jump % (1 << 20);
}

// What the journal itself says of it, for the next handover.
std::string said_of(const Restored& restored) {
    std::string words = "The journal was restored from " + origin_words(restored) + ", with " +
                        std::to_string(restored.head.seq) + " entries.";
    if (!restored.read) return words + " What was written behind it is lost.";
    if (restored.lost == 0) return words + " Nothing is lost.";
    words += " " + std::to_string(restored.lost) + " later entries are lost";
    const std::string incidents = lost_incidents(restored);
    words += incidents.empty() ? "." : ", about " + incidents + ".";
    if (restored.erased.empty()) return words;
    return words +
           " To be erased again: " + join_words({restored.erased.begin(), restored.erased.end()}) +
           ".";
}

// What SQLite reads of the backup: of a journal that a crash has left, its log belongs to it.
void copy_pages(const fs::path& backup, const fs::path& copy) {
    SQLite::Database source = open_reader(backup, "");
    ensure_file(copy);
    SQLite::Database target(copy.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
    // What dies half-way is thrown away: it needs no journal of its own, and is synced at the end.
    pragma(target, "journal_mode = OFF");
    pragma(target, "synchronous = OFF");
    if (SQLite::Backup(target, source).executeStep(-1) != SQLITE_DONE)
        throw StoreError("'" + backup.string() + "' is in use");
}

void prepare(const fs::path& copy, const FileProof& backup, const Present& present,
             const Restored& restored) {
    SQLite::Database database(copy.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
    // One file, with nothing beside it that would have to be moved together with it.
    pragma(database, "locking_mode = EXCLUSIVE");
    if (pragma(database, "journal_mode = DELETE") != "delete")
        throw StoreError("'" + copy.string() + "' cannot be made one file");
    SQLite::Transaction whole(database);
    SQLite::Statement epoch(database, "UPDATE head SET epoch = max(epoch, ?) + ?");
    Use(epoch, present.epoch, far_above(0)).run();
    SQLite::Statement set(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)");
    Use(set, std::string("numbers"), encode(numbers_behind(backup, present)).body).run();
    Use(set, std::string(restored_key), said_of(restored)).run();
    database.exec("DELETE FROM meta WHERE key = 'backed-up-at'");
    whole.commit();
}

// Root restores for the daemon's user, who owns the folder.
void give_to_owner(const fs::path& file) {
    struct stat folder {};
    if (::geteuid() != 0 || ::stat(file.parent_path().c_str(), &folder) != 0) return;
    if (::lchown(file.c_str(), folder.st_uid, folder.st_gid) != 0) {
        throw StoreError("'" + file.string() + "' cannot be given to the owner of its folder");
    }
}

// Removes what SQLite puts beside a copy of a journal to read it, and that was not there before.
class ReadAlone {
public:
    explicit ReadAlone(const fs::path& file)
        : lock_(file.string() + ".lock"),
          log_(file.string() + "-wal"),
          index_(file.string() + "-shm"),
          had_log_(there(log_)),
          had_index_(there(index_)) {}
    // Where a lock lies, it is the journal of a daemon, which may start at any moment; and where
    // something was written, somebody else has it open.
    ~ReadAlone() {
        std::error_code ignored;
        if (there(lock_) || (!had_log_ && there(log_) && !fs::is_empty(log_, ignored))) return;
        if (!had_index_) fs::remove(index_, ignored);
        if (!had_log_) fs::remove(log_, ignored);
    }
    ReadAlone(const ReadAlone&) = delete;
    ReadAlone& operator=(const ReadAlone&) = delete;

private:
    static bool there(const fs::path& file) {
        std::error_code ignored;
        return fs::exists(file, ignored);
    }

    fs::path lock_;
    fs::path log_;
    fs::path index_;
    bool had_log_;
    bool had_index_;
};

fs::path aside_of(const fs::path& database, Instant now) {
    std::string stamp = iso_utc(std::chrono::floor<std::chrono::seconds>(now));
    std::erase_if(stamp, [](char sign) { return sign == '-' || sign == ':'; });
    fs::path aside = database.string() + ".before-" + stamp;
    for (int again = 2; fs::exists(aside); ++again) {
        aside = database.string() + ".before-" + stamp + "-" + std::to_string(again);
    }
    return aside;
}

// A second name of what is there: nothing is moved before the restored journal is complete.
fs::path set_aside(const fs::path& database, Instant now) {
    fs::path aside = aside_of(database, now);
    const fs::path log = database.string() + "-wal";
    const fs::path log_aside = aside.string() + "-wal";
    const bool has_log = fs::exists(log);
    if (has_log) fs::create_hard_link(log, log_aside);
    try {
        fs::create_hard_link(database, aside);
    } catch (const fs::filesystem_error&) {
        std::error_code ignored;
        if (has_log) fs::remove(log_aside, ignored);
        throw;
    }
    sync_folder(database.parent_path());
    return aside;
}

// Complete beside the present journal, which is untouched by then.
void make_ready(const fs::path& backup, const FileProof& proof, const Present& present,
                Restored& restored, Instant now) {
    const fs::path& database = restored.database;
    const Unfinished copy(database.string() + ".restoring");
    copy_pages(backup, copy.path());
    prepare(copy.path(), proof, present, restored);
    const FileProof again = prove_file(copy.path());
    if (!again.verified.sound || again.verified.head != proof.verified.head) {
        throw StoreError("the copy of the backup, '" + copy.path().string() + "', does not hold: " +
                         (again.verified.why.empty() ? "it does not end as the backup does"
                                                     : again.verified.why));
    }
    give_to_owner(copy.path());
    sync_file(copy.path());
    if (present.there) restored.aside = set_aside(database, now);
    // From here on it is restored: whoever opens the database finishes what a crash cuts off.
    fs::rename(copy.path(), database.string() + restored_suffix);
}

[[noreturn]] void refuse_for_room(const fs::path& data) {
    throw NoRoom("the disk of '" + data.string() + "' is full");
}

void put_in_place(const fs::path& backup, const FileProof& proof, const Present& present,
                  Restored& restored, Instant now) {
    const fs::path data = restored.database.parent_path();
    try {
        make_ready(backup, proof, present, restored, now);
    } catch (const SQLite::Exception& error) {
        if (primary_code(error) == SQLITE_FULL) refuse_for_room(data);
        throw StoreError("'" + backup.string() + "' cannot be copied to '" + data.string() +
                         "': " + error.what());
    } catch (const fs::filesystem_error& error) {
        if (error.code() == std::errc::no_space_on_device) refuse_for_room(data);
        throw;
    }
    sync_folder(data);
    take_restored(restored.database);
}

// Root may use what is kept for root.
std::uint64_t room_in(const fs::path& folder) {
    const fs::space_info disk = fs::space(folder);
    return ::geteuid() == 0 ? disk.free : disk.available;
}

// A trial says so before anybody stops the daemon for it.
void refuse_without_room(const fs::path& data, std::uint64_t bytes) {
    const std::uint64_t room = room_in(data);
    if (bytes <= room) return;
    throw NoRoom("the disk of '" + data.string() + "' has room for " + mebibytes(room) +
                 ", and the backup takes " + mebibytes(bytes));
}

// A journal that was copied as it lay is read with its log, whatever is in it: bytes 18 and 19 of
// SQLite's header are 2 then. A backup has none.
bool has_log(const fs::path& file) {
    std::array<char, 20> header{};
    std::ifstream(file, std::ios::binary).read(header.data(), header.size());
    return header[18] == 2 && header[19] == 2;
}

FileProof proof_of(const fs::path& backup) {
    FileProof proof;
    try {
        proof = prove_file(backup);
    } catch (const StoreError& error) {
        // Another user may well read it.
        if (::access(backup.c_str(), R_OK) != 0 && errno == EACCES) throw;
        const fs::path folder = fs::absolute(backup).parent_path();
        if (has_log(backup) && room_in(folder) < index_bytes) {
            throw NoRoom("the disk of '" + folder.string() +
                         "' is full, and there the file cannot be read: " + error.what());
        }
        throw NoBackup(error.what());
    }
    if (proof.verified.sound) return proof;
    throw DamagedBackup("'" + backup.string() + "' does not hold: " + proof.verified.why);
}

void refuse_without_folder(const fs::path& data) {
    std::error_code error;
    const fs::file_status found = fs::status(data, error);
    if (found.type() == fs::file_type::none)
        throw StoreError("'" + data.string() + "': " + error.message());
    if (!fs::is_directory(found))
        throw NoDataFolder("'" + data.string() + "' is no folder that is there");
}

// What the backup says of itself beside its proof. Returns how much room it takes.
std::uint64_t look_into(const fs::path& backup, Restored& restored) {
    const SQLite::Database database = open_reader(backup, "");
    SQLite::Statement last(database, "SELECT at FROM entry ORDER BY seq DESC LIMIT 1");
    if (Use row(last); row.step()) restored.last_entry = Instant(Duration(row.integer(0)));
    return std::stoull(pragma(database, "page_count")) * std::stoull(pragma(database, "page_size"));
}

void lock_alone(std::optional<FileLock>& held, const fs::path& database) {
    const fs::path file = database.string() + ".lock";
    try {
        held.emplace(file);
    } catch (const StoreError& error) {
        if (::access(file.c_str(), R_OK | W_OK) != 0) throw;
        throw JournalInUse(error.what());
    }
    give_to_owner(file);
}

}  // namespace

Restored restore(const fs::path& backup, const fs::path& data, Instant now, bool trial) try {
    const ReadAlone alone(backup);
    const FileProof proof = proof_of(backup);
    const fs::path folder = fs::absolute(data);
    refuse_without_folder(folder);
    Restored restored;
    restored.database = folder / (proof.kind == StoreKind::real ? "journal.db" : "exercise.db");
    restored.head = proof.verified.head;
    restored.backed_up = proof.backed_up;
    refuse_without_room(folder, look_into(backup, restored));
    // A trial is for the time at which the daemon runs.
    std::optional<FileLock> held;
    if (!trial) {
        lock_alone(held, restored.database);
        take_restored(restored.database);
    }
    const Present present = present_at(restored.database, restored.head);
    restored.read = present.read;
    restored.lost = present.lost;
    restored.erased = present.erased;
    if (present.read) restored.incidents.assign(present.incidents.begin(), present.incidents.end());
    if (trial) {
        if (present.there) restored.aside = restored.database;
    } else {
        put_in_place(backup, proof, present, restored, now);
    }
    return restored;
} catch (const SQLite::Exception& error) {
    throw StoreError("'" + backup.string() + "' cannot be restored: " + error.what());
} catch (const fs::filesystem_error& error) {
    const fs::path& place = error.path2().empty() ? error.path1() : error.path2();
    throw StoreError("'" + place.string() + "': " + error.code().message());
}

std::string mebibytes(std::uint64_t bytes) {
    const std::uint64_t tenths = bytes * 10 / (1024 * 1024);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MiB";
}

std::string origin_words(const Restored& restored) {
    if (restored.backed_up) return "the backup of " + iso_utc(*restored.backed_up);
    const std::string copy = "a copy of a journal, which tocsin backup did not make";
    if (!restored.last_entry) return copy;
    return copy + " and whose last entry is of " + iso_utc(*restored.last_entry);
}

std::string lost_incidents(const Restored& restored) {
    std::vector<std::string> names;
    for (const std::uint64_t incident : restored.incidents) {
        if (names.size() < incidents_told) names.push_back("INC-" + std::to_string(incident));
    }
    if (restored.incidents.size() > incidents_told) {
        names.push_back(std::to_string(restored.incidents.size() - incidents_told) + " more");
    }
    return join_words(names);
}

}  // namespace tocsin
