#include "daemon/cli_moment.h"

#include "rota/clock_words.h"

namespace tocsin {

std::optional<Instant> asked_moment(const std::string& option, const std::string& text,
                                    const Zone& zone, Terminal& terminal) {
    if (text.empty()) return {};
    const auto when = parse_when(text, zone);
    if (!when) {
        throw CommandFailed(exit_asked_wrongly,
                            "no moment can be read from " + option + " \"" + text + "\"", "",
                            "write local time such as 2026-12-24T03:00, or UTC with a Z behind it");
    }
    const std::string clock = long_time(zone, when->at).substr(0, 5);
    const Day day = zone.day(when->at);
    const std::string date = short_day(day) + " " + std::to_string(static_cast<int>(day.year()));
    if (when->ambiguous) {
        const std::string second = iso_utc(when->at + std::chrono::hours(1));
        terminal.err << "tocsin: " << clock << " comes twice on " << date << ". This is the first, "
                     << clock << " " << zone.abbreviation(when->at)
                     << ".\n        For the second: --at " << second.substr(0, 16) << "Z\n";
    } else if (when->nonexistent) {
        terminal.err << "tocsin: the clocks skip that time on " << date << ". This is " << clock
                     << " " << zone.abbreviation(when->at) << ", the first moment after it.\n";
    }
    return when->at;
}

}  // namespace tocsin
