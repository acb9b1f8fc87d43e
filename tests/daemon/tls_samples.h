// Keys and certificates that live as long as a test.
#pragma once

#include <chrono>
#include <memory>
#include <string>

struct evp_pkey_st;

namespace tocsin {

using SampleKey = std::shared_ptr<evp_pkey_st>;

SampleKey sample_key(const char* curve = "P-256");
SampleKey weak_key();  // of 1,024 bits

// As PEM. The certificate is signed by its own key.
std::string key_text(const SampleKey& key);
std::string encrypted_key_text(const SampleKey& key, const std::string& passphrase);
std::string certificate_text(const SampleKey& key, std::chrono::sys_days begins,
                             std::chrono::sys_days ends);

}  // namespace tocsin
