// The bank holidays of England and Wales as the Banking and Financial Dealings Act 1971 and its
// proclamations give them, for a daemon that cannot ask GOV.UK.
#pragma once

#include "rota/calendar.h"

#include <vector>

namespace tocsin {

struct BankHoliday {
    Day day;
    const char* name;  // "Boxing Day (substitute day)"; lives for ever
};

// In order of day, from 2024 to 2028. Never a Saturday or a Sunday.
const std::vector<BankHoliday>& bank_holidays_of_england_and_wales();

// A calendar with these holidays, in `zone`; known from 1 January 2024 to 31 December 2028.
Calendar england_and_wales(Zone zone);

}  // namespace tocsin
