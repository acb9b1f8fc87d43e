#include "daemon/doorman.h"

#include "channels/sabotage.h"
#include "daemon/callback_proof.h"
#include "daemon/clock.h"
#include "daemon/source_door.h"
#include "daemon/source_identity.h"

#include <spdlog/spdlog.h>

namespace tocsin {
namespace {

// Anybody can call: nobody fills the log by it.
void warn_each_minute(std::atomic<std::int64_t>& warned, const std::string& words) {
    const std::int64_t minute = steady_now().time_since_epoch() / std::chrono::minutes(1);
    if (warned.exchange(minute) != minute) spdlog::warn("{}", words);
}

}  // namespace

Authenticator Doorman::authenticator() {
    return {.token = [this](const Request& request) { return token(request); },
            .hook = [this](const Request& request,
                           const Fields& path) { return source(request, path); },
            .callback = [this](const Request& request,
                               const Fields& path) { return provider(request, path); },
            .routing_key = [this](const Request& request,
                                  const Fields&) { return by_key(request, &identify_pagerduty); },
            .genie_key = [this](const Request& request,
                                const Fields&) { return by_key(request, &identify_opsgenie); }};
}

CallingBack Doorman::calling(const std::string& channel) const {
    const std::shared_ptr<const Configuration> configuration = in_force_();
    for (const CallingBack& one : configuration->calling_back) {
        if (one.channel == channel) return one;
    }
    return {};
}

Identity Doorman::token(const Request& request) {
    Identity caller = identify(*tokens_.records(), limiter_, request, machine_time().utc);
    if (auto* who = std::get_if<Principal>(&caller);
        who != nullptr && sabotaged(Bug::scope_unasked))
        who->scopes = {all_scopes.begin(), all_scopes.end()};
    return caller;
}

Identity Doorman::source(const Request& request, const Fields& path) {
    const std::string& name = *find_field(path, "source");
    const std::string* secret = find_field(path, "secret");
    const std::shared_ptr<const Configuration> configuration = in_force_();
    const Source* one = find_source(*configuration, name);
    if (one == nullptr) return AuthFailure::missing;
    const HookProof proof =
        identify_hook(*one, *tokens_.records(), limiter_, request, secret == nullptr ? "" : *secret,
                      machine_time().utc, ask_clock().set);
    if (proof.stale) {
        warn_each_minute(source_warned_, "a hook of the source " + name +
                                             " was refused: its signature is right and its time is "
                                             "not. Look at both clocks");
    }
    return proof.identity;
}

Identity Doorman::by_key(const Request& request, ByKey identify) {
    Identity caller = identify(in_force_()->sources, limiter_, request, machine_time().utc);
    if (std::holds_alternative<AuthFailure>(caller)) {
        warn_each_minute(source_warned_, "an event from " + request.peer + " to " + request.target +
                                             " was refused: it bears no key that a source has");
    }
    return caller;
}

// A provider does not repeat what was refused: its replies and receipts are lost until somebody
// mends the proof.
Identity Doorman::provider(const Request& request, const Fields& path) {
    const std::string& name = *find_field(path, "channel");
    const CallingBack channel = calling(name);
    Identity caller = identify_callback(channel.proof, name, in_force_()->directory.base_url,
                                        limiter_, request, machine_time().utc);
    if (!std::holds_alternative<Principal>(caller) && may_call_back(channel.proof)) {
        warn_each_minute(callback_warned_,
                         "callbacks of " + channel.channel + " come without its " +
                             std::string(proof_words(channel.proof)) +
                             " and are lost: " + std::string(how_to_mend(channel.proof)));
    }
    return caller;
}

}  // namespace tocsin
