// TLS at the gate: a certificate with its key, and the conversation with one caller under it.
// TLS 1.2 and 1.3 with ephemeral keys and authenticated ciphers; no compression, no renegotiation.
// OpenSSL stands behind this header; who waits for the socket is daemon/wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace tocsin {

// A certificate, the chain that came with it, and its key: ready to serve, and never changed.
// Conversations that began under it go on when it is replaced. Any thread.
class TlsIdentity {
public:
    // Takes over `context`.
    TlsIdentity(ssl_ctx_st* context, std::chrono::sys_seconds begins, std::chrono::sys_seconds ends)
        : context_(context), begins_(begins), ends_(ends) {}
    ~TlsIdentity();
    TlsIdentity(const TlsIdentity&) = delete;
    TlsIdentity& operator=(const TlsIdentity&) = delete;

    // When callers begin to accept the certificate, and when they stop.
    std::chrono::sys_seconds begins() const { return begins_; }
    std::chrono::sys_seconds ends() const { return ends_; }

private:
    friend class TlsSession;

    ssl_ctx_st* context_;
    std::chrono::sys_seconds begins_;
    std::chrono::sys_seconds ends_;
};

// What a key may have for a fault, beside being no key at all.
inline constexpr std::string_view tls_key_encrypted = "is encrypted";
inline constexpr std::string_view tls_key_of_another = "does not belong to the certificate";
inline constexpr std::string_view tls_key_unusable = "is of a kind that TLS cannot use";

struct TlsIdentityRead {
    std::shared_ptr<const TlsIdentity> identity;  // null when one of the two has a fault
    std::string certificate_fault;                // "holds no certificate in PEM form"
    std::string key_fault;                        // "is encrypted"; nothing of the key is told
};

// `certificate` is PEM: ours first, then its chain. `key` is PEM without a passphrase. Dates are
// not judged. Throws std::runtime_error when OpenSSL itself has no means.
TlsIdentityRead read_tls_identity(std::string_view certificate, std::string_view key);

// The conversation with one caller over a non-blocking socket. It never waits. Each call does as
// much as can be done at once and says what it lacks; the first read does the handshake as well.
// The process ignores SIGPIPE. On one thread.
class TlsSession {
public:
    enum class Step {
        done,
        wants_read,   // again when the socket can be read
        wants_write,  // again when it can be written
        ended,        // by the caller, by a fault of the protocol, or by the network
        plain_http,   // the caller speaks HTTP without TLS
    };

    // The descriptor stays the caller's, and must be open at every call.
    TlsSession(const TlsIdentity& identity, int descriptor);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    // Up to `room` bytes. `bytes` counts what was read, when done.
    Step read(char* into, std::size_t room, std::size_t& bytes);

    // At most one record of `text`, which is not empty. `bytes` counts what was written, when done.
    Step write(std::string_view text, std::size_t& bytes);

    // Tells the caller that nothing follows, if it can be told at once.
    void say_goodbye();

private:
    Step judged(int answer);

    ssl_st* ssl_;
    bool writing_ = false;  // a record waits to go out whole
    bool broken_ = false;   // nothing more may be said
};

}  // namespace tocsin
