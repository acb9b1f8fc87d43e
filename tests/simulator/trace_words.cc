// What comes in, said in plain sentences.
#include "rota/clock_words.h"
#include "tests/simulator/trace.h"
#include "tests/simulator/watcher.h"

namespace tocsin {
namespace {

std::string quoted_if(const std::string& text) {
    return text.empty() ? "" : ": \"" + text + "\"";
}

std::string call_of(CallId call) {
    return call ? "call " + std::to_string(call.value) : "no call";
}

struct Words {
    const Zone& zone;

    std::string at(Instant when) const { return iso_local(zone, when).substr(0, 16); }

    std::string operator()(const Reported& said) const {
        std::string words = said.source + (said.drill ? " (a drill)" : "") +
                            (said.over ? " reports what is over" : " says");
        for (const Alarm& alarm : said.alarms) {
            words += "; " + alarm.key;
            words += alarm.remark ? " has a remark" : alarm.firing ? " fires" : " is over";
            words += " (" + alarm.service + ", severity " + std::to_string(alarm.severity) + ")";
        }
        return words + (said.idempotency_key.empty() ? "" : ", as " + said.idempotency_key);
    }
    std::string operator()(const Confirmed& said) const {
        return said.by + " confirms " + name(said.incident);
    }
    std::string operator()(const Resolved& said) const {
        return said.by + " resolves " + name(said.incident);
    }
    std::string operator()(const Closed& said) const {
        return said.person + " closes " + name(said.incident);
    }
    std::string operator()(const DrillOver& said) const {
        return said.by + " ends the drill " + name(said.incident);
    }
    std::string operator()(const Reopened& said) const {
        return said.by + " opens " + name(said.incident) + " again";
    }
    std::string operator()(const IncidentNote& said) const {
        return said.by + " notes a " + said.kind + " of " + name(said.incident);
    }
    std::string operator()(const Acknowledgement& said) const {
        return said.person + " takes " + (said.call ? call_of(said.call) : name(said.incident)) +
               " by " + said.via + (said.needs_digits ? ", with digits " + said.digits : "");
    }
    std::string operator()(const PassOn& said) const {
        const std::string to = !said.to_person.empty() ? said.to_person
                               : !said.to_role.empty() ? said.to_role
                                                       : "whoever is next";
        return said.person + " passes " + call_of(said.call) + " on to " + to;
    }
    std::string operator()(const Escalate& said) const {
        return said.by + " escalates " + name(said.incident) + " to " + said.to_role +
               said.to_person;
    }
    std::string operator()(const Answered& said) const {
        static const std::map<Verdict, std::string> verdicts = {
            {Verdict::accepted, "is accepted"},
            {Verdict::refused, "is refused for good"},
            {Verdict::deferred, "is not wanted now"},
            {Verdict::misconfigured, "fails: its provider works for nobody"},
            {Verdict::unknown, "has no answer"}};
        const auto verdict = verdicts.find(said.outcome.verdict);
        return "send " + std::to_string(said.outcome.id.value) + " " +
               (verdict == verdicts.end() ? "has some answer" : verdict->second);
    }
    std::string operator()(const Replied& said) const {
        return "a text from " + said.from + " to " + said.channel + " (" + said.id + ")" +
               quoted_if(said.text);
    }
    std::string operator()(const Pressed& said) const {
        return said.presser + " (" + (said.person.empty() ? "a stranger" : said.person) +
               ") presses the button for " + name(said.incident) + " in " + said.channel;
    }
    std::string operator()(const Receipt& said) const {
        static const std::map<Receipt::State, std::string> states = {
            {Receipt::State::delivered, "has arrived"},
            {Receipt::State::failed_for_good, "never arrives there"},
            {Receipt::State::failed, "did not arrive"},
            {Receipt::State::provider_failed, "was lost there"},
            {Receipt::State::unknown_state, "is somewhere"}};
        return said.channel + " says that " + said.reference + " " + states.at(said.state);
    }
    std::string operator()(const RotaUploaded& said) const {
        return said.by + " uploads the rota of the week of " + iso_day(said.weeks.front().week);
    }
    std::string operator()(const RotaPlanWithdrawn&) const {
        return "a planned rota is taken back";
    }
    std::string operator()(const RotaRestored& said) const {
        return said.by + " goes back to version " + std::to_string(said.version) + " of " +
               said.rota;
    }
    std::string operator()(const RotaSwapped& said) const {
        return "swap: " + said.swap.role + " from " + at(said.swap.span.from) + " to " +
               at(said.swap.span.to) + " by " + (said.swap.in.empty() ? "nobody" : said.swap.in) +
               " instead of " + said.swap.out;
    }
    std::string operator()(const PublishRota& said) const { return said.by + " publishes a week"; }
    std::string operator()(const HandoverCall& said) const {
        return said.by + " made the call of a handover";
    }
    std::string operator()(const NoteWritten& said) const {
        return said.by + " writes a note for the handover";
    }
    std::string operator()(const SetFields& said) const {
        std::string words = said.by + " says of " + name(said.incident);
        for (const auto& [field, values] : said.fields) {
            words += " " + field + "=";
            for (const std::string& value : values) words += value + ",";
        }
        return words;
    }
    std::string operator()(const RaiseFlag& said) const {
        return said.by + " flags " + name(said.incident) + " as " + said.flag;
    }
    std::string operator()(const RemoveFlag& said) const {
        return said.by + " takes the flag " + said.flag + " from " + name(said.incident);
    }
    std::string operator()(const JudgeSeverity& said) const {
        return said.by + " judges how severe " + name(said.incident) + " is" +
               (said.severity == 0 ? "" : ": " + std::to_string(said.severity));
    }
    std::string operator()(const NoticeWritten& said) const {
        return said.by + " writes to stakeholders of " + name(said.incident);
    }
    std::string operator()(const HoldDecided& said) const {
        return said.by + " decides about held message " + std::to_string(said.hold.value);
    }
    std::string operator()(const RolloutApproved& said) const {
        return said.by + " opens the closed lists of " + said.service;
    }
    std::string operator()(const ShiftAnswered& said) const {
        return said.person + (said.declines ? " cannot do" : " confirms") + " the shift, by " +
               said.via;
    }
    std::string operator()(const AddressChecked& said) const {
        return said.by + " has an address of " + said.person + " proved";
    }
    std::string operator()(const AddressCodeSaid& said) const {
        return said.by + " says the code of " + said.person;
    }
    std::string operator()(const FeedAsked& said) const {
        return said.by + " opens " + said.id + " of " + said.person + said.role;
    }
    std::string operator()(const FeedWithdrawn& said) const {
        return said.by + " takes " + said.id + " back";
    }
    std::string operator()(const ObligationAct& said) const {
        static const std::map<ObligationAct::Act, std::string> acts = {
            {ObligationAct::Act::ask, "asks for"},  {ObligationAct::Act::meet, "meets"},
            {ObligationAct::Act::waive, "waives"},  {ObligationAct::Act::put_off, "puts off"},
            {ObligationAct::Act::pause, "pauses"},  {ObligationAct::Act::resume, "resumes"},
            {ObligationAct::Act::reject, "rejects"}};
        return said.by + " " + acts.at(said.act) + " " + said.name + " of " + name(said.incident);
    }
    std::string operator()(const TokenAdded& said) const { return said.by + " adds a token"; }
    std::string operator()(const TokenRevoked& said) const { return said.by + " revokes a token"; }
    std::string operator()(const Configured& said) const {
        return "configuration " + said.sha256 + " is in force";
    }
    std::string operator()(const Started& said) const {
        return "process " + std::to_string(said.epoch) + " starts" +
               (said.rebooted  ? " after a reboot"
                : said.unclean ? " after a crash"
                               : "");
    }
    std::string operator()(const Stopping&) const { return "the process is told to stop"; }
    std::string operator()(const ClockMoved& said) const {
        return "the clock was moved by " + std::to_string(said.step.count() / 1000) + " s";
    }
    std::string operator()(const DiskFilled&) const { return "the disk is full"; }
    std::string operator()(const AuditFound& found) const {
        return "a second look at what is owed differs: " + found.differences.front();
    }
    std::string operator()(const EraseAsked& said) const {
        return said.by + " erases the words of " + std::to_string(said.entries.size()) +
               " entries" + quoted_if(said.person);
    }
    std::string operator()(const ArchiveAsked& said) const {
        return said.by + " archives " + std::to_string(said.entries.size()) + " entries";
    }
    std::string operator()(const BackupFailed&) const { return "a planned backup is missing"; }
    std::string operator()(const Tick&) const { return ""; }
    std::string operator()(const SilenceAsked& said) const {
        std::string words = said.by + " wants silence until " + at(said.silence.until) + " for";
        for (const auto& [field, values] : said.silence.when.says) {
            words += " " + field + "=";
            for (const std::string& value : values) words += value + ",";
        }
        return words;
    }
    std::string operator()(const SilenceWithdrawn& said) const {
        return said.by + " ends silence " + std::to_string(said.silence);
    }
    std::string operator()(const Heartbeat& said) const {
        return said.name + (said.failed ? " says that it failed" : " is alive");
    }
};

}  // namespace

std::string words_of(const Occurrence& what, const Zone& zone) {
    return std::visit(Words{zone}, what);
}

}  // namespace tocsin
