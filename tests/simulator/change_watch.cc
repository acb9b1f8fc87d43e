#include "tests/simulator/change_watch.h"

namespace tocsin {

void ChangeWatch::entry(const Record& record, const Step* step) {
    const auto* note = std::get_if<NoteAdded>(&record.entry.event);
    if (note == nullptr || !note->text.starts_with(mark)) return;
    if (!made_.insert(note->text).second && step != nullptr)
        throw Broken("P3", note->text + " was made twice under one key");
}

void ChangeWatch::ended(Instant) {
    for (const std::string& text : answered_) {
        if (!made_.contains(text)) throw Broken("P1", text + " was answered as done, and is not");
    }
}

}  // namespace tocsin
