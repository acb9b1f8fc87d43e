#include "daemon/problem.h"

#include "daemon/json_text.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

namespace tocsin {
namespace {

TEST(Problem, SaysTypeTitleStatusAndEveryBadField) {
    const Response response = problem("https://alert.example.org/problems/",
                                      {.slug = "fields",
                                       .detail = "2 fields are wrong.",
                                       .errors = {{"#/a", "one"}, {"#/b", "\"two\""}},
                                       .retry_after = std::chrono::seconds(5),
                                       .instance = "/v1/incidents"});
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json; charset=utf-8");
    EXPECT_EQ(response.body, R"({"type":"https://alert.example.org/problems/fields",)"
                             R"("title":"Not accepted: fields are wrong","status":422,)"
                             R"("detail":"2 fields are wrong.","instance":"/v1/incidents",)"
                             R"("errors":[{"pointer":"#/a","detail":"one"},)"
                             R"({"pointer":"#/b","detail":"\"two\""}]})"
                             "\n");
    EXPECT_EQ(*find_header(response.headers, "retry-after"), "5");
}

TEST(Problem, SlugsAreUniqueAndAnUnknownOneIsABug) {
    std::set<std::string_view> slugs;
    for (const ProblemKind& kind : problem_kinds()) {
        EXPECT_TRUE(slugs.insert(kind.slug).second) << kind.slug;
        EXPECT_GE(kind.status, 400);
    }
    EXPECT_THROW(problem("/", {.slug = "no-such"}), std::logic_error);
}

TEST(JsonText, EscapesWhatJsonCannotHold) {
    EXPECT_EQ(json_quoted("a\"b\\c\n\r\t\x01/"), R"("a\"b\\c\n\r\t\u0001/")");
    EXPECT_EQ(json_quoted(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonText, KeepsUtf8AndReplacesWhatIsNot) {
    const std::string good = "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x94";
    EXPECT_EQ(json_quoted(good), "\"" + good + "\"");
    const std::string mark = "\xef\xbf\xbd";
    EXPECT_EQ(json_quoted("a\xff"), "\"a" + mark + "\"");
    EXPECT_EQ(json_quoted("\xc3"), "\"" + mark + "\"");
    EXPECT_EQ(json_quoted("\xc0\xaf"), "\"" + mark + mark + "\"") << "overlong";
    EXPECT_EQ(json_quoted("\xed\xa0\x80"), "\"" + mark + mark + mark + "\"") << "surrogate";
}

// P18: what somebody sent is said back without what identifies a patient.
TEST(Problem, NamesNoPatient) {
    proves("P18");
    const Response response =
        problem("/problems/", {.slug = "fields",
                               .detail = "There is no service \"999 000 0018\".",
                               .errors = {{"?9990000018", "Jane Doe, born 3 April 1984"},
                                          {"#/place", "Sam Elm is on call from 3 April 2026"}}});
    EXPECT_EQ(response.body.find("999"), std::string::npos) << response.body;
    EXPECT_EQ(response.body.find("1984"), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("no service \\\"[NHS number]\\\""), std::string::npos)
        << response.body;
    EXPECT_NE(response.body.find("3 April 2026"), std::string::npos) << response.body;
}

}  // namespace
}  // namespace tocsin
