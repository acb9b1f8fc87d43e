// What a sender wrote can be erased; what it led to stays.
#include "daemon/codec.h"

#include "core/state.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Codec, WordsOfASenderAreParticularsAndComeBack) {
    proves("P18");
    IncidentOpened opened;
    opened.incident = {7};
    opened.source = "nagios";
    opened.alarm.key = "FREE key";
    opened.alarm.service = "FREE service";
    opened.alarm.summary = "FREE summary";
    opened.service_name = "FREE name";
    opened.listed = true;
    const Encoded encoded = encode(opened);
    EXPECT_EQ(encoded.body.find("FREE"), std::string::npos) << encoded.body;

    const Event event = decode(encoded.kind, encoded.body, encoded.particulars);
    const auto& back = std::get<IncidentOpened>(event);
    EXPECT_EQ(back.alarm.key, opened.alarm.key);
    EXPECT_EQ(back.alarm.service, opened.alarm.service);
    EXPECT_EQ(back.service_name, opened.service_name);
    EXPECT_TRUE(back.listed);

    const Event erased = decode(encoded.kind, encoded.body, "");
    EXPECT_EQ(std::get<IncidentOpened>(erased).incident, opened.incident);
    EXPECT_EQ(std::get<IncidentOpened>(erased).service_name, "");
}

TEST(Codec, KeyOfAnAlarmIsAParticularOfItsBindingToo) {
    const Encoded encoded = encode(KeyBound{"nagios", "FREE key", {{7}}, {}, ""});
    EXPECT_EQ(encoded.body.find("FREE"), std::string::npos) << encoded.body;
    const Event event = decode(encoded.kind, encoded.body, encoded.particulars);
    EXPECT_EQ(std::get<KeyBound>(event).key, "FREE key");
}

TEST(Codec, StepOfAnOlderJournalHasNoRotaVersion) {
    StepBegan step;
    step.incident = {7};
    step.rota_version = 41;
    step.on_duty = Span{Instant{Duration{1}}, Instant{Duration{2}}};
    Encoded encoded = encode(step);
    const auto back = std::get<StepBegan>(decode(encoded.kind, encoded.body, ""));
    EXPECT_EQ(back.rota_version, 41);
    EXPECT_EQ(back.on_duty, step.on_duty);
    const std::string added = R"(,"rota_version":41,"on_duty":{"from":1,"to":2})";
    const std::size_t at = encoded.body.find(added);
    ASSERT_NE(at, std::string::npos) << encoded.body;
    const auto old =
        std::get<StepBegan>(decode(encoded.kind, encoded.body.erase(at, added.size()), ""));
    EXPECT_EQ(old.incident, step.incident);
    EXPECT_EQ(old.rota_version, 0);
    EXPECT_FALSE(old.on_duty);
}

template <class Kind>
Kind there_and_back(const Kind& event) {
    const Encoded encoded = encode(event);
    return std::get<Kind>(decode(encoded.kind, encoded.body, encoded.particulars));
}

TEST(Codec, WhatSomebodyRepliedCanBeErasedAndWhatItDidStays) {
    proves("P18");
    ReplyCame came;
    came.channel = "notify";
    came.id = "msg-7";
    came.from = "+447700900101";
    came.to = "+447700900900";
    came.text = std::string("FREE \"4715\" ok\n\xF0\x9F\x91\x8D") + '\x01';
    came.sent = Instant(Duration(1234));
    came.person = "pat.ash";
    came.read_as = "take";
    came.answer = "reply.taken";
    came.about = {{7}, {8}};
    const ReplyCame back = there_and_back(came);
    EXPECT_EQ(back.text, came.text);
    EXPECT_EQ(back.from, came.from);
    EXPECT_EQ(back.to, came.to);
    EXPECT_EQ(back.channel, "notify");
    EXPECT_EQ(back.id, "msg-7");
    EXPECT_EQ(back.sent, came.sent);
    EXPECT_EQ(back.person, "pat.ash");
    EXPECT_EQ(back.read_as, "take");
    EXPECT_EQ(back.answer, "reply.taken");
    EXPECT_EQ(back.about, came.about);

    const Encoded encoded = encode(came);
    EXPECT_EQ(encoded.kind, "reply-came");
    EXPECT_EQ(encoded.body.find("FREE"), std::string::npos) << encoded.body;
    EXPECT_EQ(encoded.body.find("+44"), std::string::npos) << encoded.body;
    const Event erased = decode(encoded.kind, encoded.body, "");
    EXPECT_EQ(std::get<ReplyCame>(erased).answer, "reply.taken");
    EXPECT_EQ(std::get<ReplyCame>(erased).text, "");
}

TEST(Codec, ReceiptComesBackInEveryState) {
    for (const Receipt::State state : {Receipt::State::delivered, Receipt::State::failed_for_good,
                                       Receipt::State::failed, Receipt::State::provider_failed,
                                       Receipt::State::unknown_state}) {
        const ReceiptCame back = there_and_back(
            ReceiptCame{{9}, state, Medium::email, "mail", "permanent-failure", "pat.ash", {{7}}});
        EXPECT_EQ(back.send, SendId{9});
        EXPECT_EQ(back.state, state);
        EXPECT_EQ(back.medium, Medium::email);
        EXPECT_EQ(back.channel, "mail");
        EXPECT_EQ(back.detail, "permanent-failure");
        EXPECT_EQ(back.person, "pat.ash");
        EXPECT_EQ(back.about, std::vector<IncidentId>{{7}});
    }
}

TEST(Codec, BothWordingsOfACallAreKeptAndOldEntriesHaveOne) {
    SendOffered offered;
    offered.message.id = {3};
    offered.message.text = "Reply FREE-4715";
    offered.text_id = "call.1";
    offered.two_way = true;
    offered.other_text_id = "call.open";
    offered.other_text = "FREE {link}";
    offered.again = 1;
    offered.turn = {2};
    const SendOffered back = there_and_back(offered);
    EXPECT_TRUE(back.two_way);
    EXPECT_EQ(back.other_text_id, "call.open");
    EXPECT_EQ(back.other_text, "FREE {link}");
    EXPECT_EQ(back.again, 1);
    EXPECT_EQ(back.turn, SendId{2});
    EXPECT_EQ(encode(offered).body.find("FREE"), std::string::npos);

    const Event old = decode("send-offered", R"({"id":3,"text_id":"call.open"})", "{}");
    EXPECT_FALSE(std::get<SendOffered>(old).two_way);
    EXPECT_EQ(std::get<SendOffered>(old).other_text, "");
    EXPECT_FALSE(std::get<SendOffered>(old).turn);
    const Event link = decode("wrong-code", R"({"call":1,"about":[1],"locked":false})", "");
    EXPECT_EQ(std::get<WrongCode>(link).via, "");
    EXPECT_EQ(there_and_back(WrongCode{{1}, {{1}}, true, "text"}).via, "text");
}

TEST(Codec, RotaOfAnOlderJournalIsAPublishedWeek) {
    RotaActivated activated;
    activated.rota.name = "on-call";
    activated.rota.week = std::chrono::year{2026} / 11 / 23;
    activated.rota.contacts = {{"pat.ash", "Pat Ash", {"+447700900101", ""}}};
    activated.version = 41;
    activated.rolling = true;
    activated.restores = 40;
    activated.reason = "FREE reason";
    Encoded encoded = encode(activated);
    EXPECT_EQ(encoded.body.find("FREE"), std::string::npos) << encoded.body;
    const auto back =
        std::get<RotaActivated>(decode(encoded.kind, encoded.body, encoded.particulars));
    EXPECT_TRUE(back.rolling);
    EXPECT_EQ(back.restores, 40);
    EXPECT_EQ(back.reason, activated.reason);
    EXPECT_EQ(back.rota, activated.rota);
    const std::string added = R"(,"rolling":true,"restores":40)";
    const std::size_t at = encoded.body.find(added);
    ASSERT_NE(at, std::string::npos) << encoded.body;
    const auto old =
        std::get<RotaActivated>(decode(encoded.kind, encoded.body.erase(at, added.size()), ""));
    EXPECT_EQ(old.version, 41);
    EXPECT_FALSE(old.rolling);
    EXPECT_EQ(old.reason, "");
}

template <class Kind>
Kind there_and_back(const Kind& event, const std::string& particular) {
    const Encoded encoded = encode(event);
    EXPECT_EQ(encoded.body.find(particular), std::string::npos) << encoded.body;
    EXPECT_NE(encoded.particulars.find(particular), std::string::npos) << encoded.particulars;
    return std::get<Kind>(decode(encoded.kind, encoded.body, encoded.particulars));
}

TEST(Codec, TheQuestionOfAShiftComesBackAndItsPersonCanBeErased) {
    proves("P18");
    const auto at = [](int ms) { return Instant{Duration{ms}}; };
    const ShiftAsked asked{{7},
                           "hssi",
                           {"pat.ash", "Pat Ash", "EDM", "+447700900101", "pat@example.org"},
                           "8032",
                           {{"on-call", "edm", "EDM", {at(1), at(9)}},
                            {"on-call", "level-3", "level 3", {at(1), at(99)}}},
                           at(3),
                           at(5),
                           at(8)};
    const ShiftAsked back = there_and_back(asked, "8032");
    EXPECT_EQ(back.question, asked.question);
    EXPECT_EQ(back.procedure, "hssi");
    EXPECT_EQ(back.callee, asked.callee);
    EXPECT_EQ(back.code, asked.code);
    EXPECT_EQ(back.shifts, asked.shifts);
    EXPECT_EQ(back.remind, asked.remind);
    EXPECT_EQ(back.until, asked.until);
    EXPECT_EQ(back.link_expires, asked.link_expires);

    const Encoded moved =
        encode(ShiftMoved{{7}, ShiftMoved::To::declined, "API", "desk-tool", "no shift of theirs"});
    const auto move = std::get<ShiftMoved>(decode(moved.kind, moved.body, moved.particulars));
    EXPECT_EQ(move.question, CallId{7});
    EXPECT_EQ(move.to, ShiftMoved::To::declined);
    EXPECT_EQ(move.via + move.by + move.why, "APIdesk-toolno shift of theirs");

    const Encoded told = encode(ShiftTold{asked.shifts[1], "pat.ash", "live"});
    const auto tell = std::get<ShiftTold>(decode(told.kind, told.body, told.particulars));
    EXPECT_EQ(tell.shift, asked.shifts[1]);
    EXPECT_EQ(tell.person + tell.stage, "pat.ashlive");
}

TEST(Codec, WhatAnAddressHasShownComesBackAndTheAddressCanBeErased) {
    proves("P18");
    const std::string phone = "+447700900101";
    const AddressProved proved = there_and_back(
        AddressProved{"pat.ash", phone, AddressProved::Proof::failed, "no such"}, phone);
    EXPECT_EQ(proved.person + proved.address + proved.how, "pat.ash" + phone + "no such");
    EXPECT_EQ(proved.proof, AddressProved::Proof::failed);
    const AddressAsked asked = there_and_back(
        AddressAsked{"pat.ash", phone, Medium::email, "4715", Instant{Duration{5}}, "nsd"}, "4715");
    EXPECT_EQ(asked.person + asked.address + asked.code + asked.by, "pat.ash" + phone + "4715nsd");
    EXPECT_EQ(asked.medium, Medium::email);
    EXPECT_EQ(asked.until, Instant{Duration{5}});
    const AddressCodeWrong wrong = there_and_back(AddressCodeWrong{"pat.ash", phone, true}, phone);
    EXPECT_EQ(wrong.person + wrong.address, "pat.ash" + phone);
    EXPECT_TRUE(wrong.last);
}

TEST(Codec, TheFilesOfAMailAreParticularsAndComeBack) {
    proves("P18");
    SendOffered offered;
    offered.message.id = {3};
    offered.message.attachments = {{"week.csv", "text/csv", "FREE,\"x\"\r\nSi\u00E2n\r\n"},
                                   {"week.yaml", "application/yaml", "a: FREE\n"}};
    EXPECT_EQ(there_and_back(offered).message.attachments, offered.message.attachments);
    EXPECT_EQ(encode(offered).body.find("FREE"), std::string::npos);
    EXPECT_EQ(encode(SendOffered{}).particulars.find("attachments"), std::string::npos)
        << "a text that has none does not say so";
}

TEST(Codec, WhatWasHandedOverComesBackAndItsWordsCanBeErased) {
    proves("P18");
    IncidentKept kept;
    kept.of = {7};
    kept.service_name = "FREE service";
    kept.severity = 1;
    kept.state = "down";
    kept.place = "FREE place";
    kept.opened = Instant{Duration{1}};
    kept.began = Instant{Duration{2}};
    kept.resolved = Instant{Duration{3}};
    kept.resolution = "FREE resolution";
    kept.calls = {{"FREE Pat", "EDM", Instant{Duration{4}}}};
    kept.taken = KeptCall{"FREE Pat", "EDM", Instant{Duration{5}}};
    kept.management = {{Instant{Duration{6}}, "FREE words", "FREE Pat"}};
    EXPECT_EQ(there_and_back(kept), kept);
    EXPECT_EQ(encode(kept).body.find("FREE"), std::string::npos);

    HandoverGiven given;
    given.handover = {41};
    given.procedure = "hssi";
    given.rule = "nsd > service-bridge 08:00";
    given.from = "FREE NSD";
    given.to = "FREE Bridge";
    given.from_people = {"nsd"};
    given.due = Instant{Duration{6}};
    given.covers = {Instant{Duration{1}}, Instant{Duration{6}}};
    given.open = 2;
    given.call = true;
    given.mailed = {"service-bridge"};
    given.unreached = {"kim"};
    given.subject = "FREE subject";
    given.text = "FREE text\n";
    const HandoverGiven back = there_and_back(given);
    EXPECT_EQ(back.handover, given.handover);
    EXPECT_EQ(back.rule, given.rule);
    EXPECT_EQ(back.from, given.from);
    EXPECT_EQ(back.to, given.to);
    EXPECT_EQ(back.from_people, given.from_people);
    EXPECT_EQ(back.due, given.due);
    EXPECT_EQ(back.covers, given.covers);
    EXPECT_EQ(back.open, 2);
    EXPECT_TRUE(back.call);
    EXPECT_EQ(back.mailed, given.mailed);
    EXPECT_EQ(back.unreached, given.unreached);
    EXPECT_EQ(back.subject, given.subject);
    EXPECT_EQ(back.text, given.text);
    EXPECT_EQ(encode(given).body.find("FREE"), std::string::npos);

    const auto call = there_and_back(HandoverCallRecorded{{41}, "kim", "FREE note"});
    EXPECT_EQ(call.handover, HandoverId{41});
    EXPECT_EQ(call.by, "kim");
    EXPECT_EQ(call.note, "FREE note");
    EXPECT_EQ(there_and_back(HandoverReminded{{41}, 3}).count, 3);
    const auto note = there_and_back(NoteTaken{"expected", "FREE text", "kim"});
    EXPECT_EQ(note.kind, "expected");
    EXPECT_EQ(note.text, "FREE text");
    EXPECT_EQ(note.by, "kim");
    EXPECT_EQ(encode(NoteTaken{"expected", "FREE text", "kim"}).body.find("FREE"),
              std::string::npos);
}

TEST(Codec, WhatIsOwedComesBackWhole) {
    const Instant due{std::chrono::hours(500'000)};
    const auto asked = there_and_back(ObligationAsked{{7}, "conference-call", "kim", "FREE text"});
    EXPECT_EQ(asked.incident, IncidentId{7});
    EXPECT_EQ(asked.name, "conference-call");
    EXPECT_EQ(asked.by, "kim");
    EXPECT_EQ(asked.reason, "FREE text");
    const auto began = there_and_back(
        ObligationBegan{{7}, "report", "HSSI report", "level-1", due, due, true, due});
    EXPECT_EQ(began.title, "HSSI report");
    EXPECT_EQ(began.owner, "level-1");
    EXPECT_EQ(began.from, due);
    EXPECT_EQ(began.due, due);
    EXPECT_TRUE(began.calendar);
    EXPECT_EQ(began.look, due);
    using To = ObligationMoved::To;
    const ObligationMoved told{{7}, "report", To::met, "kim", "FREE proof", due, due, 2, true};
    const auto moved = there_and_back(told);
    EXPECT_EQ(moved.to, To::met);
    EXPECT_EQ(moved.by, "kim");
    EXPECT_EQ(moved.text, "FREE proof");
    EXPECT_EQ(moved.due, due);
    EXPECT_EQ(moved.look, due);
    EXPECT_EQ(moved.count, 2);
    EXPECT_TRUE(moved.goes_on);
    EXPECT_EQ(encode(told).body.find("FREE"), std::string::npos);
    EXPECT_EQ(there_and_back(ObligationsReviewed{{7}}).incident, IncidentId{7});
    EXPECT_EQ(there_and_back(ObligationsReviewed{{7}, false, Instant{Duration{5}}}).look,
              Instant{Duration{5}});
}

TEST(Codec, TasksComeBack) {
    IncidentOpened opened;
    opened.rung = 2;
    opened.task_of = TaskOf{{7}, "clinical", "clinical safety task", false, true, true};
    const IncidentOpened back = there_and_back(opened);
    EXPECT_EQ(back.rung, 2);
    ASSERT_TRUE(back.task_of);
    EXPECT_EQ(back.task_of->incident, IncidentId{7});
    EXPECT_EQ(back.task_of->name, "clinical");
    EXPECT_EQ(back.task_of->title, "clinical safety task");
    EXPECT_FALSE(back.task_of->own);
    EXPECT_TRUE(back.task_of->by_phone_only);
    EXPECT_TRUE(back.task_of->ends_taken);
    EXPECT_FALSE(there_and_back(IncidentOpened{}).task_of);
    const TaskOpened task =
        there_and_back(TaskOpened{{7}, "clinical", "clinical safety task", {8}, "flag clinical"});
    EXPECT_EQ(task.incident, IncidentId{7});
    EXPECT_EQ(task.name, "clinical");
    EXPECT_EQ(task.title, "clinical safety task");
    EXPECT_EQ(task.task, IncidentId{8});
    EXPECT_EQ(task.why, "flag clinical");
    const TaskMadeSafe made{{7}, "clinical", "clinical safety task", {8}, "kim", "FREE words"};
    const TaskMadeSafe safe = there_and_back(made);
    EXPECT_EQ(safe.task, IncidentId{8});
    EXPECT_EQ(safe.by, "kim");
    EXPECT_EQ(safe.statement, "FREE words");
    EXPECT_EQ(encode(made).body.find("FREE"), std::string::npos);
    StatusMoved moved;
    moved.rung = 1;
    EXPECT_EQ(there_and_back(moved).rung, 1);
}

TEST(Codec, SeveralOfAKindComeBack) {
    const TrendKey key{"wsic", "several", "virus"};
    const TrendCounted counted = there_and_back(TrendCounted{{7}, key, Instant{Duration{9}}, {8}});
    EXPECT_EQ(counted.counted, IncidentId{7});
    EXPECT_EQ(counted.key, key);
    EXPECT_EQ(counted.until, Instant{Duration{9}});
    EXPECT_EQ(counted.major, IncidentId{8});
    const TrendJoined joined = there_and_back(TrendJoined{{7}, key, "several of a kind", {8}});
    EXPECT_EQ(joined.key, key);
    EXPECT_EQ(joined.title, "several of a kind");
    EXPECT_EQ(joined.major, IncidentId{8});
    IncidentOpened major;
    major.incident = {8};
    major.trend_of = TrendOf{"several", "several of a kind", "virus", {{6}, {7}}};
    const IncidentOpened back = there_and_back(major);
    ASSERT_TRUE(back.trend_of);
    EXPECT_EQ(back.trend_of->kind, "virus");
    EXPECT_EQ(back.trend_of->members, (std::vector<IncidentId>{{6}, {7}}));
}

TEST(Codec, WhatClocksNeedOfAReportComesBack) {
    IncidentOpened opened;
    opened.alarm.accepted = Instant(Duration(1'785'000'000'000));
    opened.owes_rung = 1;
    const IncidentOpened back = there_and_back(opened);
    EXPECT_EQ(back.alarm.accepted, opened.alarm.accepted);
    EXPECT_EQ(back.owes_rung, 1);
    const std::string plain = encode(IncidentOpened{}).body;
    EXPECT_EQ(plain.find("accepted"), std::string::npos) << "old journals lack it";
    EXPECT_EQ(plain.find("owes_rung"), std::string::npos);
    const IncidentOpened none = there_and_back(IncidentOpened{});
    EXPECT_FALSE(none.alarm.accepted);
    EXPECT_FALSE(none.owes_rung);
}

TEST(Codec, WhatPeopleSayAnIncidentIsComesBack) {
    IncidentOpened opened;
    opened.fields = {{"category", {"clinical", "multi-site"}}, {"kind", {"outage"}}};
    opened.texts = {{"cause", "FREE words"}};
    EXPECT_EQ(there_and_back(opened).fields, opened.fields);
    EXPECT_EQ(there_and_back(opened).texts, opened.texts);
    EXPECT_EQ(encode(opened).body.find("FREE"), std::string::npos);
    EXPECT_EQ(encode(IncidentOpened{}).body.find("triage"), std::string::npos);
    const FieldsSet fields{{7},
                           {{"category", {}}, {"kind", {"outage"}}},
                           "kim",
                           "FREE reason",
                           {{"cause", "FREE cause"}}};
    const FieldsSet set = there_and_back(fields);
    EXPECT_EQ(set.incident, IncidentId{7});
    EXPECT_EQ(set.fields, fields.fields);
    EXPECT_EQ(set.texts, fields.texts);
    EXPECT_EQ(set.by, "kim");
    EXPECT_EQ(set.reason, "FREE reason");
    EXPECT_EQ(encode(fields).body.find("FREE"), std::string::npos);
    const FlagRaised raised = there_and_back(FlagRaised{{7}, "clinical", "kim", "FREE reason"});
    EXPECT_EQ(raised.incident, IncidentId{7});
    EXPECT_EQ(raised.flag, "clinical");
    EXPECT_EQ(raised.by, "kim");
    EXPECT_EQ(raised.reason, "FREE reason");
    const FlagRemoved removed = there_and_back(FlagRemoved{{7}, "clinical", "kim", "FREE reason"});
    EXPECT_EQ(removed.flag, "clinical");
    EXPECT_EQ(removed.reason, "FREE reason");
    EXPECT_EQ(encode(removed).body.find("FREE"), std::string::npos);
}

TEST(Codec, WhatSeverityWasProposedAndSetComesBack) {
    SeverityProposed proposed;
    proposed.incident = {7};
    proposed.way = "matrix";
    proposed.answers = {{"users", "many", "6200", 9, true}, {"impact", "1", "", 0, false}};
    proposed.result = "1";
    proposed.severity = 1;
    proposed.by = "kim";
    const SeverityProposed back = there_and_back(proposed);
    EXPECT_EQ(back.incident, IncidentId{7});
    EXPECT_EQ(back.way, "matrix");
    EXPECT_EQ(back.answers, proposed.answers);
    EXPECT_EQ(back.result, "1");
    EXPECT_EQ(back.severity, 1);
    EXPECT_EQ(back.by, "kim");
    const SeveritySet set = there_and_back(SeveritySet{{7}, 3, 2, 1, "kim", "FREE reason"});
    EXPECT_EQ(set.incident, IncidentId{7});
    EXPECT_EQ(set.from, 3);
    EXPECT_EQ(set.to, 2);
    EXPECT_EQ(set.proposed, 1);
    EXPECT_EQ(set.by, "kim");
    EXPECT_EQ(set.reason, "FREE reason");
    EXPECT_EQ(encode(set).body.find("FREE"), std::string::npos);
}

TEST(Codec, ANoticeComesBackAndItsWordsAndReadersCanBeErased) {
    proves("P18");
    NoticeSent sent;
    sent.incident = {7};
    sent.number = 3;
    sent.notice.stage = NoticeStage::update;
    sent.notice.happened = "FREE happened";
    sent.notice.impact = "FREE impact";
    sent.notice.location = {"FREE one", "FREE two"};
    sent.notice.summary = "FREE summary";
    sent.notice.state = "degraded";
    sent.notice.degree = "slow";
    sent.notice.next = Instant{Duration{5}};
    sent.notice.reason = "FREE reason";
    sent.notice.holding = true;
    sent.notice.management = true;
    sent.notice.corrects = 2;
    sent.notice.decided_by = "pat.ash";
    sent.update = 2;
    sent.title = "Update 2";
    sent.location = "FREE place";
    sent.page = true;
    sent.next = Instant{Duration{6}};
    sent.sms = "FREE sms";
    sent.subject = "FREE subject";
    sent.mail = "FREE mail\n";
    sent.headline = "FREE headline";
    sent.page_text = "FREE page";
    sent.readers = {{"pat.ash", "FREE Pat", {"Directors", "EDM"}, true, false}};
    sent.by = "nsd";
    sent.hold = {41};
    const NoticeSent back = there_and_back(sent, "FREE");
    EXPECT_EQ(back.incident, sent.incident);
    EXPECT_EQ(back.number, 3);
    EXPECT_EQ(back.notice, sent.notice);
    EXPECT_EQ(back.update, 2);
    EXPECT_EQ(back.title + back.location, "Update 2FREE place");
    EXPECT_TRUE(back.page);
    EXPECT_EQ(back.next, sent.next);
    EXPECT_EQ(back.sms + back.subject + back.mail, sent.sms + sent.subject + sent.mail);
    EXPECT_EQ(back.headline + back.page_text, sent.headline + sent.page_text);
    EXPECT_EQ(back.readers, sent.readers);
    EXPECT_EQ(back.by, "nsd");
    EXPECT_EQ(back.hold, sent.hold);
    const Encoded encoded = encode(sent);
    const auto erased = std::get<NoticeSent>(decode(encoded.kind, encoded.body, ""));
    EXPECT_EQ(erased.notice.stage, NoticeStage::update);
    EXPECT_TRUE(erased.notice.management);
    EXPECT_EQ(erased.notice.corrects, 2);

    const NoticeHeld held{{41},
                          {7},
                          sent.notice,
                          {{"harm", "a patient has come to harm", {}, false},
                           {"security", "it is one", {"security"}, true}},
                          "1 NHS number in happened",
                          "nsd"};
    const NoticeHeld held_back = there_and_back(held, "FREE");
    EXPECT_EQ(held_back.hold, held.hold);
    EXPECT_EQ(held_back.incident, held.incident);
    EXPECT_EQ(held_back.notice, held.notice);
    EXPECT_EQ(held_back.reasons, held.reasons);
    EXPECT_EQ(held_back.found + held_back.by, held.found + held.by);

    const HoldMoved moved = there_and_back(
        HoldMoved{{41}, {7}, HoldMoved::To::lifted, held.reasons, {"harm"}, "pat.ash", "FREE why"},
        "FREE");
    EXPECT_EQ(moved.hold, held.hold);
    EXPECT_EQ(moved.incident, held.incident);
    EXPECT_EQ(moved.to, HoldMoved::To::lifted);
    EXPECT_EQ(moved.reasons, held.reasons);
    EXPECT_EQ(moved.lifted, std::vector<std::string>{"harm"});
    EXPECT_EQ(moved.by + moved.reason, "pat.ashFREE why");
    const RolloutRecorded rollout =
        there_and_back(RolloutRecorded{"ward-orders", "kim", "FREE why"}, "FREE");
    EXPECT_EQ(rollout.service + rollout.by + rollout.reason, "ward-orderskimFREE why");
}

TEST(Codec, WhatThePageShowedComesBackWithAClosedIncident) {
    PublicKept kept;
    kept.of = {7};
    EXPECT_EQ(encode(kept).particulars.find("messages"), std::string::npos)
        << "as in an older journal";
    const auto old = std::get<PublicKept>(
        decode("public-kept", R"({"of":7,"service":"gp","service_name":"GP Records"})", ""));
    EXPECT_EQ(old.service + old.service_name, "gpGP Records");
    kept.messages = {
        {2, "Update 1", "FREE headline", "FREE text", "degraded", Instant{Duration{9}}, 1}};
    EXPECT_EQ(there_and_back(kept, "FREE").messages, kept.messages);
    SendOffered offered;
    offered.message.id = {3};
    offered.notice = 2;
    EXPECT_EQ(there_and_back(offered).notice, 2);
}

TEST(Codec, ASharedCallKeepsItsWrongCodes) {
    CallJoined joined;
    joined.call = {15};
    joined.covers = {{34}, 1, 2};
    joined.wrong_codes = 1;
    joined.wrong_texts = 3;
    const CallJoined back = there_and_back(joined);
    EXPECT_EQ(back.covers.incident, IncidentId{34});
    EXPECT_EQ(back.wrong_codes, 1);
    EXPECT_EQ(back.wrong_texts, 3);
}

TEST(Codec, WhatTheDiaryDidComesBack) {
    const Day monday = std::chrono::year{2026} / 11 / 30;
    const WeekPublished out =
        there_and_back(WeekPublished{"hssi", "on-call", monday, 42, {"nsd"}, {"kim"}, 2, "kim"});
    EXPECT_EQ(out.procedure, "hssi");
    EXPECT_EQ(out.rota, "on-call");
    EXPECT_EQ(out.week, monday);
    EXPECT_EQ(out.version, 42);
    EXPECT_EQ(out.to, std::vector<PersonId>{"nsd"});
    EXPECT_EQ(out.unreached, std::vector<PersonId>{"kim"});
    EXPECT_EQ(out.gaps, 2);
    EXPECT_EQ(out.by, "kim");
    const WeekMissed missed = there_and_back(WeekMissed{"hssi", "on-call", monday, "late"});
    EXPECT_EQ(missed.week, monday);
    EXPECT_EQ(missed.stage, "late");
    EXPECT_EQ(missed.procedure, "hssi");
    EXPECT_EQ(there_and_back(DiaryRead{Instant{Duration{7}}}).look_again, Instant{Duration{7}});
    EXPECT_FALSE(there_and_back(DiaryRead{}).look_again);
    EXPECT_THROW(decode("week-missed", R"({"procedure":"hssi"})", ""), CodecError);
}

TEST(Codec, WhatWasToldOfATermComesBack) {
    const Span vacant{Instant{Duration{5}}, never};
    const TermTold told = there_and_back(
        TermTold{"wsic", "officer", "officer", "out of hours", vacant, {"kim"}, "ahead"});
    EXPECT_EQ(told.procedure, "wsic");
    EXPECT_EQ(told.role, "officer");
    EXPECT_EQ(told.called, "officer");
    EXPECT_EQ(told.hours, "out of hours");
    EXPECT_EQ(told.vacant, vacant);
    EXPECT_EQ(told.held_by, std::vector<PersonId>{"kim"});
    EXPECT_EQ(told.stage, "ahead");
}

TEST(Codec, SwapComesBackAndItsReasonCanBeErased) {
    proves("P18");
    const SwapMade swap{"on-call",
                        {"edm", {Instant{Duration{1}}, Instant{Duration{2}}}, "pat.ash", "jo.oak"},
                        41,
                        "kim.hazel",
                        "FREE reason",
                        true};
    const Encoded encoded = encode(swap);
    EXPECT_EQ(encoded.body.find("FREE"), std::string::npos) << encoded.body;
    const auto back = std::get<SwapMade>(decode(encoded.kind, encoded.body, encoded.particulars));
    EXPECT_EQ(back.rota, swap.rota);
    EXPECT_EQ(back.swap, swap.swap);
    EXPECT_EQ(back.version, 41);
    EXPECT_EQ(back.by, swap.by);
    EXPECT_EQ(back.reason, swap.reason);
    EXPECT_TRUE(back.forced);
}

TEST(Codec, ADrillComesBackAsOneWhateverHasBeenErased) {
    proves("DSPT-10");
    IncidentOpened opened;
    opened.incident = {7};
    EXPECT_EQ(encode(opened).body.find("drill"), std::string::npos) << "as in an older journal";
    opened.drill = true;
    opened.drill_reason = "FREE why";
    const IncidentOpened back = there_and_back(opened);
    EXPECT_TRUE(back.drill);
    EXPECT_EQ(back.drill_reason, "FREE why");
    const Encoded encoded = encode(opened);
    EXPECT_EQ(encoded.body.find("FREE"), std::string::npos) << encoded.body;
    EXPECT_TRUE(std::get<IncidentOpened>(decode(encoded.kind, encoded.body, "")).drill);

    SendOffered offered;
    offered.message.id = {3};
    offered.outside = offered.drill = true;
    EXPECT_TRUE(there_and_back(offered).outside);
    EXPECT_TRUE(there_and_back(offered).drill);
    CallMade made;
    made.covers = {{{7}, 0, 1}};
    made.callee = {"northline", "Northline", "supplier", "", "", true};
    EXPECT_EQ(there_and_back(made).callee, made.callee);
    const Withheld kept =
        there_and_back(Withheld{{{7}, {8}}, "northline", "FREE name", "owed.late"});
    EXPECT_EQ(there_and_back(DrillHeld{"dspt", {7}}).of, IncidentId{7});
    EXPECT_EQ(there_and_back(DrillHeld{"dspt", {7}}).procedure, "dspt");
    EXPECT_EQ(there_and_back(ExerciseTold{"dspt"}).procedure, "dspt");
    const ProviderPaced paced =
        there_and_back(ProviderPaced{"texts", Instant{} + std::chrono::seconds(7)});
    EXPECT_EQ(paced.channel, "texts");
    EXPECT_EQ(paced.until, Instant{} + std::chrono::seconds(7));
    const NoticeWentOn went_on = there_and_back(NoticeWentOn{{4}, 2, 128});
    EXPECT_EQ(went_on.incident, IncidentId{4});
    EXPECT_EQ(went_on.notice, 2);
    EXPECT_EQ(went_on.readers, 128);
    EXPECT_EQ(kept.about, (std::vector<IncidentId>{{7}, {8}}));
    EXPECT_EQ(kept.person + kept.name + kept.text_id, "northlineFREE nameowed.late");
}

TEST(Codec, WhatHasLeftTheJournalComesBackWithWhatItWasAbout) {
    const Archived back =
        there_and_back(Archived{{4, 5}, {"2026-autumn.db", 9, "a1b2"}, "kim.hazel", {{7}}});
    EXPECT_EQ(back.entries, (std::vector<std::uint64_t>{4, 5}));
    EXPECT_EQ(back.file.name + " " + back.file.hash, "2026-autumn.db a1b2");
    EXPECT_EQ(back.file.seq, 9U);
    EXPECT_EQ(back.by, "kim.hazel");
    EXPECT_EQ(back.of, std::vector<IncidentId>{{7}});
    const Event old = decode("archived", R"({"entries":[4],"file":"a.db","by":"kim.hazel"})", "");
    EXPECT_TRUE(std::get<Archived>(old).of.empty());
}

TEST(Codec, WhatIsSilentAndSuppressedComesBack) {
    const Instant at = Instant{} + std::chrono::seconds(7);
    Silence silence{{{{"service", {"gp-*", "lims"}}, {"source", {"zbx"}}}},
                    at,
                    at + at.time_since_epoch(),
                    true,
                    "CHG-0077"};
    const SilenceSet set = there_and_back(SilenceSet{silence, "kim.hazel"});
    EXPECT_EQ(set.silence.when, silence.when);
    EXPECT_EQ(set.silence.from, silence.from);
    EXPECT_EQ(set.silence.until, silence.until);
    EXPECT_TRUE(set.silence.severity_1);
    EXPECT_EQ(set.silence.reason + set.by, "CHG-0077kim.hazel");
    EXPECT_EQ(there_and_back(SilenceEnded{12, "nsd"}).silence, 12u);
    Alarm alarm;
    alarm.key = "k";
    alarm.began = at;
    alarm.service = "gp-records";
    alarm.procedure = "hssi";
    alarm.severity = 3;
    alarm.summary = "down";
    alarm.description = "long";
    alarm.state = "degraded";
    alarm.place = "Eastvale";
    alarm.link = "https://zbx.example.org/1";
    alarm.fields = {{"label.team", "imaging"}};
    alarm.raw = "{}";
    const auto same = [&](const Alarm& read) {
        EXPECT_EQ(read.key + read.service + read.procedure + read.summary + read.description +
                      read.state + read.place + read.link + read.raw,
                  "kgp-recordshssidownlongdegradedEastvalehttps://zbx.example.org/1{}");
        EXPECT_EQ(read.fields, alarm.fields);
        EXPECT_EQ(read.began, alarm.began);
        EXPECT_EQ(read.severity, 3);
        EXPECT_TRUE(read.firing);
    };
    const Suppressor cause{Suppressor::Kind::incident, 7};
    const AlarmSuppressed suppressed =
        there_and_back(AlarmSuppressed{"zbx", "token", alarm, cause});
    same(suppressed.alarm);
    EXPECT_EQ(suppressed.suppressor, cause);
    EXPECT_EQ(suppressed.source + suppressed.by, "zbxtoken");
    const SuppressionEnded ended = there_and_back(SuppressionEnded{"zbx", "k", {8}});
    EXPECT_EQ(ended.source + ended.key, "zbxk");
    EXPECT_EQ(ended.opened, IncidentId{8});
    EXPECT_EQ(there_and_back(SuppressorSpent{cause}).suppressor, cause);
    const AlarmJoined joined = there_and_back(AlarmJoined{{7}, "zbx", alarm, "wards"});
    same(joined.alarm);
    EXPECT_EQ(joined.incident, IncidentId{7});
    EXPECT_EQ(joined.source + joined.group, "zbxwards");
    const ClearAwaited awaited = there_and_back(ClearAwaited{{7}, at, 4});
    EXPECT_EQ(awaited.until, at);
    EXPECT_EQ(awaited.openings, 4);
    const AlarmRepeated again = there_and_back(AlarmRepeated{{7}, "down", 2, "zbx", "k"});
    EXPECT_EQ(again.source + again.key, "zbxk");
    const AlarmCleared cleared = there_and_back(AlarmCleared{{7}, "zbx", "k"});
    EXPECT_EQ(cleared.source + cleared.key, "zbxk");
}

TEST(Codec, HeartbeatsComeBack) {
    const Instant at = Instant{} + std::chrono::seconds(7);
    const HeartbeatExpected due =
        there_and_back(HeartbeatExpected{"backup", at, std::chrono::minutes(5), true});
    EXPECT_EQ(due.name, "backup");
    EXPECT_EQ(due.due, at);
    EXPECT_EQ(due.grace, std::chrono::minutes(5));
    EXPECT_TRUE(due.came);
    EXPECT_EQ(there_and_back(HeartbeatCame{"backup", at}).due, at);
    EXPECT_EQ(there_and_back(HeartbeatMissed{"backup"}).name, "backup");
    EXPECT_EQ(there_and_back(HeartbeatDropped{"backup"}).name, "backup");
}

TEST(Codec, WhatASecondLookFoundIsAParticular) {
    const AuditDiffered back =
        there_and_back(AuditDiffered{2, "The ladder of INC-1 is forgotten", true});
    EXPECT_EQ(back.count, 2);
    EXPECT_EQ(back.first, "The ladder of INC-1 is forgotten");
    EXPECT_TRUE(back.told);
}

TEST(Codec, WhatBecomesOfTheJournalComesBack) {
    proves("P17");
    const Erased erased =
        there_and_back(Erased{{{7}, {8}}, "pat.ash", {3, 5}, "kim.hazel", "Sam Elm has asked"});
    EXPECT_EQ(erased.of, (std::vector<IncidentId>{{7}, {8}}));
    EXPECT_EQ(erased.person, "pat.ash");
    EXPECT_EQ(erased.entries, (std::vector<std::uint64_t>{3, 5}));
    EXPECT_EQ(erased.by + ", " + erased.reason, "kim.hazel, Sam Elm has asked");
    EXPECT_EQ(encode(erased).body.find("Sam Elm"), std::string::npos) << "it can be erased itself";
    const Instant at = Instant{} + std::chrono::seconds(7);
    const BackupMissed missed = there_and_back(BackupMissed{"The disk is full", at, true});
    EXPECT_EQ(missed.why, "The disk is full");
    EXPECT_EQ(missed.last_good, at);
    EXPECT_TRUE(missed.told);
    EXPECT_EQ(there_and_back(BackupMissed{}).last_good, std::nullopt);
}

template <class Kind>
Kind erased(const Kind& event) {
    const Encoded encoded = encode(event);
    return std::get<Kind>(decode_erased(encoded.kind, encoded.body));
}

TEST(Codec, WhatWasErasedReadsAsErasedAndNotAsNothing) {
    proves("P17");
    StatusMoved moved;
    moved.incident = {7};
    moved.to = "confirmed";
    moved.by = "api";
    moved.note = "Sam Elm waits";
    moved.words = PublicWords{"degraded", "slow", "No records at Northtown", "Northtown"};
    const Encoded encoded = encode(moved);
    for (const char* word : {"Sam Elm", "Northtown"})
        EXPECT_EQ(encoded.body.find(word), std::string::npos) << "it could not be erased: " << word;
    EXPECT_EQ(there_and_back(moved).words->impact, "No records at Northtown");
    const StatusMoved left = erased(moved);
    EXPECT_EQ(left.to + left.by, "confirmedapi");
    EXPECT_EQ(left.note, erased_text);
    EXPECT_EQ(left.words->state + left.words->degree, "degradedslow");
    EXPECT_EQ(left.words->impact, erased_text);
    // An older journal has these words in the body, where nothing takes them out: nobody reads
    // them.
    const std::string old =
        R"({"incident":7,"to":"confirmed","by":"api","words":{"state":"down","impact":"Northtown"}})";
    const auto read = std::get<StatusMoved>(decode("status-moved", old, ""));
    EXPECT_EQ(read.words->impact, "Northtown");
    const auto blank = std::get<StatusMoved>(decode_erased("status-moved", old));
    EXPECT_EQ(blank.words->impact, erased_text);

    StepBegan step;
    step.incident = {7};
    step.called = "EDM";
    step.callees = {{"pat.ash", "Pat Ash", "EDM", "+447700900101", "pat.ash@nhs.example"}};
    const StepBegan began = erased(step);
    ASSERT_EQ(began.callees.size(), 1U) << "somebody was on duty";
    EXPECT_EQ(began.callees[0].name, erased_text);
    EXPECT_EQ(began.callees[0].phone, erased_text);
    EXPECT_EQ(erased(Taken{{7}, "pat.ash", "Pat Ash", "EDM", "text", "", {}, false}).name,
              erased_text);
    EXPECT_FALSE(erased(AlarmCleared{{7}, "monitor", "Sam Elm"}).key == "Sam Elm");
}

// Recovery reads what was erased; the state that erased it must be the same
// (core/erasure_state.cc).
TEST(Codec, TheStateForgetsWhatReplayReadsAsErased) {
    PublicKept page;
    page.of = {7};
    page.service = page.service_name = "ward of Sam Elm";  // nobody's that the directory knows
    page.words = {"down", "", "No records", "Northtown"};
    page.messages = {{1, "Update 1", "h", "Sam Elm waits", "down", Instant{}, 0}};
    IncidentKept kept;
    kept.of = {7};
    kept.service_name = "GP Records";
    kept.place = "Northtown";
    kept.resolution = "Sam Elm was moved";
    kept.calls = {{"Pat Ash", "EDM", Instant{}}};
    kept.taken = kept.calls[0];
    kept.management = {{Instant{}, "Sam Elm", "kim.hazel"}};
    HandoverGiven given;
    given.handover = {3};
    given.from = given.to = given.subject = given.text = "Pat Ash";
    const std::vector<Event> events = {page, kept, given, NoteTaken{"risk", "Sam Elm", "pat.ash"}};
    State alive;
    State replayed;
    for (std::uint64_t seq = 1; const Event& event : events) {
        const Encoded encoded = encode(event);
        alive.apply({seq, Instant{}, 1, event});
        replayed.apply({seq, Instant{}, 1, decode_erased(encoded.kind, encoded.body)});
        ++seq;
    }
    alive.apply({5, Instant{}, 1, Erased{{{7}}, "", {1, 2, 3, 4}, "kim.hazel", "request 17"}});
    const PublicKept& past = alive.past().find({7})->fact;
    const PublicKept& past_read = replayed.past().find({7})->fact;
    EXPECT_EQ(encode(past).particulars, encode(past_read).particulars);
    EXPECT_EQ(encode(page).body.find("Sam Elm"), std::string::npos);
    EXPECT_EQ(past.words.impact, erased_text);
    EXPECT_EQ(alive.kept().find({7})->fact, replayed.kept().find({7})->fact);
    EXPECT_EQ(encode(alive.handovers().find(3)->given).particulars,
              encode(replayed.handovers().find(3)->given).particulars);
    EXPECT_EQ(alive.notes().find(4)->text, replayed.notes().find(4)->text);
    EXPECT_EQ(alive.notes().find(4)->text, erased_text);
}

TEST(Codec, FeedsComeBack) {
    const auto opened = there_and_back(FeedOpened{"f7", "pat.ash", "", "00ff", "kim.hazel"});
    EXPECT_EQ(opened.id, "f7");
    EXPECT_EQ(opened.person, "pat.ash");
    EXPECT_EQ(opened.role, "");
    EXPECT_EQ(opened.hash, "00ff");
    EXPECT_EQ(opened.by, "kim.hazel");
    const auto revoked = there_and_back(FeedRevoked{"f7", "kim.hazel"});
    EXPECT_EQ(revoked.id, "f7");
    EXPECT_EQ(revoked.by, "kim.hazel");
}

}  // namespace
}  // namespace tocsin
