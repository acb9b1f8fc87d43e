#include "daemon/callback_proof.h"

#include "daemon/twilio_callback.h"

namespace tocsin {
namespace {

bool is_signed(const TwilioProof& proof, const std::string& base_url, const Request& request,
               Instant) {
    return twilio_signed(proof.auth_tokens, base_url, request);
}

bool is_signed(const VonageProof& proof, const std::string&, const Request& request, Instant now) {
    const std::optional<Fields> fields = vonage_fields(request);
    return fields && vonage_signed(proof.method, proof.secrets, *fields, now);
}

bool is_signed(const SlackProof& proof, const std::string&, const Request& request, Instant now) {
    return slack_signed(proof.signing_secrets, request, now);
}

// A body that no callback has is not hashed for a stranger.
template <class Proof>
Identity by_signature(const Proof& proof, const std::string& name, const std::string& base_url,
                      FailureLimiter& limiter, const Request& request, Instant now) {
    if (request.body.size() <= callback_bytes_max && is_signed(proof, base_url, request, now)) {
        return Principal{name, {}};
    }
    return counted(AuthFailure::forged, limiter, request.peer, now);
}

}  // namespace

bool may_call_back(const CallbackProof& proof) {
    if (const auto* bearer = std::get_if<BearerProof>(&proof)) return !bearer->tokens.empty();
    if (const auto* twilio = std::get_if<TwilioProof>(&proof)) return !twilio->auth_tokens.empty();
    if (const auto* slack = std::get_if<SlackProof>(&proof)) return !slack->signing_secrets.empty();
    return !std::get<VonageProof>(proof).secrets.empty();
}

Identity identify_callback(const CallbackProof& proof, const std::string& name,
                           const std::string& base_url, FailureLimiter& limiter,
                           const Request& request, Instant now) {
    if (const auto* bearer = std::get_if<BearerProof>(&proof)) {
        return identify_bearer(bearer->tokens, name, limiter, request, now);
    }
    if (const auto* twilio = std::get_if<TwilioProof>(&proof)) {
        return by_signature(*twilio, name, base_url, limiter, request, now);
    }
    if (const auto* slack = std::get_if<SlackProof>(&proof)) {
        return by_signature(*slack, name, base_url, limiter, request, now);
    }
    return by_signature(std::get<VonageProof>(proof), name, base_url, limiter, request, now);
}

std::string_view proof_words(const CallbackProof& proof) {
    return std::holds_alternative<BearerProof>(proof) ? "token" : "signature";
}

std::string_view how_to_mend(const CallbackProof& proof) {
    if (std::holds_alternative<BearerProof>(proof)) {
        return "compare the bearer token at the provider with callback-token";
    }
    if (std::holds_alternative<TwilioProof>(proof)) {
        return "compare auth-token with Twilio's, and base-url with the addresses given to Twilio";
    }
    if (std::holds_alternative<SlackProof>(proof)) {
        return "compare signing-secret with the one of the app at Slack, and the clocks";
    }
    return "compare secret and method of \"callbacks\" with Vonage's settings, and the clocks";
}

}  // namespace tocsin
