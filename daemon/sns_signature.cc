// The half of daemon/sns_message.h that needs OpenSSL.
#include "daemon/ascii.h"
#include "daemon/sns_message.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>

namespace tocsin {
namespace {

constexpr int key_bits_min = 2048;
constexpr std::size_t certificate_bytes_max = 16 * 1024;

template <auto release>
struct Release {
    template <class Value>
    void operator()(Value* value) const {
        release(value);
    }
};
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;

Certificate certificate_of(const std::string& pem) {
    if (pem.empty() || pem.size() > certificate_bytes_max) return nullptr;
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    // Nobody is to be asked for a password.
    const auto no_password = [](char*, int, int, void*) { return 0; };
    Certificate certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)
                                : nullptr);
    ERR_clear_error();
    return certificate;
}

// "sns.amazonaws.com"; in newer regions "sns-signing.eu-south-1.amazonaws.com" and the like.
bool is_for_sns(const X509* certificate) {
    std::array<char, 256> name{};
    const int length = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                                 name.data(), name.size());
    if (length <= 0) return false;
    std::string_view host(name.data(), static_cast<std::size_t>(length));
    if (host.ends_with(".cn")) host.remove_suffix(3);
    const bool named = host.starts_with("sns.") || host.starts_with("sns-");
    return named && host.ends_with(".amazonaws.com") &&
           std::all_of(host.begin(), host.end(),
                       [](char sign) { return ascii_alnum(sign) || sign == '-' || sign == '.'; });
}

bool holds_at(const X509* certificate, Instant now) {
    std::time_t at = std::chrono::system_clock::to_time_t(now);
    return X509_cmp_time(X509_get0_notBefore(certificate), &at) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate), &at) > 0;
}

bool has_signed(EVP_PKEY* key, const SnsMessage& message, const std::string& text) {
    const Context context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const auto* signature = reinterpret_cast<const unsigned char*>(message.signature.data());
    const bool right =
        context != nullptr &&
        EVP_DigestVerifyInit(context.get(), nullptr, message.sha256 ? EVP_sha256() : EVP_sha1(),
                             nullptr, key) == 1 &&
        EVP_DigestVerify(context.get(), signature, message.signature.size(), bytes, text.size()) ==
            1;
    ERR_clear_error();
    return right;
}

}  // namespace

bool is_signed_by_sns(const SnsMessage& message, const std::string& certificate, Instant now) {
    const Certificate read = certificate_of(certificate);
    if (!read || !is_for_sns(read.get()) || !holds_at(read.get(), now)) return false;
    EVP_PKEY* key = X509_get0_pubkey(read.get());
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
        EVP_PKEY_get_bits(key) < key_bits_min) {
        return false;
    }
    if (has_signed(key, message, sns_signed_text(message))) return true;
    return message.kind == SnsMessage::Kind::unsubscription &&
           has_signed(key, message, sns_signed_text(message, true));
}

}  // namespace tocsin
