#include "core/handover_paper.h"

#include "core/compose.h"
#include "core/handover_words.h"
#include "core/ladder.h"
#include "core/rota_duties.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"
#include "rota/words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// What a desk is said to have worked where no rule says when it took over.
constexpr Duration shift_otherwise = hours(24);

// Writes one handover. Pure: nothing is decided here.
class Writer {
public:
    Writer(const Draft& draft, const Procedure& procedure, const HandoverRule& rule, Instant due)
        : draft_(draft),
          procedure_(procedure),
          rule_(rule),
          due_(due),
          zone_(draft.directory.calendar.zone),
          rota_(handover_rota(draft, procedure)) {}

    std::optional<HandoverPaper> write() {
        const std::vector<std::string> from_ids = people_of(rule_.from, due_ - Duration(1));
        const std::vector<std::string> to_ids = people_of(rule_.to, due_);
        // Who goes on hands over to nobody.
        if (from_ids.empty() || to_ids.empty() || from_ids == to_ids) return std::nullopt;
        paper_.from = callees(from_ids);
        paper_.to = callees(to_ids);
        // The rota names somebody whom nobody knows any more.
        if (paper_.from.empty() || paper_.to.empty()) return std::nullopt;
        paper_.from_called = called(rule_.from, paper_.from);
        paper_.to_called = called(rule_.to, paper_.to);
        paper_.covers = {began(), due_};
        record_ = record_of(draft_, {paper_.covers.from, std::min(due_, draft_.now)}, ends());
        paper_.open = static_cast<int>(std::ranges::count_if(
            record_.incidents, [](const ShiftIncident& one) { return open(one.kept); }));
        paper_.empty = !record_.anything();
        paper_.call = rule_.call == HandoverRule::Call::always ||
                      (rule_.call == HandoverRule::Call::when_live && paper_.open > 0);
        compose();
        return std::move(paper_);
    }

private:
    std::vector<std::string> people_of(const HandoverEnd& end, Instant at) const {
        if (end.duty.empty()) return {end.desk};
        return on_call(rota_, end.duty, at).people;
    }

    std::vector<Callee> callees(const std::vector<std::string>& ids) const {
        std::vector<Callee> all;
        for (const std::string& id : ids) {
            if (auto callee = find_person(draft_.state, draft_.directory, id, draft_.now)) {
                all.push_back(std::move(*callee));
            }
        }
        return all;
    }

    std::string called(const HandoverEnd& end, const std::vector<Callee>& people) const {
        std::string names;
        for (const Callee& one : people) names += (names.empty() ? "" : ", ") + one.name;
        return end.duty.empty() ? names : duty_called(procedure_, end.duty) + " " + names;
    }

    // When those who hand over took over themselves.
    Instant began() const {
        if (!rule_.from.duty.empty()) {
            return on_call(rota_, rule_.from.duty, due_ - Duration(1)).since;
        }
        Instant latest = due_ - shift_otherwise;
        bool known = false;
        for (const HandoverRule& other : procedure_.handovers.rules) {
            if (!(other.to == rule_.from) || !other.at) continue;
            const Instant at = last_time(draft_.directory.calendar, *other.at, due_);
            latest = known ? std::max(latest, at) : at;
            known = true;
        }
        return latest;
    }

    // When those who take over hand over themselves.
    Instant ends() const {
        if (!rule_.to.duty.empty()) return on_call(rota_, rule_.to.duty, due_).until;
        std::optional<Instant> first;
        for (const HandoverRule& other : procedure_.handovers.rules) {
            if (!(other.from == rule_.to) || !other.at) continue;
            const Instant at = next_time(draft_.directory.calendar, *other.at, due_);
            first = first ? std::min(*first, at) : at;
        }
        return first.value_or(due_ + shift_otherwise);
    }

    std::string day_and_clock(Instant at) const {
        return long_day(zone_.day(at)) + " " + short_time(zone_, at, at);
    }

    void compose() {
        Document& document = paper_.document;
        const std::string what = paper_.empty ? "nothing" : join_words(counts());
        document.subject = "Handover " + iso_day(zone_.day(due_)) + " " +
                           short_time(zone_, due_, due_) + " to " + paper_.to_called + ": " + what;
        document.heading = paper_.empty ? "Nothing to hand over" : capitalised(what);
        std::vector<std::string> first = {"Handover from " + paper_.from_called + " to " +
                                              paper_.to_called + ", " + day_and_clock(due_) + ".",
                                          "Covers " + day_and_clock(paper_.covers.from) + " to " +
                                              day_and_clock(paper_.covers.to) + "."};
        if (paper_.call) first.push_back(call_words());
        document.blocks.push_back(Paragraph{first});
        std::string nothing;
        for (const HandoverSection& section : procedure_.handovers.sections) {
            Listing listing = listing_of(section);
            if (listing.items.empty()) {
                nothing += (nothing.empty() ? "" : " ") + section.title + ": none.";
                continue;
            }
            listing.title += " (" + std::to_string(listing.items.size()) + ")";
            document.blocks.push_back(std::move(listing));
        }
        if (!nothing.empty()) document.blocks.push_back(Paragraph{{nothing}});
        document.blocks.push_back(Paragraph{closing()});
    }

    // "2 open", "3 owed", "1 decision to make".
    std::vector<std::string> counts() const {
        std::vector<std::string> all = {paper_.open > 0 ? std::to_string(paper_.open) + " open"
                                                        : "nothing open"};
        if (!record_.owed.empty()) all.push_back(std::to_string(record_.owed.size()) + " owed");
        const std::size_t held = record_.holds.size();
        if (held > 0) {
            all.push_back(std::to_string(held) + (held == 1 ? " decision" : " decisions") +
                          " to make");
        }
        return all;
    }

    std::string call_words() const {
        const Callee& to = paper_.to.front();
        const std::string rings = rings_at(draft_.directory, to);
        const std::string number = rings.empty() ? "" : ", " + spoken_phone(rings);
        return "Phone as well: " + paper_.from_called + " to " + paper_.to_called + number +
               ". Record it: tocsin handover call";
    }

    bool belongs(const HandoverSection& section, const IncidentKept& incident) const {
        const Span& shift = paper_.covers;
        if (section.of == "open") return open(incident);
        if (section.of == "new") return shift.from <= incident.opened;
        if (section.of == "resolved") return incident.resolved && shift.from <= *incident.resolved;
        return section.of == "escalations" &&
               std::ranges::any_of(incident.calls,
                                   [&](const KeptCall& call) { return shift.from <= call.at; });
    }

    Listing listing_of(const HandoverSection& section) const {
        Listing listing{section.title, {}};
        if (section.of == "owed") {
            add_owed(listing, section.line);
        } else if (section.of == "holds") {
            add_holds(listing, section.line);
        } else {
            add_incidents(listing, section);
            if (section.of == "management-only") add_messages(listing, section.line);
            add_notes(listing, section);
        }
        return listing;
    }

    static void add(Listing& listing, const std::string& lead, const std::string& text) {
        Listing::Item item{lead, {}};
        for (std::size_t from = 0; from <= text.size();) {
            const std::size_t end = std::min(text.find('\n', from), text.size());
            item.lines.push_back(text.substr(from, end - from));
            from = end + 1;
        }
        listing.items.push_back(std::move(item));
    }

    void add_incidents(Listing& listing, const HandoverSection& section) const {
        for (const ShiftIncident& incident : record_.incidents) {
            if (!belongs(section, incident.kept)) continue;
            add(listing, reference(incident.kept.of),
                filled_line(section.line, incident, zone_, due_));
        }
    }

    void add_owed(Listing& listing, const std::string& line) const {
        for (const ShiftOwed& one : record_.owed) {
            add(listing, one.owed.paused ? "" : short_time(zone_, one.owed.due, due_),
                filled_line(line, one, zone_, due_, draft_.now));
        }
    }

    void add_holds(Listing& listing, const std::string& line) const {
        for (const ShiftHold& one : record_.holds) {
            add(listing, reference(one.incident), filled_line(line, one, zone_, due_));
        }
    }

    void add_messages(Listing& listing, const std::string& line) const {
        for (const ShiftIncident& incident : record_.incidents) {
            for (const KeptMessage& message : incident.kept.management) {
                if (message.at < paper_.covers.from || message.at > paper_.covers.to) continue;
                add(listing, short_time(zone_, message.at, due_),
                    filled_line(line, incident.kept.of, message, zone_, due_));
            }
        }
    }

    void add_notes(Listing& listing, const HandoverSection& section) const {
        for (const KeptNote& note : record_.notes) {
            if (note.kind != section.of) continue;
            const std::string line = filled_line(section.line, note, zone_, due_);
            if (note.kind != "expected") {
                add(listing, short_time(zone_, note.at, due_), line);
            } else if (line.size() > 6 && line[5] == ' ' && parse_clock(line.substr(0, 5))) {
                // "22:00 CHG-0077": the time at which it is expected, not that of the note.
                add(listing, line.substr(0, 5), line.substr(6));
            } else {
                add(listing, "", line);
            }
        }
    }

    std::vector<std::string> closing() const {
        std::vector<std::string> lines;
        std::set<std::string> seen;
        for (const Duty& duty : duties(draft_)) {
            if (duty.procedure->name != procedure_.name) continue;
            if (!seen.insert(duty.required.role).second) continue;
            OnCall next = on_call(rota_, duty.required.role, due_);
            std::string when;
            if (next.people.empty() && next.until != never) {
                when = " from " + short_time(zone_, next.until, due_);
                next = on_call(rota_, duty.required.role, next.until);
            }
            std::string names;
            for (const Callee& one : callees(next.people)) {
                names += (names.empty() ? "" : ", ") + one.name;
            }
            lines.push_back("On call: " + capitalised(duty.called) + " " +
                            (names.empty() ? "nobody" : names + when) + ".");
        }
        if (record_.owed_later > 0) {
            lines.push_back("Owed later than this shift: " + std::to_string(record_.owed_later) +
                            ". See: tocsin owed");
        }
        lines.push_back("From Tocsin's record at " + short_time(zone_, draft_.now, draft_.now) +
                        ". To add what it cannot know: tocsin note handover \"...\"");
        return lines;
    }

    const Draft& draft_;
    const Procedure& procedure_;
    const HandoverRule& rule_;
    Instant due_;
    const Zone& zone_;
    const Rota& rota_;
    ShiftRecord record_;
    HandoverPaper paper_;
};

}  // namespace

const Rota& handover_rota(const Draft& draft, const Procedure& procedure) {
    static const Rota none;
    const RotaVersion* known = draft.state.rotas().find(procedure.rota);
    return known == nullptr ? none : known->rota;
}

// The last working day's `clock` before `before`.
Instant last_time(const Calendar& calendar, minutes clock, Instant before) {
    for (Day day = calendar.zone.day(before);; day = plus_days(day, -1)) {
        if (!working_day(calendar, day)) continue;
        const Instant at = calendar.zone.instant(day, clock);
        if (at < before) return at;
    }
}

Instant next_time(const Calendar& calendar, minutes clock, Instant after) {
    for (Day day = calendar.zone.day(after);; day = plus_days(day, 1)) {
        if (!working_day(calendar, day)) continue;
        const Instant at = calendar.zone.instant(day, clock);
        if (at > after) return at;
    }
}

std::optional<HandoverPaper> handover_paper(const Draft& draft, const Procedure& procedure,
                                            const HandoverRule& rule, Instant due) {
    return Writer(draft, procedure, rule, due).write();
}

}  // namespace tocsin
