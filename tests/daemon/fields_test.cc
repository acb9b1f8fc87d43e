// The strict reader by itself: what it takes, and that it complains once.
#include "daemon/fields.h"

#include "daemon/yaml.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Fields, LengthsOfTimeAreReadAsPeopleWriteThem) {
    EXPECT_EQ(parse_duration("20 min"), minutes(20));
    EXPECT_EQ(parse_duration("20min"), minutes(20));
    EXPECT_EQ(parse_duration("90 s"), seconds(90));
    EXPECT_EQ(parse_duration("1 h 30 min"), minutes(90));
    EXPECT_EQ(parse_duration("2 days"), hours(48));
    for (const char* wrong : {"", "20", "min", "-5 min", "1.5 h", "20 mins", "20 min,", " 5 min",
                              "99999999 s", "9999999 days", "5 min min"}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
}

TEST(Fields, CharactersAreCountedAndNotBytes) {
    EXPECT_EQ(signs("Siân"), 4U);
    EXPECT_EQ(signs(""), 0U);
}

TEST(Fields, EmptyValueIsToldOnceHoweverOftenItIsAskedFor) {
    const YamlResult yaml = parse_yaml("name:\n", "file.yaml");
    ASSERT_TRUE(yaml.tree);
    Problems problems;
    Complaints complaints("file.yaml", problems);
    MapReader map(*yaml.tree, "the desk \"nsd\"", complaints);
    EXPECT_FALSE(map.need_text("name"));
    EXPECT_TRUE(map.items("name").empty());
    map.refuse_unknown();
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].what, "\"name\" of the desk \"nsd\" is empty");
}

TEST(Fields, WhatIsNoMapComplainsOnceAndReadsAsEmpty) {
    const YamlResult yaml = parse_yaml("just words\n", "file.yaml");
    ASSERT_TRUE(yaml.tree);
    Problems problems;
    Complaints complaints("file.yaml", problems);
    MapReader map(*yaml.tree, "the configuration", complaints);
    EXPECT_FALSE(map.need_text("site"));
    EXPECT_TRUE(map.entries("people").empty());
    map.refuse_unknown();
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].what, "the configuration is a single value, not a block of keys");
}

TEST(Fields, LengthOfTimeIsAdvisedWithinItsOwnLimits) {
    const auto advice = [](const std::string& length, Duration min, Duration max) {
        const YamlResult yaml = parse_yaml("poll: " + length + "\n", "file.yaml");
        Problems problems;
        Complaints complaints("file.yaml", problems);
        MapReader map(yaml.tree.value(), "the channel \"notify\"", complaints);
        EXPECT_FALSE(map.duration("poll", min, max));
        return problems.at(0).fix;
    };
    EXPECT_EQ(advice("1 s", seconds(5), minutes(10)), "write it as \"5 min\" or \"30 s\"");
    EXPECT_EQ(advice("1 hour", seconds(5), minutes(10)), "write it as \"5 min\" or \"30 s\"");
    EXPECT_EQ(advice("soon", minutes(1), hours(3)), "write it as \"20 min\" or \"1 h 30 min\"");
    EXPECT_EQ(advice("1 min", seconds(1), seconds(3)), "write it as \"3 s\"");
}

}  // namespace
}  // namespace tocsin
