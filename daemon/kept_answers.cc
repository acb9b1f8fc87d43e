#include "daemon/kept_answers.h"

#include "daemon/problem.h"
#include "daemon/sha256.h"

namespace tocsin {

std::string fingerprint_of(const Request& request) {
    return to_hex(
        sha256(request.method + " " + request.target + "?" + request.query + "\n" + request.body));
}

void refuse_key_reused() {
    throw Refused({.slug = "key-reused",
                   .detail =
                       "This key was used for another request. That stands. Use a new key for "
                       "a new change. Nothing changed."});
}

KeptAnswers::Begun KeptAnswers::begin(const std::string& principal, const std::string& key,
                                      const std::string& fingerprint, Steady::time_point now) {
    const std::string name = principal + "\n" + key;
    const std::lock_guard lock(mutex_);
    while (!order_.empty() && now - kept_.at(order_.front()).at >= limits_.time) forget_oldest();
    const auto [kept, fresh] = kept_.try_emplace(name);
    if (fresh) {
        kept->second.fingerprint = fingerprint;
        return {.ticket = std::make_shared<Ticket>(*this, name)};
    }
    if (kept->second.fingerprint != fingerprint) refuse_key_reused();
    if (!kept->second.answer) {
        throw Refused({.slug = "busy",
                       .detail = "The first request with this key is not answered yet. Send it "
                                 "again with the same key.",
                       .retry_after = std::chrono::seconds(1)});
    }
    return {.ticket = nullptr, .before = kept->second.answer};
}

void KeptAnswers::forget() {
    const std::lock_guard lock(mutex_);
    while (!order_.empty()) forget_oldest();
}

void KeptAnswers::leave(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(name);
    if (kept != kept_.end() && !kept->second.answer) kept_.erase(kept);
}

void KeptAnswers::keep(const std::string& name, const Response& answer, Steady::time_point now) {
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(name);
    if (kept == kept_.end() || kept->second.answer) return;
    kept->second.answer = answer;
    kept->second.at = now;
    order_.push_back(name);
    bytes_ += answer.body.size();
    while (order_.size() > limits_.answers || bytes_ > limits_.bytes) forget_oldest();
}

void KeptAnswers::forget_oldest() {
    const auto kept = kept_.find(order_.front());
    bytes_ -= kept->second.answer->body.size();
    kept_.erase(kept);
    order_.pop_front();
}

}  // namespace tocsin
