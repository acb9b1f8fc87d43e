#include "daemon/story_play.h"

#include "channels/paper.h"
#include "core/draft.h"
#include "core/facts.h"
#include "core/timeline.h"
#include "daemon/sample_words.h"
#include "daemon/story_step.h"
#include "rota/calendar.h"
#include "rota/words.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// Whether an act of the story came to nothing.
bool refused_by(const Answer& answer) {
    switch (answer.kind) {
        case Kind::done:
        case Kind::opened:
        case Kind::repeated:
        case Kind::taken:
        case Kind::already_yours:
        case Kind::held:
            return false;
        default:
            return true;
    }
}

std::string why_refused(const Answer& answer) {
    if (answer.kind == Kind::taken_by_other && answer.holder)
        return answer.holder->name + " has it";
    if (!answer.lacks.empty()) {
        std::vector<std::string> all;
        for (const NoticeTrouble& one : answer.lacks) all.push_back(one.part + ": " + one.why);
        return join_words(all, "; ");
    }
    if (!answer.detail.empty()) return answer.detail;
    switch (answer.kind) {
        case Kind::not_found:
            return "there is no such thing, or it is over";
        case Kind::unknown_person:
            return "nobody is called that";
        case Kind::unknown_role:
            return "there is no such role on the ladder";
        case Kind::over:
            return "it is over";
        case Kind::held:
            return "whoever decides about it has not said so";
        case Kind::expired:
            return "the link has come to its end";
        default:
            return "not in this state";
    }
}

std::string flat(const Node& node) {
    if (node.kind == Node::Kind::scalar) return node.text;
    std::vector<std::string> parts;
    for (const Node& item : node.items) parts.push_back(flat(item));
    for (const auto& [key, value] : node.fields) parts.push_back(key.text + ": " + flat(value));
    return join_words(parts);
}

// "notice first, happened: Link lost, next: 60 min".
std::string step_words(const StoryStep& step) {
    std::string words = step.verb + " " + flat(step.main);
    const std::string rest = flat(step.rest);
    if (!rest.empty()) words += ", " + rest;
    return step.of.empty() ? words : words + " (of " + step.of + ")";
}

class Play {
public:
    Play(const RehearsalGround& ground, const Story& story)
        : story_(story),
          directory_(*ground.directory),
          procedure_(directory_.procedures.at(story.procedure)),
          house_(ground, story.begins) {}

    Told run() {
        for (const StoryStep& step : story_.happens) {
            if (!pass_until(step.at)) break;
            act(step);
        }
        pass_until(story_.ends);
        told_.ended = house_.now();
        for (const auto& [id, what] : opened_) conclude(id, what);
        return std::move(told_);
    }

private:
    const Zone& zone() const { return directory_.calendar.zone; }

    // ------------------------------------------------------------------ time, and who acts in it
    // Everything that is due until then, with the moment itself.
    bool pass_until(Instant end) {
        while (house_.steps() < story_steps_max) {
            if (const std::optional<Effects> effects = house_.next()) {
                look_at(*effects);
                continue;
            }
            const std::optional<Instant> due = house_.state().next_due();
            if (!due || *due > end) {
                house_.wait_until(end);
                return true;
            }
            house_.wait_until(*due);
        }
        if (told_.amiss.empty())
            told_.amiss.push_back("It goes on and on: end it sooner, or let somebody answer.");
        return false;
    }

    IncidentId incident_of(const StoryStep& step) const {
        if (step.of.empty()) return opened_.empty() ? IncidentId{} : opened_.begin()->first;
        const auto task = tasks_.find(step.of);
        if (task != tasks_.end()) return task->second;
        for (const auto& [id, what] : opened_) {
            if (reference(id) == step.of) return id;
        }
        return {};
    }

    void act(const StoryStep& step) {
        const IncidentId incident = incident_of(step);
        told_.lines.push_back({house_.now(), incident, true, step_words(step), ""});
        const StoryPlace place{incident, directory_,   procedure_,
                               zone(),   house_.now(), &house_.state()};
        const auto read = act_of(step, place);
        if (const auto* problem = std::get_if<ProblemDetail>(&read)) {
            std::vector<std::string> all;
            for (const FieldError& error : problem->errors) all.push_back(error.detail);
            conclude(step, true, join_words(all, "; "));
            return;
        }
        const StoryAct& act = std::get<StoryAct>(read);
        if (const auto* channel = std::get_if<ChannelMoved>(&act)) {
            channel->fails ? house_.fail(channel->channel) : house_.mend(channel->channel);
            return;
        }
        if (const auto* document = std::get_if<DocumentRead>(&act)) {
            const bool there = read_document(incident, document->name);
            conclude(step, !there, there ? "" : "there is no such document");
            return;
        }
        const Effects effects = house_.step(std::get<Occurrence>(act));
        const Answer& answer = effects.replies.front().answer;
        // A held message stays as it is where somebody else decides about it.
        const bool nothing = answer.kind == Kind::held && effects.entries.empty();
        const bool refused = nothing || refused_by(answer);
        conclude(step, refused, refused ? why_refused(answer) : "");
        look_at(effects);
        for (const std::string& warning : answer.warnings) tell(incident, "warned: " + warning);
    }

    bool read_document(IncidentId incident, const std::string& name) {
        const auto procedure = procedures_.find(incident);
        if (procedure == procedures_.end()) return false;
        const auto& papers = procedure->second->documents;
        const auto paper = std::ranges::find(papers, name, &DocumentTemplate::name);
        if (paper == papers.end()) return false;
        std::vector<Entry> entries;
        for (const Entry& entry : house_.entries()) {
            const std::vector<IncidentId> of = about(entry.event);
            if (std::ranges::find(of, incident) != of.end()) entries.push_back(entry);
        }
        const Facts facts = incident_facts(entries, incident, directory_, house_.now());
        tell(incident,
             paper->title + (paper->asked_by.empty() ? "" : ", asked for by " + paper->asked_by),
             filled_in(*paper, facts, directory_.exercise));
        return true;
    }

    void conclude(const StoryStep& step, bool refused, const std::string& why) {
        if (refused) tell(incident_of(step), "refused: " + why);
        if (refused == step.refused) return;
        told_.amiss.push_back(
            "Line " + std::to_string(step.mark.line) + ": " + step_words(step) +
            (refused ? " was refused: " + why : " was to be refused, and was not"));
    }

    // What is said twice in a moment, of two providers' refusals say, is one line.
    void tell(IncidentId incident, const std::string& words, const std::string& text = "") {
        const auto same = [&](const ToldLine& line) {
            return line.at == house_.now() && line.incident == incident && line.words == words &&
                   line.text == text && !line.act;
        };
        if (!told_.lines.empty() && same(told_.lines.back())) return;
        told_.lines.push_back({house_.now(), incident, false, words, text});
    }

    // ------------------------------------------------------------------ what is seen
    struct Look {
        Play& play;
        IncidentId incident;

        void operator()(const IncidentOpened& event) const { play.see(event); }
        void operator()(const TaskOpened& event) const { play.see(event); }
        void operator()(const StatusMoved& event) const { play.status_[event.incident] = event.to; }
        void operator()(const CallMade& event) const { play.see(event, incident); }
        void operator()(const SendOffered& event) const { play.see(event, incident); }
        void operator()(const SendSettled& event) const { play.see(event); }
        void operator()(const ObligationBegan& event) const { play.see(event); }
        void operator()(const ObligationMoved& event) const { play.see(event); }
        template <class Other>
        void operator()(const Other&) const {}
    };

    // What every entry says, but for what the calls and the news of the batch say better.
    template <class... Unsaid>
    static bool any_of(const Event& event) {
        return (std::holds_alternative<Unsaid>(event) || ...);
    }

    void look_at(const Effects& effects) {
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

    // " [EDM on shift: pat.ash]": by which lists its readers are told.
    static std::string lists_of(const NoticeSent& sent) {
        std::map<std::string, std::vector<std::string>> lists;
        for (const NoticeReader& reader : sent.readers) {
            for (const std::string& list : reader.lists) lists[list].push_back(reader.person);
        }
        std::vector<std::string> words;
        for (const auto& [list, people] : lists) words.push_back(list + ": " + join_words(people));
        return words.empty() ? "" : " [" + join_words(words, "; ") + "]";
    }

    // As the timeline says it, and what only somebody who looks into a procedure wants to know.
    std::string words_of(const Entry& entry) {
        std::string words = sentence(entry.event, zone(), entry.at);
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

    void see(const IncidentOpened& event) {
        opened_[event.incident] = event.task_of ? event.task_of->title : event.service_name;
        status_[event.incident] = event.status;
        procedures_[event.incident] = &own_procedure(event);
    }

    const Procedure& own_procedure(const IncidentOpened& event) const {
        return procedure_of(directory_, *house_.state().incidents().find(event.incident));
    }

    void see(const TaskOpened& event) {
        tasks_[event.name] = event.task;
        const std::vector<TaskRule>& all = procedures_.at(event.incident)->tasks;
        const auto rule = std::ranges::find(all, event.name, &TaskRule::name);
        if (rule != all.end()) task_rules_[event.task] = rule->rules;
    }

    void see(const CallMade& made, IncidentId incident) {
        codes_[made.call] = made.code;
        told_.calls.push_back({made.call,
                               house_.now(),
                               incident,
                               made.callee.name,
                               made.callee.called,
                               made.attempt,
                               {}});
    }

    std::string shown(const SendOffered& offered) const {
        std::string text = offered.message.medium == Medium::sms || offered.message.subject.empty()
                               ? offered.message.text
                               : offered.message.subject;
        if (const auto code = codes_.find(offered.call); code != codes_.end())
            replace_number(text, code->second, "0000");
        text = with_sample_link(std::move(text), directory_.base_url);
        for (std::size_t at; (at = text.find('\n')) != std::string::npos;)
            text.replace(at, 1, " / ");
        return text;
    }

    void see(const SendOffered& offered, IncidentId incident) {
        const Message& message = offered.message;
        if (offered.call) {
            const auto call =
                std::find_if(told_.calls.rbegin(), told_.calls.rend(),
                             [&](const ToldCall& one) { return one.call == offered.call; });
            call->by.push_back({message.id, message.medium, message.channel, Verdict::unknown});
            if (story_.texts && message.medium == Medium::sms && offered.tried.empty())
                tell(incident, "the call says", shown(offered));
            return;
        }
        // Another provider for what is told above, as its line says.
        if (!offered.tried.empty()) return;
        add_news(offered, incident);
    }

    // One fact is one text and one mail to a person; a second of a kind is the next fact.
    struct News {
        IncidentId incident;
        PersonId person;
        std::string text_id;
        std::string text;
        std::set<Medium> media;
    };

    void add_news(const SendOffered& offered, IncidentId incident) {
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

    static std::string reader(const News& news) {
        if (news.media.size() > 1) return news.person;
        return news.person + (news.media.contains(Medium::sms) ? " by text" : " by mail");
    }

    // The same words to several people are one line.
    void tell_news() {
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

    void see(const SendSettled& settled) {
        for (auto call = told_.calls.rbegin(); call != told_.calls.rend(); ++call) {
            const auto by = std::ranges::find(call->by, settled.send, &ToldCall::By::send);
            if (by == call->by.end()) continue;
            by->verdict = settled.verdict;
            return;
        }
    }

    // ------------------------------------------------------------------ what is owed
    ToldOwed* owed(IncidentId incident, const std::string& name) {
        const auto found = std::find_if(
            told_.owed.rbegin(), told_.owed.rend(),
            [&](const ToldOwed& one) { return one.incident == incident && one.name == name; });
        return found == told_.owed.rend() ? nullptr : &*found;
    }

    void see(const ObligationBegan& began) {
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

    void see(const ObligationMoved& moved) {
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

    void stand(ToldOwed& row, const ObligationMoved& moved, const std::string& how) {
        row.standing = how;
        row.stands = house_.now();
        row.text = moved.text;
    }

    // ------------------------------------------------------------------ what is left
    void conclude(IncidentId id, const std::string& what) {
        ToldIncident left{id, what, task_rules_[id], status_.at(id), "", {}, {}};
        if (const Incident* incident = house_.state().incidents().find(id)) {
            if (incident->holder) left.holder = incident->holder->name;
            const Procedure& procedure = *procedures_.at(id);
            left.said = said_of(procedure, *incident);
            const bool core = within(directory_.calendar, procedure.core_hours, house_.now());
            for (const Field* field : unset_fields(procedure, *incident, core))
                left.unset.push_back(field->title);
        }
        told_.incidents.push_back(std::move(left));
    }

    static std::vector<std::string> said_of(const Procedure& procedure, const Incident& incident) {
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

    const Story& story_;
    const Directory& directory_;
    const Procedure& procedure_;
    VirtualHouse house_;
    std::map<IncidentId, std::string> opened_;
    std::map<IncidentId, std::string> status_;
    std::map<IncidentId, const Procedure*> procedures_;
    std::map<std::string, IncidentId> tasks_;
    std::map<IncidentId, std::vector<std::string>> task_rules_;
    std::map<CallId, std::string> codes_;
    std::map<HoldId, std::size_t> holds_;  // as the story counts them
    std::vector<News> news_;
    Told told_;
};

}  // namespace

Told play_story(const RehearsalGround& ground, const Story& story) {
    return Play(ground, story).run();
}

}  // namespace tocsin
