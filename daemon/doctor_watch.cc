#include "daemon/doctor_watch.h"

#include "daemon/columns.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::minutes;

// A page that is being published, and a sheet that is being written, are late for no longer.
constexpr std::chrono::seconds page_late = minutes(5);
constexpr std::chrono::seconds sheet_late = minutes(2);

}  // namespace

Finding judge_heartbeat(const HeartbeatHealth& heartbeat, Duration every) {
    const std::string about = "heartbeat";
    if (!heartbeat.configured) {
        return warning(about, "nobody elsewhere hears when this machine dies",
                       "write heartbeat: { url: ... } of a watcher elsewhere, such as "
                       "Healthchecks");
    }
    if (heartbeat.withheld) {
        return wrong(about, "our heartbeat is withheld, since a page that is due does not leave",
                     "tocsin channels");
    }
    const std::string since = duration_words(heartbeat.age);
    const std::string remedy = "look at the watcher and its URL; the daemon's log says why";
    if (heartbeat.arrived_total == 0 && heartbeat.failures_total > 0)
        return wrong(about, "our heartbeat has never arrived", remedy);
    if (heartbeat.age > 3 * every)
        return wrong(about, "our heartbeat has not arrived for " + since, remedy);
    if (heartbeat.arrived_total == 0)
        return fine(about, "our heartbeat is on its way for the first time");
    return fine(about, "our heartbeat arrived " + since + " ago");
}

Finding judge_watcher(bool watched) {
    if (watched) return fine("watcher", "systemd restarts the daemon when a loop stands still");
    return warning("watcher", "nobody restarts the daemon when it stands still",
                   "run it by the unit that is shipped, with WatchdogSec=");
}

Findings judge_pages(const std::vector<PublisherHealth>& targets) {
    const std::string about = "status page";
    Findings found;
    for (const PublisherHealth& target : targets) {
        const std::string whose = "target " + std::to_string(target.target + 1);
        const std::string remedy =
            "look at status-page: publish in the configuration, and at the "
            "server behind it";
        if (target.age > page_late) {
            found.push_back(wrong(about,
                                  whose + " has lacked the newest page for " +
                                      duration_words(target.age) + ": " + target.last_error,
                                  remedy));
        } else if (target.failures > 0) {
            found.push_back(warning(about, whose + ": " + target.last_error, remedy));
        } else {
            found.push_back(fine(about, whose + " has the newest page"));
        }
    }
    return found;
}

Finding judge_sheet(const SheetHealth& sheet) {
    const std::string about = "on-call sheet";
    if (sheet.age <= sheet_late) return fine(about, "the sheet on the disk is fresh");
    return wrong(about,
                 "the sheet on the disk is " + duration_words(sheet.age) + " old" +
                     (sheet.last_error.empty() ? "" : ": " + sheet.last_error),
                 "look at the room and the modes of on-call-sheet: folder");
}

Finding judge_steps(const std::vector<Duration>& steps) {
    const std::string about = "clock steps";
    if (steps.empty()) return fine(about, "the clock was not moved in the last day");
    const auto size = [](Duration step) { return std::chrono::abs(step); };
    const Duration largest = size(*std::ranges::max_element(steps, {}, size));
    return warning(about,
                   "the clock was moved " + counted(steps.size(), "time") +
                       " in the last day, by up to " +
                       // What was moved by a minute is read a millisecond beside it.
                       exact_words(std::chrono::round<std::chrono::seconds>(largest)),
                   "look who sets it: two programs that do fight each other; of a virtual machine, "
                   "also its host");
}

Finding judge_journal(const std::optional<Verified>& tail, std::uint64_t first) {
    const std::string about = "journal";
    if (!tail)
        return warning(about, "its last entries could not be read in time", "tocsin audit verify");
    if (!tail->sound) {
        return wrong(about,
                     "entry " + std::to_string(tail->first_bad) + " does not hold: " + tail->why,
                     "keep the file as it is, and compare it with a backup: tocsin audit verify");
    }
    return fine(about, "entries " + std::to_string(first) + " to " +
                           std::to_string(tail->head.seq) +
                           " hold (all of them: tocsin audit verify)");
}

}  // namespace tocsin
