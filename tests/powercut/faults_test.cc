// A disk that fails: every kind of call, at every place, once and for good. Whatever happens, what
// was acknowledged is there for the next process, and after a power cut as well.
#include "tests/powercut/cuts.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

namespace tocsin {
namespace {

// What the process saw before it ended.
struct Life {
    std::size_t acknowledged = 0;  // transactions
    std::size_t tried = 0;
    std::string end{};  // why it ended; empty: it had nothing more to do
    std::string wrong{};
};

// How often a process whose disk is full tries a batch again, before the test ends it.
constexpr int tries_when_full = 3;

// The script in processes that do what the daemon does: end when the answer is not known, or the
// store cannot be opened; try again when the disk is full.
Life live(const CutPlace& place, const Disk& disk, const std::vector<ScriptStep>& script) {
    Life life;
    std::unique_ptr<Store> store;
    std::size_t step = 0;
    std::uint64_t epochs = 0;
    try {
        for (const ScriptStep& one : script) {
            ++step;
            if (one.starts) {
                store.reset();
                store = place.open(disk, [&step] { return salts_of(step)(); });
                life.tried = step;
                const std::uint64_t epoch = store->take_over("boot-" + std::to_string(step)).epoch;
                if (epoch != ++epochs) {
                    life.end = "the disk is full: it took over in memory";
                    return life;
                }
                life.acknowledged = step;
                continue;
            }
            life.tried = step;
            Commit answer = store->commit(one.batch);
            for (int tries = 1; answer == Commit::full && tries < tries_when_full; ++tries) {
                answer = store->commit(one.batch);
            }
            if (answer == Commit::done) {
                life.acknowledged = step;
                continue;
            }
            life.end = store->why_not();
            if (answer == Commit::fenced || answer == Commit::refused) {
                life.wrong = "a failing disk is no contradiction: " + life.end;
            } else if (answer == Commit::unknown && store->commit(one.batch) != Commit::unknown) {
                life.wrong = "it wrote again to a disk in doubt, after " + life.end;
            }
            return life;
        }
    } catch (const StoreError& error) {
        life.end = error.what();
    } catch (const std::exception& error) {
        life.wrong = std::string("the process was not meant to end by ") + error.what();
    }
    return life;
}

// A read that comes back short within a file is taken for zeros by SQLite, and no file system of
// Linux does that. What it spoils must be noticed; everything else must spoil nothing.
class FailingDisk : public testing::Test {
protected:
    // One life on a disk that fails, and all that comes after. Empty, or what is wrong.
    std::string outlived(DiskCall call, std::uint64_t after, bool for_good) {
        Disk disk(place_.blank(), seed_);
        disk.fail(call, after, for_good);
        const Life life = live(place_, disk, script_);
        failed_ = disk.failed();
        ++runs_;
        if (!life.wrong.empty()) return life.wrong;
        if (!failed_ && !life.end.empty()) return "without a fault: " + life.end;
        const auto judged = [&](const Image& image) -> std::string {
            const Damage judgement =
                judge(place_, image, transactions_, life.acknowledged, life.tried, runs_);
            if (judgement.harm == Harm::none) return "";
            const bool noticed =
                judgement.harm == Harm::unproved || judgement.harm == Harm::damaged;
            if (call == DiskCall::short_read && noticed) return "";
            return life.end + ": " + judgement.why;
        };
        if (const std::string why = judged(disk.content()); !why.empty()) {
            return "at the next start, " + why;
        }
        Platter platter(place_.blank());
        for (const Operation& operation : disk.operations()) {
            platter.begin(operation);
            platter.finish(operation);
        }
        std::mt19937_64 chance(runs_);
        for (const Unsynced unsynced : {Unsynced::none, Unsynced::garbage}) {
            const std::string why = judged(platter.after_cut(unsynced, chance));
            if (!why.empty()) return "after a power cut, " + why;
        }
        return "";
    }

    void prepare(std::uint64_t seed) {
        seed_ = seed;
        script_ = make_script(seed, 9);
        Disk disk(place_.blank(), seed);
        transactions_ = work(place_, disk, script_);
    }

    const CutPlace place_;
    std::uint64_t seed_ = 1;
    std::vector<ScriptStep> script_;
    std::vector<Transaction> transactions_;
    std::uint64_t runs_ = 0;
    bool failed_ = false;
};

TEST_F(FailingDisk, NothingAcknowledgedIsLostWhateverFailsWhereverItFails) {
    for (const char* rule : {"P1", "P13"}) proves(rule);
    const std::uint64_t seeds = std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 3 : 100;
    std::map<DiskCall, std::uint64_t> runs;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        prepare(seed);
        for (const DiskCall call : every_disk_call) {
            for (const bool for_good : {false, true}) {
                for (std::uint64_t after = 0;; ++after, ++runs[call]) {
                    const std::string why = outlived(call, after, for_good);
                    ASSERT_EQ(why, "")
                        << "seed " << seed << ", " << name_of(call) << " " << after + 1
                        << (for_good ? " and every later one" : "") << " failed";
                    if (!failed_) break;
                }
            }
        }
    }
    std::cout << runs_ << " lives of " << seeds << " seeds:";
    for (const auto& [call, count] : runs) std::cout << " " << name_of(call) << " " << count;
    std::cout << "\n";
    EXPECT_GE(runs_, 5000U);
}

}  // namespace
}  // namespace tocsin
