#include "daemon/restore.h"

#include "core/timeline.h"
#include "daemon/codec.h"
#include "daemon/disk.h"
#include "daemon/sqlite.h"
#include "daemon/word_finder.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <sqlite3.h>

#include <algorithm>
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

void look_at(const fs::path& file, const Head& backup, Present& present) {
    const SQLite::Database database = open_reader(file, "");
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
    std::error_code ignored;
    present.there = fs::exists(file, ignored);
    if (!present.there) return present;
    try {
        look_at(file, backup, present);
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
    std::string words = "The journal was restored from the backup of " +
                        iso_utc(restored.backed_up) + ", with " +
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

void prepare(const fs::path& copy, const FileProof& backup, const Present& present,
             const Restored& restored) {
    SQLite::Database database(copy.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
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

// A second name of what is there: nothing is moved before the restored journal is complete.
fs::path set_aside(const fs::path& database, Instant now) {
    std::string stamp = iso_utc(std::chrono::floor<std::chrono::seconds>(now));
    std::erase_if(stamp, [](char sign) { return sign == '-' || sign == ':'; });
    fs::path aside = database.string() + ".before-" + stamp;
    for (int again = 2; fs::exists(aside); ++again) {
        aside = database.string() + ".before-" + stamp + "-" + std::to_string(again);
    }
    const fs::path log = database.string() + "-wal";
    if (fs::exists(log)) fs::create_hard_link(log, aside.string() + "-wal");
    fs::create_hard_link(database, aside);
    sync_folder(database.parent_path());
    return aside;
}

void put_in_place(const fs::path& backup, const FileProof& proof, const Present& present,
                  Restored& restored, Instant now) {
    const fs::path& database = restored.database;
    const fs::path copy = database.string() + ".restoring";
    std::error_code ignored;
    fs::remove(copy, ignored);
    try {
        fs::copy_file(backup, copy);
        fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
        prepare(copy, proof, present, restored);
        const FileProof again = prove_file(copy);
        if (!again.verified.sound || again.verified.head != proof.verified.head) {
            throw StoreError("the copy of the backup does not hold: " + again.verified.why);
        }
        give_to_owner(copy);
        sync_file(copy);
        if (present.there) restored.aside = set_aside(database, now);
    } catch (...) {
        fs::remove(copy, ignored);
        throw;
    }
    // From here on it is restored: whoever opens the database finishes what a crash cuts off.
    fs::rename(copy, database.string() + restored_suffix);
    sync_folder(database.parent_path());
    take_restored(database);
}

FileProof proof_of(const fs::path& backup) {
    FileProof proof;
    try {
        proof = prove_file(backup);
    } catch (const StoreError& error) {
        throw NoBackup(error.what());
    }
    if (proof.verified.sound) return proof;
    throw NoBackup("'" + backup.string() + "' does not hold: " + proof.verified.why +
                   ". Nothing was changed; take another backup");
}

}  // namespace

Restored restore(const fs::path& backup, const fs::path& data, Instant now, bool trial) try {
    const FileProof proof = proof_of(backup);
    fs::create_directories(data);
    Restored restored;
    restored.database =
        fs::absolute(data) / (proof.kind == StoreKind::real ? "journal.db" : "exercise.db");
    restored.head = proof.verified.head;
    restored.backed_up = proof.backed_up.value_or(now);
    const fs::path lock_file = restored.database.string() + ".lock";
    const FileLock lock(lock_file);
    give_to_owner(lock_file);
    if (!trial) take_restored(restored.database);
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
    throw StoreError("'" + error.path1().string() + "': " + error.code().message());
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
