#include "daemon/store.h"

#include "daemon/batch_writer.h"
#include "daemon/crash_point.h"
#include "daemon/disk.h"
#include "daemon/entry_reader.h"
#include "daemon/sqlite.h"

#include <openssl/rand.h>
#include <sqlite3.h>

#include <algorithm>
#include <future>
#include <utility>

namespace tocsin {
namespace {

std::filesystem::path beside(const std::filesystem::path& path, const char* suffix) {
    return path.string() + suffix;
}

constexpr const char* draw_sql = "UPDATE head SET epoch = ?, boot_id = ?";

// An epoch drawn in memory is lost if the process ends before there is room, and references that
// were given out carry it: so it is drawn from this many, and the next process does not meet it.
constexpr std::uint64_t owed_epochs = 1 << 20;

int note_pages(void* pages, sqlite3*, const char*, int in_log) {
    *static_cast<int*>(pages) = in_log;
    return SQLITE_OK;
}

// Throws StoreError when the pages of the file contradict one another.
void check_pages(const SQLite::Database& database) {
    const auto check = pragma(database, "quick_check(1)");
    if (check != "ok") throw StoreError("'" + database.getFilename() + "' is damaged: " + check);
}

}  // namespace

struct Store::Open {
    Open(const std::filesystem::path& path, StoreKind kind, StoreSettings chosen);

    Commit attempt(const RowBatch& batch);
    Commit outcome(const SQLite::Exception& error);
    TakeOver owe_take_over(const std::string& boot_id);
    void checkpoint();
    void rewrite();
    void rollback() { database.tryExec("ROLLBACK"); }
    SQLite::Statement prepared(const char* sql) { return {database, sql}; }

    StoreSettings settings;
    std::optional<FileLock> lock;
    Ballast ballast;
    SQLite::Database database;  // before the statements, which must go first
    EntryReader entries;
    BatchWriter writer;
    SQLite::Statement read_head;
    SQLite::Statement draw_epoch;
    SQLite::Statement read_outbox;
    SQLite::Statement read_meta;
    std::uint64_t epoch = 0;  // 0: nothing was taken over
    // Drawn when there was no room to write it: the first commit writes it.
    struct Owed {
        std::uint64_t after;  // the epoch before, which must still hold then
        std::string boot_id;
    };
    std::optional<Owed> owed{};
    int log_pages = 0;              // in the write-ahead log after the last commit
    bool log_holds_erased = false;  // until it is emptied
    bool rows_were_moved = false;   // since the file was rewritten, beside what was erased
    bool broken = false;            // a write or a sync has failed: what the file holds is unknown
    std::string why_not{};
    std::future<void> check{};  // of the pages, by a connection of its own

private:
    // Opens the file and makes it ready, so that the statements above find their tables.
    static SQLite::Database ready(const std::filesystem::path& path, StoreKind kind,
                                  const StoreSettings& settings);
};

namespace {

// Runs `question`, giving its failure the name of the file.
template <class Question>
auto asked(const SQLite::Database& database, const Question& question) {
    try {
        return question();
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + database.getFilename() + "': " + error.what());
    }
}

}  // namespace

// Each row needs one, and OpenSSL takes longer to be asked than to draw: so it is asked for many.
Salt system_salt() {
    thread_local std::array<Salt, 64> drawn;
    thread_local std::size_t left = 0;
    if (left == 0) {
        if (RAND_bytes(drawn.front().data(), static_cast<int>(sizeof drawn)) != 1) {
            throw StoreError("OpenSSL has no random numbers to give");
        }
        left = drawn.size();
    }
    return drawn[--left];
}

Store::Store(std::filesystem::path path, StoreKind kind, StoreSettings settings) {
    try {
        open_ = std::make_unique<Open>(path, kind, std::move(settings));
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + path.string() + "' cannot be opened: " + error.what());
    }
}

Store::~Store() = default;

TakeOver Store::take_over(const std::string& boot_id) {
    const auto write = [&] {
        auto& database = open_->database;
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        TakeOver taken;
        {
            SQLite::Statement last(database, "SELECT epoch, boot_id FROM head");
            Use head(last);
            if (!head.step()) throw StoreError("the journal has no head");
            taken = {head.number(0) + 1, head.text(1)};
        }
        Use(open_->draw_epoch, taken.epoch, boot_id).run();
        transaction.commit();
        open_->epoch = taken.epoch;
        return taken;
    };
    return asked(open_->database, [&] {
        for (;;) {
            try {
                return write();
            } catch (const SQLite::Exception& error) {
                if (primary_code(error) != SQLITE_FULL) throw;
                if (!open_->ballast.release()) return open_->owe_take_over(boot_id);
            }
        }
    });
}

Commit Store::commit(const RowBatch& batch) {
    if (open_->broken) return Commit::unknown;
    auto answer = open_->attempt(batch);
    if (answer == Commit::full && open_->ballast.release()) answer = open_->attempt(batch);
    return answer;
}

const std::string& Store::why_not() const {
    return open_->why_not;
}

void Store::replay(const Horizon& horizon, const std::function<void(const Row&)>& each) const {
    asked(open_->database, [&] {
        std::string kinds;
        for (std::size_t i = 0; i < horizon.kinds_always.size(); ++i) kinds += i ? ", ?" : "?";
        SQLite::Statement chosen(
            open_->database,
            "SELECT seq FROM about WHERE incident NOT IN (SELECT incident FROM ended)"
            " UNION SELECT seq FROM entry WHERE stream = 1 AND at >= ?"
            " UNION SELECT seq FROM entry WHERE stream = 1 AND kind IN (" +
                kinds + ") ORDER BY 1");
        Use use(chosen, horizon.streams_since);
        int place = 1;
        for (const auto& kind : horizon.kinds_always) chosen.bind(++place, kind);
        open_->entries.read(use, [&](StoredEntry& entry) {
            each(entry.row);
            return true;
        });
        if (open_->check.valid()) open_->check.get();
    });
}

std::vector<OutboxRow> Store::outbox() const {
    return asked(open_->database, [&] {
        std::vector<OutboxRow> rows;
        Use row(open_->read_outbox);
        while (row.step()) rows.push_back({row.number(0), row.number(1), row.text(2)});
        return rows;
    });
}

Head Store::head() const {
    return asked(open_->database, [&] {
        Use row(open_->read_head);
        Head head;
        if (!row.step() || !row.blob(2, head.hash)) throw StoreError("the journal has no head");
        head.seq = row.number(1);
        return head;
    });
}

std::optional<std::string> Store::meta(const std::string& key) const {
    return asked(open_->database, [&]() -> std::optional<std::string> {
        Use row(open_->read_meta, key);
        if (!row.step()) return std::nullopt;
        return row.text(0);
    });
}

bool Store::empty_log() {
    if (open_->rows_were_moved && !open_->broken) open_->rewrite();
    if (open_->log_holds_erased && !open_->broken) open_->checkpoint();
    return !open_->log_holds_erased;
}

bool Store::restore_ballast() {
    return open_->ballast.restore();
}

SQLite::Database Store::Open::ready(const std::filesystem::path& path, StoreKind kind,
                                    const StoreSettings& settings) {
    auto database = open_writer(path, settings.vfs);
    prepare_schema(database, kind, shipped_migrations());
    // What a crash left in the log is folded in. On a full disk it stays there, and is read there.
    const int code = sqlite3_wal_checkpoint_v2(database.getHandle(), nullptr,
                                               SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_FULL) {
        throw SQLite::Exception(database.getHandle(), code);
    }
    if (!settings.checks_beside) check_pages(database);
    sync_folder(path.parent_path());
    return database;
}

Store::Open::Open(const std::filesystem::path& path, StoreKind kind, StoreSettings chosen)
    : settings(std::move(chosen)),
      ballast(beside(path, ".ballast"), settings.ballast_bytes),
      database([&] {
          ensure_file(path);
          if (settings.sole) {
              lock.emplace(beside(path, ".lock"));
              take_restored(path);
          }
          try {
              return ready(path, kind, settings);
          } catch (const SQLite::Exception& error) {
              // An upgrade writes, and a start must not fail for a full disk.
              if (primary_code(error) != SQLITE_FULL || !ballast.release()) throw;
              return ready(path, kind, settings);
          }
      }()),
      entries(database),
      writer(database, settings.salt),
      read_head(prepared("SELECT epoch, seq, hash FROM head")),
      draw_epoch(prepared(draw_sql)),
      read_outbox(prepared("SELECT send, epoch, message FROM outbox ORDER BY send")),
      read_meta(prepared("SELECT value FROM meta WHERE key = ?")) {
    sqlite3_wal_hook(database.getHandle(), &note_pages, &log_pages);
    rows_were_moved = prepared("SELECT 1 FROM erased LIMIT 1").executeStep();
    ballast.restore();
    if (!settings.checks_beside) return;
    check = std::async(std::launch::async,
                       [path, vfs = settings.vfs] { check_pages(open_reader(path, vfs)); });
}

Commit Store::Open::attempt(const RowBatch& batch) try {
    why_not.clear();
    if (lies_about("answer-before-commit")) database.tryExec("COMMIT");
    database.exec("BEGIN IMMEDIATE");
    Head head;
    std::uint64_t holder = 0;
    {
        Use row(read_head);
        if (!row.step() || !row.blob(2, head.hash)) throw Refusal("the journal has no head");
        holder = row.number(0);
        head.seq = row.number(1);
    }
    if (owed && owed->after == holder) {
        Use(draw_epoch, epoch, owed->boot_id).run();
        holder = epoch;
    }
    if (epoch == 0 || epoch != holder) {
        rollback();
        why_not = "epoch " + std::to_string(holder) + " has the journal; this is epoch " +
                  std::to_string(epoch);
        return Commit::fenced;
    }
    writer.write(batch, epoch, head);
    if (lies_about("answer-before-commit")) return Commit::done;
    crash_point("before-commit");
    database.exec("COMMIT");
    owed.reset();
    crash_point("committed");

    const bool erased = std::any_of(batch.rows.begin(), batch.rows.end(),
                                    [](const Row& row) { return !row.erases.empty(); });
    log_holds_erased = log_holds_erased || erased;
    rows_were_moved = rows_were_moved || erased;
    if (erased || log_pages >= settings.checkpoint_pages) checkpoint();
    return Commit::done;
} catch (const Refusal& refusal) {
    rollback();
    why_not = refusal.what();
    return Commit::refused;
} catch (const SQLite::Exception& error) {
    rollback();
    return outcome(error);
}

// What is open must go on although the disk is full: the epoch holds in memory until there is room.
TakeOver Store::Open::owe_take_over(const std::string& boot_id) {
    SQLite::Statement last(database, "SELECT epoch, boot_id FROM head");
    Use head(last);
    if (!head.step()) throw StoreError("the journal has no head");
    const Salt drawn = settings.salt();
    const std::uint64_t jump = drawn[0] | drawn[1] << 8 | drawn[2] << 16;
    owed = Owed{head.number(0), boot_id};
    epoch = owed->after + 2 + jump % owed_epochs;
    return {epoch, head.text(1)};
}

Commit Store::Open::outcome(const SQLite::Exception& error) {
    why_not = std::string(error.what()) + " (SQLite " +
              std::to_string(error.getExtendedErrorCode()) + ")";
    switch (primary_code(error)) {
        case SQLITE_FULL:
            return Commit::full;
        case SQLITE_CONSTRAINT:
        case SQLITE_TOOBIG:
            return Commit::refused;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw std::logic_error("another connection is writing to the journal");
        default:
            // After a failed sync the kernel may call the pages clean: trying again proves nothing.
            broken = true;
            return Commit::unknown;
    }
}

// A full disk puts it off: the file is as it was.
void Store::Open::rewrite() {
    constexpr std::int64_t bytes_max = 16 << 20;  // 0.1 s, in which nothing is committed
    rows_were_moved = false;
    try {
        const auto number = [&](const char* pragma) {
            SQLite::Statement asked(database, pragma);
            return asked.executeStep() ? asked.getColumn(0).getInt64() : 0;
        };
        if (number("PRAGMA page_count") * number("PRAGMA page_size") > bytes_max) return;
        database.exec("VACUUM");
        log_holds_erased = true;
    } catch (const SQLite::Exception& error) {
        if (primary_code(error) == SQLITE_FULL || primary_code(error) == SQLITE_BUSY) return;
        broken = true;
        why_not = std::string("rewriting the file: ") + error.what();
    }
}

// A reader can hold the log up, and a full disk too: then it grows until the next time. Any other
// failure leaves the file in doubt. What was committed is safe in the log, which is synced.
void Store::Open::checkpoint() {
    crash_point("checkpoint-begins");
    const int mode = log_holds_erased ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    // A reader, such as a backup, may hold the log up for long: no commit waits for it to end.
    sqlite3_busy_timeout(database.getHandle(), 0);
    const int code =
        sqlite3_wal_checkpoint_v2(database.getHandle(), nullptr, mode, nullptr, nullptr);
    sqlite3_busy_timeout(database.getHandle(), busy_ms);
    crash_point("checkpoint-ended");
    if (code == SQLITE_OK) {
        log_holds_erased = false;
    } else if (code != SQLITE_BUSY && code != SQLITE_LOCKED && code != SQLITE_FULL) {
        broken = true;
        why_not = std::string("checkpoint: ") + sqlite3_errstr(code);
    }
}

}  // namespace tocsin
