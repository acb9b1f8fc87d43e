#include "daemon/story_witness.h"

#include "core/draft.h"
#include "core/public_record.h"
#include "core/timeline.h"
#include "daemon/sample_words.h"
#include "rota/calendar.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

// What every entry says, but for what the calls and the news of the batch say better.
template <class... Unsaid>
bool any_of(const Event& event) {
    return (std::holds_alternative<Unsaid>(event) || ...);
}

// " [EDM on shift: pat.ash]": by which lists its readers are told.
std::string lists_of(const NoticeSent& sent) {
    std::map<std::string, std::vector<std::string>> lists;
    for (const NoticeReader& reader : sent.readers) {
        for (const std::string& list : reader.lists) lists[list].push_back(reader.person);
    }
    std::vector<std::string> words;
    for (const auto& [list, people] : lists) words.push_back(list + ": " + join_words(people));
    return words.empty() ? "" : " [" + join_words(words, "; ") + "]";
}

std::vector<std::string> said_of(const Procedure& procedure, const Incident& incident) {
    std::vector<std::string> said;
    for (const Field& field : procedure.fields) {
        const std::set<std::string>& words = incident.values(field.name);
        if (words.empty()) continue;
        said.push_back(field.title + ": " + join_words({words.begin(), words.end()}));
    }
    for (const Flag& flag : procedure.flags) {
        if (incident.flagged(flag.name)) said.push_back(flag.title + ": raised");
    }
    return said;
}

}  // namespace

// What is said twice in a moment, of two providers' refusals say, is one line.
void StoryWitness::tell(IncidentId incident, const std::string& words, const std::string& text) {
    const auto same = [&](const ToldLine& line) {
        return line.at == house_.now() && line.incident == incident && line.words == words &&
               line.text == text && !line.act;
    };
    if (!told_.lines.empty() && same(told_.lines.back())) return;
    told_.lines.push_back({house_.now(), incident, false, words, text});
}

// ------------------------------------------------------------------ what is seen
struct StoryWitness::Look {
    StoryWitness& witness;
    IncidentId incident;

    void operator()(const IncidentOpened& event) const { witness.see(event); }
    void operator()(const TaskOpened& event) const { witness.see(event); }
    void operator()(const StatusMoved& event) const { witness.status_[event.incident] = event.to; }
    void operator()(const CallMade& event) const { witness.see(event, incident); }
    void operator()(const SendOffered& event) const { witness.see(event, incident); }
    void operator()(const SendSettled& event) const { witness.see(event); }
    void operator()(const ObligationBegan& event) const { witness.see(event); }
    void operator()(const ObligationMoved& event) const { witness.see(event); }
    template <class Other>
    void operator()(const Other&) const {}
};

void StoryWitness::look_at(const Effects& effects) {
    news_.clear();
    for (const Entry& entry : effects.entries) {
        const std::vector<IncidentId> incidents = about(entry.event);
        if (incidents.empty() && !story_.house) continue;
        const IncidentId incident = incidents.empty() ? IncidentId{} : incidents.front();
        const auto* settled = std::get_if<SendSettled>(&entry.event);
        const bool accepted = settled != nullptr && settled->verdict == Verdict::accepted;
        if (!accepted && !any_of<SendOffered, CallMade>(entry.event)) {
            const std::string words = words_of(entry);
            if (!words.empty()) tell(incident, words);
        }
        std::visit(Look{*this, incident}, entry.event);
    }
    tell_news();
}

// As the timeline says it, and what only somebody who looks into a procedure wants to know.
std::string StoryWitness::words_of(const Entry& entry) {
    std::string words = sentence(entry.event, house_.directory().calendar.zone, entry.at);
    if (const auto* held = std::get_if<NoticeHeld>(&entry.event))
        holds_.emplace(held->hold, holds_.size() + 1);
    if (const auto* hold = std::get_if<HoldMoved>(&entry.event))
        replace_number(words, std::to_string(hold->hold.value),
                       std::to_string(holds_.at(hold->hold)));
    if (const auto* sent = std::get_if<NoticeSent>(&entry.event)) words += lists_of(*sent);
    if (const auto* proposed = std::get_if<SeverityProposed>(&entry.event)) {
        for (const AnswerLine& line : proposed->answers) {
            if (line.question == proposed->way && line.points != 0)
                words += ", " + std::to_string(line.points) + " points";
        }
    }
    return words;
}

void StoryWitness::see(const IncidentOpened& event) {
    opened_[event.incident] = event.task_of ? event.task_of->title : event.service_name;
    status_[event.incident] = event.status;
    procedures_[event.incident] =
        &procedure_of(house_.directory(), *house_.state().incidents().find(event.incident));
}

void StoryWitness::see(const TaskOpened& event) {
    tasks_[event.name] = event.task;
    const std::vector<TaskRule>& all = procedures_.at(event.incident)->tasks;
    const auto rule = std::ranges::find(all, event.name, &TaskRule::name);
    if (rule != all.end()) task_rules_[event.task] = rule->rules;
}

void StoryWitness::see(const CallMade& made, IncidentId incident) {
    codes_[made.call] = made.code;
    told_.calls.push_back({made.call,
                           house_.now(),
                           incident,
                           made.callee.name,
                           made.callee.called,
                           made.attempt,
                           {}});
}

std::string StoryWitness::shown(const SendOffered& offered) const {
    std::string text = offered.message.medium == Medium::sms || offered.message.subject.empty()
                           ? offered.message.text
                           : offered.message.subject;
    if (const auto code = codes_.find(offered.call); code != codes_.end())
        replace_number(text, code->second, "0000");
    text = with_sample_link(std::move(text), house_.directory().base_url);
    for (std::size_t at; (at = text.find('\n')) != std::string::npos;) text.replace(at, 1, " / ");
    return text;
}

void StoryWitness::see(const SendOffered& offered, IncidentId incident) {
    const Message& message = offered.message;
    const auto call = std::find_if(told_.calls.rbegin(), told_.calls.rend(),
                                   [&](const auto& one) { return one.call == offered.call; });
    // A question about a shift has the number of a call, and is none.
    if (offered.call && call != told_.calls.rend()) {
        call->by.push_back({message.id, message.medium, message.channel, Verdict::unknown});
        if (story_.texts && message.medium == Medium::sms && offered.first())
            tell(incident, "the call says", shown(offered));
        return;
    }
    // Another provider for what is told above, as its line says.
    if (!offered.first()) return;
    add_news(offered, incident);
}

void StoryWitness::add_news(const SendOffered& offered, IncidentId incident) {
    const Medium medium = offered.message.medium;
    for (News& one : news_) {
        const bool same = one.incident == incident && one.person == offered.person &&
                          one.text_id == offered.text_id && !one.media.contains(medium);
        if (!same) continue;
        one.media.insert(medium);
        if (medium == Medium::sms) one.text = shown(offered);
        return;
    }
    news_.push_back({incident, offered.person, offered.text_id, shown(offered), {medium}});
}

std::string StoryWitness::reader(const News& news) {
    if (news.media.size() > 1) return news.person;
    return news.person + (news.media.contains(Medium::sms) ? " by text" : " by mail");
}

// The same words to several people are one line.
void StoryWitness::tell_news() {
    std::vector<std::pair<News, std::vector<std::string>>> facts;
    for (const News& one : news_) {
        const auto same = std::ranges::find_if(facts, [&](const auto& fact) {
            return fact.first.incident == one.incident && fact.first.text == one.text;
        });
        if (same == facts.end()) {
            facts.emplace_back(one, std::vector<std::string>{reader(one)});
        } else {
            same->second.push_back(reader(one));
        }
    }
    for (const auto& [fact, people] : facts)
        tell(fact.incident, "told " + join_words(people), fact.text);
}

void StoryWitness::see(const SendSettled& settled) {
    for (auto call = told_.calls.rbegin(); call != told_.calls.rend(); ++call) {
        const auto by = std::ranges::find(call->by, settled.send, &ToldCall::By::send);
        if (by == call->by.end()) continue;
        by->verdict = settled.verdict;
        return;
    }
}

// ------------------------------------------------------------------ what is owed
ToldOwed* StoryWitness::owed(IncidentId incident, const std::string& name) {
    const auto found = std::find_if(
        told_.owed.rbegin(), told_.owed.rend(),
        [&](const ToldOwed& one) { return one.incident == incident && one.name == name; });
    return found == told_.owed.rend() ? nullptr : &*found;
}

void StoryWitness::see(const ObligationBegan& began) {
    ToldOwed row;
    row.incident = began.incident;
    row.name = began.name;
    row.title = began.title;
    row.owner = began.owner;
    row.from = began.from;
    row.due = began.due;
    row.stands = house_.now();
    for (const ObligationRule& rule : procedures_.at(began.incident)->obligations) {
        if (rule.name == began.name) row.rules = rule.rules;
    }
    told_.owed.push_back(std::move(row));
}

void StoryWitness::see(const ObligationMoved& moved) {
    using To = ObligationMoved::To;
    ToldOwed* row = owed(moved.incident, moved.name);
    if (row == nullptr) return;
    switch (moved.to) {
        case To::warned:
            return;
        case To::late:
            if (moved.count == 1) ++row->times_late;
            ++row->times_told;
            if (!row->late) row->late = house_.now();
            return;
        case To::met:
            ++row->times_met;
            stand(*row, moved, moved.goes_on ? "owed" : "met");
            if (moved.goes_on) row->due = moved.due;
            return;
        case To::waived:
            return stand(*row, moved, "waived");
        case To::paused:
            return stand(*row, moved, "paused");
        case To::ended:
            return stand(*row, moved, "owed no more");
        case To::lapsed:
            return stand(*row, moved, "not owed by such an incident");
        case To::resumed:
        case To::brought_forward:
        case To::put_off:
        case To::rejected:
            row->due = moved.due;
            return stand(*row, moved, "owed");
    }
}

void StoryWitness::stand(ToldOwed& row, const ObligationMoved& moved, const std::string& how) {
    row.standing = how;
    row.stands = house_.now();
    row.text = moved.text;
}

ToldIncident StoryWitness::what_is_left(IncidentId id, const std::string& what) const {
    ToldIncident left;
    left.incident = id;
    left.what = what;
    left.status = status_.at(id);
    if (const auto rules = task_rules_.find(id); rules != task_rules_.end())
        left.rules = rules->second;
    if (const Incident* incident = house_.state().incidents().find(id)) {
        if (incident->holder) left.holder = incident->holder->name;
        left.page = incident->confirmed && !incident->task_of &&
                    (!public_messages(*incident).empty() ||
                     publicly_told(house_.state(), house_.directory(), *incident, house_.now()));
        const Procedure& procedure = *procedures_.at(id);
        left.said = said_of(procedure, *incident);
        const bool core = within(house_.directory().calendar, procedure.core_hours, house_.now());
        for (const Field* field : unset_fields(procedure, *incident, core))
            left.unset.push_back(field->title);
    }
    return left;
}

void StoryWitness::note_act(IncidentId incident, const std::string& words) {
    told_.lines.push_back({house_.now(), incident, true, words, ""});
}

IncidentId StoryWitness::incident_named(const std::string& name) const {
    if (name.empty()) return opened_.empty() ? IncidentId{} : opened_.begin()->first;
    const auto task = tasks_.find(name);
    if (task != tasks_.end()) return task->second;
    for (const auto& [id, what] : opened_) {
        if (reference(id) == name) return id;
    }
    return {};
}

const Procedure* StoryWitness::procedure_of_incident(IncidentId id) const {
    const auto found = procedures_.find(id);
    return found == procedures_.end() ? nullptr : found->second;
}

Told StoryWitness::told() const {
    Told told = told_;
    told.ended = house_.now();
    for (const auto& [id, what] : opened_) told.incidents.push_back(what_is_left(id, what));
    return told;
}

}  // namespace tocsin
