// What a sender wrote can be erased; what it led to stays.
#include "daemon/codec.h"

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

}  // namespace
}  // namespace tocsin
