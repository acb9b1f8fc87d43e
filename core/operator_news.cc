#include "core/operator_news.h"

#include "core/breaker.h"
#include "core/compose.h"
#include "core/failover.h"
#include "core/handover.h"
#include "core/news.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// A process that dies at every start must not flood level 1.
constexpr Duration restart_told_again = std::chrono::minutes(10);

// A disk may be full again and again within minutes; level 1 need not hear of each time.
constexpr Duration disk_told_again = std::chrono::minutes(30);

// What differs goes on differing until somebody has looked.
constexpr Duration audit_told_again = std::chrono::minutes(30);

// Twice a day is enough for what can wait until somebody is at a desk.
constexpr Duration backup_told_again = std::chrono::hours(12);

// What a provider that works again is used for.
std::string used_for(const Message& message) {
    switch (message.medium) {
        case Medium::sms:
            return "Texts leave by it again";
        case Medium::email:
            return "Mails leave by it again";
        case Medium::push:
            return "Push messages leave by it again";
        case Medium::voice:
            return "Phone calls leave by it again";
        case Medium::chat:
        case Medium::page:
        case Medium::hook:
            return "It is told what it missed";
    }
    return "";
}

bool lately(const Draft& draft, const std::optional<Instant>& told, Duration again) {
    return told && *told <= draft.now && draft.now < *told + again;
}

std::string short_words(const Draft& draft, Instant at) {
    return short_time(draft.directory.calendar.zone, at, draft.now);
}

void tell_operator(Draft& draft, const std::string& text_id, const Values& values, int severity) {
    tell_level_1(draft, draft.directory.procedures.at(draft.directory.default_procedure), text_id,
                 values, {}, severity);
}

}  // namespace

bool tells_of_restart(const Draft& draft, const Started& started) {
    return started.unclean && !lately(draft, draft.state.restart_told(), restart_told_again);
}

void tell_of_restart(Draft& draft, int again) {
    const auto open = std::ranges::count_if(draft.state.incidents(), [](const auto& row) {
        return !row.second.resolved && !row.second.drill;
    });
    tell_operator(draft, "op.restart",
                  {{"since", short_words(draft, draft.now)},
                   {"count", std::to_string(open)},
                   {"k", std::to_string(again)}},
                  4);
}

void tell_of_clock(Draft& draft, const ClockMoved& moved) {
    draft.add(ClockStepped{moved.step});
    const bool forward = moved.step > Duration{0};
    // What was moved by an hour is read a millisecond beside it.
    const Duration step = std::chrono::round<std::chrono::seconds>(moved.step);
    tell_operator(draft, "op.clock",
                  {{"step", (forward ? "+" : "-") + duration_words(step)},
                   {"since", short_words(draft, draft.now)}},
                  4);
}

void tell_of_disk(Draft& draft) {
    const bool tells = !lately(draft, draft.state.disk_told(), disk_told_again);
    draft.add(DiskFull{tells});
    if (tells) tell_operator(draft, "op.disk", {{"since", short_words(draft, draft.now)}}, 1);
}

void tell_of_audit(Draft& draft, const AuditFound& found) {
    const bool tells = !lately(draft, draft.state.audit_told(), audit_told_again);
    draft.add(AuditDiffered{static_cast<int>(found.differences.size()), found.differences.front(),
                            tells});
    if (!tells) return;
    tell_operator(draft, "op.audit",
                  {{"since", short_words(draft, draft.now)},
                   {"differs", fit_for_text(found.differences.front(), 60)}},
                  1);
}

void tell_of_back(Draft& draft, const Outcome& outcome) {
    const SendState* send = draft.state.sends().find(outcome.id);
    if (outcome.verdict != Verdict::accepted || send == nullptr || !send->handed) return;
    const bool failed = known_provider(draft, *send).failures_in_a_row() >= breaker_failures;
    if (!failed || provider_after(draft, *send, outcome).failures_in_a_row() > 0) return;
    tell_operator(draft, "op.back",
                  {{"prov", send->message.channel},
                   {"since", short_words(draft, draft.now)},
                   {"used", used_for(send->message)}},
                  4);
}

void tell_of_backup(Draft& draft, const BackupFailed& failed) {
    const bool tells = !lately(draft, draft.state.backup_told(), backup_told_again);
    draft.add(BackupMissed{failed.why, failed.last_good, tells});
    if (!tells) return;
    const std::string kept = failed.last_good
                                 ? "the last is of " + short_words(draft, *failed.last_good)
                                 : std::string("there is none");
    take_note(draft, {"information",
                      "Tocsin cannot make a backup of its journal; " + kept +
                          ". Calls go on. Why: tocsin doctor",
                      "tocsin"});
    tell_operator(draft, "op.backup", {{"kept", kept}}, 4);
}

}  // namespace tocsin
