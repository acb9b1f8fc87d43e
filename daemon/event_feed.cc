#include "daemon/event_feed.h"

#include "channels/sabotage.h"
#include "core/draft.h"
#include "core/timeline.h"
#include "daemon/clock.h"
#include "daemon/json_writer.h"
#include "daemon/sqlite_journal.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// A browser that has lost us comes back after two seconds.
constexpr const char* opening = "retry: 2000\n\n";
constexpr const char* comment = ": still here\n\n";

// How long nobody is looked after: listeners that have left are noticed within it.
constexpr std::chrono::seconds idle{1};

// One entry as an event; empty for what no timeline shows.
std::string event_text(const Row& row, const EventFeed::Wanted& wanted, const Zone& zone) {
    if (row.about.empty()) return "";  // of the house, and of no incident
    const Entry entry = entry_of(row);
    const std::string words = sentence(entry.event, zone, entry.at);
    if (words.empty()) return "";
    JsonList incidents;
    for (const std::uint64_t id : row.about) incidents.text(reference(IncidentId{id}));
    const IncidentId first = wanted.incident.value_or(IncidentId{row.about.front()});
    return "id: " + std::to_string(row.seq) + "\nevent: " + row.kind + "\ndata: " +
           JsonObject()
               .text("incident", reference(first))
               .raw("incidents", incidents.str())
               .text("at", iso_utc(entry.at))
               .text("text", words)
               .str() +
           "\n\n";
}

}  // namespace

EventFeed::EventFeed(const std::filesystem::path& journal, std::function<Zone()> zone,
                     std::function<void(const std::string&)> failed, EventFeedSettings settings)
    : settings_(settings),
      zone_(std::move(zone)),
      failed_(std::move(failed)),
      history_(journal),
      thread_([this] { run(); }) {}

EventFeed::~EventFeed() {
    stop();
}

std::shared_ptr<OpenBody> EventFeed::listen(const std::string& principal, Wanted wanted) {
    auto body = std::make_shared<OpenBody>();
    body->put(opening);
    const auto now = steady_now();
    {
        const std::lock_guard lock(mutex_);
        std::size_t& mine = of_principal_[principal];
        if (stopping_ || count_ >= settings_.listeners_max || mine >= settings_.of_one_max) {
            if (mine == 0) of_principal_.erase(principal);
            return nullptr;
        }
        ++mine;
        ++count_;
        newcomers_.push_back({principal, wanted, body, now + settings_.longest, now});
        news_ = true;
    }
    wake_.notify_one();
    return body;
}

void EventFeed::committed() {
    if (count_ == 0) return;
    {
        const std::lock_guard lock(mutex_);
        news_ = true;
    }
    wake_.notify_one();
}

void EventFeed::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void EventFeed::run() {
    bool more = false;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (!more) wake_.wait_for(lock, idle, [this] { return stopping_ || news_; });
        news_ = false;
        std::move(newcomers_.begin(), newcomers_.end(), std::back_inserter(listeners_));
        newcomers_.clear();
        lock.unlock();
        more = round();
        lock.lock();
        if (!listeners_.empty())
            wake_.wait_for(lock, settings_.breath, [this] { return stopping_; });
    }
    for (const auto* all : {&listeners_, &newcomers_}) {
        for (const Listener& listener : *all) {
            if (const auto body = listener.body.lock()) body->end();
        }
    }
}

// Tells everybody what there is. True: somebody has not been told all of it.
bool EventFeed::round() {
    const AtWork::Piece piece(at_work_);
    stand_still(Standstill::events);
    std::map<Place, Piece> read;  // most listeners stand at the same place
    bool more = false;
    std::erase_if(listeners_, [&](Listener& listener) {
        if (tell(listener, read, more)) return false;
        leave(listener);
        return true;
    });
    return more;
}

// False: this listener is told nothing any more.
bool EventFeed::tell(Listener& listener, std::map<Place, Piece>& read, bool& more) {
    const std::shared_ptr<OpenBody> body = listener.body.lock();
    if (!body) return false;
    const auto now = steady_now();
    if (now >= listener.ends) {
        body->end();
        return false;
    }
    if (body->waiting() > 0) {
        more = true;
        return true;
    }
    const std::uint64_t incident = listener.wanted.incident ? listener.wanted.incident->value : 0;
    const Place place{listener.wanted.after, incident};
    auto found = read.find(place);
    try {
        if (found == read.end()) found = read.emplace(place, piece(listener.wanted)).first;
    } catch (const std::exception& error) {
        failed_(std::string("events: the journal could not be read: ") + error.what());
        body->end();
        return false;
    }
    const Piece& told = found->second;
    more = more || told.more;
    listener.wanted.after = told.last;
    const bool quiet = told.text.empty() && now - listener.told >= settings_.quiet;
    if (told.text.empty() && !quiet) return true;
    body->put(quiet ? comment : told.text);
    listener.told = now;
    return true;
}

EventFeed::Piece EventFeed::piece(const Wanted& wanted) const {
    const std::vector<Row> rows =
        wanted.incident ? history_.about(wanted.incident->value, wanted.after, settings_.rows)
                        : history_.page(wanted.after, settings_.rows);
    const Zone zone = zone_();
    Piece piece{.text = {}, .last = wanted.after, .more = rows.size() >= settings_.rows};
    for (const Row& row : rows) {
        piece.text += event_text(row, wanted, zone);
        piece.last = row.seq;
        if (piece.text.size() < settings_.piece_bytes) continue;
        piece.more = true;
        break;
    }
    return piece;
}

void EventFeed::leave(const Listener& listener) {
    const std::lock_guard lock(mutex_);
    --count_;
    const auto mine = of_principal_.find(listener.principal);
    if (--mine->second == 0) of_principal_.erase(mine);
}

}  // namespace tocsin
