// What leaves the journal: words that are erased, and whole entries that a file has. Of what is
// open nothing leaves; and what is over leaves nothing behind that anybody is owed.
#include "core/timeline.h"
#include "daemon/codec.h"
#include "daemon/sqlite_journal.h"
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;

// It does not end in the moment in which somebody asks.
bool stays_open(const Incident& incident) {
    return !incident.resolved && !incident.drill;
}

// What says which words and entries have left stays; and so does the last entry of a batch that
// ends an incident.
bool stays(const Event& event) {
    return std::holds_alternative<Erased>(event) || std::holds_alternative<Archived>(event) ||
           std::holds_alternative<NumbersDrawn>(event);
}

bool has_words(const Entry& entry) {
    return !stays(entry.event) && !encode(entry.event).particulars.empty();
}

// Whom it speaks of; nothing for what the house needs.
std::vector<IncidentId> spoken_of(const Event& event) {
    if (const auto* kept = std::get_if<PublicKept>(&event)) return {kept->of};
    if (const auto* kept = std::get_if<IncidentKept>(&event)) return {kept->of};
    return about(event);
}

bool forgotten_alone(const Event& event) {
    return std::holds_alternative<NoteTaken>(event) || std::holds_alternative<HandoverGiven>(event);
}

// No start reads it again, whatever becomes of the clock until then.
bool is_past(const Entry& entry, const State& state, const Horizon& read_again) {
    if (stays(entry.event)) return false;
    const std::vector<IncidentId> of = about(entry.event);
    if (!of.empty()) {
        return std::ranges::none_of(
            of, [&](IncidentId id) { return state.incidents().find(id) != nullptr; });
    }
    return entry.at < read_again.streams_since &&
           std::ranges::find(read_again.kinds_always, kind(entry.event)) ==
               read_again.kinds_always.end();
}

ArchiveAsked archive_of(std::uint64_t last_seq) {
    return {{}, {}, {"2026-autumn.db", last_seq, "00"}, "operator"};
}

}  // namespace

bool Simulation::leaves(std::size_t once_in) {
    Place place = chance_.place("leaving", ++leavings_);
    const Chance::At here(chance_, place);
    return chance_.once_in(once_in);
}

// P4, P8: its calls and clocks need its words, and a start its entries. Whatever else may be true
// of the same ones.
void Simulation::ask_for_what_is_open() {
    Place place = chance_.place("leaving", ++leavings_);
    const Chance::At here(chance_, place);
    flush(false);
    std::map<IncidentId, std::uint64_t> opened;
    journal_->read_all([&](const Entry& entry) {
        const auto* event = std::get_if<IncidentOpened>(&entry.event);
        const Incident* incident =
            event == nullptr ? nullptr : engine_->state().incidents().find(event->incident);
        if (incident != nullptr && stays_open(*incident)) opened[incident->id] = entry.seq;
    });
    for (const auto& [id, seq] : opened) {
        const auto refused = [id = id](const char* promise, const char* how) {
            return [=](const Reply* reply) {
                if (reply != nullptr && reply->answer.kind != Answer::Kind::wrong_state)
                    throw Broken(promise, name(id) + " is open, and " + how);
            };
        };
        submit(EraseAsked{{id}, "", {seq}, "operator", "asked"},
               refused("P4", "its words are erased"));
        ArchiveAsked archive = archive_of(journal_->last_seq());
        archive.of = {id};
        archive.entries = {seq};
        submit(archive, refused("P8", "has left the journal"));
    }
    flush(false);
}

// What is past leaves while all else goes on: nothing that is due moves, a start knows as much, and
// the second look claims nothing, whether it reads the journal as it is left or had read a part of
// what leaves.
void Simulation::archive() {
    Place place = chance_.place("leaving", ++leavings_);
    const Chance::At here(chance_, place);
    if (alive()) flush(false);
    if (!alive() || engine_->degraded()) return;
    const Horizon read_again = house_horizon(engine_now() - hours(24));
    const std::uint64_t read = chance_.below(journal_->last_seq() + 1);
    SecondLook early;
    ArchiveAsked asked = archive_of(journal_->last_seq());
    std::set<IncidentId> of;
    journal_->read_all([&](const Entry& entry) {
        if (entry.seq <= read) early.read(entry);
        if (!is_past(entry, engine_->state(), read_again)) return;
        asked.entries.push_back(entry.seq);
        for (const IncidentId id : about(entry.event)) of.insert(id);
    });
    if (asked.entries.empty()) return;
    asked.of.assign(of.begin(), of.end());
    const auto next = engine_->state().next_due();
    gaps_ = true;
    submit(asked, [](const Reply* reply) {
        if (reply != nullptr && reply->durable && reply->answer.kind != Answer::Kind::done)
            throw Broken("P17", "what is past does not leave the journal");
    });
    flush(false);
    if (engine_ == nullptr || engine_->degraded()) return;
    if (engine_->state().next_due() != next)
        throw Broken("P7", "an archive has moved what is due next");
    SecondLook late;
    journal_->read_all([&](const Entry& entry) {
        if (entry.seq > read) early.read(entry);
        late.read(entry);
    });
    compare(early);
    compare(late);
    compare_with_replay(false);
}

// P17: all is over. What lives says no more than a start would read, and nothing else becomes of
// it; and then it leaves.
void Simulation::forget_everything() {
    Place place = chance_.place("leaving", ++leavings_);
    const Chance::At here(chance_, place);
    std::map<std::vector<IncidentId>, std::vector<std::uint64_t>> words;
    journal_->read_all([&](const Entry& entry) {
        const std::vector<IncidentId> of = spoken_of(entry.event);
        if ((!of.empty() || forgotten_alone(entry.event)) && has_words(entry))
            words[of].push_back(entry.seq);
    });
    const auto next = engine_->state().next_due();
    for (auto& [of, entries] : words) {
        submit(EraseAsked{of, "", std::move(entries), "operator", "asked"}, [](const Reply* reply) {
            if (reply == nullptr || reply->answer.kind != Answer::Kind::done)
                throw Broken("P17", "what is over is not erased");
        });
    }
    flush(false);
    if (engine_->state().next_due() != next)
        throw Broken("P7", "an erasure has moved what is due next");
    journal_->read_all([&](const Entry& entry) {
        if ((spoken_of(entry.event).empty() && !forgotten_alone(entry.event)) || !has_words(entry))
            return;
        const Encoded left = encode(entry.event);
        if (left.particulars != encode(decode_erased(left.kind, left.body)).particulars)
            throw Broken("P17", "entry " + std::to_string(entry.seq) +
                                    " keeps its words: " + left.particulars);
    });
    compare_with_replay(false);
    archive();
}

}  // namespace tocsin
