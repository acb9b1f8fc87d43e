#include "daemon/procedure_terms.h"

#include "core/terms.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

std::optional<Day> day(MapReader& line, const std::string& key) {
    const auto word = line.text(key);
    if (!word) return std::nullopt;
    const auto read = parse_day(*word);
    if (!read) {
        line.complaints().error(line.mark(key), in_quotes(*word) + " is no day", "",
                                "write it as 2026-12-31");
    }
    return read;
}

std::string hour_words(Applies hours) {
    if (hours == Applies::always) return "";
    return hours == Applies::core_hours ? " in core hours" : " out of hours";
}

class Check {
public:
    Check(const Role& role, const std::vector<Mark>& marks, Complaints& complaints)
        : role_(role), marks_(marks), complaints_(complaints) {}

    void overlaps() {
        for (const TermOverlap& both : term_overlaps(role_)) {
            complaints_.warning(mark(both.second),
                                "two terms of the role " + in_quotes(role_.name) +
                                    " overlap from " + iso_day(both.from) +
                                    (both.until ? " to " + iso_day(*both.until) : ""),
                                "on those days only the first of the two lines counts",
                                "begin the one when the other has ended, or write \"interim: yes\" "
                                "where somebody stands in");
        }
    }

    void vacant(Duration warn, std::optional<Day> today) {
        for (const Vacancy& one : vacancies(role_)) {
            const auto days = std::chrono::floor<std::chrono::days>(warn);
            const bool over = one.to && today && *one.to <= *today;
            const bool far =
                !one.to && one.from &&
                (!today || std::chrono::sys_days(*one.from) - days > std::chrono::sys_days(*today));
            // Before the first term there was nothing, until today comes into it.
            const bool before = !one.from && (!today || *one.to <= *today);
            if (over || far || before) continue;
            complaints_.warning(mark(one.ended == nullptr ? one.follows : one.ended),
                                "nobody holds the role " + in_quotes(role_.name) +
                                    hour_words(one.hours) +
                                    (one.from ? " from " + iso_day(*one.from) : "") +
                                    (one.to ? " to " + iso_day(plus_days(*one.to, -1)) : ""),
                                one.to || !one.from ? "no term covers those days"
                                                    : "its last term ends, and nobody follows",
                                "add a line with who holds it then: "
                                "{ people: [pat.ash], called: ..., from: " +
                                    iso_day(one.from.value_or(today.value_or(Day{}))) + " }");
        }
    }

private:
    Mark mark(const RoleSource* line) const {
        return marks_[static_cast<std::size_t>(line - role_.sources.data())];
    }

    const Role& role_;
    const std::vector<Mark>& marks_;
    Complaints& complaints_;
};

}  // namespace

std::optional<Term> read_term(MapReader& line, const std::string& role, bool people) {
    Term term;
    term.from = day(line, "from");
    term.until = day(line, "until");
    const bool ends = line.find("until") != nullptr;
    const bool given = ends || line.find("from") != nullptr;
    term.interim = line.yes_no("interim").value_or(false);
    if (term.interim && !ends) {
        line.complaints().error(
            line.mark("interim"),
            "who stands in for the role " + in_quotes(role) + " has no last day",
            "interim is until somebody is appointed, and is not to be forgotten",
            "add \"until: 2026-12-31\"");
    }
    if (given && !people) {
        line.complaints().error(line.mark(ends ? "until" : "from"),
                                "a term of the role " + in_quotes(role) + " is of nobody",
                                "people hold a role for a term; a rota and a desk are always there",
                                "name the people, or delete the days");
        return std::nullopt;
    }
    if (term.from && term.until && *term.until < *term.from) {
        line.complaints().error(line.mark("until"),
                                "a term of the role " + in_quotes(role) + " ends before it begins",
                                "", "exchange the two days");
        return std::nullopt;
    }
    if (!given && !term.interim) return std::nullopt;
    return term;
}

void check_terms(const Role& role, const std::vector<Mark>& marks, Duration warn,
                 std::optional<Day> today, Complaints& complaints) {
    Check check(role, marks, complaints);
    check.overlaps();
    check.vacant(warn, today);
}

}  // namespace tocsin
