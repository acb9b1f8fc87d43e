#include "daemon/wire.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace tocsin {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto plain_speech = boost::system::errc::protocol_not_supported;

class PlainWire : public Wire {
public:
    explicit PlainWire(Socket socket) : socket_(std::move(socket)) {}

    void read(char* into, std::size_t room, Done done) override {
        socket_.async_read_some(asio::buffer(into, room), std::move(done));
    }

    void write(std::string_view text, Done done) override {
        asio::async_write(socket_, asio::buffer(text.data(), text.size()), std::move(done));
    }

    void finish() override {
        error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
    }

    void close() override {
        error_code ignored;
        socket_.close(ignored);
    }

    bool encrypted() const override { return false; }

protected:
    Socket socket_;
};

class TlsWire : public PlainWire {
public:
    TlsWire(Socket socket, const TlsIdentity& identity)
        : PlainWire(std::move(socket)), session_(identity, socket_.native_handle()) {}

    void read(char* into, std::size_t room, Done done) override {
        if (plain_) return PlainWire::read(into, room, std::move(done));
        std::size_t bytes = 0;
        const TlsSession::Step step = session_.read(into, room, bytes);
        if (step == TlsSession::Step::done) return say(std::move(done), {}, bytes);
        again(step, std::move(done),
              [this, into, room](Done later) { read(into, room, std::move(later)); });
    }

    void write(std::string_view text, Done done) override {
        if (plain_) return PlainWire::write(text, std::move(done));
        std::size_t bytes = 0;
        TlsSession::Step step = session_.write(text, bytes);
        if (step == TlsSession::Step::done && bytes == text.size()) {
            return say(std::move(done), {}, bytes);
        }
        // Others have their turn between two records, however fast this caller reads.
        if (step == TlsSession::Step::done) step = TlsSession::Step::wants_write;
        const std::string_view rest = text.substr(bytes);
        again(step, std::move(done), [this, rest](Done later) { write(rest, std::move(later)); });
    }

    void finish() override {
        goodbye();
        PlainWire::finish();
    }

    void close() override {
        goodbye();
        PlainWire::close();
    }

    bool encrypted() const override { return !plain_; }

private:
    // The rest of a read or write, when the socket allows it.
    template <class Rest>
    void again(TlsSession::Step step, Done done, Rest rest) {
        if (step == TlsSession::Step::plain_http) {
            plain_ = true;
            return say(std::move(done), make_error_code(plain_speech), 0);
        }
        if (step == TlsSession::Step::ended) return say(std::move(done), asio::error::eof, 0);
        const auto what =
            step == TlsSession::Step::wants_read ? Socket::wait_read : Socket::wait_write;
        socket_.async_wait(what, [this, done = std::move(done), rest](error_code error) mutable {
            // The number of a closed descriptor may be another caller's by then.
            if (!error && !socket_.is_open()) error = asio::error::operation_aborted;
            if (error) return done(error, 0);
            rest(std::move(done));
        });
    }

    void say(Done done, error_code error, std::size_t bytes) {
        asio::post(socket_.get_executor(),
                   [done = std::move(done), error, bytes] { done(error, bytes); });
    }

    void goodbye() {
        if (socket_.is_open() && !plain_) session_.say_goodbye();
    }

    TlsSession session_;
    bool plain_ = false;
};

}  // namespace

std::unique_ptr<Wire> plain_wire(Wire::Socket socket) {
    return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(Wire::Socket socket, const TlsIdentity& identity) {
    return std::make_unique<TlsWire>(std::move(socket), identity);
}

bool spoke_plainly(const error_code& error) {
    return error == plain_speech;
}

}  // namespace tocsin
