// What came into force when: the uploads and swaps of one rota in their order. A Rota says what is
// planned; a ledger says who really was on call, for that is what was planned at each instant. It
// answers who is owed pay for a night of last year, whatever has been uploaded since.
#pragma once

#include "rota/coverage.h"
#include "rota/rota.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// One upload, or one swap.
struct LedgerEntry {
    Instant at{};              // it counts from the minute in which it was made
    std::uint64_t number = 0;  // of the journal, of the upload's first week
    std::string by;
    std::string reason;
    int version = 0;  // the upload's; of a swap, that of the week it stands above
    int restores = 0;
    bool rolling = false;
    bool forced = false;
    std::vector<WeeklyRota> weeks;  // none: a swap
    std::optional<Swap> swap;
};

struct Ledger {
    std::string name;
    std::vector<LedgerEntry> entries;
};

// Makes the entry true of `rota`.
void put_entry(Rota& rota, const LedgerEntry& entry);

// What is in force behind the first `count` entries.
Rota rota_after(const Ledger& ledger, std::size_t count);

// Every rota that was in force within `within`, and for which part of it, in order. The parts join
// without a gap; the rota is only lent.
void each_era(const Ledger& ledger, Span within,
              const std::function<void(const Rota& rota, Span part)>& visit);

// As stretches(), of what was in force at each instant: a stretch that an entry leaves as it is
// stays whole.
std::vector<OnCall> served(const Ledger& ledger, std::string_view role, Span within);

// As gaps(), likewise; none before the first entry, for of that time nothing is known.
std::vector<Gap> missed(const Ledger& ledger, const Required& required, const Calendar& calendar,
                        Span within);

// Every role that any entry names.
std::set<std::string> roles(const Ledger& ledger);

// When `span` of the role was last written or swapped, and how often after the first time. A
// time that no entry speaks of was never touched: Instant{} and 0.
struct Touched {
    Instant last{};
    int times = 0;
};
Touched touched(const Ledger& ledger, std::string_view role, Span span);

}  // namespace tocsin
