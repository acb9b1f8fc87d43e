#include "daemon/feed_routes.h"

#include "daemon/ascii.h"
#include "daemon/calendar_text.h"
#include "daemon/clock.h"
#include "daemon/entity_tag.h"
#include "daemon/file_text.h"
#include "daemon/json_writer.h"
#include "daemon/on_call_feed.h"
#include "daemon/operate_body.h"
#include "daemon/token_book.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// 128 bits in hexadecimal: nobody guesses them, and they survive every calendar's spelling.
constexpr std::size_t token_signs = 32;

std::string hex(const std::uint8_t* from, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t at = 0; at < count; ++at) {
        text += digits[from[at] >> 4U];
        text += digits[from[at] & 15U];
    }
    return text;
}

struct Link {
    std::string token;
    bool json = false;
};

// "8f...e1.ics". Nothing for what no link can be: it is not worth the engine's time.
std::optional<Link> read_link(std::string_view file) {
    Link link;
    link.json = file.ends_with(".json");
    if (!link.json && !file.ends_with(".ics")) return std::nullopt;
    file.remove_suffix(link.json ? 5 : 4);
    const bool plain = file.size() == token_signs && std::ranges::all_of(file, [](char sign) {
                           return ascii_digit(sign) || (sign >= 'a' && sign <= 'f');
                       });
    if (!plain) return std::nullopt;
    link.token = file;
    return link;
}

[[noreturn]] void refuse_field(const std::string& field, const std::string& why) {
    throw Refused({.slug = "fields",
                   .detail = "1 field is wrong. Nothing was opened.",
                   .errors = {{field, why}}});
}

}  // namespace

void FeedRoutes::add_routes(Router& router) {
    router.add("POST", "/v1/feeds", Scope::rota,
               [this](const Visit& visit) { return open(visit); });
    router.add("GET", "/v1/feeds", Scope::rota, [this](const Visit& visit) { return list(visit); });
    router.add("DELETE", "/v1/feeds/{id}", Scope::rota,
               [this](const Visit& visit) { return revoke(visit); });
    router.add("GET", "/feeds/{link}", Access::open,
               [this](const Visit& visit) { return read(visit); });
}

Response FeedRoutes::open(const Visit& visit) const {
    FeedAsked asked = checked(read_feed(visit.request.body, visit.who.name));
    const std::array<std::uint8_t, 40> drawn = entropy_();
    const std::string token = hex(drawn.data(), token_signs / 2);
    asked.id = hex(drawn.data() + token_signs / 2, 4);
    asked.hash = sha256_hex(token);
    const Reply reply = api_.ask(visit.asked, asked, Lane::first);
    if (!reply.durable) refuse_unsaved();
    switch (reply.answer.kind) {
        case Kind::unknown_person:
            refuse_field("#/person", "nobody of that id is in the directory or a rota");
        case Kind::unknown_role:
            refuse_field("#/role", "no rota and no procedure has a role of that name");
        case Kind::refused:
            throw Refused({.slug = "wrong-state", .detail = reply.answer.detail + "."});
        default:
            break;
    }
    const std::string url = configuration_()->directory.base_url + "/feeds/" + token;
    return json_response(201, JsonObject()
                                  .text("id", asked.id)
                                  .text("person", asked.person)
                                  .text("role", asked.role)
                                  .text("url", url + ".ics")
                                  .text("json", url + ".json")
                                  .str());
}

Response FeedRoutes::list(const Visit&) const {
    JsonList feeds;
    api_.look([&](const Engine& engine, Instant) {
        for (const auto& [id, feed] : engine.state().feeds()) {
            feeds.raw(JsonObject()
                          .text("id", id)
                          .text("person", feed.person)
                          .text("role", feed.role)
                          .text("opened", iso_utc(feed.opened))
                          .text("by", feed.by)
                          .text("revoked", feed.revoked ? iso_utc(*feed.revoked) : "")
                          .str());
        }
    });
    return json_response(200, JsonObject().raw("feeds", feeds.str()).str());
}

Response FeedRoutes::revoke(const Visit& visit) const {
    const Reply reply = api_.ask(
        visit.asked, FeedWithdrawn{*find_field(visit.path, "id"), visit.who.name}, Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found) {
        throw Refused({.slug = "unknown",
                       .detail = "There is no open feed of that id. GET /v1/feeds lists them."});
    }
    return {.status = 204};
}

// A good link is never throttled: many people may share the address of a proxy.
void FeedRoutes::refuse_link(const Visit& visit) {
    const Instant now = machine_time().utc;
    if (wrong_links_.throttled(visit.request.peer, now)) {
        throw Refused({.slug = "too-many",
                       .detail = "Too many wrong links came from this address. Wait a minute.",
                       .retry_after = std::chrono::seconds(60)});
    }
    wrong_links_.failed(visit.request.peer, now);
    throw Refused({.slug = "unknown",
                   .detail = "There is no such calendar, or its link was taken back. Ask the rota "
                             "team for a new one."});
}

Response FeedRoutes::read(const Visit& visit) {
    const std::optional<Link> link = read_link(*find_field(visit.path, "link"));
    if (!link) refuse_link(visit);
    const SecretHash hash = hash_secret(link->token);
    std::optional<FeedState> feed;
    std::uint64_t changed = 0;
    Instant now{};
    api_.look([&](const Engine& engine, Instant at) {
        now = at;
        changed = last_change(engine.state());
        for (const auto& [id, one] : engine.state().feeds()) {
            const std::optional<SecretHash> known = hash_of_hex(one.hash);
            if (!one.revoked && known && same_hash(*known, hash)) feed = one;
        }
    });
    if (!feed) refuse_link(visit);
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Feed made = on_call_feed(*book_.record(changed), configuration->directory, *feed, now);
    std::string body = link->json ? feed_json(made) : calendar_text(made);
    const std::string tag = entity_tag(body);
    Fields headers = {{"ETag", tag}, {"Cache-Control", "private, no-cache"}};
    const std::string* has = find_header(visit.request.headers, "If-None-Match");
    if (has != nullptr && has_already(*has, tag))
        return {.status = 304, .headers = std::move(headers)};
    if (!link->json)
        headers.emplace_back("Content-Disposition", "inline; filename=\"on-call.ics\"");
    return {.content_type = link->json ? "application/json" : "text/calendar; charset=utf-8",
            .headers = std::move(headers),
            .body = std::move(body)};
}

}  // namespace tocsin
