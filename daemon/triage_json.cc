#include "daemon/triage_json.h"

#include "core/draft.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

template <class Words>
std::string list_json(const Words& words) {
    JsonList list;
    for (const std::string& word : words) list.text(word);
    return list.str();
}

std::string flag_json(const Flagged& flag) {
    JsonObject json;
    json.truth("stands", flag.stands())
        .text("by", flag.by)
        .text("reason", flag.reason)
        .text("at", iso_utc(flag.at));
    if (flag.removed) {
        json.raw("raised_in_error", JsonObject()
                                        .text("by", flag.removed->by)
                                        .text("reason", flag.removed->reason)
                                        .text("at", iso_utc(flag.removed->at))
                                        .str());
    }
    return json.str();
}

std::string severity_or_null(int severity) {
    return severity > 0 ? std::to_string(severity) : "null";
}

std::string proposal_json(const Proposal& proposal) {
    return JsonObject()
        .raw("severity", severity_or_null(proposal.severity))
        .text("way", proposal.way)
        .text("result", proposal.result)
        .text("by", proposal.by)
        .text("at", iso_utc(proposal.at))
        .str();
}

std::string judgement_json(const Judgement& judgement) {
    return JsonObject()
        .number("severity", judgement.to)
        .number("before", judgement.from)
        .raw("proposed", severity_or_null(judgement.proposed))
        .text("by", judgement.by)
        .text("reason", judgement.reason)
        .text("at", iso_utc(judgement.at))
        .str();
}

std::string asked_json(const Question& question) {
    JsonList answers;
    for (const std::string& word : question.words) {
        const auto means = question.means.find(word);
        answers.raw(JsonObject()
                        .text("answer", word)
                        .text("means", means == question.means.end() ? "" : means->second)
                        .str());
    }
    return JsonObject()
        .text("question", question.name)
        .text("title", question.title)
        .truth("number", std::holds_alternative<Question::Counted>(question.how))
        .raw("answers", answers.str())
        .str();
}

}  // namespace

void add_triage(JsonObject& json, const Incident& incident, const Directory& directory) {
    const Triage triage = incident.triage ? *incident.triage : Triage{};
    JsonObject fields;
    for (const auto& [name, words] : triage.fields) fields.raw(name, list_json(words));
    const Procedure& procedure = procedure_of(directory, incident);
    JsonList unset;
    for (const Field* field : unset_fields(procedure, incident, false)) unset.text(field->name);
    JsonObject flags;
    for (const auto& [name, flag] : triage.flags) flags.raw(name, flag_json(flag));
    json.raw("fields", fields.str()).raw("unset", unset.str()).raw("flags", flags.str());
    if (triage.proposal) json.raw("severity_proposed", proposal_json(*triage.proposal));
    if (triage.judgement) json.raw("severity_set", judgement_json(*triage.judgement));
}

std::string assessment_json(const Incident& incident, const Assessment& assessment,
                            const Directory& directory) {
    const SeverityRules& rules = procedure_of(directory, incident).severity;
    JsonList lines;
    for (const AnswerLine& line : assessment.lines) {
        lines.raw(JsonObject()
                      .text("question", line.question)
                      .text("title", rules.find(line.question)->title)
                      .text("answer", line.word)
                      .text("number", line.said)
                      .number("points", line.points)
                      .truth("worked_out", !line.given)
                      .str());
    }
    JsonList missing;
    for (const std::string& name : assessment.missing) missing.raw(asked_json(*rules.find(name)));
    return JsonObject()
        .text("incident", reference(incident.id))
        .number("severity", incident.severity)
        .text("way", assessment.way)
        .raw("ways", list_json(rules.ways))
        .raw("proposed", severity_or_null(assessment.severity.value_or(0)))
        .text("result", assessment.result)
        .raw("lines", lines.str())
        .raw("missing", missing.str())
        .str();
}

}  // namespace tocsin
