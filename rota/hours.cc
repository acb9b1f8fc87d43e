#include "rota/hours.h"

#include "rota/clock_words.h"
#include "rota/sheet_words.h"
#include "rota/shifts.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tocsin {
namespace {

constexpr std::chrono::hours a_day{24};

// A shift of the pattern, and the time in which no later one takes over.
struct Slot {
    std::string kind;
    bool bank_holiday = false;
    Span shift;
    Span own;
};

std::string kind_of(const Calendar& calendar, const NamedShift& shift) {
    const Day day = calendar.zone.day(shift.span.from);
    const std::string part = shift.name.substr(shift.name.find('-') + 1);
    if (bank_holiday(calendar, day)) return "bank holiday " + part;
    const Weekday weekday = weekday_of(day);
    const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    // A Friday's is longer than other nights, and a long weekend begins with it.
    if (weekend || weekday == std::chrono::Friday)
        return std::string(long_name(weekday)) + " " + part;
    return "weekday " + part;
}

// The shifts that begin in `days`, in order.
std::vector<Slot> slots(const Calendar& calendar, Days days) {
    std::vector<Slot> all;
    // The Sunday before may have a night; one shift more says where the last one ends.
    for (Day monday = plus_days(monday_of(days.first), -7); monday <= plus_days(days.last, 7);
         monday = plus_days(monday, 7)) {
        for (const NamedShift& shift : edm_shifts(calendar, monday)) {
            const bool holiday = bank_holiday(calendar, calendar.zone.day(shift.span.from));
            if (!all.empty()) all.back().own.to = std::min(all.back().own.to, shift.span.from);
            all.push_back({kind_of(calendar, shift), holiday, shift.span, shift.span});
        }
    }
    return all;
}

Span both(Span one, Span other) {
    return {std::max(one.from, other.from), std::min(one.to, other.to)};
}

class Working {
public:
    Working(const Calendar& calendar, Days days)
        : slots_(slots(calendar, days)),
          begins_{calendar.zone.instant(days.first, std::chrono::minutes(0)),
                  calendar.zone.instant(plus_days(days.last, 1), std::chrono::minutes(0))} {}

    // All time in which a shift that begins in the period can lie.
    Span asked() const { return {begins_.from, begins_.to + a_day}; }

    // Cuts `span` where shifts begin and end.
    void add(const std::string& role, const std::string& person, Span span) {
        Instant at = span.from;
        for (const Slot& slot : slots_) {
            if (slot.own.to <= at) continue;
            if (span.to <= slot.own.from) break;
            const Span before = both({at, slot.own.from}, span);
            if (!before.empty()) keep({role, person, "other", false, before, before});
            const Span part = both(slot.own, span);
            if (!part.empty()) keep({role, person, slot.kind, slot.bank_holiday, slot.shift, part});
            at = std::max(at, slot.own.to);
        }
        const Span rest = both({at, span.to}, span);
        if (!rest.empty()) keep({role, person, "other", false, rest, rest});
    }

    std::vector<Worked> done() {
        std::ranges::stable_sort(all_, [](const Worked& one, const Worked& other) {
            return std::tie(one.role, one.span.from, one.person) <
                   std::tie(other.role, other.span.from, other.person);
        });
        return std::move(all_);
    }

private:
    void keep(Worked part) {
        if (begins_.contains(part.shift.from)) all_.push_back(std::move(part));
    }

    std::vector<Slot> slots_;
    Span begins_;
    std::vector<Worked> all_;
};

std::string clock(const Zone& zone, Instant at) {
    return iso_local(zone, at).substr(11, 5);
}

const std::string& named(const std::map<std::string, std::string>& names, const std::string& id) {
    static const std::string nobody = "NOBODY (GAP)";
    if (id.empty()) return nobody;
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
}

std::string minutes_text(Duration length) {
    return std::to_string(length / std::chrono::minutes(1));
}

}  // namespace

std::vector<Worked> worked(const Ledger& ledger, const std::vector<Required>& needed,
                           const Calendar& calendar, Days days) {
    Working working(calendar, days);
    for (const std::string& role : roles(ledger)) {
        for (const OnCall& stretch : served(ledger, role, working.asked())) {
            for (const std::string& person : stretch.people)
                working.add(role, person, {stretch.since, stretch.until});
        }
    }
    std::set<std::string> told;  // two procedures may ask for the same duty
    for (const Required& required : needed) {
        if (!told.insert(required.role).second) continue;
        for (const Gap& gap : missed(ledger, required, calendar, working.asked())) {
            if (gap.present == 0) working.add(required.role, "", gap.span);
        }
    }
    return working.done();
}

std::vector<Tally> tallies(const std::vector<Worked>& worked) {
    // Nobody stands last, bank holidays apart.
    using Key = std::tuple<bool, std::string, std::string, bool, std::string>;
    std::map<Key, Tally> all;
    std::map<Key, std::set<Instant>> begun;
    for (const Worked& part : worked) {
        const Key key{part.person.empty(), part.person, part.role, part.bank_holiday, part.kind};
        Tally& tally = all[key];
        tally.person = part.person;
        tally.role = part.role;
        tally.kind = part.kind;
        tally.bank_holiday = part.bank_holiday;
        tally.length += part.span.to - part.span.from;
        begun[key].insert(part.shift.from);
        tally.shifts = static_cast<int>(begun[key].size());
    }
    std::vector<Tally> list;
    for (auto& [key, tally] : all) list.push_back(std::move(tally));
    return list;
}

std::string hours_text(Duration length) {
    const auto hundredths = (length / std::chrono::minutes(1) * 100 + 30) / 60;
    const std::string cents = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + (cents.size() == 1 ? ".0" : ".") + cents;
}

std::string tallies_csv(const std::vector<Tally>& tallies, Days days,
                        const std::map<std::string, std::string>& names) {
    std::string text = csv_line({"From", "To", "Person", "Name", "Role", "Kind of shift",
                                 "Bank holiday", "Shifts", "Hours", "Minutes"});
    for (const Tally& tally : tallies) {
        text += csv_line({sheet_day(days.first), sheet_day(days.last), tally.person,
                          named(names, tally.person), tally.role, tally.kind,
                          tally.bank_holiday ? "yes" : "no", std::to_string(tally.shifts),
                          hours_text(tally.length), minutes_text(tally.length)});
    }
    return text;
}

std::string worked_csv(const std::vector<Worked>& worked, const Zone& zone,
                       const std::map<std::string, std::string>& names) {
    std::string text = csv_line({"Person", "Name", "Role", "Kind of shift", "Bank holiday", "From",
                                 "From time", "To", "To time", "Hours", "Minutes"});
    for (const Worked& part : worked) {
        const Duration length = part.span.to - part.span.from;
        text += csv_line({part.person, named(names, part.person), part.role, part.kind,
                          part.bank_holiday ? "yes" : "no", sheet_day(zone.day(part.span.from)),
                          clock(zone, part.span.from), sheet_day(zone.day(part.span.to)),
                          clock(zone, part.span.to), hours_text(length), minutes_text(length)});
    }
    return text;
}

}  // namespace tocsin
