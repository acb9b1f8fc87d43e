#include "core/gsm7.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string times(int count, const std::string& sign) {
    std::string out;
    for (int i = 0; i < count; ++i) out += sign;
    return out;
}

constexpr auto gsm7 = SmsAlphabet::gsm7;
constexpr auto ucs2 = SmsAlphabet::ucs2;

TEST(Gsm7, TextsAreMeasuredAsCarriersDo) {
    EXPECT_EQ(sms_size(""), (SmsSize{gsm7, 0, 1}));
    EXPECT_EQ(sms_size("P1 EPR down €"), (SmsSize{gsm7, 14, 1}));
    EXPECT_EQ(sms_size(times(160, "a")), (SmsSize{gsm7, 160, 1}));
    EXPECT_EQ(sms_size(times(161, "a")), (SmsSize{gsm7, 161, 2}));
    EXPECT_EQ(sms_size(times(306, "a")), (SmsSize{gsm7, 306, 2}));
    EXPECT_EQ(sms_size(times(307, "a")), (SmsSize{gsm7, 307, 3}));
    EXPECT_EQ(sms_size(times(80, "€")), (SmsSize{gsm7, 160, 1}));
    EXPECT_EQ(sms_size(times(81, "€")), (SmsSize{gsm7, 162, 2}));
    EXPECT_EQ(sms_size(times(70, "✓")), (SmsSize{ucs2, 70, 1}));
    EXPECT_EQ(sms_size(times(71, "✓")), (SmsSize{ucs2, 71, 2}));
    EXPECT_EQ(sms_size(times(35, "😀")), (SmsSize{ucs2, 70, 1}));
    EXPECT_EQ(sms_size(times(36, "😀")), (SmsSize{ucs2, 72, 2}));
    EXPECT_EQ(sms_size("café"), (SmsSize{gsm7, 4, 1}));
    EXPECT_EQ(sms_size("dŵr").alphabet, ucs2);
    EXPECT_EQ(sms_size("it’s").alphabet, ucs2);
}

TEST(Gsm7, NoPairIsSplitOverTwoParts) {
    EXPECT_EQ(sms_size(times(152, "a") + "€" + times(152, "a")), (SmsSize{gsm7, 306, 3}));
    EXPECT_EQ(sms_size(times(66, "✓") + "😀" + times(66, "✓")), (SmsSize{ucs2, 134, 3}));
}

TEST(Gsm7, EverySignOfTheTablesIsInThem) {
    EXPECT_EQ(sms_size("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤¡ÄÖÑÜ§¿äöñüà").alphabet, gsm7);
    EXPECT_EQ(sms_size("^{}\\[~]|€\f"), (SmsSize{gsm7, 20, 1}));
    for (const char* other : {"`", "ç", "á", "í", "ó", "ú", "â", "ê", "\t", "\xFF"}) {
        EXPECT_EQ(sms_size(other).alphabet, ucs2) << other;
    }
}

TEST(Gsm7, NamesLoseOnlyWhatTheAlphabetLacks) {
    EXPECT_EQ(gsm7_text("Siân"), "Sian");
    EXPECT_EQ(gsm7_text("café über Ångström"), "café über Ångström");
    EXPECT_EQ(gsm7_text("dŵr, Łukasz, Żofia, façade, Ŷ"), "dwr, Lukasz, Zofia, facade, Y");
    EXPECT_EQ(gsm7_text("it’s “down” – now… or — later"), "it's \"down\" - now... or - later");
    EXPECT_EQ(gsm7_text("a\u00A0b\tc\u200Bd\uFEFF"), "a b cd");
    EXPECT_EQ(gsm7_text("Sia\u0302n"), "Sian");
    EXPECT_EQ(gsm7_text("✓ 😀"), "✓ 😀");
}

TEST(Gsm7, WhatTheAlphabetLacksIsAPlainSignOrLeftOut) {
    EXPECT_EQ(textable("🔥 Ward 5 North"), "Ward 5 North");
    EXPECT_EQ(textable("Ward 5 🔥🔥 North"), "Ward 5 North");
    EXPECT_EQ(textable("Łódź Oddział 5, Nguyễn"), "Łódź Oddział 5, Nguyễn");
    EXPECT_EQ(gsm7_text("Łódź Oddział 5, Nguyễn"), "Lodz Oddzial 5, Nguyen");
    EXPECT_EQ(textable("مستشفى الشمال ٥"), "? ? 5");
    EXPECT_EQ(textable("Ward ５｛link｝"), "Ward 5(link)");
    EXPECT_EQ(textable("\u202Ed\u2066 \u200B.\u00AD"), "d .");
    EXPECT_EQ(textable("🔥"), "?");
    EXPECT_EQ(textable("\xFFok"), "?ok");
    EXPECT_EQ(textable(""), "");
    EXPECT_EQ(gsm7_text("A → B, 5 ± ½"), "A -> B, 5 +/- 1/2");
}

TEST(Gsm7, SeptetsAreThoseOfTheTextThatLeaves) {
    for (const char* text : {"", "GP Records", "[a] ~", "…", "Łódź", "Œuvre – “x”"}) {
        EXPECT_EQ(septets_of(text, 1000), sms_size(gsm7_text(text)).units) << text;
    }
    EXPECT_GT(septets_of(times(50, "a"), 10), 10);
}

}  // namespace
}  // namespace tocsin
