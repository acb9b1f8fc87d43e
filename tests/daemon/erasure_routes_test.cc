// Somebody is forgotten: over the routes, on a real journal, to the last byte of its files.
#include "daemon/erasure_routes.h"

#include "daemon/backup.h"
#include "tests/daemon/erasure_house.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

using ErasureRoutesTest = ErasureHouse;

constexpr const char* why = R"({"reason":"request 17 of 2026"})";

TEST_F(ErasureRoutesTest, WhatIsOverIsForgottenToTheLastByte) {
    for (const char* promise : {"P17", "P18"}) proves(promise);
    const IncidentId id = over("CANARY");
    const IncidentId other = over("SPARROW");
    ASSERT_THAT(files_with("CANARY"), Not(IsEmpty()));
    serve();
    const std::string path = "/v1/incidents/" + reference(id);
    const std::string tried =
        ask("POST", path + "/erase", R"({"reason":"request 17","trial":true})").body;
    EXPECT_EQ(asked_, 0) << "a trial changes nothing";
    const Response done = ask("POST", path + "/erase", why);
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(done.body, HasSubstr(R"("more":false)"));
    EXPECT_THAT(done.body, HasSubstr(reference(id)));
    const auto count = [](const std::string& body) {
        return body.substr(body.find("\"entries\""));
    };
    EXPECT_EQ(count(tried), count(done.body)) << "and says what would";

    EXPECT_THAT(files_with("CANARY"), IsEmpty());
    EXPECT_THAT(files_with("SPARROW"), Not(IsEmpty())) << "nobody asked for that";
    const std::string shown = read(path);
    EXPECT_THAT(shown, Not(HasSubstr("CANARY")));
    EXPECT_THAT(shown, HasSubstr(erased_text));
    const std::string timeline = read(path + "/timeline");
    EXPECT_THAT(timeline, HasSubstr("erased by test: request 17 of 2026"));
    EXPECT_THAT(timeline, HasSubstr(erased_text));
    EXPECT_THAT(read(path + "/explain"), Not(HasSubstr("CANARY")));
    EXPECT_THAT(read(path + "/explain"), HasSubstr("chain verified"));
    EXPECT_THAT(read(path + "/explain?person=pat.ash"), HasSubstr("is not known any more"))
        << "Pat Ash was called, and nothing says the contrary";
    EXPECT_THAT(read(path + "/alarms"), Not(HasSubstr("CANARY")));
    EXPECT_THAT(read("/v1/incidents/" + reference(other)), HasSubstr("SPARROW summary"));
    const Verified proof = History(path_).verify();
    EXPECT_TRUE(proof.sound) << proof.why;

    // The state holds no more than a start would read.
    const State read_again = recovered();
    loop_->stop();
    const State& alive = engine_->state();
    EXPECT_EQ(alive.past().find(id)->fact.words.impact, erased_text);
    EXPECT_EQ(read_again.past().find(id)->fact.words.impact, erased_text);
    EXPECT_EQ(alive.kept().find(id) == nullptr, read_again.kept().find(id) == nullptr);
    EXPECT_EQ(alive.notes().size(), read_again.notes().size());
    for (const auto& [seq, note] : alive.notes()) {
        EXPECT_EQ(note.text, read_again.notes().find(seq)->text);
        EXPECT_THAT(note.text, Not(HasSubstr("CANARY")));
    }
    EXPECT_EQ(alive.past().find(other)->fact.words.impact, "SPARROW impact");

    // A new backup has nothing of it either.
    const std::filesystem::path made = back_up(path_, folder_ / "made.db", now_).file;
    EXPECT_TRUE(prove_file(made).verified.sound);
    EXPECT_THAT(files_with("CANARY"), IsEmpty());
}

// The memory of answers is for whoever did not hear one (daemon/kept_answers.h).
TEST_F(ErasureRoutesTest, AnswersThatWereKeptAreForgottenAndNothingIsDoneTwice) {
    proves("P18");
    const IncidentId id = over("CANARY");
    serve();
    const std::string path = "/v1/incidents/" + reference(id);
    const Fields key = {{"Idempotency-Key", "k"}};
    const auto noted = [&] {
        return ask("POST", path + "/notes", R"({"text":"a rack was swapped"})", {Scope::admin},
                   key);
    };
    ASSERT_EQ(noted().status, 200);
    // What the journal says of its keys, once the answer itself is gone.
    const auto forgotten = HasSubstr(R"("repeat":true)");
    ASSERT_THAT(noted().body, Not(forgotten));
    ask("POST", path + "/erase", R"({"reason":"request 17","trial":true})");
    EXPECT_THAT(noted().body, Not(forgotten)) << "a trial changes nothing";
    ask("POST", path + "/erase", why);
    EXPECT_THAT(noted().body, forgotten);
    ask("POST", "/v1/people/pat.ash/erase", R"({"reason":"request 18"})");
    EXPECT_THAT(noted().body, forgotten);
}

// P3: the key tells this trouble from another for 72 h.
TEST_F(ErasureRoutesTest, WhatAStartReadsAgainStaysAndIsCounted) {
    for (const char* promise : {"P3", "P17"}) proves(promise);
    now_ = machine_time().utc - 10min;
    const IncidentId id = over("CANARY");
    serve();
    const Response done = ask("POST", "/v1/incidents/" + reference(id) + "/erase", why);
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(done.body, HasSubstr(R"("stays":{"key-bound":1})"));
    const State read_again = recovered();
    EXPECT_NE(read_again.keys().find({"monitor", "CANARY key"}), nullptr);
    EXPECT_TRUE(History(path_).verify().sound);
}

TEST_F(ErasureRoutesTest, AskedAgainThereIsNothingLeft) {
    const IncidentId id = over("CANARY");
    serve();
    const std::string path = "/v1/incidents/" + reference(id) + "/erase";
    ask("POST", path, why);
    const std::uint64_t head = store_->head().seq;
    const Response again = ask("POST", path, why);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_THAT(again.body, HasSubstr(R"("entries":0)"));
    EXPECT_EQ(store_->head().seq, head) << "its own reason is no reason to go on for ever";
}

TEST_F(ErasureRoutesTest, WhatIsOpenIsRefusedAndSaysWhatToDo) {
    proves("P4");
    const IncidentId id = over("CANARY", false);
    serve();
    const Response open = ask("POST", "/v1/incidents/" + reference(id) + "/erase", why);
    EXPECT_EQ(open.status, 409) << open.body;
    EXPECT_THAT(open.body, HasSubstr("tocsin close INC-1"));
    EXPECT_THAT(files_with("CANARY"), Not(IsEmpty()));
    EXPECT_EQ(ask("POST", "/v1/incidents/INC-99/erase", why).status, 404);
    EXPECT_EQ(ask("POST", "/v1/incidents/x/erase", why).status, 404);
    EXPECT_EQ(asked_, 0);
}

TEST_F(ErasureRoutesTest, TheReasonStaysSoItSaysNothingOfThem) {
    proves("P18");
    const IncidentId id = over("CANARY");
    serve();
    const std::string path = "/v1/incidents/" + reference(id) + "/erase";
    EXPECT_THAT(ask("POST", path, "{}").body, HasSubstr("#/reason"));
    const Response number = ask("POST", path, R"({"reason":"NHS number 943 476 5919 asked"})");
    EXPECT_EQ(number.status, 422) << number.body;
    EXPECT_THAT(number.body, Not(HasSubstr("5919")));
    const Response named =
        ask("POST", "/v1/people/pat.ash/erase", R"({"reason":"pat ASH has asked"})");
    EXPECT_EQ(named.status, 422) << named.body;
    EXPECT_THAT(named.body, HasSubstr("names them"));
    EXPECT_EQ(ask("POST", "/v1/people/pat.ash/erase", R"({"reason":"17","also":["P"]})").status,
              422);
    EXPECT_EQ(asked_, 0);
}

TEST_F(ErasureRoutesTest, APersonIsForgottenInWhatIsOverAndStaysWhereTheyAreCalled) {
    for (const char* promise : {"P17", "P4"}) proves(promise);
    const IncidentId id = over("CANARY");
    happens(NoteWritten{"information", "pat ash swaps with Sam Elm", "kim.hazel"});
    const IncidentId open = over("SPARROW", false);
    serve();
    const Response done = ask("POST", "/v1/people/pat.ash/erase", why);
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(done.body, HasSubstr(R"("taken":1)")) << "of the one that is open";
    EXPECT_THAT(done.body, HasSubstr(R"("incidents":["INC-1"])"));
    const std::string closed = read("/v1/incidents/" + reference(id) + "/timeline");
    EXPECT_THAT(closed, Not(HasSubstr("Pat Ash")));
    EXPECT_THAT(closed, HasSubstr("CANARY note")) << "it names somebody else";
    EXPECT_THAT(read("/v1/incidents/" + reference(open) + "/timeline"), HasSubstr("Pat Ash"));
    EXPECT_TRUE(History(path_).verify().sound);
    loop_->stop();
    const State read_again = recovered();
    for (const auto& [seq, note] : engine_->state().notes()) {
        EXPECT_THAT(note.text, Not(HasSubstr("pat ash")));
        EXPECT_EQ(note.text, read_again.notes().find(seq)->text);
    }
    EXPECT_NE(read_again.incidents().find(open), nullptr);
}

TEST_F(ErasureRoutesTest, AlsoOfANameThatNobodyKnowsAnyMore) {
    const IncidentId id = over("CANARY");
    serve();
    const Response done = ask("POST", "/v1/people/max.birch/erase",
                              R"({"reason":"request 17 of 2026","also":["canary note"]})");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(done.body, HasSubstr(R"("entries":1,)"));
    EXPECT_THAT(read("/v1/incidents/" + reference(id) + "/timeline"),
                Not(HasSubstr("CANARY note")));
}

TEST_F(ErasureRoutesTest, WhatIsOlderThanTheHouseKeepsGoesAPartAtATime) {
    proves("P17");
    over("CANARY");
    const IncidentId open = over("SPARROW", false);
    serve();
    EXPECT_EQ(eraser_->erase_older(loop_->now() - 300h, "retention").entries, 0U) << "all is newer";
    EXPECT_THAT(files_with("CANARY"), Not(IsEmpty()));
    std::size_t entries = 0;
    while (const std::size_t part =
               eraser_->erase_older(loop_->now() - 24h, "retention 1 day").entries) {
        EXPECT_LE(part, Eraser::at_once);
        entries += part;
    }
    EXPECT_GT(entries, 0U);
    EXPECT_THAT(files_with("CANARY"), IsEmpty());
    EXPECT_THAT(read("/v1/incidents/" + reference(open)), HasSubstr("SPARROW summary"));
    EXPECT_TRUE(History(path_).verify().sound);
    EXPECT_THAT(eraser_->erased_since(Instant{}), IsEmpty()) << "nobody asked by hand";
}

TEST_F(ErasureRoutesTest, WhatWasErasedByHandIsKnownWhenItIsToBeErasedAgain) {
    const IncidentId id = over("CANARY");
    over("SPARROW");
    serve();
    ask("POST", "/v1/people/pat.ash/erase", why);
    ask("POST", "/v1/incidents/" + reference(id) + "/erase", why);
    const auto past = eraser_->erased_since(loop_->now() - 1h);
    ASSERT_EQ(past.size(), 2U);
    EXPECT_EQ(past[0].incident, id);
    EXPECT_EQ(past[1].person, "pat.ash");
    EXPECT_EQ(past[1].incident, IncidentId{});
    EXPECT_THAT(eraser_->erased_since(loop_->now() + 1h), IsEmpty());
}

}  // namespace
}  // namespace tocsin
