#include "tests/simulator/dump.h"

#include <algorithm>
#include <sstream>

namespace tocsin {
namespace {

// P3: for so long a key means the same incident.
constexpr Duration key_kept = std::chrono::hours(72);

class Lines {
public:
    Lines& operator<<(Instant at) {
        out_ << at.time_since_epoch().count() << ' ';
        return *this;
    }
    Lines& operator<<(const std::string& text) {
        out_ << '"' << text << "\" ";
        return *this;
    }
    Lines& operator<<(const char* text) {
        out_ << text << ' ';
        return *this;
    }
    template <class Tag>
    Lines& operator<<(const Number<Tag>& number) {
        out_ << number.value << ' ';
        return *this;
    }
    template <class Value>
    Lines& operator<<(const std::optional<Value>& value) {
        return value ? *this << *value : *this << "-";
    }
    template <class Value>
    Lines& operator<<(const Rare<Value>& value) {
        return value ? *this << *value : *this << "-";
    }
    Lines& operator<<(const Callee& callee) {
        return *this << callee.person << callee.name << callee.called << callee.phone
                     << callee.mail;
    }
    Lines& operator<<(const Covered& line) {
        return *this << line.incident << line.rung << line.attempt;
    }
    Lines& operator<<(const Holder& holder) {
        return *this << holder.person << holder.name << holder.called << holder.via << holder.at;
    }
    Lines& operator<<(const PublicWords& words) {
        return *this << words.state << words.degree << words.impact << words.place;
    }
    template <class Value>
    Lines& operator<<(const std::set<Value>& values) {
        for (const Value& value : values) *this << value;
        return *this << ";";
    }
    template <class Value>
    Lines& operator<<(const std::vector<Value>& values) {
        for (const Value& value : values) *this << value;
        return *this << ";";
    }
    template <class Value>
    requires std::is_arithmetic_v<Value> Lines& operator<<(Value value) {
        out_ << value << ' ';
        return *this;
    }
    void end() { out_ << '\n'; }
    std::string text() const { return out_.str(); }

private:
    std::ostringstream out_;
};

void triage(Lines& out, IncidentId id, const Triage& row) {
    out << "triage" << id;
    for (const auto& [field, words] : row.fields) out << field << words;
    for (const auto& [name, flag] : row.flags) {
        out << name << flag.by << flag.reason << flag.at << flag.stands();
        if (flag.removed) out << flag.removed->by << flag.removed->reason << flag.removed->at;
    }
    if (row.proposal) {
        out << row.proposal->way << row.proposal->result << row.proposal->severity
            << row.proposal->by << row.proposal->at;
    }
    if (row.judgement) {
        out << row.judgement->from << row.judgement->to << row.judgement->proposed
            << row.judgement->by << row.judgement->reason << row.judgement->at;
    }
    out.end();
}

void incident(Lines& out, const Incident& row) {
    out << "incident" << row.id << row.source << row.alarm.key << row.alarm.firing
        << row.alarm.began << row.alarm.summary << row.alarm.severity << row.procedure
        << row.procedure_hash << row.service_name << row.status << row.severity << row.opened
        << row.began << row.confirmed << row.resolved << row.words << row.resolution << row.holder
        << row.repeats << row.closed << row.drill << row.calms;
    if (row.joined) {
        for (const auto& [key, fires] : *row.joined) out << key.first << key.second << fires;
    }
    const Climb& climb = row.climb;
    out << "climb" << climb.running << climb.standing << climb.rung << climb.attempt << climb.round
        << climb.rung_began << climb.due << climb.due_set << climb.named << climb.why
        << climb.pending << climb.tries << climb.given_up;
    for (const auto& [phone, channels] : row.dead_phones) out << phone << channels;
    if (row.notices) {
        for (const ToldNotice& told : row.notices->told)
            out << "notice" << told.number << static_cast<int>(told.stage) << told.update << told.at
                << told.next << told.management << told.page << told.corrects << told.state
                << told.impact << told.location << told.page_text << told.readers << told.said
                << told.by;
    }
    out.end();
    if (row.triage) triage(out, row.id, *row.triage);
    for (const auto& [person, called] : row.called) {
        out << "called" << row.id << person << called.callee << called.rung << called.call
            << called.first;
        out.end();
    }
}

void call(Lines& out, const Call& row, bool whole) {
    out << "call" << row.id << row.callee << row.code << row.covers << row.attempt << row.made
        << row.until << row.link_expires << row.failed << row.wrong_codes << row.locked << row.epoch
        << row.phones << row.wrong_texts << row.texts_locked;
    if (whole) out << row.sends << row.offered << row.untouched;
    out.end();
}

void send(Lines& out, const SendState& row) {
    const Message& message = row.message;
    out << "send" << message.id << message.channel << message.reference << message.message_id
        << message.at << message.to << message.subject << message.text << message.urgent
        << message.expires << row.call << row.attempt << row.person << row.text_id << row.about
        << row.tried << row.give_up << row.severity << row.handed << row.epoch << row.hand_overs
        << row.unknowns << row.take_ups << row.recalled << row.not_before << row.waiting_set
        << row.notice << row.outside << row.drill << row.turn << row.busy << row.round;
    out.end();
}

// Which of its messages have landed is left out: a start reads messages of the house for 72 hours,
// and a question may be open for longer.
void shifts(Lines& out, const State& state) {
    for (const auto& [id, row] : state.shift_questions()) {
        const ShiftAsked& asked = row.asked;
        out << "question" << id << asked.procedure << asked.callee << asked.code << asked.remind
            << asked.until << asked.link_expires << static_cast<int>(row.standing) << row.reminded
            << row.due_set << row.wrong_codes << row.locked << row.wrong_texts << row.texts_locked;
        for (const ShiftLine& line : asked.shifts)
            out << line.rota << line.role << line.span.from << line.span.to;
        out.end();
    }
    for (const auto& [key, row] : state.addresses()) {
        out << "address" << key.first << key.second << row.verified << row.answered << row.how
            << row.failed << row.why;
        out.end();
    }
}

void noise(Lines& out, const State& state) {
    for (const auto& [number, row] : state.silences()) {
        out << "silence" << number << row.silence.from << row.silence.until << row.silence.reason
            << row.by << row.ended << row.ended_by << row.suppressed;
        out.end();
    }
    for (const auto& [key, row] : state.suppressed()) {
        out << "suppressed" << key.first << key.second << row.by << row.alarm.summary
            << row.alarm.severity << row.alarm.began << static_cast<int>(row.suppressor.kind)
            << row.suppressor.id << row.since;
        out.end();
    }
    for (const auto& [name, row] : state.heartbeats()) {
        out << "heartbeat" << name << row.due << row.last << row.missing;
        out.end();
    }
    for (const auto& [id, row] : state.incidents()) {
        out << "of service" << row.alarm.service << state.open_of_service(row.alarm.service);
        out.end();
    }
}

void house(Lines& out, const State& state, bool whole) {
    shifts(out, state);
    for (const auto& [name, key] : state.keys()) {
        const bool open = std::ranges::any_of(
            key.incidents, [&](IncidentId id) { return state.incidents().find(id) != nullptr; });
        // What is older may be forgotten, by and by.
        if (!whole && !open && key.at + key_kept <= state.last_at()) continue;
        out << "key" << name.first << name.second << key.incidents << key.episode << key.fingerprint
            << key.at;
        out.end();
    }
    for (const auto& [name, rota] : state.rotas()) {
        for (const auto& [day, version] : rota.versions) {
            out << "rota" << name << iso_day(day) << version << rota.hashes.at(day);
            out.end();
        }
    }
    for (const auto& [id, feed] : state.feeds()) {
        out << "feed" << id << feed.person << feed.role << feed.hash << feed.by << feed.opened
            << feed.revoked;
        out.end();
    }
    for (const auto& [id, token] : state.tokens()) {
        out << "token" << id << token.hash << token.created << token.revoked;
        out.end();
    }
    for (const auto& [name, provider] : state.providers()) {
        if (!whole && provider.handed == 0) continue;
        out << "provider" << name << provider.handed;
        if (whole)
            out << provider.failures << provider.refusals << provider.losses
                << provider.failing_since << provider.detail;
        out.end();
    }
    for (const auto& [stage, told] : state.weeks_told()) {
        out << "week" << stage.procedure << iso_day(stage.week) << stage.stage << told.at
            << told.version;
        out.end();
    }
    // A start reads those of 72 hours; while alive one is forgotten behind the next.
    for (const auto& [id, handover] : state.handovers()) {
        const HandoverGiven& given = handover.given;
        if (!whole && given.due + std::chrono::hours(48) < state.last_at()) continue;
        out << "handover" << id << given.procedure << given.rule << given.due << given.text
            << given.mailed << handover.recorded << handover.reminders
            << state.handover_given({given.procedure, given.rule, given.due});
        out.end();
    }
    for (const auto& [seq, note] : state.notes()) {
        out << "note" << seq << note.kind << note.text << note.by << note.at;
        out.end();
    }
    for (const auto& [id, held] : state.holds()) {
        out << "hold" << id << held.held.incident << held.held.notice.happened << held.held.found
            << held.at << held.lifted;
        for (const HoldReason& reason : held.reasons) out << reason.name << reason.lift;
        out.end();
    }
    for (const auto& [procedure, row] : state.exercised()) {
        out << "exercised" << procedure << row.held << row.told;
        out.end();
    }
    for (const auto& [service, at] : state.rollouts()) {
        out << "rollout" << service << at;
        out.end();
    }
    for (const auto& [id, row] : state.past()) {
        const PublicKept& past = row.fact;
        out << "past" << id << past.words << past.confirmed << past.resolved
            << past.messages.size();
        out.end();
    }
    for (const auto& [id, row] : state.kept()) {
        const IncidentKept& kept = row.fact;
        out << "kept" << id << kept.service_name << kept.state << kept.place << kept.opened
            << kept.began << kept.resolved << kept.resolution << kept.calls.size()
            << kept.taken.has_value();
        for (const KeptMessage& one : kept.management) out << one.at << one.text << one.by;
        out.end();
    }
    for (const auto& [number, one] : state.obligations()) {
        out << "obligation" << number << one.owed.incident << one.owed.name << one.owed.from
            << one.due << one.look << static_cast<int>(one.standing) << one.late << one.chased
            << one.times_late << one.times_met << one.last_met << one.met_seq << one.severity
            << one.by << one.text;
        out.end();
    }
    for (const auto& [key, wish] : state.wishes()) {
        out << "wish" << key.incident << key.name << wish.at << wish.by << wish.reason;
        out.end();
    }
    noise(out, state);
    out << "diary" << state.diary_since();
    out.end();
    for (const auto& [at, due] : state.agenda().due(never)) {
        out << "due" << at << static_cast<int>(due.kind) << due.id;
        out.end();
    }
    out << "facts" << state.next_seq() << state.next_incident() << state.next_call()
        << state.next_send() << state.epoch() << state.instance() << state.clean_stop()
        << state.directory_sha256();
    if (whole) out << state.last_at();
    out.end();
}

}  // namespace

std::string dump(const State& state, bool whole) {
    Lines out;
    std::set<PersonId> people;
    for (const auto& [id, row] : state.incidents()) {
        incident(out, row);
        out << "unsettled" << id << state.unsettled(id);
        out.end();
    }
    for (const auto& [id, row] : state.calls()) {
        call(out, row, whole);
        people.insert(row.callee.person);
    }
    for (const auto& [id, row] : state.sends()) send(out, row);
    for (const PersonId& person : people) {
        out << "open" << person << state.open_calls(person);
        if (whole) out << state.recent_codes(person);
        out.end();
    }
    house(out, state, whole);
    return out.text();
}

std::string difference(const std::string& left, const std::string& right) {
    std::istringstream lefts(left);
    std::istringstream rights(right);
    std::string one;
    std::string other;
    for (;;) {
        const bool more = static_cast<bool>(std::getline(lefts, one));
        const bool others = static_cast<bool>(std::getline(rights, other));
        if (!more && !others) return "";
        if (more != others || one != other) {
            return "live:   " + (more ? one : "nothing") +
                   "\nreplay: " + (others ? other : "nothing");
        }
    }
}

}  // namespace tocsin
