#include "daemon/sqlite.h"

#include "channels/sabotage.h"
#include "core/sabotage.h"
#include "daemon/crash_point.h"

#include <sqlite3.h>

#include <array>
#include <string_view>
#include <utility>

namespace tocsin {
namespace {

// "TOCS" and "TOCX", in the header of the file, where `file` and SQLite show them.
constexpr int real_id = 0x544F4353;
constexpr int exercise_id = 0x544F4358;

// The tables of a new file are these, brought up to date: no file knows a way of its own.
constexpr int first_version = 1;

constexpr const char* schema = R"(
CREATE TABLE head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, '', 0, zeroblob(32));

CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    kind TEXT NOT NULL,
    stream INTEGER NOT NULL,
    body TEXT NOT NULL,
    particulars BLOB,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX entry_stream ON entry (at, kind) WHERE stream = 1;

CREATE TABLE about (
    incident INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES entry,
    PRIMARY KEY (incident, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX about_seq ON about (seq);

CREATE TABLE ended (
    incident INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES entry
) STRICT;
CREATE INDEX ended_seq ON ended (seq);

CREATE TABLE particulars (
    seq INTEGER PRIMARY KEY REFERENCES entry,
    salt BLOB NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE erased (
    seq INTEGER PRIMARY KEY REFERENCES entry,
    by_seq INTEGER NOT NULL REFERENCES entry
) STRICT;
CREATE INDEX erased_by ON erased (by_seq);

CREATE TABLE outbox (
    send INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    message TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)";

// The name of a setting, the value asked for, and the value it must answer with.
using Setting = std::array<const char*, 3>;

constexpr std::array<Setting, 12> writer_settings{{
    {"journal_mode", "WAL", "wal"},
    {"locking_mode", "NORMAL", "normal"},
    {"synchronous", "FULL", "2"},
    {"foreign_keys", "ON", "1"},
    {"trusted_schema", "OFF", "0"},
    {"cell_size_check", "ON", "1"},
    {"mmap_size", "0", "0"},
    // KiB. What a call to thousands writes at once stays in memory until its commit.
    {"cache_size", "-16384", "-16384"},
    {"journal_size_limit", "67108864", "67108864"},
    // SQLite's own checkpoint keeps its errors to itself, and a failed sync must not stay unseen.
    {"wal_autocheckpoint", "0", "0"},
    // What is erased is overwritten, not only unlinked.
    {"secure_delete", "ON", "1"},
    // What is rewritten goes through memory, and not through a file elsewhere.
    {"temp_store", "MEMORY", "2"},
}};

constexpr std::array<Setting, 4> reader_settings{{
    {"query_only", "ON", "1"},
    {"trusted_schema", "OFF", "0"},
    {"cell_size_check", "ON", "1"},
    {"mmap_size", "0", "0"},
}};

// What is asked for, unless the tests have planted a weaker setting to see its loss noticed.
Setting asked_for(const Setting& setting) {
    if (setting[0] == std::string_view("synchronous")) {
        if (sabotaged(Mutant::synchronous_normal)) return {"synchronous", "NORMAL", "1"};
        if (sabotaged(Mutant::synchronous_off)) return {"synchronous", "OFF", "0"};
    }
    return setting;
}

template <std::size_t count>
void adjust(const SQLite::Database& database, const std::array<Setting, count>& settings) {
    for (const Setting& setting : settings) {
        const auto [name, value, answer] = asked_for(setting);
        pragma(database, std::string(name) + " = " + value);
        const auto is = pragma(database, name);
        if (is != answer) {
            throw StoreError("'" + database.getFilename() + "': SQLite keeps " + name + " at '" +
                             is + "' where '" + answer + "' was asked for");
        }
    }
}

void switch_on(const SQLite::Database& database, int option, const char* name) {
    int is = 0;
    sqlite3_db_config(database.getHandle(), option, 1, &is);
    if (is != 1) {
        throw StoreError("'" + database.getFilename() + "': SQLite does not grant " + name);
    }
}

[[noreturn]] void refuse(const SQLite::Database& database, const std::string& why) {
    throw StoreError("'" + database.getFilename() + "': " + why);
}

int identity_of(const SQLite::Database& database) {
    return std::stoi(pragma(database, "application_id"));
}

int version_of(const SQLite::Database& database) {
    return std::stoi(pragma(database, "user_version"));
}

int version_after(const std::vector<Migration>& migrations) {
    return first_version + static_cast<int>(migrations.size());
}

StoreKind kind_by_identity(const SQLite::Database& database) {
    const int id = identity_of(database);
    if (id != real_id && id != exercise_id) refuse(database, "this is not a database of Tocsin");
    return id == real_id ? StoreKind::real : StoreKind::exercise;
}

void refuse_version(const SQLite::Database& database, int known) {
    const int version = version_of(database);
    if (version >= first_version && version <= known) return;
    refuse(database, "its schema is version " + std::to_string(version) +
                         "; this program knows only " + std::to_string(known) +
                         ". Start the newer program that wrote it, or restore a backup that this "
                         "one made: tocsin restore FILE");
}

}  // namespace

SQLite::Database open_writer(const std::filesystem::path& path, const std::string& vfs) {
    SQLite::Database database(path.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, busy_ms,
                              vfs);
    adjust(database, writer_settings);
    switch_on(database, SQLITE_DBCONFIG_DEFENSIVE, "DEFENSIVE");
    return database;
}

SQLite::Database open_reader(const std::filesystem::path& path, const std::string& vfs) {
    SQLite::Database database(path.string(), SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, busy_ms,
                              vfs);
    adjust(database, reader_settings);
    switch_on(database, SQLITE_DBCONFIG_DEFENSIVE, "DEFENSIVE");
    switch_on(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, "NO_CKPT_ON_CLOSE");
    return database;
}

const std::vector<Migration>& shipped_migrations() {
    // What has left the journal keeps its hash, and what it had erased, or been erased by, its row.
    static const Migration entries_leave{
        "CREATE TABLE erased_anew (\n"
        "    seq INTEGER PRIMARY KEY,\n"
        "    by_seq INTEGER NOT NULL REFERENCES entry\n"
        ") STRICT",
        "INSERT INTO erased_anew SELECT seq, by_seq FROM erased",
        "DROP TABLE erased",
        "ALTER TABLE erased_anew RENAME TO erased",
        "CREATE INDEX erased_by ON erased (by_seq)",
        "CREATE TABLE archived (\n"
        "    seq INTEGER PRIMARY KEY,\n"
        "    hash BLOB NOT NULL,\n"
        "    by_seq INTEGER NOT NULL REFERENCES entry\n"
        ") STRICT",
        "CREATE INDEX archived_by ON archived (by_seq)",
    };
    static const std::vector<Migration> all{entries_leave};
    return all;
}

int schema_version() {
    return version_after(shipped_migrations());
}

void prepare_schema(SQLite::Database& database, StoreKind kind,
                    const std::vector<Migration>& migrations) {
    const int tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (identity_of(database) == 0 && version_of(database) == 0 && tables == 0) {
        const int wanted = kind == StoreKind::real ? real_id : exercise_id;
        database.exec("BEGIN IMMEDIATE");
        database.exec(schema);
        pragma(database, "application_id = " + std::to_string(wanted));
        pragma(database, "user_version = " + std::to_string(first_version));
        database.exec("COMMIT");
    }
    if (kind_by_identity(database) != kind) {
        refuse(database, kind == StoreKind::real
                             ? "this is the database of an exercise; it is never opened for real"
                             : "this is a real database; no exercise opens it");
    }
    refuse_version(database, version_after(migrations));
    for (int version = version_of(database); version < version_after(migrations); ++version) {
        std::optional<SQLite::Transaction> whole;
        if (!sabotaged(Bug::upgrade_in_parts))
            whole.emplace(database, SQLite::TransactionBehavior::IMMEDIATE);
        for (const auto& statement :
             migrations[static_cast<std::size_t>(version - first_version)]) {
            database.exec(statement);
            crash_point("schema-statement");
        }
        pragma(database, "user_version = " + std::to_string(version + 1));
        if (whole) whole->commit();
    }
}

StoreKind kind_of(const SQLite::Database& database) {
    const StoreKind kind = kind_by_identity(database);
    refuse_version(database, schema_version());
    return kind;
}

std::string archived_in(const SQLite::Database& database) {
    return version_of(database) > first_version
               ? "archived"
               : "(SELECT 0 AS seq, NULL AS hash, 0 AS by_seq WHERE FALSE)";
}

std::string pragma(const SQLite::Database& database, const std::string& name) {
    SQLite::Statement statement(database, "PRAGMA " + name);
    return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
}

int primary_code(const SQLite::Exception& error) {
    return error.getErrorCode() & 0xff;
}

}  // namespace tocsin
