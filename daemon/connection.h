// One connection at the gate: reads a request, has it handled, writes the answer, and again.
// Everything here happens on the gate's thread. It keeps no timer: the crowd knows since when each
// connection has been in its state, and the gate ends those whose time is over.
#pragma once

#include "daemon/gate_limits.h"
#include "daemon/http.h"
#include "daemon/open_body.h"
#include "daemon/problem.h"
#include "daemon/request_reader.h"
#include "daemon/wire.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace tocsin {

class Connection;

// Where a connection stands. Each state but `closed` has one total time. `streaming`: a piece
// of its open body is being written; `quiet`: there is none at the moment.
enum class Standing { head, resting, body, handled, writing, streaming, quiet, lingering, closed };

// What a connection asks of the gate it stands at. All on the gate's thread.
class Doorman {
public:
    virtual ~Doorman() = default;

    virtual const GateLimits& limits() const = 0;
    virtual bool closing() const = 0;  // no request after the one under way
    // Its standing has changed.
    virtual void moved(Connection& connection) = 0;
    // Its count of body bytes has changed by so many. May refuse connections, this one too.
    virtual void body_grew(Connection& connection, std::ptrdiff_t bytes) = 0;
    // A whole request. The answer comes by Connection::answer(), at once or later.
    virtual void handle(Connection& connection, Request request) = 0;
    virtual Response refusal(const ProblemDetail& detail) = 0;
    // The answer itself when it can be sent, otherwise a 500 in its place.
    virtual Response checked(Response response) = 0;
    // What has the connection's go_on() called on the gate's thread, soon. It may be called on any
    // thread for as long as the connection is not closed.
    virtual std::function<void()> waker(Connection& connection) = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    // `peer` and `local_uid` go into each Request. The doorman outlives the connection.
    Connection(std::unique_ptr<Wire> wire, Doorman& doorman, std::string peer,
               std::optional<uid_t> local_uid);

    // Begins to read. Once, after the gate has it in its crowd.
    void start();

    // The answer to the request handed over; ignored unless it is still waited for.
    void answer(Response response);

    // Writes what its open body has to say by now, unless it is writing still.
    void go_on();

    // Answers with a problem, reads a little of what still comes, closes.
    void refuse(const ProblemDetail& detail);

    // The time for its standing is over.
    void time_is_up();

    // At once, without a word.
    void close();

    Standing standing() const { return standing_; }
    bool local() const { return local_uid_.has_value(); }
    const std::string& peer() const { return peer_; }

    // The crowd's own notes.
    std::chrono::steady_clock::time_point since{};
    Standing listed = Standing::head;  // the row that `place` is in
    std::list<std::shared_ptr<Connection>>::iterator place{};
    std::list<Connection*>::iterator neighbour{};
    std::string neighbourhood;

private:
    void read();
    void arrived(std::size_t bytes);
    void follow(RequestReader::Stage stage);
    void hand_over();
    void write(const Response& response, bool last);
    void write_out(Standing meanwhile);
    void send_out();
    void say_continue();
    void written();
    void heard(std::size_t bytes);
    void forget_open();
    void linger();
    void move_to(Standing standing);
    void count_body(std::size_t bytes);

    const std::unique_ptr<Wire> wire_;
    Doorman& doorman_;
    const std::string peer_;
    const std::optional<uid_t> local_uid_;
    RequestReader reader_;
    Standing standing_ = Standing::head;
    std::size_t requests_ = 0;
    std::size_t body_counted_ = 0;
    std::size_t lingered_ = 0;
    bool reading_ = false;     // a read is under way; there is never a second
    bool head_only_ = false;   // the request handed over is a HEAD
    bool continuing_ = false;  // "100 Continue" is being written
    bool last_ = false;        // the answer under way is the last
    std::array<char, 16 * 1024> in_;
    std::string out_;
    std::shared_ptr<OpenBody> open_;  // while the answer under way has one
};

}  // namespace tocsin
