#include "daemon/crew_routes.h"

#include "channels/mask.h"
#include "core/draft.h"
#include "daemon/crew_json.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"

#include <charconv>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

constexpr int days_default = 7;
constexpr int days_max = 31;

int days_of(const Visit& visit) {
    const std::string* text = find_field(visit.query, "days");
    if (text == nullptr) return days_default;
    int days = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, fault] = std::from_chars(text->data(), end, days);
    if (fault != std::errc{} || stopped != end || days < 1 || days > days_max) {
        throw Refused({.slug = "request", .detail = "days is a number from 1 to 31: ?days=7"});
    }
    return days;
}

[[noreturn]] void refuse_unknown_person() {
    throw Refused({.slug = "fields",
                   .detail = "Nobody is known by that id. Nothing was changed.",
                   .errors = {{"#/person",
                               "is the id of a person of the configuration or of a "
                               "rota, such as pat.ash"}}});
}

std::string masked(const std::string& address) {
    return address.find('@') == std::string::npos ? mask_phone(address) : mask_mail(address);
}

}  // namespace

void CrewRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Access access,
                         Response (CrewRoutes::*handler)(const Visit&) const) {
        router.add(method, pattern, access,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("GET", "/v1/readiness", Scope::read, &CrewRoutes::readiness);
    add("GET", "/v1/contacts", Scope::read, &CrewRoutes::contacts);
    add("POST", "/v1/contacts/verify", Scope::operate, &CrewRoutes::verify);
    add("POST", "/v1/contacts/confirm", Scope::operate, &CrewRoutes::confirm);
    add("POST", "/v1/shifts/confirm", Scope::operate, &CrewRoutes::shift);
}

Response CrewRoutes::readiness(const Visit& visit) const {
    const int days = days_of(visit);
    std::string body;
    api_.look([&](const Engine& engine, Instant now) {
        body = readiness_json(Draft(engine.state(), engine.directory(), now, 0), days);
    });
    return json_response(200, std::move(body));
}

Response CrewRoutes::contacts(const Visit&) const {
    std::string body;
    api_.look([&](const Engine& engine, Instant now) {
        body = contacts_json(Draft(engine.state(), engine.directory(), now, 0));
    });
    return json_response(200, std::move(body));
}

Response CrewRoutes::verify(const Visit& visit) const {
    AddressChecked asked = checked(read_verify(visit.request.body, visit.who.name));
    const std::string person = asked.person;
    const Reply reply = api_.ask(visit.asked, std::move(asked), Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::unknown_person) refuse_unknown_person();
    if (reply.answer.kind == Kind::refused) {
        throw Refused(
            {.slug = "wrong-state", .detail = reply.answer.detail + " Nothing was sent."});
    }
    return json_response(
        202,
        JsonObject().text("person", person).text("address", masked(reply.answer.detail)).str());
}

Response CrewRoutes::confirm(const Visit& visit) const {
    AddressCodeSaid said = checked(read_verification(visit.request.body, visit.who.name));
    const std::string person = said.person;
    const Reply reply = api_.ask(visit.asked, std::move(said), Lane::first);
    if (!reply.durable) refuse_unsaved();
    switch (reply.answer.kind) {
        case Kind::not_found:
            throw Refused({.slug = "wrong-state",
                           .detail = "No code is awaited of that person: none was sent, its 2 "
                                     "hours are over, or it is used up. Send one first: tocsin "
                                     "contacts verify"});
        case Kind::wrong_digits:
            throw Refused({.slug = "fields",
                           .detail = "Nothing was proved. After 3 wrong numbers the code ends.",
                           .errors = {{"#/code", "is not the number that was sent"}}});
        case Kind::locked:
            throw Refused({.slug = "wrong-state",
                           .detail = "That was the third wrong number, and the code has ended. "
                                     "Send another: tocsin contacts verify"});
        default:
            break;
    }
    return json_response(200, JsonObject()
                                  .text("person", person)
                                  .text("address", masked(reply.answer.detail))
                                  .truth("verified", true)
                                  .str());
}

Response CrewRoutes::shift(const Visit& visit) const {
    ShiftAnswered said = checked(read_shift(visit.request.body, visit.who.name));
    const std::string person = said.person;
    const bool declines = said.declines;
    const Reply reply = api_.ask(visit.asked, std::move(said), Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found) {
        throw Refused({.slug = "wrong-state",
                       .detail = "Nobody of that id has been asked about a shift that still "
                                 "lasts. Look: GET /v1/readiness"});
    }
    return json_response(200, JsonObject()
                                  .text("person", person)
                                  .text("shift", declines ? "cannot" : "confirmed")
                                  .truth("repeated", reply.answer.kind == Kind::already_yours)
                                  .str());
}

}  // namespace tocsin
