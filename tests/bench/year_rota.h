// A rolling rota as a large hospital has it: 60 people, 12 months, five duties, every shift of the
// EDM in turn, exceptions over Christmas. Nobody is missing in it.
#pragma once

#include <string>

namespace tocsin {

inline constexpr int year_rota_people = 60;

// From Monday 30 November 2026 to Monday 29 November 2027, for the rota "on-call".
inline std::string year_rota() {
    const auto id = [](int number) {
        const int person = number % year_rota_people;
        return std::string("person.") + (person < 10 ? "0" : "") + std::to_string(person);
    };
    const auto in_turn = [&](int first, int count) {
        std::string list = "{ in-turn: [";
        for (int turn = 0; turn < count; ++turn) list += (turn > 0 ? ", " : "") + id(first + turn);
        return list + "] }\n";
    };
    std::string text = "rota: on-call\nfrom: 2026-11-30\nuntil: 2027-11-29\ncontacts:\n";
    for (int person = 0; person < year_rota_people; ++person) {
        text += "  " + id(person) + ": { name: Person " + std::to_string(person) +
                ", phone: 07700 900" + std::to_string(200 + person) + ", mail: " + id(person) +
                "@example.org }\n";
    }
    text += "shifts:\n  edm:\n";
    int first = 0;
    for (const char* shift :
         {"mon-night", "tue-night", "wed-night", "thu-night", "fri-night", "sat-day", "sat-night",
          "sun-day", "sun-night", "mon-day", "tue-day", "wed-day", "thu-day", "fri-day"}) {
        text += "    " + std::string(shift) + ": " + in_turn(7 * first++, 13);
    }
    text += "  level-3:\n    all-week: " + in_turn(3, 8);
    for (const char* role : {"safety", "security", "technical"}) {
        text += "  " + std::string(role) + ":\n";
        for (const char* hours :
             {"mon 08:00 to wed 20:00", "wed 20:00 to fri 20:00", "fri 20:00 to mon 08:00"}) {
            text += "    " + std::string(hours) + ": " + in_turn(5 * first++, 20);
        }
    }
    text += "weeks:\n";
    for (const char* week : {"2026-12-21", "2026-12-28"}) {
        text += "  " + std::string(week) + ": { edm: { sat-day: " + id(1) + ", sun-day: " + id(2) +
                " }, level-3: { all-week: [" + id(4) + ", " + id(5) + "] } }\n";
    }
    return text;
}

}  // namespace tocsin
