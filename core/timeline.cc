#include "core/timeline.h"

#include "core/draft.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <array>

namespace tocsin {
namespace {

// In the order of the variant in core/event.h.
constexpr std::array<std::string_view, std::variant_size_v<AnyEvent>> kinds = {
    "incident-opened",
    "key-bound",
    "alarm-repeated",
    "alarm-cleared",
    "status-moved",
    "step-began",
    "step-failed",
    "call-made",
    "call-joined",
    "call-failed",
    "send-offered",
    "send-handed",
    "send-deferred",
    "send-settled",
    "send-dropped",
    "taken",
    "wrong-code",
    "climbed",
    "public-kept",
    "gap-warned",
    "rota-activated",
    "token-issued",
    "token-withdrawn",
    "directory-activated",
    "took-over",
    "stopped",
    "clock-stepped",
    "numbers-drawn",
    "reply-came",
    "receipt-came",
    "disk-full",
    "swap-made",
    "rota-planned",
    "rota-plan-ended",
    "shift-asked",
    "shift-moved",
    "shift-told",
    "address-proved",
    "address-asked",
    "address-code-wrong",
    "feed-opened",
    "feed-revoked",
    "week-published",
    "week-missed",
    "diary-read",
    "incident-kept",
    "handover-given",
    "handover-call-recorded",
    "handover-reminded",
    "note-taken",
    "obligation-asked",
    "obligation-began",
    "obligation-moved",
    "obligations-reviewed",
    "fields-set",
    "flag-raised",
    "flag-removed",
    "severity-proposed",
    "severity-set",
    "term-told",
    "notice-sent",
    "notice-held",
    "hold-moved",
    "rollout-recorded",
    "task-opened",
    "task-made-safe",
    "note-added",
    "trend-counted",
    "trend-joined",
    "withheld",
    "drill-held",
    "exercise-told",
    "provider-paced",
    "notice-went-on",
    "silence-set",
    "silence-ended",
    "alarm-suppressed",
    "suppression-ended",
    "suppressor-spent",
    "alarm-joined",
    "clear-awaited",
    "heartbeat-expected",
    "heartbeat-came",
    "heartbeat-missed",
    "heartbeat-dropped",
    "audit-differed",
    "erased",
    "backup-missed",
    "archived"};

std::string by(const std::string& who) {
    return who.empty() ? "" : " by " + who;
}

std::string address_kind(const std::string& address) {
    return address.find('@') == std::string::npos ? "the phone" : "the mail address";
}

template <class Words>
std::string listed(const Words& words, const std::string& none = "nobody") {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? none : text;
}

std::string verdict_words(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::deferred:
            return "given up";
        case Verdict::refused:
            return "refused";
        case Verdict::misconfigured:
            return "refused, the provider's settings need mending";
        case Verdict::unknown:
            return "not answered, it may have arrived";
    }
    return "";
}

struct Sentence {
    const Zone& zone;
    Instant at;
    bool free_text;

    std::string written(const std::string& before, const std::string& text,
                        const std::string& after = "") const {
        return text.empty() || !free_text ? "" : before + text + after;
    }

    std::string moved_words(const ObligationMoved& event) const {
        using To = ObligationMoved::To;
        switch (event.to) {
            case To::warned:
                return "due " + time(event.due) + ", its owner warned";
            case To::late:
                return "late, due " + time(event.due) + ", told " + std::to_string(event.count) +
                       (event.count == 1 ? " time" : " times");
            case To::met:
                return std::string("met") + (event.count > 0 ? ", late" : "") +
                       (event.goes_on ? ", next due " + time(event.due) : "");
            case To::waived:
                return "waived";
            case To::paused:
                return "paused";
            case To::resumed:
                return "resumed, due " + time(event.due);
            case To::brought_forward:
                return "due sooner, " + time(event.due);
            case To::put_off:
                return "put off until " + time(event.due);
            case To::ended:
                return "owed no more";
            case To::lapsed:
                return "not owed by an incident such as this";
            case To::rejected:
                return "rejected, due again " + time(event.due);
        }
        return "";
    }

    std::string time(Instant when) const { return short_time(zone, when, at); }

    std::string operator()(const IncidentOpened& event) const {
        const bool nameable = event.listed || free_text;
        return (event.drill ? "EXERCISE" + written(" (", event.drill_reason, ")") + ", " : "") +
               "reported by " + event.source + ": " +
               (nameable ? event.service_name : "an unlisted service") + ", severity " +
               std::to_string(event.alarm.severity) + written(": ", event.alarm.summary);
    }
    std::string operator()(const TaskOpened& event) const {
        return "has a " + event.title + ": " + reference(event.task) +
               (event.why.empty() ? "" : " (" + event.why + ")");
    }
    std::string operator()(const NoteAdded& event) const {
        return event.kind + by(event.by) + written(": ", event.text);
    }
    std::string operator()(const TaskMadeSafe& event) const {
        return event.title + " " + reference(event.task) + " made safe" + by(event.by) +
               written(": ", event.statement);
    }
    std::string operator()(const TrendCounted&) const { return ""; }
    std::string operator()(const TrendJoined& event) const {
        return reference(event.incident) + " is part of " + reference(event.major) + ": " +
               event.title + (event.key.kind.empty() ? "" : " (" + event.key.kind + ")");
    }
    std::string operator()(const Withheld& event) const {
        return "not sent to " + event.name + " (" + event.text_id + "): outside, exercise";
    }
    std::string operator()(const DrillHeld& event) const {
        return "drill of " + event.procedure + ": " + reference(event.of);
    }
    std::string operator()(const ExerciseTold& event) const {
        return "an exercise of " + event.procedure + " is due, told";
    }
    std::string operator()(const ProviderPaced& event) const {
        if (event.until == Instant{}) return event.channel + " may have more";
        return event.channel + " has had all that it may have in a minute, until " +
               time(event.until);
    }
    std::string operator()(const NoticeWentOn& event) const {
        return "message " + std::to_string(event.notice) + " has been given to " +
               std::to_string(event.readers) + (event.readers == 1 ? " reader" : " readers");
    }
    std::string operator()(const KeyBound&) const { return ""; }
    std::string operator()(const AlarmRepeated& event) const {
        return event.key.empty() ? "reported again" : "fires again";
    }
    std::string operator()(const AlarmCleared& event) const {
        return (event.key.empty() ? "" : "one of its alarms: ") +
               std::string("the monitor says it is over");
    }
    std::string operator()(const SilenceSet& event) const {
        return "silence" + by(event.by) + " from " + time(event.silence.from) + " to " +
               time(event.silence.until) + written(": ", event.silence.reason);
    }
    std::string operator()(const SilenceEnded& event) const {
        return "silence " + std::to_string(event.silence) + " ended" + by(event.by);
    }
    std::string operator()(const AlarmSuppressed& event) const {
        const std::string id = std::to_string(event.suppressor.id);
        const bool silence = event.suppressor.kind == Suppressor::Kind::silence;
        return "an alarm of " + event.source +
               " opened nothing: " + (silence ? "silence " + id : "explained by INC-" + id) +
               written(": ", event.alarm.summary);
    }
    std::string operator()(const SuppressionEnded& event) const {
        return "a suppressed alarm of " + event.source +
               (event.opened ? " is " + reference(event.opened) : " is over");
    }
    std::string operator()(const SuppressorSpent&) const { return ""; }
    std::string operator()(const AlarmJoined& event) const {
        return "another alarm of " + event.source + written(": ", event.alarm.summary);
    }
    std::string operator()(const ClearAwaited& event) const {
        if (event.openings == 0) return "";
        return "it flaps (" + std::to_string(event.openings) + " alarms): over when quiet until " +
               time(event.until);
    }
    std::string operator()(const HeartbeatExpected& event) const {
        return "heartbeat " + event.name + " expected by " + time(event.due);
    }
    std::string operator()(const HeartbeatCame&) const { return ""; }
    std::string operator()(const HeartbeatMissed& event) const {
        return "heartbeat " + event.name + " did not come";
    }
    std::string operator()(const HeartbeatDropped& event) const {
        return "heartbeat " + event.name + " is expected no more";
    }
    std::string operator()(const StatusMoved& event) const {
        return event.to + by(event.by) + written(": ", event.note);
    }
    std::string operator()(const StepBegan& event) const {
        const std::string what = event.round > 0 ? "round " + std::to_string(event.round)
                                                 : "try " + std::to_string(event.attempt);
        if (event.callees.empty())
            return "nobody is " + event.called + ", " + what + " failed at once";
        return event.called + ", " + what + ": " + names_of(event.callees) + ", until " +
               time(event.until) + written(" (", event.why, ")");
    }
    std::string operator()(const StepFailed& event) const {
        return "try " + std::to_string(event.attempt) + " failed: " + event.why;
    }
    std::string operator()(const CallMade& event) const {
        return "called " + event.callee.name + " (" + event.callee.called + ")" +
               (event.covers.size() > 1
                    ? ", one call for " + std::to_string(event.covers.size()) + " incidents"
                    : "");
    }
    std::string operator()(const CallJoined&) const {
        return "shares the call that was made a moment before";
    }
    std::string operator()(const CallFailed& event) const { return "call failed: " + event.why; }
    std::string operator()(const SendOffered& event) const {
        const std::string word(medium_word(event.message.medium));
        return (is_place(event.message.medium) ? word : word + " to " + event.person) + " by " +
               event.message.channel + " (" + event.text_id + ")" + (event.handed ? "" : ", waits");
    }
    std::string operator()(const SendHanded& event) const {
        return event.again ? "offered again; the provider is asked first where it can be" : "";
    }
    std::string operator()(const SendDeferred& event) const {
        return "not yet, again at " + time(event.until) + ": " + event.why;
    }
    std::string operator()(const SendSettled& event) const {
        return event.channel + ": " + verdict_words(event.verdict) +
               (event.detail.empty() ? "" : ", " + event.detail) +
               (event.provider_reference.empty() ? "" : " (" + event.provider_reference + ")");
    }
    std::string operator()(const SendDropped& event) const {
        return event.asked_back ? "asked back, it may have left: " + event.why
                                : "not sent: " + event.why;
    }
    std::string operator()(const Taken& event) const {
        return "taken by " + event.name + " (" + event.called + ") by " + event.via +
               (event.by.empty() ? "" : ", said " + event.by) +
               (event.late ? ", late: the call above stands" : "");
    }
    std::string operator()(const WrongCode& event) const {
        const std::string road = event.via == "text" ? "replies" : "this link";
        const std::string way = event.via == "text" ? " in a reply" : "";
        return event.locked ? "third wrong code: " + road + (event.via == "text" ? " are" : " is") +
                                  " locked, the calls go on"
                            : "wrong code" + way;
    }
    std::string operator()(const Climbed& event) const {
        return (event.passed ? "passed on" : "escalated") + by(event.by) +
               (event.named ? " to " + event.named->name : "") + written(": ", event.why);
    }
    std::string operator()(const PublicKept&) const { return ""; }
    std::string operator()(const GapWarned& event) const {
        if (event.stage.empty()) return "";
        return "nobody is " + event.role + " from " + time(event.gap.from) + " to " +
               time(event.gap.to) + ", told (" + event.stage + ")";
    }
    std::string operator()(const RotaActivated& event) const {
        return std::string(event.rolling ? "rolling rota " : "rota ") + event.rota.name +
               ", week of " + iso_day(event.rota.week) + ", version " +
               std::to_string(event.version) +
               (event.restores > 0 ? ", as version " + std::to_string(event.restores) + " had it"
                                   : "") +
               by(event.by) + written(": ", event.reason);
    }
    std::string operator()(const RotaPlanned& event) const {
        return "rota " + event.rota.name + ", week of " + iso_day(event.rota.week) +
               ", comes into force " + time(event.at) + " (plan " + std::to_string(event.plan) +
               ")" + by(event.by) + written(": ", event.reason);
    }
    std::string operator()(const RotaPlanEnded& event) const {
        return "rota " + event.rota + ", plan " + std::to_string(event.plan) +
               (event.active ? " comes into force" : " withdrawn") + by(event.by);
    }
    std::string operator()(const WeekPublished& event) const {
        return "rota " + event.rota + ", week of " + iso_day(event.week) + ", version " +
               std::to_string(event.version) + ", went out to " + listed(event.to) +
               (event.unreached.empty() ? "" : "; no mail address: " + listed(event.unreached)) +
               by(event.by);
    }
    std::string operator()(const WeekMissed& event) const {
        return (event.stage == "missing" ? "no rota " + event.rota + " for the week of "
                                         : "rota " + event.rota + " not out for the week of ") +
               iso_day(event.week) + ", told";
    }
    std::string operator()(const DiaryRead&) const { return ""; }
    std::string operator()(const IncidentKept&) const { return ""; }
    std::string operator()(const HandoverGiven& event) const {
        return "handover from " + event.from + " to " + event.to + ": " +
               (event.empty ? "nothing" : std::to_string(event.open) + " open") +
               (event.call ? ", with a phone call" : "") +
               (event.unreached.empty() ? "" : "; no mail address: " + listed(event.unreached));
    }
    std::string operator()(const HandoverCallRecorded& event) const {
        return "handover call recorded" + by(event.by) + written(": ", event.note);
    }
    std::string operator()(const HandoverReminded& event) const {
        return "handover call not recorded, reminder " + std::to_string(event.count);
    }
    std::string operator()(const NoteTaken& event) const {
        return "note (" + event.kind + ")" + by(event.by) + written(": ", event.text);
    }
    std::string operator()(const ObligationAsked& event) const {
        return event.name + " asked for" + by(event.by) + written(": ", event.reason);
    }
    std::string operator()(const ObligationBegan& event) const {
        return event.title + ": due " + time(event.due) + ", owed by " + event.owner;
    }
    std::string operator()(const ObligationMoved& event) const {
        return event.name + " " + moved_words(event) + by(event.by) + written(": ", event.text);
    }
    std::string operator()(const ObligationsReviewed&) const { return ""; }
    std::string operator()(const FieldsSet& event) const {
        std::string text;
        for (const auto& [field, values] : event.fields)
            text += (text.empty() ? "" : "; ") + field + ": " + listed(values, "nobody knows");
        for (const auto& [field, words] : event.texts) {
            text += (text.empty() ? "" : "; ") + field + ": " +
                    (words.empty() ? "nobody knows"
                     : free_text   ? words
                                   : "set");
        }
        return text + by(event.by) + written(" (", event.reason, ")");
    }
    std::string operator()(const FlagRaised& event) const {
        return "flag " + event.flag + " raised" + by(event.by) + written(": ", event.reason);
    }
    std::string operator()(const FlagRemoved& event) const {
        return "flag " + event.flag + " removed, raised in error" + by(event.by) +
               written(": ", event.reason);
    }
    std::string operator()(const SeverityProposed& event) const {
        std::string answers;
        for (const AnswerLine& line : event.answers) {
            if (line.question == event.way) continue;
            answers += (answers.empty() ? "" : ", ") + line.question + " " + line.word;
        }
        return event.way +
               (event.severity > 0
                    ? " proposes severity " + std::to_string(event.severity)
                    : " comes to " + (event.result.empty() ? "nothing" : event.result) +
                          ", and proposes no severity") +
               by(event.by) + (answers.empty() ? "" : " (" + answers + ")");
    }
    std::string operator()(const SeveritySet& event) const {
        const std::string proposed = event.proposed == 0 ? "nothing was proposed"
                                     : event.proposed == event.to
                                         ? "as proposed"
                                         : "not " + std::to_string(event.proposed) + " as proposed";
        return "severity " + std::to_string(event.to) +
               (event.from == event.to ? " stays" : ", was " + std::to_string(event.from)) +
               by(event.by) + ", " + proposed + written(": ", event.reason);
    }
    std::string operator()(const TermTold& event) const {
        const bool known = event.vacant.from != Instant{};
        return "nobody holds the role " + event.role + " of " + event.procedure +
               (event.hours.empty() ? "" : " " + event.hours) +
               (known ? " from " + iso_day(zone.day(event.vacant.from)) : "") +
               (event.held_by.empty() ? ""
                                      : ", when the term of " + listed(event.held_by) + " ends") +
               ", told (" + event.stage + ")";
    }
    std::string operator()(const NoticeSent& event) const {
        return "message " + std::to_string(event.number) + " (" + stage_name(event.notice.stage) +
               (event.notice.management ? ", management only" : "") +
               (event.notice.corrects == 0
                    ? ""
                    : ", corrects message " + std::to_string(event.notice.corrects)) +
               ") to " + std::to_string(event.readers.size()) +
               (event.page ? " and the status page" : "") + by(event.by) +
               (event.notice.decided_by.empty() ? "" : ", decided by " + event.notice.decided_by) +
               (event.next ? ", next update by " + time(*event.next) : "") +
               written(": ", event.notice.stage == NoticeStage::last ? event.notice.summary
                                                                     : event.notice.happened);
    }
    static std::string reasons(const std::vector<HoldReason>& all) {
        std::string text;
        for (const HoldReason& one : all) text += (text.empty() ? "" : "; ") + one.why;
        return text;
    }
    std::string operator()(const NoticeHeld& event) const {
        return "a message (" + stage_name(event.notice.stage) + ") is held" + by(event.by) + ": " +
               reasons(event.reasons) + (event.found.empty() ? "" : ", " + event.found);
    }
    std::string operator()(const HoldMoved& event) const {
        const std::string hold = "hold " + std::to_string(event.hold.value);
        const std::string why = by(event.by) + written(": ", event.reason);
        switch (event.to) {
            case HoldMoved::To::eased:
                return hold + ": decided in part" + why + "; left: " + reasons(event.reasons);
            case HoldMoved::To::lifted:
                return hold + ": lifted" + why;
            case HoldMoved::To::withdrawn:
                return hold + ": withdrawn" + why;
            case HoldMoved::To::rewritten:
                return hold + ": rewritten" + why;
        }
        return "";
    }
    std::string operator()(const RolloutRecorded& event) const {
        return "rollout of " + event.service + " approved" + by(event.by) +
               written(": ", event.reason);
    }
    std::string operator()(const SwapMade& event) const {
        const Swap& swap = event.swap;
        return "rota " + event.rota + ", " + swap.role + " from " + time(swap.span.from) + " to " +
               time(swap.span.to) + ": " + (swap.in.empty() ? "nobody" : swap.in) +
               (swap.out.empty() ? " covers" : " instead of " + swap.out) + by(event.by) +
               (event.forced ? ", forced" : "") + written(": ", event.reason);
    }
    std::string span(const Span& when) const { return time(when.from) + " to " + time(when.to); }
    std::string operator()(const ShiftAsked& event) const {
        std::string shifts;
        for (const ShiftLine& line : event.shifts) {
            shifts += (shifts.empty() ? "" : ", ") + line.called + " " + span(line.span);
        }
        return "asked " + event.callee.name + " to confirm the shift by " + time(event.until) +
               ": " + shifts;
    }
    std::string operator()(const ShiftMoved& event) const {
        const std::string shift = "shift question " + std::to_string(event.question.value);
        const std::string said =
            " by " + event.via + (event.by.empty() ? "" : ", said " + event.by);
        switch (event.to) {
            case ShiftMoved::To::reminded:
                return shift + ": reminded";
            case ShiftMoved::To::confirmed:
                return shift + ": confirmed" + said;
            case ShiftMoved::To::declined:
                return shift + ": cannot do it, said" + said;
            case ShiftMoved::To::unconfirmed:
                return shift + ": not confirmed, level 1 is told: " + event.why;
            case ShiftMoved::To::stood_down:
                return shift + ": stands down: " + event.why;
        }
        return "";
    }
    std::string operator()(const ShiftTold& event) const {
        const std::string shift =
            " before the " + event.shift.called + " shift " + span(event.shift.span);
        return event.stage == "live" ? event.person + " is told what is open" + shift
                                     : "nothing reaches " + event.person + shift;
    }
    std::string operator()(const AddressProved& event) const {
        switch (event.proof) {
            case AddressProved::Proof::verified:
                return address_kind(event.address) + " of " + event.person + " is proved";
            case AddressProved::Proof::answered:
                return "";
            case AddressProved::Proof::failed:
                return address_kind(event.address) + " of " + event.person + " is dead" +
                       (event.how.empty() ? "" : ": " + event.how);
            case AddressProved::Proof::works:
                return address_kind(event.address) + " of " + event.person + " works again";
        }
        return "";
    }
    std::string operator()(const AddressAsked& event) const {
        return "a code to prove " + address_kind(event.address) + " of " + event.person +
               by(event.by);
    }
    std::string operator()(const AddressCodeWrong& event) const {
        return "a wrong code for " + address_kind(event.address) + " of " + event.person +
               (event.last ? ", the last try" : "");
    }
    std::string operator()(const FeedOpened& event) const {
        return "feed " + event.id + " of " +
               (event.person.empty() ? "role " + event.role : event.person) + " opened" +
               by(event.by);
    }
    std::string operator()(const FeedRevoked& event) const {
        return "feed " + event.id + " revoked" + by(event.by);
    }
    std::string operator()(const TokenIssued& event) const {
        return "token " + event.id + " for " + event.name + " (" + event.scopes + ")" +
               by(event.by);
    }
    std::string operator()(const TokenWithdrawn& event) const {
        return "token " + event.id + " revoked" + by(event.by);
    }
    std::string operator()(const DirectoryActivated& event) const {
        return "configuration " + event.sha256.substr(0, 12) + " in force";
    }
    std::string operator()(const TookOver& event) const {
        return std::string(event.unclean ? "started after an unclean stop" : "started") +
               (event.rebooted ? ", the machine was rebooted" : "");
    }
    std::string operator()(const ReplyCame& event) const {
        return (event.person.empty() ? "an unknown phone" : event.person) +
               " replied by text: " + event.read_as +
               (event.answer.empty() ? ", not answered" : ", answered " + event.answer);
    }
    std::string operator()(const ReceiptCame& event) const {
        return std::string(medium_word(event.medium)) + " to " + event.person + " by " +
               event.channel +
               (event.state == Receipt::State::delivered ? ": delivered" : ": not delivered") +
               (event.detail.empty() ? "" : ", " + event.detail);
    }
    std::string operator()(const NumbersDrawn&) const { return ""; }
    std::string operator()(const Stopped&) const { return "stopped"; }
    std::string operator()(const DiskFull&) const {
        return "the disk was full: reports were refused, calls went on from memory";
    }
    std::string operator()(const AuditDiffered& event) const {
        return "the second look at what is owed differs from the first: " + event.first +
               (event.count > 1 ? ", and " + std::to_string(event.count - 1) + " more" : "");
    }
    std::string operator()(const Erased& event) const {
        return (event.person.empty() ? std::string("the words") : "what names " + event.person) +
               " of " + counted(event.entries.size(), "entry") + " erased" + by(event.by) +
               written(": ", event.reason);
    }
    std::string operator()(const Archived& event) const {
        return counted(event.entries.size(), "entry") + " left the journal for " +
               event.file.name + by(event.by);
    }
    std::string operator()(const BackupMissed& event) const {
        return "a planned backup is missing, the last good one " +
               (event.last_good ? "of " + time(*event.last_good) : std::string("never made")) +
               written(": ", event.why);
    }
    std::string operator()(const ClockStepped& event) const {
        return "the clock was moved " +
               std::string(event.step < Duration{0} ? "back " : "forward ") +
               duration_words(std::chrono::round<std::chrono::seconds>(event.step));
    }
};

}  // namespace

std::string sentence(const Event& event, const Zone& zone, Instant at, bool free_text) {
    return std::visit(Sentence{zone, at, free_text}, event);
}

std::string_view kind(const Event& event) {
    return kinds[event.index()];
}

}  // namespace tocsin
