// Whom the stories tell, and what is kept back.
#include "core/notice_words.h"
#include "tests/support/story.h"

namespace tocsin {

WrittenNotice first_message() {
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "Users cannot open shared records.";
    notice.impact = "Users cannot open shared records";
    notice.location = {"northtown"};
    notice.state = "down";
    return notice;
}

Notices notices_of_stories() {
    const std::set<NoticeStage> every_stage(notice_stages.begin(), notice_stages.end());
    const std::set<Medium> both = {Medium::sms, Medium::email};
    Notices notices;
    notices.from = "confirmed";
    Audience trusts{"trusts", "Trusts", {"kim.hazel", "rota-team"}, {}, both, {}, every_stage, {}};
    Audience on_duty{"on-duty", "EDM on shift", {}, {"edm"}, {Medium::sms}, {}, every_stage, {}};
    on_duty.of = NoticesOf::all;
    Audience directors{"directors",
                       "Directors",
                       {"duty.director", "kim.hazel"},
                       {},
                       both,
                       {{.fields = {{"category", {"data-centre"}}}},
                        {.fields = {{"category", {"multi-site"}}, {"kind", {"outage"}}}}},
                       every_stage,
                       {}};
    Audience management{"management", "Management", {"max.birch"}, {}, both, {}, every_stage, {}};
    management.of = NoticesOf::management;
    Audience early{"early", "First users", {"lee.rowan"}, {}, both, {}, every_stage, {}};
    early.closed_for = {"ward-orders"};
    early.when = {{.services = {"ward-orders"}}};
    notices.audiences = {trusts, on_duty, directors, management, early};
    notices.needs = default_notice_needs();
    notices.texts = default_notice_texts();
    notices.correction = default_correction();
    notices.management = default_management();
    notices.holding = default_holding();
    notices.next_update = {{1, 60min}, {2, 90min}};
    notices.holds = {{"harm", {{.flags = {"harm"}}}, "a patient has come to harm", {}},
                     {"security", {{.flags = {"security"}}}, "security decides", {"level-3"}, true},
                     {"decision",
                      {{.fields = {{"category", {"multi-site"}}}, .when = Applies::out_of_hours}},
                      "out of hours the EDM decides",
                      {"level-2", "level-3"}}};
    notices.never = {{{{.services = {"mail-relay"}}}, "Mail Relay is for training."}};
    return notices;
}

}  // namespace tocsin
