#include "tests/daemon/sns_samples.h"

#include "daemon/json_writer.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <vector>

namespace tocsin {
namespace {

std::string base64(const std::string& bytes) {
    std::vector<unsigned char> out(bytes.size() * 4 / 3 + 8);
    const int signs =
        EVP_EncodeBlock(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                        static_cast<int>(bytes.size()));
    return {out.begin(), out.begin() + signs};
}

// What SNS signs, put together here once more from its documentation.
std::string text_of(const std::map<std::string, std::string>& fields, bool notification) {
    const std::vector<std::string> keys =
        notification ? std::vector<std::string>{"Message",   "MessageId", "Subject",
                                                "Timestamp", "TopicArn",  "Type"}
                     : std::vector<std::string>{"Message", "MessageId", "SubscribeURL", "Timestamp",
                                                "Token",   "TopicArn",  "Type"};
    std::string text;
    for (const std::string& key : keys) {
        if (const auto field = fields.find(key); field != fields.end()) {
            text += key + "\n" + field->second + "\n";
        }
    }
    return text;
}

std::map<std::string, std::string> sample_fields(const std::string& type,
                                                 const std::string& version) {
    std::map<std::string, std::string> fields = {
        {"Type", type},
        {"MessageId", "6f1c3a52-8a43-5c0e-9d52-60a1f4d0e001"},
        {"TopicArn", sample_topic},
        {"Message", "hello"},
        {"Timestamp", "2026-01-04T02:11:06.001Z"},
        {"SignatureVersion", version},
        {"SigningCertURL", sample_certificate_url}};
    if (type != "Notification") {
        fields["Token"] = "2336412f37";
        fields["SubscribeURL"] =
            "https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37";
    }
    return fields;
}

std::string json(const std::map<std::string, std::string>& fields) {
    JsonObject object;
    for (const auto& [name, value] : fields) object.text(name, value);
    return object.str();
}

}  // namespace

SnsSample::SnsSample(int bits)
    : key_(EVP_RSA_gen(static_cast<unsigned>(bits)), [](EVP_PKEY* key) { EVP_PKEY_free(key); }) {
    if (!key_) throw std::runtime_error("no key for a test");
}

std::string SnsSample::certificate(const std::string& name, Instant begins, Instant ends) const {
    const std::unique_ptr<X509, void (*)(X509*)> made(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    ASN1_TIME_set(X509_getm_notBefore(made.get()), std::chrono::system_clock::to_time_t(begins));
    ASN1_TIME_set(X509_getm_notAfter(made.get()), std::chrono::system_clock::to_time_t(ends));
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    X509_set_pubkey(made.get(), key_.get());
    X509_sign(made.get(), key_.get(), EVP_sha256());
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(bio.get(), made.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string SnsSample::signature_of(const std::string& text, bool sha256) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    std::vector<unsigned char> bytes(1024);
    std::size_t size = bytes.size();
    if (EVP_DigestSignInit(context.get(), nullptr, sha256 ? EVP_sha256() : EVP_sha1(), nullptr,
                           key_.get()) != 1 ||
        EVP_DigestSign(context.get(), bytes.data(), &size,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1) {
        throw std::runtime_error("no signature for a test");
    }
    return base64({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
}

std::string SnsSample::body(const std::string& type, std::map<std::string, std::string> changes,
                            const std::string& version) const {
    std::map<std::string, std::string> fields = sample_fields(type, version);
    for (const auto& [name, value] : changes) {
        if (value.empty()) {
            fields.erase(name);
        } else {
            fields[name] = value;
        }
    }
    if (!changes.contains("Signature")) {
        fields["Signature"] = signature_of(text_of(fields, type == "Notification"), version == "2");
    }
    return json(fields);
}

std::string SnsSample::signed_as_notification(const std::string& type) const {
    std::map<std::string, std::string> fields = sample_fields(type, "2");
    fields["Signature"] = signature_of(text_of(fields, true), true);
    return json(fields);
}

std::string cloudwatch_alarm(const std::string& state, const std::string& changed) {
    return R"x({"AlarmName":"pas-queue-age","AlarmDescription":"PAS queue",
"AWSAccountId":"111122223333","NewStateReason":"Threshold Crossed","Region":"EU (London)",
"AlarmArn":"arn:aws:cloudwatch:eu-west-2:111122223333:alarm:pas-queue-age","OldStateValue":"OK",
"Trigger":{"MetricName":"Age","Namespace":"PAS","Dimensions":[{"name":"Queue","value":"adt"}],
"Period":60,"Threshold":300.0},"NewStateValue":")x" +
           state + R"x(","StateChangeTime":")x" + changed + "\"}";
}

}  // namespace tocsin
