// What a start reads of the real journal: all about what is open, and of the house what matters.
#include "daemon/sqlite_journal.h"

#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr Instant begins{std::chrono::seconds(1'700'000'000)};

class SqliteJournalTest : public StoreTest {
protected:
    void happens(Instant at, const Event& event) {
        const Entry entry{live_.next_seq(), at, epoch_, event};
        live_.apply(entry);
        ASSERT_EQ(journal_.commit({entry}, {}), Committed::done);
    }
    void opened(Instant at, std::uint64_t number) {
        IncidentOpened event;
        event.incident = {number};
        event.source = "api";
        event.alarm.key = "k" + std::to_string(number);
        happens(at, event);
    }
    State recovered() {
        State state;
        journal_.replay([&](const Entry& entry) { state.apply(entry); });
        return state;
    }

    std::unique_ptr<Store> store_ = start();
    SqliteJournal journal_{*store_, nullptr};
    State live_;
};

TEST_F(SqliteJournalTest, AStepOfTheClockMovesWhatIsOwedHoweverLongAgoItWas) {
    proves("P9");
    opened(begins, 1);
    const Instant due = begins + 200h;
    happens(begins, ObligationBegan{{1}, "report", "Report", "holder", begins, due, false, due});
    const std::uint64_t number = live_.next_seq() - 1;
    happens(begins + 2h, ClockStepped{1h});
    opened(begins + 100h, 2);
    const Due owed{Due::Kind::obligation, number};
    ASSERT_EQ(live_.agenda().at(owed), due + 1h);
    EXPECT_EQ(recovered().agenda().at(owed), due + 1h);
}

}  // namespace
}  // namespace tocsin
