#include "core/state.h"

#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

// P3: a key answers with the same incident for at least this long.
constexpr Duration key_kept = std::chrono::hours(72);

// A number never gets one of the last 20 codes again (wording 2.2).
constexpr std::size_t recent_codes_max = 20;

Due ladder_of(IncidentId id) {
    return {Due::Kind::ladder, id.value};
}
constexpr Due rota_watch{Due::Kind::rota_watch, 0};
constexpr Due diary{Due::Kind::diary, 0};

void note_opening(std::vector<Instant>& openings, Instant at) {
    if (openings.size() == BoundKey::openings_kept) openings.erase(openings.begin());
    openings.push_back(at);
}

}  // namespace

void State::apply(const Entry& entry) {
    if (!facts_before_) facts_before_ = facts_;
    facts_.seq = entry.seq;
    facts_.at = entry.at;
    std::visit([&](const auto& event) { on(entry, event); }, entry.event);
    note_change(entry);
}

// What becomes of a message, hour by hour, is not what becomes of its incident.
void State::note_change(const Entry& entry) {
    const auto is = [&]<class... Kinds>(std::variant<Kinds...>*) {
        return (std::holds_alternative<Kinds>(entry.event) || ...);
    };
    using OfMessages = std::variant<SendOffered, SendHanded, SendDeferred, SendSettled, SendDropped,
                                    ReceiptCame, NoticeWentOn>;
    if (is(static_cast<OfMessages*>(nullptr))) return;
    for (const IncidentId id : about(entry.event)) {
        if (Incident* incident = incidents_.change(id)) incident->changed = entry.seq;
    }
}

void State::keep() {
    const auto keep_all = [](auto&... tables) { (tables.keep(), ...); };
    keep_all(incidents_, calls_, sends_, unsettled_, waiting_, keys_, rotas_, rota_editions_,
             planned_rotas_, tokens_, feeds_, providers_, procedures_, key_ages_, past_, gaps_told_,
             weeks_told_, exercised_, handovers_, handover_keys_, notes_, kept_, holds_, rollouts_,
             recent_codes_, calls_of_, calls_to_, landed_, landed_about_, by_reference_,
             by_provider_reference_, answered_, answered_ages_, shift_questions_, shifts_told_,
             terms_told_, addresses_, address_checks_, obligations_, obligation_numbers_, wishes_,
             trend_counts_, trend_ages_, majors_, threads_, broadcasts_, texts_to_, text_ages_,
             silences_, suppressed_, suppressed_by_, open_of_service_, heartbeats_, heartbeats_due_,
             agenda_);
    facts_before_.reset();
}

void State::roll_back() {
    const auto roll_back_all = [](auto&... tables) { (tables.roll_back(), ...); };
    roll_back_all(incidents_, calls_, sends_, unsettled_, waiting_, keys_, rotas_, rota_editions_,
                  planned_rotas_, tokens_, feeds_, providers_, procedures_, key_ages_, past_,
                  gaps_told_, weeks_told_, exercised_, handovers_, handover_keys_, notes_, kept_,
                  holds_, rollouts_, recent_codes_, calls_of_, calls_to_, landed_, landed_about_,
                  by_reference_, by_provider_reference_, answered_, answered_ages_,
                  shift_questions_, shifts_told_, terms_told_, addresses_, address_checks_,
                  obligations_, obligation_numbers_, wishes_, trend_counts_, trend_ages_, majors_,
                  threads_, broadcasts_, texts_to_, text_ages_, silences_, suppressed_,
                  suppressed_by_, open_of_service_, heartbeats_, heartbeats_due_, agenda_);
    if (facts_before_) facts_ = *facts_before_;
    facts_before_.reset();
    over_.clear();
}

std::vector<IncidentId> State::newly_over() {
    return std::exchange(over_, {});
}

std::optional<SendId> State::next_waiting(const std::string& channel, Instant now,
                                          const std::set<SendId>& gone) const {
    for (auto row = waiting_.lower_bound({channel, {false, false, 0, {}, {}}}); row != waiting_.end();
         ++row) {
        if (row->first.channel != channel) break;
        const SendId id = row->first.rank.send;
        const SendState* send = sends_.find(id);
        if (send == nullptr || gone.contains(id)) continue;
        if (send->not_before <= now && now < send->give_up) return id;
    }
    return std::nullopt;
}

bool State::gap_told(const GapWarned& gap) const {
    return gaps_told_.find({gap.role, gap.gap.from, gap.stage}) != nullptr;
}

const std::vector<std::string>& State::recent_codes(const PersonId& person) const {
    static const std::vector<std::string> none;
    const auto* codes = recent_codes_.find(person);
    return codes == nullptr ? none : *codes;
}

std::vector<CallId> State::open_calls(const PersonId& person) const {
    const auto* calls = calls_of_.find(person);
    return calls == nullptr ? std::vector<CallId>{}
                            : std::vector<CallId>(calls->begin(), calls->end());
}

// ---------------------------------------------------------------- incidents and their keys

Incident opened_incident(const IncidentOpened& event, Instant at) {
    Incident incident;
    incident.id = event.incident;
    incident.source = event.source;
    incident.alarm = event.alarm;
    incident.alarm.description = {};
    incident.alarm.link = {};
    incident.alarm.fields.clear();
    incident.alarm.raw = {};
    incident.procedure = event.procedure;
    incident.procedure_hash = event.procedure_hash;
    incident.service_name = event.service_name;
    incident.status = event.status;
    incident.severity = event.alarm.severity;
    incident.opened = at;
    incident.began = event.alarm.began.value_or(at);
    if (!event.fields.empty()) incident.triage = Triage{event.fields};
    for (const auto& [name, text] : event.texts) {
        if (!incident.triage) incident.triage = Triage{};
        incident.triage->fields[name] = {text};
    }
    if (event.task_of) incident.task_of = *event.task_of;
    if (event.trend_of) {
        incident.trend_of = MajorState{*event.trend_of};
        incident.trend_of->of.members.clear();  // each joins it
    }
    if (event.over_since) incident.over_since = *event.over_since;
    incident.owes = event.owes;
    incident.owes_rung = event.owes_rung;
    incident.drill = event.drill;
    return incident;
}

void State::on(const Entry& entry, const IncidentOpened& event) {
    Incident& row = incidents_.put(event.incident, opened_incident(event, entry.at));
    facts_.incident = std::max(facts_.incident, event.incident.value);
    bind(entry.at, event.source, event.alarm.key,
         {{event.incident}, event.alarm.began, "", entry.at, {}}, false);
    if (!event.group.empty())
        bind(entry.at, group_source, event.group, {{event.incident}, {}, "", entry.at, {}}, false);
    set_open(row, true);
    if (event.trend_of) majors_.put(major_key(row), event.incident);
    if (event.climbs) start_climb(row, entry.at, event.rung);
    if (event.owes_now) review(row);
}

// Each time an alarm opens or joins something, its key is bound by an entry of the house, which a
// restart reads when the incident is long forgotten.
void State::on(const Entry& entry, const KeyBound& event) {
    const bool of_alarm = event.source != group_source && !event.incidents.empty() &&
                          !event.source.starts_with("idempotency");
    bind(entry.at, event.source, event.key,
         {event.incidents, event.episode, event.fingerprint, entry.at, {}}, of_alarm);
}

void State::bind(Instant at, const std::string& source, const std::string& key, BoundKey bound,
                 bool fires) {
    const AlarmKey name{source, key};
    if (const BoundKey* before = keys_.find(name)) {
        key_ages_.erase({before->at, name});
        bound.openings = before->openings;
    }
    if (fires) note_opening(bound.openings, at);
    keys_.put(name, std::move(bound));
    key_ages_.put({at, name}, {});
    // Two rows for each new one: the table shrinks to what the promise needs, a little at a time.
    const int most = sabotaged(Mutant::keys_kept) ? 0 : 2;
    for (int dropped = 0; dropped < most && !key_ages_.empty(); ++dropped) {
        const auto oldest = key_ages_.begin()->first;
        if (oldest.first + key_kept > at) break;
        key_ages_.erase(oldest);
        const BoundKey* old = keys_.find(oldest.second);
        if (old == nullptr || old->at > oldest.first) continue;
        const bool open =
            std::any_of(old->incidents.begin(), old->incidents.end(),
                        [&](IncidentId id) { return incidents_.find(id) != nullptr; });
        if (open) {
            // Looked at again when it is as old once more: the incident may be over then.
            key_ages_.put({at, oldest.second}, {});
        } else {
            keys_.erase(oldest.second);
        }
    }
}

void State::on(const Entry& entry, const AlarmRepeated& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    ++incident->repeats;
    if (!event.key.empty()) fire_again(*incident, {event.source, event.key}, entry.at);
    if (!event.summary.empty()) incident->alarm.summary = event.summary;
    // What was worse before has been heard; a person may have judged it otherwise since (HSSI-04).
    if (event.severity >= incident->alarm.severity) return;
    incident->alarm.severity = event.severity;
    incident->severity = std::min(incident->severity, event.severity);
    review(*incident);
}

void State::fire_again(Incident& incident, const AlarmKey& key, Instant at) {
    if (incident.joined && incident.joined->contains(key)) {
        (*incident.joined)[key] = true;
    } else {
        incident.alarm.firing = true;
    }
    if (BoundKey* bound = keys_.change(key)) note_opening(bound->openings, at);
    await_no_calm(incident);
}

void State::on(const Entry& entry, const AlarmCleared& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    if (event.key.empty()) {
        incident->alarm.firing = false;
    } else if (incident->joined) {
        (*incident->joined)[{event.source, event.key}] = false;
    }
    if (!incident->firing()) let_explained_go(event.incident, entry.at + explained_grace);
}

void State::on(const Entry& entry, const StatusMoved& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    incident->status = event.to;
    if (event.words) {
        incident->words = event.words;
        if (!incident->confirmed) incident->confirmed = entry.at;
        // What is not down explains nothing.
        let_explained_go(event.incident, entry.at);
    }
    if (event.over && !incident->resolved) {
        incident->resolved = incident->over_since ? *incident->over_since : entry.at;
        incident->resolution = event.note;
        stop_climb(*incident);
        await_no_calm(*incident);
        set_open(*incident, false);
        let_explained_go(event.incident, entry.at + explained_grace);
    }
    if (event.reopens) {
        set_open(*incident, true);
        incident->reopened = entry.at;
        incident->reached.clear();
        incident->called_to = -1;
        forget_wishes(event.incident);
        incident->resolved.reset();
        incident->over_since.reset();
        incident->resolution.clear();
        incident->holder.reset();
        incident->climb.standing = false;
    }
    if (event.climbs && !incident->climb.running) start_climb(*incident, entry.at, event.rung);
    review(*incident);
    if (event.over && event.to == "closed") {
        incident->closed = true;
        incident->closed_at = entry.at;
        drop_holds(event.incident);
        forget_if_over(event.incident);
    }
}

bool State::unsettled(IncidentId id) const {
    const auto row = unsettled_.lower_bound({id, {}});
    return row != unsettled_.end() && row->first.first == id;
}

void State::forget_if_over(IncidentId id) {
    const Incident* incident = incidents_.find(id);
    if (incident == nullptr || !incident->closed || unsettled(id) || owing(id)) return;
    const auto notice = broadcasts_.lower_bound({id, 0});
    if (notice != broadcasts_.end() && notice->first.first == id) return;
    // What it explained is let go first: a restart must know of it.
    if (agenda_.at({Due::Kind::explained, id.value})) return;
    for (const auto& [person, called] : incident->called) {
        for (const CallId call_id : open_calls(person)) {
            Call* call = calls_.change(call_id);
            std::erase_if(call->covers, [&](const Covered& line) { return line.incident == id; });
            if (!call->covers.empty()) continue;
            calls_of_.change(person)->erase(call_id);
            forget_phones(*call);
            calls_.erase(call_id);
        }
    }
    drop_landed_about(id);
    const auto forget_key = [&](const AlarmKey& key) {
        const BoundKey* bound = keys_.find(key);
        if (bound != nullptr && bound->at + key_kept <= facts_.at) keys_.erase(key);
    };
    forget_key({incident->source, incident->alarm.key});
    if (incident->joined) {
        for (const auto& [key, fires] : *incident->joined) forget_key(key);
    }
    agenda_.set(ladder_of(id), std::nullopt);
    agenda_.set({Due::Kind::calm, id.value}, std::nullopt);
    set_open(*incident, false);
    forget_obligations(id);
    forget_major(*incident);
    forget_threads(id);
    incidents_.erase(id);
    over_.push_back(id);
}

// ---------------------------------------------------------------- the ladder

void State::set_climb_due(Incident& incident, Instant due, Instant decided) {
    incident.climb.running = true;
    incident.climb.due = due;
    incident.climb.due_set = decided;
    agenda_.set(ladder_of(incident.id), due);
}

// From here on nothing new joins the calls of the step in progress: somebody has the incident, or
// the step has ended.
void State::touch_calls(const Incident& incident) {
    for (const CallId id : incident.climb.pending) {
        const Call* call = calls_.find(id);
        if (call != nullptr && call->untouched) calls_.change(id)->untouched = false;
    }
}

void State::start_climb(Incident& incident, Instant at, int rung) {
    touch_calls(incident);
    incident.climb = Climb{};
    incident.climb.rung = rung;
    incident.climb.rung_began = at;
    set_climb_due(incident, at, at);
}

void State::stop_climb(Incident& incident) {
    incident.climb.running = false;
    touch_calls(incident);
    incident.climb.pending.clear();
    agenda_.set(ladder_of(incident.id), std::nullopt);
}

void State::on(const Entry& entry, const StepBegan& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    Climb& climb = incident->climb;
    if (climb.rung != event.rung) climb.tries.clear();
    if (climb.rung != event.rung && climb.attempt > 0) climb.named.reset();
    climb.rung = event.rung;
    climb.attempt = event.attempt;
    climb.round = event.round;
    climb.rung_began = event.rung_began;
    climb.why = event.why;
    touch_calls(*incident);
    climb.pending.clear();
    set_climb_due(*incident, event.until, entry.at);
    if (sabotaged(Mutant::due_lost) && event.attempt == 2)
        agenda_.set(ladder_of(event.incident), std::nullopt);
}

void State::on(const Entry&, const StepFailed& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    touch_calls(*incident);
    incident->climb.pending.clear();
    incident->climb.tries += (incident->climb.tries.empty() ? "" : ", ") + event.why;
    // Somebody has it and this was the rung's last word: it climbs no higher (HSSI-14).
    if (event.last && incident->climb.standing) stop_climb(*incident);
}

void State::on(const Entry& entry, const Climbed& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    touch_calls(*incident);
    Rare<Holder> given_up;
    if (event.passed && incident->holder && incident->holder->person == event.by)
        given_up.swap(incident->holder);
    incident->climb = Climb{};
    incident->climb.given_up = std::move(given_up);
    if (event.passed) incident->climb.passed_by = event.by;
    incident->climb.rung = event.rung;
    incident->climb.named = event.named;
    incident->climb.why = event.why;
    incident->climb.rung_began = entry.at;
    set_climb_due(*incident, entry.at, entry.at);
}

void State::on(const Entry& entry, const Taken& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    touch_calls(*incident);
    incident->holder = Holder{event.person, event.name, event.called, event.via, entry.at};
    if (event.late) {
        incident->climb.standing = true;
    } else {
        stop_climb(*incident);
        incident->climb.standing = false;
    }
    review(*incident);
}

// ---------------------------------------------------------------- calls

void State::on(const Entry& entry, const CallMade& event) {
    facts_.call = std::max(facts_.call, event.call.value);
    const Call* before = calls_.find(event.call);
    Call call = before == nullptr ? Call{} : *before;
    call.id = event.call;
    call.callee = event.callee;
    call.code = event.code;
    call.covers.clear();
    call.untouched = true;
    call.attempt = event.attempt;
    call.made = entry.at;
    call.epoch = entry.epoch;
    call.until = event.until;
    call.link_expires = event.link_expires;
    call.failed = false;
    supersede(call);
    call.offered = 0;
    for (const Covered& line : event.covers) {
        Incident* incident = incidents_.change(line.incident);
        if (incident == nullptr) continue;
        call.covers.push_back(line);
        incident->climb.pending.insert(event.call);
        // Whoever handed it on is asked again: it is theirs to take.
        if (incident->climb.passed_by == event.callee.person) incident->climb.passed_by.clear();
        Called& called = incident->called[event.callee.person];
        // What was said before it was resolved too early is another story.
        const bool anew = incident->reopened && called.first < *incident->reopened;
        if (!called.call || anew) called.first = entry.at;
        called.callee = event.callee;
        called.rung = line.rung;
        called.call = event.call;
        incident->called_to = std::max(incident->called_to, line.rung);
        note_reached(*incident, line.rung, entry.at);
    }
    if (call.covers.empty()) return;
    note_phone(call, event.callee.phone);
    calls_.put(event.call, std::move(call));

    if (calls_of_.find(event.callee.person) == nullptr) calls_of_.put(event.callee.person, {});
    calls_of_.change(event.callee.person)->insert(event.call);
    if (before == nullptr) note_code(event.callee.person, event.code);
}

void State::note_code(const PersonId& person, const std::string& code) {
    if (recent_codes_.find(person) == nullptr) recent_codes_.put(person, {});
    std::vector<std::string>& codes = *recent_codes_.change(person);
    codes.push_back(code);
    if (codes.size() > recent_codes_max) codes.erase(codes.begin());
}

void State::on(const Entry& entry, const CallJoined& event) {
    Incident* incident = incidents_.change(event.covers.incident);
    if (incident == nullptr) return;
    facts_.call = std::max(facts_.call, event.call.value);
    Call* call = calls_.change(event.call);
    if (call == nullptr) {
        // A replay: what the call was made for is over, and not read again.
        Call again;
        again.id = event.call;
        again.callee = event.callee;
        again.code = event.code;
        again.attempt = event.attempt;
        again.made = event.made;
        again.epoch = entry.epoch;
        again.until = event.until;
        again.link_expires = event.link_expires;
        again.wrong_codes = event.wrong_codes;
        again.locked = event.wrong_codes >= wrong_codes_max;
        again.wrong_texts = event.wrong_texts;
        again.texts_locked = event.wrong_texts >= wrong_codes_max;
        note_phone(again, event.callee.phone);
        call = &calls_.put(event.call, std::move(again));
        if (calls_of_.find(event.callee.person) == nullptr) calls_of_.put(event.callee.person, {});
        calls_of_.change(event.callee.person)->insert(event.call);
    }
    call->covers.push_back(event.covers);
    incident->climb.pending.insert(event.call);
    if (incident->climb.passed_by == call->callee.person) incident->climb.passed_by.clear();
    Called& called = incident->called[call->callee.person];
    if (!called.call) called.first = entry.at;
    called.callee = call->callee;
    called.rung = event.covers.rung;
    called.call = event.call;
    incident->called_to = std::max(incident->called_to, event.covers.rung);
    note_reached(*incident, event.covers.rung, entry.at);
}

void State::on(const Entry& entry, const CallFailed& event) {
    if (Call* call = calls_.change(event.call)) call->failed = true;
    for (const IncidentId id : event.incidents) {
        Incident* incident = incidents_.change(id);
        if (incident == nullptr || incident->climb.pending.erase(event.call) == 0) continue;
        // The last call of the step failed: what comes next is due at once (HSSI-14). The last
        // resort has nothing behind it, and comes again when its interval is over.
        const Climb& climb = incident->climb;
        if (climb.running && climb.pending.empty() && climb.round == 0) {
            set_climb_due(*incident, std::min(climb.due, entry.at), entry.at);
        }
    }
}

void State::on(const Entry&, const WrongCode& event) {
    const auto count = [&](auto* asked) {
        if (asked == nullptr) return;
        const bool text = event.via == "text";
        if (text && sabotaged(Mutant::road_never_locks)) return;
        int& wrong = text ? asked->wrong_texts : asked->wrong_codes;
        bool& locked = text ? asked->texts_locked : asked->locked;
        locked = ++wrong >= wrong_codes_max;
    };
    count(calls_.change(event.call));
    count(shift_questions_.change(event.call));
}

// ---------------------------------------------------------------- the house

void State::on(const Entry& entry, const PublicKept& event) {
    past_.put(event.of, {event, entry.seq});
}

void State::on(const Entry& entry, const GapWarned& event) {
    if (!event.stage.empty()) gaps_told_.put({event.role, event.gap.from, event.stage}, entry.at);
    if (!event.look_again) return;
    agenda_.set(rota_watch, event.look_again);
    forget_shifts(entry.at);
}

void State::on(const Entry& entry, const FeedOpened& event) {
    feeds_.put(event.id, {event.id, event.person, event.role, event.hash, event.by, entry.at, {}});
}

void State::on(const Entry& entry, const FeedRevoked& event) {
    if (sabotaged(Mutant::feed_outlives)) return;
    if (FeedState* feed = feeds_.change(event.id)) feed->revoked = entry.at;
}

void State::on(const Entry& entry, const TokenIssued& event) {
    tokens_.put(event.id,
                {event.id, event.name, event.hash, event.scopes, entry.at, event.expires, {}});
}

void State::on(const Entry& entry, const TokenWithdrawn& event) {
    if (TokenState* token = tokens_.change(event.id)) token->revoked = entry.at;
}

void State::on(const Entry& entry, const DirectoryActivated& event) {
    facts_.directory_sha256 = event.sha256;
    for (const DirectoryActivated::Version& version : event.procedures) {
        procedures_.put(version.hash, version);
    }
    // It may say that services need others.
    const Suppressor first{Suppressor::Kind::incident, 0};
    for (auto row = suppressed_by_.lower_bound({first, {}}); row != suppressed_by_.end(); ++row)
        agenda_.set({Due::Kind::explained, row->first.first.id}, entry.at);
    agenda_.set(rota_watch, entry.at);
    agenda_.set(diary, entry.at);
}

void State::on(const Entry& entry, const TookOver& event) {
    facts_.epoch = event.epoch;
    if (facts_.instance.empty()) facts_.instance = event.instance;
    facts_.stopped = false;
    if (event.told) facts_.restart_told = entry.at;
    shift_heartbeats(entry.at, Duration{0}, true);
    if (!event.rebooted) return;
    shift_dues(entry.at, Duration{0}, true);
    agenda_.set(rota_watch, entry.at);
    agenda_.set(diary, entry.at);
}

void State::on(const Entry&, const Stopped&) {
    facts_.stopped = true;
}

void State::on(const Entry&, const NumbersDrawn& event) {
    facts_.incident = std::max(facts_.incident, event.incident_last.value);
    facts_.call = std::max(facts_.call, event.call_last.value);
    facts_.send = std::max(facts_.send, event.send_last.value);
}

void State::on(const Entry& entry, const ClockStepped& event) {
    if (!sabotaged(Mutant::clock_ignored)) {
        shift_dues(entry.at, event.step, false);
        shift_heartbeats(entry.at, event.step, false);
    }
    agenda_.set(rota_watch, entry.at);
    agenda_.set(diary, entry.at);
}

void State::on(const Entry& entry, const DiskFull& event) {
    if (event.told) facts_.disk_told = entry.at;
}

void State::on(const Entry& entry, const AuditDiffered& event) {
    if (event.told) facts_.audit_told = entry.at;
}

void State::on(const Entry& entry, const BackupMissed& event) {
    if (event.told) facts_.backup_told = entry.at;
}

// Relative dues keep their remaining time when the clock is moved; after a reboot, which may have
// lost time or gained it, what remains is at most what it was in the beginning (P9).
void State::shift_dues(Instant now, Duration step, bool clamp) {
    const auto kept = [&](Instant due, Instant set) {
        return clamp ? std::min(due, now + (due - set)) : due + step;
    };
    // What was decided as the clock was set forward, in this very decision, goes by the new one.
    const auto moved = [&](Instant due, Instant set) {
        const bool by_new_clock = !clamp && step > Duration{0} && set >= now;
        return by_new_clock ? due : kept(due, set);
    };
    for (const auto& [at, due] : agenda_.due(Instant::max())) {
        if (due.kind == Due::Kind::ladder) {
            Climb& climb = incidents_.change({due.id})->climb;
            const Duration shift = moved(climb.due, climb.due_set) - climb.due;
            climb.due += shift;
            climb.due_set += shift;
            climb.rung_began += shift;
            agenda_.set(due, climb.due);
        } else if (due.kind == Due::Kind::send) {
            SendState& send = *sends_.change({due.id});
            const Instant agreed = moved(at, send.waiting_set);
            const Duration shift = moved(send.give_up, send.waiting_set) - send.give_up;
            send.not_before = moved(send.not_before, send.waiting_set);
            send.give_up += shift;
            send.waiting_set += shift;
            agenda_.set(due, agreed);
        } else if (due.kind == Due::Kind::shift) {
            ShiftQuestion& question = *shift_questions_.change({due.id});
            const Duration shift = moved(at, question.due_set) - at;
            question.asked.remind += shift;
            question.asked.until += shift;
            question.due_set += shift;
            agenda_.set(due, at + shift);
        } else if (due.kind == Due::Kind::review || due.kind == Due::Kind::pace ||
                   due.kind == Due::Kind::notice) {
            agenda_.set(due, now);
        } else if (due.kind == Due::Kind::explained) {
            agenda_.set(due, clamp ? std::min(at, now + explained_grace) : at + step);
        } else if (due.kind == Due::Kind::calm) {
            agenda_.set(due, clamp ? now : at + step);
        } else if (due.kind == Due::Kind::obligation) {
            // Its clock may have begun by the old one, though it is owed only now.
            const bool began_now = obligations_.find(due.id)->owed.from >= now;
            if (began_now) {
                shift_obligation(due, moved);
            } else {
                shift_obligation(due, kept);
            }
        }
    }
    const auto keep_time = [&](SendState& send) {
        const Duration shift = moved(send.give_up, send.waiting_set) - send.give_up;
        send.give_up += shift;
        send.waiting_set += shift;
    };
    for (const auto& [id, send] : sends_) {
        if (send.handed) keep_time(*sends_.change(id));
    }
    for (const auto& [id, send] : landed_) keep_time(*landed_.change(id));
    if (clamp) return;
    for (const auto& [id, call] : calls_) {
        Call& changed = *calls_.change(id);
        changed.made += step;
        changed.until += step;
    }
}

}  // namespace tocsin
