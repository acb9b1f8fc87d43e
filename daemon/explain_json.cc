#include "daemon/explain_json.h"

#include "core/draft.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

std::string send_json(const ExplainedSend& send) {
    JsonList fate;
    for (const std::string& one : send.fate) fate.text(one);
    return JsonObject()
        .text("at", iso_utc(send.at))
        .text("medium", medium_label(send.medium))
        .text("channel", send.channel)
        .text("address", send.address)
        .text("reference", send.reference)
        .text("provider_reference", send.provider_reference)
        .raw("fate", fate.str())
        .str();
}

std::string line_json(const ExplainedLine& line) {
    JsonObject json;
    const bool step = line.kind == ExplainedLine::Kind::step;
    json.text("at", iso_utc(line.at))
        .text("kind", step ? "step" : "other")
        .text("words", line.words);
    if (!step) return json.str();
    JsonList people;
    for (const Callee& callee : line.people) {
        people.raw(JsonObject()
                       .text("person", callee.person)
                       .text("name", callee.name)
                       .text("called", callee.called)
                       .str());
    }
    JsonList sends;
    for (const ExplainedSend& send : line.sends) sends.raw(send_json(send));
    const auto duty = [&] {
        return JsonObject()
            .text("from", line.on_duty->from > Instant{} ? iso_utc(line.on_duty->from) : "")
            .text("to", line.on_duty->to < never ? iso_utc(line.on_duty->to) : "")
            .str();
    };
    return json.number("rung", line.rung)
        .number("try", line.attempt)
        .number("round", line.round)
        .text("role", line.role)
        .text("called", line.called)
        .raw("people", people.str())
        .number("rota_version", line.rota_version)
        .raw("on_duty", line.on_duty ? duty() : "null")
        .text("until", iso_utc(line.until))
        .text("failed", line.failed ? iso_utc(*line.failed) : "")
        .text("failed_why", line.failed_why)
        .raw("sends", sends.str())
        .str();
}

}  // namespace

std::string explanation_json(IncidentId incident, const Explanation& explanation,
                             const ExplainProof& proof) {
    JsonList rota;
    for (const std::string& words : explanation.rota) rota.text(words);
    JsonList lines;
    for (const ExplainedLine& line : explanation.lines) lines.raw(line_json(line));
    return JsonObject()
        .text("incident", reference(incident))
        .text("conclusion", explanation.conclusion)
        .text("rule", explanation.rule)
        .raw("rota", rota.str())
        .text("clock", explanation.clock)
        .raw("lines", lines.str())
        .text("not_called", explanation.not_called)
        .raw("proof", JsonObject()
                          .number("first", static_cast<std::int64_t>(explanation.first_row))
                          .number("last", static_cast<std::int64_t>(explanation.last_row))
                          .truth("verified", proof.verified)
                          .text("words", proof.words)
                          .str())
        .str();
}

}  // namespace tocsin
