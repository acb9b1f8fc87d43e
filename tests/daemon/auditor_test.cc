// The second look at what is owed: what the engine has forgotten is found, told once, and seen to
// be gone; what merely moves on is no difference.
#include "daemon/auditor.h"

#include "daemon/memory_journal.h"
#include "daemon/sqlite_journal.h"
#include "tests/daemon/store_fixture.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Instant begins{std::chrono::seconds(1'700'000'000)};

class AuditorTest : public StoreTest {
protected:
    void SetUp() override {
        store_ = start();
        journal_ = std::make_unique<SqliteJournal>(
            *store_, [] { return std::map<std::string, std::string>{}; });
    }

    // In the journal, and in the engine's state unless it has lost it.
    void happens(const Event& event, bool lost = false) {
        const Entry entry{++seq_, begins, epoch_, event};
        ASSERT_EQ(journal_->commit({entry}, {}), Committed::done);
        if (!lost) kept_.push_back(entry);
    }

    static IncidentOpened opened(std::uint64_t number) {
        IncidentOpened event;
        event.incident = {number};
        event.alarm.key = "k" + std::to_string(number);
        event.source = "api";
        event.climbs = true;
        return event;
    }

    // The engine whose state has all but what it has lost.
    void engine_lives() {
        memory_ = MemoryJournal(kept_);
        engine_ = std::make_unique<Engine>(memory_, std::make_shared<Directory>());
        engine_->recover();
    }

    void audit(Instant now = begins) {
        auditor_ = std::make_unique<Auditor>(
            path_,
            Auditor::Calls{.look =
                               [this, now](const auto& see) {
                                   const std::lock_guard lock(mutex_);
                                   see(*engine_, now);
                                   return true;
                               },
                           .found =
                               [this](std::vector<std::string> differences) {
                                   const std::lock_guard lock(mutex_);
                                   found_.push_back(std::move(differences));
                               },
                           .failed = [](const std::string& why) { ADD_FAILURE() << why; }},
            AuditorSettings{.first_after = 0ms, .every = 5ms, .breath = 1ms});
        auditor_->start();
        looked(2);
    }

    void looked(std::uint64_t times) const {
        const std::uint64_t before = auditor_->health(steady_now()).looks_total;
        for (int n = 0; n < 2000; ++n) {
            if (auditor_->health(steady_now()).looks_total >= before + times) return;
            std::this_thread::sleep_for(5ms);
        }
        ADD_FAILURE() << "the auditor does not look";
    }

    std::vector<std::string> differences() const {
        return auditor_->health(steady_now()).differences;
    }

    std::unique_ptr<Store> store_;
    std::unique_ptr<SqliteJournal> journal_;
    MemoryJournal memory_;
    std::unique_ptr<Engine> engine_;
    std::vector<Entry> kept_;
    std::uint64_t seq_ = 0;
    std::mutex mutex_;
    std::vector<std::vector<std::string>> found_;
    std::unique_ptr<Auditor> auditor_;
};

TEST_F(AuditorTest, FindsNothingWhereNothingIsForgotten) {
    for (std::uint64_t n = 1; n <= 1500; ++n) happens(opened(n));
    engine_lives();
    audit();
    EXPECT_THAT(differences(), IsEmpty());
    EXPECT_THAT(found_, IsEmpty());
}

TEST_F(AuditorTest, WhatTheEngineHasForgottenIsToldOnce) {
    happens(opened(1));
    StepBegan step;
    step.incident = {1};
    step.until = begins + 10min;
    happens(step);
    // In the state that acts it is due ten minutes later.
    step.until += 10min;
    kept_.back().event = step;
    engine_lives();
    audit();
    const std::lock_guard lock(mutex_);
    ASSERT_EQ(found_.size(), 1u) << "every look finds it, and one is told";
    EXPECT_THAT(found_.front(), ElementsAre(HasSubstr("The ladder of INC-1 is due")));
    EXPECT_THAT(differences(), ElementsAre(HasSubstr("waits until")));
}

TEST_F(AuditorTest, WhatIsInOrderAgainIsNoDifferenceAnyMore) {
    happens(opened(1), true);
    happens(opened(2));
    kept_.back().seq = 1;
    engine_lives();
    audit();
    EXPECT_THAT(differences(), ElementsAre(HasSubstr("INC-1 is open, and is forgotten")));
    StatusMoved over;
    over.incident = {1};
    over.to = "resolved";
    over.over = true;
    happens(over, true);
    looked(2);
    EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(AuditorTest, WhatIsDueAndDoesNotHappenIsADifference) {
    happens(opened(1));
    engine_lives();
    audit(begins + 2min);
    EXPECT_THAT(differences(), ElementsAre(HasSubstr("and nothing has happened")));
}

}  // namespace
}  // namespace tocsin
