#include "channels/link.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace tocsin {
namespace {

const std::string key = "an old key of 32 bytes, or more..";
const std::string newer = "a newer key, of 32 bytes or more.";
const Instant expires{std::chrono::seconds(1767492666)};

std::string token(bool mail = false) {
    return make_link_token(key, CallId{42}, "pat.ash", expires, mail);
}

const std::vector<std::string> old_keys = {key};

TEST(Link, ATokenNamesItsCallAndItsMedium) {
    EXPECT_EQ(read_link_token(token()), (LinkName{CallId{42}, false}));
    EXPECT_EQ(read_link_token(token(true)), (LinkName{CallId{42}, true}));
}

TEST(Link, ATokenIsShortAndFitForAText) {
    EXPECT_LE(token().size(), 20u);
    EXPECT_EQ(token().find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz"), std::string::npos);
    EXPECT_EQ(token(), token());
}

TEST(Link, CapitalsDoNotMatter) {
    std::string loud = token();
    for (char& sign : loud)
        sign = static_cast<char>(std::toupper(static_cast<unsigned char>(sign)));
    EXPECT_TRUE(link_holds(old_keys, loud, "pat.ash", expires));
}

TEST(Link, EveryLiveKeyHoldsAndNoOther) {
    const std::vector<std::string> both = {newer, key};
    const std::vector<std::string> other = {newer};
    EXPECT_TRUE(link_holds(both, token(), "pat.ash", expires));
    EXPECT_FALSE(link_holds(other, token(), "pat.ash", expires));
    EXPECT_THROW(make_link_token("short", CallId{42}, "pat.ash", expires, false),
                 std::runtime_error);
}

TEST(Link, AChangedTokenDoesNotHold) {
    proves("P12");
    const std::string good = token();
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char sign : std::string_view("0123456789abcdefghjkmnpqrstvwxyz-_.!o ")) {
            if (sign == good[at]) continue;
            std::string changed = good;
            changed[at] = sign;
            EXPECT_FALSE(link_holds(old_keys, changed, "pat.ash", expires)) << changed;
        }
    }
    for (const std::string& bad :
         {std::string(), good.substr(1), good.substr(0, 16), good + good}) {
        EXPECT_FALSE(link_holds(old_keys, bad, "pat.ash", expires)) << bad;
    }
    EXPECT_FALSE(read_link_token("").has_value());
    EXPECT_FALSE(read_link_token("../../etc/passwd").has_value());
    EXPECT_FALSE(read_link_token(std::string(1000, 'a')).has_value());
}

TEST(Link, ItIsBoundToPersonAndExpiry) {
    proves("P12");
    EXPECT_FALSE(link_holds(old_keys, token(), "jo.oak", expires));
    EXPECT_FALSE(link_holds(old_keys, token(), "pat.ash", expires + std::chrono::seconds(1)));
    EXPECT_TRUE(link_holds(old_keys, token(), "pat.ash", expires));
    const std::set<std::string> tokens = {
        token(), token(true), make_link_token(key, CallId{43}, "pat.ash", expires, false),
        make_link_token(key, CallId{42}, "jo.oak", expires, false),
        make_link_token(key, CallId{42}, "pat.ash", expires + std::chrono::hours(1), false)};
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
    EXPECT_EQ(filled.link, "https://example.org/a/x?a=1&b=\"");
}

}  // namespace
}  // namespace tocsin
