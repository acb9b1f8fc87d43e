#include "tests/simulator/feed_watch.h"

namespace tocsin {

void FeedWatch::stepped(const Step& step, const State& state) {
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const Reply& reply = step.effects.replies[index];
        if (!reply.durable || reply.answer.kind != Answer::Kind::done) continue;
        const Occurrence& what = step.inputs[index].what;
        if (const auto* asked = std::get_if<FeedAsked>(&what)) open_[asked->id] = true;
        if (const auto* withdrawn = std::get_if<FeedWithdrawn>(&what)) open_[withdrawn->id] = false;
    }
    look(state);
}

void FeedWatch::found(const Entry& entry) {
    if (const auto* revoked = std::get_if<FeedRevoked>(&entry.event)) open_[revoked->id] = false;
}

void FeedWatch::look(const State& state) const {
    for (const auto& [id, open] : open_) {
        const FeedState* feed = state.feeds().find(id);
        if (feed == nullptr) throw Broken("P1", "feed " + id + " was answered and is lost");
        if (open == feed->revoked.has_value()) {
            throw Broken("P19", "feed " + id + " was answered as " +
                                    (open ? "open, and is not" : "revoked, and can still be read"));
        }
    }
}

}  // namespace tocsin
