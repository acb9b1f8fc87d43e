#include "core/preview.h"

#include "core/climb_words.h"
#include "core/compose.h"
#include "core/ladder.h"
#include "core/roads.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using Stage = PreviewedCall::Stage;

// Whoever lacks an address is shown what somebody with one would read.
Callee with_addresses(Callee callee) {
    if (callee.phone.empty()) callee.phone = "+447700900000";
    if (callee.mail.empty()) callee.mail = "somebody@example.org";
    if (callee.push.empty()) callee.push = "topic";
    return callee;
}

class Calls {
public:
    Calls(Draft& draft, const Incident& incident)
        : draft_(draft), incident_(incident), procedure_(draft.procedure(incident)) {}

    std::vector<PreviewedCall> all() {
        for (int rung = 0; rung < last_resort(procedure_); ++rung) {
            add(rung, 1, Stage::first_try);
            const int attempts = procedure_.ladder.rungs[static_cast<std::size_t>(rung)].attempts;
            if (attempts > 1) add(rung, attempts, Stage::last_try);
        }
        add(last_resort(procedure_), 1, Stage::last_resort);
        return std::move(calls_);
    }

private:
    void add(int rung, int attempt, Stage stage) {
        const StepBegan step = step_of(rung, attempt, stage);
        PreviewedCall call;
        call.stage = stage;
        call.called = step.called;
        if (!step.callees.empty()) {
            call.reader = step.callees.front().name;
            call.messages = messages(step);
        }
        calls_.push_back(std::move(call));
    }

    // As core/ladder.cc begins it, if it began now.
    StepBegan step_of(int rung, int attempt, Stage stage) const {
        const Ladder& ladder = procedure_.ladder;
        const bool last = stage == Stage::last_resort;
        StepBegan step;
        step.incident = incident_.id;
        step.rung = rung;
        step.attempt = attempt;
        step.round = last ? 1 : 0;
        step.role = last ? ladder.last_resort : ladder.rungs[static_cast<std::size_t>(rung)].role;
        const Meaning people = meaning_for(draft_, incident_, step.role);
        step.called = people.called;
        step.callees = people.people;
        step.rung_began = draft_.now;
        step.until = draft_.now + (last ? ladder.last_resort_every
                                        : ladder.rungs[static_cast<std::size_t>(rung)].share());
        if (rung == incident_.climb.rung) {
            step.why = incident_.climb.why;
        } else if (rung > 0) {
            step.why = missed_words(rung_called(draft_, incident_, rung - 1), false);
            if (!last) step.why = with_duty(step.why, step.called);
        }
        return step;
    }

    std::vector<PreviewedMessage> messages(StepBegan step) {
        step.callees = {with_addresses(step.callees.front())};
        CallPlan plan;
        plan.add(incident_, step);
        const CallPlan::Person& person = plan.people().begin()->second;
        CallMade made;
        made.callee = person.callee;
        made.code = draft_.new_code(person.callee);
        made.until = step.until;
        std::vector<PreviewedMessage> all;
        for (const Medium medium : people_media) {
            for (const bool two_way : ways(medium))
                all.push_back({compose_call(draft_, person, made, medium, two_way), two_way});
        }
        return all;
    }

    // Whether texts of that medium can be replied to: one wording for each kind of channel.
    std::set<bool> ways(Medium medium) const {
        std::set<bool> ways;
        for (const Provider& provider : draft_.directory.providers) {
            if (provider.medium == medium) ways.insert(medium == Medium::sms && provider.two_way);
        }
        return ways;
    }

    Draft& draft_;
    const Incident& incident_;
    const Procedure& procedure_;
    std::vector<PreviewedCall> calls_;
};

// Who reads what of a call's end.
struct NewsOf {
    const char* text_id;
    const char* reader;
    bool reply = false;  // only where texts can be replied to
};
constexpr NewsOf news_of[] = {
    {"reply.taken", "who takes it", true},
    {"reply.taken.late", "who takes it late", true},
    {"reply.passed", "who passes it on", true},
    {"reply.already", "who replies after another", true},
    {"reply.wrongcode", "who replies a wrong number", true},
    {"reply.nocode", "who replies without the number", true},
    {"reply.unclear", "who replies a doubtful word", true},
    {"reply.toolate", "who replies when it is over", true},
    {"told.taken", "everybody called before"},
    {"told.taken.late", "whoever was called above"},
    {"told.level1.taken", "level 1"},
    {"told.level1.passed", "level 1"},
    {"told.level1.up", "level 1"},
    {"told.level1.last", "level 1"},
    {"told.worse", "who has it, once it is worse"},
    {"told.level1.worse", "level 1"},
    {"told.standdown", "everybody called"},
};

std::vector<PreviewedNews> news(const Draft& draft, const Incident& incident,
                                const std::vector<PreviewedCall>& calls) {
    const auto& providers = draft.directory.providers;
    if (std::ranges::none_of(providers,
                             [](const Provider& one) { return one.medium == Medium::sms; }))
        return {};
    const bool replies = std::ranges::any_of(
        providers, [](const Provider& one) { return one.medium == Medium::sms && one.two_way; });
    const auto taker =
        std::ranges::find_if(calls, [](const PreviewedCall& call) { return !call.reader.empty(); });
    const Procedure& procedure = draft.procedure(incident);
    const std::string above = rung_called(draft, incident, std::min(1, last_resort(procedure)));
    const std::string now = short_time(draft.directory.calendar.zone, draft.now, draft.now);
    Values values = incident_values(draft, incident);
    values.merge(desk_values(draft, procedure));
    values.merge(Values{{"person", taker == calls.end() ? "[somebody]" : taker->reader},
                        {"role", taker == calls.end() ? "[role]" : taker->called},
                        {"time", now},
                        {"sent", now},
                        {"end", now},
                        {"how", "text"},
                        {"after", "[minutes]"},
                        {"mobile", "[their phone]"},
                        {"was", "[less]"},
                        {"owing", ""},
                        {"above", capitalised(above)},
                        {"next", above},
                        {"goes", above},
                        {"people", "[its people]"},
                        {"next_people", above},
                        {"tries", "[each try and its end]"},
                        {"round", "1"},
                        {"reason", "[why it ended]"},
                        {"code", "0000"},
                        {"wrong", "[what was typed]"}});
    Callee reader;
    reader.phone = with_addresses({}).phone;
    std::vector<PreviewedNews> all;
    for (const NewsOf& one : news_of) {
        if (one.reply && !replies) continue;
        all.push_back(
            {one.text_id, one.reader,
             compose_news(draft, reader, one.text_id, values, {incident.id}, Medium::sms).text});
    }
    return all;
}

// What is to be written of a stage, where nobody has written yet.
WrittenNotice to_be_written(const Incident& incident, NoticeStage stage) {
    WrittenNotice notice;
    notice.stage = stage;
    notice.happened = stage == NoticeStage::update ? "[what is new]" : "[what happened]";
    notice.impact = "[what users cannot do]";
    if (incident.words && !incident.words->impact.empty()) notice.impact = incident.words->impact;
    const bool placed = incident.words && !incident.words->place.empty();
    notice.location = {placed ? incident.words->place : "all users"};
    if (stage == NoticeStage::last) notice.summary = "[how it was resolved]";
    return notice;
}

// The incident once it has come to that stage.
Incident come_to(Incident incident, const Procedure& procedure, NoticeStage stage, Instant now) {
    if (!incident.notices) incident.notices = NoticeBook{};
    const auto& statuses = procedure.statuses;
    const auto at = [&](const std::string& status) {
        return std::ranges::find(statuses, status) - statuses.begin();
    };
    if (at(incident.status) < at(procedure.notices.from)) incident.status = procedure.notices.from;
    const auto told = [&](NoticeStage one) {
        return std::ranges::any_of(incident.notices->told,
                                   [&](const ToldNotice& notice) { return notice.stage == one; });
    };
    std::vector<ToldNotice>& book = incident.notices->told;
    if (stage == NoticeStage::first) book.clear();
    if (stage == NoticeStage::last)
        std::erase_if(book, [](const ToldNotice& one) { return one.stage == NoticeStage::last; });
    if ((stage == NoticeStage::update || stage == NoticeStage::last) && !told(NoticeStage::first)) {
        ToldNotice first;
        first.number = static_cast<int>(book.size()) + 1;
        first.at = now;
        first.state = incident.words ? incident.words->state : incident.alarm.state;
        book.push_back(first);
    }
    if (stage == NoticeStage::last) {
        incident.status = "resolved";
        incident.resolved = now;
    } else {
        incident.resolved.reset();
    }
    return incident;
}

}  // namespace

Preview preview(Draft& draft, const Incident& incident) {
    Preview preview;
    preview.calls = Calls(draft, incident).all();
    preview.news = news(draft, incident, preview.calls);
    const Procedure& procedure = draft.procedure(incident);
    if (!procedure.notices.any()) return preview;
    for (const NoticeStage stage : notice_stages) {
        const Incident then = come_to(incident, procedure, stage, draft.now);
        preview.notices.push_back(
            {stage, plan_notice(draft, then, to_be_written(incident, stage), "")});
    }
    return preview;
}

std::string_view stage_word(Stage stage) {
    switch (stage) {
        case Stage::first_try:
            return "first try";
        case Stage::last_try:
            return "last try";
        case Stage::last_resort:
            return "last resort";
    }
    return "";
}

}  // namespace tocsin
