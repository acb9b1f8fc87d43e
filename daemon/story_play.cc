#include "daemon/story_play.h"

#include "channels/paper.h"
#include "core/asked.h"
#include "core/draft.h"
#include "core/facts.h"
#include "daemon/story_step.h"
#include "daemon/story_witness.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

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
          house_(ground, story.begins),
          witness_(house_, story) {}

    Told run() {
        if (story_.house) keep_house();
        for (const StoryStep& step : story_.happens) {
            if (!pass_until(step.at)) break;
            act(step);
        }
        pass_until(story_.ends);
        Told told = witness_.told();
        told.amiss = std::move(amiss_);
        return told;
    }

private:
    const Zone& zone() const { return directory_.calendar.zone; }

    // The diary begins, by which rotas go out and handovers are given.
    void keep_house() {
        std::vector<Procedure> procedures;
        for (const auto& [name, procedure] : directory_.procedures) procedures.push_back(procedure);
        house_.step(Configured{"story", std::move(procedures)});
    }

    // ------------------------------------------------------------------ time, and who acts in it
    // Everything that is due until then, with the moment itself.
    bool pass_until(Instant end) {
        while (house_.steps() < story_steps_max) {
            if (const std::optional<Effects> effects = house_.next()) {
                witness_.look_at(*effects);
                continue;
            }
            const std::optional<Instant> due = house_.state().next_due();
            if (!due || *due > end) {
                house_.wait_until(end);
                return true;
            }
            house_.wait_until(*due);
        }
        if (amiss_.empty())
            amiss_.push_back("It goes on and on: end it sooner, or let somebody answer.");
        return false;
    }

    void act(const StoryStep& step) {
        const IncidentId incident = witness_.incident_named(step.of);
        witness_.note_act(incident, step_words(step));
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
        const bool refused = nothing || !is_done(answer.kind);
        conclude(step, refused, refused ? why_refused(answer) : "");
        witness_.look_at(effects);
        for (const std::string& warning : answer.warnings)
            witness_.tell(incident, "warned: " + warning);
    }

    Facts facts_of(IncidentId incident) const {
        std::vector<Entry> entries;
        for (const Entry& entry : house_.entries()) {
            const std::vector<IncidentId> of = about(entry.event);
            if (std::ranges::find(of, incident) != of.end()) entries.push_back(entry);
        }
        return incident_facts(entries, incident, directory_, house_.now());
    }

    // Of the whole story, up to now.
    Facts facts_of_all(const Procedure& procedure, const DocumentTemplate& paper) const {
        std::vector<Facts> all;
        for (const Entry& entry : house_.entries()) {
            const auto* opened = std::get_if<IncidentOpened>(&entry.event);
            if (opened != nullptr && opened->procedure == procedure.name)
                all.push_back(facts_of(opened->incident));
        }
        const Zone& zone = directory_.calendar.zone;
        return log_facts(std::move(all), paper, zone.day(story_.begins), zone.day(house_.now()),
                         directory_, house_.now());
    }

    bool read_document(IncidentId incident, const std::string& name) {
        const Procedure* procedure = witness_.procedure_of_incident(incident);
        if (procedure == nullptr) return false;
        const auto& papers = procedure->documents;
        const auto paper = std::ranges::find(papers, name, &DocumentTemplate::name);
        if (paper == papers.end()) return false;
        if (paper->of == DocumentTemplate::Of::drill) return false;
        const Facts facts = paper->of == DocumentTemplate::Of::log
                                ? facts_of_all(*procedure, *paper)
                                : facts_of(incident);
        witness_.tell(
            incident,
            paper->title + (paper->asked_by.empty() ? "" : ", asked for by " + paper->asked_by),
            filled_in(*paper, facts, directory_.exercise));
        return true;
    }

    void conclude(const StoryStep& step, bool refused, const std::string& why) {
        if (refused) witness_.tell(witness_.incident_named(step.of), "refused: " + why);
        if (refused == step.refused) return;
        amiss_.push_back("Line " + std::to_string(step.mark.line) + ": " + step_words(step) +
                         (refused ? " was refused: " + why : " was to be refused, and was not"));
    }

    const Story& story_;
    const Directory& directory_;
    const Procedure& procedure_;
    VirtualHouse house_;
    StoryWitness witness_;
    std::vector<std::string> amiss_;
};

}  // namespace

Told play_story(const RehearsalGround& ground, const Story& story) {
    return Play(ground, story).run();
}

}  // namespace tocsin
