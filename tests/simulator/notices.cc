// Whom the simulated house tells, and those who write to them: well, badly, with a patient's
// number, and after harm.
#include "core/notice_words.h"
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::minutes;

const char* any_part(Chance& chance, const char* words) {
    return chance.percent(10) ? "" : words;
}

}  // namespace

Notices notices_of_house() {
    const std::set<NoticeStage> every_stage(notice_stages.begin(), notice_stages.end());
    const std::set<Medium> both = {Medium::sms, Medium::email};
    Notices notices;
    notices.from = "reported";
    notices.audiences = {
        {"all", "All", {"rowan", "oak", "bridge", "rota-team"}, {"edm"}, both, {}, every_stage, {}},
        // Who is on two lists gets it once.
        {"records",
         "Records",
         {"rowan", "larch"},
         {},
         both,
         {{.services = {"records"}}},
         every_stage,
         {}},
        {"early",
         "First users",
         {"larch"},
         {},
         both,
         {{.services = {"imaging"}}},
         every_stage,
         {"imaging"}},
        {"management", "Management", {"oak"}, {}, both, {}, every_stage, {}}};
    notices.audiences.back().of = NoticesOf::management;
    notices.needs = default_notice_needs();
    notices.texts = default_notice_texts();
    notices.correction = default_correction();
    notices.management = default_management();
    notices.holding = default_holding();
    notices.next_update = {{1, minutes(60)}, {2, minutes(90)}};
    notices.holds = {{"harm", {{.flags = {"harm"}}}, "a patient has come to harm", {}},
                     {"decision",
                      {{.severities = {1}, .when = Applies::out_of_hours}},
                      "out of hours somebody decides",
                      {"level-2", "level-3"}}};
    notices.retrospective = {minutes(60), {"level-2", "level-3"}, {"harm"}, {}};
    notices.never = {{{{.services = {"pharmacy"}}}, "it is for training"}};
    return notices;
}

// Somebody writes a message, or decides about one, or says that a patient has come to harm.
void Simulation::notice() {
    if (calm_ || known_.empty() || engine_ == nullptr) return;
    const IncidentId id = some_incident();
    const int what = chance_.between(0, 99);
    if (what < 10) {
        submit(RaiseFlag{id, "harm", "operator", "said so"}, nullptr);
    } else if (what < 14) {
        submit(RolloutApproved{"imaging", "operator", "agreed"}, nullptr);
    } else if (what < 35 && !engine_->state().holds().empty()) {
        const auto& holds = engine_->state().holds();
        auto held = holds.begin();
        std::advance(held, chance_.below(holds.size()));
        HoldDecided decided;
        decided.hold = {held->first};
        decided.how = chance_.percent(80) ? HoldDecided::How::lift : HoldDecided::How::withdraw;
        decided.by = chance_.of(std::vector<std::string>{"rowan", "ash", "birch", "bridge"});
        decided.reason = "read it";
        submit(decided, nullptr);
    } else {
        NoticeWritten written{id, {}, "operator"};
        WrittenNotice& words = written.notice;
        words.stage = notice_stages[chance_.below(notice_stages.size())];
        if (chance_.percent(40)) words.stage = NoticeStage::first;
        words.happened = any_part(chance_, "It stopped answering");
        if (chance_.percent(15))
            words.happened = std::string("Record ") + patient_number + " does not open";
        words.impact = any_part(chance_, "Nobody can read it");
        if (chance_.percent(70)) words.location = {"Northtown", "Eastvale"};
        words.summary = any_part(chance_, "Link replaced");
        if (chance_.percent(20)) words.next = engine_now() + minutes(chance_.between(-5, 100));
        words.management = chance_.percent(20);
        if (chance_.percent(10)) words.corrects = chance_.between(1, 3);
        if (chance_.percent(20)) words.decided_by = chance_.percent(50) ? "ash" : "birch";
        if (chance_.percent(70)) words.state = chance_.percent(50) ? "down" : "degraded";
        if (chance_.percent(20)) words.location = {"all users"};
        submit(written, nullptr);
    }
}

// One after another in a few minutes, as it gets worse and better: a page takes less in that time.
void Simulation::updates() {
    if (calm_ || known_.empty() || engine_ == nullptr) return;
    const IncidentId id = some_incident();
    say_state(id, NoticeStage::first);
    Duration after{0};
    for (int more = chance_.between(3, 10); more > 0; --more) {
        after += chance_.between(Duration(std::chrono::seconds(1)), Duration(minutes(1)));
        in(after, [this, id] { say_state(id, NoticeStage::update); });
    }
}

void Simulation::say_state(IncidentId id, NoticeStage stage) {
    if (calm_ || engine_ == nullptr) return;
    NoticeWritten written{id, {}, "operator"};
    WrittenNotice& words = written.notice;
    words.stage = stage;
    words.happened = "It stopped answering";
    words.impact = "Nobody can read it";
    words.state = chance_.percent(50) ? "down" : "degraded";
    words.location = {chance_.percent(30) ? "all users" : "Northtown"};
    submit(written, nullptr);
}

}  // namespace tocsin
