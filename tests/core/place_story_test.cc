// DPS-01, HSSI-38, HSSI-40: rooms, programs and status pages that are told of incidents, in order.
#include "core/channel_health.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tocsin {
namespace {

using Mood = Story::Mood;

Provider place(const std::string& name, Medium medium, const Tells& tells, bool opens = false) {
    Provider one{name, medium, 4};
    one.tells = tells;
    one.opens = opens;
    return one;
}

const Tells incidents{true, false, {}};
const Tells notices{false, true, {}};

// A room of its own for each incident, into which people are called, and which is archived.
Provider tended_room() {
    Provider room = place("room", Medium::chat, incidents, true);
    room.invites = room.archives = true;
    return room;
}

// An incident from its report to its resolution.
IncidentId resolved(Story& story) {
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.resolve(incident);
    return incident;
}

// What the room was told since the last look.
std::vector<Sent> told_in_the_room(Story& story) {
    std::vector<Sent> told = story.expect_whatever_was_sent();
    std::erase_if(told, [](const Sent& one) { return one.to != "room"; });
    return told;
}

std::vector<std::string> texts_of(const std::vector<Sent>& sent) {
    std::vector<std::string> ids;
    for (const Sent& one : sent) ids.push_back(one.text_id);
    return ids;
}

using Texts = std::vector<std::string>;

TEST(PlaceStory, ARoomIsToldWhatBecomesOfAnIncident) {
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents)}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const Sent opened = story.expect_place_told("room", "place.opened");
    EXPECT_EQ(opened.message.subject, "Sev 1 GP Records down");
    EXPECT_EQ(opened.message.text,
              "INC-1: GP Records down\nMultiple Trusts in North East\nReported.");
    EXPECT_EQ(opened.message.facts.at("event"), "opened");
    EXPECT_EQ(opened.message.facts.at("service"), "gp-records");
    EXPECT_EQ(opened.message.thread, "");
    const Sent called = story.expect_place_told("room", "place.called");
    EXPECT_EQ(called.message.facts.at("person"), "Pat Ash");
    EXPECT_EQ(called.message.thread, "room-" + std::to_string(opened.message.id.value));
    story.acknowledge("pat.ash");
    const Sent taken = story.expect_place_told("room", "place.taken");
    EXPECT_EQ(taken.message.text,
              "INC-1: GP Records down\nMultiple Trusts in North East\nTaken by Pat Ash (EDM).");
    EXPECT_EQ(taken.message.thread, called.message.thread);
    story.expect_whatever_was_sent();
    story.resolve(incident);
    EXPECT_EQ(story.expect_place_told("room", "place.resolved").message.facts.at("status"),
              "resolved");
    story.expect_whatever_was_sent();
}

TEST(PlaceStory, WhatAPlaceIsToldNeverOvertakesWhatItWasToldBefore) {
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents)}});
    story.provider("room", Mood::busy, 20s);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.requests("room"), 1) << "the first is asked again before the second is sent";
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.requests("room"), 1);
    story.provider("room", Mood::accepts);
    story.wait(20s);
    const Sent opened = story.expect_place_told("room", "place.opened");
    const Sent called = story.expect_place_told("room", "place.called");
    const Sent taken = story.expect_place_told("room", "place.taken");
    EXPECT_LT(opened.message.id, called.message.id);
    EXPECT_LT(called.message.id, taken.message.id);
    EXPECT_EQ(taken.message.thread, "room-" + std::to_string(opened.message.id.value));
}

TEST(PlaceStory, ARoomOfTheIncidentsOwnIsOpenedBeforeAnythingIsSaidInIt) {
    proves("DPS-01");
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents, true)}});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const Sent room = story.expect_place_told("room", "place.open-room");
    const Sent announced = story.expect_place_told("room", "place.announce-room");
    EXPECT_EQ(announced.message.thread, "room-" + std::to_string(room.message.id.value));
    const Sent opened = story.expect_place_told("room", "place.opened");
    EXPECT_EQ(room.message.facts.at("event"), "open-room");
    EXPECT_EQ(opened.message.thread, "room-" + std::to_string(room.message.id.value));
    story.expect_place_told("room", "place.called");
    story.alarm("ward-orders", 1);
    EXPECT_EQ(story.expect_place_told("room", "place.open-room").message.facts.at("ref"), "INC-2")
        << "each incident has a room of its own";
    story.expect_whatever_was_sent();
}

TEST(PlaceStory, WhoeverIsToBeInTheRoomIsCalledIntoItOnceWhenItIsThere) {
    proves("DPS-01");
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    story.provider("room", Mood::busy, 20s);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.requests("room"), 1) << "nobody is called into a room that is not there";
    story.provider("room", Mood::accepts);
    story.wait(20s);
    const Sent room = story.expect_place_told("room", "place.open-room");
    const Sent invited = story.expect_place_told("room", "place.invite");
    EXPECT_EQ(invited.message.thread, "room-" + std::to_string(room.message.id.value));
    EXPECT_EQ(invited.message.facts.at("event"), "invite");
    EXPECT_EQ(texts_of(told_in_the_room(story)),
              (Texts{"place.announce-room", "place.opened", "place.called"}));
    story.acknowledge("pat.ash");
    EXPECT_EQ(texts_of(told_in_the_room(story)), Texts{"place.taken"});
}

// Whatever becomes of the invitation: the room, in which nothing else waits for it.
TEST(PlaceStory, AnInvitationHoldsUpNothingThatIsToldInTheRoom) {
    proves("DPS-01");
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    story.provider("room", Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(texts_of(told_in_the_room(story)), Texts{"place.open-room"});
    story.hung_provider_answers("room", Verdict::accepted);
    EXPECT_EQ(texts_of(told_in_the_room(story)), (Texts{"place.invite", "place.announce-room"}))
        << "both are in hand";
    story.provider("room", Mood::accepts);
    story.acknowledge("pat.ash");
    EXPECT_EQ(texts_of(told_in_the_room(story)), Texts{}) << "they wait for what is announced";
    // It is refused, or the answer does not come: the room goes on.
    story.hung_provider_answers("room", Verdict::deferred);
    story.wait(1s);
    const std::vector<Sent> told = told_in_the_room(story);
    EXPECT_EQ(texts_of(told), (Texts{"place.announce-room", "place.invite", "place.opened",
                                     "place.called", "place.taken"}));
}

TEST(PlaceStory, AnInvitationThatIsRefusedIsLostAndNobodyIsWoken) {
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    story.provider("room", Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.hung_provider_answers("room", Verdict::accepted);
    told_in_the_room(story);
    story.provider("room", Mood::accepts);
    story.hung_provider_answers("room", Verdict::refused);
    EXPECT_EQ(texts_of(story.expect_whatever_was_sent()), (Texts{"place.opened", "place.called"}))
        << "neither level 1 nor anybody else hears of it";
    story.wait(10s);
    EXPECT_EQ(story.requests("room"), 5);
}

TEST(PlaceStory, NobodyIsCalledIntoARoomThatCouldNotBeOpenedOrIsNotTended) {
    for (const bool tended : {true, false}) {
        Provider room = tended_room();
        room.invites = room.archives = tended;
        Story story("Sat 2026-11-28 03:00", {.more_providers = {room}});
        if (tended) story.provider("room", Mood::refuses);
        const IncidentId incident = story.alarm("gp-records", 1);
        story.expect_call_to("pat.ash", "call.open");
        story.provider("room", Mood::accepts);
        story.acknowledge("pat.ash");
        story.resolve(incident);
        story.close(incident);
        for (const Sent& one : told_in_the_room(story)) {
            EXPECT_NE(one.text_id, "place.invite");
            EXPECT_TRUE(tended || one.text_id != "place.archive-room");
        }
    }
}

TEST(PlaceStory, NobodyIsCalledIntoARoomWhoseIncidentHasBeenClosed) {
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    story.provider("room", Mood::hangs);
    const IncidentId incident = resolved(story);
    story.close(incident);
    told_in_the_room(story);
    story.provider("room", Mood::accepts);
    story.hung_provider_answers("room", Verdict::accepted);
    EXPECT_EQ(texts_of(told_in_the_room(story)),
              (Texts{"place.announce-room", "place.opened", "place.called", "place.taken",
                     "place.resolved", "place.closed", "place.archive-room"}));
}

TEST(PlaceStory, ARoomIsArchivedBehindTheLastThingThatIsToldThere) {
    proves("DPS-01");
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    const IncidentId incident = resolved(story);
    const std::string room =
        "room-" + std::to_string(told_in_the_room(story).front().message.id.value);
    story.provider("room", Mood::busy, 20s);
    story.close(incident);
    EXPECT_EQ(texts_of(told_in_the_room(story)), Texts{});
    story.provider("room", Mood::accepts);
    story.wait(20s);
    const std::vector<Sent> told = told_in_the_room(story);
    EXPECT_EQ(texts_of(told), (Texts{"place.closed", "place.archive-room"}));
    EXPECT_EQ(told.back().message.thread, room);
    EXPECT_TRUE(story.state().incidents().empty()) << "nothing of it is left";
    EXPECT_TRUE(story.state().threads().empty());
}

TEST(PlaceStory, AResolvedIncidentKeepsItsRoomUntilItIsClosed) {
    proves("DPS-01");
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    const IncidentId incident = resolved(story);
    const std::string room =
        "room-" + std::to_string(told_in_the_room(story).front().message.id.value);
    story.step({Reopened{incident, "nsd", "two wards still cannot log in"}, 0});
    for (const Sent& one : told_in_the_room(story)) {
        EXPECT_NE(one.text_id, "place.archive-room");
        EXPECT_EQ(one.message.thread, room) << one.text_id;
    }
}

// Such as a message to stakeholders that is due when the incident has been closed.
TEST(PlaceStory, WhatIsToldBehindTheArchiveIsToldWhereThereIsNoRoom) {
    proves("DPS-01");
    State state;
    std::uint64_t seq = 0;
    const auto apply = [&](Event event) { state.apply({++seq, Instant{}, 1, std::move(event)}); };
    // The room that the message is handed to.
    const auto told = [&](std::uint64_t id, const std::string& event) {
        SendOffered offered;
        offered.message.id = {id};
        offered.message.medium = Medium::chat;
        offered.message.channel = "room";
        offered.message.facts["event"] = event;
        offered.about = {IncidentId{1}};
        offered.handed = true;
        apply(offered);
        return state.whole(*state.sends().find({id})).thread;
    };
    const auto accepted = [&](std::uint64_t id, const std::string& reference) {
        apply(SendSettled{{id}, Verdict::accepted, "room", "", reference, {IncidentId{1}}});
    };
    EXPECT_EQ(told(1, "open-room"), "");
    accepted(1, "C9ROOM");
    EXPECT_EQ(told(2, "invite"), "C9ROOM");
    EXPECT_EQ(told(3, "closed"), "C9ROOM");
    accepted(2, "");
    accepted(3, "1.0001");
    EXPECT_EQ(told(4, "archive-room"), "C9ROOM");
    accepted(4, "");
    EXPECT_EQ(told(5, "notice"), "");
    accepted(5, "1.0002");
    EXPECT_EQ(told(6, "notice"), "1.0002") << "it begins a thread there";
}

TEST(PlaceStory, AnArchiveIsAsGoodHoursLater) {
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    const IncidentId incident = resolved(story);
    story.expect_whatever_was_sent();
    story.provider("room", Mood::busy);
    story.close(incident);
    // Level 1 hears that the room is failing.
    for (int second = 0; second < 60; ++second) {
        story.wait(1s);
        story.expect_whatever_was_sent();
    }
    story.wait(11h);
    story.provider("room", Mood::accepts);
    std::vector<Sent> told;
    for (int second = 0; second < 360 && told.empty(); ++second) {
        story.wait(1s);
        told = told_in_the_room(story);
    }
    EXPECT_EQ(texts_of(told), Texts{"place.archive-room"})
        << "that it was closed is no news any more";
}

TEST(PlaceStory, ADrillCallsPeopleIntoItsRoomAndMarksWhatTheyReadThere) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00", {.more_providers = {tended_room()}});
    Reported drill{"monitor", "monitor", {firing("d", "gp-records", 1)}, "", ""};
    drill.drill = true;
    drill.drill_reason = "quarterly";
    story.report(drill);
    std::set<std::string> ids;
    for (const Sent& one : told_in_the_room(story)) {
        ids.insert(one.text_id);
        EXPECT_TRUE(one.message.subject.starts_with("EXERCISE")) << one.message.subject;
        EXPECT_TRUE(one.message.text.starts_with("EXERCISE")) << one.message.text;
    }
    EXPECT_TRUE(ids.contains("place.invite"));
}

TEST(PlaceStory, APageElsewhereSaysWhatOursSaysAndNothingElse) {
    proves("HSSI-40");
    proves("HSSI-37");
    Story story("Mon 2026-11-23 10:00",
                {.notices = notices_of_stories(),
                 .more_providers = {place("page", Medium::page, {true, true, {}})}});
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.requests("page"), 0) << "what level 1 does is no news of a status page";
    EXPECT_EQ(story.write(incident, first_message()).kind, Answer::Kind::done);
    const Sent told = story.expect_place_told("page", "place.notice");
    story.expect_place_told("page", "place.component");
    EXPECT_EQ(told.message.facts.at("stage"), "first");
    EXPECT_EQ(told.message.facts.at("state"), "down");
    EXPECT_FALSE(told.message.text.empty());
    WrittenNotice management = first_message();
    management.stage = NoticeStage::ad_hoc;
    management.management = true;
    management.happened = "Has lost resilience.";
    story.write(incident, management);
    EXPECT_EQ(story.requests("page"), 2);
    story.expect_whatever_was_sent();
}

TEST(PlaceStory, ADrillReachesNoPageAndNoProgramAndIsMarkedInARoom) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents),
                                    place("program", Medium::hook, incidents)}});
    Reported drill{"monitor", "monitor", {firing("d", "gp-records", 1)}, "", ""};
    drill.drill = true;
    drill.drill_reason = "quarterly";
    story.report(drill);
    const Sent opened = story.expect_place_told("room", "place.opened");
    EXPECT_TRUE(opened.message.text.starts_with("EXERCISE")) << opened.message.text;
    EXPECT_TRUE(opened.message.subject.starts_with("EXERCISE")) << opened.message.subject;
    EXPECT_EQ(story.requests("program"), 0);
    story.expect_whatever_was_sent();
}

TEST(PlaceStory, WithoutItsRoomWhatFollowsIsToldAllTheSame) {
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents, true)}});
    story.provider("room", Mood::rejects_key);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.provider("room", Mood::accepts);
    story.wait(1s);
    EXPECT_EQ(story.expect_place_told("room", "place.announce-room").message.thread, "");
    story.expect_place_told("room", "place.opened");
    story.expect_place_told("room", "place.called");
}

TEST(PlaceStory, WhatAPlaceCouldNotTakeIsToldWhenItWorksAgain) {
    proves("HSSI-40");
    Story story("Mon 2026-11-23 10:00", {.notices = notices_of_stories(),
                                         .more_providers = {place("page", Medium::page, notices)}});
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.provider("page", Mood::rejects_key);
    story.write(incident, first_message());
    story.expect_whatever_was_sent();
    for (int second = 0; second < 3600; ++second) {
        story.wait(1s);
        story.expect_whatever_was_sent();
    }
    story.provider("page", Mood::accepts);
    bool told = false;
    for (int second = 0; second < 360 && !told; ++second) {
        story.wait(1s);
        for (const Sent& one : story.expect_whatever_was_sent())
            told = told || (one.to == "page" && one.text_id == "place.notice");
    }
    EXPECT_TRUE(told);
}

TEST(PlaceStory, WhatIsTooOldToBeToldHoldsUpNothingThatIsNew) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents)}});
    story.provider("room", Mood::rejects_key);
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.every_provider(Mood::hangs);  // no answer but the room's gives anybody room
    story.provider("room", Mood::accepts);
    story.killed_for(2h);
    EXPECT_FALSE(told_in_the_room(story).empty()) << "that the next were called, at once";
}

// Incidents of one service on a page elsewhere, and what the page shows the service as.
class ComponentStory : public testing::Test {
protected:
    explicit ComponentStory(int per_minute = 0)
        : story_("Mon 2026-11-23 10:00",
                 {.notices = notices_of_stories(), .more_providers = {page(per_minute)}}) {}

    static Provider page(int per_minute) {
        Provider one = place("page", Medium::page, notices);
        one.per_minute = per_minute;
        return one;
    }

    IncidentId known(const std::string& service = "gp-records") {
        const IncidentId incident = story_.alarm(service, 2);
        story_.confirm(incident);
        story_.expect_whatever_was_sent();
        return incident;
    }

    void say(IncidentId incident, const std::string& state, const std::string& place = "northtown",
             NoticeStage stage = NoticeStage::first) {
        WrittenNotice notice = first_message();
        notice.stage = stage;
        notice.state = state;
        notice.location = {place};
        EXPECT_EQ(story_.write(incident, notice).kind, Answer::Kind::done);
    }

    void end(IncidentId incident) {
        story_.resolve(incident);
        WrittenNotice last;
        last.stage = NoticeStage::last;
        last.summary = "Network link replaced";
        story_.write(incident, last);
    }

    // What the page was told since the last look, as "down everybody".
    std::vector<std::string> shown() {
        std::vector<std::string> states;
        for (const Sent& one : story_.expect_whatever_was_sent()) {
            if (one.to != "page" || one.text_id != "place.component") continue;
            const auto& facts = one.message.facts;
            states.push_back(facts.at("state") +
                             (facts.at("everybody").empty() ? "" : " everybody"));
        }
        return states;
    }

    using Words = std::vector<std::string>;

    Story story_;
};

// A page that takes one thing a minute.
class PacedComponentStory : public ComponentStory {
protected:
    PacedComponentStory() : ComponentStory(1) {}

    // What the page is told next, as a title or a state.
    std::string next() {
        for (int second = 0; second < 80; ++second) {
            for (const Sent& one : story_.expect_whatever_was_sent()) {
                if (one.to != "page") continue;
                const auto& facts = one.message.facts;
                return one.text_id == "place.component"
                           ? facts.at("service") + " " + facts.at("state")
                           : "message of " + facts.at("ref");
            }
            story_.wait(1s);
        }
        return "nothing";
    }
};

TEST_F(ComponentStory, GetsWorseAndBetterByUpdatesAndWorksWhenItIsOver) {
    proves("HSSI-40");
    const IncidentId incident = known();
    EXPECT_EQ(shown(), Words{});
    say(incident, "degraded");
    EXPECT_EQ(shown(), Words{"degraded"});
    say(incident, "down", "northtown", NoticeStage::update);
    EXPECT_EQ(shown(), Words{"down"});
    say(incident, "down", "all users", NoticeStage::update);
    EXPECT_EQ(shown(), Words{"down everybody"});
    say(incident, "down", "all users", NoticeStage::update);
    EXPECT_EQ(shown(), Words{}) << "nothing has changed";
    say(incident, "degraded", "northtown", NoticeStage::update);
    EXPECT_EQ(shown(), Words{"degraded"});
    end(incident);
    EXPECT_EQ(shown(), Words{"working"});
}

TEST_F(ComponentStory, ShowsTheWorstOfTwoIncidentsAndWorksWhenBothAreOver) {
    proves("HSSI-40");
    const IncidentId great = known();
    const IncidentId small = known();
    const IncidentId other = known("ward-orders");
    say(small, "degraded");
    say(great, "down");
    EXPECT_EQ(shown(), (Words{"degraded", "down"}));
    say(other, "down", "all users");
    shown();  // of another service
    say(small, "degraded", "northtown", NoticeStage::update);
    EXPECT_EQ(shown(), Words{}) << "the other is worse";
    end(great);
    EXPECT_EQ(shown(), Words{"degraded"});
    end(small);
    EXPECT_EQ(shown(), Words{"working"});
}

TEST_F(ComponentStory, OnlyTheNewestStateIsShownAndEveryMessageIs) {
    proves("HSSI-40");
    const IncidentId incident = known();
    const IncidentId other = known();
    story_.provider("page", Mood::busy, 20s);
    say(incident, "degraded");
    say(incident, "down", "northtown", NoticeStage::update);
    say(other, "degraded");
    say(incident, "down", "all users", NoticeStage::update);
    story_.expect_whatever_was_sent();
    story_.provider("page", Mood::accepts);
    int messages = 0;
    Words states;
    for (int second = 0; second < 60; ++second) {
        story_.wait(1s);
        for (const Sent& one : story_.expect_whatever_was_sent()) {
            if (one.to != "page") continue;
            messages += one.text_id == "place.notice" ? 1 : 0;
            if (one.text_id == "place.component") states.push_back(one.message.facts.at("state"));
        }
    }
    EXPECT_EQ(messages, 4) << "posted updates are never merged";
    EXPECT_EQ(states, Words{"down"});
    for (const auto& [key, queue] : story_.state().threads())
        EXPECT_NE(key.first, IncidentId{}) << key.second;
}

TEST_F(ComponentStory, AStateThatThePageHasNotTakenGivesWayToTheNewerOne) {
    proves("HSSI-40");
    const IncidentId incident = known();
    story_.provider("page", Mood::hangs);
    say(incident, "degraded");
    say(incident, "down", "northtown", NoticeStage::update);
    story_.expect_whatever_was_sent();
    story_.provider("page", Mood::accepts);
    story_.hung_provider_answers("page", Verdict::deferred);
    Words states = shown();
    for (int second = 0; second < 60; ++second) {
        story_.wait(1s);
        for (const std::string& state : shown()) states.push_back(state);
    }
    EXPECT_EQ(states, Words{"down"});
}

TEST_F(PacedComponentStory, TheNewestStateLeavesInTheTurnOfThoseThatHaveGivenWay) {
    proves("HSSI-40");
    const IncidentId one = known();
    const IncidentId other = known();
    say(one, "degraded");
    EXPECT_EQ(next(), "message of INC-1");
    say(other, "degraded");
    say(one, "down", "northtown", NoticeStage::update);
    say(one, "degraded", "northtown", NoticeStage::update);
    EXPECT_EQ(next(), "gp-records degraded") << "two older states have given way to it";
    EXPECT_EQ(next(), "message of INC-2");
    say(one, "down", "northtown", NoticeStage::update);
    for (int update = 0; update < 3; ++update) EXPECT_EQ(next(), "message of INC-1");
    EXPECT_EQ(next(), "gp-records down") << "what was taken leaves no turn";
}

TEST_F(ComponentStory, AStateThatThePageHasPutOffHoldsUpNoNewerOne) {
    proves("HSSI-40");
    const IncidentId incident = known();
    story_.provider("page", Mood::busy, 20s);
    say(incident, "degraded");
    story_.expect_whatever_was_sent();  // to come again in 20 s
    story_.provider("page", Mood::accepts);
    say(incident, "down", "northtown", NoticeStage::update);
    EXPECT_EQ(shown(), Words{"down"});
}

TEST_F(ComponentStory, OneThatIsReopenedIsAsBadAsItWas) {
    const IncidentId incident = known();
    say(incident, "down");
    end(incident);
    EXPECT_EQ(shown(), (Words{"down", "working"}));
    story_.step({Reopened{incident, "nsd", "two wards still cannot log in"}, 0});
    EXPECT_EQ(shown(), Words{"down"});
}

TEST(PlaceStory, WhatWaitsForAPageIsNotPostedOnceAPatientHasComeToHarm) {
    proves("HSSI-34");
    Story story("Mon 2026-11-23 10:00", {.notices = notices_of_stories(),
                                         .more_providers = {place("page", Medium::page, notices)}});
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.provider("page", Mood::busy, 20s);
    story.write(incident, first_message());
    story.expect_whatever_was_sent();
    story.flag(incident, "harm");
    story.expect_whatever_was_sent();
    story.provider("page", Mood::accepts);
    for (int second = 0; second < 60; ++second) {
        story.wait(1s);
        for (const Sent& one : story.expect_whatever_was_sent())
            EXPECT_NE(one.text_id, "place.notice") << one.to;
    }
}

TEST(PlaceStory, AMessageThatAPageWillNeverShowIsToldToLevel1) {
    proves("P11");
    Story story("Mon 2026-11-23 10:00", {.notices = notices_of_stories(),
                                         .more_providers = {place("page", Medium::page, notices)}});
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.provider("page", Mood::refuses);
    story.write(incident, first_message());
    bool told = false;
    for (const Sent& one : story.expect_whatever_was_sent())
        told = told || (one.text_id == "op.provider" &&
                        one.message.text.find("INC-1 is lost") != std::string::npos);
    EXPECT_TRUE(told);
}

TEST(PlaceStory, AFailingPlaceIsNotReplacedByAnotherAndHoldsUpNoCall) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, incidents),
                                    place("other-room", Medium::chat, notices)}});
    story.provider("room", Mood::refuses);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.requests("room"), 2);
    EXPECT_EQ(story.requests("other-room"), 0);
}

ChannelHealth health_of(const Story& story, const std::string& name) {
    const auto all = channel_health(story.state(), story.directory(), story.now());
    return *std::ranges::find(all, name, [](const auto& one) { return one.provider.name; });
}

// Each is let go at once, so nothing waits that would show it.
TEST(PlaceStory, APlaceThatRefusesEverythingFailsAndIsToldTheNextAllTheSame) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("program", Medium::hook, incidents)}});
    story.provider("program", Mood::refuses);
    for (int count = 0; count < 3; ++count) story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const ChannelHealth refusing = health_of(story, "program");
    EXPECT_EQ(refusing.standing, ChannelHealth::Standing::failing);
    EXPECT_GE(refusing.answers, 3);
    EXPECT_EQ(refusing.failed_percent, 100);
    EXPECT_EQ(refusing.waiting, 0);
    story.provider("program", Mood::accepts);
    story.alarm("ward-orders", 1);
    story.expect_place_told("program", "place.opened");
    story.expect_whatever_was_sent();
    EXPECT_EQ(health_of(story, "program").standing, ChannelHealth::Standing::good);
}

TEST(PlaceStory, APlaceIsToldOfTheIncidentsItAskedForAlone) {
    Tells worst = incidents;
    worst.when = {{.services = {"ward-orders"}}};
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("program", Medium::hook, worst)}});
    story.alarm("gp-records", 1);
    EXPECT_EQ(story.requests("program"), 0);
    story.alarm("ward-orders", 1);
    EXPECT_EQ(story.expect_place_told("program", "place.opened").message.facts.at("service"),
              "ward-orders");
    story.expect_whatever_was_sent();
}

Tells severe(Tells tells) {
    tells.when = {{.severities = {1, 2}}};
    return tells;
}

void judge(Story& story, IncidentId incident, int severity) {
    const JudgeSeverity said{incident, false, "", {}, severity, "Kim Hazel", "one ward"};
    EXPECT_EQ(story.step({said, 0}).replies.front().answer.kind, Answer::Kind::done);
}

TEST(PlaceStory, WhatAPlaceHasBegunToHearOfItHearsToItsEnd) {
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, severe(incidents))}});
    const IncidentId incident = story.alarm("gp-records", 2);
    story.expect_place_told("room", "place.opened");
    story.expect_whatever_was_sent();
    judge(story, incident, 4);
    EXPECT_EQ(story.expect_place_told("room", "place.severity").message.facts.at("severity"), "4");
    story.killed_for(1s);
    story.resolve(incident);
    story.expect_place_told("room", "place.resolved");
    story.close(incident);
    story.expect_place_told("room", "place.closed");
    story.expect_whatever_was_sent();
}

TEST(PlaceStory, WhatIsNotAskedForIsHeardOfOnceItIs) {
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {place("room", Medium::chat, severe(incidents), true)}});
    const IncidentId incident = story.alarm("gp-records", 4);
    EXPECT_EQ(story.requests("room"), 0);
    story.expect_whatever_was_sent();
    judge(story, incident, 2);
    story.expect_place_told("room", "place.open-room");
    story.confirm(incident);
    story.expect_place_told("room", "place.announce-room");
    story.expect_place_told("room", "place.severity");
    story.expect_place_told("room", "place.confirmed");
    story.expect_whatever_was_sent();
    judge(story, incident, 4);
    story.expect_place_told("room", "place.severity");
    story.expect_whatever_was_sent();
}

TEST(PlaceStory, APageShowsAServiceDownNoLongerThanItIs) {
    proves("HSSI-40");
    Story story("Mon 2026-11-23 10:00",
                {.notices = notices_of_stories(),
                 .more_providers = {place("page", Medium::page, severe(notices))}});
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.write(incident, first_message());
    story.expect_place_told("page", "place.notice");
    EXPECT_EQ(story.expect_place_told("page", "place.component").message.facts.at("state"), "down");
    story.expect_whatever_was_sent();
    judge(story, incident, 4);
    const IncidentId other = story.alarm("gp-records", 4);
    story.confirm(other);
    story.write(other, first_message());
    story.resolve(incident);
    EXPECT_EQ(story.expect_place_told("page", "place.component").message.facts.at("state"),
              "working")
        << "the other is none that the page asked for";
    WrittenNotice last;
    last.stage = NoticeStage::last;
    last.summary = "Network link replaced";
    story.write(incident, last);
    story.expect_place_told("page", "place.notice");
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin
