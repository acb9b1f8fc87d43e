#include "channels/mask.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Mask, ShowsEnoughToRecogniseAndTooLittleToUse) {
    proves("P18");
    EXPECT_EQ(mask_phone("+447700900104"), "07700 ...104");
    EXPECT_EQ(mask_phone("07700 900 104"), "07700 ...104");
    EXPECT_EQ(mask_phone("+12025550104"), "1202 ...104");
    EXPECT_EQ(mask_phone("1234567"), "...");
    EXPECT_EQ(mask_phone(""), "...");
    EXPECT_EQ(mask_mail("jo.elm@example.org"), "j...@example.org");
    EXPECT_EQ(mask_mail("nobody"), "...");
    EXPECT_EQ(mask_mail("@example.org"), "...");
}

TEST(Mask, WhatAProviderSaysIsOneHarmlessLine) {
    proves("P18");
    EXPECT_EQ(fit_to_show("error 30003\r\n\x1B[31mred"), "error 30003   [31mred");
    EXPECT_EQ(fit_to_show("744+700900101"), "744 7009 ...101");
    EXPECT_EQ(fit_to_show("to +431111 by 431111"), "to ... by 431111") << "of six digits";
    EXPECT_EQ(fit_to_show("to=447700900104&x"), "to=07700 ...104&x");
    EXPECT_EQ(fit_to_show("a@b.c, and jo@example.org!"), "a...@b.c, and j...@example.org!");
    EXPECT_EQ(fit_to_show("key abc123 used", {{"key", "abc123"}, {"none", ""}}), "key *** used");
    EXPECT_EQ(fit_to_show("127.0.0.1 port 40123"), "127.0.0.1 port 40123");
    EXPECT_EQ(fit_to_show(std::string(5000, 'x')).size(), 200u);
    EXPECT_EQ(fit_to_show("\xFF@@@"), "\xEF\xBF\xBD.........");
}

}  // namespace
}  // namespace tocsin
