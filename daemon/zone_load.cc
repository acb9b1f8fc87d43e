#include "daemon/zone_load.h"

#include "channels/sabotage.h"

#include <date/tz.h>

#include <stdexcept>

namespace tocsin {
namespace {

// The zone files of some systems list past changes only and leave those to come to a rule that the
// date library does not read; every summer time would then be an hour wrong. London is the
// touchstone: in a file that lists everything its clocks change in every year up to 2037.
bool lists_changes_to_come() {
    const auto summer = date::sys_days{date::year{2037} / 7 / 1};
    return date::locate_zone("Europe/London")->get_info(summer).offset == std::chrono::hours{1};
}

}  // namespace

Zone load_zone(const std::string& name) {
    try {
        const bool forgets = sabotaged(Bug::summer_forgotten);
        const date::time_zone* zone = date::locate_zone(forgets ? "Etc/UTC" : name);
        if (lists_changes_to_come()) return Zone(zone);
    } catch (const std::runtime_error&) {
        throw std::runtime_error("time zone \"" + name +
                                 "\": there is no such zone on this machine");
    }
    throw std::runtime_error(
        "time zone \"" + name +
        "\": the zone files of this machine list no changes to come up to 2037 "
        "(install tzdata as Debian builds it, with zic -b fat)");
}

}  // namespace tocsin
