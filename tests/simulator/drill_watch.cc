#include "tests/simulator/drill_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view mark = "EXERCISE";
constexpr std::string_view spoken_mark = "Exercise, exercise, exercise.";

bool marked(const std::string& text) {
    const std::size_t end = text.find_last_not_of("\n") + 1;
    if (text.starts_with(spoken_mark)) return text.ends_with(spoken_mark);
    return text.starts_with(mark) && std::string_view(text).substr(0, end).ends_with(mark);
}

}  // namespace

void DrillWatch::forget() {
    known_.clear();
    drills_.clear();
    over_.clear();
    calls_.clear();
    words_.clear();
}

DrillWatch::Of DrillWatch::of(const std::vector<IncidentId>& about) const {
    bool real = false;
    bool drill = false;
    for (const IncidentId id : about) {
        if (known_.contains(id)) (drills_.contains(id) ? drill : real) = true;
    }
    if (real) return drill ? Of::both : Of::real;
    return drill ? Of::drills : Of::nothing;
}

// With the words of its notice, which stand there once for everybody.
SendOffered DrillWatch::as_it_leaves(SendOffered event) const {
    const Words& words = words_.at({event.about.front(), event.notice});
    const bool mail = event.message.medium == Medium::email;
    event.message.text = mail ? words.mail : words.sms;
    if (mail) event.message.subject = words.subject;
    return event;
}

void DrillWatch::judge(const SendOffered& event) const {
    const Message& message = event.message;
    const std::string what = event.text_id + " to " + event.person;
    const bool first = marked(message.text) &&
                       (event.other_text.empty() || marked(event.other_text)) &&
                       (message.subject.empty() || marked(message.subject));
    switch (of(event.about)) {
        case Of::nothing:
            return;
        case Of::both:
        case Of::real:
            // One text that tells of both marks each line of it.
            if (marked(message.text) || marked(message.subject))
                throw Broken("DSPT-10", what + " is of what is real, and marked as an exercise");
            return;
        case Of::drills:
            if (!first) throw Broken("DSPT-10", what + " is of a drill, and not marked");
            if (directory_.outside.contains(event.person))
                throw Broken("DSPT-10", what + " is of a drill, and they are outside");
            return;
    }
}

void DrillWatch::judge_over(const std::vector<IncidentId>& about, const std::string& what) const {
    // A call that covers others as well is offered again for those, as it was.
    const bool over = !about.empty() &&
                      std::ranges::all_of(about, [&](IncidentId id) { return over_.contains(id); });
    if (over) throw Broken("DSPT-10", name(about.front()) + " is over, and " + what);
}

void DrillWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        known_.insert(opened->incident);
        if (opened->drill) drills_.insert(opened->incident);
        const bool of_drill = opened->task_of && drills_.contains(opened->task_of->incident);
        if (of_drill != (opened->drill && opened->task_of.has_value()))
            throw Broken("DSPT-10", name(opened->incident) + " is not what it is the task of");
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        if (moved->to == "closed" && drills_.contains(moved->incident))
            over_.insert(moved->incident);
    }
    if (const auto* notice = std::get_if<NoticeSent>(&event)) {
        words_[{notice->incident, notice->number}] = {notice->sms, notice->subject, notice->mail};
    }
    if (const auto* made = std::get_if<CallMade>(&event)) {
        calls_[made->call] = about(event);
        judge_call(made->call);
    } else if (const auto* joined = std::get_if<CallJoined>(&event)) {
        calls_[joined->call].push_back(joined->covers.incident);
        judge_call(joined->call);
    }
    if (step == nullptr) return;
    if (const auto* offered = std::get_if<SendOffered>(&event)) {
        judge(offered->as_noticed ? as_it_leaves(*offered) : *offered);
        if (offered->text_id.starts_with("owed.") || offered->call)
            judge_over(offered->about, offered->text_id + " is sent");
    } else if (const auto* began = std::get_if<ObligationBegan>(&event)) {
        judge_over({began->incident}, began->name + " begins");
    }
}

// One call for a drill and for what is real would be answered by one press.
void DrillWatch::judge_call(CallId call) const {
    if (of(calls_.at(call)) == Of::both)
        throw Broken("DSPT-10", "one call is of a drill and of what is real");
}

// An alarm that comes while there is a drill of the same opens what is real.
void DrillWatch::stepped(const Step& step) {
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const auto* reported = std::get_if<Reported>(&step.inputs[index].what);
        const Reply& reply = step.effects.replies[index];
        if (reported == nullptr || !reply.durable) continue;
        const Of answered = of(reply.answer.incidents);
        if (answered == Of::both || (answered == Of::drills && !reported->drill) ||
            (answered == Of::real && reported->drill))
            throw Broken("DSPT-10", name(reply.answer.incidents.front()) +
                                        " is what a report of another kind was answered");
    }
}

}  // namespace tocsin
