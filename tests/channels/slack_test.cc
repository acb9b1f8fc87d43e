// Slack by its web API and by an incoming webhook: what is sent, and what each answer means.
#include "channels/slack.h"

#include "channels/json_field.h"
#include "channels/slack_text.h"
#include "channels/slack_webhook.h"
#include "channels/template.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/channels/scripted_server.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <functional>

namespace tocsin {
namespace {

using std::chrono::seconds;

constexpr const char* token = "xoxb-0123456789-abcdef";
constexpr const char* time_of_post = "1767492666.000200";

SlackWorkspace workspace(bool rooms = false) {
    SlackWorkspace workspace;
    workspace.name = "slack";
    workspace.medium = Medium::chat;
    workspace.url = SlackWorkspace::real;
    workspace.token = token;
    workspace.channel = "C0123ABCD";
    workspace.room_per_incident = rooms;
    return workspace;
}

// Rooms into which people are called, and which are archived in the end.
SlackWorkspace tended() {
    SlackWorkspace tended = workspace(true);
    tended.invite = {"U0123ABCD", "W4567EFGH"};
    tended.archive_closed = true;
    return tended;
}

Message post(const std::string& thread = "") {
    Message message = place_message(Medium::chat);
    message.thread = thread;
    return message;
}

Message open_room() {
    return place_message(Medium::chat, "open-room");
}

// Of the room that is there; or of one that could not be opened.
Message invite(const std::string& room = "C9ROOM") {
    Message message = place_message(Medium::chat, "invite");
    message.thread = room;
    return message;
}

Message archive(const std::string& room = "C9ROOM") {
    Message message = place_message(Medium::chat, "archive-room");
    message.thread = room;
    return message;
}

std::string posted() {
    return R"({"ok":true,"channel":"C0123ABCD","ts":"1767492666.000200","message":{"ts":"9.9"}})";
}

WireAnswer error(const std::string& word) {
    return place_answer(200, R"({"ok":false,"error":")" + word + "\"}");
}

Verdict verdict(const Message& message, const WireAnswer& answer) {
    return SlackChannel(tended()).interpret(message, answer).verdict;
}

TEST(Slack, ARoomIsAnnouncedInTheChannelThatPeopleRead) {
    Message message = place_message(Medium::chat, "announce-room");
    message.subject = "Sev 1 <GP> Records down";
    message.thread = "C0ROOM42";
    const WireRequest request = SlackChannel(workspace(true)).compose(message);
    EXPECT_EQ(request.url, "https://slack.com/api/chat.postMessage");
    EXPECT_EQ(
        request.body,
        R"-({"channel":"C0123ABCD","text":"INC-42: Sev 1 &lt;GP&gt; Records down. )-"
        R"-(Its room: <#C0ROOM42>","unfurl_links":false,"unfurl_media":false,)-"
        R"-("metadata":{"event_type":"tocsin_message","event_payload":{"reference":"k7q2-1-42"}})-"
        "}");
    EXPECT_EQ(verdict(message, place_answer(200, posted())), Verdict::accepted);
    message.thread.clear();  // it could not be opened: there is nothing to announce
    EXPECT_THROW((void)SlackChannel(workspace(true)).compose(message), NothingToTell);
    message.thread = "C0ROOM42";
    EXPECT_THROW((void)SlackChannel(workspace(false)).compose(message), NothingToTell);
}

TEST(Slack, PostIsPlainTextThatCallsNobody) {
    Message message = post();
    message.text = "<!channel> A & B <https://x|y>";
    const WireRequest request = SlackChannel(workspace()).compose(message);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://slack.com/api/chat.postMessage");
    EXPECT_EQ(request.headers, (std::vector<std::pair<std::string, std::string>>{
                                   {"Content-Type", "application/json; charset=utf-8"},
                                   {"Authorization", std::string("Bearer ") + token}}));
    EXPECT_EQ(
        request.body,
        R"-({"channel":"C0123ABCD","text":"Sev 1 GP Records down (INC-42)\n)-"
        R"-(&lt;!channel&gt; A &amp; B &lt;https://x|y&gt;\n)-"
        R"-(https://alert.example.org/i/42",)-"
        R"-("mrkdwn":false,"unfurl_links":false,"unfurl_media":false,)-"
        R"-("metadata":{"event_type":"tocsin_message","event_payload":{"reference":"k7q2-1-42"}})-"
        R"-(,"parse":"none"})-");
}

TEST(Slack, AddressThatTheTextHasStandsThereOnce) {
    Message message = post();
    message.text = "More: https://alert.example.org/i/42";
    const std::string body = SlackChannel(workspace()).compose(message).body;
    EXPECT_NE(body.find("More: https://alert.example.org/i/42\","), std::string::npos) << body;
}

TEST(Slack, TextIsCutWhereSlackWouldCutIt) {
    Message message = post();
    message.subject = "";
    message.text = std::string(5000, 'x');
    message.facts.erase("url");
    const std::string body = SlackChannel(workspace()).compose(message).body;
    EXPECT_NE(body.find("\"text\":\"" + std::string(3900, 'x') + "...\""), std::string::npos);
}

TEST(Slack, WhatFollowsAnswersTheFirstPostOrGoesToTheRoom) {
    proves("DPS-01");
    EXPECT_TRUE(
        SlackChannel(workspace())
            .compose(post(time_of_post))
            .body.starts_with(R"({"channel":"C0123ABCD","thread_ts":"1767492666.000200","text":)"));
    EXPECT_TRUE(SlackChannel(workspace(true))
                    .compose(post("C9ROOM"))
                    .body.starts_with(R"({"channel":"C9ROOM","text":)"));
    // A thread that is neither is not put into the request.
    EXPECT_TRUE(SlackChannel(workspace())
                    .compose(post("\"},{"))
                    .body.starts_with(R"({"channel":"C0123ABCD","text":)"));
}

TEST(Slack, RoomIsNamedForTheIncidentAndThisInstallation) {
    proves("DPS-01");
    const WireRequest request = SlackChannel(workspace(true)).compose(open_room());
    EXPECT_EQ(request.url, "https://slack.com/api/conversations.create");
    EXPECT_EQ(request.body, R"({"name":"inc-42-gp-records-k7q2"})");
    Message again = open_room();
    again.reference = "k7q2-9-1042";
    EXPECT_EQ(room_name(again), "inc-42-gp-records-k7q2");
    Message long_one = open_room();
    long_one.reference = "K7q2-a-1-1";
    long_one.facts["service"] = "Ward.Orders_of " + std::string(100, 's');
    const std::string name = room_name(long_one);
    EXPECT_EQ(name.size(), 80U);
    EXPECT_TRUE(name.starts_with("inc-42-ward-orders-of-sss")) << name;
    EXPECT_TRUE(name.ends_with("s-k7q2-a")) << name;
    EXPECT_THROW((void)SlackChannel(workspace(false)).compose(open_room()), NothingToTell);
}

TEST(Slack, PeopleAreCalledIntoTheRoomWhoeverOfThemCannotCome) {
    proves("DPS-01");
    const WireRequest request = SlackChannel(tended()).compose(invite());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://slack.com/api/conversations.invite");
    EXPECT_EQ(request.body, R"({"channel":"C9ROOM","users":"U0123ABCD,W4567EFGH","force":true})");
    EXPECT_EQ(request.headers, (std::vector<std::pair<std::string, std::string>>{
                                   {"Content-Type", "application/json; charset=utf-8"},
                                   {"Authorization", std::string("Bearer ") + token}}));
}

TEST(Slack, RoomIsArchived) {
    proves("DPS-01");
    const WireRequest request = SlackChannel(tended()).compose(archive());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://slack.com/api/conversations.archive");
    EXPECT_EQ(request.body, R"({"channel":"C9ROOM"})");
}

// By settings that were changed meanwhile, and without the room.
TEST(Slack, NobodyIsInvitedAndNothingArchivedThatTheSettingsDoNotName) {
    const auto nothing_to_do = [](const SlackWorkspace& settings, const Message& message) {
        EXPECT_FALSE(SlackChannel(settings).look_up(message));
        EXPECT_THROW((void)SlackChannel(settings).compose(message), NothingToTell);
    };
    for (const Message& message : {invite(), archive()}) {
        nothing_to_do(workspace(true), message);
        nothing_to_do(workspace(false), message);
    }
    for (const char* room : {"", time_of_post}) {
        nothing_to_do(tended(), invite(room));
        nothing_to_do(tended(), archive(room));
    }
}

TEST(Slack, EveryAnswerToAnInvitationHasItsVerdict) {
    proves("DPS-01");
    const char* invited = R"({"ok":true,"channel":{"id":"C9ROOM","name":"inc-42"}})";
    EXPECT_EQ(verdict(invite(), place_answer(200, invited)), Verdict::accepted);
    EXPECT_EQ(verdict(invite(), place_answer(200, R"({"ok":true})")), Verdict::accepted);
    for (const char* word : {"already_in_channel", "cant_invite_self"}) {
        EXPECT_EQ(verdict(invite(), error(word)), Verdict::accepted) << word;
        EXPECT_EQ(verdict(post("C9ROOM"), error(word)), Verdict::refused) << word;
        EXPECT_EQ(verdict(archive(), error(word)), Verdict::refused) << word;
    }
    for (const char* word :
         {"user_not_found", "no_user", "cant_invite", "user_is_ultra_restricted",
          "ura_max_channels", "too_many_users", "invitee_cant_see_channel",
          "no_external_invite_permission", "is_archived", "channel_not_found", "not_in_channel",
          "already_archived", "method_not_supported_for_channel_type", "never_seen"}) {
        EXPECT_EQ(verdict(invite(), error(word)), Verdict::refused) << word;
    }
    for (const char* word : {"missing_scope", "no_permission", "restricted_action",
                             "user_is_restricted", "token_revoked"}) {
        EXPECT_EQ(verdict(invite(), error(word)), Verdict::misconfigured) << word;
    }
    for (const char* word : {"ratelimited", "internal_error", "request_timeout"}) {
        EXPECT_EQ(verdict(invite(), error(word)), Verdict::deferred) << word;
    }
    EXPECT_EQ(verdict(invite(), place_answer(429, R"({"ok":false,"error":"ratelimited"})")),
              Verdict::deferred);
    for (const char* body : {"", "ok", "{}", R"({"ok":false})", "<html>"}) {
        EXPECT_EQ(verdict(invite(), place_answer(200, body)), Verdict::unknown) << body;
    }
    // Each has an error of its own, and all of them none.
    EXPECT_EQ(verdict(invite(), place_answer(200, R"({"ok":false,"errors":[)"
                                                  R"({"user":"U0123ABCD","ok":false,)"
                                                  R"("error":"user_not_found"}]})")),
              Verdict::refused);
    EXPECT_TRUE(SlackChannel(tended())
                    .interpret(invite(), place_answer(200, invited))
                    .provider_reference.empty());
}

TEST(Slack, WhoeverCannotBeInvitedIsNamed) {
    const auto detail = [](const char* body) {
        return SlackChannel(tended()).interpret(invite(), place_answer(200, body)).detail;
    };
    EXPECT_EQ(detail(R"({"ok":true,"channel":{"id":"C9ROOM"},"errors":[)"
                     R"({"ok":false,"error":"user_not_found","user":"W4567EFGH"},)"
                     R"({"ok":false,"error":"already_in_channel","user":"U0123ABCD"}]})"),
              "slack answered 200 without W4567EFGH (user_not_found)");
    EXPECT_EQ(detail(R"({"ok":false,"error":"cant_invite","errors":[)"
                     R"({"user":"U0123ABCD","ok":false,"error":"cant_invite"},)"
                     R"({"user":"W4567EFGH","ok":false,"error":"user_not_found"}]})"),
              "slack answered 200 cant_invite without U0123ABCD (cant_invite), W4567EFGH "
              "(user_not_found)");
    // Nothing of people whom we did not name.
    EXPECT_EQ(detail(R"({"ok":true,"errors":[{"user":"U9OTHER","error":"user_not_found"}]})"),
              "slack answered 200");
}

TEST(Slack, EveryAnswerToAnArchiveHasItsVerdict) {
    proves("DPS-01");
    EXPECT_EQ(verdict(archive(), place_answer(200, R"({"ok":true})")), Verdict::accepted);
    EXPECT_EQ(verdict(archive(), error("already_archived")), Verdict::accepted);
    EXPECT_EQ(verdict(post("C9ROOM"), error("already_archived")), Verdict::refused);
    for (const char* word : {"channel_not_found", "not_in_channel", "is_archived",
                             "cant_archive_general", "cant_archive_required", "user_is_bot",
                             "method_not_supported_for_channel_type", "never_seen"}) {
        EXPECT_EQ(verdict(archive(), error(word)), Verdict::refused) << word;
    }
    for (const char* word : {"missing_scope", "no_permission", "restricted_action"}) {
        EXPECT_EQ(verdict(archive(), error(word)), Verdict::misconfigured) << word;
    }
    EXPECT_EQ(verdict(archive(), error("service_unavailable")), Verdict::deferred);
    EXPECT_EQ(verdict(archive(), place_answer(200, "")), Verdict::unknown);
    EXPECT_EQ(verdict(archive(), place_answer(503, "")), Verdict::deferred);
}

TEST(Slack, EveryAnswerToAPostHasItsVerdict) {
    EXPECT_EQ(verdict(post(), place_answer(200, posted())), Verdict::accepted);
    for (const char* word : {"ratelimited", "rate_limited", "fatal_error", "internal_error",
                             "request_timeout", "service_unavailable", "team_added_to_org"}) {
        EXPECT_EQ(verdict(post(), error(word)), Verdict::deferred) << word;
    }
    for (const char* word :
         {"access_denied", "account_inactive", "accesslimited", "ekm_access_denied",
          "enterprise_is_restricted", "invalid_auth", "method_deprecated", "missing_scope",
          "no_permission", "not_allowed_token_type", "not_authed", "org_login_required",
          "restricted_action", "team_access_not_granted", "token_expired", "token_revoked",
          "two_factor_setup_required", "user_is_restricted"}) {
        EXPECT_EQ(verdict(post(), error(word)), Verdict::misconfigured) << word;
        EXPECT_EQ(verdict(open_room(), error(word)), Verdict::misconfigured) << word;
    }
    for (const char* word : {"msg_too_long", "no_text", "too_many_attachments", "never_seen"}) {
        EXPECT_EQ(verdict(post(), error(word)), Verdict::refused) << word;
    }
    for (const char* word : {"channel_not_found", "is_archived", "not_in_channel"}) {
        EXPECT_EQ(verdict(post(), error(word)), Verdict::misconfigured) << word;
        EXPECT_EQ(verdict(post("C9ROOM"), error(word)), Verdict::refused) << word;
    }
    for (const char* body : {"", "ok", "{}", R"({"ok":true})", R"({"ok":false})",
                             R"({"ok":true,"ts":"x"})", R"({"message":{"ok":true}})", "<html>"}) {
        EXPECT_EQ(verdict(post(), place_answer(200, body)), Verdict::unknown) << body;
    }
    const std::pair<long, Verdict> rows[] = {
        {302, Verdict::misconfigured}, {400, Verdict::refused},  {403, Verdict::misconfigured},
        {429, Verdict::deferred},      {500, Verdict::deferred}, {503, Verdict::deferred}};
    for (const auto& [status, expected] : rows) {
        EXPECT_EQ(verdict(post(), place_answer(status, posted())), expected) << status;
    }
}

TEST(Slack, EveryAnswerToARoomHasItsVerdict) {
    proves("DPS-01");
    const WireAnswer created = place_answer(
        200, R"({"ok":true,"channel":{"id":"C9ROOM","name":"inc-42-gp-records-k7q2"}})");
    const Outcome opened = SlackChannel(workspace(true)).interpret(open_room(), created);
    EXPECT_EQ(opened.verdict, Verdict::accepted);
    EXPECT_EQ(opened.provider_reference, "C9ROOM");
    EXPECT_EQ(verdict(open_room(), error("name_taken")), Verdict::unknown);
    EXPECT_EQ(verdict(post(), error("name_taken")), Verdict::refused);
    for (const char* word : {"invalid_name", "invalid_name_maxlength", "invalid_name_specials"}) {
        EXPECT_EQ(verdict(open_room(), error(word)), Verdict::refused) << word;
    }
    EXPECT_EQ(verdict(open_room(), place_answer(200, R"({"ok":true,"channel":{"id":"x y"}})")),
              Verdict::unknown);
}

TEST(Slack, FirstPostGivesTheThread) {
    const Outcome outcome =
        SlackChannel(workspace()).interpret(post(), place_answer(200, posted()));
    EXPECT_EQ(outcome.provider_reference, time_of_post);
}

TEST(Slack, ThrottledPostWaitsAsLongAsItIsTold) {
    WireAnswer answer = place_answer(429, R"({"ok":false,"error":"ratelimited"})");
    answer.retry_after = seconds(12);
    const Outcome outcome = SlackChannel(workspace()).interpret(post(), answer);
    EXPECT_EQ(outcome.verdict, Verdict::deferred);
    EXPECT_EQ(outcome.retry_after, seconds(12));
    EXPECT_EQ(outcome.detail, "slack answered 429 ratelimited");
}

TEST(Slack, RoomOfUnknownFateIsLookedUpByItsName) {
    proves("P5");
    const SlackChannel channel(workspace(true));
    const auto asked = channel.look_up(open_room());
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->method, "GET");
    EXPECT_EQ(asked->url,
              "https://slack.com/api/conversations.list?exclude_archived=true&limit="
              "1000&types=public_channel");
    EXPECT_LE(asked->timeouts.total, seconds(2));
    EXPECT_FALSE(SlackChannel(workspace(false)).look_up(open_room()));
    const auto found = [&](const WireAnswer& answer) {
        return channel.interpret_look_up(open_room(), answer);
    };
    const std::string list =
        R"({"ok":true,"channels":[{"id":"C1","name":"general","topic":{"value":"inc-42"}},)"
        R"({"id":"C9ROOM","name":"inc-42-gp-records-k7q2","topic":{"value":""}}],)"
        R"("response_metadata":{"next_cursor":""}})";
    const Outcome there = found(place_answer(200, list));
    EXPECT_EQ(there.verdict, Verdict::accepted);
    EXPECT_EQ(there.provider_reference, "C9ROOM");
    EXPECT_EQ(found(place_answer(200, R"({"ok":true,"channels":[{"id":"C1","name":"inc-42-k"}]})"))
                  .verdict,
              Verdict::deferred);
    // There are more rooms than it lists.
    EXPECT_EQ(
        found(place_answer(
                  200, R"({"ok":true,"channels":[],"response_metadata":{"next_cursor":"dGVh"}})"))
            .verdict,
        Verdict::unknown);
    WireAnswer cut = place_answer(200, R"({"ok":true,"channels":[)");
    cut.body_cut = true;
    EXPECT_EQ(found(cut).verdict, Verdict::unknown);
    EXPECT_EQ(found(error("missing_scope")).verdict, Verdict::unknown);
    EXPECT_EQ(found(place_answer(500, list)).verdict, Verdict::unknown);
    EXPECT_EQ(found(place_answer(200, "")).verdict, Verdict::unknown);
}

// Slack says that it is done: nobody is invited twice.
TEST(Slack, InvitationAndArchiveOfUnknownFateAreAskedForOnceMore) {
    proves("P5");
    EXPECT_FALSE(SlackChannel(tended()).look_up(invite()));
    EXPECT_FALSE(SlackChannel(tended()).look_up(archive()));
}

TEST(Slack, PostOfUnknownFateIsLookedUpByItsReference) {
    proves("P5");
    const SlackChannel channel(workspace(true));
    const auto path = [&](Message message) {
        message.at = Instant(seconds(1767492666));
        const auto asked = channel.look_up(message);
        return asked ? asked->url.substr(std::string(SlackWorkspace::real).size()) : "";
    };
    const std::string since = "&oldest=1767492606.000000&include_all_metadata=true&limit=200";
    EXPECT_EQ(path(post()), "/conversations.history?channel=C0123ABCD" + since);
    EXPECT_EQ(path(post("C9ROOM")), "/conversations.history?channel=C9ROOM" + since);
    EXPECT_EQ(path(post(time_of_post)),
              "/conversations.replies?ts=1767492666.000200&channel=C0123ABCD" + since);
    Message announced = place_message(Medium::chat, "announce-room");
    EXPECT_EQ(path(announced), "");
    announced.thread = "C9ROOM";
    EXPECT_EQ(path(announced), "/conversations.history?channel=C0123ABCD" + since);

    const auto found = [&](const std::string& body, long status = 200) {
        return channel.interpret_look_up(post(), place_answer(status, body));
    };
    const auto listed = [](const std::string& reference) {
        return R"({"type":"message","text":"\"reference\":\"k7q2-1-42\"","ts":"1767492666.000200",)"
               R"("metadata":{"event_type":"tocsin_message","event_payload":{"reference":")" +
               reference + R"("}}})";
    };
    const auto list = [](const std::string& posts, bool more = false) {
        return R"({"ok":true,"messages":[)" + posts + R"(],"has_more":)" +
               (more ? "true" : "false") + "}";
    };
    const Outcome there = found(list(listed("k7q2-1-41") + "," + listed("k7q2-1-42")));
    EXPECT_EQ(there.verdict, Verdict::accepted);
    EXPECT_EQ(there.provider_reference, time_of_post);
    EXPECT_EQ(found(list(listed("k7q2-1-420"))).verdict, Verdict::deferred);
    EXPECT_EQ(found(list("")).verdict, Verdict::deferred);
    // What we may not see, or not all of, is posted: twice is better than never.
    EXPECT_EQ(found(list("", true)).verdict, Verdict::deferred);
    EXPECT_EQ(channel.interpret_look_up(post(), error("missing_scope")).verdict, Verdict::deferred);
    EXPECT_EQ(channel.interpret_look_up(post(), error("ratelimited")).verdict, Verdict::unknown);
    EXPECT_EQ(found(list(listed("k7q2-1-42")), 500).verdict, Verdict::unknown);
    EXPECT_EQ(found("").verdict, Verdict::unknown);
}

TEST(Slack, DetailNamesTheErrorAndNoToken) {
    proves("P18");
    const Outcome outcome =
        SlackChannel(workspace())
            .interpret(
                post(),
                place_answer(200, R"({"ok":false,"error":"missing_scope","needed":"chat:write",)"
                                  R"("provided":"xoxb-0123456789-abcdef"})"));
    EXPECT_EQ(outcome.detail, "slack answered 200 missing_scope, it needs chat:write");
    EXPECT_EQ(SlackChannel(workspace()).interpret(post(), error(token)).detail,
              "slack answered 200 ***");
}

TEST(Slack, RoomAndPostGoOverTheWire) {
    std::vector<std::string> arrived;
    ScriptedServer server([&](Peer& peer, int) {
        for (std::string request; !(request = peer.request()).empty();) {
            arrived.push_back(request);
            const bool posts = request.starts_with("POST /api/chat.postMessage ");
            peer.say(http_answer("200 OK",
                                 posts ? posted() : R"({"ok":true,"channel":{"id":"C9ROOM"}})"));
        }
    });
    SlackWorkspace local = tended();
    local.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/api";
    local.plain = local.private_addresses = true;
    const SlackChannel channel(local);
    Transfers transfers;
    const Outcome opened = sent(transfers, channel, open_room());
    ASSERT_EQ(opened.provider_reference, "C9ROOM");
    EXPECT_EQ(sent(transfers, channel, post(opened.provider_reference)).verdict, Verdict::accepted);
    EXPECT_EQ(sent(transfers, channel, invite()).verdict, Verdict::accepted);
    EXPECT_EQ(sent(transfers, channel, archive()).verdict, Verdict::accepted);
    ASSERT_EQ(arrived.size(), 4U);
    EXPECT_NE(arrived[0].find("\r\nAuthorization: Bearer xoxb-0123456789-abcdef\r\n"),
              std::string::npos);
    EXPECT_NE(arrived[1].find(R"({"channel":"C9ROOM",)"), std::string::npos);
    EXPECT_TRUE(arrived[2].starts_with("POST /api/conversations.invite ")) << arrived[2];
    EXPECT_NE(arrived[2].find(R"("users":"U0123ABCD,W4567EFGH","force":true})"), std::string::npos);
    EXPECT_TRUE(arrived[3].starts_with("POST /api/conversations.archive ")) << arrived[3];
}

TEST(Slack, WrongSettingsAreNamed) {
    const auto wrong = [](const std::function<void(SlackWorkspace&)>& spoil) {
        SlackWorkspace settings = workspace();
        spoil(settings);
        return problems(settings).size();
    };
    EXPECT_EQ(wrong([](SlackWorkspace&) {}), 0U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s.url = "http://slack.com/api"; }), 1U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s.url += "/"; }), 1U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s.token = ""; }), 1U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s.token = "a\nb"; }), 1U);
    for (const char* channel : {"", "#ops", "c0123", "D0123", "C", "C01 23"}) {
        EXPECT_EQ(wrong([&](SlackWorkspace& s) { s.channel = channel; }), 1U) << channel;
    }
    for (const char* person : {"", "@pat", "u0123", "C0123ABCD", "U", "U01 23", "U0,U1"}) {
        EXPECT_EQ(wrong([&](SlackWorkspace& s) { s = tended(), s.invite.front() = person; }), 1U)
            << person;
    }
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s = tended(), s.invite.resize(100, "U0"); }), 0U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s = tended(), s.invite.resize(101, "U0"); }), 1U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s.invite = {"U0123ABCD"}; }), 1U);
    EXPECT_EQ(wrong([](SlackWorkspace& s) { s.archive_closed = true; }), 1U);
    SlackWorkspace bad = workspace();
    bad.in_flight_max = 0;
    EXPECT_THROW(SlackChannel{bad}, std::runtime_error);
}

// ---------------------------------------------------------------- the webhook

SlackWebhook hook() {
    SlackWebhook hook;
    hook.name = "slack-hook";
    hook.medium = Medium::chat;
    hook.url = "https://hooks.slack.com/services/T01/B02/s3cr3t";
    return hook;
}

TEST(SlackWebhook, PostIsTheTextAndNothingElse) {
    const WireRequest request = SlackWebhookChannel(hook()).compose(post("C9ROOM"));
    EXPECT_EQ(request.url, hook().url);
    EXPECT_EQ(request.body,
              R"-({"text":"Sev 1 GP Records down (INC-42)\nMultiple Trusts in North East.\n)-"
              R"-(EDM is called, by 02:24.\nhttps://alert.example.org/i/42",)-"
              R"-("mrkdwn":false,"unfurl_links":false,"unfurl_media":false})-");
    for (const Message& message : {open_room(), invite(), archive()})
        EXPECT_THROW((void)SlackWebhookChannel(hook()).compose(message), NothingToTell);
}

TEST(SlackWebhook, EveryAnswerHasItsVerdict) {
    struct Row {
        long status;
        const char* body;
        Verdict verdict;
    };
    const Row rows[] = {{200, "ok", Verdict::accepted},
                        {200, "", Verdict::unknown},
                        {200, "OK", Verdict::unknown},
                        {200, "ok\n", Verdict::unknown},
                        {200, "<html>", Verdict::unknown},
                        {201, "ok", Verdict::unknown},
                        {202, "", Verdict::unknown},
                        {204, "", Verdict::unknown},
                        {302, "", Verdict::misconfigured},
                        {400, "invalid_payload", Verdict::misconfigured},
                        {400, "no_text", Verdict::misconfigured},
                        {400, "user_not_found", Verdict::misconfigured},
                        {403, "action_prohibited", Verdict::misconfigured},
                        {403, "invalid_token", Verdict::misconfigured},
                        {404, "no_service", Verdict::misconfigured},
                        {404, "no_active_hooks", Verdict::misconfigured},
                        {404, "channel_not_found", Verdict::misconfigured},
                        {408, "", Verdict::deferred},
                        {410, "channel_is_archived", Verdict::misconfigured},
                        {429, "", Verdict::deferred},
                        {500, "rollup_error", Verdict::deferred},
                        {503, "", Verdict::deferred}};
    const SlackWebhookChannel channel(hook());
    for (const Row& row : rows) {
        EXPECT_EQ(channel.interpret(post(), place_answer(row.status, row.body)).verdict,
                  row.verdict)
            << row.status << " " << row.body;
    }
}

TEST(SlackWebhook, AddressIsNeverShown) {
    proves("P18");
    const Outcome outcome = SlackWebhookChannel(hook()).interpret(
        post(), place_answer(404, "no_service at /services/T01/B02/s3cr3t"));
    EXPECT_EQ(outcome.detail, "slack-hook answered 404 no_service at ***");
    WireAnswer broken = place_answer(0);
    broken.curl_code = CURLE_COULDNT_CONNECT;
    broken.curl_error = "cannot reach https://hooks.slack.com/services/T01/B02/s3cr3t";
    EXPECT_EQ(SlackWebhookChannel(hook()).interpret(post(), broken).detail, "cannot reach ***");
}

TEST(SlackWebhook, RedirectIsNotFollowed) {
    ScriptedServer server(ScriptedServer::always(
        http_answer("302 Found", "ok", "Location: http://127.0.0.1:1/elsewhere\r\n")));
    SlackWebhook local = hook();
    local.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/services/T01";
    local.plain = local.private_addresses = true;
    Transfers transfers;
    EXPECT_EQ(sent(transfers, SlackWebhookChannel(local), post()).verdict, Verdict::misconfigured);
    EXPECT_EQ(server.connections(), 1);
}

TEST(SlackWebhook, WrongAddressIsNamed) {
    EXPECT_TRUE(problems(hook()).empty());
    SlackWebhook bad = hook();
    bad.url = "http://hooks.slack.com/services/x";
    EXPECT_EQ(problems(bad).size(), 1U);
    EXPECT_THROW(SlackWebhookChannel{bad}, std::runtime_error);
}

TEST(JsonObjects, AreThoseOfOneDepth) {
    const std::string json = R"([{"a":{"b":1}},{"c":"}{"},[{"d":2}],{"e")";
    EXPECT_EQ(json_objects(json, 1),
              (std::vector<std::string_view>{R"({"a":{"b":1}})", R"({"c":"}{"})"}));
    EXPECT_EQ(json_objects(json, 2), (std::vector<std::string_view>{R"({"b":1})", R"({"d":2})"}));
    EXPECT_EQ(json_objects(R"({"a":1})", 0), (std::vector<std::string_view>{R"({"a":1})"}));
    for (const char* none : {"", "[", "]}", "\"", "[\"{}\"]", "}{"}) {
        EXPECT_TRUE(json_objects(none, 1).empty()) << none;
    }
}

TEST(JsonField, FindsClaims) {
    EXPECT_EQ(json_field(R"({"ok":true})", "ok", 1), "true");
    EXPECT_EQ(json_field(R"({"ok" : false})", "ok", 1), "false");
    EXPECT_EQ(json_field(R"({"ok":null})", "ok", 1), std::nullopt);
}

SlackWorkspace with_buttons() {
    SlackWorkspace pressed = workspace();
    pressed.buttons = true;
    return pressed;
}

Message answer_to(const std::string& presser, const std::string& room) {
    Message message = place_message(Medium::chat, "answer");
    message.facts = {{"event", "answer"}, {"presser", presser}, {"room", room}};
    message.text = "Taken. INC-42 <GP> & more";
    return message;
}

TEST(Slack, APostThatCallsForSomebodyBearsAButton) {
    proves("P12");
    for (const char* event : {"opened", "called", "passed-on", "escalated", "reopened"}) {
        const WireRequest request =
            SlackChannel(with_buttons()).compose(place_message(Medium::chat, event));
        // What people read stands in the block as well, and the text is what a lock screen shows.
        const std::string text = json_field(request.body, "text", 1).value_or("");
        EXPECT_NE(
            request.body.find(R"("blocks":[{"type":"section","text":{"type":"plain_text",)" +
                              json_member("text", text) +
                              R"(,"emoji":false}},)"
                              R"({"type":"actions","elements":[{"type":"button",)"
                              R"("action_id":"tocsin-take","value":"k7q2 42",)"
                              R"("text":{"type":"plain_text","text":"I take INC-42"},"confirm":)"),
            std::string::npos)
            << event << " " << request.body;
    }
    for (const char* event : {"taken", "resolved", "closed", "notice", "status", "severity"}) {
        const WireRequest request =
            SlackChannel(with_buttons()).compose(place_message(Medium::chat, event));
        EXPECT_EQ(request.body.find("blocks"), std::string::npos) << event;
    }
    // Without the settings that prove a press nobody is shown a button that does nothing.
    const WireRequest request =
        SlackChannel(workspace()).compose(place_message(Medium::chat, "opened"));
    EXPECT_EQ(request.body.find("blocks"), std::string::npos);
}

TEST(Slack, ASectionIsNoLongerThanSlackTakes) {
    Message message = place_message(Medium::chat, "opened");
    message.text = std::string(5000, '&');
    const WireRequest request = SlackChannel(with_buttons()).compose(message);
    const std::size_t begin = request.body.find(R"("plain_text","text":")") + 21;
    const std::string text = request.body.substr(begin, request.body.find('"', begin) - begin);
    EXPECT_GT(text.size(), 1400u);
    EXPECT_LE(text.size(), 3000u);
    EXPECT_TRUE(text.ends_with("&amp;...")) << text.substr(text.size() - 20);
}

TEST(Slack, WhoeverPressedIsAnsweredAndNobodyElseSeesIt) {
    proves("P12");
    const Message message = answer_to("U0123ABCD", "C9ROOM");
    const SlackChannel channel(with_buttons());
    const WireRequest request = channel.compose(message);
    EXPECT_EQ(request.url, "https://slack.com/api/chat.postEphemeral");
    EXPECT_EQ(request.body, R"({"channel":"C9ROOM","user":"U0123ABCD",)"
                            R"("text":"Taken. INC-42 &lt;GP&gt; &amp; more","parse":"none"})");
    // In the thread in which it was pressed, or nobody would see it there.
    const Message in_thread = answer_to("U0123ABCD", slack_spot("C9ROOM", time_of_post));
    EXPECT_NE(channel.compose(in_thread).body.find(
                  R"({"channel":"C9ROOM","thread_ts":"1767492666.000200","user":"U0123ABCD",)"),
              std::string::npos);
    EXPECT_FALSE(channel.look_up(message)) << "what one person sees cannot be looked up";
    EXPECT_EQ(verdict(message, place_answer(200, R"({"ok":true,"message_ts":"1.2"})")),
              Verdict::accepted);
    for (const char* word :
         {"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived", "no_text",
          "user_is_restricted", "restricted_action", "no_permission", "never_seen"}) {
        EXPECT_EQ(verdict(message, error(word)), Verdict::refused) << word;
    }
    EXPECT_EQ(verdict(message, error("ratelimited")), Verdict::deferred);
    EXPECT_EQ(verdict(message, error("missing_scope")), Verdict::misconfigured);
    EXPECT_EQ(verdict(message, place_answer(200, "<html>")), Verdict::unknown);
}

TEST(Slack, AnAnswerGoesToNobodyWhoCannotBeNamed) {
    for (const auto& [presser, room] : {std::pair("pat", "C9ROOM"), std::pair("U0123ABCD", "D1"),
                                        std::pair("", "C9ROOM"), std::pair("U0123ABCD", "")}) {
        EXPECT_THROW((void)SlackChannel(with_buttons()).compose(answer_to(presser, room)),
                     NothingToTell)
            << presser << " " << room;
    }
}

}  // namespace
}  // namespace tocsin
