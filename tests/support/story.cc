#include "tests/support/story.h"

#include "core/timeline.h"
#include "rota/clock_words.h"
#include "rota/shifts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

// By which a place knows what the message has begun there.
std::string begun_by(const Message& message) {
    return message.channel + "-" + std::to_string(message.id.value);
}

// More than this at one instant is a ladder that runs in circles.
constexpr int steps_at_once_max = 5000;

Instant local(const Zone& zone, const std::string& text) {
    const std::string without_weekday = text.substr(4);
    const std::optional<When> when =
        parse_when(without_weekday.substr(0, 10) + "T" + without_weekday.substr(11), zone);
    if (!when || !text.starts_with(short_name(weekday_of(zone.day(when->at))))) {
        throw std::runtime_error("no such time: " + text);
    }
    return when->at;
}

}  // namespace

Alarm firing(const std::string& key, const std::string& service, int severity) {
    Alarm alarm;
    alarm.key = key;
    alarm.service = service;
    alarm.severity = severity;
    alarm.summary = "no answer from the front door";
    alarm.state = "down";
    return alarm;
}

Story::Story(const std::string& begins, Setting setting)
    : directory_(std::make_shared<Directory>(directory_of_stories(setting))),
      engine_(std::make_unique<Engine>(journal_, directory_)),
      now_(local(directory_->calendar.zone, begins)) {
    engine_->recover();
    feed(Started{++epoch_, "tocsin-1", false, false});
    feed(Configured{"c0ffee", {directory_->procedures.at("hssi")}});
    feed(RotaUploaded{
        {week("2026-11-23", setting.edm, setting.level_3)}, "beef", "kim.hazel", "agreed"});
    feed(RotaUploaded{{week("2026-11-30", {}, setting.level_3)}, "beef", "kim.hazel", "agreed"});
    unread_.clear();
    requests_.clear();
    first_seq_ = state().next_seq();
}

Story::~Story() {
    nobody_else_was_called();
}

std::set<std::string>& Story::texts_sent() {
    static std::set<std::string> sent;
    return sent;
}

WeeklyRota Story::week(const std::string& monday, const std::map<std::string, std::string>& edm,
                       const std::string& level_3) const {
    const Calendar& calendar = directory_->calendar;
    WeeklyRota week;
    week.name = "on-call";
    week.week = parse_day(monday).value();
    week.span = week_span(calendar.zone, week.week);
    bool odd = false;
    for (const NamedShift& shift : edm_shifts(calendar, week.week)) {
        odd = !odd;
        std::string person = odd ? "pat.ash" : "jo.oak";
        if (const auto other = edm.find(shift.name); other != edm.end()) person = other->second;
        week.shifts.push_back({"edm", shift.span, {}, {}});
        if (!person.empty()) week.shifts.back().people = {person};
    }
    week.shifts.push_back({"level-3", week.span, {}, {}});
    if (!level_3.empty()) week.shifts.back().people = {level_3};
    return week;
}

// ---------------------------------------------------------------- what happens

Effects Story::step(Input input) {
    input.entropy = entropy_ += 0x9e3779b9U;
    Effects effects = engine_->step({input}, now_);
    for (const HandOver& handed : effects.hand_over) hand_over(handed);
    return effects;
}

Effects Story::feed(const Occurrence& what) {
    Effects effects = step({what, 0});
    tick_while_due();
    return effects;
}

void Story::tick_while_due() {
    for (int steps = 0; steps < steps_at_once_max; ++steps) {
        if (!outcomes_.empty()) {
            const Outcome outcome = outcomes_.front();
            outcomes_.pop_front();
            step({Answered{outcome}, 0});
        } else if (const auto due = state().next_due(); due && *due <= now_) {
            step({Tick{}, 0});
        } else {
            return;
        }
    }
    throw std::runtime_error("at " + clock() + " the daemon runs in circles");
}

void Story::hand_over(const HandOver& handed) {
    const Message& message = handed.message;
    ++requests_[message.channel];
    const SendState* send = state().sends().find(message.id);
    const Manner manner = providers_[message.channel];
    Outcome outcome{message.id, Verdict::accepted, "", "", manner.retry_after};
    bool left = true;
    switch (manner.mood) {
        case Mood::accepts:
            break;
        case Mood::refuses:
            outcome.verdict = Verdict::refused;
            left = false;
            break;
        case Mood::rejects_key:
            outcome.verdict = Verdict::misconfigured;
            left = false;
            break;
        case Mood::busy:
            outcome.verdict = Verdict::deferred;
            left = false;
            break;
        case Mood::answers_nothing:
            outcome.verdict = Verdict::unknown;
            outcome.detail = "no answer came";
            break;
        case Mood::hangs:
            hung_[message.channel].push_back(message.id);
            break;
    }
    if (!left) outcome.detail = "it said no";
    // What a place answers names what it has begun.
    if (is_place(message.medium) && outcome.verdict == Verdict::accepted) {
        outcome.provider_reference = begun_by(message);
    }
    if (manner.mood != Mood::hangs) outcomes_.push_back(outcome);
    if (handed.call) latest_call_[handed.person] = handed.call;
    if (!left || send == nullptr) return;
    texts_sent().insert(send->text_id);
    const std::string& to = is_place(message.medium) ? message.channel : handed.person;
    unread_.push_back({now_, to, send->text_id, message, handed.call, handed.again});
}

IncidentId Story::alarm(const std::string& service, int severity) {
    const std::string key = service + "-" + std::to_string(++alarms_[service]);
    return alarms({firing(key, service, severity)}).replies.front().answer.incidents.front();
}

Effects Story::alarms(const std::vector<Alarm>& alarms) {
    return report({"monitor", "monitor", alarms, "", ""});
}

Effects Story::report(const Reported& reported) {
    return feed(reported);
}

void Story::cleared(const std::string& service) {
    Alarm alarm;
    alarm.key = service + "-" + std::to_string(alarms_[service]);
    alarm.service = service;
    alarm.firing = false;
    alarms({alarm});
}

void Story::confirm(IncidentId incident, const PublicWords& words) {
    feed(Confirmed{incident, "nsd", words});
}

void Story::resolve(IncidentId incident, const std::string& summary) {
    feed(Resolved{incident, "nsd", summary});
}

void Story::close(IncidentId incident) {
    feed(Closed{incident, "nsd"});
}

Answer Story::write(IncidentId incident, const WrittenNotice& notice, const std::string& by) {
    return feed(NoticeWritten{incident, notice, by}).replies.front().answer;
}

Answer Story::decide(HoldId hold, HoldDecided::How how, const std::string& by,
                     const std::string& reason) {
    return feed(HoldDecided{hold, how, by, reason, {}}).replies.front().answer;
}

Answer Story::flag(IncidentId incident, const std::string& flag) {
    return feed(RaiseFlag{incident, flag, "nsd", "said so"}).replies.front().answer;
}

CallId Story::latest_call(const std::string& person) const {
    const auto call = latest_call_.find(person);
    if (call == latest_call_.end()) throw std::runtime_error(person + " was never called");
    return call->second;
}

Answer Story::acknowledge(const std::string& person) {
    return feed(Acknowledgement{latest_call(person), {}, person, "link", "", "", false})
        .replies.front()
        .answer;
}

Answer Story::acknowledge_by_api(const std::string& person, IncidentId incident) {
    return feed(Acknowledgement{{}, incident, person, "API", "desk-tool", "", false})
        .replies.front()
        .answer;
}

Answer Story::types(const std::string& person, const std::string& digits) {
    return feed(Acknowledgement{latest_call(person), {}, person, "link", "", digits, true})
        .replies.front()
        .answer;
}

Answer Story::passes_on(const std::string& person, const std::string& to_role,
                        const std::string& to_person) {
    return feed(PassOn{latest_call(person), {}, person, to_role, to_person, "link", "", false})
        .replies.front()
        .answer;
}

Answer Story::escalate(IncidentId incident, const std::string& to_role, const std::string& reason,
                       const std::string& to_person) {
    return feed(Escalate{incident, to_role, to_person, reason, "nsd"}).replies.front().answer;
}

Answer Story::upload(const WeeklyRota& week) {
    return upload(RotaUploaded{{week}, "beef", "kim.hazel", "agreed with level 3"});
}

Answer Story::upload(const RotaUploaded& uploaded) {
    return feed(uploaded).replies.front().answer;
}

Answer Story::restore(int version, const std::string& reason) {
    return feed(RotaRestored{"on-call", version, "kim.hazel", reason}).replies.front().answer;
}

Answer Story::swap(const Swap& swap, bool force) {
    return feed(RotaSwapped{"on-call", swap, "Kim Hazel", "agreed by phone", force})
        .replies.front()
        .answer;
}

Span Story::span(const std::string& from, const std::string& to) const {
    const Zone& zone = directory_->calendar.zone;
    return {local(zone, from), local(zone, to)};
}

Answer Story::replies(const std::string& person, const std::string& text,
                      const std::string& channel) {
    const auto desk = directory_->desks.find(person);
    const Contact& contact = desk == directory_->desks.end() ? directory_->people.at(person).contact
                                                             : desk->second.contact;
    return text_from(contact.phone, text, channel);
}

Answer Story::text_from(const std::string& phone, const std::string& text,
                        const std::string& channel, const std::string& id) {
    Replied said;
    said.channel = channel;
    said.id = id.empty() ? "reply-" + std::to_string(++replies_) : id;
    said.from = phone;
    said.to = "+447700900900";
    said.text = text;
    return feed(said).replies.front().answer;
}

Answer Story::presses(const Pressed& pressed) {
    return feed(pressed).replies.front().answer;
}

Answer Story::receipt(const Sent& sent, Receipt::State state, const std::string& detail) {
    return receipt({sent.message.channel, sent.message.reference, "", state, detail});
}

Answer Story::receipt(const Receipt& receipt) {
    return feed(receipt).replies.front().answer;
}

Answer Story::says_of_shift(const std::string& person, bool declines) {
    const CallId question = question_of(person).asked.question;
    return feed(ShiftAnswered{question, person, declines, "link", "", "", false})
        .replies.front()
        .answer;
}

Answer Story::types_of_shift(const std::string& person, const std::string& digits) {
    const CallId question = question_of(person).asked.question;
    return feed(ShiftAnswered{question, person, false, "link", "", digits, true})
        .replies.front()
        .answer;
}

Answer Story::says_of_shift_by_api(const std::string& person, bool declines) {
    return feed(ShiftAnswered{{}, person, declines, "API", "desk-tool", "", false})
        .replies.front()
        .answer;
}

Answer Story::check_address(const std::string& person, Medium medium) {
    return feed(AddressChecked{person, medium, "kim.hazel"}).replies.front().answer;
}

Answer Story::says_code(const std::string& person, const std::string& code) {
    return feed(AddressCodeSaid{person, code, "kim.hazel"}).replies.front().answer;
}

void Story::changes_phone(const std::string& person, const std::string& phone) {
    Directory changed = *directory_;
    changed.people.at(person).contact.phone = phone;
    directory_ = std::make_shared<Directory>(std::move(changed));
    engine_->use(directory_);
    feed(Configured{"decaf", {directory_->procedures.at("hssi")}});
}

// ---------------------------------------------------------------- time

void Story::wait(Duration length) {
    nobody_else_was_called();
    const Instant until = now_ + length;
    for (auto due = state().next_due(); due && *due <= until; due = state().next_due()) {
        now_ = std::max(now_, *due);
        const std::size_t before = unread_.size();
        tick_while_due();
        // A story says what it expects at each moment: it stops where something was sent.
        if (unread_.size() > before && now_ < until) {
            ADD_FAILURE() << "while waiting, at " << clock() << ": " << unexpected();
            unread_.clear();
        }
    }
    now_ = until;
}

void Story::wait_until(const std::string& clock_time) {
    const Zone& zone = directory_->calendar.zone;
    const auto minutes = parse_clock(clock_time).value();
    Day day = zone.day(now_);
    while (zone.instant(day, minutes) <= now_) day = plus_days(day, 1);
    wait(zone.instant(day, minutes) - now_);
}

void Story::clock_moves(Duration step_by) {
    now_ += step_by;
    feed(ClockMoved{step_by});
}

void Story::killed_for(Duration length, bool rebooted) {
    nobody_else_was_called();
    outcomes_.clear();
    const auto due = state().next_due();
    const std::size_t sends = state().sends().size();
    const std::size_t calls = state().calls().size();
    const std::size_t landed = state().landed().size();
    engine_ = std::make_unique<Engine>(journal_, directory_);
    engine_->recover();
    EXPECT_EQ(state().next_due(), due) << "the journal tells another story than the memory";
    EXPECT_EQ(state().sends().size(), sends);
    EXPECT_EQ(state().calls().size(), calls);
    EXPECT_EQ(state().landed().size(), landed);
    hung_.clear();
    now_ += length;
    feed(Started{++epoch_, "tocsin-2", rebooted, true});
}

void Story::restart() {
    nobody_else_was_called();
    feed(Stopping{});
    engine_ = std::make_unique<Engine>(journal_, directory_);
    engine_->recover();
    feed(Started{++epoch_, "tocsin-2", false, false});
}

// ---------------------------------------------------------------- providers

void Story::provider(const std::string& name, Mood mood, std::optional<Duration> retry_after) {
    providers_[name] = {mood, retry_after};
}

void Story::every_provider(Mood mood) {
    for (const Provider& one : directory_->providers) provider(one.name, mood);
}

void Story::loses_provider(const std::string& name) {
    Directory changed = *directory_;
    std::erase_if(changed.providers, [&](const Provider& one) { return one.name == name; });
    directory_ = std::make_shared<Directory>(std::move(changed));
    engine_->use(directory_);
    feed(Configured{"decaf", {directory_->procedures.at("hssi")}});
}

void Story::hung_provider_answers(const std::string& name, Verdict verdict) {
    for (const SendId id : std::exchange(hung_[name], {})) {
        const SendState* send = state().sends().find(id);
        const bool begins =
            send != nullptr && is_place(send->message.medium) && verdict == Verdict::accepted;
        outcomes_.push_back({id, verdict, "", begins ? begun_by(send->message) : "", {}});
    }
    tick_while_due();
}

int Story::requests(const std::string& name) const {
    const auto found = requests_.find(name);
    return found == requests_.end() ? 0 : found->second;
}

// ---------------------------------------------------------------- what must be seen

std::optional<Sent> Story::take(const std::string& person, const std::string& text_id,
                                Medium medium) {
    const auto found = std::find_if(unread_.begin(), unread_.end(), [&](const Sent& one) {
        return one.to == person && one.text_id == text_id && one.message.medium == medium;
    });
    if (found == unread_.end()) return std::nullopt;
    Sent sent = *found;
    unread_.erase(found);
    return sent;
}

Sent Story::expect_text_to(const std::string& person, const std::string& text_id) {
    const std::optional<Sent> sent = take(person, text_id, Medium::sms);
    EXPECT_TRUE(sent) << "at " << clock() << " no text " << text_id << " to " << person << ", but "
                      << unexpected();
    return sent.value_or(Sent{});
}

Sent Story::expect_mail_to(const std::string& person, const std::string& text_id) {
    const std::optional<Sent> sent = take(person, text_id, Medium::email);
    EXPECT_TRUE(sent) << "at " << clock() << " no mail " << text_id << " to " << person << ", but "
                      << unexpected();
    return sent.value_or(Sent{});
}

Sent Story::expect_call_to(const std::string& person, const std::string& text_id) {
    expect_mail_to(person, text_id);
    return expect_text_to(person, text_id);
}

Sent Story::expect_told(const std::string& person, const std::string& text_id) {
    return expect_text_to(person, text_id);
}

Sent Story::expect_sent(const std::string& person, const std::string& text_id, Medium medium) {
    const std::optional<Sent> sent = take(person, text_id, medium);
    EXPECT_TRUE(sent) << "at " << clock() << " no " << medium_word(medium) << " " << text_id
                      << " to " << person << ", but " << unexpected();
    return sent.value_or(Sent{});
}

Sent Story::expect_place_told(const std::string& channel, const std::string& text_id) {
    const auto found = std::ranges::find_if(
        unread_, [&](const Sent& one) { return one.to == channel && one.text_id == text_id; });
    EXPECT_TRUE(found != unread_.end())
        << "at " << clock() << " no " << text_id << " to " << channel << ", but " << unexpected();
    if (found == unread_.end()) return {};
    Sent sent = *found;
    unread_.erase(found);
    return sent;
}

Sent Story::expect_level_1_told(const std::string& text_id, const std::string& desk) {
    expect_mail_to(desk, text_id);
    return expect_text_to(desk, text_id);
}

std::string Story::unexpected() const {
    std::string text;
    for (const Sent& one : unread_) {
        text += "\n  " + one.text_id + " to " + one.to + " by " + one.message.channel + ": " +
                (one.message.medium == Medium::sms ? one.message.text : one.message.subject);
    }
    return text.empty() ? "nothing" : text;
}

void Story::nobody_else_was_called() {
    EXPECT_TRUE(unread_.empty()) << "at " << clock() << ", unexpected: " << unexpected();
    unread_.clear();
}

std::string Story::clock() const {
    return short_time(directory_->calendar.zone, now_, now_);
}

std::string Story::code_of(const std::string& person) const {
    return state().calls().find(latest_call(person))->code;
}

const ShiftQuestion& Story::question_of(const std::string& person) const {
    const ShiftQuestion* latest = nullptr;
    for (const auto& [id, question] : state().shift_questions()) {
        if (question.asked.callee.person == person) latest = &question;
    }
    if (latest == nullptr) throw std::runtime_error(person + " was asked about no shift");
    return *latest;
}

std::string Story::timeline() const {
    const Zone& zone = directory_->calendar.zone;
    std::string text;
    for (const Entry& entry : journal_.entries()) {
        if (entry.seq < first_seq_) continue;
        const std::string line = sentence(entry.event, zone, entry.at);
        if (!line.empty()) text += short_time(zone, entry.at, entry.at) + " " + line + "\n";
    }
    return text;
}

}  // namespace tocsin
