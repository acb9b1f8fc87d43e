#include "core/judging.h"

#include "core/answering.h"
#include "core/refusal.h"
#include "core/sabotage.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

int scale_of(const Directory& directory, const Incident& incident) {
    const auto service = directory.services.find(incident.alarm.service);
    return service == directory.services.end() ? 100 : service->second.bands_percent;
}

// Nothing when the answer says why it cannot be told.
std::optional<Assessment> worked_out(Draft& draft, const Incident& incident,
                                     const JudgeSeverity& said) {
    Judged judged = judge(draft.directory, incident, said.way, said.answers, draft.now);
    if (!judged.assessment) {
        refuse(draft, Kind::refused, join_words(judged.wrong, " "));
    } else if (!judged.assessment->missing.empty()) {
        refuse(draft, Kind::refused,
               "Still to be answered: " +
                   still_asked(draft.procedure(incident).severity, *judged.assessment) + ".");
        return std::nullopt;
    }
    return std::move(judged.assessment);
}

bool said_before(const Incident& incident, const SeveritySet& set) {
    if (!incident.triage || !incident.triage->judgement) return false;
    const Judgement& last = *incident.triage->judgement;
    return incident.severity == set.to && last.to == set.to && last.proposed == set.proposed &&
           last.by == set.by && last.reason == set.reason;
}

}  // namespace

Judged judge(const Directory& directory, const Incident& incident, const std::string& way,
             const Answers& answers, Instant now) {
    const Procedure& procedure = procedure_of(directory, incident);
    const SeverityRules& rules = procedure.severity;
    Judged judged;
    if (rules.ways.empty()) {
        judged.wrong = {"The procedure " + procedure.name + " has no way to work severity out."};
        return judged;
    }
    if (!way.empty() && std::ranges::find(rules.ways, way) == rules.ways.end()) {
        const std::string meant = near(way, rules.ways);
        judged.wrong = {"No way to work severity out is called " + quoted(way) + "." +
                        (meant.empty() ? " There are: " + join_words(rules.ways, ", ") + "."
                                       : " Write " + meant + ".")};
        return judged;
    }
    const int scale = scale_of(directory, incident);
    judged.wrong = wrong_with(answers, rules, scale);
    if (!judged.wrong.empty()) return judged;
    const bool core = within(directory.calendar, procedure.core_hours, now);
    judged.assessment = assess(rules, way.empty() ? rules.ways.front() : way, answers,
                               Evidence{incident, core, scale});
    return judged;
}

std::string still_asked(const SeverityRules& rules, const Assessment& assessment) {
    std::vector<std::string> asked;
    for (const std::string& name : assessment.missing) {
        const Question* question = rules.find(name);
        const bool number = std::holds_alternative<Question::Counted>(question->how);
        asked.push_back(name + " (" + (number ? "a number" : join_words(question->words, ", ")) +
                        ")");
    }
    return join_words(asked, "; ");
}

void judge_severity(Draft& draft, const JudgeSeverity& said) {
    const Incident* incident = changeable(draft, said.incident);
    if (incident == nullptr) return;
    int proposed =
        incident->triage && incident->triage->proposal ? incident->triage->proposal->severity : 0;
    std::optional<Assessment> found;
    if (said.propose) {
        found = worked_out(draft, *incident, said);
        if (!found) return;
        proposed = found->severity.value_or(0);
    }
    if (said.severity > 0 && said.severity != proposed && said.reason.empty()) {
        refuse(draft, Kind::refused,
               (proposed > 0 ? "Severity " + std::to_string(proposed) + " is proposed."
                             : std::string("No severity is proposed.")) +
                   " Say why it is " + std::to_string(said.severity) + ".");
        return;
    }
    if (found) {
        draft.add(SeverityProposed{said.incident, found->way, found->lines, found->result, proposed,
                                   said.by});
    }
    const bool follows = sabotaged(Mutant::proposal_decides) && proposed > 0;
    const int severity = said.severity == 0 && follows ? proposed : said.severity;
    if (severity == 0) return;
    const SeveritySet set{said.incident, incident->severity, severity, proposed,
                          said.by,       said.reason};
    if (said_before(*incident, set)) {
        draft.decision.answer.kind = Kind::repeated;
    } else {
        draft.add(set);
        tell_worse(draft, *incident, severity, said.by);
    }
}

}  // namespace tocsin
