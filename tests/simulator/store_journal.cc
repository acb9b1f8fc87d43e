#include "tests/simulator/store_journal.h"

#include "daemon/history.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <stdlib.h>
#include <utility>

namespace tocsin {
namespace {

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

StoreJournal::StoreJournal() {
    std::string name =
        (std::filesystem::temp_directory_path() / "tocsin-simulator-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    open();
}

StoreJournal::~StoreJournal() {
    journal_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void StoreJournal::open() {
    journal_.reset();
    store_.reset();
    StoreSettings settings;
    settings.ballast_bytes = 0;
    store_ = std::make_unique<Store>(folder_ / "journal.db", StoreKind::real, settings);
    journal_ = std::make_unique<SqliteJournal>(*store_, nullptr);
}

// The disk as a power cut leaves it that comes while the batch is written: a part of it stands in
// the log, and its end does not.
void StoreJournal::tear(const std::string& database, const std::string& log) {
    const std::string written = bytes_of(folder_ / "journal.db-wal");
    const bool goes_on = written.size() > log.size() && written.starts_with(log);
    const std::size_t half = log.size() + (written.size() - log.size()) / 2;
    journal_.reset();
    store_.reset();
    std::filesystem::remove(folder_ / "journal.db-shm");
    write_bytes(folder_ / "journal.db", database);
    write_bytes(folder_ / "journal.db-wal", goes_on ? written.substr(0, half) : log);
    open();
}

Committed StoreJournal::commit(const std::vector<Entry>& entries,
                               const std::vector<IncidentId>& over) {
    const Mishap mishap = std::exchange(mishap_, Mishap::none);
    const auto crash = [this] {
        open();
        throw Crash{};
    };
    if (mishap == Mishap::crash_before) crash();
    if (mishap == Mishap::unknown_lost) return Committed::unknown;
    if (mishap == Mishap::refused) return Committed::refused;
    if (mishap == Mishap::fenced) return Committed::fenced;
    if (full_) return Committed::full;
    // A new process leads from its first entry on; the store draws the same epochs as the
    // simulation.
    for (const Entry& entry : entries) {
        const auto* leads = std::get_if<TookOver>(&entry.event);
        // A process that found the disk full and died before it had room drew one all the same.
        while (leads != nullptr && store_->take_over("simulated").epoch < leads->epoch) {
        }
    }
    const bool torn = mishap == Mishap::torn;
    const std::string database = torn ? bytes_of(folder_ / "journal.db") : "";
    const std::string log = torn ? bytes_of(folder_ / "journal.db-wal") : "";
    const Committed answer = journal_->commit(entries, over);
    if (torn) {
        tear(database, log);
        throw Crash{};
    }
    if (answer != Committed::done) throw std::runtime_error("the store: " + journal_->why_not());
    if (mishap == Mishap::crash_after) crash();
    return mishap == Mishap::unknown_taken ? Committed::unknown : Committed::done;
}

void StoreJournal::replay(const std::function<void(const Entry&)>& apply) {
    journal_->replay(apply);
}

void StoreJournal::read_all(const std::function<void(const Entry&)>& each) const {
    const History history(folder_ / "journal.db");
    for (std::uint64_t after = 0;;) {
        const std::vector<Row> rows = history.page(after, 1000);
        if (rows.empty()) return;
        for (const Row& row : rows) each(entry_of(row));
        after = rows.back().seq;
    }
}

}  // namespace tocsin
