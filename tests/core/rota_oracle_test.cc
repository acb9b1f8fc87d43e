// Whatever was uploaded, swapped and rolled back: who is on call is what a plain reading of the
// sources says, minute by minute.
#include "rota/clock_words.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin {
namespace {

using Random = std::mt19937;

int below(Random& random, int end) {
    return static_cast<int>(random() % static_cast<unsigned>(end));
}

// Everything that was ever said, in its order, and nothing worked out of it.
struct Sources {
    std::vector<RotaUploaded> uploads;
    std::vector<Swap> swaps;

    const WeeklyRota* week_at(Instant at) const {
        for (auto upload = uploads.rbegin(); upload != uploads.rend(); ++upload) {
            if (upload->rolling) continue;
            for (const WeeklyRota& week : upload->weeks) {
                if (week.span.contains(at)) return &week;
            }
        }
        // The latest rolling rota that had begun by then, if it reaches so far.
        for (auto upload = uploads.rbegin(); upload != uploads.rend(); ++upload) {
            if (!upload->rolling || upload->weeks.front().span.from > at) continue;
            for (const WeeklyRota& week : upload->weeks) {
                if (week.span.contains(at)) return &week;
            }
            return nullptr;
        }
        return nullptr;
    }

    std::vector<std::string> on_call(const std::string& role, Instant at) const {
        const Shift* latest = nullptr;
        if (const WeeklyRota* week = week_at(at)) {
            for (const Shift& shift : week->shifts) {
                if (shift.role != role || shift.people.empty() || !shift.span.contains(at))
                    continue;
                if (latest == nullptr || shift.span.from > latest->span.from) latest = &shift;
            }
        }
        std::vector<std::string> people =
            latest == nullptr ? std::vector<std::string>{} : latest->people;
        for (const Swap& swap : swaps) {
            if (swap.role != role || !swap.span.contains(at)) continue;
            const auto out = std::ranges::find(people, swap.out);
            if (swap.out.empty() && people.empty()) {
                people = {swap.in};
            } else if (out != people.end()) {
                people.erase(out);
                const bool there = std::ranges::find(people, swap.in) != people.end();
                if (!swap.in.empty() && !there) people.push_back(swap.in);
            }
        }
        return people;
    }
};

class House {
public:
    explicit House(unsigned seed) : random_(seed), story_("Mon 2027-03-01 12:00") {}

    void happens() {
        switch (below(random_, 4)) {
            case 0:
                upload(false);
                break;
            case 1:
                upload(true);
                break;
            case 2:
                restore();
                break;
            default:
                swap();
        }
    }

    void compare() {
        const RotaVersion* rota = state_.rotas().find("on-call");
        if (rota == nullptr) return;
        const Span all = story_.span("Thu 2027-03-25 00:00", "Thu 2027-04-08 00:00");
        for (Instant at = all.from; at < all.to; at += 1min) {
            for (const std::string role : {"edm", "level-3"}) {
                ASSERT_EQ(tocsin::on_call(rota->rota, role, at).people, sources_.on_call(role, at))
                    << role << " at " << iso_utc(at);
            }
        }
    }

    std::size_t swaps() const { return sources_.swaps.size(); }

private:
    Answer decides(const Occurrence& what) {
        Decision decision = decide(state_, {what, random_()}, story_.now(), story_.directory());
        for (const Event& event : decision.events) {
            state_.apply({state_.next_seq(), story_.now(), 1, event});
        }
        state_.keep();
        return decision.answer;
    }

    std::string somebody() {
        const std::vector<std::string> people{"pat.ash", "jo.oak", "kim.hazel", "", "sam.elm"};
        return people[static_cast<std::size_t>(below(random_, 5))];
    }

    WeeklyRota week(Day monday) {
        return story_.week(iso_day(monday),
                           {{"fri-night", somebody()},
                            {"sun-day", somebody()},
                            {"wed-night", somebody()},
                            {"fri-day", somebody()}},
                           somebody());
    }

    // From the week before the clocks go forward, over Easter.
    Day some_monday(int of) {
        return plus_days(parse_day("2027-03-22").value(), 7 * below(random_, of));
    }

    void upload(bool rolling) {
        RotaUploaded uploaded{{}, "", "", "agreed", rolling};
        // The last week is never published, so that the rolling rota is seen.
        const Day first = some_monday(rolling ? 3 : 2);
        for (int at = 0; at <= (rolling ? below(random_, 3) : 0); ++at) {
            uploaded.weeks.push_back(week(plus_days(first, 7 * at)));
        }
        EXPECT_EQ(decides(uploaded).version, static_cast<int>(sources_.uploads.size()) + 1);
        sources_.uploads.push_back(uploaded);
    }

    void restore() {
        if (sources_.uploads.empty()) return;
        const int kept = std::min(static_cast<int>(sources_.uploads.size()), rota_editions_max);
        const int version = static_cast<int>(sources_.uploads.size()) - below(random_, kept);
        EXPECT_EQ(decides(RotaRestored{"on-call", version, "", "back"}).kind, Answer::Kind::done);
        sources_.uploads.push_back(sources_.uploads[static_cast<std::size_t>(version - 1)]);
    }

    void swap() {
        if (state_.rotas().empty()) return;
        const Instant from = story_.span("Thu 2027-03-25 00:00", "Thu 2027-04-08 00:00").from +
                             1min * below(random_, 20000);
        const Swap swap{below(random_, 3) == 0 ? "level-3" : "edm",
                        {from, from + 1min * (1 + below(random_, 3000))},
                        somebody(),
                        somebody()};
        const Answer answer =
            decides(RotaSwapped{"on-call", swap, "", "agreed", below(random_, 2) == 0});
        if (answer.kind == Answer::Kind::done) sources_.swaps.push_back(swap);
    }

    Random random_;
    Story story_;
    State state_;
    Sources sources_;
};

TEST(RotaOracle, AfterAnySequenceEveryMinuteIsAsTheSourcesSay) {
    proves("HSSI-12");
    proves("HSSI-13");
    std::size_t swaps = 0;
    for (unsigned seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        House house(seed);
        for (int step = 0; step < 20; ++step) house.happens();
        house.compare();
        if (testing::Test::HasFatalFailure()) return;
        swaps += house.swaps();
    }
    EXPECT_GT(swaps, 5U) << "the walks must swap, or they prove nothing of swaps";
}

}  // namespace
}  // namespace tocsin
