#include "daemon/public_board.h"

#include "channels/sabotage.h"
#include "core/draft.h"
#include "daemon/status_view.h"

#include <algorithm>

namespace tocsin {
namespace {

// Who reads the page of a daemon that has just started waits so long for the first one.
constexpr auto drawn_within = std::chrono::seconds(2);

std::vector<PastIncident> past_of(const State& state) {
    std::vector<PastIncident> past;
    for (const auto& [id, row] : state.past()) {
        const PublicKept& kept = row.fact;
        past.push_back({.ref = reference(id),
                        .service = kept.service,
                        .service_name = kept.service_name,
                        .state = kept.words.state,
                        .degree = kept.words.degree,
                        .impact = kept.words.impact,
                        .place = kept.words.place,
                        .since = kept.began,
                        .confirmed = kept.confirmed,
                        .to = kept.resolved,
                        .messages = kept.messages,
                        .next = {}});
    }
    return past;
}

}  // namespace

PublicBoard::PublicBoard(Transfers& transfers)
    : transfers_(transfers), drawing_([this](const StatusView& view) { draw(view); }) {}

PublicBoard::~PublicBoard() {
    stop();
}

void PublicBoard::use(std::vector<std::string> targets, std::string site_url) {
    auto publisher = std::make_shared<Publisher>(transfers_, std::move(targets));
    const std::lock_guard lock(mutex_);
    publisher_.swap(publisher);
    site_url_ = std::move(site_url);
    fingerprint_.clear();  // the new places have nothing yet
}

void PublicBoard::look(const Engine& engine, Instant now) {
    std::string fingerprint = public_fingerprint(engine.state(), engine.directory(), now);
    const std::lock_guard lock(mutex_);
    if (fingerprint == fingerprint_) return;
    fingerprint_ = std::move(fingerprint);
    drawing_.give(
        status_view(engine.state(), engine.directory(), past_of(engine.state()), site_url_, now));
}

void PublicBoard::erased() {
    const std::lock_guard lock(mutex_);
    fingerprint_.clear();
}

void PublicBoard::draw(const StatusView& view) {
    stand_still(Standstill::drawing);
    auto files = std::make_shared<const std::vector<File>>(status_files(view));
    std::shared_ptr<Publisher> publisher;
    {
        const std::lock_guard lock(mutex_);
        files_ = files;
        publisher = publisher_;
    }
    drawn_.notify_all();
    if (publisher) publisher->publish(*files);
}

void PublicBoard::add_routes(Router& router) {
    router.add("GET", "/", Access::open, [](const Visit&) {
        return Response{.status = 303, .headers = {{"Location", "/status/"}}};
    });
    router.add("GET", "/status", Access::open, [](const Visit&) {
        return Response{.status = 308, .headers = {{"Location", "/status/"}}};
    });
    router.add("GET", "/status/", Access::open, [this](const Visit&) { return serve(""); });
    // The pages lie at most three folders deep: incidents/INC-42/index.html.
    std::string pattern = "/status";
    for (const char* name : {"/{one}", "/{two}", "/{three}"}) {
        pattern += name;
        for (const char* end : {"", "/"}) {
            router.add("GET", pattern + end, Access::open, [this](const Visit& visit) {
                std::string path;
                for (const auto& [part, value] : visit.path)
                    path += (path.empty() ? "" : "/") + value;
                return serve(path);
            });
        }
    }
}

Response PublicBoard::serve(const std::string& path) const {
    std::shared_ptr<const std::vector<File>> files;
    {
        std::unique_lock lock(mutex_);
        drawn_.wait_for(lock, drawn_within, [this] { return files_ != nullptr; });
        files = files_;
    }
    if (files == nullptr) {
        throw Refused({.slug = "busy",
                       .detail = "The status page is being drawn. Ask again after 1 second.",
                       .retry_after = std::chrono::seconds(1)});
    }
    const std::string index = path.empty() ? "index.html" : path + "/index.html";
    const auto file = std::find_if(files->begin(), files->end(), [&](const File& one) {
        return one.path == path || one.path == index;
    });
    if (file == files->end()) {
        throw Refused({.slug = "unknown",
                       .detail = "There is no such page. The status page is at /status/."});
    }
    return {
        .content_type = file->content_type,
        .headers = {{"Cache-Control", "max-age=15"}, {"Content-Security-Policy", status_policy()}},
        .body = file->body};
}

std::vector<PublisherHealth> PublicBoard::health() const {
    const std::lock_guard lock(mutex_);
    return publisher_ ? publisher_->health() : std::vector<PublisherHealth>{};
}

std::chrono::steady_clock::time_point PublicBoard::publisher_last_turn() const {
    const std::lock_guard lock(mutex_);
    return publisher_ ? publisher_->last_turn() : steady_now();
}

void PublicBoard::stop() {
    drawing_.stop();
    const std::lock_guard lock(mutex_);
    if (publisher_) publisher_->stop();
}

}  // namespace tocsin
