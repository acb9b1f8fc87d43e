// SQLite as the store and its history open it: every setting made and read back. For their .cc
// files only; outside them nobody sees SQLite, and its exceptions go no further.
#pragma once

#include "daemon/schema.h"
#include "daemon/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tocsin {

// Two connections meet only while a reader looks again at an index that it saw half written: some
// microseconds. Whoever is kept longer than this has met a second writer.
inline constexpr int busy_ms = 250;

// The writing connection to the file at `path`, which exists. The caller does the checkpoints.
SQLite::Database open_writer(const std::filesystem::path& path, const std::string& vfs);

// A connection that can neither write nor checkpoint.
SQLite::Database open_reader(const std::filesystem::path& path, const std::string& vfs);

// Makes the tables in an empty database; in any other, makes sure that they are ours, and brings
// an older schema up to date. Each migration is one transaction, with the version it leads to in
// it: an upgrade that is cut anywhere leaves the schema before it or the one behind it (P22).
// Throws StoreError when the file is somebody else's, another kind's or a newer schema's.
void prepare_schema(SQLite::Database& database, StoreKind kind,
                    const std::vector<Migration>& migrations);

// What kind of journal it is, of this program's schema or an older one. Throws StoreError when it
// is none, or of a newer schema.
StoreKind kind_of(const SQLite::Database& database);

// What has left the journal, to select seq, hash and by_seq from. A backup of schema 1 knows of
// none.
std::string archived_in(const SQLite::Database& database);

// The answer of a PRAGMA; empty when it gives none.
std::string pragma(const SQLite::Database& database, const std::string& name);

// SQLite's result code without its details: SQLITE_FULL, SQLITE_IOERR, ...
int primary_code(const SQLite::Exception& error);

// Asks in one snapshot of the file. For what SQLite says it throws StoreError, which names the file.
template <class Question>
auto in_snapshot(SQLite::Database& database, const Question& question) {
    try {
        const SQLite::Transaction snapshot(database);
        return question();
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + database.getFilename() + "': " + error.what());
    }
}

// One use of a prepared statement, with its values bound in order. Ends with the scope. Texts and
// bytes are not copied: whoever gives them keeps them until then.
class Use {
public:
    template <class... Values>
    explicit Use(SQLite::Statement& statement, const Values&... values) : statement_(statement) {
        int place = 0;
        (bind(++place, values), ...);
    }
    // The error of a failed step was thrown by the step; reset would only tell it again.
    ~Use() { statement_.tryReset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    bool step() { return statement_.executeStep(); }
    int run() { return statement_.exec(); }  // how many rows it changed

    std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
    std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    std::string text(int column) const { return statement_.getColumn(column).getString(); }
    bool null(int column) const { return statement_.getColumn(column).isNull(); }

    // False when the value does not have the array's size.
    template <std::size_t size>
    [[nodiscard]] bool blob(int column, std::array<std::uint8_t, size>& into) const {
        const auto value = text(column);
        if (value.size() != size) return false;
        std::copy(value.begin(), value.end(), into.begin());
        return true;
    }

private:
    void bind(int place, std::uint64_t value) {
        statement_.bind(place, static_cast<std::int64_t>(value));
    }
    void bind(int place, Instant value) {
        statement_.bind(place, std::int64_t{value.time_since_epoch().count()});
    }
    void bind(int place, bool value) { statement_.bind(place, value ? 1 : 0); }
    void bind(int place, const std::string& value) { statement_.bindNoCopy(place, value); }
    template <std::size_t size>
    void bind(int place, const std::array<std::uint8_t, size>& value) {
        statement_.bindNoCopy(place, value.data(), static_cast<int>(size));
    }
    template <class Value>
    void bind(int place, const std::optional<Value>& value) {
        if (value) {
            bind(place, *value);
        } else {
            statement_.bind(place);
        }
    }

    SQLite::Statement& statement_;
};

}  // namespace tocsin
