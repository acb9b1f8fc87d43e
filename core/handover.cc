#include "core/handover.h"

#include "core/compose.h"
#include "core/handover_paper.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A document that is later than this helps nobody: the next handover is near, and says all.
constexpr Duration late_max = hours(6);

// How long a mail may take, and for how long a call that is not recorded is reminded of.
constexpr Duration mail_lives = hours(4);
constexpr Duration reminded_for = hours(8);

std::string clock_text(minutes clock) {
    const auto two = [](auto count) {
        return std::string(count < 10 ? "0" : "") + std::to_string(count);
    };
    return two(clock / hours(1)) + ":" + two((clock % hours(1)).count());
}

std::string end_name(const HandoverEnd& end) {
    return end.duty.empty() ? end.desk : end.duty;
}

void give(Draft& draft, const Procedure& procedure, const HandoverRule& rule, Instant due,
          DiaryLook& look) {
    const std::optional<HandoverPaper> paper = handover_paper(draft, procedure, rule, due);
    if (!paper || (paper->empty && !rule.when_empty)) return;
    HandoverGiven given;
    // The number of its entry: known now, and nobody else's.
    given.handover = {draft.state.next_seq() + draft.decision.events.size()};
    given.procedure = procedure.name;
    given.rule = rule_name(rule);
    given.from = paper->from_called;
    given.to = paper->to_called;
    given.due = due;
    given.covers = paper->covers;
    given.open = paper->open;
    given.empty = paper->empty;
    given.call = paper->call;
    for (const Callee& one : paper->from) given.from_people.push_back(one.person);
    given.subject = paper->document.subject;
    given.text = plain_text(paper->document);
    const std::size_t place = draft.decision.events.size();
    draft.add(given);
    for (const Callee& reader : paper->to) {
        const bool sent = mail(draft, reader, "mail.handover", paper->document, {}, mail_lives);
        (sent ? given.mailed : given.unreached).push_back(reader.person);
    }
    draft.decision.events[place] = std::move(given);
    // The state does not know it yet; its reminders begin with the look that does.
    if (paper->call) look.remember(std::max(due + procedure.handovers.remind, draft.now));
}

// The moments at which `rule` is due within the last hours; those to come are remembered.
std::vector<Instant> dues(const Draft& draft, const Procedure& procedure, const HandoverRule& rule,
                          DiaryLook& look) {
    std::vector<Instant> all;
    const Instant oldest = draft.now - late_max;
    const auto note = [&](Instant at) {
        if (look.has_come(at) && at > oldest) all.push_back(at);
    };
    if (rule.at) {
        const Calendar& calendar = draft.directory.calendar;
        note(last_time(calendar, *rule.at, draft.now + Duration(1)));
        note(next_time(calendar, *rule.at, draft.now));
        return all;
    }
    const Span around{oldest, draft.now + hours(48)};
    for (const OnCall& stretch :
         stretches(handover_rota(draft, procedure), rule.from.duty, around)) {
        if (!stretch.people.empty() && stretch.until < around.to) note(stretch.until);
    }
    return all;
}

}  // namespace

std::string rule_name(const HandoverRule& rule) {
    return end_name(rule.from) + " > " + end_name(rule.to) + " " +
           (rule.at ? clock_text(*rule.at) : "shift-end");
}

void hand_over_in_time(Draft& draft, const Procedure& procedure, DiaryLook& look) {
    for (const HandoverRule& rule : procedure.handovers.rules) {
        for (const Instant due : dues(draft, procedure, rule, look)) {
            const bool given = draft.state.handover_given({procedure.name, rule_name(rule), due});
            if (given && !sabotaged(Mutant::handover_again)) continue;
            give(draft, procedure, rule, due, look);
        }
    }
}

void remind_of_calls(Draft& draft, DiaryLook& look) {
    const Zone& zone = draft.directory.calendar.zone;
    for (const auto& [id, handover] : draft.state.handovers()) {
        const bool done = handover.recorded && !sabotaged(Mutant::call_reminded_on);
        if (!handover.given.call || done || sabotaged(Mutant::call_unreminded)) continue;
        const auto known = draft.directory.procedures.find(handover.given.procedure);
        if (known == draft.directory.procedures.end()) continue;
        const Duration every = known->second.handovers.remind;
        const Instant next = handover.given.due + every * (handover.reminders + 1);
        if (next > handover.given.due + reminded_for || !look.has_come(next)) continue;
        // Of several that were missed while nobody could send, one is sent.
        const int missed = static_cast<int>((draft.now - handover.given.due) / every);
        draft.add(HandoverReminded{{id}, std::max(missed, handover.reminders + 1)});
        for (const PersonId& person : handover.given.from_people) {
            const auto reader = find_person(draft.state, draft.directory, person, draft.now);
            if (!reader) continue;
            tell(draft, *reader, "handover.call",
                 {{"from", handover.given.from},
                  {"goes", handover.given.to},
                  {"due", short_time(zone, handover.given.due, draft.now)}},
                 {}, 4);
        }
        look.has_come(handover.given.due + every * (std::max(missed, handover.reminders + 1) + 1));
    }
}

void record_call(Draft& draft, const HandoverCall& call) {
    Answer& answer = draft.decision.answer;
    const HandoverState* handover = nullptr;
    if (call.handover) {
        handover = draft.state.handovers().find(call.handover.value);
    } else {
        // The latest that waits for its call.
        for (const auto& [id, one] : draft.state.handovers()) {
            if (one.given.call && !one.recorded) handover = &one;
        }
    }
    if (handover == nullptr) {
        answer.kind = Answer::Kind::not_found;
        return;
    }
    answer.detail = handover->given.from + " to " + handover->given.to;
    if (handover->recorded) {
        answer.kind = Answer::Kind::wrong_state;
        return;
    }
    draft.add(HandoverCallRecorded{handover->given.handover, call.by, call.note});
}

void take_note(Draft& draft, const NoteWritten& note) {
    draft.add(NoteTaken{note.kind, note.text, note.by});
}

}  // namespace tocsin
