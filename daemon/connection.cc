#include "daemon/connection.h"

#include "daemon/response_text.h"

#include <utility>

namespace tocsin {
namespace {

using boost::system::error_code;

// What a caller may still say to which nobody listens: after a refusal, or during an open body.
constexpr std::size_t linger_bytes = 256 * 1024;

}  // namespace

Connection::Connection(std::unique_ptr<Wire> wire, Doorman& doorman, std::string peer,
                       std::optional<uid_t> local_uid)
    : wire_(std::move(wire)),
      doorman_(doorman),
      peer_(std::move(peer)),
      local_uid_(local_uid),
      reader_(doorman.limits()) {}

void Connection::start() {
    read();
}

void Connection::read() {
    if (reading_) return;
    reading_ = true;
    wire_->read(in_.data(), in_.size(),
                [self = shared_from_this()](error_code error, std::size_t bytes) {
                    self->reading_ = false;
                    if (spoke_plainly(error)) {
                        return self->refuse(
                            {.slug = "request", .detail = "TLS is spoken here: use https://."});
                    }
                    // A caller that has stopped sending may still be listening for the answer.
                    // Whoever listens to an open body and ends has left.
                    const bool answering = self->standing_ == Standing::writing && !self->open_;
                    if (error && answering) return;
                    if (error) return self->close();
                    self->arrived(bytes);
                });
}

void Connection::arrived(std::size_t bytes) {
    switch (standing_) {
        case Standing::head:
        case Standing::resting:
        case Standing::body:
            follow(reader_.feed({in_.data(), bytes}));
            return;
        case Standing::streaming:
        case Standing::quiet:
        case Standing::lingering:
            return heard(bytes);
        // A refusal overtook this read: what it brought is not looked at.
        case Standing::handled:
        case Standing::writing:
            if (open_) heard(bytes);
            return;
        case Standing::closed:
            return;
    }
}

// What is said to nobody.
void Connection::heard(std::size_t bytes) {
    lingered_ += bytes;
    if (lingered_ > linger_bytes) return close();
    read();
}

void Connection::follow(RequestReader::Stage stage) {
    switch (stage) {
        case RequestReader::Stage::idle:
            read();
            return;
        case RequestReader::Stage::head:
            if (standing_ != Standing::head) move_to(Standing::head);
            read();
            return;
        case RequestReader::Stage::body:
            if (standing_ != Standing::body) {
                move_to(Standing::body);
                if (reader_.awaits_continue()) say_continue();
            }
            count_body(reader_.body_bytes());
            if (standing_ == Standing::body) read();
            return;
        case RequestReader::Stage::whole:
            hand_over();
            return;
        case RequestReader::Stage::refused:
            refuse({.slug = reader_.refusal().slug, .detail = reader_.refusal().detail});
            return;
    }
}

void Connection::hand_over() {
    Request request = reader_.take();
    request.peer = peer_;
    request.local_uid = local_uid_;
    head_only_ = request.method == "HEAD";
    ++requests_;
    move_to(Standing::handled);
    // It counts until it is answered: a request in the queue holds its body just as well.
    count_body(request.body.size());
    if (standing_ == Standing::handled) doorman_.handle(*this, std::move(request));
}

void Connection::answer(Response response) {
    if (standing_ != Standing::handled) return;
    const bool last = response.open || doorman_.closing() || !reader_.keep_alive() ||
                      requests_ >= doorman_.limits().requests_per_connection;
    const Response whole = doorman_.checked(std::move(response));
    if (whole.open && !head_only_) {
        open_ = whole.open;
        read();  // so that we notice when the caller leaves
    }
    write(whole, last);
}

void Connection::refuse(const ProblemDetail& detail) {
    if (standing_ == Standing::closed || standing_ == Standing::writing ||
        standing_ == Standing::streaming || standing_ == Standing::quiet ||
        standing_ == Standing::lingering) {
        return;
    }
    write(doorman_.refusal(detail), true);
}

void Connection::write(const Response& response, bool last) {
    last_ = last;
    out_ = response_text(response,
                         {.head = head_only_, .close = last, .encrypted = wire_->encrypted()});
    write_out(Standing::writing);
    count_body(0);
}

void Connection::write_out(Standing meanwhile) {
    move_to(meanwhile);
    if (!continuing_) send_out();
}

// The body is read meanwhile. What is answered to it waits until this has left.
void Connection::say_continue() {
    continuing_ = true;
    wire_->write("HTTP/1.1 100 Continue\r\n\r\n",
                 [self = shared_from_this()](error_code error, std::size_t) {
                     self->continuing_ = false;
                     if (error) return self->close();
                     if (!self->out_.empty()) self->send_out();
                 });
}

void Connection::send_out() {
    wire_->write(out_, [self = shared_from_this()](error_code error, std::size_t) {
        if (self->standing_ == Standing::closed) return;
        if (error) return self->close();
        self->written();
    });
}

void Connection::written() {
    out_ = {};
    head_only_ = false;
    if (open_) {
        if (doorman_.closing()) return close();
        open_->listen(doorman_.waker(*this));
        move_to(Standing::quiet);
        return go_on();
    }
    if (last_) return linger();
    move_to(Standing::resting);
    if (doorman_.closing()) return close();
    follow(reader_.next());
}

void Connection::go_on() {
    if (standing_ != Standing::quiet) return;
    OpenBody::Taken taken = open_->take();
    if (!taken.text.empty()) {
        out_ = std::move(taken.text);
        return write_out(Standing::streaming);
    }
    if (!taken.ended) return;
    forget_open();
    linger();
}

void Connection::forget_open() {
    if (open_) open_->listen({});
    open_.reset();
}

void Connection::linger() {
    wire_->finish();
    move_to(Standing::lingering);
    read();
}

void Connection::time_is_up() {
    switch (standing_) {
        case Standing::head:
            if (reader_.stage() == RequestReader::Stage::idle) return close();
            refuse({.slug = "slow", .detail = "The head did not come in time."});
            return;
        case Standing::body:
            refuse({.slug = "slow", .detail = "The body did not come in time."});
            return;
        case Standing::handled:
            refuse({.slug = "busy",
                    .detail = "There was no answer in time. Post again with the same key.",
                    .retry_after = std::chrono::seconds(2)});
            return;
        case Standing::resting:
        case Standing::writing:
        case Standing::streaming:
        case Standing::quiet:
        case Standing::lingering:
        case Standing::closed:
            close();
            return;
    }
}

void Connection::close() {
    if (standing_ == Standing::closed) return;
    const auto self = shared_from_this();
    forget_open();
    wire_->close();
    count_body(0);
    move_to(Standing::closed);
}

void Connection::move_to(Standing standing) {
    standing_ = standing;
    doorman_.moved(*this);
}

void Connection::count_body(std::size_t bytes) {
    const auto grown =
        static_cast<std::ptrdiff_t>(bytes) - static_cast<std::ptrdiff_t>(body_counted_);
    body_counted_ = bytes;
    if (grown != 0) doorman_.body_grew(*this, grown);
}

}  // namespace tocsin
