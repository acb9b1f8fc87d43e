// From a request to the handler that answers it. Deny by default: a route cannot be written without
// saying who may use it, and what no route names is refused. cpp-httplib parses and answers, from
// memory, inside router.cc; it never sees a socket.
#pragma once

#include "core/input.h"
#include "daemon/auth.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

// Who may use a route: anybody, a token with a scope, a hook's source by its own rule, the provider
// of a channel by the token it was given, or a source by the key in its message: PagerDuty's
// routing key, Opsgenie's GenieKey.
class Access {
public:
    static const Access open;
    static const Access hook;
    static const Access callback;
    static const Access routing_key;
    static const Access genie_key;

    Access(Scope needed) : kind_(Kind::scope), scope_(needed) {}  // a scope *is* an access

    bool is_open() const { return kind_ == Kind::open; }
    bool is_hook() const { return kind_ == Kind::hook; }
    bool is_callback() const { return kind_ == Kind::callback; }
    bool is_routing_key() const { return kind_ == Kind::routing_key; }
    bool is_genie_key() const { return kind_ == Kind::genie_key; }
    // The scope needed; meaningful only when it is none of these.
    Scope scope() const { return scope_; }
    bool operator==(const Access&) const = default;

private:
    enum class Kind { open, hook, callback, routing_key, genie_key, scope };
    explicit Access(Kind kind) : kind_(kind) {}

    Kind kind_;
    Scope scope_ = Scope::admin;
};

inline const Access Access::open{Access::Kind::open};
inline const Access Access::hook{Access::Kind::hook};
inline const Access Access::callback{Access::Kind::callback};
inline const Access Access::routing_key{Access::Kind::routing_key};
inline const Access Access::genie_key{Access::Kind::genie_key};

// What a handler is given. The references live as long as the handler runs.
struct Visit {
    const Request& request;
    Fields path;    // values of the {names} of the pattern, decoded
    Fields query;   // decoded, in the order sent
    Fields form;    // decoded, when the body is application/x-www-form-urlencoded
    Principal who;  // nobody, with no scope, on an open route
    Asked asked{};  // by the headers Idempotency-Key and If-Match of a change
};

// An answer that must wait for something. `begin` is called once, when the handler has returned and
// `Visit` is gone; it does not wait, and has `told` called once, on any thread, with what makes the
// answer: that is asked at once, and may throw as a handler may.
struct Later {
    std::function<void(std::function<void(const std::function<Response()>& made)> told)> begin;
};

// Most answers are there when the handler returns.
using Handled = std::variant<Response, Later>;
using Handler = std::function<Handled(const Visit&)>;

// How a route that speaks somebody else's protocol says what we say as a problem: given that
// problem as it would be answered. Any thread; must not throw.
using RefusalShape = std::function<Response(Response problem, const ProblemDetail& detail)>;

struct Route {
    std::string method;
    std::string pattern;
    Access access;
};

// How the router learns who is calling. Called on worker threads, several at a time.
struct Authenticator {
    // For routes that need a scope.
    std::function<Identity(const Request&)> token;
    // For hooks; `path` holds the values of the pattern's {names}. Empty: every hook is refused.
    std::function<Identity(const Request&, const Fields& path)> hook;
    // For callbacks of providers, likewise.
    std::function<Identity(const Request&, const Fields& path)> callback;
    // For messages that bear a key, likewise.
    std::function<Identity(const Request&, const Fields& path)> routing_key = {};
    std::function<Identity(const Request&, const Fields& path)> genie_key = {};
};

class Router {
public:
    // `problem_base` as in problem(). `failed` is told of exceptions that handlers let out, with
    // method, pattern and what(); the caller sees only that something failed.
    Router(std::string problem_base, Authenticator authenticator,
           std::function<void(const std::string&)> failed);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    // All routes are added before the first answer. A pattern is literal segments and {names}:
    // "/v1/incidents/{id}/ack"; a literal wins over a name. GET answers HEAD too, and where a scope
    // is needed, with an ETag, and with 304 to whoever has just that already.
    // Throws std::logic_error for a bad pattern, an unknown method or the same route twice.
    // Whatever is refused on the route, by whomever, has the shape, if there is one.
    void add(const std::string& method, const std::string& pattern, Access access, Handler handler,
             RefusalShape shape = {});

    // Any thread, many at a time. Never throws. `answered` is called once: on this thread, or later
    // on another one, when `request` may be gone.
    void answer(const Request& request, std::function<void(Response)> answered) const;

    // The same, waiting for the answer.
    [[nodiscard]] Response answer(const Request& request) const;

    // Asked before the handler of every request that may go on; throws Refused to end it. Once,
    // before the first answer.
    void before(std::function<void(const Route&, Visit&)> check);

    // The journal keeps the keys of this route: the memory of answers (daemon/kept_answers.h),
    // which every other change that needs a scope has, leaves it alone.
    void journals_keys(const std::string& method, const std::string& pattern);

    // The memory of answers is empty from here on: they may hold what was erased. Any thread.
    void forget_answers() const;

    std::vector<Route> routes() const;

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace tocsin
