// HSSI-47: what may identify a patient, as people write it, and what only looks like it.
#include "core/patient_data.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::year_month_day today = 2026y / 11 / 26;

struct Line {
    const char* text;
    const char* masked;  // empty: nothing is found
};

const std::vector<Line> table = {
    // ------------------------------------------------ NHS numbers, as people write them
    {"943 476 5919", "[NHS number]"},
    {"9434765919", "[NHS number]"},
    {"943-476-5919", "[NHS number]"},
    {"943.476.5919", "[NHS number]"},
    {"943 - 476 - 5919", "[NHS number]"},
    {"943 4765919", "[NHS number]"},
    {"943476 5919", "[NHS number]"},
    {"94347 65919", "[NHS number]"},
    {"94 34 76 59 19", "[NHS number]"},
    {"9 4 3 4 7 6 5 9 1 9", "[NHS number]"},
    {"943\xC2\xA0"
     "476\xC2\xA0"
     "5919",
     "[NHS number]"},
    {"943\xE2\x80\x93"
     "476\xE2\x80\x93"
     "5919",
     "[NHS number]"},
    {"943\xE2\x80\x8B"
     "4765919",
     "[NHS number]"},
    {"\xEF\xBC\x99"
     "434765919",
     "[NHS number]"},
    {"943 476\n5919 cannot be found", "[NHS number] cannot be found"},
    {"Records such as 943 476 5919 do not open.", "Records such as [NHS number] do not open."},
    {"NHS9434765919", "NHS[NHS number]"},
    {"NHS No: 943 476 5919, bed 12", "NHS No: [NHS number], bed 12"},
    {"nhs-no.9434765919", "nhs-no.[NHS number]"},
    {"Bed 12 943 476 5919", "Bed 12 [NHS number]"},
    {"943 476 5919 987 654 3210", "[NHS number] [NHS number]"},
    {"(9434765919)", "([NHS number])"},
    {"+44 7700 900101 943 476 5919", "+44 7700 900101 [NHS number]"},
    {"Phone +44\n943 476 5919", "Phone +44\n[NHS number]"},
    {"9434765919, 4010232137 and 485 777 3457", "[NHS number], [NHS number] and [NHS number]"},
    {"CHI 010190 1232", "CHI [NHS number]"},
    {"https://records.example.org/patients/9434765919",
     "https://records.example.org/patients/[NHS number]"},
    {"patient=9434765919&view=1", "patient=[NHS number]&view=1"},
    // ------------------------------------------------ and what looks like one
    {"943 476 5918", ""},
    {"07700 900000", ""},
    {"07700900000", ""},
    {"07700 900019, 07700 900027", ""},
    {"7700900035", ""},
    {"+44 7700 900101", ""},
    {"+447700900101", ""},
    {"+44 943 476 5919", ""},
    {"0044 943 476 5919", ""},
    {"+44 (0)9434765919", ""},
    {"020 7946 0018", ""},
    {"01632 960001", ""},
    {"0113 496 0000", ""},
    {"INC-9434765919", ""},
    {"CHG0012345679", ""},
    {"PRB#9434765919", ""},
    {"EXT-5520 and INC-2041", ""},
    {"SM9434765919a3f0c2", ""},
    {"ab12c9434765919", ""},
    {"740e5834-3a29-46b4-9a6f-16142fde533a", ""},
    {"f0f0f0f0-1111-4222-8333-444455556666", ""},
    {"2026-11-26 06", ""},
    {"2026-11-26 14:53:44", ""},
    {"20261126145344", ""},
    {"Since 03:00. Next update by 04:18", ""},
    {"0000000000", ""},
    {"000 000 0000", ""},
    {"1111 1111 11", ""},
    {"4111 1111 1111 1111", ""},
    {"94347659190", ""},
    {"192.168.10.20", ""},
    {"5,000 users, 943 sites", ""},
    {"version 10.2.17.3", ""},
    // ------------------------------------------------ dates of birth
    {"Jane Doe, 3/4/1984", "Jane Doe, [date of birth]"},
    {"Jane Doe (03-04-84)", "Jane Doe ([date of birth])"},
    {"Jane Doe 03.04.1984", "Jane Doe [date of birth]"},
    {"1984-04-03 Jane Doe", "[date of birth] Jane Doe"},
    {"DOE, Jane 3 Apr 1984", "DOE, Jane [date of birth]"},
    {"Doe, J. 3rd of April 1984", "Doe, J. [date of birth]"},
    {"J Doe April 3, 1984", "J Doe [date of birth]"},
    {"J. Doe 3-Apr-84", "J. Doe [date of birth]"},
    {"jane doe 3/4/84", "jane doe [date of birth]"},
    {"Mr Doe of Ward 4, 3/4/1984", "Mr Doe of Ward 4, [date of birth]"},
    {"patient Doe 03 04 1984", "patient Doe [date of birth]"},
    {"Si\xC3\xA2n O'Neil-Jones 3/4/1984", "Si\xC3\xA2n O'Neil-Jones [date of birth]"},
    {"DOB 3/4/1984", "DOB [date of birth]"},
    {"d.o.b.: 03041984", "d.o.b.: [date of birth]"},
    {"Date of birth\n3 April 1984", "Date of birth\n[date of birth]"},
    {"born on 3 April", "born on [date of birth]"},
    {"born at Northtown on 20/11/2026", "born at Northtown on [date of birth]"},
    {"3/4/1984 (dob)", "[date of birth] (dob)"},
    {"DOB 3 Apr '84", "DOB [date of birth]"},
    // ------------------------------------------------ and dates of work
    {"Pat Ash, 26/11/2026 03:10", ""},
    {"Pat Ash on 26 November 2026", ""},
    {"Pat Ash tests it again on 3 December 2026", ""},
    {"The certificate of 3 April 2019 expired", ""},
    {"Windows Server 2012, since 3/4/1984", "Windows Server 2012, since 3/4/1984"},
    {"GP Records lacks letters of 3 April 2019", ""},
    {"Stubborn since 3/4/1984", ""},
    {"Jane Doe.\n\nThe file of 3/4/1984 is damaged", ""},
    {"Version 3.4.1984.2 by Jane Doe", ""},
    {"31/02/1984 Jane Doe", ""},
    // ------------------------------------------------ postcodes
    {"Jane Doe, LS1 3EX", "Jane Doe, [postcode]"},
    {"Jane Doe, 12 Beckett Street, Leeds LS9 7TF", "Jane Doe, 12 Beckett Street, Leeds [postcode]"},
    {"jane doe ls13ex", "jane doe [postcode]"},
    {"SW1A 1AA: Mrs Doe", "[postcode]: Mrs Doe"},
    {"Doe, Jane M60 1NW", "Doe, Jane [postcode]"},
    {"Jane Doe W1A 0AX", "Jane Doe [postcode]"},
    // ------------------------------------------------ and of sites
    {"Northtown General Hospital, LS1 3EX", ""},
    {"St James's Hospital, Beckett Street, Leeds LS9 7TF", ""},
    {"Multiple Trusts in North East, NE1 4LP", ""},
    {"Network link to LS1 3EX is down", ""},
    {"Jane Doe, bed ZZ1 3EX", ""},
    {"Jane Doe called at 7PM", ""},
    {"Jane Doe opened CHG1 2CC", ""},
    // ------------------------------------------------ several, and none
    {"Jane Doe 3/4/1984 LS1 3EX 943 476 5919", "Jane Doe [date of birth] [postcode] [NHS number]"},
    {"", ""},
    {"GP Records is down. Users cannot open shared records.", ""},
    {"Supplier found a failed network link, now rerouting", ""},
    {"Pat Ash (EDM) has it; phone 07700 900010", ""},
};

TEST(PatientData, IsFoundAsPeopleWriteItAndNothingElseIs) {
    proves("HSSI-47");
    for (const Line& line : table) {
        const auto found = patient_data(line.text, today);
        const std::string expected = *line.masked == '\0' ? line.text : line.masked;
        EXPECT_EQ(masked(line.text, found), expected) << line.text;
    }
    EXPECT_GE(table.size(), 60u);
}

TEST(PatientData, IsToldByKindAndPlaceAndNeverRepeated) {
    proves("HSSI-47");
    const std::string text = "Two records:\nJane Doe 3/4/1984\n943 476 5919 and 4010232137";
    const auto found = patient_data(text, today);
    const std::vector<PatientFinding> expected = {{PatientData::date_of_birth, 22, 30, 2},
                                                  {PatientData::nhs_number, 31, 43, 3},
                                                  {PatientData::nhs_number, 48, 58, 3}};
    EXPECT_EQ(found, expected);
    EXPECT_EQ(found_words(found), "2 NHS numbers, 1 date of birth");
    EXPECT_EQ(found_words({}), "");
}

// 1 in 11 numbers fits by chance; of every ten that differ in the last digit, at most one.
TEST(PatientData, KnowsTheCheckDigit) {
    proves("HSSI-47");
    int fit = 0;
    for (int number = 0; number < 10'000; ++number) {
        std::string digits = std::to_string(456'000'0000 + static_cast<long>(number));
        fit += patient_data(digits, today).empty() ? 0 : 1;
    }
    EXPECT_NEAR(fit, 10'000 / 11, 1);
}

}  // namespace
}  // namespace tocsin
