// Everything that is due, in order of time: the one timer of judgement is armed at next().
// A due is a value in the state, never a callback.
#pragma once

#include "core/table.h"
#include "rota/time.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace tocsin {

// What a due is about: the ladder of an incident, a send that waits, the look at the rotas,
// a rota that is to come into force, the question of a shift,
// what the calendar owes, what an incident owes, and the look at what it has come to owe;
// a provider that may have more, and the next readers of an incident's notice; a silence that ends,
// what an incident explained, an alarm that flaps and has been quiet, and a sign of life.
struct Due {
    enum class Kind {
        ladder,
        send,
        rota_watch,
        rota_plan,
        shift,
        diary,
        review,
        obligation,
        pace,
        notice,
        silence,
        explained,
        calm,
        heartbeat
    };
    Kind kind = Kind::ladder;
    std::uint64_t id = 0;  // of the incident, the send, the plan or the question; else 0

    auto operator<=>(const Due&) const = default;
};

class Agenda {
public:
    // Due at `at`, whatever it was due at before; with nothing, it is not due at all.
    void set(Due due, std::optional<Instant> at);

    // The earliest due, or nothing.
    std::optional<Instant> next() const;

    // All that is due at `now` or was before, earliest first.
    std::vector<std::pair<Instant, Due>> due(Instant now) const;

    std::optional<Instant> at(Due due) const;

    std::size_t size() const { return at_.size(); }

    void keep();
    void roll_back();

private:
    Table<Due, Instant> at_;
    Table<std::pair<Instant, Due>, std::monostate> by_time_;
};

}  // namespace tocsin
