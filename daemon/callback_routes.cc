#include "daemon/callback_routes.h"

#include "daemon/notify_callback.h"

#include <spdlog/spdlog.h>

namespace tocsin {
namespace {

// It will not come again: whoever reads the log must hear of it. Fields only, no value (P18).
[[noreturn]] void refuse(const Visit& visit, ProblemDetail problem) {
    std::string fields;
    for (const FieldError& error : problem.errors) {
        fields += (fields.empty() ? " at " : ", ") + error.pointer;
    }
    spdlog::warn("a callback of {} was refused: {}{}", visit.who.name, problem.slug, fields);
    throw Refused(std::move(problem));
}

template <class What>
What checked(const Visit& visit, std::variant<What, ProblemDetail> read) {
    if (auto* wrong = std::get_if<ProblemDetail>(&read)) refuse(visit, std::move(*wrong));
    return std::move(std::get<What>(read));
}

void limit(const Visit& visit) {
    if (visit.request.body.size() <= CallbackRoutes::body_bytes_max) return;
    refuse(visit, {.slug = "too-large",
                   .detail = "A callback has at most " +
                             std::to_string(CallbackRoutes::body_bytes_max) + " bytes."});
}

}  // namespace

void CallbackRoutes::add_routes(Router& router) {
    router.add("POST", "/v1/callbacks/{channel}/receipts", Access::callback,
               [this](const Visit& visit) { return receipt(visit); });
    router.add("POST", "/v1/callbacks/{channel}/texts", Access::callback,
               [this](const Visit& visit) { return text(visit); });
}

Response CallbackRoutes::receipt(const Visit& visit) const {
    limit(visit);
    const std::string& channel = visit.who.name;
    return taken(checked(
        visit, read_notify_receipt(visit.request.body, channel, calling_back_(channel).senders)));
}

Response CallbackRoutes::text(const Visit& visit) const {
    limit(visit);
    return taken(
        checked(visit, read_notify_text(visit.request.body, hears_texts_(visit.who.name))));
}

Response CallbackRoutes::taken(Occurrence what) const {
    const Reply reply = api_.ask(std::move(what), Lane::first, answer_time);
    if (!reply.durable) {
        throw Refused({.slug = "not-durable",
                       .detail = "The journal could not be written, so this was not accepted.",
                       .retry_after = std::chrono::seconds(5)});
    }
    return {.status = 204};
}

}  // namespace tocsin
