// Alerts of Opsgenie and what is done to them, and the names of requests, which say themselves what
// became of them.
#include "daemon/opsgenie_intake.h"

#include "rota/clock_words.h"

#include <set>

namespace tocsin {
namespace {

using Kind = Signal::Kind;

const std::string alert = R"({"message":"Theatre 3 HVAC pressure low","alias":"hvac-t3-pressure",
 "description":"4.1 Pa (limit 10)\nrising","responders":[{"type":"team","name":"Estates"}],
 "tags":["hvac","theatre"],"details":{"room":"T3","site":"North"},"entity":"theatre-3",
 "source":"BMS","priority":"P2"})";

Source source() {
    Source source;
    source.name = "bms";
    source.dialect = "opsgenie";
    return source;
}

Signal created(const std::string& body, const Source& from = source()) {
    auto read = read_opsgenie_alert(body, from, "drawn");
    if (const auto* wrong = std::get_if<ProblemDetail>(&read)) {
        ADD_FAILURE() << wrong->slug << "\n" << body;
        return {};
    }
    return std::get<std::vector<Signal>>(read).front();
}

Signal acted(OpsgenieAct act, const std::string& body) {
    auto read = read_opsgenie_act(act, "hvac", body);
    if (const auto* wrong = std::get_if<ProblemDetail>(&read)) {
        Signal refused;
        refused.comment = "! " + wrong->slug;
        return refused;
    }
    return std::get<std::vector<Signal>>(read).front();
}

TEST(OpsgenieIntake, AnAlertFires) {
    const Signal signal = created(alert);
    const Alarm& alarm = signal.alarm;
    EXPECT_EQ(signal.kind, Kind::firing);
    EXPECT_EQ(alarm.key, "hvac-t3-pressure");
    EXPECT_EQ(alarm.severity, 2);
    EXPECT_EQ(alarm.summary, "Theatre 3 HVAC pressure low");
    EXPECT_EQ(alarm.description, "4.1 Pa (limit 10)\nrising");
    EXPECT_EQ(alarm.service, "theatre-3");
    EXPECT_EQ(alarm.place, "North");
    EXPECT_EQ(alarm.fields.at("details.room"), "T3");
    EXPECT_EQ(alarm.fields.at("tags"), R"(["hvac","theatre"])");
}

TEST(OpsgenieIntake, PrioritiesAreLevels) {
    const auto level = [](const std::string& priority, const Source& from = source()) {
        return created(R"({"message":"m","priority":")" + priority + "\"}", from).alarm.severity;
    };
    EXPECT_EQ(level("P1"), 1);
    EXPECT_EQ(level("P5"), 5);
    EXPECT_EQ(level("p3"), 3);
    EXPECT_EQ(level("P6"), 2);
    EXPECT_EQ(level(""), 2);
    Source own = source();
    own.severities = {{"P1", 3}};
    EXPECT_EQ(level("P1", own), 3);
    own.severity = 4;
    EXPECT_EQ(level("", own), 4);
    EXPECT_EQ(level("P2", own), 2);
}

TEST(OpsgenieIntake, TheConfigurationNamesTheService) {
    Source own = source();
    own.service = "theatres";
    EXPECT_EQ(created(alert, own).alarm.service, "theatres");
}

TEST(OpsgenieIntake, AnAlertNeedsItsMessageAlone) {
    EXPECT_EQ(created(R"({"message":"m"})").alarm.key, "drawn");
    EXPECT_EQ(created(R"({"message":"m"})").alarm.service, "m");
    const auto slug = [](const std::string& body) {
        const auto read = read_opsgenie_alert(body, source(), "drawn");
        const auto* wrong = std::get_if<ProblemDetail>(&read);
        return wrong ? wrong->slug : "accepted";
    };
    EXPECT_EQ(slug("{}"), "fields");
    EXPECT_EQ(slug(R"({"message":""})"), "fields");
    EXPECT_EQ(slug("[]"), "fields");
    EXPECT_EQ(slug("{"), "not-json");
    EXPECT_EQ(slug(""), "not-json");
}

TEST(OpsgenieIntake, WhatIsDoneToAnAlert) {
    EXPECT_EQ(acted(OpsgenieAct::close, "").kind, Kind::over);
    EXPECT_FALSE(acted(OpsgenieAct::close, "").alarm.firing);
    const Signal taken =
        acted(OpsgenieAct::acknowledge, R"({"user":"Pat Ash","note":"on it","source":"x"})");
    EXPECT_EQ(taken.kind, Kind::acknowledged);
    EXPECT_EQ(taken.alarm.key, "hvac");
    EXPECT_EQ(taken.author, "Pat Ash");
    EXPECT_EQ(taken.comment, "on it");
    EXPECT_EQ(acted(OpsgenieAct::unacknowledge, "{}").kind, Kind::noted);
    EXPECT_EQ(acted(OpsgenieAct::unacknowledge, "{}").comment, "No longer acknowledged");
    EXPECT_EQ(acted(OpsgenieAct::note, R"({"note":"fan 2 replaced"})").comment, "fan 2 replaced");
    EXPECT_EQ(acted(OpsgenieAct::note, R"({"note":"fan 2 replaced"})").kind, Kind::noted);
    EXPECT_EQ(acted(OpsgenieAct::note, "{}").comment, "! fields");
    EXPECT_EQ(acted(OpsgenieAct::close, "{").comment, "! not-json");
    EXPECT_EQ(acted(OpsgenieAct::close, "[]").comment, "! fields");
}

TEST(OpsgenieRequest, SaysItselfWhatBecameOfIt) {
    const SecretHash key = hash_secret("key"), other = hash_secret("other");
    const Instant at = *parse_rfc3339("2026-01-04T02:11:05Z");
    for (const OpsgenieAct act : {OpsgenieAct::create, OpsgenieAct::close, OpsgenieAct::acknowledge,
                                  OpsgenieAct::unacknowledge, OpsgenieAct::note}) {
        for (const std::uint64_t incident : {0ul, 1ul, 42ul, (1ul << 40) - 1}) {
            const OpsgenieOutcome outcome{act, {incident}, at};
            const std::string id = opsgenie_request_id(outcome, 0x2a5, key);
            EXPECT_EQ(id.size(), 36u);
            EXPECT_EQ(id[14], '8');  // its version
            EXPECT_EQ(read_opsgenie_request_id(id, {other, key}), outcome) << id;
            EXPECT_FALSE(read_opsgenie_request_id(id, {other})) << id;
        }
    }
}

TEST(OpsgenieRequest, NobodyMakesOneUp) {
    const SecretHash key = hash_secret("key");
    const std::string id = opsgenie_request_id(
        {OpsgenieAct::close, {0}, Instant{std::chrono::hours(500'000)}}, 3, key);
    for (std::size_t i = 0; i < id.size(); ++i) {
        std::string changed = id;
        changed[i] = changed[i] == '1' ? '2' : '1';
        EXPECT_FALSE(read_opsgenie_request_id(changed, {key})) << changed;
    }
    EXPECT_FALSE(read_opsgenie_request_id(id.substr(1), {key}));
    EXPECT_FALSE(read_opsgenie_request_id("", {key}));
    EXPECT_FALSE(read_opsgenie_request_id(id, {}));
}

TEST(OpsgenieRequest, TwoOfOneSecondHaveNamesOfTheirOwn) {
    std::set<std::string> ids;
    for (unsigned salt = 0; salt < 1024; ++salt) {
        ids.insert(opsgenie_request_id({}, salt, hash_secret("key")));
    }
    EXPECT_EQ(ids.size(), 1024u);
}

}  // namespace
}  // namespace tocsin
