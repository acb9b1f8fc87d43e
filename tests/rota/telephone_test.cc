// Telephone numbers as people write them: which form they become, whom a text reaches, and what is
// said of the others.
#include "rota/telephone.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tocsin {
namespace {

TEST(Telephone, IsBroughtToE164HoweverItIsWritten) {
    proves("HSSI-13");
    for (const char* text :
         {"07700 900101", "07700900101", "+44 7700 900101", "+44 (0)7700 900101", "(0)7700 900101",
          "00 44 (0) 7700 900 101", "0044 7700 900101", "44 7700 900101", "(07700) 900-101",
          "07700.900.101", " 07700 900 101 ", "(+44) 7700 900101", "+4407700900101",
          // A spreadsheet drops the 0 of a number; a web page and a telephone add signs unseen.
          "7700900101",
          "07700\xC2\xA0"
          "900101",
          "07700\xE2\x80\x93"
          "900101",
          "\xE2\x80\xAA+44 7700 900101\xE2\x80\xAC"}) {
        const Phone phone = parse_texted_phone(text);
        EXPECT_EQ(phone.value, "+447700900101") << text << ": " << phone.why;
        EXPECT_EQ(phone.why, "") << text;
    }
}

TEST(Telephone, OfOtherCountriesHasItsCode) {
    EXPECT_EQ(parse_texted_phone("+1 202 555 0143").value, "+12025550143");
    EXPECT_EQ(parse_texted_phone("00 33 6 12 34 56 78").value, "+33612345678");
    EXPECT_EQ(parse_texted_phone("+353 85 123 4567").value, "+353851234567");
    EXPECT_EQ(parse_texted_phone("07624 900101").value, "+447624900101") << "the Isle of Man";
    EXPECT_EQ(parse_texted_phone("085 123 4567", "IE").value, "+353851234567");
    EXPECT_EQ(parse_texted_phone("+44 7700 900101", "IE").value, "+447700900101");
    EXPECT_TRUE(phone_region_known("IE"));
    for (const char* region : {"", "gb", "UK", "England", "ZZ"}) {
        EXPECT_FALSE(phone_region_known(region)) << region;
    }
}

// Ofcom keeps 07700 900000 to 900999 for drama, and so do our examples and exercises.
TEST(Telephone, EveryNumberOfTheDramaRangeIsGood) {
    for (int last = 0; last < 1000; ++last) {
        const std::string three = std::to_string(1000 + last).substr(1);
        ASSERT_EQ(parse_texted_phone("07700 900" + three).value, "+447700900" + three);
    }
}

TEST(Telephone, WhatRingsWithoutTextsIsADesksAndNoPersons) {
    proves("P11");
    const struct {
        const char* text;
        const char* value;
        const char* no_texts;
    } numbers[] = {
        {"020 7946 0018", "+442079460018", "a landline"},
        {"0113 496 0123", "+441134960123", "a landline"},
        {"01632 960123", "+441632960123", "a landline"},
        {"016977 2345", "+44169772345", "a landline"},
        {"+49 30 123456", "+4930123456", "a landline"},
        {"0808 157 0123", "+448081570123", "a freephone number"},
        {"03069 990123", "+443069990123", "a number for callers of a company"},
        {"056 0012 3456", "+445600123456", "an internet telephone"},
    };
    for (const auto& number : numbers) {
        const Phone phone = parse_phone(number.text);
        EXPECT_EQ(phone.value, number.value) << number.text << ": " << phone.why;
        EXPECT_EQ(phone.no_texts, number.no_texts) << number.text;
        const Phone texted = parse_texted_phone(number.text);
        EXPECT_EQ(texted.value, "") << number.text;
        EXPECT_EQ(texted.why,
                  "it is " + std::string(number.no_texts) + ", which texts do not reach");
    }
}

TEST(Telephone, WhatReachesNobodyIsRefusedWithAReason) {
    const struct {
        const char* text;
        const char* why;
    } numbers[] = {
        {"", "it has no digits"},
        {" - ", "it has no digits"},
        {"+", "it has no digits"},
        {"0", "it is too short, or begins with the code of no country"},
        {"+44", "it is too short, or begins with the code of no country"},
        {"+0 7700 900101", "it is too short, or begins with the code of no country"},
        {"999", "it has too few digits for a phone number of its country"},
        {"07700 90010", "no telephone has that number: no provider has been given it"},
        {"07700 9001011", "it has too many digits for a phone number of its country"},
        {"+49477947700900 92", "it has more digits than any phone number"},
        {"+1234567890123456", "it has too many digits for a phone number of its country"},
        {"06123 456789", "no telephone has that number: no provider has been given it"},
        {"070 1234 5678", "it is a personal number (070), which texts do not reach"},
        {"07640 123456", "it is a pager, which texts do not reach"},
        {"0909 879 0123", "it is charged at premium rate"},
        {"07700 9OO101",
         "a phone number is written with digits, spaces, +, -, . and brackets, and without an "
         "extension"},
        {"0800 FLOWERS",
         "a phone number is written with digits, spaces, +, -, . and brackets, and without an "
         "extension"},
        {"07700 900101 x2",
         "a phone number is written with digits, spaces, +, -, . and brackets, and without an "
         "extension"},
        {"\xD9\xA0\xD9\xA7",
         "a phone number is written with digits, spaces, +, -, . and brackets, and without an "
         "extension"},
        {"++447700900101", "a + stands only before the code of a country"},
        {"4+47700900101", "a + stands only before the code of a country"},
        {"07700 900101 / 102", "it is one number, not several"},
        {"7.7009E+09",
         "a spreadsheet has turned it into a number: make its column text, and type it again"},
    };
    for (const auto& number : numbers) {
        const Phone phone = parse_phone(number.text);
        EXPECT_EQ(phone.value, "") << number.text;
        EXPECT_EQ(phone.why, number.why) << number.text;
        EXPECT_EQ(parse_texted_phone(number.text).why, number.why) << number.text;
    }
    EXPECT_EQ(parse_phone(std::string(65, '0')).why, "it is too long for a phone number");
}

TEST(Telephone, OfASenderIsItsNumberWhateverKindItIs) {
    EXPECT_EQ(parse_sender("447700900123"), "+447700900123");
    EXPECT_EQ(parse_sender("+447700900123"), "+447700900123");
    EXPECT_EQ(parse_sender("07700 900123"), "+447700900123");
    EXPECT_EQ(parse_sender("442079460018"), "+442079460018");
    // Whoever is unknown to the tables may have written all the same.
    EXPECT_EQ(parse_phone("06123 456789").value, "");
    EXPECT_EQ(parse_sender("446123456789"), "+446123456789");
    for (const char* text : {"", "60006", "EE", "0", "44770090012x", "4477009001234567890"}) {
        EXPECT_EQ(parse_sender(text), "") << text;
    }
}

TEST(Telephone, IsSpokenAsPeopleOfItsCountryReadIt) {
    EXPECT_EQ(spoken_phone("+447700900101"), "07700 900101");
    EXPECT_EQ(spoken_phone("+441134960123"), "0113 496 0123");
    EXPECT_EQ(spoken_phone("+442079460018"), "020 7946 0018");
    EXPECT_EQ(spoken_phone("+33612345678"), "+33612345678");
    EXPECT_EQ(spoken_phone(""), "");
}

// An upload, a reply and a reload may read numbers at once.
TEST(Telephone, IsReadByManyThreadsAtOnce) {
    std::vector<std::thread> threads;
    std::vector<int> good(4, 0);
    for (std::size_t thread = 0; thread < good.size(); ++thread) {
        threads.emplace_back([&good, thread] {
            for (int n = 100; n < 400; ++n) {
                const std::string number = "+447700900" + std::to_string(n);
                if (parse_phone(number).value == number) ++good[thread];
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, std::vector<int>(4, 300));
}

}  // namespace
}  // namespace tocsin
