#include "daemon/router.h"

#include "daemon/ascii.h"
#include "daemon/entity_tag.h"
#include "daemon/form.h"
#include "daemon/kept_answers.h"
#include "daemon/path_pattern.h"
#include "daemon/report_body.h"

#include <httplib.h>

#include <algorithm>
#include <exception>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace tocsin {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// What httplib is given to read: one request in memory. What it writes is not looked at, because
// its logger hands over the same answer as a value.
class MemoryStream : public httplib::Stream {
public:
    explicit MemoryStream(const std::string& bytes) : bytes_(bytes) {}

    bool is_readable() const override { return at_ < bytes_.size(); }
    bool is_writable() const override { return true; }
    ssize_t read(char* to, size_t size) override {
        const size_t count = bytes_.copy(to, size, at_);
        at_ += count;
        return static_cast<ssize_t>(count);
    }
    ssize_t write(const char*, size_t size) override { return static_cast<ssize_t>(size); }
    void get_remote_ip_and_port(std::string&, int&) const override {}
    void get_local_ip_and_port(std::string&, int&) const override {}
    socket_t socket() const override { return INVALID_SOCKET; }

private:
    const std::string& bytes_;
    size_t at_ = 0;
};

struct Served {
    Route route;
    PathPattern pattern;
    Handler handler;
    RefusalShape shape;
};

// One request on its way through httplib, whose handlers have no other means to know it.
struct Passage {
    const Request& request;
    const Served* entry = nullptr;
    Fields path;
    Principal who;
    std::optional<Response> refusal;  // given before any handler is asked
    std::optional<Response> answer;
    std::optional<Later> later;                   // what will make it
    std::shared_ptr<OpenBody> open;               // of the answer; httplib knows no such thing
    std::shared_ptr<KeptAnswers::Ticket> ticket;  // when it has a key
};

// httplib calls its handlers on the thread that gave it the request.
thread_local Passage* current = nullptr;

bool is_form(const Request& request) {
    const std::string* type = find_header(request.headers, "Content-Type");
    return type != nullptr &&
           same_word(trimmed(std::string_view(*type).substr(0, type->find(';'))), form_type);
}

void give(const Response& from, httplib::Response& to) {
    to.status = from.status;
    for (const auto& [name, value] : from.headers) to.headers.emplace(name, value);
    to.set_content(from.body, from.content_type);
}

Response taken(const httplib::Response& from) {
    Response response;
    response.status = from.status;
    response.body = from.body;
    response.content_type = from.get_header_value("Content-Type");
    for (const auto& [name, value] : from.headers) {
        // Framing is the gate's.
        const bool framing = same_word(name, "Content-Length") || same_word(name, "Connection");
        if (!framing && !same_word(name, "Content-Type"))
            response.headers.emplace_back(name, value);
    }
    return response;
}

// What httplib reads. Only what it needs for its own work: our handlers see the request as the gate
// made it, so that httplib's reading of headers (it decodes '%' in them) is nobody's truth. Bodies
// are declared opaque, because it refuses forms over 8 KiB and would unpack what it recognises.
std::string request_text(const Request& request) {
    std::string text = request.method + " " + request.target;
    if (!request.query.empty()) text += "?" + request.query;
    text +=
        " HTTP/1.1\r\nHost: gate\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
        std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
    return text;
}

bool needs_scope(const Access& access) {
    return !access.is_open() && !access.is_hook() && !access.is_callback();
}

// What is read gets a name for just these bytes.
bool tagged(const Passage& passage) {
    return passage.entry != nullptr && passage.entry->route.method == "GET" &&
           needs_scope(passage.entry->route.access);
}

// Something was done, so that doing it again would be a second time.
bool done(const Response& response) {
    return response.status >= 200 && response.status < 300;
}

Response conditional(const Request& request, Response response) {
    if (response.status != 200 || response.open) return response;
    const std::string tag = entity_tag(response.body);
    const std::string* has = find_header(request.headers, "If-None-Match");
    if (has != nullptr && has_already(*has, tag))
        return {.status = 304, .headers = {{"ETag", tag}}};
    response.headers.emplace_back("ETag", tag);
    return response;
}

}  // namespace

struct Router::Engine : httplib::Server {
    Engine(std::string base, Authenticator asked, std::function<void(const std::string&)> told);

    void enlist(Served entry);
    void answer(const Request& request, std::function<void(Response)> answered);

    std::string problem_base;
    Authenticator authenticator;
    std::function<void(const std::string&)> failed;
    std::vector<std::unique_ptr<Served>> entries;  // the better match first
    std::function<void(const Route&, Visit&)> check;
    std::set<std::string> journalled;  // "POST /v1/incidents"
    KeptAnswers kept;

private:
    void find_route(Passage& passage) const;
    void judge(Passage& passage) const;
    void admit(Passage& passage, const Identity& identity) const;
    Response refuse(const ProblemDetail& detail, const Served* entry = nullptr) const;
    Response challenge(AuthFailure failure, const Served& entry) const;
    Response passed(Passage& passage);
    void run(const httplib::Request& read, httplib::Response& response);
    std::optional<Response> answered_before(Passage& passage, Asked& asked);
    Response made(const Served& entry, const std::function<Response()>& make) const;
    Response recovered(const Served& entry, const std::exception_ptr& thrown) const;
};

Router::Engine::Engine(std::string base, Authenticator asked,
                       std::function<void(const std::string&)> told)
    : problem_base(std::move(base)), authenticator(std::move(asked)), failed(std::move(told)) {
    // Refusals go out before httplib reads a body or looks for a handler.
    set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
        if (!current->refusal) return HandlerResponse::Unhandled;
        give(*current->refusal, response);
        return HandlerResponse::Handled;
    });
    set_exception_handler(
        [this](const httplib::Request&, httplib::Response& response, std::exception_ptr thrown) {
            give(recovered(*current->entry, thrown), response);
        });
    set_logger([](const httplib::Request&, const httplib::Response& response) {
        current->answer = taken(response);
    });
}

void Router::Engine::enlist(Served entry) {
    const Route& route = entry.route;
    // Patterns stand for themselves: find_route() has put the pattern in the place of the path, so
    // httplib compares literals and its regular expressions never meet a stranger's text.
    std::string literal;
    for (const char c : route.pattern) {
        if (!ascii_alnum(c) && c != '/' && c != '-' && c != '_') literal += '\\';
        literal += c;
    }
    const auto running = [this](const httplib::Request& read, httplib::Response& response) {
        run(read, response);
    };
    const auto& method = route.method;
    if (method == "GET") Get(literal, running);
    if (method == "POST") Post(literal, running);
    if (method == "PUT") Put(literal, running);
    if (method == "PATCH") Patch(literal, running);
    if (method == "DELETE") Delete(literal, running);
    const auto place = std::find_if(entries.begin(), entries.end(), [&](const auto& other) {
        return entry.pattern.before(other->pattern);
    });
    entries.insert(place, std::make_unique<Served>(std::move(entry)));
}

void Router::Engine::answer(const Request& request, std::function<void(Response)> answered) {
    Passage passage{.request = request,
                    .entry = nullptr,
                    .path = {},
                    .who = {},
                    .refusal = {},
                    .answer = {},
                    .later = {},
                    .open = {},
                    .ticket = {}};
    Response response = passed(passage);
    if (!passage.later) {
        if (passage.ticket && done(response)) passage.ticket->done(response);
        if (tagged(passage)) response = conditional(request, std::move(response));
        return answered(std::move(response));
    }
    passage.later->begin([this, entry = passage.entry, ticket = std::move(passage.ticket),
                          answered = std::move(answered)](const std::function<Response()>& make) {
        Response made_later = made(*entry, make);
        if (ticket && done(made_later)) ticket->done(made_later);
        answered(std::move(made_later));
    });
}

Response Router::Engine::passed(Passage& passage) {
    current = &passage;
    try {
        find_route(passage);
        const std::string text = request_text(passage.request);
        MemoryStream stream(text);
        bool closed = false;
        process_request(stream, true, closed, [&](httplib::Request& read) {
            if (passage.entry != nullptr) read.path = passage.entry->route.pattern;
        });
    } catch (const std::exception& error) {
        failed(std::string("router: ") + error.what());
    }
    current = nullptr;
    if (!passage.answer) return refuse({.slug = "internal"}, passage.entry);
    // Whatever httplib refused by itself has no body of ours.
    if (passage.answer->status == 404 && passage.answer->body.empty()) {
        return refuse({.slug = "unknown"});
    }
    passage.answer->open = std::move(passage.open);
    return std::move(*passage.answer);
}

void Router::Engine::find_route(Passage& passage) const {
    const std::string method = passage.request.method == "HEAD" ? "GET" : passage.request.method;
    std::set<std::string> allowed;
    for (const auto& entry : entries) {
        auto path = entry->pattern.match(passage.request.target);
        if (!path) continue;
        allowed.insert(entry->route.method);
        if (entry->route.method != method) continue;
        passage.entry = entry.get();
        passage.path = std::move(*path);
        return judge(passage);
    }
    if (allowed.empty()) {
        passage.refusal =
            refuse({.slug = "unknown", .detail = "There is nothing at this address."});
        return;
    }
    if (allowed.contains("GET")) allowed.insert("HEAD");
    std::string list;
    for (const std::string& word : allowed) list += (list.empty() ? "" : ", ") + word;
    passage.refusal = refuse({.slug = "method", .detail = "This address takes " + list + "."});
    passage.refusal->headers.emplace_back("Allow", list);
}

void Router::Engine::judge(Passage& passage) const {
    const Access& access = passage.entry->route.access;
    if (access.is_open()) return;
    const auto* rule = access.is_hook()          ? &authenticator.hook
                       : access.is_callback()    ? &authenticator.callback
                       : access.is_routing_key() ? &authenticator.routing_key
                       : access.is_genie_key()   ? &authenticator.genie_key
                                                 : nullptr;
    if (rule != nullptr) {
        admit(passage,
              *rule ? (*rule)(passage.request, passage.path) : Identity(AuthFailure::missing));
        return;
    }
    admit(passage, authenticator.token ? authenticator.token(passage.request)
                                       : Identity(AuthFailure::missing));
    if (passage.refusal || passage.who.may(access.scope())) return;
    passage.refusal = refuse({.slug = "scope",
                              .detail = "This token may not do that. It needs the scope " +
                                        std::string(to_string(access.scope())) + "."},
                             passage.entry);
}

void Router::Engine::admit(Passage& passage, const Identity& identity) const {
    if (const auto* who = std::get_if<Principal>(&identity)) {
        passage.who = *who;
        return;
    }
    passage.refusal = challenge(std::get<AuthFailure>(identity), *passage.entry);
}

Response Router::Engine::refuse(const ProblemDetail& detail, const Served* entry) const {
    Response response = problem(problem_base, detail);
    if (entry == nullptr || !entry->shape) return response;
    return entry->shape(std::move(response), detail);
}

Response Router::Engine::challenge(AuthFailure failure, const Served& entry) const {
    const Access& access = entry.route.access;
    const bool hook = access.is_hook();
    if (failure == AuthFailure::throttled) {
        return refuse(
            {.slug = "too-many",
             .detail = "Too many wrong credentials came from this address. Wait a minute.",
             .retry_after = std::chrono::seconds(60)},
            &entry);
    }
    if (failure == AuthFailure::unreadable) {
        return refuse({.slug = "not-json", .detail = "The body cannot be read."}, &entry);
    }
    if (access.is_routing_key() || access.is_genie_key()) {
        return refuse({.slug = "not-signed", .detail = "No source has this key."}, &entry);
    }
    if (failure == AuthFailure::forged) {
        return refuse({.slug = "forged",
                       .detail = "The signature is not that of this channel's provider. Nothing "
                                 "was taken."},
                      &entry);
    }
    Response response =
        hook ? refuse({.slug = "not-signed",
                       .detail = "The report was refused. Check the source's secret."})
             : refuse({.slug = "token",
                       .detail = failure == AuthFailure::missing
                                     ? "Send Authorization: Bearer and a token."
                                     : "The token is unknown, or its time is over."});
    // Some monitors send their Basic credentials only when they are asked for them.
    response.headers.emplace_back(
        "WWW-Authenticate",
        hook ? "Basic realm=\"tocsin\", charset=\"UTF-8\"" : "Bearer realm=\"tocsin\"");
    return response;
}

// The answer that a change with this key was given before; nothing when it has to be made.
std::optional<Response> Router::Engine::answered_before(Passage& passage, Asked& asked) {
    const Route& route = passage.entry->route;
    const std::string* header = find_header(passage.request.headers, "Idempotency-Key");
    const bool keyed = route.method != "GET" && needs_scope(route.access) && header != nullptr;
    if (!keyed || journalled.contains(route.method + " " + route.pattern)) return std::nullopt;
    const std::optional<std::string> key = read_idempotency_key(*header);
    if (!key) {
        throw Refused({.slug = "request",
                       .detail = "Idempotency-Key holds 1 to 255 visible ASCII characters. Nothing "
                                 "changed."});
    }
    asked = {.by = passage.who.name, .key = *key, .fingerprint = fingerprint_of(passage.request)};
    KeptAnswers::Begun begun = kept.begin(asked.by, asked.key, asked.fingerprint);
    passage.ticket = std::move(begun.ticket);
    if (begun.before) begun.before->headers.emplace_back("Idempotency-Replayed", "true");
    return std::move(begun.before);
}

void Router::Engine::run(const httplib::Request& read, httplib::Response& response) {
    Passage& passage = *current;
    Asked asked;
    if (const auto before = answered_before(passage, asked)) return give(*before, response);
    Visit visit{.request = passage.request,
                .path = passage.path,
                .query = parse_form(passage.request.query),
                .form = is_form(passage.request) ? parse_form(read.body) : Fields{},
                .who = passage.who,
                .asked = std::move(asked)};
    if (check) check(passage.entry->route, visit);
    Handled handled = passage.entry->handler(visit);
    if (auto* now = std::get_if<Response>(&handled)) {
        current->open = now->open;
        return give(*now, response);
    }
    current->later = std::move(std::get<Later>(handled));
}

Response Router::Engine::made(const Served& entry, const std::function<Response()>& make) const {
    try {
        return make();
    } catch (...) {
        return recovered(entry, std::current_exception());
    }
}

Response Router::Engine::recovered(const Served& entry, const std::exception_ptr& thrown) const {
    const std::string where = entry.route.method + " " + entry.route.pattern;
    try {
        std::rethrow_exception(thrown);
    } catch (const Refused& refused) {
        return refuse(refused.problem, &entry);
    } catch (const DoneBefore& done) {
        return done.response;
    } catch (const std::exception& error) {
        failed(where + ": " + error.what());
    } catch (...) {
        failed(where + ": something that is no std::exception was thrown");
    }
    return refuse({.slug = "internal"}, &entry);
}

Router::Router(std::string problem_base, Authenticator authenticator,
               std::function<void(const std::string&)> failed)
    : engine_(std::make_unique<Engine>(std::move(problem_base), std::move(authenticator),
                                       std::move(failed))) {}
Router::~Router() = default;

void Router::add(const std::string& method, const std::string& pattern, Access access,
                 Handler handler, RefusalShape shape) {
    static const std::set<std::string> methods = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (!methods.contains(method)) throw std::logic_error("unknown method '" + method + "'");
    for (const Route& route : routes()) {
        if (route.method == method && route.pattern == pattern) {
            throw std::logic_error("route " + method + " " + pattern + " is there twice");
        }
    }
    engine_->enlist(
        {{method, pattern, access}, PathPattern(pattern), std::move(handler), std::move(shape)});
}

void Router::answer(const Request& request, std::function<void(Response)> answered) const {
    engine_->answer(request, std::move(answered));
}

Response Router::answer(const Request& request) const {
    std::promise<Response> promise;
    engine_->answer(request, [&](Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
}

void Router::before(std::function<void(const Route&, Visit&)> check) {
    engine_->check = std::move(check);
}

void Router::journals_keys(const std::string& method, const std::string& pattern) {
    engine_->journalled.insert(method + " " + pattern);
}

void Router::forget_answers() const {
    engine_->kept.forget();
}

std::vector<Route> Router::routes() const {
    std::vector<Route> routes;
    for (const auto& entry : engine_->entries) routes.push_back(entry->route);
    return routes;
}

}  // namespace tocsin
