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

}  // namespace
}  // namespace tocsin
