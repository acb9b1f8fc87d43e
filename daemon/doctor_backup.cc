#include "daemon/doctor_backup.h"

#include "rota/clock_words.h"

namespace tocsin {

Finding judge_backup(const std::optional<BackupFacts>& backup) {
    const std::string about = "backup";
    if (!backup) {
        return warning(about, "no backup is configured: this disk is the only one with the journal",
                       "write backup: { folder: ..., every: 24 h } on another disk, or run tocsin "
                       "backup by a timer");
    }
    const std::string error = backup->last_error.empty() ? "" : ": " + backup->last_error;
    const std::string remedy = "look at the room and the modes of " + backup->folder +
                               ", then: tocsin backup " + backup->folder;
    if (!backup->age)
        return wrong(about, "there is no backup in " + backup->folder + error, remedy);
    const std::string says =
        "the newest backup in " + backup->folder + " is " + duration_words(*backup->age) + " old";
    // One that was missed is late, two are a fault.
    if (*backup->age > 3 * backup->every) return wrong(about, says + error, remedy);
    if (2 * *backup->age > 3 * backup->every) return warning(about, says + error, remedy);
    return fine(about, says);
}

}  // namespace tocsin
