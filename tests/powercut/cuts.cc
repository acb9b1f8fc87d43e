#include "tests/powercut/cuts.h"

#include "daemon/history.h"
#include "daemon/sqlite.h"

#include <sstream>
#include <stdexcept>
#include <stdlib.h>

namespace tocsin {
namespace {

// So few that most batches bring a checkpoint, and what is cut is often one.
constexpr int checkpoint_pages = 12;

// One image in so many is asked everything that SQLite can check, and opened once more.
constexpr std::uint64_t thorough_every = 8;

// A batch of its own that any store must take.
RowBatch one_more(const Head& head, std::uint64_t epoch) {
    RowBatch batch;
    Row row;
    row.seq = head.seq + 1;
    row.at = Instant(std::chrono::seconds(1'800'000'000));
    row.epoch = epoch;
    row.kind = "opened";
    row.about = {1'000'000};
    row.body = "{}";
    row.particulars = R"({"who":"somebody"})";
    batch.rows.push_back(std::move(row));
    return batch;
}

// Which of the transactions first..last left what the store holds; nullopt: none did.
std::optional<std::size_t> match(const Held& held, const std::vector<Transaction>& transactions,
                                 std::size_t first, std::size_t last) {
    for (std::size_t index = first; index <= last; ++index) {
        if (index < transactions.size() && transactions[index].held == held) return index;
    }
    return std::nullopt;
}

// Everything that SQLite itself can say against the file.
std::string checked(const Disk& disk, const std::filesystem::path& path) {
    const auto database = open_writer(path, disk.name());
    const std::string whole = pragma(database, "integrity_check(1)");
    if (whole != "ok") return whole;
    return pragma(database, "foreign_key_check").empty() ? "" : "a foreign key leads nowhere";
}

Damage judge_opened(const CutPlace& place, Disk& disk, const std::vector<Transaction>& transactions,
                    std::size_t first, std::size_t last, bool thorough) {
    Head head;
    {
        const auto store = place.open(disk, salts_of(0));
        Held held = held_by(*store);
        const TakeOver taken = store->take_over("after the cut");
        held.epoch = taken.epoch - 1;
        held.boot_id = taken.last_boot_id;
        if (!match(held, transactions, first, last)) {
            const Head& owed = transactions[first].held.head;
            return {held.head.seq < owed.seq || held.epoch < transactions[first].held.epoch
                        ? Harm::lost
                        : Harm::half,
                    "entry " + std::to_string(owed.seq) + " was acknowledged, and " +
                        std::to_string(held.head.seq) + " is the last one there"};
        }
        const auto verified =
            History(place.path(), {.vfs = disk.name()}).verify(transactions[first].held.head);
        if (!verified.sound) return {Harm::unproved, verified.why};
        if (store->commit(one_more(held.head, taken.epoch)) != Commit::done) {
            return {Harm::damaged, "no further commit: " + store->why_not()};
        }
        head = store->head();
    }
    if (thorough) {
        if (const std::string why = checked(disk, place.path()); !why.empty()) {
            return {Harm::damaged, why};
        }
        if (place.open(disk, salts_of(0))->head() != head) return {Harm::lost, "the last commit"};
    }
    return {};
}

}  // namespace

CutPlace::CutPlace() {
    // What is synced there is synced at once, and SQLite's files are elsewhere in any case.
    const std::filesystem::path memory = "/dev/shm";
    const auto root =
        std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (root / "tocsin-cuts-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
}

CutPlace::~CutPlace() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::unique_ptr<Store> CutPlace::open(const Disk& disk, std::function<Salt()> salt) const {
    StoreSettings settings;
    settings.salt = std::move(salt);
    settings.ballast_bytes = 0;
    settings.checkpoint_pages = checkpoint_pages;
    settings.sole = false;
    settings.vfs = disk.name();
    return std::make_unique<Store>(path(), StoreKind::real, settings);
}

Held held_by(Store& store) {
    return {0, "", store.head(), store.outbox(), store.meta("last-at")};
}

Damage judge(const CutPlace& place, const Image& image,
             const std::vector<Transaction>& transactions, std::size_t first, std::size_t last,
             std::uint64_t number) {
    Disk disk(image, number);
    try {
        return judge_opened(place, disk, transactions, first, last, number % thorough_every == 0);
    } catch (const StoreError& error) {
        return {Harm::damaged, error.what()};
    } catch (const SQLite::Exception& error) {
        return {Harm::damaged, error.what()};
    }
}

std::vector<Transaction> work(const CutPlace& place, Disk& disk,
                              const std::vector<ScriptStep>& script) {
    // What is there before anything was acknowledged: an empty store, or none.
    std::vector<Transaction> transactions(1);
    std::unique_ptr<Store> store;
    std::size_t step = 0;
    Held now;
    for (const ScriptStep& one : script) {
        ++step;
        Transaction next;
        if (one.starts) {
            store.reset();
            store = place.open(disk, [&step] { return salts_of(step)(); });
            next.begun = disk.operations().size();
            now.boot_id = "boot-" + std::to_string(step);
            now.epoch = store->take_over(now.boot_id).epoch;
        } else {
            next.begun = disk.operations().size();
            if (store->commit(one.batch) != Commit::done) {
                throw std::runtime_error("the store: " + store->why_not());
            }
        }
        next.done = disk.operations().size();
        next.held = held_by(*store);
        next.held.epoch = now.epoch;
        next.held.boot_id = now.boot_id;
        transactions.push_back(std::move(next));
    }
    return transactions;
}

namespace {

class Sweep {
public:
    Sweep(const CutPlace& place, const CutSettings& settings)
        : place_(place), settings_(settings) {}

    Cuts run() {
        Disk disk(place_.blank(), settings_.seed);
        disk.ignores_sync = settings_.ignores_sync;
        transactions_ = work(place_, disk, make_script(settings_.seed, settings_.batches));
        Platter platter(place_.blank());
        for (const Operation& operation : disk.operations()) {
            const auto over = [&](std::size_t end) { return end < cut_; };
            ++cut_;
            while (last_ + 1 < transactions_.size() && over(transactions_[last_ + 1].begun))
                ++last_;
            while (first_ < last_ && over(transactions_[first_ + 1].done)) ++first_;
            platter.begin(operation);
            ++cuts_.operations;
            if (settings_.only == 0 || settings_.only == cut_) cut(platter, true);
            platter.finish(operation);
        }
        return cuts_;
    }

private:
    // Every image of the disk whose power is cut here. `first_life`: not already a recovery.
    void cut(const Platter& platter, bool first_life) {
        std::mt19937_64 chance(settings_.seed * 1'000'003 + cut_);
        for (const Unsynced unsynced : every_unsynced) {
            const bool fixed = unsynced == Unsynced::none || unsynced == Unsynced::all;
            if (unsynced != Unsynced::none && !platter.in_doubt()) return;
            for (int count = fixed ? 1 : settings_.images; count > 0; --count) {
                const Image image = platter.after_cut(unsynced, chance);
                look(image, unsynced);
                if (first_life && cuts_.cuts % settings_.again_every == 0) cut_recovery(image);
            }
        }
    }

    // The power is cut again while the store recovers from the first cut.
    void cut_recovery(const Image& image) {
        Disk disk(image, settings_.seed);
        disk.ignores_sync = settings_.ignores_sync;
        try {
            place_.open(disk, salts_of(0));
        } catch (const StoreError&) {
            return;  // it was judged already
        }
        Platter platter(image);
        for (const Operation& operation : disk.operations()) {
            platter.begin(operation);
            cut(platter, false);
            platter.finish(operation);
        }
    }

    void look(const Image& image, Unsynced unsynced) {
        const Damage judgement = judge(place_, image, transactions_, first_, last_, cuts_.cuts);
        ++cuts_.cuts;
        cuts_.lost += judgement.harm == Harm::lost;
        cuts_.half += judgement.harm == Harm::half || judgement.harm == Harm::unproved;
        cuts_.damaged += judgement.harm == Harm::damaged;
        if (judgement.harm == Harm::none || !cuts_.example.empty()) return;
        std::ostringstream example;
        example << "powercut --seed " << settings_.seed << " --batches " << settings_.batches
                << " --images " << settings_.images << " --cut " << cut_
                << " (unsynced: " << name_of(unsynced) << "): " << judgement.why;
        cuts_.example = example.str();
    }

    const CutPlace& place_;
    const CutSettings& settings_;
    std::vector<Transaction> transactions_;
    std::size_t cut_ = 0;    // the operation within which the power goes, from 1
    std::size_t first_ = 0;  // the last transaction that was acknowledged
    std::size_t last_ = 0;   // the last one that had begun
    Cuts cuts_;
};

}  // namespace

Cuts cut_everywhere(const CutPlace& place, const CutSettings& settings) {
    return Sweep(place, settings).run();
}

}  // namespace tocsin
