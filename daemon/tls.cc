#include "daemon/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <stdexcept>

namespace tocsin {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

// For TLS 1.2; every suite of TLS 1.3 is of this kind.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
// No finite fields: their exchange costs a server much and a caller nothing.
constexpr const char* groups = "X25519:P-256:P-384";

// Longer chains are somebody's whole store of certificates, sent to every caller.
constexpr int chain_max = 10;

[[noreturn]] void no_means() {
    throw std::runtime_error("OpenSSL has no means to speak TLS");
}

// HTTP/1.1 where the caller asks what is spoken here. Whoever asks for other things alone means
// another house.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
    static constexpr unsigned char spoken[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* found = nullptr;
    const int answer =
        SSL_select_next_proto(&found, size, spoken, sizeof spoken, offered, offered_size);
    if (answer != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

Context made_context() {
    Context context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context.get(), ciphers) != 1 ||
        SSL_CTX_set1_groups_list(context.get(), groups) != 1) {
        no_means();
    }
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE |
                                           SSL_OP_PRIORITIZE_CHACHA);
    // Thousands of connections may rest here; a buffer is for those that speak.
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    // Tickets keep what a resumed conversation needs at the caller's side, and none of it here.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context.get(), &choose_protocol, nullptr);
    return context;
}

Memory memory_of(std::string_view text) {
    Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    if (!memory) no_means();
    return memory;
}

Certificate next_certificate(BIO* memory) {
    return {PEM_read_bio_X509(memory, nullptr, nullptr, nullptr), &X509_free};
}

// Asked only for a key that is encrypted. Nobody is there to type its passphrase.
int note_encryption(char*, int, int, void* encrypted) {
    *static_cast<bool*>(encrypted) = true;
    return -1;
}

std::chrono::sys_seconds instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    using namespace std::chrono;
    const sys_days day = year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
    return day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

// Adds what follows our own certificate in its file. Returns what is wrong with it, or nothing.
std::string add_chain(SSL_CTX* context, BIO* memory) {
    for (int count = 0;; ++count) {
        ERR_clear_error();
        Certificate link = next_certificate(memory);
        if (!link) break;
        if (count == chain_max) return "holds more than 10 certificates of a chain";
        if (SSL_CTX_add0_chain_cert(context, link.get()) != 1)
            return "holds a chain with a weak certificate";
        static_cast<void>(link.release());  // the context owns it
    }
    const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    return at_the_end ? "" : "holds a certificate that is damaged";
}

}  // namespace

TlsIdentity::~TlsIdentity() {
    SSL_CTX_free(context_);
}

TlsIdentityRead read_tls_identity(std::string_view certificate_text, std::string_view key_text) {
    TlsIdentityRead read;
    Context context = made_context();

    ERR_clear_error();
    const Memory certificates = memory_of(certificate_text);
    const Certificate certificate = next_certificate(certificates.get());
    if (!certificate) {
        const bool other = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        read.certificate_fault =
            other ? "holds no certificate in PEM form" : "holds a certificate that is damaged";
    } else if (SSL_CTX_use_certificate(context.get(), certificate.get()) != 1) {
        read.certificate_fault = "holds a certificate whose key is too weak for TLS 1.2";
    } else {
        read.certificate_fault = add_chain(context.get(), certificates.get());
    }

    bool encrypted = false;
    const Memory keys = memory_of(key_text);
    const Key key(PEM_read_bio_PrivateKey(keys.get(), nullptr, &note_encryption, &encrypted),
                  &EVP_PKEY_free);
    if (!key) {
        read.key_fault = encrypted ? tls_key_encrypted : "holds no private key in PEM form";
    } else if (read.certificate_fault.empty() &&
               X509_check_private_key(certificate.get(), key.get()) != 1) {
        read.key_fault = tls_key_of_another;
    } else if (read.certificate_fault.empty() &&
               SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
        read.key_fault = tls_key_unusable;
    }
    ERR_clear_error();
    if (!read.certificate_fault.empty() || !read.key_fault.empty()) return read;
    read.identity = std::make_shared<const TlsIdentity>(
        context.get(), instant_of(X509_get0_notBefore(certificate.get())),
        instant_of(X509_get0_notAfter(certificate.get())));
    static_cast<void>(context.release());
    return read;
}

TlsSession::TlsSession(const TlsIdentity& identity, int descriptor)
    : ssl_(SSL_new(identity.context_)) {
    if (ssl_ == nullptr || SSL_set_fd(ssl_, descriptor) != 1) {
        SSL_free(ssl_);
        no_means();
    }
    SSL_set_accept_state(ssl_);
}

TlsSession::~TlsSession() {
    SSL_free(ssl_);
}

TlsSession::Step TlsSession::read(char* into, std::size_t room, std::size_t& bytes) {
    if (broken_) return Step::ended;
    ERR_clear_error();
    const int answer = SSL_read_ex(ssl_, into, room, &bytes);
    return answer == 1 ? Step::done : judged(answer);
}

TlsSession::Step TlsSession::write(std::string_view text, std::size_t& bytes) {
    if (broken_) return Step::ended;
    ERR_clear_error();
    const int answer = SSL_write_ex(ssl_, text.data(), text.size(), &bytes);
    const Step step = answer == 1 ? Step::done : judged(answer);
    writing_ = step == Step::wants_read || step == Step::wants_write;
    return step;
}

TlsSession::Step TlsSession::judged(int answer) {
    switch (SSL_get_error(ssl_, answer)) {
        case SSL_ERROR_WANT_READ:
            return Step::wants_read;
        case SSL_ERROR_WANT_WRITE:
            return Step::wants_write;
        case SSL_ERROR_ZERO_RETURN:
            return Step::ended;
        default:
            break;
    }
    // After such an end OpenSSL allows nothing more, not even a goodbye.
    broken_ = true;
    const auto fault = ERR_peek_error();
    ERR_clear_error();
    const bool http =
        ERR_GET_LIB(fault) == ERR_LIB_SSL && ERR_GET_REASON(fault) == SSL_R_HTTP_REQUEST;
    return http ? Step::plain_http : Step::ended;
}

void TlsSession::say_goodbye() {
    // A record that is half out would be torn by another.
    if (broken_ || writing_ || SSL_is_init_finished(ssl_) != 1) return;
    ERR_clear_error();
    if (const int answer = SSL_shutdown(ssl_); answer < 0) static_cast<void>(judged(answer));
}

}  // namespace tocsin
