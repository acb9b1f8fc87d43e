#include "tests/daemon/tls_samples.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace tocsin {
namespace {

std::string text_of(BIO* memory) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    std::string copy(text, static_cast<std::size_t>(size));
    BIO_free(memory);
    return copy;
}

std::time_t seconds_of(std::chrono::sys_days day) {
    return std::chrono::sys_seconds(day).time_since_epoch().count();
}

}  // namespace

SampleKey sample_key(const char* curve) {
    return {EVP_EC_gen(curve), &EVP_PKEY_free};
}

SampleKey weak_key() {
    return {EVP_RSA_gen(1024), &EVP_PKEY_free};
}

std::string key_text(const SampleKey& key) {
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(memory, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(memory);
}

std::string encrypted_key_text(const SampleKey& key, const std::string& passphrase) {
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(memory, key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                  static_cast<int>(passphrase.size()), nullptr, nullptr);
    return text_of(memory);
}

std::string certificate_text(const SampleKey& key, std::chrono::sys_days begins,
                             std::chrono::sys_days ends) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds_of(begins));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds_of(ends));
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate.get());
    return text_of(memory);
}

}  // namespace tocsin
