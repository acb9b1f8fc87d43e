#include "daemon/rota_slips.h"

#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin {
namespace {

class Slips {
public:
    Slips(const std::string& file, const Directory& directory)
        : file_(file), directory_(directory) {}

    Problems of(const std::vector<WeeklyRota>& weeks) {
        for (const WeeklyRota& week : weeks) {
            asked_ = roles_asked_for(week.name);
            for (const Person& person : week.contacts) look_at(week, person);
            for (const Shift& shift : week.shifts) look_at_role(week.name, shift);
            for (std::size_t at = 0; at < week.shifts.size(); ++at) {
                for (std::size_t before = 0; before < at; ++before) {
                    look_at_both(week.shifts[before], week.shifts[at]);
                }
            }
        }
        tell_doubles();
        return std::move(problems_);
    }

private:
    struct Double {
        Mark mark;
        PersonId person;
        Span span;
        int count = 0;
    };

    // Every role that a procedure asks this rota for.
    std::vector<std::string> roles_asked_for(const std::string& rota) const {
        std::vector<std::string> roles;
        for (const auto& [id, procedure] : directory_.procedures) {
            if (procedure.rota != rota) continue;
            for (const Role& role : procedure.roles) {
                for (const RoleSource& source : role.sources) {
                    if (!source.rota_role.empty()) roles.push_back(source.rota_role);
                }
            }
            for (const Audience& audience : procedure.notices.audiences) {
                roles.insert(roles.end(), audience.on_duty.begin(), audience.on_duty.end());
            }
        }
        return roles;
    }

    void look_at(const WeeklyRota& week, const Person& person) {
        const Mark mark = mark_of(week, person.id);
        const auto known = directory_.people.find(person.id);
        if (known != directory_.people.end()) {
            look_at_address(mark, person.id, "phone", known->second.contact.phone,
                            person.contact.phone);
            look_at_address(mark, person.id, "mail", known->second.contact.mail,
                            person.contact.mail);
            return;
        }
        for (const auto& [id, other] : directory_.people) {
            const bool phone =
                !person.contact.phone.empty() && person.contact.phone == other.contact.phone;
            const bool mail =
                !person.contact.mail.empty() && person.contact.mail == other.contact.mail;
            if (!phone && !mail) continue;
            warn(mark, quoted(person.id) + " has the " + (phone ? "phone" : "mail") + " of " + id,
                 "it would count as another person", "write " + id + ", if they are the same");
            return;
        }
    }

    void look_at_address(Mark mark, const std::string& id, const std::string& what,
                         const std::string& known, const std::string& written) {
        if (written == known) return;
        warn(mark,
             quoted(id) +
                 (written.empty() ? " has no " + what + " here, and one in the configuration"
                  : known.empty() ? " has a " + what + " here, and none in the configuration"
                                  : " has another " + what + " here than in the configuration"),
             "in these weeks what the rota says counts",
             "leave the " + what + " out, or change it in the configuration as well");
    }

    // A role may be for readers alone, as technical contacts are (HSSI-12); one that is nearly the
    // name of another is more likely misspelt.
    void look_at_role(const std::string& rota, const Shift& shift) {
        if (std::ranges::find(asked_, shift.role) != asked_.end()) return;
        const std::string meant = near(shift.role, asked_);
        if (meant.empty()) return;
        warn(shift.mark, "no procedure asks the rota \"" + rota + "\" for " + quoted(shift.role),
             "nobody is called for it", "write " + meant + ", or leave it, if it is for readers");
    }

    // Two that the procedures ask for: whoever does not answer as the one is called as the other.
    void look_at_both(const Shift& one, const Shift& other) {
        const auto asked = [&](const std::string& role) {
            return std::ranges::find(asked_, role) != asked_.end();
        };
        if (one.role == other.role || !asked(one.role) || !asked(other.role)) return;
        const Span both{std::max(one.span.from, other.span.from),
                        std::min(one.span.to, other.span.to)};
        if (both.to <= both.from) return;
        for (const std::string& person : one.people) {
            if (std::ranges::find(other.people, person) == other.people.end()) continue;
            const auto [first, second] = std::minmax(one.role, other.role);
            doubles_.try_emplace({first, second}, Double{other.mark, person, both})
                .first->second.count++;
        }
    }

    void tell_doubles() {
        const Zone& zone = directory_.calendar.zone;
        const auto moment = [&](Instant at) {
            return short_day(zone.day(at)) + " " + short_time(zone, at, at);
        };
        for (const auto& [roles, one] : doubles_) {
            const std::string more =
                one.count == 1 ? "" : "; such times in all: " + std::to_string(one.count);
            warn(one.mark,
                 quoted(one.person) + " is " + roles.first + " and " + roles.second +
                     " at once from " + moment(one.span.from) + " to " + moment(one.span.to) + more,
                 "who does not answer as the one does not answer as the other",
                 "name somebody else for one of them");
        }
    }

    static Mark mark_of(const WeeklyRota& week, const std::string& person) {
        for (const Shift& shift : week.shifts) {
            if (std::ranges::find(shift.people, person) != shift.people.end()) return shift.mark;
        }
        return {};
    }

    void warn(Mark mark, std::string what, std::string why, std::string fix) {
        if (!told_.insert(what).second) return;
        problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix), true});
    }

    const std::string& file_;
    const Directory& directory_;
    std::vector<std::string> asked_;
    std::set<std::string> told_;
    std::map<std::pair<std::string, std::string>, Double> doubles_;  // by their two roles
    Problems problems_;
};

}  // namespace

Problems slips(const std::vector<WeeklyRota>& weeks, const std::string& file,
               const Directory& directory) {
    return Slips(file, directory).of(weeks);
}

}  // namespace tocsin
