#include "tests/simulator/press_watch.h"

#include "core/place_event.h"

#include <algorithm>

namespace tocsin {
namespace {

bool takes(const Record& record, const Pressed& said) {
    const auto* taken = std::get_if<Taken>(&record.entry.event);
    return taken != nullptr && taken->via == "chat" && !said.person.empty() &&
           taken->person == said.person && taken->incident == said.incident;
}

void judge_taken(const Step& step, const Taken& taken, const Record& record) {
    const bool pressed = std::ranges::any_of(step.inputs, [&](const Input& input) {
        const auto* said = std::get_if<Pressed>(&input.what);
        return said != nullptr && takes(record, *said);
    });
    if (pressed) return;
    throw Broken("P12", name(taken.incident) + " is taken by " + taken.person +
                            " in a chat, and nobody known pressed");
}

}  // namespace

// It may have left the configuration, and then nobody can be answered there.
bool PressWatch::is_there(const std::string& channel) const {
    return std::ranges::any_of(directory_.providers,
                               [&](const Provider& one) { return one.name == channel; });
}

void PressWatch::judge_answered(const Step& step, const Pressed& said) const {
    int answers = 0;
    bool says_taken = false;
    bool took = false;
    for (const Record& record : step.records) {
        took = took || takes(record, said);
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        if (offer == nullptr || !is_of_event(offer->message, answer_event)) continue;
        if (offer->message.facts.at("presser") != said.presser) continue;
        ++answers;
        says_taken = says_taken || offer->text_id.starts_with("reply.taken");
    }
    if (answers != (is_there(said.channel) ? 1 : 0))
        throw Broken("P12", said.presser + " pressed for " + name(said.incident) + " and got " +
                                std::to_string(answers) + " answers");
    if (answers > 0 && took != says_taken)
        throw Broken("P12", said.presser + (took ? " took " : " did not take ") +
                                name(said.incident) + ", and is told otherwise");
}

void PressWatch::stepped(const Step& step) {
    for (const Record& record : step.records) {
        const auto* taken = std::get_if<Taken>(&record.entry.event);
        if (taken != nullptr && taken->via == "chat") judge_taken(step, *taken, record);
    }
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const auto* said = std::get_if<Pressed>(&step.inputs[index].what);
        if (said == nullptr || step.full_disk || !step.effects.replies[index].durable) continue;
        judge_answered(step, *said);
    }
}

}  // namespace tocsin
