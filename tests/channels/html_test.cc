#include "channels/html.h"

#include "channels/page.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Html, MarkupBecomesText) {
    EXPECT_EQ(escaped("<script>alert(\"1\")</script> & 'x'"),
              "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;");
}

TEST(Html, NothingStaysNothing) {
    EXPECT_EQ(escaped(""), "");
}

TEST(Html, ControlCharactersAreRemovedAndLinesStay) {
    EXPECT_EQ(escaped(std::string("a\0b\x1b[2J\x7f\r\n\tc", 12)), "ab[2J\n\tc");
    EXPECT_EQ(escaped("a\xC2\x85z"), "az");      // C1, next line
    EXPECT_EQ(escaped("a\xEF\xBF\xBFz"), "az");  // U+FFFF, which XML forbids
}

TEST(Html, MarksThatTurnTheDirectionOfWritingAreRemoved) {
    EXPECT_EQ(escaped("INC\xE2\x80\xAE"
                      "1402"),
              "INC1402");                                  // right-to-left override
    EXPECT_EQ(escaped("\xE2\x81\xA7x\xE2\x81\xA9"), "x");  // isolate
    EXPECT_EQ(escaped("\xD8\x9Cx\xE2\x80\x8F"), "x");      // Arabic and right-to-left marks
}

TEST(Html, LettersOfEveryLengthStay) {
    EXPECT_EQ(escaped("Si\xC3\xA2n \xE2\x82\xAC \xF0\x9F\x9A\x91"),
              "Si\xC3\xA2n \xE2\x82\xAC \xF0\x9F\x9A\x91");
}

TEST(Html, BrokenBytesBecomeReplacementSigns) {
    const std::string sign = "\xEF\xBF\xBD";
    EXPECT_EQ(escaped("a\xFFz"), "a" + sign + "z");
    EXPECT_EQ(escaped("a\xC3"), "a" + sign);                 // cut
    EXPECT_EQ(escaped("\xC0\xBC"), sign + sign);             // overlong <
    EXPECT_EQ(escaped("\xED\xA0\x80"), sign + sign + sign);  // surrogate
    EXPECT_EQ(escaped("\xF4\x90\x80\x80"), sign + sign + sign + sign);
    EXPECT_EQ(escaped("\xE2\x80<"), sign + sign + "&lt;");  // a cut sequence eats no markup
}

TEST(Pages, InstantsOfOffsetsAreWrittenInUtc) {
    EXPECT_EQ(utc("2026-07-08T04:18:07+01:00"), "2026-07-08T03:18:07Z");
    EXPECT_EQ(utc("2026-01-01T00:30+01:00"), "2025-12-31T23:30:00Z");
    EXPECT_EQ(utc("2026-12-31T23:30:00-01:00"), "2027-01-01T00:30:00Z");
    EXPECT_EQ(utc("2026-10-25T01:40:00Z"), "2026-10-25T01:40:00Z");
}

TEST(Pages, WhatIsNoInstantHasNoUtc) {
    for (const auto* text :
         {"", "02:34", "2026-07-08T04:18:07", "2026-02-30T04:18:07Z", "2026-07-08T24:18:07Z",
          "2026-07-08T04:18:7Z", "2026-07-08T04:18:", "2026-07-08T04:18:07+1:00",
          "2026-07-08T04:18:07 01:00", "-026-07-08T04:18Z"}) {
        EXPECT_EQ(utc(text), "") << text;
    }
}

TEST(Pages, PolicyNamesTheHashOfTheStyle) {
    // printf 'body{}' | openssl dgst -sha256 -binary | base64
    EXPECT_EQ(
        style_policy("body{}"),
        "default-src 'none'; style-src 'sha256-fJgEClQWV1hGkK4qHMO0KotTsVnMYMXTq7/suurGyUo='; "
        "form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'");
}

}  // namespace
}  // namespace tocsin
