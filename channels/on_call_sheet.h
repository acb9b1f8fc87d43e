// The on-call sheet: who is on call now and for the next days, and how to reach them by hand, as
// files that a switchboard opens, prints and reads while Tocsin is dead. It is for the house, not
// for the public: it shows phones, and no more of an incident than its reference. Pure.
#pragma once

#include "channels/page.h"
#include "channels/status_page.h"

#include <string>
#include <vector>

namespace tocsin {

struct SheetPerson {
    std::string name;
    std::string phone;  // as people read it, 07700 900101; may be empty
    std::string tel;    // as telephones do, +447700900101
    std::string mail;
};

// Who has one role now.
struct SheetRole {
    std::string called;               // EDM
    std::vector<SheetPerson> people;  // empty: nobody
    std::string until;                // until Wed 08:00; empty: always
};

// One stretch of the days ahead.
struct SheetStretch {
    std::string called;
    Time from;  // Wed 25 November 08:00
    Time to;
    std::vector<SheetPerson> people;  // empty: nobody
};

struct SheetIncident {
    std::string ref;
    std::string words;  // severity 1, NOT TAKEN
};

struct OnCallSheet {
    std::string site;
    bool exercise = false;
    Time written;  // 02:16:07 BST on Wednesday 8 July 2026
    std::vector<SheetRole> now;
    std::vector<std::string> by_hand;  // what to do when Tocsin is dead, step by step
    std::vector<SheetRole> desks;
    std::vector<SheetIncident> open;   // the worst first
    std::size_t more_open = 0;         // that are not listed
    int days = 14;                     // that `ahead` covers
    std::vector<SheetStretch> ahead;   // by role, then time
    std::vector<std::string> sources;  // Rota on-call, version 41, uploaded ...
};

// index.html, on-call.txt and on-call.csv: the same for a browser and paper, for a terminal, and
// for a spreadsheet (British dates, CR LF, no cell that it takes for a formula).
[[nodiscard]] std::vector<File> sheet_files(const OnCallSheet& sheet);

}  // namespace tocsin
