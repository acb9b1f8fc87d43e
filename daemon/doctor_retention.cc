#include "daemon/doctor_retention.h"

#include "rota/clock_words.h"

namespace tocsin {

Finding judge_retention(std::optional<Duration> kept, const RetentionHealth& health) {
    const std::string about = "retention";
    if (!health.trouble.empty()) {
        return warning(about, "last night's erasure came to no end: " + health.trouble,
                       "see that the disk has room; it goes on in the next night");
    }
    // Who must keep a record, and for how long, no program knows.
    if (!kept) return fine(about, "what people wrote is kept for ever");
    return fine(about, "what people wrote is erased " + duration_words(*kept) +
                           " behind the end of its incident");
}

}  // namespace tocsin
