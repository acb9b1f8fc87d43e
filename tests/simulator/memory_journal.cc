#include "tests/simulator/memory_journal.h"

#include "core/timeline.h"
#include "daemon/codec.h"
#include "daemon/sqlite_journal.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

// The numbers that were used in an entry of the house, which is read no more.
void note(NumbersDrawn& numbers, const Event& event) {
    if (const auto* drawn = std::get_if<NumbersDrawn>(&event)) {
        numbers.incident_last = std::max(numbers.incident_last, drawn->incident_last);
        numbers.call_last = std::max(numbers.call_last, drawn->call_last);
        numbers.send_last = std::max(numbers.send_last, drawn->send_last);
    } else if (const auto* offered = std::get_if<SendOffered>(&event)) {
        numbers.send_last = std::max(numbers.send_last, offered->message.id);
    }
}

}  // namespace

void let_go(std::vector<Entry>& entries, const Event& behind) {
    if (const auto* archived = std::get_if<Archived>(&behind)) {
        std::erase_if(entries, [&](const Entry& entry) {
            return std::ranges::binary_search(archived->entries, entry.seq);
        });
    } else if (const auto* erased = std::get_if<Erased>(&behind)) {
        for (const std::uint64_t seq : erased->entries) {
            const auto entry = std::ranges::lower_bound(entries, seq, {}, &Entry::seq);
            if (entry == entries.end() || entry->seq != seq) continue;
            const Encoded words = encode(entry->event);
            entry->event = decode_erased(words.kind, words.body);
        }
    }
}

Committed MemoryJournal::commit(const std::vector<Entry>& entries,
                                const std::vector<IncidentId>& over) {
    std::uint64_t seq = last_seq();
    for (const Entry& entry : entries) {
        if (entry.seq != ++seq) return Committed::refused;
        if (entry.epoch < epoch_) return Committed::fenced;
    }
    const Mishap mishap = std::exchange(mishap_, Mishap::none);
    if (mishap == Mishap::crash_before || mishap == Mishap::torn) throw Crash{};
    if (mishap == Mishap::unknown_lost) return Committed::unknown;
    if (mishap == Mishap::refused) return Committed::refused;
    if (mishap == Mishap::fenced) return Committed::fenced;
    if (full_) return Committed::full;
    take(entries, over);
    if (mishap == Mishap::crash_after) throw Crash{};
    return mishap == Mishap::unknown_taken ? Committed::unknown : Committed::done;
}

void MemoryJournal::take(const std::vector<Entry>& entries, const std::vector<IncidentId>& over) {
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    for (const Entry& entry : entries) {
        if (const auto* archived = std::get_if<Archived>(&entry.event)) {
            for (const Entry& leaves : entries_) {
                if (about(leaves.event).empty() &&
                    std::ranges::binary_search(archived->entries, leaves.seq))
                    note(numbers_, leaves.event);
            }
        }
        let_go(entries_, entry.event);
    }
    over_.insert(over.begin(), over.end());
    if (entries.empty()) return;
    epoch_ = entries.back().epoch;
    last_seq_ = entries.back().seq;
    last_at_ = entries.back().at;
}

void MemoryJournal::replay(const std::function<void(const Entry&)>& apply) {
    const Horizon horizon = house_horizon(last_at_);
    const auto fades = [&](const Entry& entry) {
        return entry.at < horizon.streams_since &&
               std::ranges::find(horizon.kinds_always, kind(entry.event)) ==
                   horizon.kinds_always.end();
    };
    NumbersDrawn numbers = numbers_;
    for (const Entry& entry : entries_) {
        const std::vector<IncidentId> incidents = about(entry.event);
        if (incidents.empty() && fades(entry)) {
            note(numbers, entry.event);
        } else if (incidents.empty() || !std::ranges::all_of(incidents, [&](IncidentId id) {
                       return over_.contains(id);
                   })) {
            apply(entry);
        }
    }
    // As the real one: how far it goes is known, though the last entry was left out.
    if (last_seq_ > 0) apply({last_seq_, last_at_, 0, numbers});
}

void MemoryJournal::read_all(const std::function<void(const Entry&)>& each) const {
    for (const Entry& entry : entries_) each(entry);
}

}  // namespace tocsin
