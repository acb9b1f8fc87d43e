#include "rota/ledger.h"

#include "rota/difference.h"

#include <algorithm>

namespace tocsin {
namespace {

bool overlap(Span one, Span other) {
    return one.from < other.to && other.from < one.to;
}

// A swap that ends where a stretch begins has cut it there.
bool touch(Span one, Span other) {
    return one.from <= other.to && other.from <= one.to;
}

// Minutes, so that hours of pay are whole.
Instant counts_from(const LedgerEntry& entry) {
    return std::chrono::floor<std::chrono::minutes>(entry.at);
}

// Whether `rota` has a stretch that runs on through `at`.
bool runs_through(const Rota& rota, std::string_view role, Instant at) {
    const OnCall there = on_call(rota, role, at);
    return there.since < at && at < there.until;
}

// Adds the stretches of one part behind those of the parts before it. What both rotas have run
// through the moment between them, with the same people, is one stretch.
void join(std::vector<OnCall>& all, std::vector<OnCall> more, bool through) {
    if (!all.empty() && !more.empty() && through && all.back().people == more.front().people) {
        all.back().until = more.front().until;
        more.erase(more.begin());
    }
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

}  // namespace

void put_entry(Rota& rota, const LedgerEntry& entry) {
    for (const WeeklyRota& week : entry.weeks) put_week(rota, week, entry.rolling);
    if (entry.swap) rota.swaps.push_back(*entry.swap);
}

Rota rota_after(const Ledger& ledger, std::size_t count) {
    Rota rota;
    rota.name = ledger.name;
    for (std::size_t at = 0; at < count; ++at) put_entry(rota, ledger.entries[at]);
    return rota;
}

void each_era(const Ledger& ledger, Span within,
              const std::function<void(const Rota&, Span)>& visit) {
    Rota rota;
    rota.name = ledger.name;
    Instant from = within.from;
    for (const LedgerEntry& entry : ledger.entries) {
        // Of a clock that was set back, never backwards.
        const Instant at = std::max(from, counts_from(entry));
        const Span part{from, std::min(at, within.to)};
        if (!part.empty()) visit(rota, part);
        put_entry(rota, entry);
        from = at;
    }
    const Span part{from, within.to};
    if (!part.empty()) visit(rota, part);
}

std::vector<OnCall> served(const Ledger& ledger, std::string_view role, Span within) {
    std::vector<OnCall> all;
    bool through = false;  // the part before has a stretch that ran on
    each_era(ledger, within, [&](const Rota& rota, Span part) {
        through = through && runs_through(rota, role, part.from);
        join(all, stretches(rota, role, part), through);
        through = runs_through(rota, role, part.to);
    });
    return all;
}

std::vector<Gap> missed(const Ledger& ledger, const Required& required, const Calendar& calendar,
                        Span within) {
    std::vector<Gap> all;
    if (ledger.entries.empty()) return all;
    within.from = std::max(within.from, counts_from(ledger.entries.front()));
    each_era(ledger, within, [&](const Rota& rota, Span part) {
        for (Gap& gap : gaps(rota, required, calendar, part)) {
            const bool goes_on = !all.empty() && gap.span.from == part.from &&
                                 all.back().span.to == part.from &&
                                 all.back().present == gap.present;
            if (goes_on) {
                all.back().span.to = gap.span.to;
            } else {
                all.push_back(std::move(gap));
            }
        }
    });
    return all;
}

std::set<std::string> roles(const Ledger& ledger) {
    std::set<std::string> all;
    for (const LedgerEntry& entry : ledger.entries) {
        Rota rota;
        put_entry(rota, entry);
        all.merge(roles(rota));
    }
    return all;
}

Touched touched(const Ledger& ledger, std::string_view role, Span span) {
    Touched found;
    int entries = 0;
    for (const LedgerEntry& entry : ledger.entries) {
        const bool swaps = entry.swap && entry.swap->role == role && touch(entry.swap->span, span);
        const bool writes = std::ranges::any_of(
            entry.weeks, [&](const WeeklyRota& week) { return overlap(week.span, span); });
        if (!swaps && !writes) continue;
        found.last = std::max(found.last, entry.at);
        ++entries;
    }
    found.times = std::max(entries - 1, 0);
    return found;
}

}  // namespace tocsin
