#include "daemon/on_call_feed.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/rota_duties.h"
#include "daemon/json_writer.h"
#include "daemon/rota_words.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <tuple>

namespace tocsin {
namespace {

// Enough to settle who had last month's nights.
constexpr int days_back = 30;

// No stretch is longer than a week: one that is looked for from here on is found whole.
constexpr std::chrono::hours longest{8 * 24};

// From the first week there ever was to the end of the last one that is in force.
Span reach(const Ledger& ledger) {
    Span span{never, Instant{}};
    for (const LedgerEntry& entry : ledger.entries) {
        for (const WeeklyRota& week : entry.weeks) span.from = std::min(span.from, week.span.from);
    }
    const Rota rota = rota_after(ledger, ledger.entries.size());
    for (const auto* weeks : {&rota.weeks, &rota.rolling}) {
        for (const auto& [monday, week] : *weeks) span.to = std::max(span.to, week.span.to);
    }
    return span;
}

// "20261124T173000Z".
std::string compact(Instant at) {
    std::string text;
    for (const char sign : iso_utc(at).substr(0, 19)) {
        if (sign != '-' && sign != ':') text += sign;
    }
    return text + "Z";
}

class Writing {
public:
    Writing(const DutyRecord& record, const Directory& directory, const FeedState& whose,
            Instant now)
        : record_(record),
          directory_(directory),
          whose_(whose),
          draft_(record.rotas, directory, now, 0),
          names_(rota_names(directory, record.rotas)),
          duties_(duties(draft_)) {}

    // What is on at some time of `asked`, of one rota or, without a name, of all.
    Feed feed(Span asked, const std::string& rota, const std::string& title) {
        for (const auto& [name, ledger] : record_.ledgers) {
            if (!rota.empty() && name != rota) continue;
            const Span there = reach(ledger);
            const Span within{std::max(there.from, asked.from - longest),
                              std::min(there.to, asked.to + longest)};
            if (within.empty()) continue;
            for (const std::string& role : roles(ledger)) {
                if (!whose_.role.empty() && role != whose_.role) continue;
                add_served(ledger, role, within);
                if (whose_.person.empty()) add_missed(ledger, role, within);
            }
        }
        std::erase_if(feed_.events, [&](const FeedEvent& event) {
            return event.span.to <= asked.from || asked.to <= event.span.from;
        });
        std::ranges::stable_sort(feed_.events, [](const FeedEvent& one, const FeedEvent& other) {
            return std::tie(one.span.from, one.role) < std::tie(other.span.from, other.role);
        });
        feed_.title = marked("On call: " + title);
        return std::move(feed_);
    }

    std::string whose() const {
        return whose_.person.empty() ? called(whose_.role) : person(whose_.person);
    }

private:
    const std::string& person(const PersonId& id) const {
        const auto found = names_.people.find(id);
        return found == names_.people.end() ? id : found->second;
    }

    const std::string& called(const std::string& role) const {
        const auto found = names_.roles.find(role);
        return found == names_.roles.end() ? role : found->second;
    }

    std::string marked(const std::string& text) const {
        return directory_.exercise ? "EXERCISE " + text : text;
    }

    const Duty* duty(const Ledger& ledger, const std::string& role) const {
        const auto found = std::ranges::find_if(duties_, [&](const Duty& one) {
            return one.procedure->rota == ledger.name && one.required.role == role;
        });
        return found == duties_.end() ? nullptr : &*found;
    }

    void add_served(const Ledger& ledger, const std::string& role, Span within) {
        for (const OnCall& stretch : served(ledger, role, within)) {
            const bool theirs =
                whose_.person.empty()
                    ? !stretch.people.empty()
                    : std::ranges::find(stretch.people, whose_.person) != stretch.people.end();
            if (!theirs) continue;
            const Span span{stretch.since, stretch.until};
            FeedEvent event = about(ledger, role, span);
            for (const std::string& id : stretch.people) event.people.push_back(person(id));
            event.uid = ledger.name + "." + role + "." + compact(span.from) +
                        (whose_.person.empty() ? "" : "." + whose_.person);
            if (whose_.person.empty()) {
                std::string all;
                for (const std::string& name : event.people)
                    all += (all.empty() ? "" : ", ") + name;
                event.summary = marked(capitalised(event.called) + ": " + all + " (Tocsin)");
            } else {
                event.summary = marked(capitalised(event.called) + " on call (Tocsin)");
            }
            finish(std::move(event));
        }
    }

    void add_missed(const Ledger& ledger, const std::string& role, Span within) {
        const Duty* needed = duty(ledger, role);
        if (needed == nullptr) return;
        for (const Gap& gap : missed(ledger, needed->required, directory_.calendar, within)) {
            if (gap.present > 0) continue;
            FeedEvent event = about(ledger, role, gap.span);
            event.uid = ledger.name + "." + role + "." + compact(gap.span.from) + ".nobody";
            event.summary = marked("NOBODY: " + event.called + " (Tocsin)");
            finish(std::move(event));
        }
    }

    FeedEvent about(const Ledger& ledger, const std::string& role, Span span) const {
        const Touched last = touched(ledger, role, span);
        FeedEvent event;
        event.span = span;
        event.role = role;
        event.called = called(role);
        event.changed = last.last;
        event.sequence = last.times;
        event.description = description(ledger, event);
        return event;
    }

    // Who is called next, and the desk, as they are when the stretch begins.
    std::string description(const Ledger& ledger, const FeedEvent& event) const {
        std::string text = capitalised(event.called) + ", " +
                           span_words(directory_.calendar.zone, event.span) + "\n";
        const Duty* here = duty(ledger, event.role);
        if (here == nullptr) return text;
        const Procedure& procedure = *here->procedure;
        if (const std::optional<int> rung = rung_of(procedure, here->role)) {
            const int above = *rung + 1;
            const std::string& role =
                above < last_resort(procedure)
                    ? procedure.ladder.rungs[static_cast<std::size_t>(above)].role
                    : procedure.ladder.last_resort;
            const Meaning next =
                meaning(record_.rotas, directory_, procedure, role, event.span.from);
            std::string all;
            for (const Callee& callee : next.people) all += (all.empty() ? "" : ", ") + callee.name;
            if (!next.called.empty() && all != next.called)
                text += capitalised(next.called) + ": " + (all.empty() ? "NOBODY" : all) + "\n";
        }
        const Draft then(record_.rotas, directory_, event.span.from, 0);
        const Values desk = desk_values(then, procedure);
        return text + desk.at("desk") + ": " + desk.at("phone") + "\n";
    }

    void finish(FeedEvent event) {
        event.uid += "@" + directory_.mail_domain;
        feed_.events.push_back(std::move(event));
    }

    const DutyRecord& record_;
    const Directory& directory_;
    const FeedState& whose_;
    const Draft draft_;
    const RotaNames names_;
    const std::vector<Duty> duties_;
    Feed feed_;
};

}  // namespace

Feed on_call_feed(const DutyRecord& record, const Directory& directory, const FeedState& whose,
                  Instant now) {
    const Zone& zone = directory.calendar.zone;
    const Day first = plus_days(zone.day(now), -days_back);
    // The end of the rotas is the end of the feed.
    const Span asked{zone.instant(first, std::chrono::minutes(0)), never - longest};
    Writing writing(record, directory, whose, now);
    return writing.feed(asked, "", writing.whose());
}

Feed week_feed(const DutyRecord& record, const Directory& directory, const std::string& rota,
               Day monday, Instant now) {
    const FeedState everybody;
    return Writing(record, directory, everybody, now)
        .feed(week_span(directory.calendar.zone, monday), rota, rota + " " + iso_week(monday));
}

std::string feed_json(const Feed& feed) {
    JsonList events;
    for (const FeedEvent& event : feed.events) {
        JsonList people;
        for (const std::string& name : event.people) people.text(name);
        events.raw(JsonObject()
                       .text("uid", event.uid)
                       .text("from", iso_utc(event.span.from))
                       .text("to", iso_utc(event.span.to))
                       .text("role", event.role)
                       .text("called", event.called)
                       .raw("people", people.str())
                       .truth("gap", event.people.empty())
                       .text("summary", event.summary)
                       .text("description", event.description)
                       .text("changed", iso_utc(event.changed))
                       .number("sequence", event.sequence)
                       .str());
    }
    return JsonObject().text("title", feed.title).raw("events", events.str()).str();
}

}  // namespace tocsin
