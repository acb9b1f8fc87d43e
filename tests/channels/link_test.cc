#include "channels/link.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace tocsin {
namespace {

const std::string key = "an old key of 32 bytes, or more..";
const std::string newer = "a newer key, of 32 bytes or more.";
const Instant expires{std::chrono::seconds(1767492666)};

std::string token(bool mail = false) {
    return make_link_token(key, CallId{42}, "pat.ash", expires, mail);
}

TEST(Link, ATokenReadsBackAsItsClaim) {
    const LinkClaim expected{CallId{42}, link_person("pat.ash"), expires, false};
    EXPECT_EQ(read_link_token(std::vector{key}, token()), expected);
    EXPECT_TRUE(read_link_token(std::vector{key}, token(true))->mail);
    const CallId largest{~std::uint64_t{0}};
    const std::string far =
        make_link_token(key, largest, "", Instant(std::chrono::hours(24 * 40000)), true);
    EXPECT_EQ(read_link_token(std::vector{key}, far)->call, largest);
}

TEST(Link, ATokenIsShortAndFitForAUrl) {
    EXPECT_EQ(token().size(), 51u);
    EXPECT_EQ(token().find_first_not_of(
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_EQ(token(), token());
}

TEST(Link, EveryLiveKeyReadsAndNoOther) {
    EXPECT_TRUE(read_link_token(std::vector{newer, key}, token()));
    EXPECT_FALSE(read_link_token(std::vector{newer}, token()));
    EXPECT_FALSE(read_link_token(std::vector<std::string>{}, token()));
    EXPECT_THROW(make_link_token("short", CallId{1}, "pat.ash", expires, false),
                 std::runtime_error);
}

TEST(Link, AChangedTokenIsNone) {
    proves("P12");
    const std::string good = token();
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char other : {'A', 'B', '_', '=', '\0', '\n'}) {
            std::string bad = good;
            if (bad[at] == other) continue;
            bad[at] = other;
            EXPECT_FALSE(read_link_token(std::vector{key}, bad)) << at;
        }
    }
    for (const std::string& bad :
         {std::string(), good.substr(1), good + "A", std::string(51, 'A')}) {
        EXPECT_FALSE(read_link_token(std::vector{key}, bad));
    }
}

TEST(Link, ACallAPersonATimeAndAMediumHaveTheirOwnToken) {
    proves("P12");
    const std::set<std::string> tokens{
        token(), token(true), make_link_token(key, CallId{43}, "pat.ash", expires, false),
        make_link_token(key, CallId{42}, "jo.elm", expires, false),
        make_link_token(key, CallId{42}, "pat.ash", expires + std::chrono::seconds(1), false)};
    EXPECT_EQ(tokens.size(), 5u);
}

TEST(Link, ItIsPutInWhereItsMarkStands) {
    Message message;
    message.text = "Open {link}, or {link}.";
    message.html = "<a href=\"{link}\">";
    const Message filled = fill_link(message, "https://example.org/a/x?a=1&b=\"");
    EXPECT_EQ(filled.text,
              "Open https://example.org/a/x?a=1&b=\", or https://example.org/a/x?a=1&b=\".");
    EXPECT_EQ(filled.html, "<a href=\"https://example.org/a/x?a=1&amp;b=&quot;\">");
}

}  // namespace
}  // namespace tocsin
