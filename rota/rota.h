// Who is on duty: swaps, weekly rotas, the rolling rota below them, and the one question they
// answer. A Rota is everything in force under one name; a change of it is a new value.
#pragma once

#include "rota/time.h"
#include "rota/tree.h"
#include "rota/zone.h"

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// How to reach somebody. Either may be empty, not both.
struct Contact {
    std::string phone;  // E.164: "+447700900101"
    std::string mail;
    std::string push{};  // the name an app on the phone listens to: a topic; or empty

    bool operator==(const Contact&) const = default;
};

struct Person {
    std::string id;  // "pat.ash": a PersonId of core/ids.h
    std::string name;
    Contact contact;

    bool operator==(const Person&) const = default;
};

// More people than this are not called together; a list this long is a mailing list.
inline constexpr std::size_t people_on_shift_max = 16;

// One stretch of one role. Without people it is a gap that somebody wrote down on purpose.
struct Shift {
    std::string role;
    Span span;
    std::vector<std::string> people;  // ids, each once; people_on_shift_max at most
    Mark mark;                        // where the file says so

    bool operator==(const Shift&) const = default;
};

// What one upload says. Its shifts lie inside `span`.
struct WeeklyRota {
    std::string name;
    Day week{};  // a Monday
    Span span;   // that Monday 08:00 to the next Monday 08:00, local (HSSI-12)
    std::vector<Shift> shifts;
    std::vector<Person>
        contacts;  // known while this week is in force, beside those of the configuration

    bool operator==(const WeeklyRota&) const = default;
};

// A stretch that one person gives up and another takes (HSSI-13). It changes only what the weeks
// below it say: where `out` is not on call, it changes nothing, so that a week uploaded anew may
// have it already or not.
struct Swap {
    std::string role;
    Span span;
    std::string out;  // id; empty: `in` covers where nobody is on call
    std::string in;   // id; empty: `out` cannot cover, and nobody does

    bool operator==(const Swap&) const = default;
};

struct Rota {
    std::string name;
    std::map<Day, WeeklyRota> weeks;    // published, by their Monday
    std::map<Day, WeeklyRota> rolling;  // what stands where no week is published (HSSI-12)
    std::vector<Swap> swaps;            // in the order they were made: the later one wins
    int people_needed = 1;

    bool operator==(const Rota&) const = default;
};

// The week in force: the published one, else that of the rolling rota, else nullptr. Swaps stand
// above it.
const WeeklyRota* week_in_force(const Rota& rota, Day monday);

// Puts a week in force: a published one, or one of a rolling rota. The latter takes the place of
// the rolling weeks from its Monday on, so the weeks of one rolling upload are put in their order.
void put_week(Rota& rota, const WeeklyRota& week, bool rolling);

struct OnCall {
    std::vector<std::string> people;  // ids; empty: nobody
    Instant since{};                  // when their stretch began; of a gap its begin, or Instant{}
    Instant until{};

    bool operator==(const OnCall&) const = default;
};

// The people of `role` on call at `at`, and the stretch of their shift around it.
// `until` is the end of the shift or the moment another takes over; the same people may follow.
// Empty people: a gap; `until` is then when somebody comes on, or `never`.
// Where shifts overlap, the one that started last has it (HSSI-11). A shift with nobody in it takes
// nothing over: whoever is still on stays, since a wrong page is better than none. The beginning
// and the end of a swap are the beginning and the end of a stretch.
OnCall on_call(const Rota& rota, std::string_view role, Instant at);

// The same answer without a copy: its ids stand in the rota, and last as long as that is unchanged.
struct OnCallView {
    std::array<std::string_view, people_on_shift_max> ids{};
    std::size_t count = 0;
    Instant since{};
    Instant until{};

    std::span<const std::string_view> people() const { return {ids.data(), count}; }
};

// on_call() for whoever asks often: it allocates nothing.
OnCallView look_up(const Rota& rota, std::string_view role, Instant at);

// The same, end to end, over all of `within` and cut to it; gaps are in it with no people.
std::vector<OnCall> stretches(const Rota& rota, std::string_view role, Span within);

// Monday 08:00 to Monday 08:00, local, around `monday`.
Span week_span(const Zone& zone, Day monday);

// The Monday whose week_span() holds `at`: on a Monday before 08:00 that of the week before.
Day week_at(const Zone& zone, Instant at);

}  // namespace tocsin
